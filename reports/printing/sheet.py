"""One page of HTML as a whole tagged PDF, without header, number or cover: what a demonstration hands in."""

from __future__ import annotations

import io
from datetime import date
from functools import partial

import pikepdf

from reports.fonts import font_file
from reports.pdf import BUILT, tagged_pdf
from reports.printing.merging import Binding
from reports.printing.naming import CLAIM_UA, name_file


def sheet_pdf(html: str, *, title: str, language: str, identifier: str, created: date) -> bytes:
    """The same bytes every time; `identifier` becomes the file's ID."""
    target = io.BytesIO()
    with pikepdf.new() as pdf, pikepdf.open(io.BytesIO(tagged_pdf(html))) as source:
        binding = Binding(pdf, partial(font_file, BUILT / "fonts"))
        binding.add_piece(source, "")
        binding.close(str)
        about = {"title": title, "language": language, "as_at": created.isoformat()}
        name_file(pdf, about, identifier, claims=[CLAIM_UA])
        pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()
