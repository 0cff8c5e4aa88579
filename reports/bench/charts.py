"""Charts drawn for a document, by kind: as a figure for a page (two drawings) and as one for a paper."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Callable
from functools import partial

from django.template import Context, Engine, Template

from performance.charts.bars import Bar, BarGroup, BarsPlot, GroupedBarsPlot
from performance.charts.control import ControlPhase, ControlPlot
from performance.charts.dots import DotRow, DotStrip
from performance.charts.maps import MapArea, MapPlot
from performance.charts.moved import MovedPlot, Track
from performance.charts.plot import Plot, PlotPoint
from performance.charts.risks import RiskMark, RiskPlot
from performance.charts.sparkline import Sparkline
from reports.bench.timing import seconds_of

MONTHS, YEARS = 36, ("2023-24", "2024-25", "2025-26")
PAGE = "{% load charts %}{% chart plot key finding='A finding' subtitle='offences' source='Made up' %}"
PAPER = "{% load charts %}{% paper_chart plot key finding='A finding' subtitle='offences' source='Made up' %}"
LINE = "{% load charts %}{% sparkline plot key %}"


def charts_part(count: int) -> list[str]:
    """`count` charts in all, every kind as often, no two with the same figures."""
    engine = Engine.get_default()
    page, paper, line = (engine.from_string(text) for text in (PAGE, PAPER, LINE))
    times: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for number in range(-len(KINDS), count):  # one of each kind warms up
        kind, make = list(KINDS.items())[number % len(KINDS)]
        plot = make(number)
        tags = (line, line) if kind == "sparkline" else (page, paper)
        found = tuple(1000 * seconds_of(partial(_render, tag, plot, number)) for tag in tags)
        if number >= 0:
            times[kind].append((found[0], found[1]))
    return _lines(count, times)


def _render(template: Template, plot: Plot, number: int) -> str:
    return template.render(Context({"plot": plot, "key": f"c{number}"}))


def _lines(count: int, times: dict[str, list[tuple[float, float]]]) -> list[str]:
    """Milliseconds of each: the median and the most."""
    lines = [f"{count} charts, ms each", f"{'kind':22}{'page: median':>14}{'most':>7}{'paper: median':>15}{'most':>7}"]
    for kind, found in times.items():
        pages, papers = zip(*found, strict=True)
        shown = [statistics.median(pages), max(pages), statistics.median(papers), max(papers)]
        lines.append("{:22}{:>14.1f}{:>7.1f}{:>15.1f}{:>7.1f}".format(kind, *shown))
    every = [sum(each) / 1000 for each in zip(*(pair for found in times.values() for pair in found), strict=True)]
    return [*lines, f"all {count}: {every[0]:.2f} s as figures for pages, {every[1]:.2f} s as figures for papers"]


# One of each kind -----------------------------------------------------------------------------------------------------


def _points(number: int) -> tuple[PlotPoint, ...]:
    """Three years of months."""
    values = [100 + number % 50 + 20 * math.sin(place / 2 + number) for place in range(MONTHS)]
    return tuple(
        PlotPoint(f"{place % 12 + 1}/{23 + place // 12}", round(value, 1), "run" if 9 < place < 18 else "")
        for place, value in enumerate(values)
    )


def _control(number: int) -> Plot:
    phases = (ControlPhase(0, 17, 110, 80, 140, 90, 130), ControlPhase(18, 35, 105, 75, 135, 85, 125, label="Rebased"))
    return ControlPlot("Offences", _points(number), phases, target=95, season=12)


def _moved(number: int) -> Plot:
    here, there = (Track(name, _points(each), 110, 80, 140) for name, each in (("Here", number), ("There", number + 1)))
    return MovedPlot(here, there, 20, "The action began", season=12)


def _bars(number: int) -> Plot:
    bars = tuple(Bar(f"District {place}", 10 + (place * 7 + number) % 30, place == 3) for place in range(12))
    return BarsPlot("Rate", bars, reference=22, reference_label="All")


def _grouped(number: int) -> Plot:
    groups = tuple(BarGroup(f"Area {place}", (90 + number, 80 + place, 100 - place)) for place in range(8))
    return GroupedBarsPlot("Grant", ("As now", "By people", "By need"), groups, highlighted=1)


def _outlines(number: int) -> Plot:
    """Ten districts of 200 corners each."""
    areas = [
        MapArea(f"District {place}", float((place * 7 + number) % 30), polygons=((_ring(place % 4, place // 4),),))
        for place in range(10)
    ]
    return MapPlot("Rate", tuple(areas))


def _ring(column: int, row: int) -> tuple[tuple[float, float], ...]:
    turns = [2 * math.pi * corner / 200 for corner in range(201)]
    return tuple(
        (-1.5 + 0.2 * column + 0.09 * math.cos(turn), 52.9 + 0.13 * row + 0.06 * math.sin(turn)) for turn in turns
    )


def _squares(number: int) -> Plot:
    return MapPlot(
        "Rate",
        tuple(
            MapArea(f"Ward {place}", float((place * 7 + number) % 30), tile=(place % 8, place // 8))
            for place in range(60)
        ),
    )


def _risks(number: int) -> Plot:
    marks = [
        RiskMark(f"R{place}", f"Risk {place}", (1 + (place + number) % 5, 1 + place % 5), (5, 4), (1, 2))
        for place in range(15)
    ]
    return RiskPlot("Risks", tuple(marks), appetite=9, layers=("inherent", "residual", "target"))


def _dots(number: int) -> Plot:
    rows = [
        DotRow(f"Benchmark {place}", tuple(1 + (place + year + number) % 5 for year in range(3))) for place in range(10)
    ]
    return DotStrip("Scores", YEARS, tuple(rows))


def _sparkline(number: int) -> Plot:
    return Sparkline("Offences", _points(number)[:13])


KINDS: dict[str, Callable[[int], Plot]] = {
    "control chart": _control,
    "did it move": _moved,
    "bars": _bars,
    "grouped bars": _grouped,
    "map of outlines": _outlines,
    "map of squares": _squares,
    "risk matrix": _risks,
    "scores over years": _dots,
    "sparkline": _sparkline,
}
