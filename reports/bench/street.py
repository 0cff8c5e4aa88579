"""police.uk's street files, made larger, and a board that takes them in. What lies where is read off the files."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import Enum
from pathlib import Path

from django.conf import settings
from django.db import transaction

from partnerships.models import Area, AreaPart
from performance.models import Feed, Measure
from performance.periods import Cadence
from reports.volume.rows import bulk
from snb.models import Board

_CRIME = settings.BASE_DIR.parent / "shared" / "data" / "crime"
STREET_FILES = next(iter(sorted(_CRIME.glob("police_uk_street_*"))), _CRIME)
SOURCE = "police-uk"
MONTH, WITHIN, LSOA, LSOA_NAME, CRIME = 1, 3, 7, 8, 9  # columns
FAR = 100  # a district with fewer rows than this lies beyond the force's border


def street_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*-street.csv*"))


def rows_of(paths: Sequence[Path]) -> Iterator[list[str]]:
    """Without the headings."""
    for path in paths:
        with _text(path) as lines:
            reader = csv.reader(lines)
            next(reader)
            yield from reader


def _text(path: Path, mode: str = "rt"):  # type: ignore[no-untyped-def]  # one of two kinds of text stream
    packed = path.suffix == ".gz"
    return gzip.open(path, mode, 1, "utf-8", newline="") if packed else path.open(mode[0], encoding="utf-8", newline="")


# Larger ---------------------------------------------------------------------------------------------------------------


class By(Enum):
    """What grows: the rows of the same months, or the months, each with as many rows as before."""

    ROWS = "rows of the same months"
    MONTHS = "months"


def grown(paths: Sequence[Path], folder: Path, times: int, by: By) -> list[Path]:
    """The files `times` over, in `folder`."""
    folder.mkdir()
    if by is By.ROWS:
        return [_repeated(path, folder / path.name, times) for path in paths]
    return [_earlier(path, folder / f"{back}-{path.name}", back) for back in range(times) for path in paths]


def _repeated(path: Path, into: Path, times: int) -> Path:
    """Every row `times` over, each crime with a number of its own."""
    with _text(path) as lines, _text(into, "wt") as file:
        file.write(next(lines))
        for line in lines:
            file.writelines(line if line.startswith(",") else f"{copy}{line[1:]}" for copy in range(times))
    return into


def _earlier(path: Path, into: Path, years: int) -> Path:
    """The same rows, said to be of a month so many years before."""
    with _text(path) as lines, _text(into, "wt") as file:
        file.write(next(lines))
        for line in lines:
            number, month, rest = line.split(",", 2)
            file.write(f"{number},{int(month[:4]) - years}{month[4:]},{rest}")
    return into


# A board --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def make_street_board(paths: Sequence[Path]) -> Board:
    """A board with counts of every kind of crime for the force and its districts, and two of them by ward."""
    rows = Counter((row[LSOA], row[LSOA_NAME].rpartition(" ")[0], row[LSOA_NAME][:-1]) for row in rows_of(paths))
    within = Counter(row[WITHIN] for row in rows_of(paths[:1])).most_common(1)[0][0]
    force = Area.objects.create(code="E23888888", name=within, kind=Area.Kind.FORCE)
    _make_areas(force, rows)
    board = Board.objects.create(slug="street", name="Street", short_name="Street", area="Nowhere")
    kinds = sorted({row[CRIME] for row in rows_of(paths[:1])} - {"Anti-social behaviour"})
    for series in ("crime:all", "asb"):
        _make_measure(board, force, series, Area.Kind.WARD)
    for series in (f"crime:{kind}" for kind in kinds):
        _make_measure(board, force, series, Area.Kind.DISTRICT)
    return board


def _make_areas(force: Area, rows: Counter[tuple[str, str, str]]) -> None:
    """Neighbourhoods as the files name them; "Fosse 001A" lies in the district Fosse and here in a ward "Fosse 001"."""
    sizes: Counter[str] = Counter()
    for (_, district, _), count in rows.items():
        sizes[district] += count
    found = [key for key in rows if key[0] and sizes[key[1]] >= FAR]
    districts = _make_kind(Area.Kind.DISTRICT, "E07888", {district for _, district, _ in found})
    wards = _make_kind(Area.Kind.WARD, "E05888", {ward for *_, ward in found})
    codes = {code: code for code, *_ in found}
    lsoas = bulk(Area, [Area(code=code, name=code, kind=Area.Kind.NEIGHBOURHOOD) for code in sorted(codes)])
    by_code = {area.code: area for area in lsoas}
    parts = {(force, district) for district in districts.values()}
    parts |= {(districts[district], wards[ward]) for _, district, ward in found}
    for code, district, ward in found:
        parts |= {(districts[district], by_code[code]), (wards[ward], by_code[code])}
    bulk(AreaPart, [AreaPart(whole=whole, part=part, source="Made up") for whole, part in parts])


def _make_kind(kind: Area.Kind, code: str, names: set[str]) -> dict[str, Area]:
    made = [Area(code=f"{code}{place:03}", name=name, kind=kind) for place, name in enumerate(sorted(names))]
    return {area.name: area for area in bulk(Area, made)}


def _make_measure(board: Board, force: Area, series: str, breakdown: Area.Kind) -> None:
    slug = series.lower().replace(":", "-").replace(" ", "-")
    measure = Measure.objects.create(
        board=board, slug=slug, name=series, unit="offences", polarity="lower", cadence=Cadence.MONTH, area=force,
        breakdown=breakdown,
    )  # fmt: skip
    Feed.objects.create(measure=measure, source=SOURCE, series=series)
