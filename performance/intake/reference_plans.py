"""What a look-up, a set of weights or outlines would add or change, item by item, and how each is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from partnerships.models import Area, AreaPart, Boundary
from performance.importing.boundaries import Boundaries
from performance.importing.cells import Note
from performance.importing.lookups import Lookup
from performance.importing.problems import Problems
from performance.importing.severity import Weights
from performance.intake.rows import Kind
from performance.models import Weight, WeightSet

BATCH = 2_000
WEIGHT_PLACES = Decimal("0.000001")


@dataclass(frozen=True)
class Item:
    """One thing to keep; those with the same `keep` are kept together."""

    kind: Kind
    what: str
    where: str
    old: str
    new: str
    data: Any
    keep: Callable[[list[Item]], None]


# Look-ups ---------------------------------------------------------------------------------------------


def plan_lookup(found: Lookup, cited: str, facts: list[Note]) -> list[Item]:
    """Areas that are new, and what lies in what. An area that is known keeps its name; one that moved to another whole
    of the same kind lies in the new one from now on, and no figure is touched."""
    known = {area.code: area for area in Area.objects.filter(code__in=found.levels)}
    renamed = sum(code in known and known[code].name != name for code, name in found.names.items())
    facts.append(("Areas that have another name here (kept as it is)", renamed))
    labels = dict(Area.Kind.choices)
    items = []
    for code, level in found.levels.items():
        name = found.names.get(code, code)[:100]
        kind = Kind.UNCHANGED if code in known else Kind.NEW
        items.append(Item(kind, labels[level], f"{name} ({code})", "", name, (code, name, level), _keep_areas))
    return items + list(_plan_parts(found, cited))


def _keep_areas(items: list[Item]) -> None:
    made = [Area(code=code, name=name, kind=kind) for code, name, kind in (item.data for item in items)]
    Area.objects.bulk_create(made, BATCH)


def _plan_parts(found: Lookup, cited: str) -> Iterator[Item]:
    pairs = list(_pairs(found))
    held: dict[tuple[str, str], str] = {}
    rows = AreaPart.objects.values_list("part__code", "whole__kind", "whole__code")
    wanted = {part for part, _ in pairs}
    for part, whole_kind, whole in rows.iterator(chunk_size=5_000):
        if part in wanted:
            held[part, whole_kind] = whole

    def keep(items: list[Item]) -> None:
        _keep_parts(items, cited)

    for part, whole in pairs:
        before = held.get((part, found.levels[whole]))
        kind = Kind.NEW if before is None else Kind.UNCHANGED if before == whole else Kind.REVISED
        where = f"{found.names.get(part, part)} ({part})"
        into = f"in {found.names.get(whole, whole)} ({whole})"
        old = f"in {before}" if before else ""
        yield Item(kind, "What lies in what", where, old, into, (part, whole, before), keep)


def _pairs(found: Lookup) -> Iterator[tuple[str, str]]:
    """(part, whole). The CSP areas of a force are told from their districts."""
    for inside in (found.ward_of, found.district_of, found.district_of_ward, found.csp_of, found.force_of):
        yield from inside.items()
    yield from ((part, whole) for part, whole in found.county_of.items() if part != whole)
    forces = {found.csp_of[district]: force for district, force in found.force_of.items() if district in found.csp_of}
    yield from forces.items()


def _keep_parts(items: list[Item], cited: str) -> None:
    codes = {code for item in items for code in item.data[:2]}
    ids = dict(Area.objects.filter(code__in=codes).values_list("code", "pk"))
    for item in items:
        part, _, before = item.data
        if before is not None:
            AreaPart.objects.filter(part__code=part, whole__code=before).delete()
    made = [AreaPart(part_id=ids[part], whole_id=ids[whole], source=cited[:200]) for part, whole, _ in
            (item.data for item in items)]  # fmt: skip
    AreaPart.objects.bulk_create(made, BATCH)


# Weights ----------------------------------------------------------------------------------------------


def plan_weights(found: Weights, cited: str, published: dt.date, problems: Problems, facts: list[Note]) -> list[Item]:
    """A new set, or nothing: a set that is held already is never changed, because scores were worked out with it."""
    if not found.version:
        problems.add(
            None, "", "Put the year of the weights into the name of the file, for example “weights_c2020.csv”."
        )
        return []
    facts.append((f"Weights of the version {found.version}", len(found.weights)))
    new = {code: weight.quantize(WEIGHT_PLACES) for code, weight in found.weights.items()}
    held = dict(Weight.objects.filter(weight_set__version=found.version).values_list("code", "value"))
    if held and held != new:
        other = sorted(code for code in held.keys() | new.keys() if held.get(code) != new.get(code))
        problems.add(
            None, "",
            f"The version {found.version} is held already, with other weights for {', '.join(other[:5])}. "
            "Scores stand on it, so it is not changed: give the new set a version of its own in the file’s name.",
        )  # fmt: skip
        return []

    def keep(items: list[Item]) -> None:
        made = WeightSet.objects.create(version=found.version, source=cited[:300], published=published)
        rows = [Weight(weight_set=made, code=code, offence="", value=weight) for code, weight in
                (item.data for item in items)]  # fmt: skip
        Weight.objects.bulk_create(rows, BATCH)

    kind = Kind.UNCHANGED if held else Kind.NEW
    return [
        Item(kind, f"Weights {found.version}", f"Offence {code}", "", f"{weight:f}", (code, weight), keep)
        for code, weight in new.items()
    ]


# Outlines ---------------------------------------------------------------------------------------------


def plan_boundaries(found: Boundaries, cited: str, facts: list[Note]) -> list[Item]:
    """Outlines of areas that are known. Those of others are counted and passed over."""
    areas = {area.code: area for area in Area.objects.filter(code__in=found.polygons).select_related("boundary")}
    facts.append(("Outlines of areas that are not known here (not kept)", len(found.polygons) - len(areas)))

    def keep(items: list[Item]) -> None:
        for item in items:
            area, polygons = item.data
            Boundary.objects.update_or_create(area=area, defaults={"polygons": polygons, "source": cited})

    items = []
    for code, area in areas.items():
        polygons = [[[list(point) for point in ring] for ring in polygon] for polygon in found.polygons[code]]
        before = getattr(area, "boundary", None)
        kind = Kind.NEW if before is None else Kind.UNCHANGED if before.polygons == polygons else Kind.REVISED
        points = f"{sum(len(ring) for polygon in polygons for ring in polygon):,} points"
        old = "another outline" if before else ""
        items.append(Item(kind, "Outlines", area.label, old, points, (area, polygons), keep))
    return items
