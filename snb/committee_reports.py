"""Reports taken to a committee: the front sheet, what was considered, who signed it off and the flags it answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from snb.audit import record
from snb.models import CommitteeMeeting, CommitteeReport, Flag, Implication, Person, SignOff
from snb.permissions import Permission
from snb.workflow import Refusal, demand

TEXTS = (
    "title", "summary", "author", "signatory", "enquiries", "outcome", "framework", "commissioners", "exempt",
    "recommends", "background_papers", "areas_affected", "source",
)  # fmt: skip


@dataclass(frozen=True)
class FrontSheet:
    """What a report says on its front and at its end. Posts and bodies, not people."""

    title: str
    summary: str = ""
    author: str = ""
    signatory: str = ""
    enquiries: str = ""
    outcome: str = ""
    framework: str = ""
    commissioners: str = ""
    exempt: str = ""
    recommends: str = ""
    background_papers: str = ""
    areas_affected: str = ""
    source: str = ""


@dataclass(frozen=True)
class Considered:
    """A heading of implications; without text, it was considered and nothing material was found."""

    heading: str
    text: str = ""


@dataclass(frozen=True)
class SignedOff:
    """A step of the way to approval, as it is printed."""

    step: str
    initials: str = ""
    on: dt.date | None = None
    text: str = ""


@dataclass(frozen=True)
class Answered:
    """A yes or no; No needs its reason."""

    question: str
    is_yes: bool
    reason: str = ""


Lines = Sequence[Considered] | Sequence[SignedOff] | Sequence[Answered]
PARTS = {"implications": Implication, "sign_offs": SignOff, "flags": Flag}  # by the report's own name for them


class StaleReport(Refusal):
    """Somebody else changed the report in the meantime; `saved` is how they left it."""

    def __init__(self, saved: CommitteeReport) -> None:
        super().__init__("Somebody else changed this report while you were writing. Nothing of yours is saved yet.")
        self.saved = saved


@transaction.atomic
def add_report(*, meeting: CommitteeMeeting, sheet: FrontSheet, by: Person) -> CommitteeReport:
    """A report taken, or to be taken, to a meeting."""
    demand(by, Permission.SCRUTINY_EDIT, meeting)
    report = CommitteeReport(meeting=meeting)
    _write(report, sheet)
    report.save()
    record(by=by, action="added a committee report", obj=report, board=meeting.committee.board, to=str(meeting))
    return report


@transaction.atomic
def change_report(*, report: CommitteeReport, sheet: FrontSheet, version: int, by: Person) -> CommitteeReport:
    """Change its front sheet as it was at `version`."""
    held = _locked(report, version, by)
    before = {name: getattr(held, name) for name in TEXTS}
    _write(held, sheet)
    changed = [name for name, was in before.items() if was != getattr(held, name)]
    _save(held, by, "changed a committee report", changed=changed)
    return held


@transaction.atomic
def set_lines(*, report: CommitteeReport, part: str, lines: Lines, version: int, by: Person) -> CommitteeReport:
    """Its implications, sign-offs or flags in this order, in place of those it had."""
    held = _locked(report, version, by)
    _refuse_reasonless(lines)
    rows = getattr(held, part)
    before = [_words(row) for row in rows.all()]
    rows.all().delete()
    for order, line in enumerate(lines, 1):
        rows.create(order=order, **vars(line))
    after = [_words(row) for row in rows.all()]
    _save(held, by, f"changed the {part.replace('_', '-')} of a committee report", before=before, after=after)
    return held


def numbered(text: str) -> list[str]:
    """One for each line that says something: as recommendations are numbered by themselves."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _locked(report: CommitteeReport, version: int, by: Person) -> CommitteeReport:
    held = (
        CommitteeReport.objects.select_for_update(of=("self",))
        .select_related("meeting__committee__board")
        .get(pk=report.pk)
    )
    demand(by, Permission.SCRUTINY_EDIT, held)
    if held.version != version:
        raise StaleReport(held)
    return held


def _write(report: CommitteeReport, sheet: FrontSheet) -> None:
    for name in TEXTS:
        setattr(report, name, getattr(sheet, name))


def _save(held: CommitteeReport, by: Person, action: str, **detail: object) -> None:
    held.version += 1
    held.save()
    record(by=by, action=action, obj=held, board=held.meeting.committee.board, **detail)


def _refuse_reasonless(lines: Iterable[object]) -> None:
    for line in lines:
        if isinstance(line, Answered) and not line.is_yes and not line.reason.strip():
            raise Refusal(f"“{line.question}” is answered No: give the reason.")


def _words(row: Implication | SignOff | Flag) -> str:
    if isinstance(row, Flag):
        return f"{row.question}: {'Yes' if row.is_yes else f'No, {row.reason}'}"
    if isinstance(row, SignOff):
        return f"{row.step} {row.initials} {row.on or ''}: {row.text}"
    return f"{row.heading}: {row.text}"
