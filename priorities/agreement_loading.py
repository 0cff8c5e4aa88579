"""Finding the agreement, or the part of one, that an address names, for those who may know of it."""

from __future__ import annotations

from django.db.models import Q
from django.shortcuts import get_object_or_404

from priorities.models import Agreement, FurtherWork, Lineage, Placement, Refresh, RefreshOutcome, Statement, Theme
from priorities.querysets import AgreementQuerySet
from snb.models import Person
from snb.permissions import Permission


def _visible(person: Person, board: str) -> AgreementQuerySet:
    return Agreement.objects.visible_to(person).filter(board__slug=board)


def visible_agreement(person: Person, *, board: str, pk: int) -> Agreement:
    return get_object_or_404(_visible(person, board).select_related("board"), pk=pk)


def visible_theme(person: Person, *, board: str, pk: int) -> Theme:
    themes = Theme.objects.select_related("agreement__board")
    return get_object_or_404(themes, agreement__in=_visible(person, board), pk=pk)


def visible_placement(person: Person, *, board: str, pk: int) -> Placement:
    placements = Placement.objects.select_related("theme__agreement__board", "priority__remit")
    return get_object_or_404(placements, theme__agreement__in=_visible(person, board), pk=pk)


def visible_statement(person: Person, *, board: str, pk: int) -> Statement:
    statements = Statement.objects.select_related("agreement__board")
    return get_object_or_404(statements, agreement__in=_visible(person, board), pk=pk)


def visible_lineage(person: Person, *, board: str, pk: int) -> Lineage:
    rows = Lineage.objects.select_related("agreement__board", "earlier__remit", "later__remit")
    return get_object_or_404(rows, agreement__in=_visible(person, board), pk=pk)


def refreshes_seen(person: Person) -> Q:
    """The condition that `person` may see a refresh: until it is agreed it is not for everybody who knows the board."""
    return Q(agreed_on__isnull=False) | Q(agreement__board__in=person.rights.boards_with(Permission.BOARD_READ))


def visible_refresh(person: Person, *, board: str, pk: int) -> Refresh:
    refreshes = Refresh.objects.filter(refreshes_seen(person)).select_related("agreement__board", "meeting")
    return get_object_or_404(refreshes, agreement__in=_visible(person, board), pk=pk)


def visible_outcome(person: Person, *, board: str, pk: int) -> RefreshOutcome:
    seen = Refresh.objects.filter(refreshes_seen(person), agreement__in=_visible(person, board))
    outcomes = RefreshOutcome.objects.select_related("refresh__agreement__board", "priority__remit", "theme", "part_of")
    return get_object_or_404(outcomes, refresh__in=seen, pk=pk)


def visible_work(person: Person, *, board: str, pk: int) -> FurtherWork:
    seen = Refresh.objects.filter(refreshes_seen(person), agreement__in=_visible(person, board))
    works = FurtherWork.objects.select_related("refresh__agreement__board")
    return get_object_or_404(works, refresh__in=seen, pk=pk)
