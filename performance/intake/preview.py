"""What keeping some files would do, as a page, a report and the record of an import show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from performance.analysis.words import plain
from performance.importing.problems import Problem, Problems
from performance.intake.kept import Fed, Geography
from performance.intake.rows import Change, Kind, Row
from performance.periods import Period

FIRST = 20  # rows of each kind that are shown


@dataclass(frozen=True)
class Line:
    """One row as it is shown."""

    what: str
    where: str
    when: str
    old: str
    new: str


@dataclass(frozen=True)
class OfMeasure:
    """How one measure (or kind of thing) fares."""

    what: str
    new: int
    revised: int
    unchanged: int
    span: str = ""


@dataclass
class Preview:
    """With a problem nothing can be kept; without a change nothing needs to be."""

    facts: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    problems_in_all: int = 0
    new: int = 0
    revised: int = 0
    unchanged: int = 0
    history: int = 0  # of an earlier publication than is known
    by_measure: list[OfMeasure] = field(default_factory=list)
    lines: dict[str, list[Line]] = field(default_factory=dict)
    fingerprint: str = ""
    noun: str = "figure"  # what is kept: references give no figures but items

    @property
    def changes(self) -> int:
        return self.new + self.revised

    @property
    def is_clean(self) -> bool:
        return not self.problems

    @property
    def said(self) -> str:
        """ "1 figure", "1,204 figures"."""
        return f"{self.changes:,} {self.noun}{'' if self.changes == 1 else 's'}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"changes": self.changes, "said": self.said}


def told(facts: Iterable[tuple[str, Decimal | int]]) -> list[tuple[str, str]]:
    return [(label, f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}") for label, number in facts]


def with_findings(preview: Preview, problems: Problems, warnings: Problems) -> Preview:
    preview.problems, preview.problems_in_all = list(problems), len(problems)
    preview.warnings = list(warnings)
    return preview


def of_changes(changes: Sequence[Change], fed: Sequence[Fed], geography: Geography) -> Preview:
    """Counts and first rows of figures."""
    counts = Counter(change.kind for change in changes)
    names = {each.measure.pk: each for each in fed}
    preview = Preview(
        new=counts[Kind.NEW],
        revised=counts[Kind.REVISED],
        unchanged=counts[Kind.UNCHANGED],
        history=sum(change.is_history for change in changes if change.kind is not Kind.UNCHANGED),
    )
    for kind in Kind:
        of_kind = [change for change in changes if change.kind is kind]
        preview.lines[kind.value] = [_line(change, names, geography) for change in of_kind[:FIRST]]
    preview.by_measure = [found for each in fed if (found := _of_measure(each, changes))]
    return preview


def _of_measure(fed: Fed, changes: Sequence[Change]) -> OfMeasure | None:
    own = [change for change in changes if change.row.measure_id == fed.measure.pk]
    if not own:
        return None
    counts = Counter(change.kind for change in own)
    first, last = (Period(pick(change.row.start for change in own), fed.cadence).short for pick in (min, max))
    span = first if first == last else f"{first} to {last}"
    return OfMeasure(str(fed.measure), counts[Kind.NEW], counts[Kind.REVISED], counts[Kind.UNCHANGED], span)


def _line(change: Change, fed: dict[int, Fed], geography: Geography) -> Line:
    row = change.row
    each = fed[row.measure_id]
    return Line(
        str(each.measure),
        geography.areas[row.area_id].label,
        Period(row.start, each.cadence).short,
        written(change.before) if change.before else "",
        written(row),
    )


def written(row: Row) -> str:
    """A figure as a cell of a table says it."""
    if row.is_suppressed:
        return "withheld"
    value = plain(row.value)
    if value is None:
        return "no figure"
    return f"{value:,f} (provisional)" if row.is_provisional else f"{value:,f}"
