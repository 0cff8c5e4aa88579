"""Reading agreements: those of a board over time, and one with what stands in it, who leads it and what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from django.db.models import Count, Q

from priorities.models import Agreement, Placement, Refresh, Statement, Theme
from snb.holders import appointments_on
from snb.models import Board
from snb.permissions import Role
from snb.recurrence import Recurrence, months_after


class Standing(Enum):
    """Where an agreement stands on a day: a word and its tone."""

    TO_COME = ("To come", "waiting")
    IN_FORCE = ("In force", "doing")
    ENDED = ("Ended", "quiet")

    @property
    def word(self) -> str:
        return self.value[0]

    @property
    def tone(self) -> str:
        return self.value[1]


def standing_on(agreement: Agreement, day: dt.date) -> Standing:
    if day < agreement.begins:
        return Standing.TO_COME
    return Standing.IN_FORCE if agreement.holds_on(day) else Standing.ENDED


def day_of(agreement: Agreement, day: dt.date) -> dt.date:
    """The day as of which an agreement is shown: `day` within its term, else the end of the term that is nearest."""
    last = agreement.ends if agreement.ends and agreement.ends < day else day
    return max(last, agreement.begins)


# What stands in it ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PlacedRow:
    """A priority in an agreement. `wording` is empty where the agreement prints its name alone.

    `name` is of the day as of which the agreement is shown, `first_name` of the day it came into the agreement.
    """

    pk: int
    slug: str
    name: str
    first_name: str
    wording: str
    leads: tuple[str, ...]
    begins: dt.date | None
    ends: dt.date | None
    has_ended: bool

    @property
    def former_name(self) -> str:
        """What it was called when it came in, where that is no longer its name."""
        return "" if self.name == self.first_name else self.first_name

    @property
    def is_led(self) -> bool:
        return bool(self.leads)


@dataclass(frozen=True)
class ThemeRow:
    pk: int
    name: str
    kind: str
    rows: tuple[PlacedRow, ...]


def first_name(placement: Placement, agreement: Agreement) -> str:
    """What the priority was called when it came into the agreement."""
    return placement.priority.name_on(placement.begins or agreement.begins)


def placements_of(agreements: Iterable[Agreement]) -> list[Placement]:
    """Every priority that ever stood in these agreements, in their order. Two queries."""
    rows = Placement.objects.filter(theme__agreement__in=list(agreements)).select_related("theme", "priority__remit")
    return list(rows.prefetch_related("priority__remit__names").order_by("theme__order", "theme__pk", "order"))


def themes_of(agreement: Agreement, day: dt.date) -> tuple[ThemeRow, ...]:
    """Its themes with what stands under each, and who leads it, as of `day`. Four queries, however much there is."""
    placements = placements_of([agreement])
    remits = {placement.priority.remit_id for placement in placements}
    leads = appointments_on(day, roles=[Role.LEAD], remit_ids=remits)
    by_theme: dict[int, list[PlacedRow]] = {}
    for placement in placements:
        held = leads.get(placement.priority.remit_id, [])
        names = tuple(dict.fromkeys(row.person.name for row in held if row.deputises_for_id is None))
        by_theme.setdefault(placement.theme_id, []).append(_placed(placement, agreement, names, day))
    return tuple(
        ThemeRow(theme.pk, theme.name, Theme.Kind(theme.kind).label, tuple(by_theme.get(theme.pk, ())))
        for theme in agreement.themes.all()
    )


def _placed(placement: Placement, agreement: Agreement, leads: tuple[str, ...], day: dt.date) -> PlacedRow:
    last = placement.ends
    return PlacedRow(
        placement.pk, placement.priority.slug, placement.priority.name_on(last if last and last < day else day),
        first_name(placement, agreement), placement.wording, leads, placement.begins, last,
        last is not None and last < day,
    )  # fmt: skip


HEADINGS = {
    Statement.Kind.OBJECTIVE: "Strategic objectives",
    Statement.Kind.COMMUNITY: "Community principles",
    Statement.Kind.DELIVERY: "Delivery principles",
    Statement.Kind.STATUTORY: "Statutory aims",
    Statement.Kind.DRIVER: "Strategic drivers of risk",
    Statement.Kind.JOINT: "Ways of joint working",
    Statement.Kind.DOCUMENT: "National documents",
    Statement.Kind.SECTION: "Sections of the document",
    Statement.Kind.STEP: "Steps in its making",
}


@dataclass(frozen=True)
class StatementGroup:
    """The statements of one kind; `label` names one of them, `heading` all."""

    kind: str
    label: str
    heading: str
    rows: tuple[Statement, ...]


def statements_of(agreement: Agreement) -> tuple[StatementGroup, ...]:
    """Its numbered statements by kind, in the order of the kinds. One query."""
    rows = list(agreement.statements.all())
    groups = (
        StatementGroup(kind.value, kind.label, HEADINGS[kind], tuple(row for row in rows if row.kind == kind))
        for kind in Statement.Kind
    )
    return tuple(group for group in groups if group.rows)


# Its review and its successor ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Review:
    """A day by which an agreement is to be reviewed, and the refresh that did it; None where none has."""

    due: dt.date
    refresh: Refresh | None

    @property
    def was_late(self) -> bool:
        return self.refresh is not None and self.refresh.agreed_on is not None and self.refresh.agreed_on > self.due


def reviews_of(agreement: Agreement, refreshes: Iterable[Refresh], day: dt.date) -> list[Review]:
    """Every review due up to `day`, and the next one. A refresh meets every review that had come due and was still
    open when it was agreed; where none was, the next one to come."""
    months = agreement.reviewed_every_months
    if not months:
        return []
    due = Recurrence(months_after(agreement.begins, months), months, agreement.ends).upto(day)
    met: dict[dt.date, Refresh] = {}
    for refresh in sorted(refreshes, key=lambda row: row.agreed_on or dt.date.max):
        if (agreed := refresh.agreed_on) is None:
            continue
        waiting = [each for each in due if each not in met]
        come = [each for each in waiting if each <= agreed]
        for each in come or waiting[:1]:
            met[each] = refresh
    return [Review(each, met.get(each)) for each in due]


def next_review(reviews: Iterable[Review]) -> Review | None:
    """The earliest that no refresh has met."""
    return next((review for review in reviews if review.refresh is None), None)


@dataclass(frozen=True)
class Succession:
    """When work on the successor of an agreement starts (None: no rule says so), and the successor there is."""

    starts: dt.date | None
    successor: Agreement | None
    is_late: bool

    @property
    def word(self) -> str:
        if self.successor is not None:
            return "Started"
        return "Not started" if self.is_late else "Not due yet" if self.starts else "No rule"

    @property
    def tone(self) -> str:
        return "done" if self.successor else "late" if self.is_late else "quiet"


def succession_of(agreement: Agreement, day: dt.date) -> Succession:
    """One query."""
    later = Agreement.objects.filter(board=agreement.board_id, begins__gt=agreement.begins).order_by("begins").first()
    starts = agreement.successor_starts
    return Succession(starts, later, later is None and starts is not None and starts <= day)


# Over time -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AgreementRow:
    """A line of the list. `note` says what is asked of somebody now; empty where nothing is."""

    agreement: Agreement
    standing: Standing
    priorities: int
    last_refresh: Refresh | None
    review: Review | None
    succession: Succession


def agreements_of(board: Board, day: dt.date) -> list[AgreementRow]:
    """The board's agreements, newest first. Two queries."""
    agreements = list(
        Agreement.objects.filter(board=board)
        .annotate(
            priorities=Count("themes__placements__priority", distinct=True, filter=~Q(themes__kind="objective")),
            everywhere=Count("themes__placements__priority", distinct=True),
        )
        .prefetch_related("refreshes__meeting")
        .order_by("begins")
    )
    rows = []
    for place, agreement in enumerate(agreements):
        later = agreements[place + 1] if place + 1 < len(agreements) else None
        rows.append(_row(agreement, later, day))
    return rows[::-1]


def _row(agreement: Agreement, later: Agreement | None, day: dt.date) -> AgreementRow:
    refreshes = list(agreement.refreshes.all())
    agreed = [row for row in refreshes if row.agreed_on is not None]
    in_force = standing_on(agreement, day) is Standing.IN_FORCE
    starts = agreement.successor_starts
    return AgreementRow(
        agreement, standing_on(agreement, day),
        agreement.priorities or agreement.everywhere,  # type: ignore[attr-defined]
        max(agreed, key=lambda row: row.agreed_on, default=None),  # type: ignore[arg-type,return-value]
        next_review(reviews_of(agreement, refreshes, day)) if in_force else None,
        Succession(starts, later, later is None and starts is not None and starts <= day),
    )  # fmt: skip
