"""Periods as people write them: "Apr-25", "Q1 2025/26", "YE Jun 2025", an Excel date. Pure: no Django."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from performance.importing.figures import Formula, Value, shown
from performance.periods import Cadence, Period
from snb.quarters import Quarter

EXCEL_DAY_ZERO = dt.date(1899, 12, 30)
SENSIBLE = range(1900, 2101)  # that a figure may be of: one of another year is mistyped
SERIALS = range(20_000, 80_000)  # 1954 to 2119: a plain number in this range is a date that Excel shows as a number
MONTHS = {dt.date(2000, number, 1).strftime("%B").lower(): number for number in range(1, 13)}
DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
NOUNS = {Cadence.MONTH: "month", Cadence.QUARTER: "quarter", Cadence.YEAR: "year", Cadence.ROLLING: "rolling year"}
EXAMPLES = {
    Cadence.MONTH: "“Apr 2025”",
    Cadence.QUARTER: "“Q1 2025-26”",
    Cadence.YEAR: "“2025-26” or “2025”",
    Cadence.ROLLING: "“year to Jun 2025”",
}


@dataclass(frozen=True)
class When:
    """A period, or why it cannot be told. `doubt` says how it was understood where it could mean something else."""

    period: Period | None = None
    problem: str = ""
    doubt: str = ""


def when(value: Value, cadence: Cadence | None) -> When:
    """Read one cell as a period of `cadence`; with None it is of the cadence that its own words state."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{5,6}", value.strip()):
        value = int(value)
    if value is None or (isinstance(value, str) and not value.strip()):
        return When(problem="The period is missing.")
    if isinstance(value, Formula):
        return When(problem=f"The period is a formula ({shown(value.text)}). Type the period itself.")
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return _of_day(value, cadence)
    if not isinstance(value, str):
        return _of_number(value, cadence)
    return _of_words(value, cadence)


