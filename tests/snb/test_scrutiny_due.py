"""When scrutiny is due, and what is overdue."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from snb.models import Committee, LegalSetting, Recipient, Recommendation
from snb.recurrence import months_after
from snb.scrutiny import next_scrutiny_due
from tests.cast import Cast, days
from tests.snb.scrutiny_scene import make_committee, make_meeting


def test_scrutiny_is_due_a_year_after_the_last_meeting_of_the_statutory_committee(cast: Cast) -> None:
    assert next_scrutiny_due(cast.board, days(0)).due is None
    committee = make_committee(cast)
    council = make_committee(cast, "Council", statutory=False)
    found = next_scrutiny_due(cast.board, days(0))
    assert (found.last, found.due, found.is_late) == (None, months_after(days(-1000), 12), True)
    make_meeting(cast, committee, day=days(-400))
    make_meeting(cast, committee, day=days(20))
    make_meeting(cast, council, day=days(-1))
    found = next_scrutiny_due(cast.board, days(0))
    assert (found.last, found.due) == (days(-400), months_after(days(-400), 12))
    assert (found.is_late, found.planned, found.is_planned_late) == (True, days(20), True)
    make_meeting(cast, committee, day=days(0))
    found = next_scrutiny_due(cast.board, days(0))
    assert (found.due, found.is_late, found.is_planned_late) == (months_after(days(0), 12), False, False)
    assert not next_scrutiny_due(cast.board, months_after(days(0), 12)).is_late
    assert next_scrutiny_due(cast.other_board, days(0)).committee is None


def test_of_two_statutory_committees_the_one_that_is_due_first_counts(cast: Cast) -> None:
    first, second = make_committee(cast), make_committee(cast, "District committee")
    make_meeting(cast, first, day=days(-30))
    make_meeting(cast, second, day=days(-60))
    assert next_scrutiny_due(cast.board, days(0)).committee == second
    Committee.objects.filter(pk=second.pk).update(ends=days(-1))
    assert next_scrutiny_due(cast.board, days(0)).committee == first


def test_without_a_setting_nothing_says_when_it_is_due(cast: Cast) -> None:
    make_meeting(cast)
    LegalSetting.objects.filter(key="scrutiny_months").delete()
    found = next_scrutiny_due(cast.board, days(0))
    assert (found.last, found.due, found.is_late, found.setting) == (days(-10), None, False, None)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2060, 1, 1)), st.integers(-900, 900))
def test_overdue_is_the_newest_date_and_strictly_before_the_day(due: dt.date, offset: int) -> None:
    day = due + dt.timedelta(days=offset)
    held = Recommendation(original_due=dt.date(1999, 1, 1), due=due)
    assert held.is_overdue(day) == (offset > 0)
    assert Recipient(reply_due=due).is_overdue(day) == (offset > 0)
    assert Recipient(reply_due=due, replied_on=day).is_late == (offset > 0)
    assert not Recipient(reply_due=due, replied_on=day).is_overdue(day)
