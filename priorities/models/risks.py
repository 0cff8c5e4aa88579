"""The register of strategic risks: what could happen, who owns it, and every assessment that was made of it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from priorities.models.agreements import Priority
from priorities.models.plans import PlannedAction
from priorities.models.returns import QuarterlyReturn, together
from snb.models import Board, Person, Post
from snb.permissions import Permission
from snb.querysets import OfBoardQuerySet

SCALE, SCORE = (1, 5), (1, 25)


class Category(models.TextChoices):
    """What kind of harm a risk does. A board may have another appetite for each."""

    STRATEGY = "strategy", "Strategy and governance"
    MONEY = "money", "Money"
    PEOPLE = "people", "People and capacity"
    DELIVERY = "delivery", "Services and delivery"
    PARTNERS = "partners", "Partners"
    INFORMATION = "information", "Information and law"
    COMMUNITY = "community", "Communities and events"


def _appetite_before_tolerance(name: str) -> list[models.CheckConstraint]:
    """Both or neither: empty values stand for "as the board's"."""
    return [
        models.CheckConstraint(
            # Not empty, said out: a comparison with nothing is neither true nor false, and a database lets it pass.
            condition=models.Q(
                appetite__isnull=False, tolerance__isnull=False, appetite__range=SCORE, tolerance__range=SCORE
            )
            | models.Q(appetite=None, tolerance=None),
            name=f"priorities_{name}_appetite_a_score",
        ),
        models.CheckConstraint(
            condition=models.Q(tolerance__gte=models.F("appetite")) | models.Q(appetite=None),
            name=f"priorities_{name}_tolerance_beyond_appetite",
            violation_error_message="The tolerance must not be below the appetite.",
        ),
    ]


class RiskPolicy(models.Model):
    """How much risk a board accepts, and which scores it calls medium and high. A board without one has these values.

    Up to the appetite a risk is accepted; between the two it is borne while something is done; beyond the tolerance
    it is not to stay.
    """

    board = models.OneToOneField(Board, on_delete=models.CASCADE, related_name="risk_policy")
    appetite = models.PositiveSmallIntegerField(default=8)
    tolerance = models.PositiveSmallIntegerField(default=12)
    medium_from = models.PositiveSmallIntegerField(default=5)
    high_from = models.PositiveSmallIntegerField(default=12)
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "risk policies"
        constraints = [
            *_appetite_before_tolerance("riskpolicy"),
            models.CheckConstraint(
                condition=models.Q(medium_from__gt=1, high_from__gt=models.F("medium_from"), high_from__lte=25),
                name="priorities_riskpolicy_bands_in_order",
                violation_error_message="Medium begins above 1, and high above medium.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.board}: appetite {self.appetite}, tolerance {self.tolerance}"


class CategoryAppetite(models.Model):
    """A board's appetite for one category of risks, where it is not its general one."""

    policy = models.ForeignKey(RiskPolicy, on_delete=models.CASCADE, related_name="categories")
    category = models.CharField(max_length=12, choices=Category.choices)
    appetite = models.PositiveSmallIntegerField()
    tolerance = models.PositiveSmallIntegerField()
    history = HistoricalRecords()

    class Meta:
        ordering = ["category"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "category"], name="priorities_categoryappetite_once"),
            *_appetite_before_tolerance("categoryappetite"),
        ]

    def __str__(self) -> str:
        return f"{Category(self.category).label}: appetite {self.appetite}, tolerance {self.tolerance}"


class Risk(models.Model):
    """One entry of a board's register. How likely and how large it is stands in its assessments.

    `appetite` and `tolerance` are empty where the board's own for the category hold.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="risks")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    cause = models.TextField()
    event = models.TextField()
    consequence = models.TextField()
    controls = models.TextField("what is done about it", blank=True)
    category = models.CharField(max_length=12, choices=Category.choices)
    appetite = models.PositiveSmallIntegerField(null=True, blank=True)
    tolerance = models.PositiveSmallIntegerField(null=True, blank=True)
    owner = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="risks")
    opened_on = models.DateField()
    review_due = models.DateField()
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="risks_closed"
    )
    closing_reason = models.TextField(blank=True)
    priorities = models.ManyToManyField(Priority, blank=True, related_name="risks")
    actions = models.ManyToManyField(PlannedAction, blank=True, related_name="risks")
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    objects = OfBoardQuerySet.as_manager()

    # The linked priority, if any, by which somebody who leads it reaches this risk: see `seen_by`.
    remit_id: int | None = None

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["board", "number"], name="priorities_risk_number_once"),
            *_appetite_before_tolerance("risk"),
            together("closed_at", "closed_by", "priorities_risk_closed_pair"),
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at=None, closing_reason="")
                | (models.Q(state="closed", closed_at__isnull=False) & ~models.Q(closing_reason="")),
                name="priorities_risk_closed_with_a_reason",
                violation_error_message="A closed risk has a day and a reason, an open one neither.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.title}"

    @property
    def reference(self) -> str:
        return f"R{self.number}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def seen_by(self, person: Person) -> Self:
        """This risk as belonging to a linked priority of this person's own: the lead of any of them may assess it."""
        own = person.rights.remits_with(Permission.RISK_ASSESS)
        self.remit_id = self.priorities.filter(remit__in=own).values_list("remit_id", flat=True).first()
        return self


class RiskAssessment(models.Model):
    """What one review found. Rows are added, never changed: the newest says how the risk stands."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="assessments")
    number = models.PositiveIntegerField()
    inherent_likelihood = models.PositiveSmallIntegerField()
    inherent_impact = models.PositiveSmallIntegerField()
    residual_likelihood = models.PositiveSmallIntegerField()
    residual_impact = models.PositiveSmallIntegerField()
    target_likelihood = models.PositiveSmallIntegerField()
    target_impact = models.PositiveSmallIntegerField()
    rationale = models.TextField()
    review_due = models.DateField("next review")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_title = models.CharField(max_length=300, help_text="Name and post on the day.")

    class Meta:
        ordering = ["risk", "number"]
        constraints = [
            models.UniqueConstraint(fields=["risk", "number"], name="priorities_riskassessment_number_once"),
            models.CheckConstraint(
                condition=models.Q(
                    inherent_likelihood__range=SCALE, inherent_impact__range=SCALE,
                    residual_likelihood__range=SCALE, residual_impact__range=SCALE,
                    target_likelihood__range=SCALE, target_impact__range=SCALE,
                ),
                name="priorities_riskassessment_on_the_scale",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.risk.reference}, assessment {self.number}"


class RiskRaising(models.Model):
    """A return raised a risk that is in the register. It is known by the return and the title it had there: the list
    of a return that is reopened is written anew."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="raisings")
    quarterly_return = models.ForeignKey(QuarterlyReturn, on_delete=models.PROTECT, related_name="raisings")
    title = models.CharField(max_length=200)
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        ordering = ["-quarterly_return__meeting__date", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["quarterly_return", "title"], name="priorities_riskraising_once"),
            models.CheckConstraint(
                condition=models.Q(likelihood__range=SCALE, impact__range=SCALE),
                name="priorities_riskraising_on_the_scale",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, raised as {self.risk.reference}"
