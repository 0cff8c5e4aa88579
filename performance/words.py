"""Measures in words: the same on screen, in exports and in papers."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from performance.models import Measure
from snb.querysets import today
from snb.wording import long_date


def figure_of(measure: Measure, value: Decimal) -> str:
    """ "1,204", "31.4%": with the measure's decimals, and its sign where it is a percentage."""
    rounded = value.quantize(Decimal(1).scaleb(-measure.decimals), rounding=ROUND_HALF_UP)
    return f"{rounded:,f}{'%' if measure.per == 100 else ''}"


def state_words(measure: Measure, day: dt.date | None = None) -> str:
    """ "Live", "In development, figures expected by 1 June 2027"; one before `day` (today) is past."""
    day = day or today()
    said = Measure.State(measure.state).label
    if measure.state == Measure.State.CHANGING and measure.changes_on:
        due = "was due" if measure.changes_on < day else "due"
        return f"{said}, {due} on {long_date(measure.changes_on)}"
    if measure.state != Measure.State.LIVE and measure.expected:
        expected = "were expected" if measure.expected < day else "expected"
        return f"{said}, figures {expected} by {long_date(measure.expected)}"
    return said
