"""What a partnership knows and plans: assessments, severity profiles, local priorities and plans, priority wards."""

from __future__ import annotations

from functools import cached_property

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from partnerships.models.areas import Area
from partnerships.models.partnerships import Coverage, Partnership
from snb.models import Board, Remit
from snb.models.boards import OfBoard
from snb.models.dated import Dated
from snb.querysets import DatedQuerySet, today


class OfPartnership(models.Model):
    """Belongs to a partnership, and so to its board and to its officers."""

    partnership: models.ForeignKey

    class Meta:
        abstract = True

    @property
    def board_id(self) -> int:
        return self.partnership.board_id

    @property
    def remit_id(self) -> int:
        return self.partnership.remit_id


class StrategicAssessment(OfPartnership):
    """A strategic intelligence assessment, or its six-month review, for the day on which it was due."""

    class Kind(models.TextChoices):
        FULL = "full", "Strategic assessment"
        REVIEW = "review", "Six-month review"

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="assessments")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    due = models.DateField()
    completed_on = models.DateField(null=True, blank=True)
    findings = models.TextField(blank=True)
    changes = models.TextField("what it changes in the plans", blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["-due"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "kind", "due"], name="partnerships_strategicassessment_once_a_date"
            ),
            models.CheckConstraint(
                condition=models.Q(completed_on=None) | ~models.Q(findings=""),
                name="partnerships_strategicassessment_completed_with_findings",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, due {self.due}"


class LocalPriority(Dated, OfPartnership):
    """What a partnership chose for its own area; `serves` is the remit of the board's priority behind it, if any."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="local_priorities")
    order = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=200)
    detail = models.TextField(blank=True)
    serves = models.ForeignKey(Remit, on_delete=models.PROTECT, null=True, blank=True, related_name="local_priorities")
    source = models.CharField(max_length=300, blank=True)
    history = HistoricalRecords()

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["partnership", "order", "pk"]
        verbose_name_plural = "local priorities"

    def __str__(self) -> str:
        return self.title


class LocalAction(OfPartnership):
    """One line of a partnership's plan, for a local priority."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        UNDER_WAY = "under-way", "Under way"
        DONE = "done", "Done"
        STOPPED = "stopped", "Stopped"

    local_priority = models.ForeignKey(LocalPriority, on_delete=models.PROTECT, related_name="actions")
    title = models.CharField(max_length=200)
    owner = models.CharField(max_length=200, help_text="The post or body that does it.")
    due = models.DateField()
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PLANNED)
    progress = models.TextField(blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["due", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def partnership(self) -> Partnership:
        return self.local_priority.partnership


class SeverityProfile(OfPartnership):
    """How severe each subject is in one partnership's area, on a day; the lines of all partnerships add up."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="profiles")
    on = models.DateField("as at")
    note = models.TextField(blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        ordering = ["-on"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "on"], name="partnerships_severityprofile_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.partnership}, {self.on}"


class ProfileLine(models.Model):
    """A subject's score in a profile. `concerns` is the remit of the board's priority that it falls under, if any."""

    profile = models.ForeignKey(SeverityProfile, on_delete=models.CASCADE, related_name="lines")
    subject = models.CharField(max_length=100)
    score = models.DecimalField(max_digits=9, decimal_places=1, help_text="Harm or severity, as the note explains.")
    concerns = models.ForeignKey(Remit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-score", "subject"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "subject"], name="partnerships_profileline_once"),
            models.CheckConstraint(condition=models.Q(score__gte=0), name="partnerships_profileline_not_negative"),
        ]

    def __str__(self) -> str:
        return self.subject


class PriorityWard(Dated):
    """A ward that a board singles out, by its number in the agreement, from a day until a day."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="priority_wards")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    district = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="priority_wards")
    ward = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="The ward that figures are published for, where there is one of that name.",
    )  # fmt: skip
    source = models.CharField(max_length=300, blank=True)
    history = HistoricalRecords()

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["number"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["board", "number", "begins"], name="partnerships_priorityward_number_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def remit_id(self) -> int | None:
        """The partnership that covers its district today: its officers keep the ward's targets and problem profile."""
        held = Coverage.objects.on(today()).filter(district=self.district_id, partnership__board=self.board_id)
        return held.values_list("partnership__remit", flat=True).first()


class OfWard(models.Model):
    """Belongs to a priority ward, and so to its board and to the officers of its district."""

    ward: models.ForeignKey

    class Meta:
        abstract = True

    @property
    def board_id(self) -> int:
        return self.ward.board_id

    @property
    def remit_id(self) -> int | None:
        return self.ward.remit_id


class WardTarget(OfBoard, OfWard):
    """A target set for a priority ward, in words and where it can be counted as a number."""

    ward = models.ForeignKey(PriorityWard, on_delete=models.CASCADE, related_name="targets")
    text = models.CharField(max_length=300)
    by = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=300, blank=True)
    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.text


class ProblemProfile(OfWard):
    """The problem of a priority ward: what happens, where and why, and what is done. About places, never people."""

    ward = models.ForeignKey(PriorityWard, on_delete=models.PROTECT, related_name="problem_profiles")
    on = models.DateField("as at")
    problem = models.TextField()
    response = models.TextField(blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        ordering = ["-on"]
        constraints = [models.UniqueConstraint(fields=["ward", "on"], name="partnerships_problemprofile_once_a_day")]

    def __str__(self) -> str:
        return f"{self.ward}, {self.on}"
