"""Text files as rows: their encoding, their delimiter, and lines that no table has. Pure: no Django."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from performance.importing.archives import MAX_INFLATED, MEGABYTE
from performance.importing.cells import File
from performance.importing.problems import Unreadable

MAX_FIELD = 100_000  # characters in one field
DELIMITERS = ",;\t|"
NOT_TEXT = "The file is not text. Save it as CSV or as an Excel workbook (.xlsx)."


def records(file: File) -> Iterator[list[str]]:
    """Every record of a CSV, one at a time: memory does not grow with the file. Raises Unreadable, also on the way."""
    encoding = encoding_of(file.stream)
    file.stream.seek(0)
    wrapper = io.TextIOWrapper(file.stream, encoding=encoding, newline="")
    try:
        delimiter = _delimiter(wrapper)
        csv.field_size_limit(MAX_FIELD)
        reader = csv.reader(wrapper, delimiter=delimiter)
        try:
            yield from reader
        except csv.Error as error:
            line = f"Near line {reader.line_num:,} of the file"
            raise Unreadable(f"{line} a value is far too long: a quotation mark may not be closed.") from error
    finally:
        if not wrapper.closed:
            wrapper.detach()  # the stream is the caller's to close


def encoding_of(stream: BinaryIO) -> str:
    """UTF-8, UTF-16 with its mark or without, else Windows-1252; reads it all once. Raises Unreadable if not text."""
    stream.seek(0)
    start = stream.read(4096)
    stream.seek(0)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(stream, "utf-16")
    if b"\0" in start:
        return _checked(stream, "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be")
    try:
        return _checked(stream, "utf-8-sig")
    except UnicodeDecodeError:
        return _checked(stream, "cp1252")


def _checked(stream: BinaryIO, encoding: str) -> str:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace" if encoding == "cp1252" else "strict")
    stream.seek(0)
    size = 0
    while chunk := stream.read(MEGABYTE):
        size += len(chunk)
        if size > MAX_INFLATED:
            raise Unreadable(f"The file is larger than {MAX_INFLATED // MEGABYTE} MB. Split it, by month for example.")
        if len(chunk) == MEGABYTE and b"\n" not in chunk and b"\r" not in chunk:
            raise Unreadable("A line of the file is longer than a million characters: this is not a table of figures.")
        try:
            text = decoder.decode(chunk)
        except UnicodeDecodeError as error:
            if encoding == "utf-8-sig":
                raise
            raise Unreadable(NOT_TEXT) from error
        if "\0" in text:
            raise Unreadable(NOT_TEXT)
    return encoding


def _delimiter(wrapper: io.TextIOWrapper) -> str:
    """The sign that stands most often in the first lines; a comma where there is none (a file of one column)."""
    sample = wrapper.read(16_384)
    wrapper.seek(0)
    return max(DELIMITERS, key=sample.count)
