"""Clear days: known answers, and a count that anybody can follow with a finger on a calendar."""

from __future__ import annotations

import datetime as dt

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snb.working_days import Calendar

NATIONS = ("ENG", "WLS", "SCT", "NIR")
DAY = dt.timedelta(days=1)
days = st.dates(dt.date(2001, 1, 1), dt.date(2040, 12, 31))


def on(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("meeting", "publish_by"),
    [
        ("2024-03-20", "2024-03-12"),  # the question with a right answer: an ordinary week
        ("2024-04-03", "2024-03-22"),  # Good Friday and Easter Monday between
        ("2024-04-02", "2024-03-21"),  # the day after Easter Monday
        ("2024-04-09", "2024-03-28"),  # Easter Monday only, and the day of publication before Good Friday
        ("2024-01-03", "2023-12-21"),  # Christmas Day, Boxing Day and New Year's Day
        ("2022-12-30", "2022-12-20"),  # Christmas Day on a Sunday: kept on the Tuesday after Boxing Day
        ("2022-06-08", "2022-05-27"),  # two bank holidays in one week: Thursday 2 and Friday 3 June 2022
        ("2022-06-06", "2022-05-25"),
        ("2012-06-11", "2012-05-30"),  # Monday 4 and Tuesday 5 June 2012
        ("2012-06-06", "2012-05-25"),
        ("2022-09-21", "2022-09-12"),  # a bank holiday that was proclaimed a week before
    ],
)
def test_the_last_lawful_day_for_five_clear_days(meeting: str, publish_by: str) -> None:
    calendar = Calendar()
    assert calendar.last_publication_day(on(meeting), 5) == on(publish_by)
    assert calendar.clear_days(on(publish_by), on(meeting)) == 5
    assert calendar.clear_days(calendar.following(on(publish_by)), on(meeting)) == 4


def test_neither_the_day_of_publication_nor_that_of_the_meeting_counts() -> None:
    assert Calendar().clear_days(on("2024-03-11"), on("2024-03-12")) == 0
    assert Calendar().clear_days(on("2024-03-11"), on("2024-03-13")) == 1
    assert Calendar().clear_days(on("2024-03-11"), on("2024-03-11")) == 0


def test_the_nation_says_which_days_are_bank_holidays() -> None:
    easter_monday, saint_andrew = on("2024-04-01"), on("2023-11-30")
    assert {nation for nation in NATIONS if Calendar(nation).is_working(easter_monday)} == {"SCT"}
    assert {nation for nation in NATIONS if not Calendar(nation).is_working(saint_andrew)} == {"SCT"}


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2024-03-29", "a bank holiday (Good Friday)"),
        ("2024-03-23", "a Saturday"),
        ("2024-03-24", "a Sunday"),
        ("2024-12-27", "a day on which the offices are closed (Staff day)"),
        ("2024-03-20", ""),
    ],
)
def test_why_a_day_is_no_working_day(day: str, said: str) -> None:
    calendar = Calendar(closed={on("2024-12-27"): "Staff day"})
    assert calendar.why_not(on(day)) == said
    assert calendar.is_working(on(day)) == (not said)


def test_a_closed_day_moves_the_last_lawful_day() -> None:
    closed = {on("2024-03-14"): "Election"}
    assert Calendar(closed=closed).last_publication_day(on("2024-03-20"), 5) == on("2024-03-11")


def test_the_day_itself_is_nought_working_days_before() -> None:
    sunday = on("2024-03-24")
    assert Calendar().before(sunday, 0) == sunday
    assert Calendar().before(sunday, 1) == on("2024-03-22")


def test_the_working_day_that_follows() -> None:
    assert Calendar().following(on("2024-03-12")) == on("2024-03-13")
    assert Calendar().following(on("2024-03-28")) == on("2024-04-02")  # over Easter


def slow_clear_days(published: dt.date, meeting: dt.date, nation: str, closed: set[dt.date]) -> int:
    """Every day between the two, one by one; those that are no working day are struck out."""
    between = [published + DAY * step for step in range(1, (meeting - published).days)]
    names = holidays.country_holidays("GB", subdiv=nation, years=range(published.year, meeting.year + 1))
    return len([day for day in between if day.isoweekday() not in (6, 7) and day not in names and day not in closed])


@given(
    meeting=days, nation=st.sampled_from(NATIONS), wanted=st.integers(0, 15),
    closed=st.sets(st.integers(1, 40), max_size=8),
)  # fmt: skip
def test_the_last_lawful_day_is_what_a_slow_count_finds(
    meeting: dt.date, nation: str, wanted: int, closed: set[int]
) -> None:
    shut = {meeting - DAY * back for back in closed}
    calendar = Calendar(nation, dict.fromkeys(shut, "Closed"))
    found = calendar.last_publication_day(meeting, wanted)
    assert calendar.is_working(found)
    assert slow_clear_days(found, meeting, nation, shut) == calendar.clear_days(found, meeting) == wanted
    later = found + DAY  # no later working day will do
    while later < meeting:
        assert not calendar.is_working(later) or slow_clear_days(later, meeting, nation, shut) < wanted
        later += DAY


@given(published=days, gap=st.integers(0, 60), nation=st.sampled_from(NATIONS))
def test_the_count_is_the_slow_count(published: dt.date, gap: int, nation: str) -> None:
    meeting = published + DAY * gap
    assert Calendar(nation).clear_days(published, meeting) == slow_clear_days(published, meeting, nation, set())
