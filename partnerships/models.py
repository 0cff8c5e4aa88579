"""Areas, and the community safety partnerships that cover them, over time."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from simple_history.models import HistoricalRecords

from snb.models import Board, Post, Remit
from snb.models.dated import Dated
from snb.querysets import DatedQuerySet, OfBoardQuerySet, holding_on


class Area(models.Model):
    """An area that figures are published for, by its statistical code. Those that meet and those published differ."""

    class Kind(models.TextChoices):
        NEIGHBOURHOOD = "lsoa", "Neighbourhood (LSOA)"
        WARD = "ward", "Ward"
        DISTRICT = "district", "District, borough or city"
        CSP = "csp", "CSP area as national statistics publish it"
        COUNTY = "county", "County council's area"
        FORCE = "force", "Police force area"
        OTHER = "other", "Another area"

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.DISTRICT)
    note = models.CharField(max_length=200, blank=True, help_text="What it takes in or leaves out, as printed.")
    tile_column = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Its square on a map without outlines."
    )
    tile_row = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name as it must be printed: a force's area is never mistaken for the county's."""
        if self.kind == self.Kind.FORCE:
            named = f"{self.name} police force area"
        elif self.kind == self.Kind.COUNTY:
            named = f"{self.name} county"
        elif self.kind == self.Kind.CSP:
            named = f"{self.name} (CSP area)"
        else:
            named = self.name
        return f"{named}, {self.note}" if self.note else named


class AreaPart(models.Model):
    """One area lies wholly in another, by a published look-up. No figure of the whole is divided among its parts."""

    whole = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="parts")
    part = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="wholes")
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["whole", "part"], name="partnerships_areapart_once"),
            models.CheckConstraint(
                condition=~models.Q(whole=models.F("part")), name="partnerships_areapart_not_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} in {self.whole}"


class Boundary(models.Model):
    """The outline of an area, as rings of longitude and latitude."""

    area = models.OneToOneField(Area, on_delete=models.CASCADE, related_name="boundary")
    polygons = models.JSONField(help_text="Polygons, each a list of rings, each a list of [longitude, latitude].")
    source = models.CharField(max_length=300)

    class Meta:
        verbose_name_plural = "boundaries"

    def __str__(self) -> str:
        return f"Outline of {self.area}"


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
