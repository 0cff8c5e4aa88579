"""Opening files that strangers packed: what a file really is, and how much comes out of it. Pure: no Django."""

from __future__ import annotations

import gzip
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from enum import Enum
from typing import BinaryIO, Protocol

from performance.importing.cells import File
from performance.importing.figures import shown
from performance.importing.problems import Unreadable

MEGABYTE = 1024 * 1024
MAX_INFLATED = 200 * MEGABYTE  # of one upload, all its parts together
MAX_RATIO = 200  # tables of figures pack 5 to 50 times smaller; a bomb packs 1,000 times
MAX_ENTRIES = 1_000
SMALL = MEGABYTE  # below this no ratio is asked: a short sheet of zeros packs very well
CHUNK = 256 * 1024
DAMAGED = "The file is damaged: it cannot be unpacked. Open it where it came from, save it again and send that."


class Kind(Enum):
    TEXT = "text"
    GZIP = "gzip"
    ZIP = "zip"
    WORKBOOK = "workbook"


# First bytes → what the person sent instead. By content, because a name can say anything.
STRANGERS: list[tuple[bytes, str]] = [
    (b"\xd0\xcf\x11\xe0", "This workbook is protected by a password or in the old .xls form."),
    (b"%PDF", "This is a PDF: figures cannot be read from it."),
    (b"\xff\xd8\xff", "This is a picture: figures cannot be read from it."),
    (b"\x89PNG", "This is a picture: figures cannot be read from it."),
    (b"GIF8", "This is a picture: figures cannot be read from it."),
    (b"Rar!", "This is a RAR archive. Send the files in it, or a zip."),
    (b"7z\xbc\xaf", "This is a 7-Zip archive. Send the files in it, or a zip."),
    (b"<!DOC", "This is a web page, not a table. Download the file itself."),
    (b"<html", "This is a web page, not a table. Download the file itself."),
    (b"SQLite", "This is a database, not a table."),
]
SAVE_AS = " Save it as an Excel workbook (.xlsx) without a password, or as CSV."


def kind(file: File) -> Kind:
    """By its first bytes. Raises Unreadable, in plain words, for what is no table."""
    file.stream.seek(0)
    head = file.stream.read(16)
    file.stream.seek(0)
    if not head:
        raise Unreadable("The file is empty.")
    for signature, message in STRANGERS:
        if head.lower().startswith(signature.lower()):
            raise Unreadable(message + SAVE_AS)
    if head.startswith(b"\x1f\x8b"):
        return Kind.GZIP
    if head.startswith((b"PK\x05\x06", b"PK\x07\x08")):
        raise Unreadable("The zip is empty.")
    return _kind_of_zip(file) if head.startswith(b"PK\x03\x04") else Kind.TEXT


def _kind_of_zip(file: File) -> Kind:
    with opened(file) as archive:
        names = set(archive.namelist())
    if "mimetype" in names and "content.xml" in names:
        raise Unreadable("This is an OpenDocument file (.ods)." + SAVE_AS)
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise Unreadable("This is a Word or PowerPoint document: figures cannot be read from it." + SAVE_AS)
    if "xl/workbook.bin" in names:
        raise Unreadable("This is a binary workbook (.xlsb)." + SAVE_AS)
    return Kind.WORKBOOK if "xl/workbook.xml" in names else Kind.ZIP


def opened(file: File) -> zipfile.ZipFile:
    """The archive, its directory checked: entries, declared sizes, ratio, password. Raises Unreadable."""
    try:
        archive = zipfile.ZipFile(file.stream)
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Unreadable(DAMAGED) from error
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise Unreadable(f"The file holds {len(entries):,} files inside; at most {MAX_ENTRIES:,} are read.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("The file is protected by a password." + SAVE_AS)
    if sum(entry.file_size for entry in entries) > MAX_INFLATED:
        raise Unreadable(_too_large())
    if any(entry.file_size > SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1) for entry in entries):
        raise Unreadable("The file unpacks to hundreds of times its size: no table of figures does that.")
    return archive


def _too_large() -> str:
    return f"The file unpacks to more than {MAX_INFLATED // MEGABYTE} MB. Split it, by month for example."


def chunks_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """One entry, unpacked bit by bit: `opened` trusted the directory, here the bytes are counted."""
    try:
        with archive.open(entry) as stream:
            yield from _counted(stream, entry.compress_size)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise Unreadable(DAMAGED) from error


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _counted(stream: _Readable, packed: int) -> Iterator[bytes]:
    total = 0
    while chunk := stream.read(CHUNK):
        total += len(chunk)
        if total > MAX_INFLATED:
            raise Unreadable(_too_large())
        if total > SMALL and total > MAX_RATIO * max(packed, 1):
            raise Unreadable("The file unpacks to hundreds of times its size: no table of figures does that.")
        yield chunk


def texts_of(file: File, ending: str = ".csv") -> Iterator[File]:
    """The text files in an upload: itself, what a .gz holds, or each file of a zip whose name has the ending, in order
    of name. They are unpacked to disc, so memory stays flat, and gone when the next one is asked for."""
    what = kind(file)
    if what is Kind.TEXT:
        yield file
    elif what is Kind.GZIP:
        with tempfile.TemporaryFile() as stream:
            _unzip(file, stream)
            yield _text(File(file.name.removesuffix(".gz"), stream))
    else:
        yield from _texts_of_zip(file, ending)


def _unzip(file: File, into: BinaryIO) -> None:
    packed = file.stream.seek(0, 2)
    file.stream.seek(0)
    try:
        with gzip.GzipFile(fileobj=file.stream) as stream:
            for chunk in _counted(stream, packed):
                into.write(chunk)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise Unreadable(DAMAGED) from error


def _texts_of_zip(file: File, ending: str) -> Iterator[File]:
    with opened(file) as archive:
        entries = sorted(archive.infolist(), key=lambda entry: entry.filename)
        wanted = [entry for entry in entries if _is_wanted(entry.filename, ending)]
        if not wanted:
            raise Unreadable(f"The zip holds no file that ends in {ending}. A zip inside a zip is not opened.")
        for entry in wanted:
            with tempfile.TemporaryFile() as stream:
                for chunk in chunks_of(archive, entry):
                    stream.write(chunk)
                yield _text(File(entry.filename.rsplit("/", 1)[-1], stream))


def _is_wanted(name: str, ending: str) -> bool:
    folder, _, base = name.rpartition("/")
    return base.lower().endswith(ending) and not base.startswith(".") and "__MACOSX" not in folder


def _text(file: File) -> File:
    """Raises Unreadable where a packed file is itself packed or no text."""
    if kind(file) is not Kind.TEXT:
        raise Unreadable(f"{shown(file.name)} is packed twice. Unpack it once and send that.")
    return file
