"""The community safety partnerships that cover districts, over time."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from simple_history.models import HistoricalRecords

from partnerships.models.areas import Area
from snb.models import Board, Post, Remit
from snb.models.dated import Dated
from snb.querysets import DatedQuerySet, OfBoardQuerySet, holding_on


class PartnershipQuerySet(OfBoardQuerySet):
    def on(self, day: dt.date) -> Self:
        return self.filter(holding_on(day))


class Partnership(Dated):
    """A CSP. One that merges ends, and its successor names it among its predecessors."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="partnerships")
    remit = models.OneToOneField(Remit, on_delete=models.PROTECT, related_name="partnership")
    slug = models.SlugField(max_length=60)
    chair = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True)
    predecessors = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="successors")
    note = models.CharField(max_length=300, blank=True)
    history = HistoricalRecords()

    objects = PartnershipQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["slug"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["board", "slug"], name="partnerships_partnership_slug_once"),
        ]

    def __str__(self) -> str:
        return self.remit.name

    def name_on(self, day: dt.date) -> str:
        return self.remit.name_on(day)


class Coverage(Dated):
    """A district belongs to a partnership, from a day until a day."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="coverage")
    district = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="coverage", limit_choices_to={"kind": Area.Kind.DISTRICT}
    )

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["district__name"]

    def __str__(self) -> str:
        return f"{self.district} in {self.partnership}"
