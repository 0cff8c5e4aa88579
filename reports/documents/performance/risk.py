"""Risk: the grid and the register's open risks, those above appetite first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from performance.charts.freezing import frozen
from performance.charts.risks import RiskMark, RiskPlot
from priorities.risk_values import RiskRegister, RiskRow
from priorities.scale import IMPACT, LIKELIHOOD, Score
from reports.documents.blocks import VACANT, BlockData
from reports.documents.performance.values import Frozen, Way
from reports.documents.reading import Reading
from snb.wording import long_date

NOT_RATING = {"Within appetite": "circle", "Above appetite": "triangle", "Above tolerance": "diamond"}


@dataclass(frozen=True)
class Standing:
    """`symbol` because the paper's own symbols are of ratings; colour says nothing here."""

    word: str
    symbol: str


@dataclass(frozen=True)
class RegisterRow:
    """`scores` are before controls, now and the aim, each "12 (3 × 4)"; `review_due` ISO."""

    number: str
    risk: str
    category: str
    owner: str
    holder: str
    priorities: tuple[str, ...]
    before: str
    now: str
    aim: str
    standing: Standing
    movement: Way
    review_due: str
    is_overdue: bool
    controls: str


@dataclass(frozen=True)
class Register(BlockData):
    name: ClassVar[str] = "risk-register"
    chart: Frozen
    rows: tuple[RegisterRow, ...]


def register(reading: Reading) -> Register | None:
    """None where no risk is open, or where the document was read without figures."""
    return register_of(reading.figures.risks) if reading.figures else None


def register_of(risks: RiskRegister) -> Register | None:
    if not risks.open:
        return None
    return Register(frozen(_plot(risks)), tuple(_row(row) for row in risks.open))


def _plot(risks: RiskRegister) -> RiskPlot:
    marks = tuple(RiskMark(row.reference, row.title, _cell(row.score)) for row in risks.open)
    return RiskPlot(
        "Strategic risks as they stand now", marks, risks.policy.general.appetite, likelihood=LIKELIHOOD,
        impact=IMPACT, notes=tuple(_other_appetites(risks)),
    )  # fmt: skip


def _other_appetites(risks: RiskRegister) -> Iterator[str]:
    """Risks of another appetite than the line's are above or within their own."""
    for category, limits in risks.policy.exceptions:
        yield f"{category}: the appetite is {limits.appetite}."
    for row in risks.open:
        if row.limits.own:
            yield f"{row.reference} has an appetite of its own: {row.limits.appetite}."


def _cell(score: Score) -> tuple[int, int]:
    return score.likelihood, score.impact


def _row(row: RiskRow) -> RegisterRow:
    scores, movement = row.now.scores, row.movement
    return RegisterRow(
        number=row.reference,
        risk=row.title,
        category=row.category,
        owner=row.owner.post,
        holder=row.owner.names or VACANT,
        priorities=tuple(linked.name for linked in row.priorities),
        before=str(scores.inherent),
        now=str(scores.residual),
        aim=str(scores.target),
        standing=Standing(row.standing.label, NOT_RATING[row.standing.label]),
        movement=Way(movement.meaning, movement.way, movement.short),
        review_due=row.review_due.isoformat(),
        is_overdue=row.is_overdue,
        controls=row.controls,
    )


def risks_overdue(reading: Reading) -> Iterator[str]:
    """Reviews that are overdue, and owners who are nobody."""
    for row in reading.figures.risks.open if reading.figures else ():
        if row.is_overdue:
            yield f"Risk {row.reference}, {row.title}: its review was due on {long_date(row.review_due)}."
        if row.owner.is_vacant:
            yield f"Risk {row.reference}, {row.title}: nobody holds the post of its owner, {row.owner.post}."
