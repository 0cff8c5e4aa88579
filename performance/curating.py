"""Keeping the core dataset: measures, figures entered by hand, rebasing, commentary, and a board's way of reading."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from partnerships.models import Area
from performance.analysis.rates import rate
from performance.analysis.words import plain
from performance.intake.rows import LARGEST, Row
from performance.intake.saving import keep_rows
from performance.models import Commentary, Measure, Observation, PerformancePolicy, Rebase
from performance.periods import Period
from snb.audit import record
from snb.models import Board, Person
from snb.permissions import Permission
from snb.querysets import today
from snb.workflow import Refusal, demand


class Stale(Refusal):
    """Somebody else saved in the meantime; `saved` is what they saved."""

    def __init__(self, saved: Any) -> None:
        super().__init__("Somebody else saved a change while you were writing.")
        self.saved = saved


def version_of(kept: Measure | PerformancePolicy) -> int:
    """Changes whenever it is saved: the number of the newest row of its history; 0 for what is not saved yet."""
    newest = kept.history.order_by("-history_id").values_list("history_id", flat=True).first() if kept.pk else None
    return newest or 0


@transaction.atomic
def save_measure(*, measure: Measure, by: Person, version: int = 0) -> Measure:
    """Add a measure, or change it as it was at `version`; its history keeps what it was. Raises Stale."""
    demand(by, Permission.FIGURE_EDIT, measure.board)
    Board.objects.select_for_update().get(pk=measure.board_id)  # two that would take one short name take their turns
    is_new = measure.pk is None
    if is_new and Measure.objects.filter(board=measure.board, slug=measure.slug).exists():
        raise Refusal(f"A measure with the short name “{measure.slug}” has just been added.")
    if not is_new:
        saved = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
        if version_of(saved) != version:
            raise Stale(saved)
    measure.save()
    record(by=by, action="measure added" if is_new else "measure changed", obj=measure, board=measure.board)
    return measure


@dataclass(frozen=True)
class Figure:
    """A figure as it is entered. Without a value of its own it is worked out from numerator and denominator."""

    area: Area
    period: Period
    value: Decimal | None
    vintage: dt.date
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    is_provisional: bool = False
    note: str = ""


@transaction.atomic
def record_figure(*, measure: Measure, figure: Figure, by: Person) -> Observation:
    """A first figure or a revision of one, by hand. What was known stays. Refused where it says nothing new."""
    value = figure.value if figure.value is not None else _worked_out(measure, figure)
    if value is not None and abs(value) >= LARGEST:
        raise Refusal("The figure is too large to be kept: check what it is worked out from.")
    row = Row(
        measure.pk, figure.area.pk, figure.period.start, value, figure.numerator, figure.denominator,
        figure.is_provisional, note=figure.note,
    )  # fmt: skip
    kept = keep_rows(measure=measure, rows=[row], vintage=figure.vintage, by=by)
    if not kept:
        raise Refusal(_nothing_new(measure, figure, value))
    (change,) = kept
    if change.is_history:
        raise Refusal("A later figure is already held for this period: give the day on which this one was published.")
    record(
        by=by,
        action="figure revised" if change.before else "figure recorded",
        obj=measure,
        board=measure.board,
        area=figure.area.label,
        period=figure.period.short,
        value=_said(value),
        before=_said(change.before.value) if change.before else "",
    )
    return Observation.objects.get(
        measure=measure, area=figure.area, period_start=row.start, vintage=figure.vintage, sequence=change.sequence
    )


def _nothing_new(measure: Measure, figure: Figure, value: Decimal | None) -> str:
    held = measure.observations.filter(area=figure.area, period_start=figure.period.start)
    if value is None and not held.exists():
        return f"There is no figure for {figure.period} to take back."
    return f"{figure.period} is already {_said(value) or 'without a figure'}: nothing to save."


def _said(value: Decimal | None) -> str:
    return "" if value is None else f"{plain(value):,f}"


def _worked_out(measure: Measure, figure: Figure) -> Decimal | None:
    if measure.per is None or figure.numerator is None or not figure.denominator:
        return None
    worked = rate(figure.numerator, figure.denominator, measure.per)
    if worked is None or abs(worked) >= LARGEST:  # too large: the caller refuses it, and it may not fit four places
        return worked
    return worked.quantize(Decimal("0.0001"))


@transaction.atomic
def rebase(*, measure: Measure, area: Area, period: Period, reason: str, by: Person) -> Rebase:
    """Limits start afresh from `period`; the old ones stay in view. A decision that is never undone."""
    demand(by, Permission.FIGURE_EDIT, measure.board)
    Measure.objects.select_for_update().get(pk=measure.pk)
    if Rebase.objects.filter(measure=measure, area=area, period_start=period.start).exists():
        raise Refusal(f"The limits already start afresh from {period}.")
    decided = Rebase.objects.create(measure=measure, area=area, period_start=period.start, reason=reason, decided_by=by)
    record(
        by=by, action="chart rebased", obj=measure, board=measure.board, area=area.label, period=period.short,
        reason=reason,
    )  # fmt: skip
    return decided


@transaction.atomic
def comment(*, measure: Measure, text: str, by: Person) -> Commentary:
    demand(by, Permission.FIGURE_EDIT, measure.board)
    said = Commentary.objects.create(measure=measure, text=text, written_on=today(), written_by=by)
    record(by=by, action="measure commented on", obj=measure, board=measure.board, text=text)
    return said


@transaction.atomic
def save_policy(*, policy: PerformancePolicy, by: Person, version: int = 0) -> PerformancePolicy:
    """Change how the board reads its figures. Papers that are frozen keep the rule of their day. Raises Stale."""
    demand(by, Permission.FIGURE_EDIT, policy.board)
    Board.objects.select_for_update().get(pk=policy.board_id)
    saved = PerformancePolicy.objects.filter(board=policy.board_id).first()
    if saved and version_of(saved) != version:
        raise Stale(saved)
    policy.save()
    record(by=by, action="way of reading figures changed", obj=policy, board=policy.board)
    return policy
