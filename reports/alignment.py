"""Severity profiles against the board's priorities: what is scored and no priority covers, and the reverse.

The agreement of 2020-23 asks for it: aggregated severity profiles align with themes and priorities.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F

from partnerships.profiles import Aggregate, Subject, aggregate
from priorities.models import Priority
from snb.models import Board


@dataclass(frozen=True)
class PriorityRow:
    """A priority in force with the subjects that fall under it; `share` is of the total score, in per cent.

    `share` is None where nothing of it was scored: that is not zero.
    """

    remit_id: int
    slug: str
    name: str
    theme: str
    subjects: tuple[Subject, ...]
    share: Decimal | None


@dataclass(frozen=True)
class ThemeRow:
    """A theme of the agreement and the share of the total that falls under its priorities; None where nothing does."""

    name: str
    share: Decimal | None


@dataclass(frozen=True)
class Alignment:
    """The aggregate of a day against the priorities in force on it."""

    day: dt.date
    profiles: Aggregate
    priorities: tuple[PriorityRow, ...]

    @property
    def uncovered(self) -> list[Subject]:
        """Subjects that fall under no priority in force."""
        in_force = {row.remit_id for row in self.priorities}
        return [subject for subject in self.profiles.subjects if not subject.concerns & in_force]

    @property
    def unmentioned(self) -> list[PriorityRow]:
        """Priorities that no profile mentions."""
        return [row for row in self.priorities if not row.subjects]

    @property
    def themes(self) -> list[ThemeRow]:
        """Each theme once, in the agreement's order. A subject under two priorities of a theme counts once in it."""
        names = dict.fromkeys(row.theme for row in self.priorities)
        return [ThemeRow(name, self._share(row for row in self.priorities if row.theme == name)) for name in names]

    def _share(self, rows: Iterable[PriorityRow]) -> Decimal | None:
        return share_of({subject.name: subject for row in rows for subject in row.subjects}.values(), self.profiles)

    @property
    def names(self) -> dict[int, str]:
        return {row.remit_id: row.name for row in self.priorities}

    def names_of(self, subject: Subject) -> list[str]:
        """The priorities in force that a subject falls under."""
        return [row.name for row in self.priorities if row.remit_id in subject.concerns]


def alignment_of(board: Board, day: dt.date) -> Alignment:
    """Six queries, however many partnerships, subjects and priorities there are."""
    held = aggregate(board, day)
    placed = Priority.objects.filter(board=board).agreed_on(day).annotate(theme_name=F("placements__theme__name"))
    rows = [_row(row, held, day) for row in placed.select_related("remit").prefetch_related("remit__names")]
    return Alignment(day, held, tuple(rows))


def share_of(subjects: Iterable[Subject], held: Aggregate) -> Decimal | None:
    """Per cent of everything that was scored, to one decimal; None where nothing was, or it all came to zero."""
    counted = list(subjects)
    whole = sum((subject.total for subject in held.subjects), Decimal(0))
    if not counted or not whole:
        return None
    return (sum((subject.total for subject in counted), Decimal(0)) * 100 / whole).quantize(Decimal("0.1"))


def _row(priority: Priority, held: Aggregate, day: dt.date) -> PriorityRow:
    under = tuple(subject for subject in held.subjects if priority.remit_id in subject.concerns)
    theme = str(getattr(priority, "theme_name", ""))
    return PriorityRow(priority.remit_id, priority.slug, priority.name_on(day), theme, under, share_of(under, held))
