"""Blocks of the last annual refresh: what it said of each priority, and how the work it asked for stands."""

from __future__ import annotations

from priorities.refresh_reading import WorkRow
from reports.documents.blocks import Bullets, Prose, plain
from reports.documents.reading import Reading
from snb.wording import long_date


def refresh_said(reading: Reading) -> Prose | None:
    """When it was agreed and of which agreement: the one before answers for its last refresh in the next."""
    page = reading.refresh
    if page is None or page.refresh.agreed_on is None:
        return None
    of = plain(str(page.refresh.agreement))
    note = f"\n\n{plain(page.refresh.note)}" if page.refresh.note else ""
    return Prose(f"The Board reviewed {of} on {long_date(page.refresh.agreed_on)}: {page.summary}.{note}")


def refresh_outcomes(reading: Reading) -> Bullets | None:
    page = reading.refresh
    if page is None:
        return None
    rows = (f"{row.name}: {row.sentence[:1].lower()}{row.sentence[1:]}" for row in page.rows)
    return Bullets(tuple(rows)) if page.rows else None


def further_work(reading: Reading) -> Bullets | None:
    """Each piece with its action, its owner and the day it is due: also of a priority that was confirmed."""
    page = reading.refresh
    if page is None or not page.works:
        return None
    return Bullets(tuple(_piece(about, work) for about, work in page.works))


def _piece(about: str, work: WorkRow) -> str:
    return f"{about}. {work.text} ({work.reference}, {work.owner}, due {long_date(work.due)}: {work.state.lower()})"
