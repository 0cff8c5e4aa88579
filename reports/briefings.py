"""Which leads have a briefing ahead of a meeting, and whether it still says what the records say."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from priorities.models import Priority
from reports.documents.briefed import briefed, key_of, placed_priorities
from reports.documents.kinds import build_content, kind_of
from reports.documents.reading import Reading, read
from reports.documents.snapshot import one_moment
from reports.models import Edition, EditionState
from reports.querysets import BRIEFED
from snb.exporting import Sheet, Value
from snb.models import Board, Meeting, Person
from snb.permissions import Permission, Role
from snb.sealing import canonical
from snb.wording import long_date

KIND = "lead-briefing"


@dataclass(frozen=True)
class BriefingRow:
    """A priority with its newest briefing for the meeting. `changed` are the sections that would read otherwise now."""

    priority: str
    slug: str
    key: str
    lead: str
    edition: Edition | None
    changed: tuple[str, ...]

    @property
    def word(self) -> str:
        return "None yet" if self.edition is None else "Out of date" if self.changed else "Current"

    @property
    def tone(self) -> str:
        return "todo" if self.edition is None else "late" if self.changed else "done"


def briefings_of(board: Board, meeting: Meeting, person: Person, day: dt.date) -> tuple[BriefingRow, ...]:
    """Those of the priorities whose briefing the person may read: all, for whoever reads drafts. Constant queries."""
    with one_moment():
        priorities = _of_person(placed_priorities(board, meeting), board, person)
        if not priorities:
            return ()
        reading = read(board=board, meeting=meeting, as_at=day, figures=True)
        told = briefed(board, meeting, priorities)
        newest = _newest(meeting)
        return tuple(
            _row(priority, replace(reading, subject_key=key_of(priority), subject=told[priority.pk]), newest)
            for priority in priorities
        )


def _of_person(priorities: Sequence[Priority], board: Board, person: Person) -> list[Priority]:
    if person.has_perm(Permission.PAPER_READ_DRAFT, board):
        return list(priorities)
    remits = {held.remit_id for held in person.rights.held if held.role in BRIEFED}
    return [priority for priority in priorities if priority.remit_id in remits]


def _newest(meeting: Meeting) -> dict[str, Edition]:
    """By the key of what it is about; what was declined or withdrawn is none."""
    rows = Edition.objects.filter(meeting=meeting, kind=KIND).exclude(
        state__in=[EditionState.DECLINED, EditionState.WITHDRAWN]
    )  # fmt: skip
    return {row.subject: row for row in rows.select_related("board").order_by("compiled_at", "pk")}


def _row(priority: Priority, reading: Reading, newest: Mapping[str, Edition]) -> BriefingRow:
    edition = newest.get(reading.subject_key)
    leads = [row for row in reading.appointed(Role.LEAD, priority.remit_id) if row.deputises_for_id is None]
    return BriefingRow(
        priority.name_on(reading.day), priority.slug, reading.subject_key, ", ".join(row.person.name for row in leads),
        edition, _changed(edition, reading) if edition else (),
    )  # fmt: skip


def _changed(edition: Edition, reading: Reading) -> tuple[str, ...]:
    """Headings of the sections that a briefing compiled now would print otherwise, would print anew or would lack."""
    now = build_content(kind_of(KIND), reading, notice="", progress=lambda step, done, total: None)
    was, now_is = _by_anchor(edition.data["sections"]), _by_anchor(json.loads(canonical(now))["sections"])
    return tuple(
        (now_is.get(anchor) or was[anchor])["heading"] for anchor in {**now_is, **was} if _differs(anchor, was, now_is)
    )


def _differs(anchor: str, was: Mapping[str, Any], now_is: Mapping[str, Any]) -> bool:
    before, after = was.get(anchor), now_is.get(anchor)
    return before is None or after is None or before["blocks"] != after["blocks"]


def _by_anchor(sections: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {section["anchor"]: section for section in sections}


def briefings_sheet(board: Board, meeting: Meeting, rows: Sequence[BriefingRow]) -> Sheet:
    columns = ("Priority", "Lead", "Briefing", "Compiled", "What has changed since")
    cells: list[list[Value]] = [
        [row.priority, row.lead, row.word, row.edition.compiled_at.date() if row.edition else None,
         "; ".join(row.changed)]
        for row in rows
    ]  # fmt: skip
    return Sheet(f"{board.short_name} briefings", columns, cells, [f"Meeting of {long_date(meeting.date)}"])
