"""Handing out a file that somebody handed in."""

from __future__ import annotations

from django.http import FileResponse, Http404

from snb.models.uploads import Uploaded


def file_to_keep(stored: Uploaded) -> FileResponse:
    """Always as a file to keep, never shown in the browser."""
    try:
        opened = stored.file.open("rb")
    except FileNotFoundError:
        raise Http404("The file is no longer stored here.") from None
    response = FileResponse(opened, as_attachment=True, filename=stored.name, content_type=stored.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
