"""A partnership's quarterly narrative to the board, and what it escalates."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from partnerships.models.local import OfPartnership
from partnerships.models.partnerships import Partnership
from snb.models import AgendaItem, Meeting


class NarrativeState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    ACCEPTED = "accepted", "Accepted"


class Narrative(OfPartnership):
    """What one partnership tells one meeting of the board. A save gives the version that it started from."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="narratives")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="narratives")
    due = models.DateField()
    state = models.CharField(max_length=12, choices=NarrativeState.choices, default=NarrativeState.DRAFT)
    picture = models.TextField("the local picture", blank=True)
    emerging = models.TextField("emerging risks and issues", blank=True)
    good_practice = models.TextField("what works", blank=True)
    next_quarter = models.TextField("the quarter ahead", blank=True)
    sent_back_reason = models.TextField(blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_as = models.CharField(max_length=300, blank=True, help_text="Name and post on the day.")
    version = models.PositiveIntegerField(default=0)
    history = HistoricalRecords()

    class Meta:
        ordering = ["-meeting__date", "partnership"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "meeting"], name="partnerships_narrative_once_a_meeting"),
            models.CheckConstraint(
                condition=models.Q(state="draft", submitted_at=None, submitted_by=None)
                | (~models.Q(state="draft") & models.Q(submitted_at__isnull=False, submitted_by__isnull=False)),
                name="partnerships_narrative_submitted_at_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership.name_on(self.meeting.date)}, {self.meeting.quarter.short}"


class Escalation(OfPartnership):
    """An issue that a narrative brings to the board. Its item leads on to the decisions and actions of the board."""

    class Purpose(models.TextChoices):
        DECIDE = "decide", "Decide"
        SUPPORT = "support", "Help from partners"
        KNOW = "know", "Know of it"

    narrative = models.ForeignKey(Narrative, on_delete=models.PROTECT, related_name="escalations")
    title = models.CharField(max_length=200)
    text = models.TextField()
    ask = models.CharField("what the Board is asked to do", max_length=300)
    purpose = models.CharField(max_length=8, choices=Purpose.choices, default=Purpose.DECIDE)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="escalations")
    answer = models.TextField("the Board's answer where it was not put on an agenda", blank=True)
    answered_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["-narrative__meeting__date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer="", answered_on=None)
                | (~models.Q(answer="") & models.Q(answered_on__isnull=False)),
                name="partnerships_escalation_answered_on_a_day",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def partnership(self) -> Partnership:
        return self.narrative.partnership
