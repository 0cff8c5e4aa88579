"""Boundaries of areas from GeoJSON, for drawing maps. Pure: no Django.

Source: ONS Open Geography Portal, generalised boundaries (contains OS data © Crown copyright and database right).
Longitude and latitude in degrees (WGS 84), rounded to four decimals: about ten metres, finer than any map here.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from performance.importing.archives import MEGABYTE
from performance.importing.cells import File, Note
from performance.importing.figures import shown
from performance.importing.places import CODE
from performance.importing.problems import Problems, Unreadable

MAX_SIZE = 20 * MEGABYTE  # the parser holds it in memory whole
MAX_POINTS = 200_000
DECIMALS = 4
CODES = re.compile(r"(?:wd|ward|lad|ltla|csp|pfa|ctyua|utla|cty)\d{0,2}_?(?:cd|code)|code", re.IGNORECASE)
NAMES = re.compile(r"(?:wd|ward|lad|ltla|csp|pfa|ctyua|utla|cty)\d{0,2}_?(?:nm|name)|name", re.IGNORECASE)

Ring = tuple[tuple[float, float], ...]  # longitude, latitude; closed: the last point is the first
Polygon = tuple[Ring, ...]  # the outline, then its holes


@dataclass
class Boundaries:
    """`polygons` and `names` by the ONS code of the area."""

    polygons: dict[str, tuple[Polygon, ...]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)
    notes: list[Note] = field(default_factory=list)


def read(file: File) -> Boundaries:
    """Polygons and multipolygons. The code is the first property that is named like one ("WD25CD", "csp_code"): in a
    file of wards with their districts it is the ward's."""
    read = Boundaries()
    try:
        for index, feature in enumerate(_features(file), 1):
            _keep(index, feature, read)
    except Unreadable as error:
        read.problems.add(None, "", error.message)
    points = sum(len(ring) for area in read.polygons.values() for polygon in area for ring in polygon)
    if points > MAX_POINTS:
        too_many = f"The outlines have {points:,} points; at most {MAX_POINTS:,} are drawn. Use generalised boundaries."
        read.problems.add(None, "", too_many)
    read.notes += [("Areas", len(read.polygons)), ("Points", points)]
    return read


def _features(file: File) -> list[Any]:
    file.stream.seek(0)
    content = file.stream.read(MAX_SIZE + 1)
    if len(content) > MAX_SIZE:
        raise Unreadable(f"The file is larger than {MAX_SIZE // MEGABYTE} MB. Use generalised boundaries.")
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unreadable("This is not a GeoJSON file: it cannot be read as JSON.") from error
    features = data.get("features") if isinstance(data, dict) and data.get("type") == "FeatureCollection" else None
    if not isinstance(features, list):
        raise Unreadable("This is not a GeoJSON file: it holds no collection of features.")
    if not features:
        raise Unreadable("The file holds no areas.")
    return features


def _keep(index: int, feature: Any, read: Boundaries) -> None:
    """Features are numbered from one in problems, as rows are."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    properties = properties if isinstance(properties, dict) else {}
    key = next((key for key in properties if CODES.fullmatch(key)), None)
    code = str(properties.get(key, "")) if key else ""
    if not CODE.fullmatch(code):
        read.problems.add(index, key or "", f"“{shown(code)}” is not the code of an area.")
        return
    try:
        polygons = tuple(_polygons(feature.get("geometry")))
    except (TypeError, ValueError, KeyError, IndexError) as error:
        read.problems.add(index, "geometry", f"The outline of {code} cannot be read: {shown(error, 80)}.")
        return
    if code in read.polygons:
        read.problems.add(index, str(key), f"{code} stands in the file twice.")
    name = next((properties[key] for key in properties if NAMES.fullmatch(key)), "")
    read.polygons[code], read.names[code] = polygons, str(name)


def _polygons(geometry: Any) -> Iterator[Polygon]:
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise ValueError("it is neither a polygon nor several")
    coordinates = geometry["coordinates"]
    for polygon in coordinates if geometry["type"] == "MultiPolygon" else [coordinates]:
        yield tuple(_ring(ring) for ring in polygon)


def _ring(points: Any) -> Ring:
    ring = [(_degree(point[0], 180), _degree(point[1], 90)) for point in points]
    tidy = [point for index, point in enumerate(ring) if index == 0 or point != ring[index - 1]]
    if len(tidy) < 4 or tidy[0] != tidy[-1]:
        raise ValueError("a ring is not closed or has fewer than four points")
    return tuple(tidy)


def _degree(value: Any, limit: int) -> float:
    """Metres of the National Grid are caught here: they are far beyond any degree."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or abs(value) > limit:
        raise ValueError("a coordinate is not in degrees of longitude and latitude (WGS 84)")
    return round(float(value), DECIMALS)
