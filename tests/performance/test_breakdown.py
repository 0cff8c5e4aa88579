"""A measure by area, as published and added up for partnerships; and as a map."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.http import QueryDict

from partnerships.models import Area, AreaPart, Boundary, Coverage, Partnership
from performance.breakdown import PARTNERSHIPS, AreaFigure, Breakdown, breakdown_of, kinds_of, newest_start
from performance.forms.map import PERIODS, MapFilter
from performance.map import map_plot, map_sheet
from performance.models import Measure
from performance.periods import Cadence, Period
from snb.models import RemitName
from snb.querysets import today
from tests.cast import LONG_AGO, Cast, make_area
from tests.performance.measuring import EARLY, LATE, measure, observe, quarter, run
from tests.performance.sharing import cover, make_csp, make_partnership

Q1, Q2 = quarter(2025, 1), quarter(2025, 2)
DISTRICT, CSP = Area.Kind.DISTRICT, Area.Kind.CSP
PARTIAL = "Not every part of it has a figure."


class Fosse:
    """North (two districts, a CSP area that covers both) and South (one district, a CSP area for it)."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.north, self.southern = cast.partnership, make_partnership(cast, "south", "South Fosse CSP")
        self.upper, self.lower = cover(self.north, "Upper Fosse", "Lower Fosse")
        (self.south,) = cover(self.southern, "South Fosse")
        self.thefts = measure(cast, breakdown=DISTRICT)
        self.people = measure(cast, "people", cadence=Cadence.YEAR, unit="people", breakdown=DISTRICT)

    def observed(self, period: Period, values: dict[Area, object], vintage: dt.date = EARLY) -> None:
        for area, value in values.items():
            observe(self.thefts, period, value, vintage, area=area)

    def inhabited(self, values: dict[Area, object], start: dt.date = dt.date(2024, 1, 1)) -> None:
        for area, value in values.items():
            observe(self.people, Period(start, Cadence.YEAR), value, area=area)

    def where(self, kind: str = DISTRICT, day: dt.date = LATE, **more: object) -> Breakdown:
        return breakdown_of(self.thefts, self.cast.board, day, kind, **more)  # type: ignore[arg-type]

    def shown(self, kind: str = DISTRICT, **more: object) -> dict[str, str]:
        return {figure.name: figure.shown for figure in self.where(kind, **more).figures}  # type: ignore[arg-type]


@pytest.fixture
def fosse(cast: Cast) -> Fosse:
    return Fosse(cast)


def rates(where: Breakdown) -> dict[str, Decimal | None]:
    return {figure.name: figure.rate for figure in where.figures}


# By area, as published -------------------------------------------------------------------------------


def test_each_district_as_it_is_published(fosse: Fosse) -> None:
    fosse.observed(Q2, {fosse.upper: 1204, fosse.lower: 0, fosse.south: 7, fosse.thefts.area: 1211})
    assert fosse.shown() == {"Lower Fosse": "0", "South Fosse": "7", "Upper Fosse": "1,204"}
    assert fosse.where().period == Q2


def test_a_csp_figure_gives_its_districts_nothing(fosse: Fosse) -> None:
    csp = make_csp("North Fosse", fosse.upper, fosse.lower)
    fosse.observed(Q2, {csp: 100})
    assert (fosse.where(DISTRICT).period, fosse.where(DISTRICT).figures) == (None, ())
    assert fosse.shown(CSP) == {"North Fosse": "100"}
    fosse.observed(Q2, {fosse.upper: 60})
    assert fosse.shown() == {"Upper Fosse": "60"}


def test_a_force_figure_is_divided_among_nobody(fosse: Fosse) -> None:
    observe(fosse.thefts, Q2, 900)
    assert [fosse.where(kind).figures for kind in (DISTRICT, CSP, PARTNERSHIPS)] == [(), (), ()]
    assert kinds_of(fosse.thefts) == []


def test_suppressed_is_withheld_and_missing_is_no_figure(fosse: Fosse) -> None:
    fosse.observed(Q2, {fosse.upper: 9})
    fosse.observed(Q1, {fosse.south: 3})
    observe(fosse.thefts, Q2, None, area=fosse.lower, is_suppressed=True)
    assert fosse.shown() == {"Lower Fosse": "Withheld", "South Fosse": "No figure", "Upper Fosse": "9"}


