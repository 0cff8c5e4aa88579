"""The statutory checklist of an agreement: each requirement, the records that meet it, or who answers for the rest.

The items are data (`fixtures/checklist.toml`), dated like every number that the law sets. Which records answer an item
is code, named by its `check`.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.utils import timezone

from partnerships.models import Partnership, StrategicAssessment
from priorities.agreements import next_review, reviews_of
from priorities.models import Agreement
from priorities.statutory import what_it_must_identify
from reports.documents.blocks import BlockData
from reports.models import ChecklistSignOff
from snb.duties import DutyState, duties_on
from snb.models import Protocol, Standing
from snb.recurrence import months_after
from snb.wording import long_date
from snb.workflow import Refusal

if TYPE_CHECKING:
    from reports.documents.reading import Reading

FIXTURE = settings.BASE_DIR / "fixtures" / "checklist.toml"
NOT_READ = "The text of the law was not read: check it."


@dataclass(frozen=True)
class Item:
    """One requirement as it holds from a day on. `mark` and `months` are what its check is given."""

    key: str
    text: str
    law: str
    is_verified: bool
    check: str
    begins: dt.date
    mark: str = ""
    months: int = 0


@cache
def known_items() -> tuple[Item, ...]:
    rows = tomllib.loads(FIXTURE.read_text())["items"]
    return tuple(
        Item(
            row["key"], row["text"], row["law"], row["verified"], row["check"], row["from"], row.get("mark", ""),
            row.get("months", 0),
        )
        for row in rows
    )  # fmt: skip


def items_on(day: dt.date, known: Iterable[Item] | None = None) -> tuple[Item, ...]:
    """What the law asks on a day: of each key the newest row that holds by then, in the order of the file."""
    found: dict[str, Item] = {}
    for item in known_items() if known is None else known:
        held = found.get(item.key)
        if item.begins <= day and (held is None or held.begins <= item.begins):
            found[item.key] = item
    return tuple(found.values())


@dataclass(frozen=True)
class CheckRow:
    """An item as the records of a day answer it. Where nothing does, `by` is empty and `missing` says what to do."""

    item: Item
    by: tuple[str, ...]
    missing: str
    sign_off: ChecklistSignOff | None = None

    @property
    def is_met(self) -> bool:
        return bool(self.by)

    @property
    def is_answered(self) -> bool:
        return self.is_met or self.sign_off is not None

    @property
    def word(self) -> str:
        return "Met" if self.is_met else "Signed off" if self.sign_off else "Not met"

    @property
    def tone(self) -> str:
        return "done" if self.is_met else "waiting" if self.sign_off else "late"


Answer = tuple[tuple[str, ...], str]  # by which records; what is missing
Check = Callable[[Agreement, Item, dt.date], Answer]


def checklist_of(agreement: Agreement, day: dt.date) -> tuple[CheckRow, ...]:
    """Every requirement of the day. A constant few queries."""
    signed = {row.item: row for row in agreement.sign_offs.select_related("by")}
    identified = {
        key: (row.by, row.missing)
        for key, row in zip(IDENTIFIES, what_it_must_identify(agreement, day), strict=True)
    }  # fmt: skip
    rows = []
    for item in items_on(day):
        by, missing = identified[item.check] if item.check in identified else CHECKS[item.check](agreement, item, day)
        rows.append(CheckRow(item, by, missing, signed.get(item.key)))
    return tuple(rows)


# What answers an item ------------------------------------------------------------------------------------------------

IDENTIFIES = ("priorities", "co-ordination", "joint-working")  # in the order of `what_it_must_identify`


def _term(agreement: Agreement, item: Item, day: dt.date) -> Answer:
    if agreement.ends is None:
        return (), "It has no last day. Put one in, on the agreement’s page."
    return (f"In force from {long_date(agreement.begins)} to {long_date(agreement.ends)}",), ""


def _responsible(agreement: Agreement, item: Item, day: dt.date) -> Answer:
    rows = Standing.objects.on(day).filter(board=agreement.board_id, kind=Standing.Kind.RESPONSIBLE)
    found = rows.count()
    missing = "No responsible authority is recorded for this board. Record them among its bodies."
    return (_counted(found, "responsible authority is recorded", "responsible authorities are recorded"), missing)


def _assessments(agreement: Agreement, item: Item, day: dt.date) -> Answer:
    """Each partnership of the day has one that is no older than the item's months."""
    partnerships = Partnership.objects.filter(board=agreement.board_id).on(day)
    names = {row.pk: row.name_on(day) for row in partnerships.select_related("remit").prefetch_related("remit__names")}
    since = months_after(day, -item.months)
    done = StrategicAssessment.objects.filter(
        partnership__in=list(names), completed_on__gte=since, completed_on__lte=day
    )  # fmt: skip
    have = set(done.values_list("partnership", flat=True))
    without = sorted(name for pk, name in names.items() if pk not in have)
    if without or not names:
        said = ", ".join(without) or "No partnership is recorded"
        return (), f"No assessment completed since {long_date(since)}: {said}."
    return (_counted(len(have), "partnership has assessed", "partnerships have assessed"), "")


