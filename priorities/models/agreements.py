"""Agreements, their themes, the priorities placed in them, and the actions required of each priority."""

from __future__ import annotations

import datetime as dt

from django.db import models
from simple_history.models import HistoricalRecords

from performance.models import Measure
from priorities.querysets import AgreementQuerySet, PriorityQuerySet
from snb.models import Board, Remit
from snb.models.dated import Dated


class Agreement(Dated):
    """A Community Safety Agreement (or a city's partnership strategy), in force for a term of years."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="agreements")
    title = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True)
    successor_starts = models.DateField(
        "work on its successor starts", null=True, blank=True, help_text="Empty where no rule says so."
    )
    reviewed_every_months = models.PositiveSmallIntegerField(default=12)
    source = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, help_text="Counts every change of it and of what stands in it.")
    history = HistoricalRecords()

    objects = AgreementQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["begins"]

    def __str__(self) -> str:
        """With its years, unless the title says them."""
        if self.ends is None or str(self.begins.year) in self.title:
            return self.title
        return f"{self.title} ({self.begins:%Y} to {self.ends:%Y})"


class Statement(models.Model):
    """A numbered statement of an agreement: an objective, a principle, an aim, a document it rests on, or a dated step
    in its making."""

    class Kind(models.TextChoices):
        OBJECTIVE = "objective", "Strategic objective"
        COMMUNITY = "community", "Community principle"
        DELIVERY = "delivery", "Delivery principle"
        STATUTORY = "statutory", "Statutory aim"
        DRIVER = "driver", "Strategic driver of risk"
        JOINT = "joint", "Way of joint working"
        DOCUMENT = "document", "National document"
        SECTION = "section", "Section of the document"
        STEP = "step", "Step in its making"

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="statements")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    day = models.DateField(null=True, blank=True, help_text="Of a step: when it was taken.")
    to_the_month = models.BooleanField(default=False, help_text="Only the month is known.")

    class Meta:
        ordering = ["kind", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "kind", "number"], name="priorities_statement_number_once"),
            models.CheckConstraint(
                condition=~models.Q(kind="step") | models.Q(day__isnull=False),
                name="priorities_statement_a_step_has_a_day",
                violation_error_message="A step in its making needs the day it was taken.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def board_id(self) -> int:
        return self.agreement.board_id


class Theme(models.Model):
    """A heading of an agreement, under which priorities stand."""

    class Kind(models.TextChoices):
        THEME = "theme", "Theme"
        CROSS_CUTTING = "cross-cutting", "Cross-cutting theme"
        OBJECTIVE = "objective", "Strategic objective"

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="themes")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.THEME)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name

    @property
    def board_id(self) -> int:
        return self.agreement.board_id


class Priority(models.Model):
    """One priority for all its life: its names are dated (on the remit), its place is given by each agreement."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="priorities")
    remit = models.OneToOneField(Remit, on_delete=models.PROTECT, related_name="priority")
    slug = models.SlugField(max_length=60)
    summary = models.TextField(blank=True)
    history = HistoricalRecords()

    objects = PriorityQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name_plural = "priorities"
        constraints = [models.UniqueConstraint(fields=["board", "slug"], name="priorities_priority_slug_once")]

    def __str__(self) -> str:
        return self.remit.name

    def name_on(self, day: dt.date) -> str:
        return self.remit.name_on(day)


class Placement(models.Model):
    """A priority stands under a theme of an agreement: for its whole term, unless a refresh took it in or ended it.

    Under a strategic objective a priority may stand once more, in the objective's own words.
    """

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="placements")
    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="placements")
    order = models.PositiveSmallIntegerField()
    wording = models.CharField(
        max_length=200, blank=True, help_text="What the agreement prints here, where that is more than the name."
    )
    begins = models.DateField("from", null=True, blank=True, help_text="Empty: from the agreement's first day.")
    ends = models.DateField("until", null=True, blank=True, help_text="Empty: until the agreement's last day.")

    class Meta:
        ordering = ["theme__order", "order"]
        constraints = [
            models.UniqueConstraint(fields=["theme", "priority"], name="priorities_placement_once"),
            models.CheckConstraint(
                condition=models.Q(ends=None) | models.Q(begins=None) | models.Q(ends__gte=models.F("begins")),
                name="priorities_placement_ends_after_it_begins",
                violation_error_message="It must not end before it begins.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.priority} under {self.theme}"

    @property
    def board_id(self) -> int:
        return self.theme.board_id


class Lineage(models.Model):
    """What an agreement made of a priority of the one before, where the name alone does not tell.

    A priority that stands in both agreements continues, and dated names tell that it was renamed: neither needs a row.
    """

    class Kind(models.TextChoices):
        SPLIT = "split", "Split from"
        MERGED = "merged", "Merged into"
        ELEVATED = "elevated", "Elevated from a part of"
        LOWERED = "lowered", "Now a part of"

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="lineage")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    earlier = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="led_to")
    later = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="came_from")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["agreement", "pk"]
        verbose_name_plural = "lineage"
        constraints = [
            models.UniqueConstraint(fields=["agreement", "earlier", "later"], name="priorities_lineage_once"),
            models.CheckConstraint(
                condition=~models.Q(earlier=models.F("later")), name="priorities_lineage_not_itself"
            ),
        ]

    def __str__(self) -> str:
        """Read from the one that it happened to: merged into and now a part of are said of the earlier one."""
        said = self.get_kind_display().lower()
        if self.kind in (self.Kind.MERGED, self.Kind.LOWERED):
            return f"{self.earlier}: {said} {self.later}"
        return f"{self.later}: {said} {self.earlier}"

    @property
    def board_id(self) -> int:
        return self.agreement.board_id


class RequiredAction(models.Model):
    """An action that the agreement requires of every priority."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="required_actions")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    label = models.CharField(max_length=40)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="priorities_requiredaction_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class PriorityMeasure(models.Model):
    """A measure that serves a priority; the first is the one a dashboard shows."""

    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="measure_links")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="priority_links")
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["priority", "measure"], name="priorities_prioritymeasure_once")]

    def __str__(self) -> str:
        return f"{self.measure} for {self.priority}"