def test_the_newest_period_that_any_area_has(fosse: Fosse) -> None:
    fosse.observed(Q1, {fosse.upper: 5, fosse.lower: 6})
    fosse.observed(Q2, {fosse.upper: 7}, LATE)
    observe(fosse.thefts, Q2.next(), None, area=fosse.lower)  # taken back is not a figure
    assert fosse.where().period == Q2
    assert fosse.where(day=EARLY).period == Q1
    assert fosse.shown(start=Q1.start) == {"Lower Fosse": "6", "Upper Fosse": "5"}


def test_the_period_of_the_measures_own_area_is_not_that_of_its_parts(cast: Cast) -> None:
    own, other = make_area("Own", DISTRICT), make_area("Other", DISTRICT)
    held = measure(cast, area=own, breakdown=DISTRICT)
    observe(held, Q2, 5)
    observe(held, Q1, 4, area=other)
    assert newest_start(held, DISTRICT, LATE) == Q1.start
    assert [figure.name for figure in breakdown_of(held, cast.board, LATE, DISTRICT).figures] == ["Other"]


def test_a_year_ago_of_each_area(fosse: Fosse) -> None:
    fosse.observed(Q2, {fosse.upper: 12, fosse.lower: 5, fosse.south: 8})
    fosse.observed(Q2.a_year_before(), {fosse.upper: 10, fosse.south: 8})
    figures = {figure.name: figure for figure in fosse.where().figures}
    assert [(figures[name].mark.meaning, figures[name].mark.way) for name in sorted(figures)] == [
        ("unknown", ""), ("level", ""), ("worse", "up"),
    ]  # fmt: skip
    assert figures["Upper Fosse"].a_year_ago.sentence == "10 in Q2 2024-25, 12 in Q2 2025-26: up by 2 (20%)."


def test_the_kinds_there_are_figures_for(fosse: Fosse) -> None:
    fosse.observed(Q2, {fosse.upper: 5, make_csp("Csp", fosse.south): 6, fosse.thefts.area: 11})
    assert [kind for kind, _ in kinds_of(fosse.thefts)] == [DISTRICT, CSP, PARTNERSHIPS]


@pytest.mark.parametrize("more", [{"per": 100}, {"per": 1000}, {"unit": "points"}, {"unit": "Index"}])
def test_rates_and_scores_are_not_added_up(fosse: Fosse, more: dict[str, object]) -> None:
    fosse.thefts = measure(fosse.cast, "share", **more)
    fosse.observed(Q2, {fosse.upper: 5, fosse.lower: 5})
    fosse.inhabited({fosse.upper: 1000, fosse.lower: 500})
    assert [kind for kind, _ in kinds_of(fosse.thefts)] == [DISTRICT]
    assert set(rates(fosse.where(population=fosse.people)).values()) == {None}


# Rates -----------------------------------------------------------------------------------------------


def test_rates_are_for_every_thousand_people_of_the_newest_year(fosse: Fosse) -> None:
    fosse.observed(Q2, {fosse.upper: 5, fosse.lower: 6, fosse.south: 7})
    fosse.inhabited({fosse.upper: 1000, fosse.lower: 3000})
    fosse.inhabited({fosse.upper: 9999}, dt.date(2022, 1, 1))
    where = fosse.where(population=fosse.people)
    assert rates(where) == {"Upper Fosse": Decimal(5), "Lower Fosse": Decimal(2), "South Fosse": None}
    assert (where.people, where.has_rates) == ("2024", True)


def test_people_for_every_thousand_people_says_nothing(fosse: Fosse) -> None:
    fosse.inhabited({fosse.upper: 1000})
    where = breakdown_of(fosse.people, fosse.cast.board, LATE, DISTRICT, population=fosse.people)
    assert (where.has_rates, where.people) == (False, "")


def test_without_people_there_is_no_rate(fosse: Fosse) -> None:
    fosse.observed(Q2, {fosse.upper: 5})
    assert [fosse.where(population=each).has_rates for each in (None, fosse.people)] == [False, False]


def test_the_highest_rate_comes_first_and_the_unknown_last(fosse: Fosse) -> None:
    fosse.observed(Q2, {fosse.upper: 5, fosse.lower: 6})
    fosse.observed(Q1, {fosse.south: 1})
    fosse.inhabited({fosse.upper: 1000, fosse.lower: 3000})
    figures = sorted(fosse.where(population=fosse.people).figures, key=AreaFigure.rank)
    assert [figure.name for figure in figures] == ["Upper Fosse", "Lower Fosse", "South Fosse"]


# Partnerships, added up ------------------------------------------------------------------------------