def _review(agreement: Agreement, item: Item, day: dt.date) -> Answer:
    """No review of it is overdue."""
    if not agreement.reviewed_every_months:
        return (), "No rule says how often it is reviewed. Put one in, on the agreement’s page."
    waiting = next_review(reviews_of(agreement, agreement.refreshes.all(), day))
    if waiting is not None and waiting.due < day:
        return (), f"Its review was due on {long_date(waiting.due)}. Open a refresh, on the agreement’s page."
    said = f"Reviewed every {agreement.reviewed_every_months} months"
    return (f"{said}; the next review is due on {long_date(waiting.due)}" if waiting else said,), ""


def _protocol(agreement: Agreement, item: Item, day: dt.date) -> Answer:
    found = Protocol.objects.on(day).filter(board=agreement.board_id, title__icontains=item.mark).first()
    missing = "No such protocol is recorded as in force. Record it among the board’s bodies."
    return ((f"{found.title}, since {long_date(found.begins)}",), "") if found else ((), missing)


def _duty(agreement: Agreement, item: Item, day: dt.date) -> Answer:
    """A duty of the board from that source, with evidence and with nothing outstanding that is late."""
    held = agreement.board.duties.filter(source__icontains=item.mark).select_related(
        "post__organisation", "remit__board"
    )
    rows = duties_on(held.prefetch_related("remit__names"), day)
    for row in rows:
        if row.newest is not None and row.state is not DutyState.LATE:
            return (f"{row.duty.title}: done on {long_date(row.newest.done_on)}",), ""
    if rows:
        return (), f"“{rows[0].duty.title}” has no evidence that is up to date. File it, on the page of duties."
    return (), f"No duty of this board has {item.mark} as its source. Record one, on the page of duties."


def _counted(number: int, one: str, many: str) -> tuple[str, ...]:
    return (f"{number} {one if number == 1 else many}",) if number else ()


CHECKS: dict[str, Check] = {
    "term": _term,
    "responsible": _responsible,
    "assessments": _assessments,
    "review": _review,
    "protocol": _protocol,
    "duty": _duty,
}


# In the paper --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ChecklistRow:
    """`by` are records, or what was signed off and by whom."""

    text: str
    law: str
    word: str
    by: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Checklist(BlockData):
    name: ClassVar[str] = "statutory-checklist"
    rows: tuple[ChecklistRow, ...]


def statutory_checklist(reading: Reading) -> Checklist | None:
    return Checklist(tuple(map(_printed, reading.agreed.checklist))) if reading.agreed else None


def _printed(row: CheckRow) -> ChecklistRow:
    by = row.by or ((_signed(row.sign_off),) if row.sign_off else (row.missing,))
    return ChecklistRow(row.item.text, row.item.law, row.word, by, "" if row.item.is_verified else NOT_READ)


def _signed(row: Any) -> str:
    return f"{row.reason} ({row.by.name}, {long_date(timezone.localdate(row.at))})"


def refuse_unanswered(rows: Iterable[CheckRow]) -> None:
    """Refusal where a requirement is neither met nor signed off: it names each, and where to go."""
    open_rows = [row for row in rows if not row.is_answered]
    if open_rows:
        named = "; ".join(f"{row.item.text[:1].lower()}{row.item.text[1:]}" for row in open_rows)
        raise Refusal(
            f"The statutory checklist of this agreement is not complete: {named}. "
            "Put the records right, or sign it off with a reason, on the page “Statutory checklist” of the agreement."
        )
