"""The command line: what it writes, and what it says where it cannot."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from priorities.models.returns import State
from reports.documents.kinds import KINDS
from reports.models import Edition
from snb.models import AuditEvent
from tests.cast import Cast, bring_to, days, make_meeting, open_return


def run(*arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command(*arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_a_pack_is_compiled_for_the_next_meeting_with_returns(cast: Cast, tmp_path: Path) -> None:
    bring_to(open_return(cast), State.ACCEPTED, cast)
    make_meeting(cast.board, in_days=5, due_in=2)  # sooner, but it has no returns
    file = tmp_path / "pack.pdf"
    out, err = run("compile_document", "board-pack", "--board", "fosse", "--out", str(file))
    edition = Edition.objects.get()
    assert out == f"edition {edition.fingerprint} {file}\n"
    assert err.splitlines()[:2] == ["Reading the records", "1 of 16: Agenda"]
    assert file.read_bytes().startswith(b"%PDF-")
    assert (edition.meeting, edition.compiled_by) == (cast.meeting, None)


def test_an_edition_is_rendered_again_to_the_same_bytes(cast: Cast, tmp_path: Path) -> None:
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    run("compile_document", "csa", "--board", "fosse", "--out", str(first))
    edition = Edition.objects.get()
    out, _ = run("render_edition", edition.fingerprint[:8].upper(), "--out", str(second))
    assert out == f"edition {edition.fingerprint} {second}\n"
    assert first.read_bytes() == second.read_bytes()


def test_somebody_may_put_their_own_name_to_it(cast: Cast, tmp_path: Path) -> None:
    arguments = ("compile_document", "csa", "--board", "fosse", "--out", str(tmp_path / "a.pdf"), "--as")
    run(*arguments, cast.manager.email)
    event = AuditEvent.objects.get(action="compiled paper")
    assert (Edition.objects.get().compiled_by, event.actor_email) == (cast.manager, cast.manager.email)
    assert event.detail["via"] == "from the command line"
    with pytest.raises(CommandError, match="You may not compile papers"):
        run(*arguments, cast.member.email)


def test_what_is_unknown_is_answered_with_what_there_is(cast: Cast, tmp_path: Path) -> None:
    file = str(tmp_path / "a.pdf")
    day, other_day = cast.meeting.date, days(50)
    make_meeting(cast.other_board, in_days=50)
    for arguments, message in [
        (("csa", "--board", "mars"), "There is no board “mars”. There are: fosse, wold."),
        (
            ("minutes", "--board", "fosse"),
            f"There is no kind of document called “minutes”. There are: {', '.join(KINDS)}.",
        ),
        (
            ("board-pack", "--board", "fosse", "--meeting", str(other_day)),
            f"Safer Fosse Board has no meeting on {other_day}. It meets on: {day}.",
        ),
        (("board-pack", "--board", "fosse", "--meeting", "9.12."), "“9.12.” is not a day: write it as 2026-12-09."),
        (("csa", "--board", "fosse", "--as", "a@b.c"), "Nobody with the email address a@b.c has an account."),
    ]:
        with pytest.raises(CommandError) as refused:
            run("compile_document", *arguments, "--out", file)
        assert str(refused.value) == message
    assert (Path(file).exists(), Edition.objects.count()) == (False, 0)


@pytest.mark.parametrize("where", ["missing/a.pdf", "."])
def test_a_file_that_cannot_be_written_is_found_out_first(cast: Cast, tmp_path: Path, where: str) -> None:
    with pytest.raises(CommandError, match=r"cannot be written: (No such file or directory|it is a folder)\.$"):
        run("compile_document", "csa", "--board", "fosse", "--out", str(tmp_path / where))
    assert Edition.objects.count() == 0


def test_a_fingerprint_must_be_one_and_be_known(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    for digits, message in [("abc", "is not a fingerprint"), ("z" * 64, "is not a"), ("0" * 12, "There is no edition")]:
        with pytest.raises(CommandError, match=message):
            run("render_edition", digits, "--out", str(file))
    for last in "ab":
        Edition.objects.create(board=cast.board, kind="csa", title="T", content="{}", fingerprint="0" * 63 + last)
    with pytest.raises(CommandError, match="More than one edition begins with 000000000000: give more"):
        run("render_edition", "0" * 12, "--out", str(file))
    assert not file.exists()
