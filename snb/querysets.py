"""Querysets: what holds on a day, and what a person may know of."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils import timezone

from snb.permissions import Permission

if TYPE_CHECKING:
    from snb.models import Person


def today() -> dt.date:
    """The day where the boards are."""
    return timezone.localdate()


def holding_on(day: dt.date, prefix: str = "") -> models.Q:
    """The condition that a dated thing holds on `day`; `prefix` walks to it, e.g. `holdings__`."""
    return models.Q(**{f"{prefix}begins__lte": day}) & (
        models.Q(**{f"{prefix}ends": None}) | models.Q(**{f"{prefix}ends__gte": day})
    )


def since_ever_on(day: dt.date, prefix: str = "") -> models.Q:
    """As `holding_on`, for a thing without a first day, which holds for as long as is known."""
    unending = models.Q(**{f"{prefix}ends": None}) | models.Q(**{f"{prefix}ends__gte": day})
    return holding_on(day, prefix) | (models.Q(**{f"{prefix}begins": None}) & unending)


class DatedQuerySet(models.QuerySet[Any]):
    def on(self, day: dt.date) -> Self:
        return self.filter(holding_on(day))


class AppointmentQuerySet(DatedQuerySet):
    def on(self, day: dt.date) -> Self:
        """In force on `day`; a deputy's only while the appointment they deputise for is."""
        principal = models.Q(deputises_for=None) | holding_on(day, "deputises_for__")
        return super().on(day).filter(principal)


class BoardQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person) -> Self:
        """The boards that this person may know of."""
        return self.filter(pk__in=person.rights.boards_with(Permission.BOARD_KNOW))


class OfBoardQuerySet(models.QuerySet[Any]):
    """For things with a `board`, visible to those who hold `read_permission` there."""

    read_permission = Permission.BOARD_READ

    def visible_to(self, person: Person) -> Self:
        return self.filter(board__in=person.rights.boards_with(self.read_permission))


class MeetingQuerySet(OfBoardQuerySet):
    read_permission = Permission.MEETING_READ

    def ahead(self, day: dt.date) -> Self:
        """Those that are to be held, the next one first."""
        return self.filter(date__gte=day, cancelled_reason="").order_by("date")


# Neither its item nor that of its decision is heard in private.
PUBLIC_SOURCE = models.Q(item__exempt_paragraph=None, decision__item__exempt_paragraph=None)


class ActionQuerySet(OfBoardQuerySet):
    read_permission = Permission.ACTION_READ

    def open_to_all(self) -> Self:
        """Those that do not come from an item heard in private."""
        return self.filter(PUBLIC_SOURCE)

    def visible_to(self, person: Person) -> Self:
        """What was agreed in private only to those who may read what is heard there."""
        in_private = models.Q(board__in=person.rights.boards_with(Permission.EXEMPT_READ))
        return super().visible_to(person).filter(PUBLIC_SOURCE | in_private)
