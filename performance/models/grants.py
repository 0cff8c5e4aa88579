"""Grants that a board shares out: who shares, by which factors and weights, what was approved and what was spent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from partnerships.models import Area, Partnership
from snb.models import Board
from snb.models.boards import choices
from snb.quarters import Quarter
from snb.querysets import OfBoardQuerySet


def _person(*, empty: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=empty, blank=empty
    )


class FundingGrant(models.Model):
    """Money given to the board for a time, in pence. Who shares in it is fixed when it is entered."""

    class Among(models.TextChoices):
        PARTNERSHIPS = "partnerships", "The partnerships"
        DISTRICTS = "districts", "The districts"

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="grants")
    title = models.CharField(max_length=200)
    giver = models.CharField("given by", max_length=200)
    begins = models.DateField()
    ends = models.DateField()
    total = models.PositiveBigIntegerField("total in pence")
    among = models.CharField("shared among", max_length=12, choices=Among.choices, default=Among.PARTNERSHIPS)
    note = models.CharField(max_length=300, blank=True)
    entered_at = models.DateTimeField(auto_now_add=True)
    entered_by = _person()
    history = HistoricalRecords()

    objects = OfBoardQuerySet.as_manager()

    class Meta:
        ordering = ["-begins", "title"]
        verbose_name = "grant"
        constraints = [
            models.CheckConstraint(condition=models.Q(total__gt=0), name="performance_fundinggrant_of_some_money"),
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("begins")),
                name="performance_fundinggrant_ends_after_it_begins",
                violation_error_message="The grant must not end before it begins.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """The financial quarters that it runs through."""
        found, quarter = [], Quarter.of(self.begins)
        while quarter.start <= self.ends:
            found.append(quarter)
            quarter = quarter.next()
        return tuple(found)


class Recipient(models.Model):
    """Who shares in a grant: a partnership or a district, under the name it had on the grant's first day."""

    grant = models.ForeignKey(FundingGrant, on_delete=models.PROTECT, related_name="recipients")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["grant", "order"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "name"], name="performance_recipient_name_once"),
            models.CheckConstraint(
                condition=models.Q(partnership=None, area__isnull=False)
                | models.Q(partnership__isnull=False, area=None),
                name="performance_recipient_of_one_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ScenarioState(models.TextChoices):
    DRAFT = "draft", "Draft"
    APPROVED = "approved", "Approved"


class Scenario(models.Model):
    """One way to share a grant: the factors with their weights and figures, and the pence that come of them.

    `factors` is a snapshot, so that a figure revised later moves nothing: for each factor its `label`, its `weight`
    in percent, `values` by the recipient's name (decimals as text), `source`, and how it was chosen (`measure`,
    `period`, `joined`; none where the values were typed in). `shares` are pence by the recipient's name.
    """

    grant = models.ForeignKey(FundingGrant, on_delete=models.PROTECT, related_name="scenarios")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    why = models.CharField(max_length=400, blank=True)
    factors = models.JSONField(default=list)
    shares = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=choices(ScenarioState), default=ScenarioState.DRAFT)
    drafted_at = models.DateTimeField()
    drafted_by = _person()
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = _person(empty=True)
    approved_title = models.CharField(max_length=300, blank=True, help_text="Name and post on the day.")
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        ordering = ["grant", "number"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "number"], name="performance_scenario_number_once"),
            models.UniqueConstraint(fields=["grant", "name"], name="performance_scenario_name_once"),
            models.UniqueConstraint(
                fields=["grant"], condition=models.Q(state="approved"), name="performance_scenario_one_approved"
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft", approved_at=None, approved_by=None, approved_title="")
                | models.Q(state="approved", approved_at__isnull=False, approved_by__isnull=False),
                name="performance_scenario_approved_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def board_id(self) -> int:
        return self.grant.board_id

    @property
    def is_approved(self) -> bool:
        return self.state == ScenarioState.APPROVED


class Spend(models.Model):
    """What a recipient returned as spent in a quarter; 0 is "nothing spent". Never changed: a correction is a row."""

    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="spends")
    quarter_start = models.DateField("first day of the quarter")
    number = models.PositiveSmallIntegerField("which return", help_text="1 is the first; more are corrections.")
    amount = models.PositiveBigIntegerField("spent, in pence")
    note = models.CharField(max_length=300, blank=True)
    returned_at = models.DateTimeField(auto_now_add=True)
    returned_by = _person()
    returned_title = models.CharField(max_length=300, help_text="Name and post on the day.")

    class Meta:
        ordering = ["recipient", "quarter_start", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "quarter_start", "number"], name="performance_spend_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.recipient}, {Quarter.of(self.quarter_start).short}: {self.amount / 100:.2f}"
