"""Crime severity: offences weighted by how serious they are, per head of population. Pure.

Score = Σ offences × weight ÷ population. A weight is in severity points for one offence (from the sentences given for
it) and the score in points per person, as published: about 10 to 25 for an area in a year. It is not per 1,000.

Weights are versioned. A score keeps the version of its weights, and scores of two versions are not compared: the same
offences would give another score. Offences without a weight are counted and listed, never taken as weightless.

Source: ONS, Research outputs: developing a Crime Severity Score for England and Wales using data on crimes recorded
by the police (29 November 2016).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class WeightSet:
    """Severity points of one offence, by offence code, as one version of the source gives them."""

    version: str
    source: str
    published: dt.date | None
    weights: Mapping[str, Decimal]

    @classmethod
    def of(
        cls, version: str, source: str, rows: Iterable[tuple[str, Decimal]], published: dt.date | None = None
    ) -> WeightSet:
        """From (code, weight) rows; a row's code may stand for several (see `codes_in`).

        Raises ValueError for a weight that is not positive, and for a code with two weights.
        """
        weights: dict[str, Decimal] = {}
        for cell, weight in rows:
            for code in codes_in(cell):
                if weight <= 0 or weights.get(code, weight) != weight:
                    raise ValueError(f"Offence code {code} has no single positive weight.")
                weights[code] = weight
        return cls(version, source, published, weights)


@dataclass(frozen=True)
class SeverityScore:
    """`score` in points per person, None without offences or population. `unweighted`: code to offences, no weight.

    `counted` + the sum of `unweighted` is every offence given.
    """

    score: Decimal | None
    weights_version: str
    counted: int
    unweighted: Mapping[str, int]

    @property
    def left_out(self) -> int:
        """Offences that the score says nothing of."""
        return sum(self.unweighted.values())


@dataclass(frozen=True)
class Comparison:
    """How much higher the second score is, in points per person; None with the `reason` why nobody can say."""

    difference: Decimal | None
    reason: str = ""


def codes_in(cell: str) -> tuple[str, ...]:
    """The offence codes a cell names, as text: " 56a " is 56A, and "1, 4.1/2/10" is 1, 4.1, 4.2 and 4.10.

    After a slash a bare number replaces what follows the point. 4.10 is not 4.1: never read codes as numbers.
    """
    codes: list[str] = []
    for group in cell.upper().split(","):
        head, *tails = [each.strip() for each in group.split("/")]
        if not all((head, *tails)):
            raise ValueError(f"Not an offence code: {cell!r}.")
        stem = head.rpartition(".")[0]
        codes += [head, *(f"{stem}.{tail}" if stem and "." not in tail else tail for tail in tails)]
    return tuple(codes)


def severity(offences: Mapping[str, int | None], population: Decimal | int | None, weights: WeightSet) -> SeverityScore:
    """The score of the offences, code to count, of an area and a year, with the mid-year `population` of that area.

    A missing count (None) of a code makes the score missing, for it may be the gravest. Raises ValueError for a
    negative count or population.
    """
    if any(count is not None and count < 0 for count in (*offences.values(), population)):
        raise ValueError("A count and a population are never negative.")
    known: Counter[str] = Counter()
    for code, count in offences.items():
        known[code.strip().upper()] += count or 0
    weighted = {code: count for code, count in known.items() if code in weights.weights}
    points = sum((count * weights.weights[code] for code, count in weighted.items()), Decimal(0))
    complete = bool(offences) and None not in offences.values()
    return SeverityScore(
        score=points / Decimal(population) if complete and population else None,
        weights_version=weights.version,
        counted=sum(weighted.values()),
        unweighted={code: count for code, count in sorted(known.items()) if code not in weighted and count},
    )


def compare(before: SeverityScore, after: SeverityScore) -> Comparison:
    """`after` less `before`, where both rest on the same weights and neither is missing."""
    if before.weights_version != after.weights_version:
        return Comparison(
            None,
            f"Cannot say: the scores rest on different weights ({before.weights_version}; {after.weights_version}).",
        )
    if before.score is None or after.score is None:
        return Comparison(None, "Cannot say: a score is missing.")
    return Comparison(after.score - before.score)
