"""The files of a document: kept by fingerprint, so that a page is laid out once and not for every reader."""

from __future__ import annotations

import errno
import json
import os
import stat
import tempfile
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
from django.conf import settings

from reports.compiling import content_pdf
from reports.models import Edition
from snb.sealing import canonical, fingerprint


@dataclass(frozen=True)
class Facts:
    """What a link to a file says of it."""

    size: int
    pages: int


def kept_pdf(edition: Edition) -> bytes:
    """The PDF as it was first laid out here; laid out and kept where it was not."""
    return _kept(edition.content, edition.fingerprint)


def kept_receipt(content: dict[str, object]) -> bytes:
    text = canonical(content)
    return _kept(text, fingerprint(text))


def facts(edition: Edition) -> Facts | None:
    """Size and pages of the PDF, where it has been laid out; nothing is laid out for the asking."""
    try:
        return Facts(**json.loads(_path(edition.fingerprint, "json").read_text()))
    except (OSError, ValueError, TypeError):
        return None


def file_name(edition: Edition, suffix: str) -> str:
    """snb-board-pack-2026-12-09-0a1b2c3d4e5f.pdf"""
    day = edition.meeting.date if edition.meeting else edition.compiled_at
    return f"{edition.board.slug}-{edition.kind}-{day:%Y-%m-%d}-{edition.reference}.{suffix}"


def refuse_unwritable(path: Path) -> None:
    """Find out before any work is done that a file cannot be written there. Raises OSError."""
    with tempfile.TemporaryFile(dir=_target(path).parent):
        pass


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that nobody ever finds half of it. Raises OSError."""
    path = _target(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")  # short: the file's own name may be the longest
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, 0o644)  # mkstemp's own mode is for secrets; a paper is for whoever may read the folder
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _target(path: Path) -> Path:
    """The file that `path` names, links followed. Raises OSError for what is there and is no file: a folder, a pipe."""
    target = Path(os.path.realpath(path))
    try:
        mode = target.lstat().st_mode
    except FileNotFoundError:
        return target
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder", str(path))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is not a plain file", str(path))
    return target


def _kept(content: str, digest: str) -> bytes:
    path = _path(digest, "pdf")
    try:
        return path.read_bytes()
    except FileNotFoundError:
        data = content_pdf(json.loads(content), digest)
    with pikepdf.open(BytesIO(data)) as pdf:
        found = Facts(len(data), len(pdf.pages))
    write_whole(path, data)
    write_whole(_path(digest, "json"), json.dumps(asdict(found)).encode())
    return data


def _path(digest: str, suffix: str) -> Path:
    return Path(settings.PAPERS_DIR) / "editions" / digest[:2] / f"{digest}.{suffix}"
