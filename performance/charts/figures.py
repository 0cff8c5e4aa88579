"""Numbers as charts take and print them. Missing is never zero."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

NO_FIGURE = "No figure"
NOT_SHOWN = "Not shown: small number"
_LARGEST = 1e100  # beyond it differences overflow
_TOO_LONG = 1e15


def number(value: float | Decimal | None) -> float | None:
    """A finite float, or None for nothing. Raises ValueError for what cannot be drawn."""
    if value is None:
        return None
    drawn = float(value)
    if not math.isfinite(drawn) or abs(drawn) > _LARGEST:
        raise ValueError(f"Not a number that can be drawn: {value!r}.")
    return drawn + 0.0  # no negative zero


@dataclass(frozen=True)
class Unit:
    """How figures are printed: "£" before, "%" after, and how many decimals."""

    before: str = ""
    after: str = ""
    decimals: int = 0

    def shown(self, value: float | None) -> str:
        """ "£1,234", "−3", "12.5%"; "No figure" for nothing."""
        if value is None:
            return NO_FIGURE
        sign, size = ("−" if value < 0 else ""), abs(value)
        return f"{sign}{self.before}{_digits(size, self.decimals)}{self.after}"

    def for_ticks(self, ticks: Sequence[float]) -> Unit:
        """Without decimals where no tick needs any."""
        whole = all(tick == int(tick) for tick in ticks)
        return Unit(self.before, self.after, 0 if whole else self.decimals)

    def short(self, value: float) -> str:
        """For ticks: millions as "2.5m", billions as "4bn"."""
        for size, name in ((1e9, "bn"), (1e6, "m")):
            if size <= abs(value) < _TOO_LONG:
                decimals = 0 if value % size == 0 else 1 if value % (size / 10) == 0 else 2
                return Unit(self.before, f"{name}{self.after}", decimals).shown(value / size)
        return self.shown(value)


def _digits(value: float, decimals: int) -> str:
    if value >= _TOO_LONG:
        return f"{value:.3g}".replace("e+", "e")
    return f"{Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP):,}"