def _of_number(value: object, cadence: Cadence | None) -> When:
    number = int(value) if isinstance(value, int | float) and float(value).is_integer() else 0
    if number in SERIALS:
        return _of_day(EXCEL_DAY_ZERO + dt.timedelta(days=number), cadence)
    if 1900 <= number <= 2100:
        return _fits(_calendar_year(number), str(number), cadence)
    if 190_001 <= number <= 210_012 and 1 <= number % 100 <= 12:
        return _fits(Period(dt.date(number // 100, number % 100, 1), Cadence.MONTH), str(number), cadence)
    return When(problem=f"{shown(value)} is not a period.{_such_as(cadence)}")


def _of_day(day: dt.date, cadence: Cadence | None) -> When:
    """A day stands for the period that begins or ends on it; the first of a month also for a rolling year's last month,
    because that is what Excel makes of "Jun-25"."""
    shown_day = f"{day:%-d %B %Y}"
    if cadence is None:
        return When(problem=f"{shown_day} is a day: it does not say whether a month, a quarter or a year is meant.")
    if not 1950 <= day.year <= 2100:
        return When(problem=f"{shown_day} is too far away to be a period of these figures.")
    for period in _periods_near(day, cadence):
        is_last_month = cadence is Cadence.ROLLING and day == period.end.replace(day=1)
        if day in (period.start, period.end) or is_last_month:
            return When(period)
    return When(problem=f"{shown_day} is neither the first nor the last day of a {cadence.noun}.{_such_as(cadence)}")


def _periods_near(day: dt.date, cadence: Cadence) -> list[Period]:
    if cadence is Cadence.YEAR:
        return [_calendar_year(day.year), Period.of(day, cadence)]
    if cadence is Cadence.ROLLING:
        return [Period.of(day, cadence), Period(Quarter.of(day).start, cadence)]
    return [Period.of(day, cadence)]


def _of_words(text: str, cadence: Cadence | None) -> When:
    words = re.sub(r"\s+", " ", text).strip(" .:").translate(DASHES)
    words = re.sub(r"\s*\[(note )?\w+\]$|\s*\([pr]\)$", "", words, flags=re.IGNORECASE)
    for pattern, reader in FORMS:
        if found := re.fullmatch(pattern, words, re.ASCII | re.IGNORECASE):
            try:
                read = reader(found, cadence)
            except ValueError:  # a year that no calendar has
                break
            if isinstance(read, Period):
                if read.start.year not in SENSIBLE:
                    break
                return _fits(read, shown(text), cadence)
            if read is not None:
                return read
    return When(problem=f"“{shown(text)}” is not a period.{_such_as(cadence)}")


def _fits(period: Period, text: str, cadence: Cadence | None) -> When:
    if cadence is None or period.cadence is cadence:
        return When(period)
    if cadence is Cadence.YEAR and period.cadence is Cadence.ROLLING and period.start.month in (1, 4):
        return When(Period(period.start, Cadence.YEAR))  # the year ending March is the financial year
    if cadence is Cadence.ROLLING and period.cadence is Cadence.YEAR:
        return When(Period(period.start, Cadence.ROLLING))
    if cadence is Cadence.ROLLING and period.cadence is Cadence.MONTH and period.start.month % 3 == 0:
        return When(Period.of(period.start, Cadence.ROLLING), doubt=f"“{text}” was read as the year that ends then.")
    is_not = f"“{text}” is a {NOUNS[period.cadence]}, but these figures go by the {NOUNS[cadence]}."
    return When(problem=f"{is_not}{_such_as(cadence)}")


def _such_as(cadence: Cadence | None) -> str:
    return f" Write it as {EXAMPLES[cadence]}." if cadence else " Write it as “Apr 2025”, “Q1 2025-26” or “2025-26”."


def _calendar_year(year: int) -> Period:
    return Period(dt.date(year, 1, 1), Cadence.YEAR)


def _year(text: str) -> int:
    """Two digits are of this century: no figure kept here is older than 1950."""
    return int(text) if len(text) == 4 else 2000 + int(text)


def _month(name: str) -> int | None:
    """By its name or the beginning of it, of at least three letters."""
    return next((number for month, number in MONTHS.items() if month.startswith(name.lower())), None)


Found = re.Match[str]


def _quarter(found: Found, _: Cadence | None) -> Period | When | None:
    first, second, number = _year(found["first"]), found["second"], int(found["number"])
    if _year(second) % 100 != (first + 1) % 100:
        return When(problem=f"“{found[0]}”: a financial year ends in the year after it begins.")
    return Period(Quarter(first, number).start, Cadence.QUARTER)


def _bare_quarter(found: Found, _: Cadence | None) -> When:
    year, number = int(found["first"]), int(found["number"])
    financial, calendar = Quarter(year, number), Quarter.of(dt.date(year, 3 * number, 1))
    return When(problem=f"“{found[0]}” may mean {financial} or {calendar}. Write the one that you mean.")


def _span(found: Found, _: Cadence | None) -> Period | None:
    first, last = _month(found["from"]), _month(found["to"])
    if not first or first % 3 != 1 or last != first + 2:
        return None
    return Period(dt.date(_year(found["first"]), first, 1), Cadence.QUARTER)


def _named_month(found: Found, _: Cadence | None) -> Period | None:
    month = _month(found["from"])
    return Period(dt.date(_year(found["first"]), month, 1), Cadence.MONTH) if month else None


def _ending(found: Found, _: Cadence | None) -> Period | When | None:
    month = _month(found["from"])
    if not month:
        return None
    if month % 3:
        return When(problem=f"“{found[0]}”: a rolling year ends in March, June, September or December.")
    return Period.of(dt.date(_year(found["first"]), month, 1), Cadence.ROLLING)


def _financial_year(found: Found, cadence: Cadence | None) -> Period | When | None:
    """ "2011-12" is a financial year or a December: the cadence decides, and without one it is asked."""
    first, second = int(found["first"]), found["second"]
    is_year, is_month = _year(second) % 100 == (first + 1) % 100, found["dash"] == "-" and 1 <= int(second[-2:]) <= 12
    is_month = is_month and len(second) == 2
    month = dt.date(first, int(second), 1) if is_month else None
    if is_year and month and cadence is None:
        return When(problem=f"“{found[0]}” may mean the financial year or {month:%B %Y}. Write the one that you mean.")
    if month and (cadence is Cadence.MONTH or not is_year):
        return Period(month, Cadence.MONTH)
    if not is_year:
        return When(problem=f"“{found[0]}”: a financial year ends in the year after it begins.")
    return Period(dt.date(first, 4, 1), Cadence.YEAR)


def _bare_year(found: Found, _: Cadence | None) -> Period:
    return _calendar_year(int(found["first"]))


def _iso_day(found: Found, cadence: Cadence | None) -> When:
    return _day(int(found["first"]), int(found["month"]), int(found["day"]), found[0], cadence)


def _day_first(found: Found, cadence: Cadence | None) -> When:
    read = _day(_year(found["first"]), int(found["month"]), int(found["day"]), found[0], cadence)
    if read.problem or int(found["day"]) > 12 or found["day"].zfill(2) == found["month"].zfill(2):
        return read
    day = dt.date(_year(found["first"]), int(found["month"]), int(found["day"]))
    return When(read.period, doubt=f"“{found[0]}” was read as {day:%-d %B %Y}, the day before the month.")


def _day(year: int, month: int, day: int, text: str, cadence: Cadence | None) -> When:
    try:
        return _of_day(dt.date(year, month, day), cadence)
    except ValueError:
        return When(problem=f"“{text}” is not a date.")


def _numbered_month(found: Found, _: Cadence | None) -> Period | None:
    month = int(found["month"])
    return Period(dt.date(int(found["first"]), month, 1), Cadence.MONTH) if 1 <= month <= 12 else None


YEAR2, NAME, QUARTER = r"(?P<first>\d{4}|\d{2})", r"(?P<from>[a-z]{3,9})", r"q(?:uarter )?(?P<number>[1-4])"
YEARS = r"(?:fy ?)?(?P<first>\d{4}) ?[-/] ?(?P<second>\d{4}|\d{2})"
FORMS: list[tuple[str, Callable[[Found, Cadence | None], Period | When | None]]] = [
    (rf"{QUARTER},? ?{YEARS}(?: \([a-z0-9 ]+\))?", _quarter),
    (rf"{YEARS},? ?{QUARTER}", _quarter),
    (rf"{QUARTER},? ?-?(?P<first>\d{{4}})", _bare_quarter),
    (rf"(?P<first>\d{{4}})[- ]?{QUARTER}", _bare_quarter),
    (rf"{NAME} ?(?:-|to) ?(?P<to>[a-z]{{3,9}}) {YEAR2}", _span),
    (rf"(?:12 months|year|ye|the year) ?(?:ending|ended|to|end)? {NAME}[- ]?{YEAR2}", _ending),
    (rf"{NAME}\.?[- /]?'?{YEAR2}", _named_month),
    (r"(?:fy ?)?(?P<first>\d{4}) ?(?P<dash>[-/]) ?(?P<second>\d{4}|\d{2})", _financial_year),
    (r"(?P<first>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[t ]00:00(?::00)?)?", _iso_day),
    (r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<first>\d{4}|\d{2})", _day_first),
    (r"(?P<month>\d{1,2})[/-](?P<first>\d{4})", _numbered_month),
    (r"(?P<first>\d{4})", _bare_year),
]
