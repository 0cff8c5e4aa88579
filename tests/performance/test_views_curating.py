"""The forms by which the core dataset is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from performance.forms.curating import RESERVED, period_choices
from performance.models import Commentary, Measure, Observation, PerformancePolicy, Rebase
from performance.periods import Cadence, Period
from performance.urls import urlpatterns
from snb.models import Person
from snb.querysets import today
from tests.cast import Cast, days, make_area
from tests.performance.measuring import NEWEST, STEADY, measure, observe, run, typed_day
from tests.priorities.pages import get, post

Signed = Callable[[Person], Client]
SCRIPT = "<script>alert(1)</script>"


def url(name: str, *args: str) -> str:
    return reverse(f"performance:{name}", args=["fosse", *args])


def page_of(slug: str, part: str = "") -> str:
    return reverse("reports:measure", args=["fosse", slug]) + part


@pytest.fixture
def thefts(cast: Cast) -> Measure:
    return measure(cast)


def measure_form(**more: Any) -> dict[str, Any]:
    """A measure as it is typed: a live quarterly count of the force."""
    values = {
        "name": "Arson", "slug": "arson", "unit": "offences", "polarity": "lower", "cadence": "quarter", "order": "0",
        "decimals": "0", "state": "live", "area": str(make_area().pk),
    }  # fmt: skip
    for name in ("expected", "changes_on", "baseline_from", "baseline_until"):
        values |= typed_day(name, more.pop(name, None))
    return values | more


def figure_form(value: str = "90", *, vintage: dt.date | None = None, **more: str) -> dict[str, str]:
    return {
        "area": str(make_area().pk), "period": NEWEST.start.isoformat(), "value": value,
        **typed_day("vintage", vintage or today()), **more,
    }  # fmt: skip


# Who may ---------------------------------------------------------------------------------------------

FORMS = [("measure-add",), ("policy-edit",), ("measure-edit", "thefts"), ("figure-add", "thefts"),
         ("measure-rebase", "thefts"), ("commentary-add", "thefts")]  # fmt: skip


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form[0])
@pytest.mark.parametrize(
    ("who", "status"),
    [("analyst", 200), ("manager", 200), ("member", 403), ("lead", 403), ("chair", 403), ("csp_officer", 403),
     ("outsider", 404), ("other_manager", 404)],
)  # fmt: skip
def test_who_may_keep_figures(
    cast: Cast, as_: Signed, thefts: Measure, form: tuple[str, ...], who: str, status: int
) -> None:
    client = as_(cast.by_name[who])
    assert client.get(url(*form)).status_code == status
    if status != 200:
        assert client.post(url(*form), {"text": "Said", "name": "X"}).status_code == status
        assert not Commentary.objects.exists()
        assert Measure.objects.get().name == "Thefts"


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form[0])
def test_a_stranger_signs_in_first(cast: Cast, client: Client, thefts: Measure, form: tuple[str, ...]) -> None:
    response = client.get(url(*form))
    assert (response.status_code, response["Location"]) == (302, f"{reverse('sign-in')}?next={url(*form)}")


@pytest.mark.parametrize("name", ["measure-edit", "figure-add", "measure-rebase", "commentary-add"])
def test_a_measure_of_another_board_is_not_found(cast: Cast, as_: Signed, name: str) -> None:
    measure(cast, "theirs", board=cast.other_board)
    assert as_(cast.analyst).get(url(name, "theirs")).status_code == 404
    assert as_(cast.analyst).get(reverse(f"performance:{name}", args=["wold", "theirs"])).status_code == 404


# A measure -------------------------------------------------------------------------------------------


def test_a_measure_is_added_and_leads_to_its_page(cast: Cast, as_: Signed) -> None:
    page = post(as_(cast.analyst), url("measure-add"), measure_form())
    assert (page.status, page.heading, page.messages) == (
        200, "Arson", ["Arson has been added. Record its figures, or import them."],
    )  # fmt: skip
    made = Measure.objects.get()
    assert (made.board, made.slug, made.state, made.area) == (cast.board, "arson", "live", make_area())


def test_a_short_name_is_made_from_the_name(cast: Cast, as_: Signed) -> None:
    post(as_(cast.analyst), url("measure-add"), measure_form(name="Arson & fire: ‘deliberate’", slug=""))
    assert Measure.objects.get().slug == "arson-fire-deliberate"


STATE_DATE = "Enter when the figures of a measure in development are expected"
Q = dt.date(2024, 4, 1)


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        ({"name": ""}, [("id_name", "Enter name")]),
        ({"name": "x" * 5000}, [("id_name", "Ensure this value has at most 200 characters (it has 5000).")]),
        ({"name": "!!", "slug": ""}, [("id_slug", "Enter a short name in addresses: none can be made from the name")]),
        ({"slug": "map"}, [("id_slug", "Short name in addresses must be another word: this one is taken")]),
        ({"slug": "thefts"}, [("id_slug", "Short name in addresses must be another word: a measure has this one")]),
        ({"state": "in_development"}, [("id_expected_0", STATE_DATE)]),
        ({"state": "changing"}, [("id_changes_on_0", "Enter the day on which the definition changes")]),
        ({"baseline_from": Q}, [("id_baseline_until_0", "Enter the last period of the baseline too")]),
        ({"baseline_until": Q}, [("id_baseline_from_0", "Enter the first period of the baseline too")]),
        (
            {"baseline_from": Q, "baseline_until": dt.date(2023, 4, 1)},
            [("id_baseline_until_0", "The baseline must not end before it begins")],
        ),
        (
            {"baseline_from": dt.date(2024, 4, 2), "baseline_until": dt.date(2024, 7, 1)},
            [("id_baseline_from_0", "A period begins on the first of a month, not on 2 April 2024.")],
        ),
        (
            {"baseline_from": Q, "baseline_until": dt.date(2024, 8, 1)},
            [
                (
                    "id_baseline_until_0",
                    "A quarter begins in January, April, July or October, not in August 2024.",
                )
            ],
        ),
        ({"tolerance": "-0.1"}, [("id_tolerance", "Enter a share between 0 and 1: 0.1 is 10%")]),
        ({"tolerance": "1.5"}, [("id_tolerance", "Enter a share between 0 and 1: 0.1 is 10%")]),
        ({"decimals": "99"}, [("id_decimals", "Decimal places shown must be 4 or fewer")]),
        ({"per": "0"}, [("id_per", "For every must be 1 or more, or empty for a plain count")]),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_at_its_field(
    cast: Cast, as_: Signed, thefts: Measure, wrong: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    page = post(as_(cast.analyst), url("measure-add"), measure_form(**wrong))
    assert page.errors == errors
    assert Measure.objects.count() == 1
    assert page.value("unit") == "offences"


def test_the_short_name_of_another_boards_measure_is_free(cast: Cast, as_: Signed) -> None:
    measure(cast, "arson", board=cast.other_board)
    assert post(as_(cast.analyst), url("measure-add"), measure_form()).heading == "Arson"


def test_every_page_beside_those_of_measures_is_a_reserved_word() -> None:
    routes = [str(pattern.pattern).split("/") for pattern in urlpatterns]
    beside = {route[1] for route in routes if route[0] == "measures" and len(route) > 2 and "<" not in route[1]}
    assert beside - {""} == RESERVED


def test_a_measure_is_changed_but_neither_its_address_nor_its_cadence(cast: Cast, as_: Signed, thefts: Measure) -> None:
    client = as_(cast.analyst)
    seen = get(client, url("measure-edit", "thefts")).value("version")
    changed = measure_form(name="Thefts of cars", slug="cars", cadence="month", version=seen, target="80")
    page = post(client, url("measure-edit", "thefts"), changed)
    assert page.messages == ["The measure has been changed"]
    thefts.refresh_from_db()
    assert (thefts.name, thefts.slug, thefts.cadence) == ("Thefts of cars", "thefts", "quarter")
    assert thefts.target == 80


def test_two_people_at_once_see_both_texts(cast: Cast, as_: Signed, thefts: Measure) -> None:
    first, second = as_(cast.analyst), as_(cast.manager)
    address = url("measure-edit", "thefts")
    seen = get(first, address).value("version")
    assert get(second, address).value("version") == seen
    assert post(first, address, measure_form(name="Of cars", target="80", version=seen)).heading == "Of cars"
    page = post(second, address, measure_form(name="Of bicycles", unit="crimes", version=seen))
    assert (page.status, page.heading) == (409, "Change the measure")
    assert page.rows == [
        ["Name", "Of cars", "Of bicycles"],
        ["Unit", "offences", "crimes"],
        ["Target", "80", "Nothing"],
    ]
    assert (page.value("name"), page.value("unit"), page.value("target")) == ("Of bicycles", "crimes", "")
    thefts.refresh_from_db()
    assert thefts.name == "Of cars"
    assert thefts.target == 80
    again = measure_form(name="Of bicycles", unit="crimes", version=page.value("version"))
    assert post(second, address, again).heading == "Of bicycles"


def test_without_a_version_nothing_is_overwritten(cast: Cast, as_: Signed, thefts: Measure) -> None:
    address = url("measure-edit", "thefts")
    for version in ("", "x", "-1", "0", "9" * 30):
        page = post(as_(cast.analyst), address, measure_form(name="Of cars", version=version))
        assert page.heading == "Change the measure", version
    thefts.refresh_from_db()
    assert thefts.name == "Thefts"


# Figures ---------------------------------------------------------------------------------------------


def test_a_figure_is_recorded_and_then_revised(cast: Cast, as_: Signed, thefts: Measure) -> None:
    client = as_(cast.analyst)
    page = post(client, url("figure-add", "thefts"), figure_form("90", vintage=days(-5), is_provisional="on"))
    assert page.messages == [f"The figure for {NEWEST} has been saved"]
    page = post(client, url("figure-add", "thefts"), figure_form("1234.5", note="Late reports"))
    assert [row[1:] for row in page.rows if row[0] == NEWEST.short][-2:] == [
        [f"{today():%-d %B %Y} (now)", "1,234.5", "Entered by hand, Analyst Person. Late reports"],
        [f"{days(-5):%-d %B %Y}", "90", "Entered by hand, Analyst Person"],
    ]
    rows = Observation.objects.order_by("vintage").values_list("value", "is_provisional")
    assert list(rows) == [(Decimal(90), True), (Decimal("1234.5"), False)]


def test_an_empty_figure_takes_it_back_and_a_zero_does_not(cast: Cast, as_: Signed, thefts: Measure) -> None:
    client, address = as_(cast.analyst), url("figure-add", "thefts")
    post(client, address, figure_form("0"))
    assert Observation.objects.get().value == 0
    page = post(client, address, figure_form(""))
    assert "Taken back" in page.text
    assert page.all("//*[contains(@class, 'gt-measure')]")[0].startswith("There is no figure for this measure yet.")


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"value": "lots"}, [("id_value", "Figure must be a number, like 12500")]),
        ({"value": "1.23456"}, [("id_value", "Ensure that there are no more than 4 decimal places.")]),
        ({"value": "NaN"}, [("id_value", "Figure must be a number, like 12500")]),
        ({"period": "2024-02-01"},
         [("id_period", "Select a valid choice. 2024-02-01 is not one of the available choices.")]),
        ({"area": "999999"}, [("id_area", "Select a valid choice. That choice is not one of the available choices.")]),
        ({"vintage": days(1)}, [("id_vintage_0", "Published on must be today or earlier")]),
        ({"vintage": NEWEST.start}, [("id_vintage_0", "Published on must be after the period has begun")]),
        ({"note": "x" * 301}, [("id_note", "Ensure this value has at most 300 characters (it has 301).")]),
    ],
    ids=str,
)  # fmt: skip
def test_a_figure_that_is_wrong_is_said_at_its_field(
    cast: Cast, as_: Signed, thefts: Measure, typed: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    page = post(as_(cast.analyst), url("figure-add", "thefts"), figure_form(**typed))
    assert page.errors == errors
    assert not Observation.objects.exists()


def test_what_is_refused_is_said_and_what_was_typed_stays(cast: Cast, as_: Signed, thefts: Measure) -> None:
    client = as_(cast.analyst)
    post(client, url("figure-add", "thefts"), figure_form("90"))
    page = post(client, url("figure-add", "thefts"), figure_form("90", note="Once more"))
    assert (page.status, page.errors) == (409, [("", f"{NEWEST} is already 90: nothing to save.")])
    assert page.value("note") == "Once more"


@pytest.mark.parametrize(
    ("top", "bottom", "errors"),
    [
        ("3", "", [("id_denominator", "Enter crimes too, or the figure itself")]),
        ("", "8", [("id_numerator", "Enter charged too, or the figure itself")]),
        ("3", "0", [("id_denominator", "Crimes must be more than 0")]),
        ("3", "-1", [("id_denominator", "Ensure this value is greater than or equal to 0.")]),
    ],
)
def test_half_a_share_does_not_take_back_what_is_known(
    cast: Cast, as_: Signed, top: str, bottom: str, errors: list[tuple[str, str]]
) -> None:
    share = measure(cast, "charged", per=100, unit="per cent", numerator="Charged", denominator="Crimes", decimals=1)
    observe(share, NEWEST, 30, days(-2))
    typed = figure_form("", numerator=top, denominator=bottom)
    assert post(as_(cast.analyst), url("figure-add", "charged"), typed).errors == errors
    assert Observation.objects.count() == 1
    page = post(as_(cast.analyst), url("figure-add", "charged"), typed | {"numerator": "3", "denominator": "8"})
    assert "37.5%" in page.text


def test_a_count_asks_for_no_parts_and_a_breakdown_for_an_area(cast: Cast, as_: Signed, thefts: Measure) -> None:
    make_area("North Fosse", "district")
    fields = '//form[@method="post"]//*[@name="numerator" or @name="area"]'
    page = get(as_(cast.analyst), url("figure-add", "thefts"))
    assert [node.get("name") for node in page.tree.xpath(fields)] == ["area"]
    assert page.all("//select[@name='area']/option") == ["Fosse police force area"]
    Measure.objects.update(breakdown="district")
    page = get(as_(cast.analyst), url("figure-add", "thefts"))
    assert page.all("//select[@name='area']/option") == ["Fosse police force area", "North Fosse"]


def test_calendar_years_go_on_as_calendar_years(cast: Cast, as_: Signed) -> None:
    residents = measure(cast, "residents", cadence=Cadence.YEAR)
    observe(residents, Period(dt.date(2023, 1, 1), Cadence.YEAR), 1000)
    page = get(as_(cast.analyst), url("figure-add", "residents"))
    offered = page.all("//select[@name='period']/option")
    assert offered[0] == str(today().year - 1)
    assert "2023" in offered
    typed = figure_form("1010", period=f"{today().year - 1}-01-01")
    assert post(as_(cast.analyst), url("figure-add", "residents"), typed).status == 200


@pytest.mark.parametrize(
    ("cadence", "held", "newest"),
    [
        (Cadence.MONTH, None, dt.date(2025, 10, 1)),
        (Cadence.QUARTER, None, dt.date(2025, 7, 1)),
        (Cadence.YEAR, None, dt.date(2024, 4, 1)),
        (Cadence.ROLLING, None, dt.date(2024, 10, 1)),
        (Cadence.YEAR, dt.date(2020, 1, 1), dt.date(2024, 1, 1)),
        (Cadence.YEAR, dt.date(2029, 1, 1), dt.date(2024, 1, 1)),
        (Cadence.YEAR, dt.date(2020, 9, 1), dt.date(2024, 9, 1)),
        (Cadence.MONTH, dt.date(2019, 3, 1), dt.date(2025, 10, 1)),
    ],
)
def test_the_newest_period_offered_is_the_last_that_is_over(
    cadence: Cadence, held: dt.date | None, newest: dt.date
) -> None:
    choices = period_choices(cadence, dt.date(2025, 11, 22), held=held)
    assert (len(choices), choices[0][0]) == (40, newest.isoformat())
    assert choices[1][0] == Period(newest, cadence).shifted(-1).start.isoformat()


def test_a_period_that_ends_today_is_not_over() -> None:
    assert period_choices(Cadence.MONTH, dt.date(2025, 10, 31))[0][0] == "2025-09-01"
    assert period_choices(Cadence.MONTH, dt.date(2025, 11, 1))[0][0] == "2025-10-01"


# Rebasing, commentary, policy ------------------------------------------------------------------------


def test_a_rebasing_is_seen_with_its_reason_and_the_old_limits_stay(cast: Cast, as_: Signed, thefts: Measure) -> None:
    run(thefts, *STEADY[:8], *(value + 500 for value in STEADY))
    client, at = as_(cast.analyst), NEWEST.shifted(1 - len(STEADY))
    page = get(client, url("measure-rebase", "thefts"))
    assert "This is never undone." in page.text
    assert page.all("//select[@name='period']/option")[0] == str(NEWEST)
    page = post(
        client, url("measure-rebase", "thefts"), {"period": at.start.isoformat(), "reason": f"A new system {SCRIPT}"}
    )
    assert page.messages == [f"The limits start afresh from {at}. Those before it stay in view."]
    assert (
        f"Limits start afresh from {at.short}: A new system {SCRIPT} Decided by Analyst Person on {today():%-d %B %Y}"
        in page.text
    )
    again = post(client, url("measure-rebase", "thefts"), {"period": at.start.isoformat(), "reason": "Again"})
    assert (again.status, again.errors) == (409, [("", f"The limits already start afresh from {at}.")])


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"reason": ""}, [("id_reason", "Enter reason")]),
        ({"reason": "  \n "}, [("id_reason", "Enter reason")]),
        ({"reason": "word " * 100}, [("id_reason", "Ensure this value has at most 300 characters (it has 499).")]),
        ({"period": ""}, [("id_period", "Select limits start afresh from")]),
        ({"period": "1999-01-01"},
         [("id_period", "Select a valid choice. 1999-01-01 is not one of the available choices.")]),
    ],
    ids=str,
)  # fmt: skip
def test_a_rebasing_without_reason_or_period_is_refused(
    cast: Cast, as_: Signed, thefts: Measure, typed: dict[str, str], errors: list[tuple[str, str]]
) -> None:
    run(thefts, *STEADY)
    form = {"period": NEWEST.start.isoformat(), "reason": "Because"} | typed
    assert post(as_(cast.analyst), url("measure-rebase", "thefts"), form).errors == errors
    assert not Rebase.objects.exists()


def test_a_comment_stands_on_the_page_and_in_the_matrix(cast: Cast, as_: Signed, thefts: Measure) -> None:
    client = as_(cast.analyst)
    page = post(client, url("commentary-add", "thefts"), {"text": f"More reports {SCRIPT}"})
    assert page.messages == ["The comment has been added"]
    assert f"More reports {SCRIPT}{today():%-d %B %Y}, Analyst Person" in page.text
    matrix = client.get(url("measure-list"))
    assert b"<script>alert" not in matrix.content
    assert f"More reports {SCRIPT}" in get(client, url("measure-list")).text


@pytest.mark.parametrize("text", ["", "x " * 400, "x" * 50_000])
def test_a_comment_of_nothing_or_too_much_is_refused_and_kept_in_the_box(
    cast: Cast, as_: Signed, thefts: Measure, text: str
) -> None:
    page = post(as_(cast.analyst), url("commentary-add", "thefts"), {"text": text})
    assert page.errors[0][0] == "id_text"
    assert page.value("text").strip() == text.strip()
    assert not Commentary.objects.exists()


def policy_form(**more: str) -> dict[str, str]:
    return {
        "rule": "bands", "tolerance": "0.05", "amber_tolerance": "0.2", "short": "last_year", "long_mean_of": "4",
        "no_change_within": "0", "suppress_below": "5", **more,
    }  # fmt: skip


def test_the_policy_changes_what_the_page_says(cast: Cast, as_: Signed) -> None:
    run(measure(cast, target=Decimal(100)), 90, 1, 1, 1, 115)
    client = as_(cast.analyst)
    seen = get(client, url("policy-edit")).value("version")
    page = post(client, url("policy-edit"), policy_form(version=seen))
    assert page.messages == ["The board’s way of reading its figures has been changed"]
    text = get(client, page_of("thefts")).text
    assert "Green within 5% of the target, or better; amber within 20%; red beyond that." in text
    assert "Amber" in text


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"tolerance": "1.1"}, [("id_tolerance", "Enter a share between 0 and 1: 0.1 is 10%")]),
        ({"no_change_within": "-0.1"}, [("id_no_change_within", "Enter a share between 0 and 1: 0.1 is 10%")]),
        ({"amber_tolerance": "0.01"},
         [("id_amber_tolerance", "Amber within must be no less than green within")]),
        ({"suppress_below": "1"}, [("id_suppress_below", "Ensure this value is greater than or equal to 2.")]),
        ({"long_mean_of": "1"}, [("id_long_mean_of", "Ensure this value is greater than or equal to 2.")]),
        ({"rule": "none"}, [("id_rule_0", "Select a valid choice. none is not one of the available choices.")]),
    ],
    ids=str,
)  # fmt: skip
def test_a_policy_that_makes_no_sense_is_said_at_its_field(
    cast: Cast, as_: Signed, typed: dict[str, str], errors: list[tuple[str, str]]
) -> None:
    assert post(as_(cast.analyst), url("policy-edit"), policy_form(**typed)).errors == errors
    assert not PerformancePolicy.objects.exists()


def test_two_people_at_a_policy_see_both_texts(cast: Cast, as_: Signed) -> None:
    post(as_(cast.analyst), url("policy-edit"), policy_form(version="0"))
    page = post(as_(cast.manager), url("policy-edit"), policy_form(version="0", suppress_below="10", rule="last_year"))
    assert page.status == 409
    assert page.rows == [
        ["RAG rule", "Amber within a second tolerance", "Amber while no worse than a year ago"],
        ["Suppress counts below", "5", "10"],
    ]
    assert post(
        as_(cast.manager), url("policy-edit"), policy_form(version=page.value("version"), suppress_below="10")
    ).messages
    assert PerformancePolicy.objects.get().suppress_below == 10


def test_the_people_of_another_board_are_not_offered(cast: Cast, as_: Signed, thefts: Measure) -> None:
    measure(cast, "theirs", board=cast.other_board)
    page = get(as_(cast.analyst), url("policy-edit"))
    assert [option for option in page.all("//select[@name='population']/option") if option.startswith("T")] == [
        "Thefts"
    ]
