"""Linkages: reports in and out fall due, their owner of the day files them, and what was filed is kept."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from snb.appointing import hand_over
from snb.linkages import Direction, file_report, linkages_due, register_of, set_rhythm
from snb.models import Linkage, LinkageReport, Person
from snb.permissions import Role
from snb.recurrence import months_after
from snb.workflow import Refusal
from tests.cast import Cast, days
from tests.snb.duties_scene import make_linkage

FROM = -200


def dues(linkage: Linkage, day: dt.date | None = None) -> dict[str, dt.date]:
    (line,) = linkages_due([linkage], day or days(0))
    return {due.direction.value: due.due for due in line.due}


def file(
    linkage: Linkage, by: Person, direction: str = "in", due: dt.date | None = None, given: int = -1
) -> LinkageReport:
    return file_report(
        linkage=linkage, direction=direction, due=due or days(FROM), given_on=days(given), text="All is well.", by=by
    )


def test_each_direction_falls_due_by_itself_and_the_oldest_is_shown(cast: Cast) -> None:
    linkage = make_linkage(cast.board)
    assert dues(linkage) == {"in": days(FROM), "out": days(FROM)}
    file(linkage, cast.manager)
    assert dues(linkage) == {"in": months_after(days(FROM), 6), "out": days(FROM)}


def test_a_linkage_without_a_rhythm_owes_nothing(cast: Cast) -> None:
    assert dues(make_linkage(cast.board, reports_from=None)) == {}
    assert list(dues(make_linkage(cast.board, report_out_months=None))) == ["in"]


def test_its_owner_of_the_day_files_and_is_named_as_of_the_day(cast: Cast) -> None:
    linkage = make_linkage(cast.board)
    report = file(linkage, cast.lead)
    assert report.filed_as == "Lead Person, Chief Constable, Fosse Police"
    for person in (cast.other_lead, cast.member, cast.scrutiny, cast.other_manager):
        with pytest.raises(PermissionDenied):
            file(linkage, person, "out")


def test_a_linkage_of_a_role_moves_with_the_appointment(cast: Cast) -> None:
    """S12: whoever leads the priority owns the linkage."""
    linkage = make_linkage(cast.board, post=None, role=Role.LEAD, remit=cast.arson.remit)
    hand_over(
        appointment=cast.other_lead.appointments.get(), successor=cast.outsider, last_day=days(-1), by=cast.manager
    )
    (line,) = linkages_due([linkage], days(0))
    assert (line.names, line.owner) == ("Outsider Person", "Strategic priority lead, Arson")
    with pytest.raises(PermissionDenied):
        file(linkage, Person.objects.get(pk=cast.other_lead.pk))
    assert file(linkage, Person.objects.get(pk=cast.outsider.pk)).filed_by == cast.outsider


def test_only_the_oldest_open_report_is_taken_and_none_from_the_future(cast: Cast) -> None:
    linkage = make_linkage(cast.board)
    with pytest.raises(Refusal, match="still to come"):
        file(linkage, cast.manager, given=1)
    with pytest.raises(Refusal, match="oldest"):
        file(linkage, cast.manager, due=months_after(days(FROM), 6))
    file(linkage, cast.manager)
    with pytest.raises(Refusal, match="filed this report already"):
        file(linkage, cast.manager)


def test_setting_the_rhythm_needs_a_first_day_and_the_right(cast: Cast) -> None:
    linkage = make_linkage(cast.board, reports_from=None)
    with pytest.raises(Refusal, match="first reports"):
        set_rhythm(linkage=linkage, report_in_months=3, report_out_months=None, begins=None, by=cast.manager)
    with pytest.raises(PermissionDenied):
        set_rhythm(linkage=linkage, report_in_months=3, report_out_months=None, begins=days(1), by=cast.lead)
    set_rhythm(linkage=linkage, report_in_months=3, report_out_months=None, begins=days(1), by=cast.manager)
    assert dues(Linkage.objects.get()) == {"in": days(1)}
    set_rhythm(linkage=linkage, report_in_months=None, report_out_months=None, begins=None, by=cast.manager)
    assert dues(Linkage.objects.get()) == {}


def test_the_register_costs_the_same_queries_however_long_it_is(cast: Cast) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            for line in register_of(cast.board, days(0)):
                _ = [line.names, line.owner, *(report.filed_by.name for report in line.filed)]
        return len(seen)

    file(make_linkage(cast.board), cast.manager)
    make_linkage(cast.board, post=None, role=Role.LEAD, remit=cast.arson.remit)
    before = cost()
    for _ in range(10):
        file(make_linkage(cast.board), cast.manager)
    assert cost() == before


@pytest.mark.parametrize("sql", ["UPDATE snb_linkagereport SET text = 'x'", "DELETE FROM snb_linkagereport"])
def test_what_was_reported_is_kept_against_sql(cast: Cast, sql: str) -> None:
    file(make_linkage(cast.board), cast.manager)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_directions_have_words() -> None:
    assert [direction.label for direction in Direction] == ["From the body to the Board", "From the Board to the body"]
