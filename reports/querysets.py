"""Which papers a person may know of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from snb.permissions import Permission
from snb.querysets import today

if TYPE_CHECKING:
    from snb.models import Person


class EditionQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(state="published")

    def visible_to(self, person: Person) -> Self:
        """Published papers; cleared ones of boards whose papers one reads; drafts; and what was shared with one."""
        rights = person.rights
        return self.filter(
            models.Q(state__in=["published", "withdrawn"])
            | models.Q(state="cleared", board__in=rights.boards_with(Permission.PAPER_READ))
            | models.Q(board__in=rights.boards_with(Permission.PAPER_READ_DRAFT))
            | models.Q(editiongrant__user=person, editiongrant__ends__gte=today())
        ).distinct()
