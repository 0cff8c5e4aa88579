"""Chasing and giving more time: who is mailed, what is logged, what is refused."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from priorities.chasing import chase, chase_late, extend
from priorities.models import Chase, Extension, QuarterlyReturn
from priorities.models.returns import LOCKED, State
from snb.models import Appointment, AuditEvent
from snb.wording import long_date
from snb.workflow import Refusal
from tests.cast import ACTORS, Cast, bring_to, days, open_return


@pytest.mark.parametrize(
    ("state", "to"),
    [
        (State.NOT_STARTED, ["support"]),
        (State.DRAFT, ["support"]),
        (State.WITH_LEAD, ["lead", "deputy"]),
        (State.SENT_BACK, ["support"]),
    ],
)
def test_whoever_holds_it_is_mailed_and_it_is_logged(
    cast: Cast, state: State, to: list[str], django_capture_on_commit_callbacks
) -> None:
    held = bring_to(open_return(cast), state, cast)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        chase(quarterly_return=held, by=cast.manager)
    assert [mailed.to for mailed in mail.outbox] == [[cast.by_name[name].email] for name in to]
    assert mail.outbox[0].subject == f"FOSSE: {held} is due by {long_date(days(8))}"
    assert f"/boards/fosse/returns/{held.pk}/" in mail.outbox[0].body
    names = ", ".join(cast.by_name[name].name for name in to)
    assert list(Chase.objects.values_list("by", "to")) == [(cast.manager.pk, names)]
    assert AuditEvent.objects.get(action="chased return").detail == {"to": names}


@pytest.mark.parametrize("state", LOCKED)
def test_a_signed_return_is_neither_chased_nor_extended(cast: Cast, state: State) -> None:
    held = bring_to(open_return(cast), state, cast)
    with pytest.raises(Refusal):
        chase(quarterly_return=held, by=cast.manager)
    with pytest.raises(Refusal):
        extend(quarterly_return=held, new_due=days(10), reason="Leave", by=cast.manager)


def test_a_return_nobody_holds(cast: Cast) -> None:
    held = open_return(cast)
    Appointment.objects.filter(remit=cast.burglary.remit).update(begins=days(-9), ends=days(-1))
    with pytest.raises(Refusal) as refused:
        chase(quarterly_return=held, by=cast.manager)
    assert refused.value.reason == "Nobody is appointed to this priority today, so there is nobody to chase."


def test_only_the_late_are_chased_and_one_nobody_holds_stops_none(cast: Cast) -> None:
    burglary, arson = open_return(cast), open_return(cast, cast.arson)
    QuarterlyReturn.objects.update(due=days(-1))
    Appointment.objects.filter(remit=cast.burglary.remit).update(begins=days(-9), ends=days(-1))
    returns = list(QuarterlyReturn.objects.order_by("pk"))
    assert [chased.quarterly_return for chased in chase_late(returns=returns, by=cast.manager)] == [arson]
    QuarterlyReturn.objects.update(due=days(0))
    assert chase_late(returns=QuarterlyReturn.objects.all(), by=cast.manager) == []
    assert burglary.chases.count() == 0


def test_more_time_is_kept_mailed_and_logged(cast: Cast, django_capture_on_commit_callbacks) -> None:
    held = open_return(cast)
    with django_capture_on_commit_callbacks(execute=True):
        extend(quarterly_return=held, new_due=days(12), reason="Staff leave", by=cast.manager)
    held.refresh_from_db()
    assert (held.due, held.originally_due) == (days(12), days(8))
    assert list(Extension.objects.values_list("old_due", "new_due", "reason")) == [(days(8), days(12), "Staff leave")]
    assert [mailed.to for mailed in mail.outbox] == [[cast.support.email]]
    assert AuditEvent.objects.get(action="extended return").detail == {"until": str(days(12)), "reason": "Staff leave"}


@pytest.mark.parametrize("offset", [7, 8, 20, 21])
def test_the_new_day_lies_between_the_old_and_the_meeting(cast: Cast, offset: int) -> None:
    held = open_return(cast)
    with pytest.raises(Refusal):
        extend(quarterly_return=held, new_due=days(offset), reason="Leave", by=cast.manager)
    held.refresh_from_db()
    assert (held.due, Extension.objects.count()) == (days(8), 0)


def test_only_the_programme_manager_chases_and_extends(cast: Cast) -> None:
    held = open_return(cast)
    for name in set(ACTORS) - {"manager"}:
        with pytest.raises(PermissionDenied):
            chase(quarterly_return=held, by=cast.by_name[name])
        with pytest.raises(PermissionDenied):
            extend(quarterly_return=held, new_due=days(10), reason="Leave", by=cast.by_name[name])
    assert (Chase.objects.count(), mail.outbox) == (0, [])


@pytest.mark.parametrize(("time", "late"), [("22:30", False), ("23:30", True)])
def test_late_is_told_by_the_day_where_the_board_is(cast: Cast, time: str, late: bool) -> None:
    """In summer the last hour of a day in UTC is the first of the next day here."""
    held = open_return(cast)
    held.due, held.signed_at = dt.date(2026, 7, 1), dt.datetime.fromisoformat(f"2026-07-01T{time}:00+00:00")
    assert held.is_late is late
