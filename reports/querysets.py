"""Which papers a person may know of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Concat

from priorities.models import Priority
from snb.permissions import Permission, Role
from snb.querysets import today

if TYPE_CHECKING:
    from snb.models import Person

# Published once, and perhaps withdrawn since. A restricted version is never out, whatever its state.
OUT = Q(state__in=["published", "withdrawn"], audience="public")


# Who has a briefing of their own.
BRIEFED = (Role.LEAD, Role.SUPPORT_OFFICER, Role.CHAMPION)


class EditionQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        """What everybody may read: never a restricted version."""
        return self.filter(state="published", audience="public")

    def out(self) -> Self:
        """What everybody may know of: published, or published once and withdrawn since."""
        return self.filter(OUT)

    def firsts(self) -> Self:
        """Each paper once: its restricted version where it has one, else the only one."""
        return self.filter(public_of=None)

    def supplementing(self, edition: Any) -> Self:
        """What goes on from this edition, in order. A supplement without anything private is tied to the public version
        of a paper that has two, and belongs to both; of one with two versions, that of the paper's own audience."""
        alone = Q(supplement_to__public_of=edition, public_of=None)
        own = Q(supplement_to=edition, audience=edition.audience)
        return self.filter(own | alone).order_by("compiled_at", "pk")

    def visible_to(self, person: Person) -> Self:
        """Published papers; cleared ones of boards whose papers one reads; drafts; and what was shared with one.

        Restricted versions only for those who may read what is heard in private, and for whom one was shared with.
        """
        rights = person.rights
        private = Q(audience="public") | Q(board__in=rights.boards_with(Permission.EXEMPT_READ))
        issued = Q(state__in=["cleared", "published", "withdrawn"], board__in=rights.boards_with(Permission.PAPER_READ))
        drafts = Q(board__in=rights.boards_with(Permission.PAPER_READ_DRAFT))
        shared = Q(editiongrant__user=person, editiongrant__ends__gte=today()) & ~Q(state="declined")
        return self.filter(OUT | (issued & private) | (drafts & private) | shared | own_briefings(person)).distinct()


def own_briefings(person: Person) -> Q:
    """Briefings on a priority that the person leads, supports or champions, as soon as one is compiled."""
    remits = [held.remit_id for held in person.rights.held if held.role in BRIEFED]
    if not remits:
        return Q(pk__in=[])
    keys = Priority.objects.filter(remit__in=remits, board=models.OuterRef("board"))
    named = Concat(models.Value("priority-"), "slug", output_field=models.CharField())
    keys = keys.annotate(key=named).filter(key=models.OuterRef("subject"))
    return Q(models.Exists(keys), kind="lead-briefing", audience="public", state="compiled")
