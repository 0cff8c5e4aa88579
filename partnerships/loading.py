"""Finding the partnership, narrative or escalation that an address names; a 404 for who may not know of it."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from partnerships.models import Escalation, Narrative, Partnership
from snb.loading import visible_board
from snb.models import Person


def visible_partnership(person: Person, *, board: str, slug: str) -> Partnership:
    """A partnership of this board. Whoever knows the board may know who works where."""
    rows = Partnership.objects.select_related("board", "remit").prefetch_related("remit__names")
    return get_object_or_404(rows, board=visible_board(person, board=board), slug=slug)


def visible_narrative(person: Person, *, board: str, pk: int) -> Narrative:
    """A narrative that this person may read; a draft is known to its writers and the programme manager alone."""
    rows = Narrative.objects.visible_to(person).with_names()
    return get_object_or_404(rows, partnership__board__slug=board, pk=pk)


def visible_escalation(person: Person, *, board: str, pk: int) -> Escalation:
    """What a narrative raises is as visible as the narrative."""
    narratives = Narrative.objects.visible_to(person).filter(partnership__board__slug=board)
    around = ("narrative__meeting", "narrative__partnership__board", "narrative__partnership__remit", "item__meeting")
    return get_object_or_404(Escalation.objects.select_related(*around), narrative__in=narratives, pk=pk)
