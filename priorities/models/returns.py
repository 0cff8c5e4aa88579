"""The quarterly return: what a lead reports of one priority to one meeting."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from priorities.models.agreements import Priority, RequiredAction
from priorities.models.plans import PlannedAction
from priorities.querysets import ReturnQuerySet
from priorities.sections import SECTIONS, Section
from snb.models import Meeting
from snb.models.uploads import Uploaded, stored_path
from snb.quarters import Quarter


class State(models.TextChoices):
    NOT_STARTED = "not_started", "Not started"
    DRAFT = "draft", "Draft"
    WITH_LEAD = "with_lead", "With the lead"
    SENT_BACK = "sent_back", "Sent back"
    SIGNED = "signed", "Signed"
    ACCEPTED = "accepted", "Accepted"
    COMPILED = "compiled", "In the pack"


# What is signed may not change under the signature: the database itself refuses it in these states.
LOCKED = (State.SIGNED, State.ACCEPTED, State.COMPILED)


class Judgement(models.TextChoices):
    RED = "red", "Red"
    AMBER = "amber", "Amber"
    GREEN = "green", "Green"


class Outlook(models.TextChoices):
    IMPROVING = "improving", "Improving"
    STEADY = "steady", "Steady"
    WORSENING = "worsening", "Worsening"


class Ask(models.TextChoices):
    DECIDE = "decide", "Make a decision"
    DISCUSS = "discuss", "Discuss it"
    NOTE = "note", "Note it"


class ActionStatus(models.TextChoices):
    NOT_STARTED = "not_started", "Not started"
    UNDER_WAY = "under_way", "Under way"
    DONE = "done", "Done"
    BLOCKED = "blocked", "Blocked"


class PlanStatus(models.TextChoices):
    NOT_STARTED = "not_started", "Not started"
    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    LATE = "late", "Late"
    DONE = "done", "Done"


def together(at: str, by: str, name: str) -> models.CheckConstraint:
    """A moment and the person who acted then are both known or both unknown."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{at}__isnull": True, f"{by}__isnull": True})
        | models.Q(**{f"{at}__isnull": False, f"{by}__isnull": False}),
        name=name,
    )


def _person(related_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name=related_name
    )


class QuarterlyReturn(models.Model):
    """One priority's return to one meeting. Its prose is in `sections`, its lists in rows of their own."""

    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="returns")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="returns")
    state = models.CharField(max_length=12, choices=State.choices, default=State.NOT_STARTED)
    due = models.DateField()
    originally_due = models.DateField()
    rag = models.CharField("judgement", max_length=6, choices=Judgement.choices, blank=True)
    outlook = models.CharField(max_length=10, choices=Outlook.choices, blank=True)
    judgement_reason = models.TextField(blank=True)
    escalation_ask = models.CharField(max_length=8, choices=Ask.choices, blank=True)
    moves_made = models.PositiveIntegerField(default=0)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = _person("returns_signed")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = _person("returns_accepted")
    compiled_at = models.DateTimeField(null=True, blank=True)
    compiled_by = _person("returns_compiled")
    history = HistoricalRecords()

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = "return"
        ordering = ["-meeting__date", "priority__slug"]
        constraints = [
            models.UniqueConstraint(fields=["priority", "meeting"], name="priorities_return_once"),
            together("signed_at", "signed_by", "priorities_return_signed_pair"),
            together("accepted_at", "accepted_by", "priorities_return_accepted_pair"),
            together("compiled_at", "compiled_by", "priorities_return_compiled_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.priority.name_on(self.meeting.date)}, {self.quarter.short}"

    @property
    def board_id(self) -> int:
        return self.priority.board_id

    @property
    def remit_id(self) -> int:
        return self.priority.remit_id

    @property
    def quarter(self) -> Quarter:
        return self.meeting.quarter

    @property
    def is_locked(self) -> bool:
        return self.state in LOCKED

    @property
    def is_late(self) -> bool:
        """Signed after it was due, or still unsigned when it is: what a tracker marks."""
        from snb.querysets import today

        day = timezone.localdate(self.signed_at) if self.signed_at else today()
        return day > self.due


class PartOfReturn:
    """Belongs where its return belongs, so that permissions can be asked of it."""

    quarterly_return: QuarterlyReturn

    @property
    def board_id(self) -> int:
        return self.quarterly_return.board_id

    @property
    def remit_id(self) -> int:
        return self.quarterly_return.remit_id


class ReturnSection(PartOfReturn, models.Model):
    """One section of a return, with the version that an edit starts from. `text` is Markdown."""

    quarterly_return = models.ForeignKey(QuarterlyReturn, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    is_complete = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = _person("sections_saved")
    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["quarterly_return", "key"], name="priorities_section_once"),
            together("saved_at", "saved_by", "priorities_section_saved_pair"),
        ]

    def __str__(self) -> str:
        return self.definition.title

    @property
    def definition(self) -> Section:
        return SECTIONS[self.key]


class RequiredActionReport(PartOfReturn, models.Model):
    """Status and evidence of one required action in one return."""

    quarterly_return = models.ForeignKey(QuarterlyReturn, on_delete=models.CASCADE, related_name="required_reports")
    required_action = models.ForeignKey(RequiredAction, on_delete=models.PROTECT, related_name="reports")
    status = models.CharField(max_length=12, choices=ActionStatus.choices, blank=True)
    evidence = models.TextField(blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["required_action__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["quarterly_return", "required_action"], name="priorities_requiredreport_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.required_action)


evidence_path = stored_path  # as the first migration names it


class EvidenceFile(PartOfReturn, Uploaded):
    """A file given as evidence of a required action."""

    report = models.ForeignKey(RequiredActionReport, on_delete=models.CASCADE, related_name="files")

    @property
    def quarterly_return(self) -> QuarterlyReturn:  # type: ignore[override]
        return self.report.quarterly_return


class PlannedActionReport(models.Model):
    """Status, spend to date (pence) and perhaps a new due date of one planned action in one return."""

    quarterly_return = models.ForeignKey(QuarterlyReturn, on_delete=models.CASCADE, related_name="planned_reports")
    planned_action = models.ForeignKey(PlannedAction, on_delete=models.PROTECT, related_name="reports")
    status = models.CharField(max_length=12, choices=PlanStatus.choices, blank=True)
    spent = models.PositiveBigIntegerField("spent to date, in pence", null=True, blank=True)
    revised_due = models.DateField(null=True, blank=True)
    revised_reason = models.TextField(blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["planned_action__due", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["quarterly_return", "planned_action"], name="priorities_plannedreport_once"
            ),
            models.CheckConstraint(
                condition=models.Q(revised_due=None) | ~models.Q(revised_reason=""),
                name="priorities_plannedreport_revision_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.planned_action)

    @property
    def due(self) -> dt.date:
        return self.revised_due or self.planned_action.due


class RaisedRisk(PartOfReturn, models.Model):
    """A risk that a return raises, on a 5 × 5 scale."""

    quarterly_return = models.ForeignKey(QuarterlyReturn, on_delete=models.CASCADE, related_name="risks")
    title = models.CharField(max_length=200)
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    mitigation = models.TextField()
    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(likelihood__range=(1, 5), impact__range=(1, 5)),
                name="priorities_risk_on_the_scale",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def score(self) -> int:
        return self.likelihood * self.impact
