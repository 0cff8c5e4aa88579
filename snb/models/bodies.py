"""Bodies around a board: what follows what, who owes it co-operation, and the groups that work for it."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from snb.models.boards import Board, OfBoard, Owned
from snb.models.dated import Dated
from snb.models.people import Organisation
from snb.querysets import DatedQuerySet


class Succession(models.Model):
    """One organisation follows another: by a merger (several before one) or a split (one before several)."""

    earlier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="followed_by")
    later = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="follows")
    on = models.DateField("from")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="snb_succession_once"),
            models.CheckConstraint(
                condition=~models.Q(earlier=models.F("later")),
                name="snb_succession_not_itself",
                violation_error_message="An organisation does not follow itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.later} follows {self.earlier}"


class Standing(Dated):
    """What an organisation is to a board by law or by agreement, from a day until a day."""

    class Kind(models.TextChoices):
        RESPONSIBLE = "responsible", "Responsible authority"
        CO_OPERATING = "co-operating", "Co-operating body"
        POLICING = "policing", "Local policing body"
        VOLUNTARY = "voluntary", "Voluntary or community body"
        INVITED = "invited", "Invited body"

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="standings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="standings")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    source = models.CharField(max_length=300, blank=True)
    history = HistoricalRecords()

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["kind", "organisation__name"]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.get_kind_display().lower()}"


class Group(Dated, Owned):
    """A group that works for the board or for one of its partners: its chair is a post or a role."""

    class Kind(models.TextChoices):
        PERFORMANCE = "performance", "Performance group"
        PROGRAMME = "programme", "Programme group"
        SUBGROUP = "subgroup", "Subgroup"
        TASK = "task", "Task and finish group"
        PARTNER = "partner", "Partner board"

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="groups")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="groups")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)
    chair = models.CharField(max_length=200, blank=True, help_text="The chair as the papers print it.")
    reports_to = models.CharField(max_length=300, blank=True, help_text="As the papers print it.")
    source = models.CharField(max_length=300, blank=True)
    history = HistoricalRecords()

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["kind", "name"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["board", "name", "begins"], name="snb_group_once"),
            models.CheckConstraint(condition=~models.Q(parent=models.F("pk")), name="snb_group_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class GroupTopic(OfBoard):
    """What a group works on: a theme, a plan, or a topic it only hears of."""

    class Kind(models.TextChoices):
        THEME = "theme", "Theme"
        PLAN = "plan", "Action plan"
        INFORMATION = "information", "Information only"

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="topics")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.THEME)
    text = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.text


class Protocol(Dated):
    """An agreement between bodies on how they work: information sharing, budgets, commissioning."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="protocols")
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    parties = models.CharField(max_length=500, blank=True)
    review_due = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    history = HistoricalRecords()

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
