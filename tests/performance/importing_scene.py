"""A board that takes figures in: a force with two districts, three measures, and files that hold figures for them."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from partnerships.models import Area, AreaPart
from performance.analysis.rag import Polarity
from performance.importing.cells import File
from performance.intake.checking import apply, prepare
from performance.intake.preview import Preview
from performance.known import known_on
from performance.models import Feed, Import, Measure, Observation
from performance.periods import Cadence, Period
from snb.models import Person
from tests.cast import Cast

EARLY, LATE = dt.date(2025, 10, 1), dt.date(2026, 1, 15)
FORCE, NORTH, SOUTH = "E23000901", "E07000901", "E07000902"
HEADING = "Measure,Area,Period,Value,Numerator,Denominator,Provisional,Note"


def area(code: str, name: str, kind: str, *wholes: Area) -> Area:
    made, _ = Area.objects.get_or_create(code=code, defaults={"name": name, "kind": kind})
    for whole in wholes:
        AreaPart.objects.get_or_create(whole=whole, part=made, defaults={"source": "Made up"})
    return made


@dataclass
class Scene:
    cast: Cast
    force: Area
    north: Area
    south: Area
    thefts: Measure  # a count, quarterly, for the force and its districts
    monthly: Measure  # the same by month, for the force
    share: Measure  # a percentage

    def known(self, measure: Measure | None = None, area: Area | None = None) -> list[tuple[str, Any, int]]:
        """(period, value, sequence) of everything that is held, oldest publication first."""
        of = measure or self.thefts
        rows = Observation.objects.filter(measure=of, area=area or self.force).order_by("vintage", "sequence")
        cadence = Cadence(of.cadence)
        return [(Period(row.period_start, cadence).short, row.value, row.sequence) for row in rows]

    def value_on(self, day: dt.date) -> Any:
        """Of the newest period, as known on that day."""
        newest = known_on(day, [self.thefts]).of(self.thefts).newest
        return newest and newest.value

    def take(
        self, text: str, vintage: dt.date = EARLY, *, source: str = "template", by: Person | None = None
    ) -> Preview:
        """Check and keep a file, as the command line does."""
        prepared = prepare(self.cast.board, source, [file(text)], vintage, None)
        imported = Import.objects.create(board=self.cast.board, source=source, vintage=vintage)
        kept = apply(prepared, imported, by=by)
        assert kept is not None
        return kept


def make_scene(cast: Cast) -> Scene:
    force = area(FORCE, "Fosse", Area.Kind.FORCE)
    north = area(NORTH, "North Fosse", Area.Kind.DISTRICT, force)
    south = area(SOUTH, "South Fosse", Area.Kind.DISTRICT, force)

    def measure(slug: str, **more: object) -> Measure:
        values = {"name": slug.title(), "unit": "offences", "polarity": Polarity.LOWER, "area": force, **more}
        return Measure.objects.create(board=cast.board, slug=slug, **values)

    thefts = measure("thefts", breakdown=Area.Kind.DISTRICT)
    monthly = measure("thefts-monthly", cadence=Cadence.MONTH)
    share = measure("charged", unit="per cent", per=100, numerator="charged", denominator="crimes", decimals=1)
    return Scene(cast, force, north, south, thefts, monthly, share)


def feed(measure: Measure, source: str, *series: str) -> None:
    for name in series:
        Feed.objects.create(measure=measure, source=source, series=name)


def file(text: str | bytes, name: str = "figures.csv") -> File:
    return File(name, io.BytesIO(text.encode() if isinstance(text, str) else text))


def upload(text: str | bytes, name: str = "figures.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def template(*lines: str) -> str:
    """A filled-in template; a line is "measure,area,period,value…"."""
    return "\n".join([HEADING, *lines]) + "\n"


def quarters(*values: object, where: str = FORCE) -> str:
    """Thefts of the quarters of 2024-25, from the first on."""
    return template(*(f"thefts,{where},Q{number} 2024-25,{value}" for number, value in enumerate(values, 1)))


OFFENCES = "financial_year,financial_quarter,force,offence_group,offence_subgroup,offence_code,offences"


def offences(*rows: tuple[int, str, int]) -> str:
    """The Home Office's table for Fosse: quarter of 2024/25, offence code, count."""
    lines = [f"2024/25,{quarter},Fosse,Theft,Theft {code},{code},{count}" for quarter, code, count in rows]
    return "\n".join([OFFENCES, *lines]) + "\n"
