"""Actions that the board asks for: one owner, a due date that keeps its past, evidence, and closure by the board."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from snb.models.boards import Board, Owned
from snb.models.meetings import AgendaItem, Meeting
from snb.models.sittings import Decision
from snb.models.uploads import Uploaded
from snb.querysets import ActionQuerySet


class ActionState(models.TextChoices):
    OPEN = "open", "Open"
    DONE = "done", "Done, waiting for the Board"  # its owner says so, with evidence
    CLOSED = "closed", "Closed"  # a meeting of the board agreed
    DROPPED = "dropped", "No longer asked for"


class Action(Owned):
    """Something somebody is to do for the board. Exactly one owner: a post, or a role on a remit."""

    class Origin(models.TextChoices):
        MEETING = "meeting", "A meeting"
        SCRUTINY = "scrutiny", "Scrutiny"
        REFRESH = "refresh", "The annual refresh"
        LINKAGE = "linkage", "A linkage"

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="actions")
    number = models.PositiveIntegerField()
    origin = models.CharField(max_length=12, choices=Origin.choices, default=Origin.MEETING)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    text = models.TextField()
    agreed_on = models.DateField()
    original_due = models.DateField()
    due = models.DateField()
    state = models.CharField(max_length=12, choices=ActionState.choices, default=ActionState.OPEN)
    outcome = models.TextField("what came of it", blank=True)
    closing = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="closed_actions",
        help_text="The meeting that agreed to close it.",
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["due", "number"]
        constraints = [
            models.UniqueConstraint(fields=["board", "number"], name="snb_action_number_once"),
            models.CheckConstraint(
                condition=models.Q(post__isnull=False, role="", remit=None)
                | (models.Q(post=None, remit__isnull=False) & ~models.Q(role="")),
                name="snb_action_one_owner",
                violation_error_message="An action has one owner: a post, or a role.",
            ),
            models.CheckConstraint(
                condition=models.Q(state="closed", closing__isnull=False)
                | (~models.Q(state="closed") & models.Q(closing=None)),
                name="snb_action_closed_by_a_meeting",
            ),
            models.CheckConstraint(
                condition=models.Q(original_due__gte=models.F("agreed_on")),
                name="snb_action_due_after_it_was_agreed",
                violation_error_message="The due date must not come before the day it was agreed.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """With the words that everybody may know: it goes into messages and the audit log."""
        return f"{self.reference}, agreed in private" if self.is_exempt else f"{self.reference}: {self.text}"[:300]

    @property
    def reference(self) -> str:
        return f"A{self.number}"

    @property
    def source(self) -> AgendaItem | None:
        """The item that it comes from, itself or by a decision."""
        return self.item or (self.decision.item if self.decision else None)

    @property
    def is_exempt(self) -> bool:
        return self.source is not None and self.source.is_exempt

    @property
    def is_revised(self) -> bool:
        return self.due != self.original_due

    def is_late(self, day: dt.date) -> bool:
        return self.state == ActionState.OPEN and self.due < day


class ActionRevision(models.Model):
    """A new due date, why, and where a meeting agreed it."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="revisions")
    old_due = models.DateField()
    new_due = models.DateField()
    reason = models.CharField(max_length=300)
    revised_at = models.DateTimeField(auto_now_add=True)
    revised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["revised_at", "pk"]

    def __str__(self) -> str:
        return f"{self.old_due} to {self.new_due}"


class ActionReport(models.Model):
    """What the owner says of it: progress, or that it is done. Rows are added, never changed."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="reports")
    text = models.TextField()
    evidence = models.CharField(
        "where the evidence is", max_length=500, blank=True, help_text="A reference or an address."
    )
    says_done = models.BooleanField(default=False)
    reported_at = models.DateTimeField(auto_now_add=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reported_as = models.CharField(max_length=300, help_text="Name and post on the day.")

    class Meta:
        ordering = ["reported_at", "pk"]

    def __str__(self) -> str:
        return self.text[:100]


class ActionFile(Uploaded):
    """A file given as evidence of an action."""

    report = models.ForeignKey(ActionReport, on_delete=models.PROTECT, related_name="files")

    @property
    def board_id(self) -> int:
        return self.report.action.board_id
