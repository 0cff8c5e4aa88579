"""Duties: when they fall due, and that only evidence meets them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from snb.appointing import hand_over
from snb.duties import DutyState, duties_on, narrowed, register_of, rhythm
from snb.duty_workflow import add_duty, change_duty, end_duty, file_evidence, withdraw_evidence
from snb.models import AuditEvent, Duty, Fulfilment, FulfilmentFile
from snb.permissions import Role
from snb.recurrence import months_after
from snb.workflow import Refusal
from tests.cast import Cast, days
from tests.snb.duties_scene import FIRST, chief_post, details, evidence, make_duty

PDF = b"%PDF-1.7\n%made up\n"


def state(duty: Duty, day: dt.date | None = None) -> DutyState:
    return duties_on([duty], day or days(0))[0].state


# When ----------------------------------------------------------------------------------------------------------------


def test_a_duty_is_late_until_every_date_that_has_come_is_met(cast: Cast) -> None:
    duty = make_duty(cast.board)
    first, second = days(FIRST), months_after(days(FIRST), 12)
    assert state(duty) == DutyState.LATE
    file_evidence(duty=duty, evidence=evidence(first), by=cast.manager)
    assert state(duty) == DutyState.LATE
    file_evidence(duty=duty, evidence=evidence(second), by=cast.manager)
    assert state(duty) == DutyState.MET
    assert duties_on([duty], days(0))[0].due == months_after(days(FIRST), 24)


@pytest.mark.parametrize(
    ("first_due", "warn_days", "found"),
    [(0, 60, DutyState.COMING), (60, 60, DutyState.COMING), (61, 60, DutyState.AHEAD), (-1, 60, DutyState.LATE),
     (1, 0, DutyState.AHEAD)],
)  # fmt: skip
def test_where_it_stands_before_its_first_date(cast: Cast, first_due: int, warn_days: int, found: DutyState) -> None:
    assert state(make_duty(cast.board, first_due=days(first_due), warn_days=warn_days)) == found


def test_one_that_has_not_begun_shows_its_first_date(cast: Cast) -> None:
    duty = make_duty(cast.board, begins=days(30), first_due=days(40))
    (row,) = duties_on([duty], days(0))
    assert (row.state, row.due) == (DutyState.COMING, days(40))


def test_once_met_it_does_not_come_again(cast: Cast) -> None:
    duty = make_duty(cast.board, every_months=0)
    file_evidence(duty=duty, evidence=evidence(days(FIRST)), by=cast.manager)
    assert state(duty) == DutyState.MET
    with pytest.raises(Refusal, match="filed already"):
        file_evidence(duty=duty, evidence=evidence(days(FIRST)), by=cast.manager)


def test_what_ended_still_owes_what_fell_due_before(cast: Cast) -> None:
    duty = make_duty(cast.board)
    end_duty(duty=duty, last_day=days(-10), by=cast.manager)
    duty.refresh_from_db()
    assert state(duty) == DutyState.LATE
    for due in (days(FIRST), months_after(days(FIRST), 12)):
        file_evidence(duty=duty, evidence=evidence(due), by=cast.manager)
    assert state(duty) == DutyState.ENDED


def test_rhythms_in_words() -> None:
    assert [rhythm(months) for months in (0, 1, 3, 5, 6, 12, 36)] == [
        "Once", "Every month", "Every quarter", "Every 5 months", "Twice a year", "Every year", "Every 3 years",
    ]  # fmt: skip


def test_late_ones_come_first_and_ended_ones_only_when_asked_for(cast: Cast) -> None:
    ahead = make_duty(cast.board, first_due=days(300))
    late = make_duty(cast.board)
    ended = make_duty(cast.board, begins=days(-30), first_due=days(20), ends=days(-1))
    rows = register_of(cast.board, days(0))
    assert [row.duty for row in rows] == [late, ahead, ended]
    assert [row.duty for row in narrowed(rows)] == [late, ahead]
    assert [row.duty for row in narrowed(rows, state="ended")] == [ended]
    assert [row.duty for row in narrowed(rows, words="duty 1")] == [late]
    assert narrowed(rows, kind="local") == []


def test_the_owner_is_whoever_holds_the_role_on_the_day(cast: Cast) -> None:
    duty = make_duty(cast.board, role=Role.LEAD, remit=cast.arson.remit)
    assert duties_on([duty], days(0))[0].names == "Other Lead Person"
    hand_over(
        appointment=cast.other_lead.appointments.get(), successor=cast.outsider, last_day=days(-1), by=cast.manager
    )
    (row,) = duties_on([duty], days(0))
    assert (row.names, row.owner) == ("Outsider Person", "Strategic priority lead, Arson")
    assert duties_on([duty], days(-1))[0].names == "Other Lead Person"


def test_the_register_costs_the_same_queries_however_long_it_is(cast: Cast) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            for row in register_of(cast.board, days(0)):
                _ = [row.names, row.owner, *(list(held.files.all()) for held in row.evidence)]
        return len(seen)

    held = make_duty(cast.board, role="", remit=None, post=chief_post())
    make_duty(cast.board, role=Role.LEAD, remit=cast.arson.remit)
    file_evidence(duty=held, evidence=evidence(days(FIRST)), by=cast.manager)
    before = cost()
    for number in range(12):
        held = make_duty(cast.board, role=Role.LEAD, remit=(cast.arson, cast.burglary)[number % 2].remit)
        file_evidence(duty=held, evidence=evidence(days(FIRST)), by=cast.manager)
    assert cost() == before


# Who and what --------------------------------------------------------------------------------------------------------


def test_its_owner_of_the_day_files_evidence_and_others_do_not(cast: Cast) -> None:
    duty = make_duty(cast.board, role=Role.LEAD, remit=cast.arson.remit)
    file_evidence(duty=duty, evidence=evidence(days(FIRST)), by=cast.other_lead)
    for person in (cast.lead, cast.member, cast.scrutiny, cast.other_manager, cast.outsider):
        with pytest.raises(PermissionDenied):
            file_evidence(duty=duty, evidence=evidence(months_after(days(FIRST), 12)), by=person)


def test_a_duty_is_met_only_by_evidence(cast: Cast) -> None:
    duty = make_duty(cast.board)
    with pytest.raises(Refusal, match="only by evidence"):
        file_evidence(duty=duty, evidence=evidence(days(FIRST)).__class__(days(FIRST), days(-1), "  "), by=cast.manager)
    assert state(duty) == DutyState.LATE


@pytest.mark.parametrize(
    ("due", "done_on", "said"),
    [(FIRST, 1, "still to come"), (FIRST + 1, -1, "does not fall due"), (3000, -1, "does not fall due")],
)
def test_evidence_that_makes_no_sense_is_refused(cast: Cast, due: int, done_on: int, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        file_evidence(duty=make_duty(cast.board), evidence=evidence(days(due), days(done_on)), by=cast.manager)


def test_evidence_after_the_date_meets_it_and_says_late(cast: Cast) -> None:
    held = file_evidence(duty=make_duty(cast.board), evidence=evidence(days(FIRST), days(-1)), by=cast.manager)
    assert held.is_late()


def test_a_file_that_is_not_what_it_says_keeps_nothing(cast: Cast) -> None:
    duty = make_duty(cast.board)
    bad = SimpleUploadedFile("letter.pdf", b"MZ not a pdf")
    with pytest.raises(ValidationError):
        file_evidence(duty=duty, evidence=evidence(days(FIRST), files=(bad,)), by=cast.manager)
    assert not Fulfilment.objects.exists()


def test_withdrawn_evidence_stays_and_the_date_is_due_again(cast: Cast) -> None:
    duty = make_duty(cast.board, every_months=0)
    held = file_evidence(duty=duty, evidence=evidence(days(FIRST)), by=cast.manager)
    withdraw_evidence(fulfilment=held, reason="The wrong letter", by=cast.manager)
    (row,) = duties_on([duty], days(0))
    assert (row.state, row.newest, len(row.evidence)) == (DutyState.LATE, None, 1)
    with pytest.raises(Refusal, match="already"):
        withdraw_evidence(fulfilment=held, reason="Again", by=cast.manager)
    file_evidence(duty=duty, evidence=evidence(days(FIRST)), by=cast.manager)
    assert state(duty) == DutyState.MET


def test_only_who_keeps_the_register_withdraws_changes_and_ends(cast: Cast) -> None:
    duty = make_duty(cast.board, role=Role.LEAD, remit=cast.arson.remit)
    held = file_evidence(duty=duty, evidence=evidence(days(FIRST)), by=cast.other_lead)
    with pytest.raises(PermissionDenied):
        withdraw_evidence(fulfilment=held, reason="No", by=cast.other_lead)
    with pytest.raises(PermissionDenied):
        change_duty(duty=duty, details=details(cast), by=cast.other_lead)
    with pytest.raises(PermissionDenied):
        end_duty(duty=duty, last_day=days(0), by=cast.other_lead)
    with pytest.raises(PermissionDenied):
        add_duty(board=cast.board, details=details(cast), by=cast.other_manager)


def test_adding_gives_each_a_name_of_its_own_and_logs_it(cast: Cast) -> None:
    made = [add_duty(board=cast.board, details=details(cast), by=cast.manager) for _ in range(2)]
    assert [duty.slug for duty in made] == ["send-the-agreement", "send-the-agreement-2"]
    assert AuditEvent.objects.filter(action="added a duty").count() == 2


def test_dates_stay_once_evidence_was_filed_for_one(cast: Cast) -> None:
    duty = add_duty(board=cast.board, details=details(cast), by=cast.manager)
    changed = change_duty(duty=duty, details=details(cast, first_due=days(FIRST + 5)), by=cast.manager)
    assert changed.first_due == days(FIRST + 5)
    file_evidence(duty=duty, evidence=evidence(days(FIRST + 5)), by=cast.manager)
    with pytest.raises(Refusal, match="cannot change"):
        change_duty(duty=duty, details=details(cast, every_months=6), by=cast.manager)
    said = change_duty(duty=duty, details=details(cast, first_due=days(FIRST + 5), title="Send it"), by=cast.manager)
    assert said.title == "Send it"


@pytest.mark.parametrize(("changes", "said"), [({"first_due": -500}, "before it begins")])
def test_dates_that_make_no_sense_are_refused(cast: Cast, changes: dict[str, int], said: str) -> None:
    wrong = {name: days(offset) for name, offset in changes.items()}
    with pytest.raises(Refusal, match=said):
        add_duty(board=cast.board, details=details(cast, **wrong), by=cast.manager)


def test_ending_before_it_began_or_a_second_time_is_refused(cast: Cast) -> None:
    duty = make_duty(cast.board)
    with pytest.raises(Refusal, match="before the duty began"):
        end_duty(duty=duty, last_day=days(FIRST - 11), by=cast.manager)
    end_duty(duty=duty, last_day=days(-5), by=cast.manager)
    with pytest.raises(Refusal, match="ended already"):
        end_duty(duty=duty, last_day=days(-5), by=cast.manager)


# The database itself -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE snb_fulfilment SET evidence = 'nothing'",
        "UPDATE snb_fulfilment SET done_on = '2020-01-01'",
        "UPDATE snb_fulfilment SET withdrawn_reason = 'again'",
        "DELETE FROM snb_fulfilment",
        "UPDATE snb_fulfilmentfile SET name = 'other.pdf'",
        "DELETE FROM snb_fulfilmentfile",
    ],
)
def test_what_was_filed_is_kept_against_sql(cast: Cast, sql: str) -> None:
    upload = SimpleUploadedFile("letter.pdf", PDF)
    duty = make_duty(cast.board)
    held = file_evidence(duty=duty, evidence=evidence(days(FIRST), files=(upload,)), by=cast.manager)
    if "again" in sql:
        withdraw_evidence(fulfilment=held, reason="Once", by=cast.manager)
    assert FulfilmentFile.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
