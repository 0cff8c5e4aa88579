"""Small counts kept out of what is published, and the other cells that would give them back. Pure.

A count of 1 to `threshold` − 1 is hidden (primary suppression), and with it the cells that would return it by
subtraction from totals, earlier releases and overlapping years (secondary suppression).

**Against whom.** An attacker who has every published figure, knows every declared sum, knows which hidden cells are
the small ones, that these lie in 1..threshold − 1, and that every other hidden cell is 0 or at least the threshold.
For each small cell two values or more must remain possible.

**How.** A *witness* for a small cell is a second table that this attacker cannot tell from the true one: each
published figure the same, each sum kept, each hidden cell within its bounds, and the small cell one more or one less.
One witness shows at once that the cell follows neither by linear algebra nor by bounds, and it stays good when more
cells are hidden. For each small cell we look for the witness that hides the least (by the sum of the newly hidden
values), moving an imbalance from sum to sum until none is left, and hide its cells. Only changes by one are tried, so
a witness may be missed, never wrongly found: then everything joined to the cell by sums is hidden, to be safe.

**Cost.** A search sees each set of unbalanced sums once, within the cells that sums join: for areas × periods about
as many as there are cells. It gives up after `SEARCH_LIMIT`.

**Not covered.** Guessing from the choice of secondary cells (a "minimality attack"); a person who is one of the
counted cases; two calls that do not know of one another: one call must decide for all that is published together.

Sources: Hundepool et al., Handbook on Statistical Disclosure Control, 2nd edition (2024), chapters 4 and 5: primary
and secondary cell suppression, the intruder's feasibility interval, τ-ARGUS's hypercube method, which the witness
generalises. Willenborg and de Waal, Elements of Statistical Disclosure Control (2001). Langsrud (2024,
doi 10.1007/978-3-031-69651-0_6): greedy choice in order of cost. NHS Digital, disclosure control for HES before 2018:
small values starred, then "secondary suppression".
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from performance.analysis.series import Series
from performance.periods import Period

THRESHOLD = 5
SEARCH_LIMIT = 20_000
GIVEN_AWAY = "With what is already public, no second value could be shown to be possible."
WAS_PUBLISHED = "It was published before."


@dataclass(frozen=True)
class Total:
    """A published sum: `total` equals the sum of `parts`, all keys of cells; over areas, over periods, or over both."""

    total: Hashable
    parts: tuple[Hashable, ...]


@dataclass(frozen=True)
class Suppressed:
    """What may be published. `values` holds None for a hidden cell and for a missing one: `is_hidden` tells which.

    `exposed`, small cell to reason: what is public already may give it away, though all else joined to it is hidden. A
    person has to look. Without `already_public` only in tables of hardly anything (four 1s with their sum, 4).
    """

    values: Mapping[Any, int | None]
    primary: frozenset[Hashable]
    secondary: frozenset[Hashable]
    exposed: Mapping[Hashable, str]

    def is_hidden(self, key: Hashable) -> bool:
        return key in self.primary or key in self.secondary

    def conceals(self, *keys: Hashable) -> bool:
        """Whether a figure made of these cells (a rate, a change, a mean) must be hidden: where one of them is."""
        return any(self.is_hidden(key) for key in keys)

    def percentage(self, part: Hashable, whole: Hashable) -> Fraction | None:
        """Cell `part` as an exact percentage of cell `whole`; None where either is hidden or missing, or `whole` is 0.

        A rate of a known population needs only `conceals(count)`; a rate of a cell needs both, as here.
        """
        above, below = self.values[part], self.values[whole]
        return None if above is None or not below else Fraction(100 * above, below)


def suppress(
    cells: Mapping[Any, int | None],
    totals: Iterable[Total] = (),
    *,
    threshold: int = THRESHOLD,
    already_public: frozenset[Hashable] = frozenset(),
) -> Suppressed:
    """Hide every count of 1 to `threshold` − 1, and what would give it back.

    `cells`: key to count, None where it is missing, which stays missing. Totals are cells too. `already_public`: keys
    whose figures are out and cannot be taken back. Zero is published. The order of cells and totals changes nothing.
    Raises ValueError for a threshold below 3, a negative count, and a total of unknown cells or that does not add up.
    """
    if threshold < 3:
        raise ValueError("The threshold is 3 or more: below that, a hidden count could only be a 1.")
    table = _Table(cells, tuple(totals), threshold, already_public)
    protected = table.small & table.fixed
    exposed = {table.keys[cell]: WAS_PUBLISHED for cell in protected}
    for cell in sorted(table.small, key=lambda cell: (table.known[cell], cell)):
        if cell in protected:
            continue
        witness = table.witness(cell)
        if witness is None:
            table.hide(table.joined(cell))
            witness = table.witness(cell)
        if witness is None:
            exposed[table.keys[cell]] = GIVEN_AWAY
            continue
        table.hide(witness)
        protected |= witness
    return _result(table, cells, exposed)


def conceal_series(series: Series, suppressed: Suppressed, key_of: Callable[[Period], Hashable]) -> Series:
    """`series` without the figures of hidden periods, marked as suppressed. `key_of` gives the cell of a period."""
    return Series(
        series.cadence,
        tuple(
            replace(point, value=None, is_suppressed=True) if suppressed.is_hidden(key_of(point.period)) else point
            for point in series.points
        ),
    )


def _result(table: _Table, cells: Mapping[Any, int | None], exposed: dict[Hashable, str]) -> Suppressed:
    """A missing cell is never called hidden, though the sums may show what it was: it is printed as missing."""
    small = {table.keys[cell] for cell in table.small}
    hidden = {key for cell in table.hidden if cells[key := table.keys[cell]] is not None}
    return Suppressed(
        values={key: None if key in hidden else value for key, value in cells.items()},
        primary=frozenset(hidden & small),
        secondary=frozenset(hidden - small),
        exposed=exposed,
    )


_Effect = tuple[tuple[int, int], ...]  # (sum, by how much its parts exceed its total), newest last, without zeros
_Path = tuple[int, "_Path | None"]  # a cell that changes, and those before it


class _Table:
    """Cells by number, in an order of their own, and sums of them, ready to be searched."""

    def __init__(
        self,
        cells: Mapping[Any, int | None],
        totals: tuple[Total, ...],
        threshold: int,
        already_public: frozenset[Hashable],
    ) -> None:
        self.keys = sorted(cells, key=repr)
        number = {key: cell for cell, key in enumerate(self.keys)}
        self.sums = [[(number[key], sign) for key, sign in _signed(total, cells)] for total in totals]
        # Short sums come last: the newest imbalance is mended first, and short sums branch least.
        self.sums.sort(key=lambda terms: (-len(terms), sorted(terms)))
        given = [cells[key] for key in self.keys]
        implied = _implied(self.sums, given)
        self.known = [implied.get(cell, value) for cell, value in enumerate(given)]
        if any(value is not None and value < 0 for value in self.known):
            raise ValueError("A count is never negative; here one is, or a total is less than its parts.")
        self.threshold = threshold
        self.small = {cell for cell, value in enumerate(self.known) if value is not None and 0 < value < threshold}
        self.fixed = {number[key] for key in already_public if key in number}
        self.hidden: set[int] = set()
        # What its readers would lose with a cell. One more for each, so that of equal sums the fewer cells are hidden.
        self.cost = [0 if value is None else value + 1 for value in given]
        self.hide(self.small)
        self._prepare()

    def _prepare(self) -> None:
        """What each believable change does to the sums, and for each sum the changes that lessen its imbalance."""
        terms_of: list[list[tuple[int, int]]] = [[] for _ in self.keys]
        for index, terms in enumerate(self.sums):
            for cell, sign in terms:
                terms_of[cell].append((index, sign))
        self.effects: list[dict[int, _Effect]] = [
            {change: tuple((i, sign * change) for i, sign in terms) for change in (1, -1) if self._may(cell, change)}
            for cell, terms in enumerate(terms_of)
        ]
        self.repairs: dict[tuple[int, bool], list[tuple[int, _Effect]]] = {
            (index, excess): [
                (cell, self.effects[cell][change])
                for cell, sign in terms
                if (change := -sign if excess else sign) in self.effects[cell]
            ]
            for index, terms in enumerate(self.sums)
            for excess in (True, False)
        }

    def _may(self, cell: int, change: int) -> bool:
        """Whether the attacker would believe the cell's true value plus `change`, were it hidden."""
        value = self.known[cell]
        if cell in self.fixed:
            return False
        if value is None:
            return change > 0  # nobody knows a missing count, but one more than it is always a count
        if cell in self.small:
            return 0 < value + change < self.threshold
        return value >= self.threshold and value + change >= self.threshold

    def hide(self, cells: set[int]) -> None:
        self.hidden |= cells
        for cell in cells:
            self.cost[cell] = 0

    def joined(self, cell: int) -> set[int]:
        """All cells that sums join to `cell`, however far, but those that are public already."""
        reached, grown = {cell}, True
        while grown:
            linked = ({other for other, _ in terms} for terms in self.sums)
            new = set().union(*(each for each in linked if each & reached)) - reached
            reached, grown = reached | new, bool(new)
        return reached - self.fixed

    def witness(self, cell: int) -> set[int] | None:
        """The cells that change in the cheapest witness found for `cell`, by a uniform-cost search; None if none is."""
        # Of equal costs, first what leaves the fewest imbalances, then the longest path: it shows more cells safe.
        queue: list[tuple[int, int, int, int, _Effect, _Path]] = [
            (0, len(effect), 0, step, effect, (cell, None)) for step, effect in enumerate(self.effects[cell].values())
        ]
        best: dict[frozenset[tuple[int, int]], int] = {}
        steps = len(queue)
        while queue and steps < SEARCH_LIMIT:
            cost, _, depth, _, imbalance, path = heapq.heappop(queue)
            if not imbalance:
                return _cells_of(path)
            if best.get(frozenset(imbalance), cost) < cost:
                continue
            used = _cells_of(path)
            index, amount = imbalance[-1]
            for other, effect in self.repairs[index, amount > 0]:
                if other in used:
                    continue
                total, after = cost + self.cost[other], _sum_of(imbalance, effect)
                if best.get(state := frozenset(after), total + 1) <= total:
                    continue
                best[state] = total
                steps += 1
                heapq.heappush(queue, (total, len(after), depth - 1, steps, after, (other, path)))
                if not after and total == cost:
                    break
        return None


