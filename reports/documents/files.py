"""The files of a document: kept by fingerprint, so that a page is laid out once and not for every reader."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
from django.conf import settings

from reports.compiling import content_pdf
from reports.documents.kinds import Progress
from reports.models import Edition
from reports.printing.keeping import keep_whole, read_whole, write_whole
from snb.sealing import canonical, fingerprint

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Facts:
    """What a link to a file says of it."""

    size: int
    pages: int


def kept_pdf(edition: Edition, told: Progress | None = None) -> bytes:
    """The PDF as it was first laid out here; laid out and kept where it was not. `told` hears how far that is."""
    return _kept(edition.content, edition.fingerprint, told)


def kept_receipt(content: dict[str, object]) -> bytes:
    text = canonical(content)
    return _kept(text, fingerprint(text))


def facts(edition: Edition) -> Facts | None:
    """Size and pages of the PDF, where it has been laid out; nothing is laid out for the asking."""
    try:
        return Facts(**json.loads(_path(edition.fingerprint, "json").read_text()))
    except (OSError, ValueError, TypeError):
        return None


def kept(digest: str, suffix: str, make: Callable[[], bytes]) -> bytes:
    """The file of this fingerprint; made and kept where it is not here. Who asked gets it also where no file can be."""
    path = _path(digest, suffix)
    data = read_whole(path)
    if data is None:
        data = make()
        try:
            keep_whole(path, data)
        except OSError:
            logger.exception("%s could not be kept", path)
    return data


def file_name(edition: Edition, suffix: str) -> str:
    """snb-board-pack-2026-12-09-0a1b2c3d4e5f.pdf"""
    day = edition.meeting.date if edition.meeting else edition.compiled_at
    return f"{edition.board.slug}-{edition.kind}-{day:%Y-%m-%d}-{edition.reference}.{suffix}"


def _kept(content: str, digest: str, told: Progress | None = None) -> bytes:
    path = _path(digest, "pdf")
    data = read_whole(path)
    if data is not None and _path(digest, "json").exists():
        return data
    data = data or content_pdf(json.loads(content), digest, told)
    with pikepdf.open(BytesIO(data)) as pdf:
        found = Facts(len(data), len(pdf.pages))
    keep_whole(path, data)
    write_whole(_path(digest, "json"), json.dumps(asdict(found)).encode())
    return data


def _path(digest: str, suffix: str) -> Path:
    return Path(settings.PAPERS_DIR) / "editions" / digest[:2] / f"{digest}.{suffix}"
