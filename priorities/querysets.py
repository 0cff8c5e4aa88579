"""Querysets of priorities and returns."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models

from snb.permissions import Permission
from snb.querysets import DatedQuerySet, OfBoardQuerySet, holding_on

if TYPE_CHECKING:
    from snb.models import Person


def placed_on(day: dt.date) -> models.Q:
    """The condition that a placement stands on `day`: its agreement is in force, and a refresh has taken the priority
    in by then and not ended it."""
    begun = models.Q(begins=None) | models.Q(begins__lte=day)
    going_on = models.Q(ends=None) | models.Q(ends__gte=day)
    return holding_on(day, "theme__agreement__") & begun & going_on


class AgreementQuerySet(DatedQuerySet):
    def visible_to(self, person: Person) -> Self:
        """Whoever may know a board may know what it has agreed."""
        return self.filter(board__in=person.rights.boards_with(Permission.BOARD_KNOW))


class PriorityQuerySet(OfBoardQuerySet):
    def agreed_on(self, day: dt.date) -> Self:
        """Placed in an agreement that is in force on `day`, in the order of that agreement: each once, where it stands
        first."""
        placements = self.model._meta.get_field("placements").related_model
        first = placements.objects.filter(placed_on(day), priority=models.OuterRef("pk"))
        standing = models.Subquery(first.order_by("theme__order", "order").values("pk")[:1])
        return self.filter(placements=standing).order_by("placements__theme__order", "placements__order")


class ReturnQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person) -> Self:
        """The returns this person may know of; reading one that is not accepted asks more than this."""
        return self.filter(priority__board__in=person.rights.boards_with(Permission.BOARD_READ))

    def with_names(self) -> Self:
        """Everything a line about a return prints: constant queries however many there are."""
        return self.select_related("priority__board", "priority__remit", "meeting").prefetch_related(
            "priority__remit__names"
        )
