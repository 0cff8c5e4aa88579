"""Periods of a measure follow one another; what is shared by every board comes by the command alone."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from performance.importing.sources import REFERENCES
from performance.intake.blank import BACK, blank_template
from performance.intake.rows import Row
from performance.intake.saving import record_figures
from performance.intake.steps import out_of_step
from performance.models import Measure, Observation
from performance.periods import Cadence, newest_over
from snb.models import Person
from snb.workflow import Refusal
from tests.cast import Cast, days, make_area

CALENDAR = dt.date(2020, 1, 1)


@pytest.fixture
def people(cast: Cast) -> Measure:
    """Counted by calendar year."""
    measure = Measure.objects.create(
        board=cast.board, slug="people", name="People", unit="people", polarity="neutral", cadence=Cadence.YEAR,
        area=make_area(),
    )  # fmt: skip
    Observation.objects.create(
        measure=measure, area=measure.area, period_start=CALENDAR, value=90, vintage=dt.date(2021, 6, 1)
    )
    return measure


def row(measure: Measure, start: dt.date, value: int = 91) -> Row:
    return Row(measure.pk, measure.area_id, start, Decimal(value))


def test_a_year_from_april_does_not_mix_with_years_from_january(cast: Cast, people: Measure) -> None:
    with pytest.raises(Refusal, match="a year that begins in April 2021 does not follow on those held"):
        record_figures(measure=people, rows=[row(people, dt.date(2021, 4, 1))], vintage=days(0), by=cast.analyst)
    assert Observation.objects.count() == 1
    record_figures(measure=people, rows=[row(people, dt.date(2021, 1, 1))], vintage=days(0), by=cast.analyst)
    assert Observation.objects.count() == 2


def test_the_first_file_must_agree_with_itself(people: Measure) -> None:
    Measure.objects.filter(pk=people.pk).update(cadence=Cadence.ROLLING)
    people.refresh_from_db()
    assert out_of_step(people, [row(people, dt.date(2021, 4, 1)), row(people, dt.date(2021, 7, 1))]) == ""
    assert "does not follow on" in out_of_step(people, [row(people, dt.date(2021, 5, 1))])
    months = Measure(slug="m", name="M", cadence=Cadence.MONTH)
    assert out_of_step(months, [row(people, dt.date(2021, 5, 1))]) == ""


def test_the_template_asks_for_years_in_step_with_those_held(cast: Cast, people: Measure) -> None:
    content, _ = blank_template(cast.board, "csv", "people", None)
    asked = {line["Period"] for line in csv.DictReader(content.decode("utf-8-sig").splitlines())}
    newest = newest_over(Cadence.YEAR, days(0), CALENDAR)
    assert asked == {newest.shifted(-back).short for back in range(BACK)}
    assert newest.start.month == 1


@pytest.mark.parametrize("source", sorted(REFERENCES))
def test_what_every_board_shares_is_not_imported_by_one(
    cast: Cast, as_: Callable[[Person], Client], source: str
) -> None:
    client = as_(cast.analyst)
    assert client.get(reverse("performance:import-source", args=["fosse", source])).status_code == 404
    assert source not in client.get(reverse("performance:import-add", args=["fosse"])).content.decode()
