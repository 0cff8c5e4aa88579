"""Meetings with agendas, PDF files made by hand, exempt items with planted markers."""

from __future__ import annotations

import datetime as dt
import io

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from snb.agenda import ItemDetails, add_item
from snb.models import AgendaItem, ClosedDay, Meeting, Paper, Person
from snb.models.meetings import ExemptParagraph, Purpose
from snb.papers import add_paper
from tests.cast import Cast, days

MARKER = "Zanzibar"  # stands in everything that is heard in private, and nowhere else
PUBLIC_TITLE, REASON = "A contract", f"Prices of {MARKER} bidders are still being compared."


def details(title: str = "A fund", **more: object) -> ItemDetails:
    return ItemDetails(**({"title": title, "purpose": Purpose.NOTE, "minutes": 10} | more))  # type: ignore[arg-type]


def private(**more: object) -> ItemDetails:
    """An exempt item; the marker is in every part that only some may read."""
    said = {
        "purpose": Purpose.DECIDE, "block": "prose", "text": f"The text names {MARKER}.",
        "exempt_paragraph": ExemptParagraph.BUSINESS, "public_interest": REASON, "public_title": PUBLIC_TITLE,
    }  # fmt: skip
    return details(f"{MARKER} contract", **(said | more))


def item(cast: Cast, given: ItemDetails | None = None, **more: object) -> AgendaItem:
    return add_item(meeting=cast.meeting, details=given or details(), by=cast.manager, **more)  # type: ignore[arg-type]


def pdf_bytes(pages: int = 1, *, tagged: bool = False, password: str = "", text: str = "") -> bytes:
    """A PDF of so many pages; `text` is drawn on each."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(pages):
            page = pdf.add_blank_page(page_size=(595, 842))
            font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Courier)
            page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            page.obj.Contents = pdf.make_stream(f"BT /F1 24 Tf 72 720 Td ({text}) Tj ET".encode())
            page.obj.StructParents = 0
        if tagged:
            pdf.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
            pdf.Root.StructTreeRoot = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user=password) if password else False)
    return out.getvalue()


def upload(data: bytes | None = None, name: str = "options.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf_bytes() if data is None else data)


def paper(held: AgendaItem, by: Person, *, title: str = "Options", data: bytes | None = None) -> Paper:
    return add_paper(item=held, title=title, upload=upload(data), by=by)


def notice_rows(cast: Cast, held: AgendaItem) -> dict[str, dict[str, object]]:
    """One of everything that the addresses of notice name, for the permission matrix."""
    there = paper(held, cast.manager)
    closed = ClosedDay.objects.create(board=cast.board, day=dt.date(2026, 12, 30), reason="Staff day")
    return {"agenda": {"pk": there.pk}, "agenda-paper-add": {"pk": held.pk}, "closure": {"pk": closed.pk}}


def moved(cast: Cast, date: dt.date) -> Meeting:
    """The cast's meeting on another day, its other days with it."""
    quarter = cast.meeting.quarter
    cast.meeting.date, cast.meeting.returns_due = date, date - dt.timedelta(days=10)
    cast.meeting.quarter_start = min(quarter.start, date - dt.timedelta(days=95))
    cast.meeting.quarter_start = type(quarter).of(cast.meeting.quarter_start).start
    cast.meeting.save()
    return cast.meeting


def far(cast: Cast) -> Meeting:
    """The cast's meeting far enough ahead that today is in time."""
    return moved(cast, days(40))
