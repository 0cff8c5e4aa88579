"""Committees that the board answers to: what was taken to them, what they asked, and what became of it."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from snb.models.actions import Action
from snb.models.boards import Board, OfBoard
from snb.models.dated import Dated
from snb.models.people import Organisation
from snb.querysets import OfBoardQuerySet


class Committee(Dated):
    """A committee of a council (or another body) that scrutinises the board or decides on its strategy."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="committees")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="committees")
    is_statutory = models.BooleanField("the statutory crime and disorder scrutiny committee", default=False)
    note = models.CharField(max_length=300, blank=True)
    history = HistoricalRecords()

    objects = OfBoardQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["name"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["board", "slug"], name="snb_committee_slug_once"),
        ]

    def __str__(self) -> str:
        return self.name


class CommitteeMeeting(models.Model):
    """A day on which a committee met, or is to meet, about the board."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="meetings")
    date = models.DateField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-date"]
        constraints = [models.UniqueConstraint(fields=["committee", "date"], name="snb_committeemeeting_once_a_day")]

    def __str__(self) -> str:
        return f"{self.committee}, {self.date.day} {self.date:%B %Y}"

    @property
    def board_id(self) -> int:
        return self.committee.board_id


class CommitteeReport(models.Model):
    """A report taken to a committee: its front sheet, as recorded. The paper itself is made by the document engine."""

    meeting = models.ForeignKey(CommitteeMeeting, on_delete=models.PROTECT, related_name="reports")
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    author = models.CharField(max_length=300, blank=True, help_text="Post and body, as printed.")
    signatory = models.CharField(max_length=300, blank=True)
    enquiries = models.CharField(max_length=300, blank=True, help_text="A post and an office, not a person.")
    outcome = models.CharField(max_length=300, blank=True, help_text="The council's own outcome that it serves.")
    framework = models.CharField("budget or policy framework", max_length=300, blank=True)
    commissioners = models.CharField(max_length=300, blank=True)
    exempt = models.CharField(max_length=200, blank=True)
    recommends = models.TextField(
        "what it recommends", blank=True, help_text="One recommendation a line; each is numbered when it is printed."
    )
    background_papers = models.TextField(blank=True, help_text="Empty prints None.")
    areas_affected = models.CharField("divisions or wards affected", max_length=300, blank=True)
    source = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        ordering = ["-meeting__date", "title"]

    def __str__(self) -> str:
        return self.title

    @property
    def board_id(self) -> int:
        return self.meeting.committee.board_id


class Implication(OfBoard):
    """A heading of implications that a report considers, and what it says of it."""

    report = models.ForeignKey(CommitteeReport, on_delete=models.CASCADE, related_name="implications")
    heading = models.CharField(max_length=200)
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.heading


class SignOff(OfBoard):
    """Somebody's comments or approval on a report's way, with initials and day: a step of the approval chain."""

    report = models.ForeignKey(CommitteeReport, on_delete=models.CASCADE, related_name="sign_offs")
    step = models.CharField(max_length=200, help_text="Such as: constitutional comments, finance, Board.")
    initials = models.CharField(max_length=20, blank=True, help_text="As printed; demonstration people have their own.")
    on = models.DateField(null=True, blank=True)
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.step


class Flag(OfBoard):
    """A yes or no that a report must answer; No needs a reason."""

    report = models.ForeignKey(CommitteeReport, on_delete=models.CASCADE, related_name="flags")
    question = models.CharField(max_length=200)
    is_yes = models.BooleanField("answer")
    reason = models.CharField(max_length=500, blank=True)

    class Meta(OfBoard.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_yes=True) | ~models.Q(reason=""),
                name="snb_flag_no_has_a_reason",
                violation_error_message="Give the reason where the answer is no.",
            )
        ]

    def __str__(self) -> str:
        return self.question


class Recommendation(models.Model):
    """What a committee recommended or resolved. Its due date keeps its past; what it became is told by its actions."""

    class Kind(models.TextChoices):
        RECOMMENDATION = "recommendation", "Recommendation"
        RESOLUTION = "resolution", "Resolution"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        NOT_ACCEPTED = "refused", "Not accepted"

    meeting = models.ForeignKey(CommitteeMeeting, on_delete=models.PROTECT, related_name="recommendations")
    report = models.ForeignKey(
        CommitteeReport, on_delete=models.PROTECT, null=True, blank=True, related_name="recommendations"
    )
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16, choices=Kind.choices)
    text = models.TextField()
    original_due = models.DateField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    became = models.TextField("what became of it", blank=True)
    done_on = models.DateField(null=True, blank=True)
    actions = models.ManyToManyField(Action, blank=True, related_name="recommendations")
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        ordering = ["-meeting__date", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="snb_recommendation_number_once"),
            models.CheckConstraint(
                condition=models.Q(state="open", done_on=None)
                | (models.Q(done_on__isnull=False) & ~models.Q(state="open") & ~models.Q(became="")),
                name="snb_recommendation_ended_with_what_became_of_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}) {self.text}"[:300]

    @property
    def board_id(self) -> int:
        return self.meeting.committee.board_id

    @property
    def is_open(self) -> bool:
        return self.state == Recommendation.State.OPEN

    @property
    def is_rescheduled(self) -> bool:
        return self.due != self.original_due

    def is_overdue(self, day: dt.date) -> bool:
        """Judged by the newest date that the committee decided on."""
        return self.is_open and self.due is not None and self.due < day


class Rescheduling(models.Model):
    """A committee's decision to hear of a recommendation on another day. Kept with the day it replaced."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="reschedulings")
    old_due = models.DateField()
    new_due = models.DateField()
    decision = models.TextField(help_text="What the committee decided, and where.")
    decided_on = models.DateField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["decided_on", "pk"]

    def __str__(self) -> str:
        return f"{self.old_due} to {self.new_due}"


class Recipient(models.Model):
    """A body to which a recommendation was sent, and its written reply."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        PARTLY = "partly", "Accepted in part"
        REFUSED = "refused", "Not accepted"

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="recipients")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="scrutiny_received")
    sent_on = models.DateField()
    reply_due = models.DateField()
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    reply = models.TextField(blank=True)
    replied_on = models.DateField(null=True, blank=True)
    replied_as = models.CharField(max_length=300, blank=True, help_text="Name and post on the day.")
    replied_post = models.CharField(max_length=300, blank=True, help_text="The post alone: what the public is told.")
    is_on_behalf = models.BooleanField("recorded on the body's behalf", default=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["organisation__name"]
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "organisation"], name="snb_recipient_once"),
            models.CheckConstraint(
                condition=models.Q(answer="", reply="", replied_on=None)
                | (~models.Q(answer="") & ~models.Q(reply="") & models.Q(replied_on__isnull=False)),
                name="snb_recipient_replies_in_writing",
            ),
            models.CheckConstraint(
                condition=models.Q(reply_due__gte=models.F("sent_on")), name="snb_recipient_due_after_it_was_sent"
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def board_id(self) -> int:
        return self.recommendation.board_id

    @property
    def has_replied(self) -> bool:
        return self.replied_on is not None

    @property
    def is_late(self) -> bool:
        """It replied after the last day for it."""
        return self.replied_on is not None and self.replied_on > self.reply_due

    def is_overdue(self, day: dt.date) -> bool:
        return not self.has_replied and self.reply_due < day
