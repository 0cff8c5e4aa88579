"""Finding the return, section, file or risk that an address names, for those who may know of it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from priorities.access import ACCEPTED
from priorities.models import (
    EvidenceFile,
    FundingStream,
    Initiative,
    Milestone,
    PlannedAction,
    PlannedMeasure,
    Priority,
    QuarterlyReturn,
    RaisedRisk,
    RequiredActionReport,
    ReturnSection,
    Risk,
)
from priorities.querysets import ReturnQuerySet
from snb.models import Person
from snb.permissions import Permission

WHERE = ("quarterly_return__priority__board", "quarterly_return__priority__remit", "quarterly_return__meeting")


def _visible(person: Person, board: str) -> ReturnQuerySet:
    return QuarterlyReturn.objects.visible_to(person).filter(priority__board__slug=board)


def visible_return(person: Person, *, board: str, pk: int) -> QuarterlyReturn:
    return get_object_or_404(_visible(person, board).with_names(), pk=pk)


def visible_section(person: Person, *, board: str, pk: int, key: str) -> ReturnSection:
    sections = ReturnSection.objects.select_related("saved_by", *WHERE).prefetch_related(
        "quarterly_return__priority__remit__names"
    )
    return get_object_or_404(sections, quarterly_return__in=_visible(person, board).filter(pk=pk), key=key)


def visible_report(person: Person, *, board: str, pk: int, report: int) -> RequiredActionReport:
    reports = RequiredActionReport.objects.select_related("required_action", *WHERE)
    return get_object_or_404(reports, quarterly_return__in=_visible(person, board).filter(pk=pk), pk=report)


def visible_evidence(person: Person, *, board: str, pk: int) -> EvidenceFile:
    files = EvidenceFile.objects.select_related(
        "report__required_action", "uploaded_by", *(f"report__{path}" for path in WHERE)
    )
    return get_object_or_404(files, report__quarterly_return__in=_visible(person, board), pk=pk)


def visible_risk(person: Person, *, board: str, pk: int) -> Risk:
    """A risk of the register; to a lead of one of its priorities it belongs to that priority."""
    risks = Risk.objects.visible_to(person).select_related("board", "owner__organisation")
    found: Risk = get_object_or_404(risks, board__slug=board, pk=pk)
    return found.seen_by(person)


def visible_raised(person: Person, *, board: str, pk: int) -> RaisedRisk:
    """What a return raised, once the return is accepted: until then it is not the Board's to read."""
    raised = RaisedRisk.objects.select_related(*WHERE).prefetch_related("quarterly_return__priority__remit__names")
    return get_object_or_404(
        raised, quarterly_return__in=_visible(person, board), quarterly_return__state__in=ACCEPTED, pk=pk
    )


def visible_priority(person: Person, *, board: str, slug: str) -> Priority:
    """A priority of a board whose priorities this person may read."""
    rows = Priority.objects.visible_to(person).select_related("board", "remit__board").prefetch_related("remit__names")
    return get_object_or_404(rows, board__slug=board, slug=slug)


def _planned(person: Person, board: str) -> QuerySet[PlannedAction]:
    return PlannedAction.objects.filter(
        priority__in=Priority.objects.visible_to(person).filter(board__slug=board)
    ).select_related("priority__board", "priority__remit__board", "funding")


def visible_planned(person: Person, *, board: str, pk: int) -> PlannedAction:
    return get_object_or_404(_planned(person, board), pk=pk)


def visible_milestone(person: Person, *, board: str, pk: int) -> Milestone:
    rows = Milestone.objects.select_related("planned_action__priority__board", "planned_action__priority__remit__board")
    return get_object_or_404(rows, planned_action__in=_planned(person, board), pk=pk)


def visible_planned_measure(person: Person, *, board: str, pk: int) -> PlannedMeasure:
    rows = PlannedMeasure.objects.select_related("measure", "planned_action__priority__board")
    return get_object_or_404(rows, planned_action__in=_planned(person, board), pk=pk)


def visible_initiative(person: Person, *, board: str, pk: int) -> Initiative:
    rows = Initiative.objects.select_related("priority__board", "priority__remit__board")
    return get_object_or_404(rows, priority__in=Priority.objects.visible_to(person).filter(board__slug=board), pk=pk)


def visible_funding(person: Person, *, board: str, pk: int) -> FundingStream:
    """Whoever may read the board's plans may know what pays for them."""
    readable = person.rights.boards_with(Permission.BOARD_READ)
    return get_object_or_404(
        FundingStream.objects.select_related("board"), board__in=readable, board__slug=board, pk=pk
    )