def test_counts_add_and_rates_are_worked_out_anew(fosse: Fosse) -> None:
    fosse.observed(Q2, {fosse.upper: 10, fosse.lower: 2, fosse.south: 7})
    fosse.observed(Q2.a_year_before(), {fosse.upper: 8, fosse.lower: 1})
    fosse.inhabited({fosse.upper: 1000, fosse.lower: 3000, fosse.south: 700})
    where = fosse.where(PARTNERSHIPS, population=fosse.people)
    assert {figure.name: figure.shown for figure in where.figures} == {"North Fosse CSP": "12", "South Fosse CSP": "7"}
    assert rates(where) == {"North Fosse CSP": Decimal(3), "South Fosse CSP": Decimal(10)}  # never the mean of 10, 0.67
    north = where.figures[0]
    assert (north.mark.meaning, north.a_year_ago.against) == ("worse", Decimal(9))


def test_from_csp_areas_where_no_district_has_a_figure(fosse: Fosse) -> None:
    fosse.observed(Q2, {make_csp("North", fosse.upper, fosse.lower): 30, make_csp("South", fosse.south): 4})
    fosse.inhabited({fosse.upper: 1000, fosse.lower: 500, fosse.south: 2000})
    assert fosse.shown(PARTNERSHIPS) == {"North Fosse CSP": "30", "South Fosse CSP": "4"}
    found = rates(fosse.where(PARTNERSHIPS, population=fosse.people))
    assert found == {"North Fosse CSP": Decimal(20), "South Fosse CSP": Decimal(2)}


def test_a_csp_area_of_each_district_is_added_up(fosse: Fosse) -> None:
    fosse.observed(Q2, {make_csp("Upper", fosse.upper): 3, make_csp("Lower", fosse.lower): 4})
    assert fosse.shown(PARTNERSHIPS) == {"North Fosse CSP": "7", "South Fosse CSP": PARTIAL}


def test_districts_and_csp_areas_are_never_counted_twice(fosse: Fosse) -> None:
    csp = make_csp("North", fosse.upper, fosse.lower)
    fosse.observed(Q2, {fosse.upper: 10, fosse.lower: 2, csp: 12, fosse.south: 7})
    assert fosse.shown(PARTNERSHIPS) == {"North Fosse CSP": "12", "South Fosse CSP": "7"}


def test_a_district_that_has_never_had_a_figure_leaves_the_sum_unknown(fosse: Fosse) -> None:
    fosse.observed(Q2, {fosse.upper: 10, fosse.south: 7})
    assert fosse.shown(PARTNERSHIPS) == {"North Fosse CSP": PARTIAL, "South Fosse CSP": "7"}


@pytest.mark.parametrize("is_suppressed", [False, True])
def test_a_part_that_is_missing_or_withheld_leaves_the_sum_unknown(fosse: Fosse, is_suppressed: bool) -> None:
    fosse.observed(Q2, {fosse.upper: 10, fosse.south: 7})
    observe(fosse.thefts, Q2, None, area=fosse.lower, is_suppressed=is_suppressed)
    north, _ = fosse.where(PARTNERSHIPS).figures
    assert (north.value, north.shown, north.rate) == (None, PARTIAL, None)


def test_a_csp_area_that_is_wider_than_the_partnership_is_not_its_figure(fosse: Fosse) -> None:
    fosse.observed(Q2, {make_csp("All of Fosse", fosse.upper, fosse.lower, fosse.south): 90})
    assert fosse.shown(PARTNERSHIPS) == {"North Fosse CSP": PARTIAL, "South Fosse CSP": PARTIAL}


def test_a_csp_area_of_only_one_of_the_districts_is_not_the_whole(fosse: Fosse) -> None:
    fosse.observed(Q2, {make_csp("Upper", fosse.upper): 3})
    assert fosse.shown(PARTNERSHIPS)["North Fosse CSP"] == PARTIAL


def test_wards_of_a_csp_area_do_not_make_it_wider(fosse: Fosse) -> None:
    csp = make_csp("South", fosse.south)
    AreaPart.objects.create(whole=csp, part=make_area("A ward", Area.Kind.WARD), source="A look-up")
    fosse.observed(Q2, {csp: 4})
    assert fosse.shown(PARTNERSHIPS)["South Fosse CSP"] == "4"


def test_people_that_are_not_known_for_every_part_give_no_rate(fosse: Fosse) -> None:
    fosse.observed(Q2, {fosse.upper: 10, fosse.lower: 2})
    fosse.inhabited({fosse.upper: 1000})
    north, _ = fosse.where(PARTNERSHIPS, population=fosse.people).figures
    assert (north.shown, north.rate) == ("12", None)


