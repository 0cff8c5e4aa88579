"""Querysets of priorities and returns."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models

from snb.permissions import Permission
from snb.querysets import OfBoardQuerySet, holding_on

if TYPE_CHECKING:
    from snb.models import Person


class PriorityQuerySet(OfBoardQuerySet):
    def agreed_on(self, day: dt.date) -> Self:
        """Placed in an agreement that is in force on `day`, in the order of that agreement."""
        in_force = holding_on(day, "placements__theme__agreement__")
        return self.filter(in_force).order_by("placements__theme__order", "placements__order")


class ReturnQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person) -> Self:
        """The returns this person may know of; reading one that is not accepted asks more than this."""
        return self.filter(priority__board__in=person.rights.boards_with(Permission.BOARD_READ))

    def with_names(self) -> Self:
        """Everything a line about a return prints: constant queries however many there are."""
        return self.select_related("priority__board", "priority__remit", "meeting").prefetch_related(
            "priority__remit__names"
        )
