"""Finding what an address names of the record of a meeting, for those who may know of it; a 404 for everyone else."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from snb.decisions import decisions_seen_by
from snb.loading import visible_board, visible_item, visible_meeting
from snb.models import AgendaItem, Decision, Declaration, Person
from snb.permissions import Permission


def visible_minute(person: Person, *, board: str, meeting: int, pk: int) -> AgendaItem:
    """An item of the meeting; of a private one those know who may read what is heard in private."""
    item = visible_item(person, board=board, meeting=meeting, pk=pk)
    if item.is_exempt and not person.has_perm(Permission.EXEMPT_READ, item):
        raise Http404
    return item


def visible_declaration(person: Person, *, board: str, meeting: int, pk: int) -> Declaration:
    held = visible_meeting(person, board=board, pk=meeting)
    rows = Declaration.objects.filter(meeting=held).select_related("meeting__board", "item")
    found: Declaration = get_object_or_404(rows, pk=pk)
    if found.item and found.item.is_exempt and not person.has_perm(Permission.EXEMPT_READ, held):
        raise Http404
    return found


def visible_decision(person: Person, *, board: str, pk: int) -> Decision:
    found: Decision = get_object_or_404(decisions_seen_by(person, visible_board(person, board=board)), pk=pk)
    return found
