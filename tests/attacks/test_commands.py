"""The command line, misused."""

from __future__ import annotations

import os
import stat
from contextlib import suppress

import pytest
from django.core.management.base import CommandError

from reports.printing.keeping import refuse_unwritable, write_whole


def _write(path) -> None:
    """As both commands do."""
    with suppress(OSError, CommandError):
        refuse_unwritable(path)
        write_whole(path, b"%PDF-")


def test_a_pipe_or_device_is_not_replaced_by_a_file(tmp_path):
    """`--out /dev/null`, run as root, took /dev/null away from the whole machine."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)  # so that writing into it would not wait
    try:
        _write(pipe)
        assert stat.S_ISFIFO(pipe.lstat().st_mode)
    finally:
        os.close(reader)


def test_a_link_is_followed_not_replaced(tmp_path):
    target, link = tmp_path / "target.pdf", tmp_path / "link.pdf"
    target.write_bytes(b"old")
    link.symlink_to(target)
    _write(link)
    assert link.is_symlink()
    assert target.read_bytes() == b"%PDF-"


def test_a_name_that_is_too_long_is_refused_before_any_work(tmp_path):
    """The name of the temporary file was longer: compile_document found out after it had moved the returns."""
    with pytest.raises(OSError, match="too long"):
        refuse_unwritable(tmp_path / ("x" * 256))


def test_the_longest_name_there_can_be_is_written(tmp_path):
    longest = tmp_path / ("x" * 255)
    _write(longest)
    assert longest.read_bytes() == b"%PDF-"
