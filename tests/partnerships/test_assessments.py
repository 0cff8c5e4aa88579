"""Strategic assessments: due in November and May, made up from the calendar until written, and never lost."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from partnerships.assessments import (
    Standing,
    asked_for,
    assessments_of,
    assessments_sheet,
    due_dates,
    kind_of,
    owed,
    standing_of,
    write_assessment,
)
from partnerships.models import StrategicAssessment
from reports.demo.clock import on
from snb.models import AuditEvent
from snb.querysets import today
from snb.seen import StaleRow
from snb.workflow import Refusal
from tests.cast import LONG_AGO, Cast, days, fresh
from tests.partnerships.local_scene import another, date, theirs, url

D = dt.date
DAYS = st.dates(min_value=D(2000, 1, 1), max_value=D(2100, 1, 1))
NOVEMBER, MAY, NEXT = D(2026, 11, 30), D(2027, 5, 31), D(2027, 11, 30)


def write(cast: Cast, due: dt.date, **more: Any) -> StrategicAssessment:
    said: dict[str, Any] = {
        "partnership": cast.partnership, "findings": "Theft is up.", "changes": "", "completed_on": None, "version": 0,
        "by": cast.csp_officer,
    }  # fmt: skip
    return write_assessment(due=due, **(said | more))


# When ----------------------------------------------------------------------------------------------------------------


@given(DAYS, DAYS)
def test_due_dates_are_the_last_days_of_may_and_november(since: dt.date, until: dt.date) -> None:
    slow = []
    for year in range(since.year, until.year + 1):
        for month in (5, 11):
            day = D(year, month, calendar.monthrange(year, month)[1])
            if since <= day <= until:
                slow.append(day)
    assert due_dates(since, until) == slow


def test_november_is_the_assessment_and_may_its_review() -> None:
    assert [kind_of(due).label for due in (NOVEMBER, MAY)] == ["Strategic assessment", "Six-month review"]
    with pytest.raises(KeyError):
        kind_of(D(2026, 6, 30))


@given(DAYS)
def test_two_years_back_and_exactly_one_ahead(day: dt.date) -> None:
    found = owed(D(1990, 1, 1), None, day)
    assert sum(due >= day for due in found) == 1
    assert sum(due < day for due in found) in {4, 5}
    assert found == sorted(set(found))


@pytest.mark.parametrize(
    ("begins", "ends", "day", "wanted"),
    [
        (D(2026, 6, 1), None, D(2026, 7, 1), [NOVEMBER]),
        (D(2026, 11, 30), None, D(2026, 12, 1), [NOVEMBER, MAY]),
        (D(2026, 12, 1), None, D(2026, 12, 1), [MAY]),
        (D(2026, 6, 1), D(2026, 11, 29), D(2026, 7, 1), []),
        (D(2026, 6, 1), D(2026, 11, 30), D(2026, 12, 1), [NOVEMBER]),
    ],
)  # fmt: skip
def test_a_partnership_owes_only_what_falls_due_in_its_life(begins: Any, ends: Any, day: Any, wanted: Any) -> None:
    assert owed(begins, ends, day) == wanted


@pytest.mark.parametrize(
    ("day", "completed", "wanted"),
    [
        (D(2026, 10, 31), None, Standing.COMING),
        (D(2026, 11, 1), None, Standing.DUE),
        (D(2026, 11, 30), None, Standing.DUE),
        (D(2026, 12, 1), None, Standing.LATE),
        (D(2025, 11, 15), None, Standing.COMING),
        (D(2026, 12, 9), D(2026, 12, 5), Standing.COMPLETED),
    ],
)  # fmt: skip
def test_it_is_coming_then_due_then_late_until_completed(day: Any, completed: Any, wanted: Standing) -> None:
    assert standing_of(NOVEMBER, completed, day) is wanted


# Reading -------------------------------------------------------------------------------------------------------------


def test_late_ones_stand_first_over_all_partnerships(cast: Cast) -> None:
    another(cast, begins=D(2026, 11, 1))
    with on(D(2026, 12, 3)):
        write(cast, NOVEMBER, completed_on=D(2026, 12, 2), by=fresh(cast.manager))
    still_open, completed = assessments_of(cast.board, D(2027, 5, 3))
    read = [(row.partnership, row.due, row.standing.name) for row in still_open]
    assert read[:5] == [
        ("North Fosse CSP", D(2025, 5, 31), "LATE"),
        ("North Fosse CSP", D(2025, 11, 30), "LATE"),
        ("North Fosse CSP", D(2026, 5, 31), "LATE"),
        ("South Fosse CSP", NOVEMBER, "LATE"),
        ("North Fosse CSP", MAY, "DUE"),
    ]
    assert [(row.due, row.completed_late) for row in completed] == [(NOVEMBER, True)]


def test_reading_writes_nothing(cast: Cast) -> None:
    assessments_of(cast.board, today())
    asked_for(cast.partnership, owed(LONG_AGO, None, today())[0])
    assert not StrategicAssessment.objects.exists()


def test_what_a_partnership_wrote_stays_when_it_has_ended(cast: Cast) -> None:
    cast.partnership.begins = D(2012, 4, 1)
    cast.partnership.ends = D(2019, 12, 31)
    cast.partnership.save()
    StrategicAssessment.objects.create(
        partnership=cast.partnership, kind="full", due=D(2012, 11, 30), completed_on=D(2012, 11, 30), findings="Eight."
    )
    still_open, completed = assessments_of(cast.board, today())
    assert (still_open, [row.due for row in completed]) == ([], [D(2012, 11, 30)])
    held = asked_for(cast.partnership, D(2012, 11, 30))
    assert held is not None
    assert held.pk
    assert asked_for(cast.partnership, D(2013, 11, 30)) is None


def test_the_other_board_is_left_out(cast: Cast) -> None:
    theirs(cast)
    assert {row.partnership for row in assessments_of(cast.board, today())[0]} == {"North Fosse CSP"}


def test_the_sheet_has_a_line_for_each(cast: Cast) -> None:
    with on(D(2026, 11, 9)):
        write(cast, NOVEMBER, changes="More patrols.", by=fresh(cast.manager))
    rows = assessments_of(cast.board, D(2026, 11, 9))[0]
    lines = assessments_sheet(cast.board, rows, D(2026, 11, 9)).rows
    assert len(lines) == len(rows)
    assert ["North Fosse CSP", "Strategic assessment", NOVEMBER, "Due this month", None, "Theft is up.",
            "More patrols."] in lines  # fmt: skip


# Writing -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def november(cast: Cast):
    with on(D(2026, 11, 10)):
        for name, person in cast.by_name.items():
            setattr(cast, name, fresh(person))
        yield cast


def test_the_first_words_make_the_row_and_the_next_a_version(november: Cast) -> None:
    write(november, NOVEMBER)
    held = write(november, NOVEMBER, findings="Theft is down.", version=1)
    assert (held.version, held.saved_by, held.kind) == (2, november.csp_officer, "full")
    assert [row.findings for row in held.history.order_by("history_id")] == ["Theft is up.", "Theft is down."]
    assert StrategicAssessment.objects.count() == 1
    actions = [event.action for event in AuditEvent.objects.order_by("pk")]
    assert actions == ["wrote an assessment"] * 2


def test_whoever_comes_second_is_told(november: Cast) -> None:
    write(november, NOVEMBER)
    with pytest.raises(StaleRow) as stale:
        write(november, NOVEMBER, findings="Mine.")
    assert stale.value.saved.findings == "Theft is up."
    assert StrategicAssessment.objects.get().findings == "Theft is up."


def test_completing_is_recorded_and_is_not_taken_back(november: Cast) -> None:
    held = write(november, NOVEMBER, completed_on=D(2026, 11, 9))
    assert AuditEvent.objects.get().action == "completed an assessment"
    with pytest.raises(Refusal, match="not taken away"):
        write(november, NOVEMBER, version=held.version)
    corrected = write(november, NOVEMBER, version=held.version, completed_on=D(2026, 11, 8))
    assert corrected.completed_on == D(2026, 11, 8)


def test_what_is_completed_says_something_and_not_of_tomorrow(november: Cast) -> None:
    with pytest.raises(Refusal, match="what it found"):
        write(november, NOVEMBER, findings="  ", completed_on=D(2026, 11, 9))
    with pytest.raises(Refusal, match="day to come"):
        write(november, NOVEMBER, completed_on=D(2026, 11, 11))
    assert not StrategicAssessment.objects.exists()


@pytest.mark.parametrize("due", [D(2026, 11, 29), NEXT, D(2014, 11, 30), D(2026, 8, 31)])
def test_nothing_is_written_for_a_day_that_is_none(november: Cast, due: dt.date) -> None:
    with pytest.raises(Refusal, match="No assessment"):
        write(november, due)


def test_only_its_officer_and_the_manager_write(november: Cast) -> None:
    other = another(november)
    for name in ("lead", "chair", "member", "support", "analyst", "other_manager", "outsider"):
        with pytest.raises(PermissionDenied):
            write(november, NOVEMBER, by=november.by_name[name])
    with pytest.raises(PermissionDenied):
        write(november, NOVEMBER, partnership=other)
    assert write(november, NOVEMBER, partnership=other, by=november.manager).pk


def test_the_database_holds_that_what_is_completed_found_something(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        StrategicAssessment.objects.create(
            partnership=cast.partnership, kind="full", due=NOVEMBER, completed_on=NOVEMBER
        )


# The page ------------------------------------------------------------------------------------------------------------


def test_writing_it_on_the_page(cast: Cast, as_: Any) -> None:
    due = owed(LONG_AGO, None, today())[0]
    address = url("assessment-edit", "north", due.isoformat())
    data = {"findings": "Theft is **up**.", "changes": "Patrols.", "version": 0, **date("completed_on", None)}
    client = as_(cast.csp_officer)
    answer = client.post(address, data, follow=True)
    assert "The assessment is saved." in answer.content.decode()
    assert "Theft is <strong>up</strong>." in answer.content.decode()
    stale = client.post(address, data | {"findings": "Mine."})
    page = stale.content.decode()
    assert stale.status_code == 409
    assert "Save what I typed" in page
    assert "Theft is **up**." in page
    assert "Mine." in page
    again = client.post(address, data | {"findings": "Mine.", "version": 1})
    assert again.status_code == 302
    early = client.post(address, data | {"version": 2, "findings": "", **date("completed_on", days(-1))})
    assert early.status_code == 409
    assert "Say what it found before it is completed." in early.content.decode()
    wrong = client.post(address, data | {"version": 2, **date("completed_on", days(3))}).content.decode()
    assert "Completed on must be on or before" in wrong
