"""What a board must do by law or by its own rules, and the evidence that it did."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from snb.models.boards import Board, Linkage, Owned
from snb.models.dated import Dated
from snb.models.uploads import Uploaded
from snb.querysets import OfBoardQuerySet


class Duty(Dated, Owned):
    """A duty in force from a day until a day. `every_months` of 0 falls due once, on `first_due`.

    A duty that a partnership owes has that partnership's remit and the role of its officer as owner.
    """

    class Kind(models.TextChoices):
        STATUTORY = "statutory", "Statutory"
        LOCAL = "local", "Local"

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="duties")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    detail = models.TextField(blank=True)
    owed_by = models.CharField(max_length=200, help_text="As printed; the owner is who must see to it.")
    owed_to = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300)
    is_verified = models.BooleanField("the text of its source was read", default=False)
    every_months = models.PositiveSmallIntegerField("falls due every so many months", default=12)
    first_due = models.DateField()
    warn_days = models.PositiveSmallIntegerField("shown as coming so many days before", default=60)
    history = HistoricalRecords()

    objects = OfBoardQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["title"]
        verbose_name_plural = "duties"
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["board", "slug"], name="snb_duty_slug_once"),
            models.CheckConstraint(
                condition=models.Q(first_due__gte=models.F("begins")),
                name="snb_duty_due_after_it_begins",
                violation_error_message="It must not fall due before it begins.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Fulfilment(models.Model):
    """Evidence that a duty was met for one of its due dates. Rows are added; a wrong one is withdrawn with a reason."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="fulfilments")
    due = models.DateField("for the date due")
    done_on = models.DateField()
    evidence = models.TextField(help_text="What shows that it was done: a paper, a minute, a sent letter.")
    address = models.URLField("where it is", blank=True, max_length=500)
    filed_at = models.DateTimeField(auto_now_add=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["-due", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(evidence=""), name="snb_fulfilment_has_evidence"),
            models.UniqueConstraint(
                fields=["duty", "due"], condition=models.Q(withdrawn_reason=""), name="snb_fulfilment_once_a_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty}, due {self.due}"

    @property
    def board_id(self) -> int:
        return self.duty.board_id

    def is_late(self) -> bool:
        return self.done_on > self.due


class FulfilmentFile(Uploaded):
    """A file given as evidence that a duty was met."""

    fulfilment = models.ForeignKey(Fulfilment, on_delete=models.PROTECT, related_name="files")

    @property
    def board_id(self) -> int:
        return self.fulfilment.board_id


class LinkageReport(models.Model):
    """A report between the board and a body that it keeps a link with, filed for the day on which it was due."""

    class Direction(models.TextChoices):
        IN = "in", "From the body to the Board"
        OUT = "out", "From the Board to the body"

    linkage = models.ForeignKey(Linkage, on_delete=models.PROTECT, related_name="reports")
    direction = models.CharField(max_length=3, choices=Direction.choices)
    due = models.DateField()
    given_on = models.DateField()
    text = models.TextField()
    filed_at = models.DateTimeField(auto_now_add=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    filed_as = models.CharField(max_length=300, help_text="Name and post on the day.")

    class Meta:
        ordering = ["-due", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["linkage", "direction", "due"], name="snb_linkagereport_once_a_date")
        ]

    def __str__(self) -> str:
        return f"{self.linkage}, {self.get_direction_display().lower()}, due {self.due}"

    @property
    def board_id(self) -> int:
        return self.linkage.board_id
