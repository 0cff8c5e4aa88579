"""A board: its tiers, terms, seats, key roles and linkages, and the remits people are appointed to."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.validators import validate_slug
from django.db import models
from simple_history.models import HistoricalRecords

from snb.models.dated import Dated
from snb.models.people import Post
from snb.permissions import RemitKind, Role
from snb.querysets import BoardQuerySet, DatedQuerySet


def choices(enum: Any) -> list[tuple[str, str]]:
    """Choices of a field from a StrEnum, with its labels where it has them."""
    return [(member.value, getattr(member, "label", member.value.capitalize())) for member in enum]


class Board(models.Model):
    """A community safety board. Boards share nothing but the installation."""

    slug = models.CharField(max_length=40, unique=True, validators=[validate_slug])
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=40)
    area = models.CharField(max_length=100)
    vision = models.TextField(blank=True)
    vision_source = models.CharField(max_length=200, blank=True)
    key_approaches = models.JSONField(default=list, blank=True)
    returns_due_before_meeting = models.PositiveSmallIntegerField(
        default=10, help_text="Days before the meeting on which the returns fall due."
    )
    papers_due_before_publication = models.PositiveSmallIntegerField(
        default=2, help_text="Working days between the day papers are due and the last day the agenda may be published."
    )
    quorum = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many rows of the membership must be present; empty where none is set."
    )
    bank_holidays = models.CharField(
        max_length=3,
        choices=[("ENG", "England"), ("WLS", "Wales"), ("SCT", "Scotland"), ("NIR", "Northern Ireland")],
        default="ENG",
        help_text="Whose bank holidays are no working days here.",
    )
    publishes_contacts = models.BooleanField(
        "public papers name personal contact details",
        default=False,
        help_text="Where not, the public version of a paper prints posts and offices only.",
    )
    history = HistoricalRecords()

    objects = BoardQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def board_id(self) -> int:
        """A board belongs to itself, so that permissions are asked of it as of anything else."""
        return self.pk


class Remit(models.Model):
    """What a person can be appointed to: a board, a partnership or a priority."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="remits")
    kind = models.CharField(max_length=12, choices=choices(RemitKind))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["board"], condition=models.Q(kind="board"), name="snb_remit_one_for_the_board"
            )
        ]

    def __str__(self) -> str:
        return self.name_on(dt.date.max)

    @property
    def remit_id(self) -> int:
        return self.pk

    def name_on(self, day: dt.date) -> str:
        """The name of that day. Prefetch `names` before asking it of many."""
        names = sorted(self.names.all(), key=lambda name: name.begins)
        if not names:
            return str(self.board)
        known = [name for name in names if name.begins <= day]
        return (known or names)[-1 if known else 0].name

    @property
    def name(self) -> str:
        return self.name_on(dt.date.max)


class RemitName(models.Model):
    """The name a remit carries from a day on, until the next one."""

    remit = models.ForeignKey(Remit, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    begins = models.DateField("from")

    class Meta:
        ordering = ["begins"]
        constraints = [models.UniqueConstraint(fields=["remit", "begins"], name="snb_remitname_one_a_day")]

    def __str__(self) -> str:
        return self.name


class OfBoard(models.Model):
    """A numbered row of one of the board's tables."""

    order = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True
        ordering = ["order"]


class Tier(OfBoard):
    """A level of the governance structure with its role and responsibilities."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="tiers")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=100)
    responsibilities = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.name


class TermOfReference(OfBoard):
    """A headline aim or a duty of the board."""

    class Kind(models.TextChoices):
        AIM = "aim", "Headline aim"
        DUTY = "duty", "Duty"

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="terms")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    text = models.TextField()

    def __str__(self) -> str:
        return self.text


class Capacity(Dated):
    """Another board that this board also sits as, for a part of its meetings, perhaps with extra members."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="capacities")
    name = models.CharField(max_length=200)
    duty = models.CharField(max_length=300, blank=True, help_text="The law or guidance that asks for that board.")
    history = HistoricalRecords()

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["name"]
        verbose_name_plural = "capacities"
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["board", "name"], name="snb_capacity_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Seat(OfBoard):
    """A row of the membership table. A row is not a person: it may have several posts, or none.

    A seat with a `capacity` belongs to an extra member, who sits only while the board sits as that.
    """

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="seats")
    capacity = models.ForeignKey(
        Capacity, on_delete=models.PROTECT, null=True, blank=True, related_name="seats", verbose_name="sits only as"
    )
    begins = models.DateField("from", null=True, blank=True, help_text="Empty: for as long as is known.")
    ends = models.DateField("until", null=True, blank=True)
    organisation = models.CharField(max_length=200, help_text="As the papers print it.")
    representative = models.CharField(max_length=200, help_text="As the papers print it.")
    posts = models.ManyToManyField(Post, blank=True, related_name="seats")
    history = HistoricalRecords()

    class Meta(OfBoard.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends=None) | models.Q(begins=None) | models.Q(ends__gte=models.F("begins")),
                name="snb_seat_ends_after_it_begins",
                violation_error_message="It must not end before it begins.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.representative}"


class Owned(models.Model):
    """Owned by a post or by a role on a remit, never by a named person: it moves when they do."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True)
    role = models.CharField(max_length=12, choices=choices(Role), blank=True)
    remit = models.ForeignKey(Remit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True


class HeldByRole(Owned, OfBoard):
    """A numbered row of a board's table that a post or a role owns."""

    class Meta(OfBoard.Meta):
        abstract = True


class KeyRole(HeldByRole):
    """A key role of the board and who is designated for it."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="key_roles")
    name = models.CharField(max_length=100)
    designation = models.CharField(max_length=200)
    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.name


class Linkage(HeldByRole):
    """A public body the board keeps a link with, and the role that reports to and from it."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="linkages")
    body = models.CharField(max_length=200)
    owner = models.CharField(max_length=200, blank=True, help_text="The owner as the papers print it.")
    listed = models.BooleanField(default=True, help_text="Printed in the list of required linkages.")
    note = models.CharField(max_length=300, blank=True, help_text="Such as what the two bodies govern together.")
    report_in_months = models.PositiveSmallIntegerField(
        "months between reports from the body", null=True, blank=True, help_text="Empty where none is expected."
    )
    report_out_months = models.PositiveSmallIntegerField("months between reports to the body", null=True, blank=True)
    reports_from = models.DateField("first reports due", null=True, blank=True)
    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.body


class LinkageAction(OfBoard):
    """What the board does about its linkages, and who is to do it."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="linkage_actions")
    action = models.CharField(max_length=300)
    owner = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.action
