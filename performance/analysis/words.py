"""Figures and counts as they are read in a sentence. Pure: plain values in, words out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import overload

from performance.periods import Period


@overload
def plain(value: Decimal) -> Decimal: ...


@overload
def plain(value: Decimal | None) -> Decimal | None: ...


def plain(value: Decimal | None) -> Decimal | None:
    """Without an exponent and without zeros behind the point: 4.0 becomes 4, 1E+2 becomes 100; None stays None."""
    if value is None:
        return None
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def figure(value: Decimal) -> str:
    """ "1,204", "12.5", "-3.06", "0.0042": thousands apart, two decimals at most, more only below a tenth."""
    places = 2 if value == 0 or abs(value) >= Decimal("0.1") else 1 - value.adjusted()
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) + 0  # there is no -0
    whole, _, part = f"{rounded:,f}".partition(".")
    part = part.rstrip("0")
    return f"{whole}.{part}" if part else whole


def percentage(share: Decimal) -> str:
    """ "10%", "2.5%" of a share such as 0.10."""
    return f"{figure(share * 100)}%"


def counted(number: int, noun: str) -> str:
    """ "1 point", "3 points"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def listed(items: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def spanned(periods: Sequence[Period]) -> str:
    """ "Q1 2024-25", "Q1 2024-25 to Q4 2024-25"; periods that do not follow one another are listed."""
    first, last = periods[0], periods[-1]
    if first == last:
        return first.short
    if all(before.next() == after for before, after in pairwise(periods)):
        return f"{first.short} to {last.short}"
    return listed([period.short for period in periods])
