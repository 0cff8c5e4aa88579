"""Files that people hand in: kept only if they are what their name says."""

from __future__ import annotations

import hashlib
import re
import zipfile
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from snb.models import Person
from snb.models.uploads import Uploaded, stored_path

OFFICE = "application/vnd.openxmlformats-officedocument"
# Suffix -> (content type, first bytes, a member that an Office file of that kind must have).
KINDS: dict[str, tuple[str, bytes, str]] = {
    ".pdf": ("application/pdf", b"%PDF-", ""),
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n", ""),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff", ""),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff", ""),
    ".docx": (f"{OFFICE}.wordprocessingml.document", b"PK\x03\x04", "word/document.xml"),
    ".xlsx": (f"{OFFICE}.spreadsheetml.sheet", b"PK\x03\x04", "xl/workbook.xml"),
    ".pptx": (f"{OFFICE}.presentationml.presentation", b"PK\x03\x04", "ppt/presentation.xml"),
}
ACCEPTED = ", ".join(sorted(suffix.lstrip(".").upper() for suffix in KINDS if suffix != ".jpeg"))


def check_upload(upload: UploadedFile) -> str:
    """The content type of `upload`. Raises ValidationError, in plain words, for what is not to be kept."""
    suffix = PurePath(upload.name or "").suffix.lower()
    if suffix not in KINDS:
        raise ValidationError(f"Choose a file of one of these kinds: {ACCEPTED}.")
    if not upload.size:
        raise ValidationError("The file is empty.")
    if upload.size > settings.EVIDENCE_MAX_BYTES:
        raise ValidationError(f"The file must be smaller than {settings.EVIDENCE_MAX_BYTES // 1024 // 1024} MB.")
    content_type, magic, member = KINDS[suffix]
    upload.seek(0)
    if upload.read(len(magic)) != magic or (member and not _has_member(upload, member)):
        raise ValidationError(f"This is not a {suffix.lstrip('.').upper()} file, whatever its name says.")
    return content_type


def _has_member(upload: UploadedFile, member: str) -> bool:
    """Whether a zip holds `member`; only its directory is read, so a zip bomb costs nothing."""
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    return member in names and not any(name.endswith("vbaProject.bin") for name in names)


def clean_name(name: str) -> str:
    """A file name without folders or control characters, at most 150 characters, its suffix kept."""
    plain = re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", PurePath(name.replace("\\", "/")).name).strip()
    path = PurePath(plain or "file")
    return path.stem[: 150 - len(path.suffix)] + path.suffix


def take_in(made: Uploaded, upload: UploadedFile, *, by: Person) -> None:
    """Fill and save `made`, which lacks only its file. Raises ValidationError; then nothing is kept."""
    made.content_type = check_upload(upload)
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    made.name, made.size, made.sha256 = clean_name(upload.name or ""), upload.size or 0, digest.hexdigest()
    made.uploaded_by = by
    _clear_half(made, digest.hexdigest())
    made.file.save(made.name, upload, save=False)
    made.save()


def _clear_half(made: Uploaded, digest: str) -> None:
    """Take away what a process that was killed while it wrote left at the place of this file: it is found by its
    fingerprint, so half of it there would stand for all of it. A whole one stays."""
    path = stored_path(made, made.name)
    if not default_storage.exists(path):
        return
    with default_storage.open(path) as file:
        is_whole = hashlib.file_digest(file, "sha256").hexdigest() == digest
    if not is_whole:
        default_storage.delete(path)
