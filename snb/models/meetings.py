"""Meetings, their agendas, and the forward plan."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from snb.models.boards import Board, Capacity
from snb.models.people import Post
from snb.quarters import Quarter
from snb.querysets import MeetingQuerySet


class Purpose(models.TextChoices):
    """What an item asks of the Board."""

    DECIDE = "decide", "Decide"
    DISCUSS = "discuss", "Discuss"
    NOTE = "note", "Note"


class ExemptParagraph(models.IntegerChoices):
    """Schedule 12A to the Local Government Act 1972, Part 1: what may be heard in private, in our own words."""

    INDIVIDUAL = 1, "1. About an individual"
    IDENTITY = 2, "2. Likely to reveal who an individual is"
    BUSINESS = 3, "3. Financial or business affairs of a person or body"
    LABOUR = 4, "4. Consultations and negotiations about labour relations"
    LEGAL = 5, "5. Legally privileged"
    NOTICE = 6, "6. A notice or order that the authority proposes"
    CRIME = 7, "7. Preventing, investigating or prosecuting crime"


class Meeting(models.Model):
    """A meeting of the board. It hears the returns of one quarter, which fall due before it."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="meetings")
    title = models.CharField(max_length=200, default="Quarterly meeting")
    date = models.DateField()
    time = models.TimeField(default=dt.time(10, 0))
    place = models.CharField(max_length=200, blank=True)
    quarter_start = models.DateField("first day of the quarter reported on")
    returns_due = models.DateField("returns due by")
    agenda_published_on = models.DateField(null=True, blank=True, help_text="The day that notice was given.")
    agenda_published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    late_notice_reason = models.CharField(
        max_length=300, blank=True, help_text="Why the agenda was published after the last lawful day."
    )
    cancelled_reason = models.CharField(max_length=300, blank=True, help_text="Why it is not held; empty where it is.")
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-date"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "date"],
                name="snb_meeting_one_a_day",
                violation_error_message="This board already has a meeting on that day.",
            ),
            models.CheckConstraint(
                condition=models.Q(returns_due__lt=models.F("date")),
                name="snb_meeting_returns_due_before_it",
                violation_error_message="Returns must fall due before the meeting.",
            ),
            models.CheckConstraint(
                condition=models.Q(quarter_start__lt=models.F("date")),
                name="snb_meeting_after_its_quarter_began",
                violation_error_message="The meeting must come after the quarter it hears about began.",
            ),
            models.CheckConstraint(
                condition=models.Q(agenda_published_on=None, agenda_published_by=None)
                | models.Q(agenda_published_on__isnull=False, agenda_published_by__isnull=False),
                name="snb_meeting_agenda_published_on_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.date.day} {self.date:%B %Y}"

    @property
    def quarter(self) -> Quarter:
        return Quarter.of(self.quarter_start)

    @property
    def is_published(self) -> bool:
        """Notice of it was given: its day and its agenda stand."""
        return self.agenda_published_on is not None

    @property
    def is_cancelled(self) -> bool:
        return bool(self.cancelled_reason)

    def clean(self) -> None:
        if self.quarter_start and self.quarter.start != self.quarter_start:
            raise ValidationError({"quarter_start": "Choose the first day of a quarter, such as 1 July."})


class AgendaItem(models.Model):
    """One item of an agenda; `block` names the part of the pack that the register fills, if any."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=8, choices=Purpose.choices, default=Purpose.NOTE)
    minutes = models.PositiveSmallIntegerField("minutes allowed", default=10)
    presenter = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True)
    block = models.CharField("part of the pack", max_length=40, blank=True)
    text = models.TextField(blank=True)
    capacity = models.ForeignKey(
        Capacity, on_delete=models.PROTECT, null=True, blank=True, related_name="items", verbose_name="sitting as"
    )
    exempt_paragraph = models.PositiveSmallIntegerField(
        "exempt under paragraph", null=True, blank=True, choices=ExemptParagraph.choices
    )
    public_interest = models.TextField("why the public interest is against publishing", blank=True)
    public_title = models.CharField("title for the public", max_length=200, blank=True)
    added_late_reason = models.CharField(
        max_length=300, blank=True, help_text="Why it was added after the agenda was published."
    )
    withdrawn_reason = models.CharField(
        max_length=300,
        blank=True,
        help_text="Why it was withdrawn after the agenda was published; its number stays.",
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(exempt_paragraph=None, public_interest="", public_title="")
                | (
                    models.Q(exempt_paragraph__range=(1, 7))
                    & ~models.Q(public_interest="")
                    & ~models.Q(public_title="")
                ),
                name="snb_agendaitem_exempt_with_its_reason",
                violation_error_message="An exempt item needs its paragraph, its reason and a title for the public.",
            )
        ]

    def __str__(self) -> str:
        """With the title that everybody may know: it goes into messages and the audit log."""
        return f"{self.order}. {self.open_title}"

    @property
    def is_exempt(self) -> bool:
        return self.exempt_paragraph is not None

    @property
    def open_title(self) -> str:
        return self.public_title if self.is_exempt else self.title

    @property
    def is_withdrawn(self) -> bool:
        return bool(self.withdrawn_reason)

    @property
    def board_id(self) -> int:
        return self.meeting.board_id


class ForwardPlanItem(models.Model):
    """What a later meeting is to decide, discuss or note."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="forward_plan")
    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=8, choices=Purpose.choices, default=Purpose.NOTE)

    class Meta:
        ordering = ["meeting__date", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def board_id(self) -> int:
        return self.meeting.board_id
