"""Reports to and from the bodies a board keeps links with: what is due from whom, and what was filed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from snb.audit import record
from snb.exporting import Sheet, Value
from snb.models import Board, Linkage, LinkageReport, Person
from snb.models.people import title_on
from snb.owners import owner_label, owners_on, owns
from snb.permissions import Permission
from snb.querysets import today
from snb.recurrence import Recurrence
from snb.wording import long_date
from snb.workflow import Refusal, demand

Direction = LinkageReport.Direction
SHORT = {Direction.IN: "Report in", Direction.OUT: "Report out"}


@dataclass(frozen=True)
class ReportDue:
    """The oldest report of one direction that has not been filed."""

    linkage: Linkage
    direction: LinkageReport.Direction
    due: dt.date

    @property
    def label(self) -> str:
        return SHORT[self.direction]

    def is_late(self, day: dt.date) -> bool:
        return self.due < day


@dataclass(frozen=True)
class LinkageLine:
    """One linkage on a day: who owns it then, what is due, and what was filed, newest first."""

    linkage: Linkage
    owner: str
    people: tuple[Person, ...]
    due: tuple[ReportDue, ...]
    filed: tuple[LinkageReport, ...]

    @property
    def names(self) -> str:
        return ", ".join(person.name for person in self.people)


def linkages_due(linkages: Iterable[Linkage], day: dt.date) -> list[LinkageLine]:
    """`linkages` (of one board or many) with their reports, in their order. Three queries, however many there are."""
    rows = list(linkages)
    filed: dict[int, list[LinkageReport]] = defaultdict(list)
    for report in LinkageReport.objects.filter(linkage__in=rows).select_related("filed_by"):
        filed[report.linkage_id].append(report)
    owners = owners_on(day, rows)
    return [
        LinkageLine(
            row, row.owner or owner_label(row, day), owners[row.pk], _due(row, filed[row.pk], day), tuple(filed[row.pk])
        )
        for row in rows
    ]


def register_of(board: Board, day: dt.date) -> list[LinkageLine]:
    """Every linkage of a board, in its printed order."""
    rows = board.linkages.select_related("post__organisation", "remit__board").prefetch_related("remit__names")
    return linkages_due(rows, day)


def every(linkage: Linkage, direction: str) -> int | None:
    """Months between the reports of one direction; None where none are expected."""
    return linkage.report_in_months if direction == Direction.IN else linkage.report_out_months


def _due(linkage: Linkage, filed: Iterable[LinkageReport], day: dt.date) -> tuple[ReportDue, ...]:
    if linkage.reports_from is None:
        return ()
    found = []
    for direction in Direction:
        if months := every(linkage, direction):
            met = {report.due for report in filed if report.direction == direction}
            due = Recurrence(linkage.reports_from, months).outstanding(met, day)[0]
            found.append(ReportDue(linkage, direction, due))
    return tuple(found)


def may_file(person: Person, linkage: Linkage) -> bool:
    """The owner of the day, and who keeps the register."""
    return person.has_perm(Permission.LINKAGE_FILE, linkage) or owns(person, linkage, today())


@transaction.atomic
def file_report(
    *, linkage: Linkage, direction: str, due: dt.date, given_on: dt.date, text: str, by: Person
) -> LinkageReport:
    """What was reported, for the oldest date that is still open in that direction."""
    linkage = Linkage.objects.select_for_update(of=("self",)).select_related("board").get(pk=linkage.pk)
    if not may_file(by, linkage):
        raise PermissionDenied("You may not file a report of this linkage: its owner can, and the programme manager.")
    if given_on > today():
        raise Refusal("A report cannot have been given on a day that is still to come.")
    (line,) = linkages_due([linkage], today())
    if not any(open_.direction == direction and open_.due == due for open_ in line.due):
        raise Refusal("Somebody has filed this report already, or it is not the oldest that is due.")
    report = LinkageReport.objects.create(
        linkage=linkage, direction=direction, due=due, given_on=given_on, text=text, filed_by=by,
        filed_as=title_on(by, today()),
    )  # fmt: skip
    record(by=by, action="filed a linkage report", obj=report, board=linkage.board, due=str(due))
    return report


@transaction.atomic
def set_rhythm(
    *, linkage: Linkage, report_in_months: int | None, report_out_months: int | None, begins: dt.date | None, by: Person
) -> Linkage:
    """How often each direction reports, from `begins`. Filed reports keep the dates they were filed for."""
    linkage = Linkage.objects.select_for_update(of=("self",)).select_related("board").get(pk=linkage.pk)
    demand(by, Permission.DUTY_EDIT, linkage)
    if (report_in_months or report_out_months) and begins is None:
        raise Refusal("Enter the day on which the first reports fall due.")
    linkage.report_in_months, linkage.report_out_months = report_in_months, report_out_months
    linkage.reports_from = begins
    linkage.save()
    record(by=by, action="set when a linkage reports", obj=linkage, board=linkage.board)
    return linkage


def linkages_sheet(board: Board, lines: Iterable[LinkageLine], day: dt.date) -> Sheet:
    """A row for each direction that reports, and one for a linkage that has none."""
    columns = ["Body", "Owner", "Held by", "Direction", "Next due", "Late", "Last filed for", "Given on", "Report"]
    rows: list[list[Value]] = []
    for line in lines:
        for due in line.due or (None,):
            last = next((held for held in line.filed if due and held.direction == due.direction), None)
            rows.append([
                line.linkage.body, line.owner, line.names or "Vacant", due.label if due else "No reports are set",
                due.due if due else None, "Yes" if due and due.is_late(day) else "", last.due if last else None,
                last.given_on if last else None, last.text if last else "",
            ])  # fmt: skip
    return Sheet(f"{board.short_name} linkages", columns, rows, [f"As at {long_date(day)}"])