def test_a_zero_in_every_part_is_a_zero(fosse: Fosse) -> None:
    fosse.observed(Q2, {fosse.upper: 0, fosse.lower: 0})
    assert fosse.shown(PARTNERSHIPS)["North Fosse CSP"] == "0"


def test_a_merger_counts_from_its_day_and_not_before(fosse: Fosse) -> None:
    last, first = Q1.end, Q2.start
    Partnership.objects.filter(pk__in=[fosse.north.pk, fosse.southern.pk]).update(ends=last)
    Coverage.objects.update(ends=last)
    merged = make_partnership(fosse.cast, "fosse", "Fosse CSP")
    merged.predecessors.set([fosse.north, fosse.southern])
    Partnership.objects.filter(pk=merged.pk).update(begins=first)
    for area in (fosse.upper, fosse.lower, fosse.south):
        Coverage.objects.create(partnership=merged, district=area, begins=first)
    for period in (Q2, Q1, Q2.a_year_before()):
        fosse.observed(period, {fosse.upper: 1, fosse.lower: 2, fosse.south: 4})
    assert fosse.shown(PARTNERSHIPS) == {"Fosse CSP": "7"}
    assert fosse.where(PARTNERSHIPS).figures[0].a_year_ago.against == Decimal(7)  # counts add, also before it merged
    assert fosse.shown(PARTNERSHIPS, start=Q1.start) == {"North Fosse CSP": "3", "South Fosse CSP": "4"}


def test_a_district_that_changed_partnership_counts_where_it_was(fosse: Fosse) -> None:
    Coverage.objects.filter(district=fosse.lower).update(ends=Q1.end)
    Coverage.objects.create(partnership=fosse.southern, district=fosse.lower, begins=Q2.start)
    for period in (Q1, Q2):
        fosse.observed(period, {fosse.upper: 1, fosse.lower: 2, fosse.south: 4})
    assert fosse.shown(PARTNERSHIPS) == {"North Fosse CSP": "1", "South Fosse CSP": "6"}
    assert fosse.shown(PARTNERSHIPS, start=Q1.start) == {"North Fosse CSP": "3", "South Fosse CSP": "4"}


def test_a_partnership_has_the_name_of_the_day(fosse: Fosse) -> None:
    RemitName.objects.create(remit=fosse.southern.remit, name="Southern Fosse CSP", begins=Q2.start)
    for period in (Q1, Q2):
        fosse.observed(period, {fosse.south: 4})
    assert "Southern Fosse CSP" in fosse.shown(PARTNERSHIPS)
    assert "South Fosse CSP" in fosse.shown(PARTNERSHIPS, start=Q1.start)


def test_partnerships_of_another_board_are_not_shown(fosse: Fosse) -> None:
    fosse.observed(Q2, {fosse.south: 4})
    where = breakdown_of(fosse.thefts, fosse.cast.other_board, LATE, PARTNERSHIPS)
    assert where.figures == ()


def test_an_old_partnership_of_the_same_name_as_a_code_is_shown_once(fosse: Fosse) -> None:
    Partnership.objects.filter(pk=fosse.southern.pk).update(begins=LONG_AGO, ends=LONG_AGO)
    fosse.observed(Q2, {fosse.upper: 1, fosse.lower: 2, fosse.south: 4})
    assert fosse.shown(PARTNERSHIPS) == {"North Fosse CSP": "3"}


# Maps ------------------------------------------------------------------------------------------------

SQUARE = [[[[0, 0], [0, 1], [1, 1], [0, 0]]]]


def test_squares_where_no_outline_is_held(fosse: Fosse) -> None:
    Area.objects.filter(pk=fosse.upper.pk).update(tile_column=0, tile_row=0)
    fosse.observed(Q2, {fosse.upper: 5, fosse.lower: 6})
    plot = map_plot(fosse.where(outlines=True), "District")
    assert plot is not None
    assert [(area.name, area.tile, area.polygons) for area in plot.areas] == [("Upper Fosse", (0, 0), ())]
    assert plot.notes[0].startswith("Each area is a square")


def test_outlines_where_they_are_held(fosse: Fosse) -> None:
    Area.objects.filter(pk=fosse.upper.pk).update(tile_column=0, tile_row=0)
    Boundary.objects.create(area=fosse.upper, polygons=SQUARE, source="A map")
    fosse.observed(Q2, {fosse.upper: 5})
    plot = map_plot(fosse.where(outlines=True), "District")
    assert plot is not None
    assert plot.areas[0].polygons == ((((0, 0), (0, 1), (1, 1), (0, 0)),),)
    assert (plot.areas[0].tile, plot.notes) == (None, ())


