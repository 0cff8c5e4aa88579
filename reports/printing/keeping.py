"""Laid-out pieces, kept under the hash of all that they were made of: a paper that changes little is soon made anew."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import tempfile
import time
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

BLOCK = 1 << 20  # bytes that are read at once
UNUSED = 90 * 24 * 3600  # seconds after which a piece that nobody asked for is forgotten


def piece_path(key: str) -> Path:
    """Where the piece of this key is, or would be."""
    return Path(settings.PAPERS_DIR) / "chunks" / key[:2] / f"{key}.pdf"


def is_kept(key: str) -> bool:
    """Whether the piece is here, and whole; then its file says that it was asked for now."""
    path = piece_path(key)
    try:
        with path.open("rb") as file:
            if not _is_whole(file):
                return False
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def keep(key: str, data: bytes) -> None:
    """Raises OSError."""
    keep_whole(piece_path(key), data)


def keep_whole(path: Path, data: bytes) -> None:
    """Write a file of ours that says whether it is still what was written. Raises OSError."""
    write_whole(path, data + _seal(hashlib.sha256(data).hexdigest()))


def read_whole(path: Path) -> bytes | None:
    """What was kept so; None where it is not here, or no longer what it was: any can be made again."""
    try:
        with path.open("rb") as file:
            return file.read()[:-SEAL] if _is_whole(file) else None
    except FileNotFoundError:
        return None


def _seal(digest: str) -> bytes:
    """A line after all that was written: in a PDF, a comment."""
    return f"%{digest}\n".encode()


SEAL = len(_seal("0" * 64))


def _is_whole(file: BinaryIO) -> bool:
    """Whether the file ends with the seal of what is before it. It is left at its beginning."""
    size = file.seek(0, os.SEEK_END) - SEAL
    if size < 0:
        return False
    file.seek(0)
    digest = hashlib.sha256()
    while left := size - file.tell():
        digest.update(file.read(min(left, BLOCK)))
    is_whole = file.read() == _seal(digest.hexdigest())
    file.seek(0)
    return is_whole


def forget_unused(seconds: float = UNUSED) -> int:
    """Delete the pieces that no paper has asked for in so long; how many they were. Any can be laid out again."""
    before = time.time() - seconds
    old = [path for path in (Path(settings.PAPERS_DIR) / "chunks").glob("*/*.pdf") if path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


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
