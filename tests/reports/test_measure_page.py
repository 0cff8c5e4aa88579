"""The page of one measure."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from partnerships.models import Area
from performance.analysis.movement import ASSOCIATION
from performance.analysis.rag import Polarity
from performance.curating import Figure, comment, rebase, record_figure
from performance.models import Measure, PerformancePolicy
from performance.periods import Cadence, Period
from priorities.models import PlannedAction, PriorityMeasure
from snb.models import Person
from snb.querysets import today
from tests.cast import Cast, days, make_area
from tests.performance.measuring import EARLY, NEWEST, STEADY, measure, observe, run
from tests.performance.sharing import cover
from tests.priorities.pages import Page, get

Signed = Callable[[Person], Client]
PAGE = "/boards/fosse/measures/thefts/"
LEVEL = (100, 104, 98, 102, 99, 103, 97, 101, 100, 104, 98, 102, 99, 103)


def as_at(day: dt.date) -> str:
    return f"as_at_day={day.day}&as_at_month={day.month}&as_at_year={day.year}"


def facts(page: Page) -> dict[str, str]:
    """The rows of the page's summary lists."""
    lists = "//div[contains(@class, 'govuk-summary-list__row')]"
    return dict(zip(page.all(f"{lists}/dt"), page.all(f"{lists}/dd"), strict=True))


