"""Figures as people and publishers write them: separators, percentages, the signs for "no figure". Pure: no Django."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from performance.analysis.words import plain

LARGEST = Decimal(10) ** 12  # what is longer is a telephone number or a code

# The Government Analysis Function's symbols for tables ([c] confidential, [x] not available, [z] not applicable, [u] of
# low reliability, [w] none recorded, [low] rounds to nothing) and what people typed before there were any. A dash once
# meant "nil": it is read as no figure, never as zero.
MISSING = {"", "-", "–", "—", "−", ".", "..", "...", "…", ":", "n/a", "na", "#n/a", "x", "z", "nil return"}
MISSING |= {"[x]", "[z]", "[u]", "[w]", "[low]", "not available", "not applicable", "null", "none"}
SUPPRESSED = {"*", "c", "[c]", "[s]", "suppressed", "<5", "< 5"}
PROVISIONAL = {"[p]", "(p)", "[provisional]", "[e]"}
REVISED = {"[r]", "(r)", "[revised]"}
BROKEN = {"#div/0!", "#ref!", "#value!", "#name?", "#num!", "#null!", "#spill!", "#calc!"}

FLAG = re.compile(r"[\[(](?:p|r|e|provisional|revised)[\])]$", re.IGNORECASE)  # searched for: no step back, ever
NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+|\d{1,3}([ \u00a0\u2009\u202f]\d{3})+)(\.\d+)?", re.ASCII)
SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?e[+-]?\d+", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Formula:
    """A formula found where a figure should be. Its stored result may be out of date, so it is never read."""

    text: str


Value = str | int | float | Decimal | dt.date | Formula | None  # what one cell of a sheet may hold


@dataclass(frozen=True)
class Figure:
    """`value` None: the file says that there is no figure. `problem`: why it is not one ("“12k” is not a number.")."""

    value: Decimal | None = None
    is_blank: bool = False
    is_percentage: bool = False
    is_provisional: bool = False
    is_revised: bool = False
    is_suppressed: bool = False
    problem: str = ""


def figure(value: Value, place: str = "") -> Figure:
    """Read one cell as a figure. `place` ("C5") is named where the cell itself must be changed."""
    if value is None:
        return Figure(is_blank=True)
    if isinstance(value, Formula):
        where = f"{place} holds" if place else "This is"
        return Figure(problem=f"{where} a formula ({shown(value.text)}). Copy it and paste it as a value.")
    if isinstance(value, dt.date):
        return Figure(problem=f"{value:%d/%m/%Y} is a date, not a number. Excel may have turned the number into one.")
    if isinstance(value, bool):
        return Figure(problem=f"{str(value).upper()} is not a number.")
    if isinstance(value, str):
        return _written(value)
    return _number(value)


def _number(value: int | float | Decimal) -> Figure:
    number = value if isinstance(value, Decimal) else Decimal(f"{value:.15g}")  # Excel keeps 15 digits
    if not number.is_finite():
        return Figure(problem=f"{value} is not a number.")
    if abs(number) >= LARGEST:
        return Figure(problem=f"{shown(value)} is too large to be a figure.")
    return Figure(plain(number))


def _written(text: str) -> Figure:
    stripped = text.strip().strip("\u00a0\u200b\ufeff").strip()
    if stripped.lower() in SUPPRESSED:
        return Figure(is_suppressed=True)
    if stripped.lower() in MISSING:
        return Figure(is_blank=not stripped)
    if stripped.lower() in BROKEN:
        return Figure(problem=f"{stripped} is what Excel shows when a formula fails.")
    flagged = FLAG.search(stripped)
    number = stripped[: flagged.start()].rstrip() if flagged else stripped
    flag = flagged[0].lower() if flagged else ""
    figure = _digits(number, shown(text))
    if figure.problem or not flag:
        return figure
    return Figure(figure.value, False, figure.is_percentage, flag in PROVISIONAL, flag in REVISED)


def _digits(text: str, original: str) -> Figure:
    if text[:1] in {"=", "@"}:
        return Figure(problem=f"“{original}” is a formula. Paste its value.")
    if SCIENTIFIC.fullmatch(text):
        return Figure(problem=f"“{original}” has lost digits: show the whole number in Excel before saving as CSV.")
    is_percentage = text.endswith("%")
    digits = text.removesuffix("%").rstrip().replace("\u2212", "-")
    if not NUMBER.fullmatch(digits):
        return Figure(problem=f"“{original}” is not a number.")
    read = _number(Decimal(re.sub(r"[, \u00a0\u2009\u202f]", "", digits)))
    return Figure(read.value, is_percentage=is_percentage, problem=read.problem)


def shown(text: object, length: int = 40) -> str:
    """Text of a stranger's file as a message may repeat it: on one line, printable, cut short."""
    clean = "".join(letter if letter.isprintable() else " " for letter in str(text)).strip()
    return clean if len(clean) <= length else f"{clean[: length - 1].rstrip()}…"
