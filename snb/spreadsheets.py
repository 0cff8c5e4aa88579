"""Cells that no spreadsheet takes for a formula, in CSV and in XLSX, and that come back as they went. No Django."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

Value = str | int | Decimal | dt.date | None
LONGEST = 32_000  # characters that Excel holds in one cell, and a little less
MOST_DIGITS = 15  # of a number, before Excel forgets the last ones
FIRST_YEAR = 1900  # Excel has no day before it

# Signs that begin a formula, their wide and small forms, and what may stand before them and not be seen. A tab or a
# line's end at the beginning lets some programs read on as if the cell began after it.
_UNSEEN = r"['\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]*"
_FORMULA = re.compile(_UNSEEN + r"[=+\-@\uff0b\uff0d\uff1d\uff20\ufe62\ufe63\ufe66\ufe6b]|'*[\t\r\n]")
_NOT_IN_A_CELL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def is_risky(text: str) -> bool:
    """Whether a spreadsheet might run it, apostrophes before it or not."""
    return bool(_FORMULA.match(text))


def safe(text: str) -> str:
    """With an apostrophe before it where it is risky. `typed` takes it away again."""
    return f"'{text}" if is_risky(text) else text


def typed(text: str) -> str:
    """What `safe` was given."""
    return text[1:] if text.startswith("'") and is_risky(text) else text


def clean(text: str) -> str:
    """Without the signs that no cell can hold."""
    return _NOT_IN_A_CELL.sub("", text)


def as_text(value: Value) -> str:
    """As it stands in a CSV: days as 2026-12-09, moments to the minute, numbers without exponent or separators."""
    if value is None or (isinstance(value, Decimal) and not value.is_finite()):
        return ""
    if isinstance(value, str):
        return safe(clean(value))
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def put(cell: Any, value: Value) -> None:
    """Into a cell of openpyxl: numbers as numbers, days as days, and every text as text, whatever it begins with."""
    if not isinstance(value, str) and _fits(value):
        cell.value = value.replace(tzinfo=None) if isinstance(value, dt.datetime) else value
        return
    text = clean(value)[:LONGEST] if isinstance(value, str) else as_text(value)
    cell.value = text
    cell.data_type = "s"  # never "f"
    cell.quotePrefix = is_risky(text) or text.startswith("'")  # so that it stays text when somebody edits it


def _fits(value: int | Decimal | dt.date | None) -> bool:
    """Whether Excel holds it as what it is; what it does not is written as text."""
    if isinstance(value, dt.date):
        return value.year >= FIRST_YEAR
    if isinstance(value, Decimal):
        return value.is_finite() and len(value.as_tuple().digits) <= MOST_DIGITS and abs(value.adjusted()) < MOST_DIGITS
    return value is None or abs(value) < 10**MOST_DIGITS