def _cells_of(path: _Path | None) -> set[int]:
    cells = set()
    while path:
        cell, path = path
        cells.add(cell)
    return cells


def _sum_of(imbalance: _Effect, effect: _Effect) -> _Effect:
    amounts = dict(imbalance)
    for index, amount in effect:
        amounts[index] = amounts.get(index, 0) + amount
    return tuple(item for item in amounts.items() if item[1])


def _signed(total: Total, cells: Mapping[Any, int | None]) -> tuple[tuple[Hashable, int], ...]:
    """The sum as (cell, sign): its parts less its total make nothing. Raises ValueError where they do not."""
    keys = (*total.parts, total.total)
    if unknown := [key for key in keys if key not in cells]:
        raise ValueError(f"A total of cells that are not given: {unknown[0]!r}.")
    if len(set(keys)) != len(keys):
        raise ValueError(f"A cell is counted twice in the total {total.total!r}.")
    values = [cells[key] for key in keys]
    if None not in values and 2 * (values[-1] or 0) != sum(value or 0 for value in values):
        raise ValueError(f"The parts of {total.total!r} do not add up to it.")
    return (*((key, 1) for key in sorted(total.parts, key=repr)), (total.total, -1))


def _implied(sums: list[list[tuple[int, int]]], given: list[int | None]) -> dict[int, int]:
    """What the sums say of the missing cells, by Gaussian elimination: a total less its known parts, and so on."""
    solved: dict[int, tuple[dict[int, Fraction], Fraction]] = {}  # pivot → (its row, right-hand side)
    for terms in sums:
        row = {cell: Fraction(sign) for cell, sign in terms if given[cell] is None}
        right = Fraction(-sum(sign * (given[cell] or 0) for cell, sign in terms))
        for pivot in [cell for cell in row if cell in solved]:
            row, right = _less(row, right, pivot, *solved[pivot])
        if not row:
            continue
        pivot = min(row)
        row, right = {cell: share / row[pivot] for cell, share in row.items()}, right / row[pivot]
        solved = {other: _less(*found, pivot, row, right) for other, found in solved.items()} | {pivot: (row, right)}
    return {pivot: int(right) for pivot, (row, right) in solved.items() if len(row) == 1}


def _less(
    row: dict[int, Fraction], right: Fraction, pivot: int, by: dict[int, Fraction], by_right: Fraction
) -> tuple[dict[int, Fraction], Fraction]:
    """The row without `pivot`, which `by` (where it has the share 1) takes away."""
    share = row.get(pivot, Fraction(0))
    left = {key: row.get(key, Fraction(0)) - share * by.get(key, Fraction(0)) for key in row | by}
    return {key: value for key, value in left.items() if value}, right - share * by_right
