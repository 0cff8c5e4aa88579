"""The costed action plan of a priority."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from performance.models import Measure
from priorities.models.agreements import Priority
from snb.models import Board
from snb.models.dated import Dated
from snb.querysets import DatedQuerySet


class FundingStream(Dated):
    """Money that planned actions depend on, and the day on which it ends. In pence."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="funding_streams")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    giver = models.CharField("given by", max_length=200, blank=True)
    amount = models.PositiveBigIntegerField("amount, in pence", null=True, blank=True)
    after = models.CharField("what is to follow", max_length=300, blank=True, help_text="Empty: nothing is settled.")
    warn_months = models.PositiveSmallIntegerField("shown as ending so many months before", default=9)
    source = models.CharField(max_length=300, blank=True)
    history = HistoricalRecords()

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["ends", "name"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["board", "slug"], name="priorities_fundingstream_slug_once"),
        ]

    def __str__(self) -> str:
        return self.name


class PlannedAction(models.Model):
    """One costed action. Money is in pence."""

    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="planned_actions")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)
    owner = models.CharField(max_length=200, help_text="The post that does it.")
    begins = models.DateField("starts")
    due = models.DateField()
    budget = models.PositiveBigIntegerField("planned spend, in pence", default=0)
    outputs = models.TextField(blank=True)
    outcome = models.TextField(blank=True)
    milestone = models.CharField("next milestone", max_length=200, blank=True)
    funding = models.ForeignKey(
        FundingStream, on_delete=models.PROTECT, null=True, blank=True, related_name="planned_actions",
        verbose_name="depends on the funding of",
    )  # fmt: skip
    withdrawn_reason = models.CharField(max_length=300, blank=True, help_text="Why it is no longer planned.")
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["priority", "slug"], name="priorities_plannedaction_slug_once"),
            models.CheckConstraint(
                condition=models.Q(due__gte=models.F("begins")),
                name="priorities_plannedaction_due_after_start",
                violation_error_message="The due date must not come before the start.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def board_id(self) -> int:
        return self.priority.board_id

    @property
    def remit_id(self) -> int:
        return self.priority.remit_id


class OfPlan(models.Model):
    """Part of a planned action, and so of its priority and board."""

    planned_action: models.ForeignKey

    class Meta:
        abstract = True

    @property
    def board_id(self) -> int:
        return self.planned_action.board_id

    @property
    def remit_id(self) -> int:
        return self.planned_action.remit_id


class Milestone(OfPlan):
    """A step of a planned action, due on a day and done on another."""

    planned_action = models.ForeignKey(PlannedAction, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=200)
    due = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["due", "pk"]

    def __str__(self) -> str:
        return self.title


class PlannedMeasure(OfPlan):
    """A measure in which an output or an outcome of a planned action is to show."""

    class Kind(models.TextChoices):
        OUTPUT = "output", "Output"
        OUTCOME = "outcome", "Outcome"

    planned_action = models.ForeignKey(PlannedAction, on_delete=models.CASCADE, related_name="measure_links")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="planned_links")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    expected = models.CharField("what is expected of it", max_length=300, blank=True)

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["planned_action", "measure"], name="priorities_plannedmeasure_once")
        ]

    def __str__(self) -> str:
        return f"{self.measure} for {self.planned_action}"


class Initiative(Dated):
    """Something a priority does that is no costed action: a charter, a team, a programme, an exercise."""

    class Kind(models.TextChoices):
        CHARTER = "charter", "Charter"
        TEAM = "team", "Team"
        PROGRAMME = "programme", "Programme"
        PROFILE = "profile", "Profile"

    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="initiatives")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    points = models.JSONField(default=list, blank=True, help_text="Numbered points, such as a profile's priorities.")
    source = models.CharField(max_length=300, blank=True)
    history = HistoricalRecords()

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    @property
    def board_id(self) -> int:
        return self.priority.board_id

    @property
    def remit_id(self) -> int:
        return self.priority.remit_id
