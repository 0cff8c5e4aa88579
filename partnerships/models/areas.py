"""Areas that figures are published for, and what lies in what."""

from __future__ import annotations

from django.db import models


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
