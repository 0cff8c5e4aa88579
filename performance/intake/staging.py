"""Files that were uploaded, kept until their figures are saved or discarded. Their names are never used as paths."""

from __future__ import annotations

import hashlib
import io
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePath
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from performance.importing.cells import File
from performance.models import Import

KILOBYTE, BUFFER = 1024, 256 * 1024
PACKED = (".gz", ".zip")  # unpacked in one go; a text is read twice, for its encoding and for its rows
Told = Callable[[int], None]


def clean_name(name: str) -> str:
    """Without folders or signs that cannot be seen, at most 120 characters, its ending kept."""
    last = PurePath(name.replace("\\", "/")).name
    path = PurePath("".join(filter(str.isprintable, last)).strip().lstrip(".") or "file")
    return path.stem[: 120 - len(path.suffix[:20])] + path.suffix[:20]


def stage(imported: Import, uploads: Sequence[UploadedFile]) -> None:
    """Keep the files, and note of each its name, size and SHA-256. Leaves nothing behind if it fails."""
    folder = folder_of(imported)
    folder.mkdir(parents=True, mode=0o700)
    try:
        imported.files = [_stage(folder / str(number), upload) for number, upload in enumerate(uploads)]
        imported.save(update_fields=["files"])
    except BaseException:
        shutil.rmtree(folder)
        raise


def _stage(path: Path, upload: UploadedFile) -> dict[str, Any]:
    digest = hashlib.sha256()
    with path.open("xb") as kept:
        for chunk in upload.chunks():
            digest.update(chunk)
            kept.write(chunk)
    return {"name": clean_name(upload.name or ""), "size": path.stat().st_size, "sha256": digest.hexdigest()}


def described(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """The same of files that lie on this computer."""
    found = []
    for path in paths:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        found.append({"name": clean_name(path.name), "size": path.stat().st_size, "sha256": digest})
    return found


@contextmanager
def opened(imported: Import, told: Told | None = None) -> Iterator[list[File]]:
    """The staged files. Raises FileNotFoundError where they are gone. `told` hears how many KB were read."""
    paths = [folder_of(imported) / str(number) for number in range(len(imported.files))]
    with opened_paths(paths, [file["name"] for file in imported.files], told) as files:
        yield files


@contextmanager
def opened_paths(paths: Sequence[Path], names: Sequence[str], told: Told | None = None) -> Iterator[list[File]]:
    with ExitStack() as open_files:
        watch = _Watch(told)
        yield [
            File(name, open_files.enter_context(_stream(path, name, watch)))
            for path, name in zip(paths, names, strict=True)
        ]


class _Watch:
    """Counts what is read of all files together, each byte once."""

    def __init__(self, told: Told | None) -> None:
        self._told, self._read = told, 0.0

    def count(self, size: float) -> None:
        self._read += size
        if self._told:
            self._told(int(self._read / KILOBYTE))


class _Watched(io.FileIO):
    def __init__(self, path: Path, watch: _Watch, passes: int) -> None:
        super().__init__(path)
        self._watch, self._passes = watch, passes

    def readinto(self, buffer: Any) -> int:
        size = super().readinto(buffer) or 0
        self._watch.count(size / self._passes)
        return size


def _stream(path: Path, name: str, watch: _Watch) -> BinaryIO:
    passes = 1 if name.lower().endswith(PACKED) else 2
    return cast(BinaryIO, io.BufferedReader(_Watched(path, watch, passes), BUFFER))


def kilobytes(imported: Import) -> int:
    """Of all its files."""
    return max(1, sum(file["size"] for file in imported.files) // KILOBYTE)


def discard_files(imported: Import) -> None:
    shutil.rmtree(folder_of(imported), ignore_errors=True)


def folder_of(imported: Import) -> Path:
    return Path(settings.IMPORTS_DIR) / str(imported.pk)
