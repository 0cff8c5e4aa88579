"""A partnership's quarterly narrative to the board, and what it escalates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from partnerships.models.local import OfPartnership
from partnerships.models.partnerships import Partnership
from snb.models import AgendaItem, Meeting
from snb.permissions import Permission

if TYPE_CHECKING:
    from snb.models import Person


class NarrativeState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    ACCEPTED = "accepted", "Accepted"


class NarrativeQuerySet(models.QuerySet["Narrative"]):
    def visible_to(self, person: Person) -> Self:
        """What was submitted is the Board's to read; until then its writers' and the programme manager's."""
        rights = person.rights
        read = models.Q(partnership__board__in=rights.boards_with(Permission.BOARD_READ)) & ~models.Q(state="draft")
        draft = models.Q(partnership__board__in=rights.boards_with(Permission.NARRATIVE_READ))
        own = models.Q(partnership__remit__in=rights.remits_with(Permission.NARRATIVE_READ))
        return self.filter(read | draft | own)

    def with_names(self) -> Self:
        """What printing one needs of where it belongs."""
        return self.select_related(
            "meeting", "partnership__board", "partnership__remit", "submitted_by"
        ).prefetch_related("partnership__remit__names")


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
    accepted_on = models.DateField(null=True, blank=True)
    accepted_as = models.CharField(max_length=300, blank=True, help_text="Name and post on the day.")
    version = models.PositiveIntegerField(default=0)
    history = HistoricalRecords()

    objects = NarrativeQuerySet.as_manager()

    class Meta:
        ordering = ["-meeting__date", "partnership"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "meeting"], name="partnerships_narrative_once_a_meeting"),
            models.CheckConstraint(
                condition=models.Q(state="draft", submitted_at=None, submitted_by=None)
                | (~models.Q(state="draft") & models.Q(submitted_at__isnull=False, submitted_by__isnull=False)),
                name="partnerships_narrative_submitted_at_by",
            ),
            models.CheckConstraint(
                condition=models.Q(state="accepted", accepted_on__isnull=False)
                | (~models.Q(state="accepted") & models.Q(accepted_on=None, accepted_as="")),
                name="partnerships_narrative_accepted_on_a_day",
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
    placed_on = models.DateField("put on the agenda on", null=True, blank=True)
    placed_as = models.CharField(max_length=300, blank=True, help_text="Name and post on the day.")
    answer = models.TextField("the Board's answer where it was not put on an agenda", blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_as = models.CharField(max_length=300, blank=True, help_text="Name and post on the day.")
    version = models.PositiveIntegerField(default=0)
    history = HistoricalRecords()

    class Meta:
        ordering = ["-narrative__meeting__date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer="", answered_on=None)
                | (~models.Q(answer="") & models.Q(answered_on__isnull=False)),
                name="partnerships_escalation_answered_on_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(item=None, placed_on=None) | models.Q(item__isnull=False, placed_on__isnull=False),
                name="partnerships_escalation_placed_on_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(item=None) | models.Q(answer=""),
                name="partnerships_escalation_heard_or_answered",
                violation_error_message="An issue is put on an agenda or answered without a meeting, not both.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def partnership(self) -> Partnership:
        return self.narrative.partnership
