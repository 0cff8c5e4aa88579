"""Longitude and latitude → places on a sheet, and a place inside an area to write on."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from performance.charts.drawing import Frame, Point

Ring = tuple[Point, ...]
Polygon = tuple[Ring, ...]  # the outer ring first, then holes


def polygons_of(geometry: Mapping[str, Any]) -> tuple[Polygon, ...]:
    """The polygons of a GeoJSON Polygon or MultiPolygon. Raises ValueError for anything else."""
    kinds = {"Polygon": lambda part: [part], "MultiPolygon": lambda part: part}
    if geometry.get("type") not in kinds:
        raise ValueError(f"Not an area: {geometry.get('type')!r}.")
    polygons = kinds[geometry["type"]](geometry["coordinates"])
    return tuple(
        tuple(tuple((float(place[0]), float(place[1])) for place in ring) for ring in polygon) for polygon in polygons
    )


def project(areas: Sequence[tuple[Polygon, ...]], frame: Frame) -> tuple[tuple[Polygon, ...], ...]:
    """All areas on one scale in the middle of the frame: equirectangular, shrunk by the cosine of the latitude."""
    places = [place for area in areas for polygon in area for ring in polygon for place in ring]
    if not places:
        return tuple(() for _ in areas)
    west, east = min(x for x, _ in places), max(x for x, _ in places)
    south, north = min(y for _, y in places), max(y for _, y in places)
    shrink = max(math.cos(math.radians((south + north) / 2)), 0.01)
    wide, high = (east - west) * shrink, north - south
    room = (frame.right - frame.left, frame.bottom - frame.top)
    times = min(room[0] / wide if wide else math.inf, room[1] / high if high else math.inf)
    times = times if math.isfinite(times) else 1.0
    left, top = frame.left + (room[0] - wide * times) / 2, frame.top + (room[1] - high * times) / 2

    def placed(ring: Ring) -> Ring:
        return tuple((left + (x - west) * shrink * times, top + (north - y) * times) for x, y in ring)

    return tuple(tuple(tuple(placed(ring) for ring in polygon) for polygon in area) for area in areas)


def height_for(areas: Sequence[tuple[Polygon, ...]], width: float, tallest: float) -> float:
    """How high a sheet of that width must be to hold the areas, and no higher than `tallest`."""
    places = [place for area in areas for polygon in area for ring in polygon for place in ring]
    if not places:
        return tallest
    ys = [y for _, y in places]
    xs = [x for x, _ in places]
    wide = (max(xs) - min(xs)) * max(math.cos(math.radians((min(ys) + max(ys)) / 2)), 0.01)
    return min(tallest, width * (max(ys) - min(ys)) / wide) if wide else tallest


def writing_place(polygons: Sequence[Polygon]) -> tuple[Point, float, float]:
    """The middle of the widest level stretch inside the largest polygon, its width, and the polygon's height.

    Three levels are tried: at 50%, 38% and 62% of the height.
    """
    largest = max(polygons, key=lambda polygon: abs(_signed(polygon[0])))
    ys = [y for _, y in largest[0]]
    top, bottom = min(ys), max(ys)
    best = ((largest[0][0][0], (top + bottom) / 2), 0.0)
    for share, worth in ((0.5, 1.0), (0.38, 0.85), (0.62, 0.85)):
        y = top + (bottom - top) * share + 0.01
        for left, right in _inside(largest, y):
            if (right - left) * worth > best[1]:
                best = (((left + right) / 2, y), (right - left) * worth)
    return best[0], best[1], bottom - top


def _inside(polygon: Polygon, y: float) -> list[tuple[float, float]]:
    """The stretches of a level line that lie inside: between odd and even crossings, holes counted."""
    crossings = sorted(
        x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for ring in polygon
        for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True)
        if (y1 > y) != (y2 > y)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=False))


def _signed(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True)) / 2
