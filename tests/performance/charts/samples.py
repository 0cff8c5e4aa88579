"""One chart of each kind, with figures such as a board has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from performance.charts.bars import Bar, BarGroup, BarsPlot, GroupedBarsPlot
from performance.charts.control import ControlPhase, ControlPlot
from performance.charts.dots import DotRow, DotStrip
from performance.charts.figures import Unit
from performance.charts.maps import MapArea, MapPlot
from performance.charts.moved import MovedPlot, Track
from performance.charts.plot import Plot, PlotPoint
from performance.charts.risks import RiskMark, RiskPlot
from performance.charts.sparkline import Sparkline
from performance.charts.timeline import TimelineMark, TimelinePlot, TimelineRow

QUARTERS = [f"Q{number} {year}-{year - 1999}" for year in range(2021, 2027) for number in (1, 2, 3, 4)][:22]
COUNTS = [412, 398, 441, 430, 405, 389, 420, 436, 447, 402, None, 395, 401, 412, 362, 341, 333, 329, 338, 321, 287, 309]
MARKS = {15: "run", 16: "run", 17: "run", 20: "outside"}
PERCENT = Unit(after="%", decimals=1)
POUNDS = Unit(before="£")


def points(values: Sequence[float | None] | None = None) -> tuple[PlotPoint, ...]:
    values = COUNTS if values is None else values
    return tuple(
        PlotPoint(QUARTERS[index], value, MARKS.get(index, "") if values is COUNTS else "", provisional=index == 21)
        for index, value in enumerate(values)
    )


def control() -> ControlPlot:
    return ControlPlot(
        name="Residential burglaries",
        points=points(),
        phases=(
            ControlPhase(0, 13, 414.5, 348.2, 480.8, 370.3, 458.7),
            ControlPhase(14, 21, 327.5, 278, 377, 294.5, 360.5, label="Rebased October 2024", trial=True),
        ),
        unit=Unit(decimals=0),
        target=310,
        season=4,
    )


def moved() -> MovedPlot:
    here = [61, 58, 66, 63, 60, 64, 62, 67, 59, 65, 63, 61, 55, 51, 48, 49, 44, 46, 43, 41, 42, 40]
    there = [
        212,
        220,
        208,
        215,
        219,
        211,
        224,
        216,
        209,
        218,
        214,
        221,
        216,
        212,
        None,
        219,
        210,
        215,
        213,
        208,
        217,
        211,
    ]
    return MovedPlot(
        measure=Track("Repeat victims, Ashby Vale", points(here), 62.4, 53.1, 71.7),
        comparator=Track("Repeat victims, similar areas", points(there), 215.6, 198.4, 232.8),
        began=12,
        began_label="Target hardening began, April 2024",
        season=4,
    )


AREAS = ("Stourcombe", "Ashby Vale", "North Wend", "Fosse and Harrow", "Market Elding", "Thornwick", "Lower Wend")
RATES = (31.2, 27.9, 24.4, 22.1, 18.6, None, 12.3)


def bars() -> BarsPlot:
    return BarsPlot(
        "Anti-social behaviour calls per 1,000 people",
        tuple(
            Bar(area, rate, highlighted=area == "Ashby Vale", suppressed=rate is None)
            for area, rate in zip(AREAS, RATES, strict=True)
        ),
        Unit(decimals=1),
        reference=22.8,
        reference_label="Average of all areas",
    )


def grouped() -> GroupedBarsPlot:
    return GroupedBarsPlot(
        "Grant 2027-28",
        ("As this year", "By population", "By need"),
        (
            BarGroup("Stourcombe", (184_200, 171_950, 203_400)),
            BarGroup("Ashby Vale", (120_000, 131_250, 118_700)),
            BarGroup("North Wend", (96_300, 97_300, 78_400)),
        ),
        POUNDS,
        highlighted=2,
    )


def _square(column: int, row: int, side: float = 0.2) -> tuple[tuple[tuple[float, float], ...], ...]:
    west, south = -1.6 + column * 0.2, 52.4 + row * 0.13
    return (
        (
            (west, south),
            (west + side * 0.55, south - 0.015),
            (west + side, south),
            (west + side + 0.02, south + side * 0.33),
            (west + side, south + side * 0.65),
            (west, south + side * 0.65),
            (west, south),
        ),
    )


def district_map() -> MapPlot:
    values = [31.2, 27.9, 24.4, 22.1, 18.6, None, 12.3, 15.8, 29.0, None]
    names = [*AREAS, "Eastmere", "Old Coppice", "Hallow Bridge"]
    grid = [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1), (0, 2), (1, 2), (2, 2), (3, 1)]
    areas = []
    for name, value, (column, row) in zip(names, values, grid, strict=True):
        polygon = _square(column, row, 0.03 if name == "Hallow Bridge" else 0.2)
        if name == "Market Elding":
            west, south = -1.6 + column * 0.2 + 0.03, 52.4 + row * 0.13 + 0.015
            hole = ((west, south), (west + 0.03, south), (west + 0.03, south + 0.02), (west, south + 0.02))
            polygon = (*polygon, hole)
        areas.append(MapArea(name, value, polygons=(polygon,), suppressed=name == "Thornwick"))
    return MapPlot("Calls per 1,000 people", tuple(areas), Unit(decimals=1), area_label="District")


def tiles() -> MapPlot:
    places = [(1, 0), (0, 1), (1, 1), (2, 1), (0, 2), (1, 2), (2, 2)]
    areas = tuple(
        MapArea(name, value, tile=tile, suppressed=name == "Thornwick")
        for name, value, tile in zip(AREAS, RATES, places, strict=True)
    )
    return MapPlot("Calls per 1,000 people", areas, Unit(decimals=1), method="equal", count=3)


def risks() -> RiskPlot:
    return RiskPlot(
        "Strategic risks",
        (
            RiskMark("1", "Core posts not filled", (4, 4), (5, 5), (2, 3)),
            RiskMark("2", "Data sharing agreement lapses", (2, 4), (4, 4), (1, 4)),
            RiskMark("3", "Grant cut in year", (3, 5), (4, 5), (3, 3)),
            RiskMark("4", "Serious incident review overdue", (3, 3), (4, 3), (2, 2)),
            RiskMark("5", "Provider fails", (2, 2), (3, 4), (2, 2)),
            RiskMark("6", "Youth offer not known", (3, 3), (3, 3), (2, 2)),
            RiskMark("7", "CCTV fails", (2, 2), (2, 3), (1, 2)),
        ),
        appetite=9,
        layers=("inherent", "residual", "target"),
    )


def dots() -> DotStrip:
    return DotStrip(
        "Benchmark scores",
        ("2023-24", "2024-25", "2025-26"),
        (
            DotRow("Leadership and governance", (2.0, 2.6, 3.8)),
            DotRow("Intelligence-led business", (1.5, 2.4, 2.4)),
            DotRow("Effective delivery", (3.1, 3.3, 3.0)),
            DotRow("Engaged communities", (2.2, None, 2.9)),
            DotRow("Visible and constructive accountability", (1.0, 1.8, None)),
            DotRow("Appropriate skills and knowledge", (2.8, 3.4, 4.5)),
        ),
    )


def sparkline() -> Sparkline:
    return Sparkline("Residential burglaries", points())


def timeline() -> TimelinePlot:
    def day(year: int, month: int) -> int:
        return dt.date(year, month, 1).toordinal()

    return TimelinePlot(
        "Planned actions",
        (
            TimelineRow("One route for referrals", day(2026, 4), day(2027, 3), "On track", "Slavery",
                        marks=(TimelineMark("Half of the districts", day(2026, 8), True),
                               TimelineMark("All districts", day(2027, 1)))),
            TimelineRow("Train housing, licensing and environmental health staff everywhere", day(2025, 11),
                        day(2026, 9), "Late", "Slavery", late=True),
            TimelineRow("Mentors for young people", day(2026, 1), day(2026, 12), "At risk", "Young people",
                        revised=day(2027, 6), money_ends=day(2027, 3)),
        ),
        day(2026, 11),
    )  # fmt: skip


ALL: dict[str, Plot] = {
    "timeline": timeline(),
    "control": control(),
    "moved": moved(),
    "bars": bars(),
    "grouped": grouped(),
    "map": district_map(),
    "tiles": tiles(),
    "risks": risks(),
    "dots": dots(),
    "sparkline": sparkline(),
}