def test_neither_outline_nor_square_is_no_map(fosse: Fosse) -> None:
    fosse.observed(Q2, {fosse.upper: 5})
    assert map_plot(fosse.where(outlines=True), "District") is None
    assert map_plot(Breakdown(fosse.thefts, DISTRICT, None, ()), "District") is None


def test_a_map_of_rates_and_of_what_is_withheld(fosse: Fosse) -> None:
    Area.objects.filter(kind=DISTRICT).update(tile_column=0, tile_row=0)
    fosse.observed(Q2, {fosse.upper: 5})
    observe(fosse.thefts, Q2, None, area=fosse.lower, is_suppressed=True)
    fosse.inhabited({fosse.upper: 2000, fosse.lower: 10})
    where = fosse.where(population=fosse.people)
    plot = map_plot(where, "District", by_rate=True)
    assert plot is not None
    assert [(area.name, area.value, area.suppressed) for area in plot.areas] == [
        ("Lower Fosse", None, True), ("Upper Fosse", 2.5, False),
    ]  # fmt: skip
    assert "for every 1,000 people" in plot.name


def test_the_sheet_says_what_is_withheld_and_why_there_is_none(fosse: Fosse) -> None:
    fosse.observed(Q2, {fosse.upper: 10})
    observe(fosse.thefts, Q2, None, area=fosse.lower, is_suppressed=True)
    fosse.inhabited({fosse.upper: 3000})
    plain = map_sheet(fosse.where())
    assert plain.columns == ["Code", "Area", "offences", "Note", "A year ago"]
    assert [row[1:4] for row in plain.rows] == [["Lower Fosse", None, "Withheld"], ["Upper Fosse", Decimal(10), ""]]
    rated = map_sheet(fosse.where(population=fosse.people))
    assert rated.columns[4] == "Per 1,000 people (2024)"
    assert [row[4] for row in rated.rows] == [None, Decimal("3.33")]
    assert map_sheet(fosse.where(PARTNERSHIPS)).rows[0][3] == PARTIAL


# What the address asks for ---------------------------------------------------------------------------


def chosen(measures: list[Measure], asked: str) -> tuple[str, str, str]:
    form = MapFilter(QueryDict(asked), measures={each.slug: each for each in measures}, day=today())
    return form.chosen.slug, form.kind, form.start.isoformat() if form.start else ""


def test_the_address_chooses_and_nonsense_is_the_first_there_is(fosse: Fosse) -> None:
    arson = measure(fosse.cast, "arson", breakdown=DISTRICT)
    fosse.observed(Q2, {fosse.upper: 1})
    both = [fosse.thefts, arson]
    first = ("thefts", "district", Q2.start.isoformat())
    for nonsense in ("", "measure=none&by=force&period=yesterday", "by=csp", "period=2025-02-01", "period=9999-99-99",
                     "measure=%00&by=&period=%27", "measure=thefts&measure=", f"period={Q2.next().start}"):  # fmt: skip
        assert chosen(both, nonsense) == first, nonsense
    assert chosen(both, f"by=partnership&period={Q1.start}") == ("thefts", "partnership", Q1.start.isoformat())
    assert chosen(both, "measure=arson&by=district") == ("arson", "", "")


def test_two_years_of_months_are_offered_back_from_the_newest(fosse: Fosse) -> None:
    fosse.observed(Q2, {fosse.upper: 1})
    form = MapFilter(QueryDict(), measures={"thefts": fosse.thefts}, day=today())
    assert (len(form.periods), form.periods[0][0]) == (PERIODS, Q2.start.isoformat())


# Queries ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [3, 30])
@pytest.mark.parametrize(("kind", "queries"), [(DISTRICT, 6), (PARTNERSHIPS, 9)])
def test_queries_do_not_grow_with_areas(
    fosse: Fosse, size: int, kind: str, queries: int, django_assert_num_queries
) -> None:
    for number in range(size):
        partnership = make_partnership(fosse.cast, f"p-{number}", f"Partnership {number}")
        (area,) = cover(partnership, f"District {number}")
        Boundary.objects.create(area=area, polygons=SQUARE, source="A map")
        run(fosse.thefts, 1, 2, 3, 4, 5, last=Q2, area=area)
        fosse.inhabited({area: 1000})
    with django_assert_num_queries(queries):
        where = fosse.where(kind, population=fosse.people, outlines=True)
    assert len([figure for figure in where.figures if figure.value == 5]) == size
