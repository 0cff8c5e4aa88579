"""What happened at a meeting: its papers, who was there, what they declared, what was minuted and decided."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from snb.models.boards import Board, Seat
from snb.models.meetings import AgendaItem, Meeting
from snb.models.people import Person, Post
from snb.models.uploads import Uploaded


class Paper(Uploaded):
    """A PDF handed in for an item of an agenda."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="papers")
    order = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=200)
    pages = models.PositiveIntegerField()
    is_tagged = models.BooleanField(help_text="Whether the file is tagged for screen readers.")

    class Meta(Uploaded.Meta):
        ordering = ["item__order", "order", "pk"]

    def __str__(self) -> str:
        """With what everybody may know: it goes into the audit log. A page that shows all of it asks for its title."""
        return f"A paper of item {self.item.order}, heard in private" if self.item.is_exempt else self.title

    @property
    def board_id(self) -> int:
        return self.item.board_id


class Attendance(models.Model):
    """Who sat in a seat at a meeting. Names and titles are those of the day and do not change afterwards."""

    class Kind(models.TextChoices):
        PRESENT = "present", "Present"
        SUBSTITUTE = "substitute", "Represented by a substitute"
        APOLOGIES = "apologies", "Apologies"
        ABSENT = "absent", "Absent"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    seat = models.ForeignKey(
        Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="attendance",
        help_text="Empty: somebody in attendance who holds no seat.",
    )  # fmt: skip
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=150)
    title = models.CharField(max_length=300, blank=True, help_text="Post and organisation on the day.")
    substitute_for = models.CharField(max_length=150, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["seat__order", "name"]
        verbose_name_plural = "attendance"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "seat", "post"], name="snb_attendance_once_in_a_seat"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_kind_display().lower()}"

    @property
    def board_id(self) -> int:
        return self.meeting.board_id


class Declaration(models.Model):
    """An interest that somebody declared at a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="declarations")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="declarations")
    name = models.CharField(max_length=150)
    interest = models.CharField(max_length=300)
    left_the_room = models.BooleanField(default=False)
    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        """As the audit log keeps it: of what was heard in private no more than that it was declared."""
        if self.item and self.item.is_exempt:
            return f"A declaration in item {self.item.order}, heard in private"
        return f"{self.name}: {self.interest}"

    @property
    def board_id(self) -> int:
        return self.meeting.board_id


class MinutesState(models.TextChoices):
    DRAFT = "draft", "Draft"
    CIRCULATED = "circulated", "Circulated"
    APPROVED = "approved", "Approved"


class Minutes(models.Model):
    """The minutes of one meeting; a later meeting approves them, and from then on they do not change."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="record")
    state = models.CharField(max_length=12, choices=MinutesState.choices, default=MinutesState.DRAFT)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approving = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="approves_minutes",
        help_text="The meeting that approved them.",
    )  # fmt: skip
    corrections = models.TextField(blank=True, help_text="What the approving meeting corrected.")
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "minutes"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="approved", approved_at__isnull=False, approved_by__isnull=False,
                                   approving__isnull=False)
                | (~models.Q(state="approved") & models.Q(approved_at=None, approved_by=None, approving=None)),
                name="snb_minutes_approved_at_a_meeting",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Minutes of {self.meeting}"

    @property
    def board_id(self) -> int:
        return self.meeting.board_id


class MinuteEntry(models.Model):
    """What was said under one item."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="entries")
    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="minute")
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    history = HistoricalRecords()

    class Meta:
        ordering = ["item__order"]
        verbose_name_plural = "minute entries"

    def __str__(self) -> str:
        return f"Minute of {self.item}"

    @property
    def board_id(self) -> int:
        return self.item.board_id


class Decision(models.Model):
    """What the Board decided under one item. Numbered in the meeting; kept as it was recorded."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="decisions")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    reasons = models.TextField(blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        ordering = ["-meeting__date", "number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="snb_decision_number_once")]

    def __str__(self) -> str:
        """As the audit log keeps it: of what was decided in private only the reference."""
        is_private = self.item is not None and self.item.is_exempt
        return self.reference if is_private else f"{self.reference}: {self.text}"[:300]

    @property
    def reference(self) -> str:
        """The day of the meeting and the number of the decision, such as D 2026-12-09/3."""
        return f"D {self.meeting.date.isoformat()}/{self.number}"
