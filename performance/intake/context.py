"""What readers of files are told beforehand, from the database."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from partnerships.models import Area, AreaPart
from performance.importing.cells import Context
from performance.intake.kept import Fed, Geography, fed_by, template_measures
from performance.models import Measure
from performance.periods import Period
from snb.models import Board

Kind = Area.Kind
TILES = (
    Kind.DISTRICT,
    Kind.CSP,
    Kind.WARD,
)  # which kind of part an area's total is checked against, the first there is
Codes = dict[str, str]


def context_of(board: Board, source: str, period: Period | None = None) -> tuple[Context, list[Fed], Geography]:
    """What a reader must know of the board, which measures it feeds, and the areas. Constant queries."""
    geography = Geography.read()
    fed = fed_by(board, source, geography)
    kept = {code: pk for each in fed for code, pk in each.areas.items()}
    context = Context(
        areas={code: geography.areas[pk].name for code, pk in kept.items()},
        parts=parts_of(geography, kept),
        measures=template_measures(Measure.objects.filter(board=board)),
        period=period,
    )
    return _with_lookups(context, geography), fed, geography


def _with_lookups(context: Context, geography: Geography) -> Context:
    wholes = _wholes()
    counties: dict[str, list[str]] = defaultdict(list)
    for whole in (Kind.COUNTY, Kind.OTHER):
        for part, code in wholes[Kind.DISTRICT, whole].items():
            counties[part].append(code)
    return replace(
        context,
        ward_of=wholes[Kind.NEIGHBOURHOOD, Kind.WARD],
        district_of=wholes[Kind.NEIGHBOURHOOD, Kind.DISTRICT],
        csp_of=wholes[Kind.DISTRICT, Kind.CSP],
        force_of=wholes[Kind.DISTRICT, Kind.FORCE],
        wider=dict(counties),
        forces={area.name: area.code for area in geography.areas.values() if area.kind == Kind.FORCE},
    )


def _wholes() -> dict[tuple[str, str], Codes]:
    """By the kinds of part and whole: code of the part → code of the whole."""
    found: dict[tuple[str, str], Codes] = defaultdict(dict)
    pairs = AreaPart.objects.values_list("part__kind", "whole__kind", "part__code", "whole__code")
    for part_kind, whole_kind, part, whole in pairs.iterator(chunk_size=5_000):
        found[part_kind, whole_kind][part] = whole
    return found


def parts_of(geography: Geography, kept: dict[str, int]) -> dict[str, list[str]]:
    """Code → codes of the parts that make the area up, each counted once: districts where there are any."""
    found = {}
    for code, pk in kept.items():
        tiles = next(filter(None, (geography.inside(pk, kind) for kind in TILES)), [])
        if tiles:
            found[code] = [geography.areas[part].code for part in tiles]
    return found