def table(page: Page, part: str) -> list[list[str]]:
    """The rows of the first table below the heading of a part of the page."""
    rows = page.tree.xpath(f"//main//h2[@id='{part}']/following::table[1]/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("th|td")] for row in rows]


def lines(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.fixture
def thefts(cast: Cast) -> Measure:
    """Steady for three years and high now; it serves burglary, whose action began in the middle."""
    held = measure(cast, target=Decimal(100), definition="All thefts.", source="Fosse Police")
    run(held, *LEVEL, 400)
    PriorityMeasure.objects.create(priority=cast.burglary, measure=held, order=1)
    return held


# What it says ----------------------------------------------------------------------------------------


def test_the_newest_figure_its_rating_and_its_finding(cast: Cast, as_: Signed, thefts: Measure) -> None:
    page = get(as_(cast.member), PAGE)
    assert page.heading == "Thefts"
    measured = page.all("//*[@class='gt-measure']")[0]
    assert measured.startswith(f"400 offences{NEWEST}Fosse police force area Red")
    assert "is more than 10% off the target (100) and worse than a year ago" in measured
    assert page.all("//h2[@id='chart']")[0].startswith(f"400 in {NEWEST.short} is above the upper limit")


def test_the_chart_has_a_title_and_a_table_of_the_same_figures(cast: Cast, as_: Signed, thefts: Measure) -> None:
    page = get(as_(cast.member), PAGE)
    charts = page.tree.xpath("//*[contains(@class, 'chart')]//*[local-name()='svg']")
    titles = [svg.xpath("string(*[local-name()='title'])") for svg in charts]
    assert titles
    assert all("Thefts" in title and "400" in title for title in titles)
    figures = [row[1] for row in page.rows if row[0] == NEWEST.short]
    assert "400" in figures[0]


def test_the_signals_are_listed_in_words(cast: Cast, as_: Signed, thefts: Measure) -> None:
    page = get(as_(cast.member), PAGE)
    signals = page.all("//ul[contains(@class, 'govuk-list--bullet')]/li")
    assert any(said.startswith(f"400 in {NEWEST.short} is above the upper limit (") for said in signals)
    assert all(said.endswith(": of concern.") or said.endswith(": an improvement.") for said in signals)


def test_without_a_signal_it_says_so(cast: Cast, as_: Signed) -> None:
    run(measure(cast), *STEADY)
    assert "No signal: the figures move as they usually do." in get(as_(cast.member), PAGE).text


def test_a_neutral_measure_says_neither_good_nor_bad(cast: Cast, as_: Signed) -> None:
    run(measure(cast, polarity=Polarity.NEUTRAL, target=Decimal(1)), *LEVEL, 400)
    text = get(as_(cast.member), PAGE).text
    assert "Not rated" in text
    assert "a change; neither way is better" in text
    for word in ("of concern", "an improvement", "Better", "Worse"):
        assert word not in text, word


def test_each_comparison_names_its_periods(cast: Cast, as_: Signed, thefts: Measure) -> None:
    found = facts(get(as_(cast.member), PAGE))
    assert found["Short term"].startswith(f"Worse 103 in {NEWEST.previous().short}, 400 in {NEWEST.short}: up by 297")
    assert found["Mid term"].startswith(f"Worse 98 in {NEWEST.a_year_before().short}, 400 in {NEWEST.short}")
    assert found["Versus baseline"] == "Cannot say Cannot say: no baseline is set."
    assert "Long trend" in found


# As known on a day -----------------------------------------------------------------------------------


def test_as_known_on_an_earlier_day_the_older_vintage_is_shown(cast: Cast, as_: Signed, thefts: Measure) -> None:
    observe(thefts, NEWEST, 350, today())
    client = as_(cast.member)
    assert get(client, PAGE).text.count("As known on") == 1  # the field's own label
    assert "350 offences" in get(client, PAGE).text
    page = get(client, f"{PAGE}?{as_at(days(-1))}")
    assert f"As known on {days(-1):%-d %B %Y}: figures published later are left out." in page.text
    assert "400 offences" in page.text
    assert "As published on 1 October 2025" in page.text
    assert "There is no figure for this measure yet." in get(client, f"{PAGE}?{as_at(dt.date(2025, 9, 30))}").text


def test_a_day_ahead_is_today_and_nonsense_is_said(cast: Cast, as_: Signed, thefts: Measure) -> None:
    client = as_(cast.member)
    assert "figures published later are left out" not in get(client, f"{PAGE}?{as_at(days(40))}").text
    page = get(client, f"{PAGE}?as_at_day=31&as_at_month=2&as_at_year=2025")
    assert page.errors == [("id_as_at_0", "As known on must be a real date, like 9 12 2026")]
    assert "400 offences" in page.text


def test_comments_and_rebasings_of_later_days_are_left_out(cast: Cast, as_: Signed, thefts: Measure) -> None:
    comment(measure=thefts, text="A new system", by=cast.analyst)
    rebase(measure=thefts, area=thefts.area, period=NEWEST.shifted(-3), reason="A new system", by=cast.analyst)
    client = as_(cast.member)
    assert get(client, PAGE).text.count("A new system") >= 2
    assert "A new system" not in get(client, f"{PAGE}?{as_at(days(-1))}").text


# Revisions -------------------------------------------------------------------------------------------


def test_a_revised_figure_shows_every_vintage(cast: Cast, as_: Signed, thefts: Measure) -> None:
    for value, note in ((Decimal("350.5"), "Late reports"), (None, "")):
        figure = Figure(thefts.area, NEWEST, value, today(), note=note)
        record_figure(measure=thefts, figure=figure, by=cast.analyst)
    now, then = f"{today():%-d %B %Y}", "1 October 2025"
    assert table(get(as_(cast.member), PAGE), "revised") == [
        [NEWEST.short, f"{now} (now)", "Taken back", "Entered by hand, Analyst Person"],
        [NEWEST.short, now, "350.5", "Entered by hand, Analyst Person. Late reports"],
        [NEWEST.short, then, "400", "Entered by hand"],
    ]


def test_without_a_revision_it_says_so(cast: Cast, as_: Signed, thefts: Measure) -> None:
    assert "No figure on this chart has been revised." in get(as_(cast.member), PAGE).text


# Another area, and where -----------------------------------------------------------------------------


def test_another_area_is_read_by_its_own_figures_and_without_the_target(
    cast: Cast, as_: Signed, thefts: Measure
) -> None:
    north = make_area("North Fosse", "district")
    run(thefts, *(value - 90 for value in LEVEL), area=north)
    page = get(as_(cast.member), f"{PAGE}?area={north.code}")
    measured = page.all("//*[@class='gt-measure']")[0]
    assert measured.startswith(f"13 offences{NEWEST}North Fosse Green")
    assert "the target" not in measured
    assert page.value("area") == north.code


@pytest.mark.parametrize("area", ["nowhere", "%00", "x" * 3000, "1; DROP TABLE"])
def test_an_area_that_is_none_is_said_and_the_own_one_shown(
    cast: Cast, as_: Signed, thefts: Measure, area: str
) -> None:
    page = get(as_(cast.member), f"{PAGE}?area={area}")
    assert page.errors == [("id_area", "Area: choose one from the list")]
    assert "400 offences" in page.text


def test_wards_are_not_offered_and_the_own_area_is_first(cast: Cast, as_: Signed, thefts: Measure) -> None:
    for name, kind in (("A ward", "ward"), ("North Fosse", "district"), ("An area", "csp")):
        observe(thefts, NEWEST, 1, area=make_area(name, kind))
    page = get(as_(cast.member), PAGE)
    assert page.all("//select[@name='area']/option") == [
        "Fosse police force area", "An area (CSP area)", "North Fosse",
    ]  # fmt: skip


def test_where_shows_the_highest_and_leads_to_the_map(cast: Cast, as_: Signed, thefts: Measure) -> None:
    Measure.objects.update(breakdown="district")
    for number in range(14):
        observe(thefts, NEWEST, number, area=make_area(f"District {number:02}", "district"))
    page = get(as_(cast.member), PAGE)
    rows = table(page, "where")
    assert [row[:2] for row in rows[:2]] == [["District 13", "13"], ["District 12", "12"]]
    assert len(rows) == 12
    assert "All 14 areas on a map" in page.links


def test_rates_come_from_the_people_that_the_board_names(cast: Cast, as_: Signed, thefts: Measure) -> None:
    Measure.objects.update(breakdown="district")
    (north,) = cover(cast.partnership, "North Fosse")
    people = measure(cast, "people", cadence=Cadence.YEAR)
    observe(people, Period.of(NEWEST.start, Cadence.YEAR).previous(), 2000, area=north)
    observe(thefts, NEWEST, 5, area=north)
    PerformancePolicy.objects.create(board=cast.board, population=people)
    assert table(get(as_(cast.member), PAGE), "where")[0][:3] == ["North Fosse", "5", "2.5"]


# Did it move? ----------------------------------------------------------------------------------------


@pytest.fixture
def action(cast: Cast) -> PlannedAction:
    found = PlannedAction.objects.get(priority=cast.burglary)
    found.begins = NEWEST.shifted(-6).start
    found.save()
    return found


def test_did_it_move_without_a_comparator(cast: Cast, as_: Signed, thefts: Measure, action: PlannedAction) -> None:
    page = get(as_(cast.member), f"{PAGE}?action={action.pk}")
    text = page.text
    assert "Before: 8 figures, mean" in text
    assert "After: 7 figures, mean" in text
    assert "Nothing was chosen to compare with" in text
    assert ASSOCIATION in text
    assert page.all("//h3[contains(., 'Fit locks')]") == [f"Fit locks, since {action.begins:%-d %B %Y}"]


def test_did_it_move_next_to_another_area(cast: Cast, as_: Signed, thefts: Measure, action: PlannedAction) -> None:
    north = make_area("North Fosse", "district")
    run(thefts, *LEVEL, 101, area=north)
    page = get(as_(cast.member), f"{PAGE}?action={action.pk}&beside={north.code}")
    assert "North Fosse shows no signal over the same time, so the movement is not seen there." in page.text
    assert (page.value("action"), page.value("beside")) == (str(action.pk), north.code)


def test_an_area_is_held_beside_the_others_of_its_kind_together(
    cast: Cast, as_: Signed, thefts: Measure, action: PlannedAction
) -> None:
    Measure.objects.update(breakdown="district")
    north, south, west = (make_area(name, "district") for name in ("North Fosse", "South Fosse", "West Fosse"))
    run(thefts, *LEVEL, 400, area=north)
    run(thefts, *LEVEL, 101, area=south)
    run(thefts, *LEVEL[:-1], None, 101, area=west)  # a gap in one is a gap in all of them together
    asked = f"{PAGE}?area={north.code}&action={action.pk}&beside=others"
    page = get(as_(cast.member), asked)
    assert "The other areas of its kind together shows no signal over the same time" in page.text
    assert page.value("beside") == "others"
    figures = page.text.split("Did it move?")[1]
    assert "202" in figures  # 101 and 101: counts add
    whole = get(as_(cast.member), f"{PAGE}?action={action.pk}&beside=others")
    assert "Compare with: choose one from the list" in whole.text  # the whole is its parts already


def test_what_is_looked_at_stays_in_view_when_an_action_is_chosen(
    cast: Cast, as_: Signed, thefts: Measure, action: PlannedAction
) -> None:
    north = make_area("North Fosse", "district")
    run(thefts, *LEVEL, 101, area=north)
    page = get(as_(cast.member), f"{PAGE}?area={north.code}")
    assert page.tree.xpath("//form[@action='#moved']//input[@name='area']/@value") == [north.code]


def test_an_area_is_not_compared_with_itself(cast: Cast, as_: Signed, thefts: Measure, action: PlannedAction) -> None:
    page = get(as_(cast.member), f"{PAGE}?action={action.pk}&beside={thefts.area.code}")
    assert "Nothing was chosen to compare with" in page.text


def test_the_priority_page_and_this_one_say_the_same_of_an_action(
    cast: Cast, as_: Signed, thefts: Measure, action: PlannedAction
) -> None:
    Measure.objects.update(name="Fosse police force area")  # both name what they read; the figures must agree
    run(thefts, *range(500, 530), last=NEWEST.shifted(-15))  # more than a chart shows
    said = next(text for text in get(as_(cast.member), f"{PAGE}?action={action.pk}").all("//p") if "Before:" in text)
    assert said in get(as_(cast.member), reverse("reports:priority-detail", args=["fosse", "burglary"])).text


def test_an_action_of_another_priority_cannot_be_asked_for(cast: Cast, as_: Signed, thefts: Measure) -> None:
    other = PlannedAction.objects.create(
        priority=cast.arson, slug="doors", title="Fit doors", begins=days(-300), due=days(30), owner="X", budget=0
    )
    page = get(as_(cast.member), f"{PAGE}?action={other.pk}")
    assert page.errors == [("id_action", "Action: choose one from the list")]
    assert "Fit doors" not in page.text


def test_an_action_that_has_not_begun_is_not_looked_for(
    cast: Cast, as_: Signed, thefts: Measure, action: PlannedAction
) -> None:
    PlannedAction.objects.update(begins=days(1))
    assert "No planned action of the priorities that this measure serves has begun." in get(as_(cast.member), PAGE).text


def test_a_measure_that_serves_nothing_says_so(cast: Cast, as_: Signed) -> None:
    run(measure(cast), *STEADY)
    page = get(as_(cast.member), PAGE)
    assert "This measure serves no priority yet, so there is no action to look at." in page.text
    assert facts(page)["Serves"] == "No priority yet"


# How it is made --------------------------------------------------------------------------------------


def test_how_it_is_made_and_whom_it_serves(cast: Cast, as_: Signed, thefts: Measure) -> None:
    page = get(as_(cast.member), PAGE)
    found = facts(page)
    assert {name: found[name] for name in ("Definition", "Source", "Published", "Target", "Serves")} == {
        "Definition": "All thefts.", "Source": "Fosse Police", "Published": "Quarterly, for Fosse police force area",
        "Target": "100 offences", "Serves": "Burglary",
    }  # fmt: skip
    assert "/boards/fosse/priorities/burglary/" in page.tree.xpath("//main//a/@href")


def test_only_who_keeps_figures_is_shown_the_way_to_it(cast: Cast, as_: Signed, thefts: Measure) -> None:
    ways = {"Start limits afresh", "Add a comment", "Change how it is made", "Record or revise a figure"}
    assert ways <= set(get(as_(cast.analyst), PAGE).links)
    assert not ways & set(get(as_(cast.member), PAGE).links)


# States ----------------------------------------------------------------------------------------------


def test_without_a_figure_there_is_no_chart_and_no_file(cast: Cast, as_: Signed) -> None:
    measure(cast)
    page = get(as_(cast.member), PAGE)
    assert "There is no figure for this measure yet." in page.text
    assert page.tree.xpath("//main//*[local-name()='svg']") == []
    assert "Download this table" not in page.text


def test_in_development_says_when(cast: Cast, as_: Signed) -> None:
    measure(cast, state=Measure.State.IN_DEVELOPMENT, expected=days(-3))
    text = get(as_(cast.member), PAGE).text
    assert f"In development, figures were expected by {days(-3):%-d %B %Y}" in text


def test_a_definition_that_is_changing_keeps_its_chart(cast: Cast, as_: Signed, thefts: Measure) -> None:
    Measure.objects.update(state="changing", changes_on=days(9))
    page = get(as_(cast.member), PAGE)
    assert f"Definition changing, due on {days(9):%-d %B %Y}" in page.text
    assert "400 offences" in page.text


def test_one_zero_is_a_figure(cast: Cast, as_: Signed) -> None:
    observe(measure(cast), NEWEST, 0, EARLY)
    page = get(as_(cast.member), PAGE)
    assert page.all("//*[@class='gt-measure']")[0].startswith("0 offences")
    assert page.all("//h2[@id='chart']") == [f"0 in {NEWEST.short}: too few figures yet to say what is usual"]


# To take away ----------------------------------------------------------------------------------------


def test_the_files_hold_each_period_with_limits_and_signals(cast: Cast, as_: Signed, thefts: Measure) -> None:
    observe(thefts, NEWEST.shifted(-1), 104, today(), is_provisional=True)
    observe(thefts, NEWEST.shifted(-2), None, today(), is_suppressed=True)
    observe(thefts, NEWEST.shifted(-3), 0, today())
    client = as_(cast.member)
    found = lines(client.get(f"{PAGE}?format=csv"))
    assert [(row["offences"], row["Note"]) for row in found[-4:]] == [
        ("0", "revised"), ("", "suppressed"), ("104", "provisional"), ("400", ""),
    ]  # fmt: skip
    assert found[-1]["Signals"].startswith("400 in")
    assert float(found[-1]["Upper limit"]) < 400
    sheet = load_workbook(io.BytesIO(client.get(f"{PAGE}?format=xlsx").content)).active
    assert sheet is not None
    cells = list(sheet.iter_rows(values_only=True))
    assert [row[2] for row in cells[len(LEVEL) - 2 : len(LEVEL) + 2]] == [0, None, 104, 400]
    assert ("All thefts.",) in [tuple(cell for cell in row if cell) for row in cells[-4:]]


def test_a_file_is_of_the_area_and_day_that_are_asked_for(cast: Cast, as_: Signed, thefts: Measure) -> None:
    north = make_area("North Fosse", "district")
    observe(thefts, NEWEST, 5, area=north)
    observe(thefts, NEWEST, 6, today(), area=north)
    client = as_(cast.member)
    assert [row["offences"] for row in lines(client.get(f"{PAGE}?area={north.code}&format=csv"))] == ["6"]
    asked = f"{PAGE}?area={north.code}&{as_at(days(-1))}&format=csv"
    assert [row["offences"] for row in lines(client.get(asked))] == ["5"]


# Who may ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [("lead", 200), ("csp_officer", 200), ("scrutiny", 404), ("outsider", 404), ("other_manager", 404)],
)
def test_who_may_read_it(cast: Cast, as_: Signed, thefts: Measure, who: str, status: int) -> None:
    for asked in ("", "?format=csv"):
        assert as_(cast.by_name[who]).get(PAGE + asked).status_code == status


def test_a_measure_of_another_board_is_not_found(cast: Cast, as_: Signed) -> None:
    measure(cast, board=cast.other_board)
    for address in (PAGE, "/boards/wold/measures/thefts/"):
        assert as_(cast.member).get(address).status_code == 404


def test_a_stranger_signs_in_first(cast: Cast, client: Client) -> None:
    assert client.get(PAGE)["Location"] == f"{reverse('sign-in')}?next={PAGE}"


# Queries ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [2, 12])
def test_queries_do_not_grow(
    cast: Cast, as_: Signed, thefts: Measure, action: PlannedAction, size: int, django_assert_num_queries
) -> None:
    Measure.objects.update(breakdown=Area.Kind.DISTRICT)
    areas = cover(cast.partnership, *(f"District {number}" for number in range(size)))
    for number, area in enumerate(areas):
        run(thefts, *LEVEL, area=area)
        comment(measure=thefts, text="Up", by=cast.analyst)
        observe(thefts, NEWEST.shifted(-number), 7, today())
        measure(cast, f"m-{number}")
        PlannedAction.objects.create(
            priority=cast.burglary, slug=f"a-{number}", title="More", begins=days(-9), due=days(30), owner="X", budget=0
        )
    client = as_(cast.member)
    asked = f"{PAGE}?action={action.pk}&beside={areas[0].code}"
    client.get(asked)
    with django_assert_num_queries(24):
        page = get(client, asked)
    assert len(table(page, "revised")) == 2 * size
