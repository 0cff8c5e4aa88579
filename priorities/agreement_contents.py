"""What stands in an agreement: themes, the priorities under them, statements, and where a priority came from."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from priorities.agreement_workflow import locked, saved
from priorities.agreements import first_name
from priorities.models import Agreement, Lineage, Placement, Priority, RefreshOutcome, Statement, Theme
from snb.models import Board, Person, Remit, RemitName
from snb.naming import free_slug
from snb.permissions import RemitKind
from snb.querysets import today
from snb.workflow import Refusal

# Themes and priorities -----------------------------------------------------------------------------------------------


@transaction.atomic
def add_theme(*, agreement: Agreement, name: str, kind: str, by: Person) -> Theme:
    agreement = locked(agreement, by=by)
    theme = Theme.objects.create(
        agreement=agreement, order=_next(agreement.themes.all(), "order"), name=name, kind=kind
    )
    saved(agreement, by, "added a theme", theme=name)
    return theme


@transaction.atomic
def change_theme(*, theme: Theme, name: str, kind: str, version: int, by: Person) -> Theme:
    agreement = locked(theme.agreement, by=by, version=version)
    was, theme.name, theme.kind = theme.name, name, kind
    theme.save()
    saved(agreement, by, "changed a theme", was=was, theme=name)
    return theme


@transaction.atomic
def remove_theme(*, theme: Theme, by: Person) -> None:
    """Refused while a priority stands under it."""
    agreement = locked(theme.agreement, by=by)
    if theme.placements.exists():
        raise Refusal("Priorities stand under this theme. Move or remove them first.")
    if RefreshOutcome.objects.filter(theme=theme).exists():
        raise Refusal("A refresh takes a priority in under this theme. Withdraw it there first.")
    name, _ = theme.name, theme.delete()
    saved(agreement, by, "removed a theme", theme=name)


@transaction.atomic
def place(
    *, theme: Theme, by: Person, priority: Priority | None = None, name: str = "", summary: str = "", wording: str = ""
) -> Placement:
    """Put a priority under a theme: `priority`, or a new one of that name, which it has from the agreement's start."""
    agreement = locked(theme.agreement, by=by)
    if priority is None:
        priority = new_priority(agreement.board, name, agreement.begins, summary)
    _refuse_place(theme, priority)
    placement = Placement.objects.create(
        theme=theme, priority=priority, order=_next(theme.placements.all(), "order"), wording=wording
    )
    for refresh in agreement.refreshes.filter(agreed_on=None):
        refresh.outcomes.get_or_create(priority=priority)  # who reviews the agreement decides on it too
    saved(agreement, by, "placed a priority", priority=str(priority), theme=theme.name)
    return placement


@transaction.atomic
def change_placement(
    *, placement: Placement, theme: Theme, name: str, wording: str, version: int, by: Person
) -> Placement:
    """Move it under another theme, give it the agreement's own words, or the name it has from the agreement's start."""
    agreement = locked(placement.theme.agreement, by=by, version=version)
    if theme.agreement_id != agreement.pk:
        raise Refusal("That theme belongs to another agreement.")
    priority = placement.priority
    if name != (was := first_name(placement, agreement)):
        _rename_from_start(agreement, placement, name)
    if theme.pk != placement.theme_id:
        _refuse_place(theme, priority, besides=placement)
        placement.order = _next(theme.placements.all(), "order")
    placement.theme, placement.wording = theme, wording
    placement.save()
    saved(agreement, by, "changed the place of a priority", was=was, priority=name, theme=theme.name)
    return placement


@transaction.atomic
def remove_placement(*, placement: Placement, by: Person) -> None:
    """Take a priority out of an agreement that it should never have stood in. One that has been worked on is ended by
    a refresh, which keeps that it stood there."""
    agreement = locked(placement.theme.agreement, by=by)
    priority = placement.priority
    during = Q(meeting__date__gte=agreement.begins)
    if agreement.ends is not None:
        during &= Q(meeting__date__lte=agreement.ends)
    if priority.returns.filter(during).exists():
        raise Refusal(
            f"{priority} has returns of this agreement's term, so it cannot be taken out as if it never was there. "
            "End it by the annual refresh."
        )
    if agreement.refreshes.filter(agreed_on__isnull=False, outcomes__priority=priority).exists():
        raise Refusal(f"A refresh has decided on {priority}, so it stays in the record of this agreement.")
    placement.delete()
    if not Placement.objects.filter(theme__agreement=agreement, priority=priority).exists():
        for refresh in agreement.refreshes.filter(agreed_on=None):
            refresh.outcomes.filter(priority=priority).delete()
    saved(agreement, by, "took a priority out of an agreement", priority=str(priority))


