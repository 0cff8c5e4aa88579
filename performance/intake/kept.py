"""Which measures of a board a source feeds, and for which areas each of them is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from partnerships.models import Area, AreaPart
from performance.importing import boundaries
from performance.importing.cells import TemplateMeasure
from performance.importing.sources import REFERENCES, SOURCES, Reference, Source
from performance.models import Feed, Measure
from performance.periods import Cadence
from snb.models import Board

TEMPLATE = "template"


@dataclass(frozen=True)
class Fed:
    """A measure, the series that are added into it, and its areas: code → id."""

    measure: Measure
    series: tuple[str, ...]
    areas: dict[str, int]

    @property
    def cadence(self) -> Cadence:
        return Cadence(self.measure.cadence)

    @property
    def is_severity(self) -> bool:
        return self.measure.weights_id is not None


@dataclass
class Geography:
    """Areas and what lies in what. A neighbourhood (LSOA) is a stepping stone: figures are never kept for it."""

    areas: dict[int, Area] = field(default_factory=dict)
    parts: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def read(cls) -> Geography:
        found = cls({area.pk: area for area in Area.objects.exclude(kind=Area.Kind.NEIGHBOURHOOD)})
        pairs = AreaPart.objects.exclude(part__kind=Area.Kind.NEIGHBOURHOOD).values_list("whole", "part")
        for whole, part in pairs:
            found.parts[whole].append(part)
        return found

    def inside(self, whole: int, kind: str) -> list[int]:
        """The areas of that kind that lie in another, by way of those between them."""
        seen, ahead = {whole}, [whole]
        while ahead:
            for part in self.parts.get(ahead.pop(), ()):
                if part not in seen:
                    seen.add(part)
                    ahead.append(part)
        return [area for area in sorted(seen - {whole}) if area in self.areas and self.areas[area].kind == kind]

    def of(self, measure: Measure) -> dict[str, int]:
        """Code → id of a measure's own area and of those it is also published by."""
        wanted = [measure.area_id]
        if measure.breakdown:
            inside = self.inside(measure.area_id, measure.breakdown)
            wanted += inside or [pk for pk, area in self.areas.items() if area.kind == measure.breakdown]
        return {self.areas[pk].code: pk for pk in wanted if pk in self.areas}


def fed_by(board: Board, source: str, geography: Geography) -> list[Fed]:
    """Every measure of the board that takes figures from the source; the template takes those of all."""
    measures = Measure.objects.filter(board=board).select_related("area", "weights")
    if source == TEMPLATE:
        return [Fed(measure, (measure.slug,), geography.of(measure)) for measure in measures]
    series: dict[int, list[str]] = defaultdict(list)
    for measure_id, name in Feed.objects.filter(measure__board=board, source=source).values_list("measure", "series"):
        series[measure_id].append(name)
    fed = measures.filter(pk__in=series)
    return [Fed(measure, tuple(sorted(series[measure.pk])), geography.of(measure)) for measure in fed]


def as_template(measure: Measure) -> TemplateMeasure:
    """A measure as the readers know it."""
    return TemplateMeasure(
        measure.slug,
        measure.name,
        Cadence(measure.cadence),
        measure.unit,
        needs_numerator=bool(measure.per and measure.numerator and measure.denominator),
    )


def template_measures(measures: Iterable[Measure]) -> dict[str, TemplateMeasure]:
    made = {}
    for measure in measures:
        plain = as_template(measure)
        made[measure.slug] = TemplateMeasure(
            plain.slug, plain.name, plain.cadence, plain.unit, plain.needs_numerator, measure.is_additive
        )
    return made


def sources_of(board: Board) -> set[str]:
    """Keys of the sources that feed a measure of the board."""
    return set(Feed.objects.filter(measure__board=board).values_list("source", flat=True))


def source_of(key: str) -> Source | Reference:
    """Also of a source that is no longer known: an old import stays readable."""
    gone = Reference(key, key, "", "", "", boundaries.read)
    return SOURCES.get(key) or REFERENCES.get(key) or gone
