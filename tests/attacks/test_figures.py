"""Figures, measures and what is published of them, in the hands of somebody who means harm."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from performance.curating import Figure, record_figure
from performance.models import Commentary, Measure
from performance.periods import Cadence, Period
from snb.workflow import Refusal
from tests.attacks.test_database import postgres_only
from tests.attacks.test_requests import soft
from tests.cast import Cast, days, fresh
from tests.performance.measuring import NEWEST, measure, observe
from tests.performance.publishing_scene import County, feed, make_county
from tests.performance.publishing_scene import observe as publish


def page_of(of: Measure) -> str:
    return reverse("reports:measure", args=["fosse", of.slug])


def test_a_rate_too_large_to_work_out_is_refused_in_words(cast: Cast):
    """999,999,999,999 of 0.0001 for every 2,147,483,647 has more digits than a decimal number keeps: a 500."""
    charged = measure(cast, "charged", per=2_147_483_647, numerator="charged", denominator="crimes")
    figure = Figure(charged.area, NEWEST, None, days(0), Decimal("999999999999"), Decimal("0.0001"))
    with pytest.raises(Refusal, match="too large"):
        record_figure(measure=charged, figure=figure, by=fresh(cast.analyst))


def test_the_page_of_a_measure_shows_its_newest_comments_only(cast: Cast):
    """Twenty thousand comments stood on one page; the matrix read them all for the newest of each."""
    thefts = measure(cast)
    said = [Commentary(measure=thefts, text=f"No {number}.", written_on=days(-1)) for number in range(1, 301)]
    Commentary.objects.bulk_create(said)
    answer = soft(cast.member).get(page_of(thefts)).content.decode()
    assert "No 300." in answer
    assert "No 1." not in answer
    assert "Earlier comments are kept" in answer


# The administration -----------------------------------------------------------------------------------------------


def test_a_measure_with_figures_keeps_its_cadence_and_its_board(cast: Cast):
    """Quarterly figures of a measure that became yearly and monthly again broke every page they stand on."""
    thefts = measure(cast, cadence=Cadence.MONTH)
    observe(thefts, Period(dt.date(2025, 2, 1), Cadence.MONTH), 5)
    thefts.cadence = Cadence.QUARTER
    with pytest.raises(ValidationError, match="figures"):
        thefts.full_clean()
    thefts.cadence, thefts.board = Cadence.MONTH, cast.other_board
    with pytest.raises(ValidationError, match="figures"):
        thefts.full_clean()


def test_a_baseline_begins_with_a_period_wherever_it_is_entered(cast: Cast):
    thefts = measure(cast)
    thefts.baseline_from, thefts.baseline_until = dt.date(2024, 4, 15), dt.date(2025, 4, 1)
    with pytest.raises(ValidationError, match="first of a month"):
        thefts.full_clean()


# The database -----------------------------------------------------------------------------------------------------


@postgres_only
def test_a_figure_by_hand_and_an_import_take_their_turns(cast: Cast):
    """They locked different rows: of two corrections of one day and cell the slower one was an error of ours."""
    thefts = measure(cast)
    with CaptureQueriesContext(connection) as asked:
        figure = Figure(thefts.area, NEWEST, Decimal(5), days(0))
        record_figure(measure=thefts, figure=figure, by=fresh(cast.analyst))
    assert any("snb_board" in query["sql"] and "FOR NO KEY UPDATE" in query["sql"] for query in asked)


# What is published ------------------------------------------------------------------------------------------------


@pytest.fixture
def county(cast: Cast) -> County:
    cache.clear()
    return make_county(cast.board)


QUARTERS = [dt.date(2024, 4, 1), dt.date(2024, 7, 1), dt.date(2024, 10, 1), dt.date(2025, 1, 1)]


def test_a_rate_does_not_give_back_a_small_count_of_the_same_feed(county: County):
    """Quarters of a count and the year of its rate: rate times people, less three quarters, was the fourth."""
    counted = county.measure("victims", breakdown="")
    rates = county.measure("victim-rate", breakdown="", per=1000, unit="per 1,000 people", cadence="year",
                           numerator="victims", denominator="people")  # fmt: skip
    for each in (counted, rates):
        feed(each, "victims:all")
    for start, value in zip(QUARTERS, (2, 10, 11, 12), strict=True):
        publish(counted, county.area, value, start)
    publish(rates, county.area, Decimal("3.5"), QUARTERS[0], numerator=35, denominator=10_000)
    out = county.published()
    series = out.of("victims"), out.of("victim-rate")
    known = [len(each.own.series.known) for each in series if each]
    assert known != [3, 1], "2 = 3.5 × 10,000 / 1,000 − 10 − 11 − 12"
