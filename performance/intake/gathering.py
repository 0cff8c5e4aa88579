"""From the cells of a reading to rows for the board's measures: series added, periods completed, rates worked out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from performance.importing.cells import Cell, Reading
from performance.importing.problems import Problem, Problems
from performance.intake.adding import Parts, Series, added, completed, weighed
from performance.intake.dividing import Residents
from performance.intake.kept import TEMPLATE, Fed
from performance.intake.rows import LARGEST, Gathered, Row
from performance.intake.steps import out_of_step
from performance.models import Weight

SHOWN = 5  # of a list in one sentence


def gather(reading: Reading, source: str, fed: list[Fed], residents: Residents) -> Gathered:
    """Rows of every measure that the source feeds. What the files hold beside them is passed over, and counted."""
    found = Gathered(problems=reading.problems, warnings=reading.warnings, facts=list(reading.notes))
    by_series, passed = _sorted(reading.cells, fed)
    other_areas: set[str] = set()
    for each in fed:
        _gather(each, source, by_series, residents, other_areas, found)
    found.facts.append(("Figures of series that no measure takes", passed))
    if other_areas:
        found.facts.append(("Areas in the files that these measures are not kept for", len(other_areas)))
    if not fed:
        found.problems.add(
            None, "", "No measure of this board takes figures from this source yet: a feed says which does."
        )
    elif not found.rows and not found.problems:
        found.problems.add(None, "", "The files hold no figure for any measure and area that this board keeps.")
    return found


def _sorted(cells: Iterable[Cell], fed: list[Fed]) -> tuple[dict[str, list[Cell]], int]:
    """Cells by series, only of series that are wanted, and how many were not."""
    exact = {name for each in fed for name in each.series}
    prefixes = tuple(name.removesuffix("*") for name in exact if name.endswith("*"))
    by_series: dict[str, list[Cell]] = defaultdict(list)
    passed = 0
    for cell in cells:
        if cell.measure in exact or (prefixes and cell.measure.startswith(prefixes)):
            by_series[cell.measure].append(cell)
        else:
            passed += 1
    return by_series, passed


def _gather(
    fed: Fed, source: str, by_series: dict[str, list[Cell]], residents: Residents, others: set[str], found: Gathered
) -> None:
    chosen = {name: _parts(cells, fed, others) for name, cells in _series_of(fed, by_series)}
    if not chosen:
        if source != TEMPLATE:
            found.warn(f"{fed.measure}: the files hold none of {_few(fed.series)}.")
        return
    if fed.is_severity:
        weights = dict(Weight.objects.filter(weight_set=fed.measure.weights_id).values_list("code", "value"))
        parts = weighed(chosen, weights)
    else:
        parts, missing = added({name: chosen.get(name, {}) for name in fed.series})
        _tell_missing(fed, missing, found)
    whole, unfinished = completed(parts, fed.cadence)
    _tell_unfinished(fed, unfinished, found)
    rows = list(residents.divided(fed, whole, found) if _is_divided(fed, source) else _rows(fed, whole, found))
    if wrong := out_of_step(fed.measure, rows):
        found.problems.add(None, "", wrong)
    found.rows += [row.rounded() for row in rows if _is_keepable(fed, row, found.problems)]


def _series_of(fed: Fed, by_series: dict[str, list[Cell]]) -> Iterator[tuple[str, list[Cell]]]:
    """The cells of each of its series; "offence:*" stands for all that begin so."""
    prefixes = tuple(name.removesuffix("*") for name in fed.series if name.endswith("*"))
    for name, cells in by_series.items():
        if name in fed.series or (prefixes and name.startswith(prefixes)):
            yield name, cells


def _parts(cells: list[Cell], fed: Fed, others: set[str]) -> Parts:
    others.update(cell.area for cell in cells if cell.area not in fed.areas)
    return {(cell.area, cell.start, cell.cadence): Series.of(cell) for cell in cells if cell.area in fed.areas}


def _is_divided(fed: Fed, source: str) -> bool:
    """Counts of a source become rates by residents; what people type in the template is the rate itself."""
    return fed.is_severity or (source != TEMPLATE and fed.measure.per is not None)


def _rows(fed: Fed, parts: Parts, found: Gathered) -> Iterator[Row]:
    """Figures as they stand; a rate whose numerator and denominator are given is worked out from them."""
    for (code, start, _), part in parts.items():
        value, per = part.value, fed.measure.per
        if per and value is not None and part.numerator is not None and part.denominator:
            exact = part.numerator / part.denominator * per
            if abs(exact - value) > _half_a_place(value):
                message = f"{value} is given, but {part.numerator} of {part.denominator} is {exact:.4f}: that is kept."
                found.warnings.found.append(Problem(part.row, part.column, message, part.file))
            value = exact
        yield Row(
            fed.measure.pk, fed.areas[code], start, value, part.numerator, part.denominator,
            part.is_provisional, part.is_suppressed, part.note, part.place,
        )  # fmt: skip


def _half_a_place(value: Decimal) -> Decimal:
    """What rounding to the places that were typed may hide."""
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0) / 2


def _is_keepable(fed: Fed, row: Row, problems: Problems) -> bool:
    numbers = (row.value, row.numerator, row.denominator)
    if any(number is not None and abs(number) >= LARGEST for number in numbers):
        problems.add(None, "", f"{fed.measure}: a figure of more than twelve digits cannot be kept.")
        return False
    return True


def _tell_missing(fed: Fed, missing: dict[str, int], found: Gathered) -> None:
    for name, count in missing.items():
        has = "1 figure is" if count == 1 else f"{count:,} figures are"
        found.warn(
            f"{fed.measure}: {has} not added up, because the files have no “{name}” for the same area and period."
        )


def _tell_unfinished(fed: Fed, unfinished: dict[str, str], found: Gathered) -> None:
    if unfinished:
        what = [f"{period} ({said})" for period, said in unfinished.items()]
        found.warn(f"{fed.measure}: not complete, so no figure: {_few(what)}. Give all the files of a period together.")


def _few(names: Iterable[str]) -> str:
    names = list(names)
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
