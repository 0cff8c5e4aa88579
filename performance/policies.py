"""A board's way of reading its figures, as the values that analysis takes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from performance.analysis.comparison import Against, ComparisonPolicy
from performance.analysis.rag import RagPolicy
from performance.models import Measure, PerformancePolicy
from snb.models import Board


@dataclass(frozen=True)
class Policy:
    """`suppress_below` is the lowest count that may be published of a measure that counts people."""

    rag: RagPolicy
    comparison: ComparisonPolicy
    screened: bool
    suppress_below: int
    population: Measure | None  # what counts people, for rates

    def rag_of(self, measure: Measure) -> RagPolicy:
        """The board's, with the measure's own tolerance where it has one."""
        if measure.tolerance is None:
            return self.rag
        amber = self.rag.amber_tolerance
        return RagPolicy(measure.tolerance, max(amber, measure.tolerance) if amber is not None else None)


def policy_of(board: Board) -> Policy:
    """The board's policy, or the usual practice where it has set none. One query, none where it was joined."""
    row = getattr(board, "performance_policy", None) or PerformancePolicy(board=board)
    by_bands = row.rule == PerformancePolicy.Rule.BANDS
    by_year = row.short == PerformancePolicy.Short.LAST_YEAR
    return Policy(
        rag=RagPolicy(row.tolerance, max(row.amber_tolerance, row.tolerance) if by_bands else None),
        comparison=ComparisonPolicy(
            short=Against.LAST_YEAR if by_year else Against.PREVIOUS,
            long_n=row.long_mean_of,
            tolerance=Decimal(row.no_change_within),
        ),
        screened=row.screened_limits,
        suppress_below=row.suppress_below,
        population=row.population,
    )