def new_priority(board: Board, name: str, begins: dt.date, summary: str = "") -> Priority:
    """A priority of its own, called `name` from `begins` on. Refused where the board has one of that name."""
    taken = RemitName.objects.filter(remit__board=board, remit__kind=RemitKind.PRIORITY, name__iexact=name)
    if taken.exists():
        raise Refusal(f"This board has, or had, a priority called “{name}”. Choose it from the list.")
    remit = Remit.objects.create(board=board, kind=RemitKind.PRIORITY)
    RemitName.objects.create(remit=remit, name=name, begins=begins)
    return Priority.objects.create(board=board, remit=remit, slug=_slug(board, name), summary=summary)


def _slug(board: Board, name: str) -> str:
    return free_slug(name, set(board.priorities.values_list("slug", flat=True)), otherwise="priority")


def _refuse_place(theme: Theme, priority: Priority, besides: Placement | None = None) -> None:
    """A priority stands once under themes, and may stand once more under each strategic objective."""
    if priority.board_id != theme.agreement.board_id:
        raise Refusal("A priority of another board cannot be placed.")
    there = Placement.objects.filter(theme__agreement=theme.agreement_id, priority=priority)
    there = there.exclude(pk=besides.pk) if besides else there
    if there.filter(theme=theme).exists():
        raise Refusal(f"{priority} stands under “{theme.name}” already.")
    other = there.exclude(theme__kind=Theme.Kind.OBJECTIVE).select_related("theme").first()
    if other is not None and theme.kind != Theme.Kind.OBJECTIVE:
        raise Refusal(f"{priority} stands under “{other.theme.name}” already.")


def _rename_from_start(agreement: Agreement, placement: Placement, name: str) -> None:
    if agreement.holds_on(today()):
        raise Refusal("While the agreement is in force, a priority is renamed by the annual refresh.")
    there = Placement.objects.filter(theme__agreement=agreement).exclude(priority=placement.priority_id)
    rows = there.select_related("priority__remit").prefetch_related("priority__remit__names")
    if any(first_name(row, agreement).casefold() == name.strip().casefold() for row in rows):
        raise Refusal(f"Another priority of this agreement is called “{name}”.")
    since = placement.begins or agreement.begins
    RemitName.objects.update_or_create(remit=placement.priority.remit, begins=since, defaults={"name": name})


# Statements and lineage ----------------------------------------------------------------------------------------------


@transaction.atomic
def add_statement(*, agreement: Agreement, by: Person, kind: str, text: str, **when: Any) -> Statement:
    """The next of its kind. A step in its making says its `day`, and whether only the month is known."""
    agreement = locked(agreement, by=by)
    number = _next(agreement.statements.filter(kind=kind), "number")
    made = Statement.objects.create(agreement=agreement, kind=kind, number=number, text=text, **when)
    saved(agreement, by, "added a statement", kind=made.get_kind_display(), text=text)
    return made


@transaction.atomic
def change_statement(*, statement: Statement, text: str, version: int, by: Person, **when: Any) -> Statement:
    agreement = locked(statement.agreement, by=by, version=version)
    was, statement.text = statement.text, text
    for name, value in when.items():
        setattr(statement, name, value)
    statement.save()
    saved(agreement, by, "changed a statement", kind=statement.get_kind_display(), changes={"text": [was, text]})
    return statement


@transaction.atomic
def remove_statement(*, statement: Statement, by: Person) -> None:
    """Those after it move up by one."""
    agreement = locked(statement.agreement, by=by)
    later = agreement.statements.filter(kind=statement.kind, number__gt=statement.number).order_by("number")
    text, kind = statement.text, statement.get_kind_display()
    statement.delete()
    for row in later:
        row.number -= 1
        row.save()
    saved(agreement, by, "removed a statement", kind=kind, text=text)


@transaction.atomic
def add_lineage(
    *, agreement: Agreement, kind: str, earlier: Priority, later: Priority, by: Person, note: str = ""
) -> Lineage:
    """Say what this agreement made of an `earlier` priority. Refused for a priority that would come from itself."""
    agreement = locked(agreement, by=by)
    if earlier == later:
        raise Refusal("Choose two different priorities.")
    if {earlier.board_id, later.board_id} != {agreement.board_id}:
        raise Refusal("A priority of another board cannot be chosen.")
    if agreement.lineage.filter(Q(earlier=earlier, later=later) | Q(earlier=later, later=earlier)).exists():
        raise Refusal("This agreement says already how these two belong together.")
    made = Lineage.objects.create(agreement=agreement, kind=kind, earlier=earlier, later=later, note=note)
    saved(agreement, by, "recorded where a priority came from", lineage=str(made))
    return made


@transaction.atomic
def remove_lineage(*, lineage: Lineage, by: Person) -> None:
    agreement = locked(lineage.agreement, by=by)
    said = str(lineage)
    lineage.delete()
    saved(agreement, by, "removed where a priority came from", lineage=said)


def _next(rows: QuerySet[Any], field: str) -> int:
    return (rows.aggregate(last=Max(field))["last"] or 0) + 1
