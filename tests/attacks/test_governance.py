"""Using the rights one has to get those one should not have."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from priorities.models.returns import State
from reports.models import Edition, EditionState
from reports.workflow import move_edition
from snb.appointing import appoint, end_appointment
from snb.models import Appointment
from snb.permissions import Role
from snb.workflow import Refusal
from tests.attacks.test_requests import date, soft
from tests.cast import Cast, board_remit, bring_to, days, fresh, give, open_return
from tests.priorities.pages import url
from tests.reports.page_scene import add_edition


def appoint_self(cast: Cast, by, role: Role, **more):
    data = {"email": by.email, "role": role.value, "remit": board_remit(cast.board).pk, **more}
    today = days(0)
    data |= {**date("begins", today.year, today.month, today.day), "ends_day": "", "ends_month": "", "ends_year": ""}
    return soft(by).post(reverse("board:appointment-add", args=["fosse"]), data)


def cleared_by(cast: Cast, person) -> bool:
    paper = add_edition(cast)
    soft(person).post(reverse("reports:paper-clear", args=["fosse", paper.reference]))
    return Edition.objects.get(pk=paper.pk).state == EditionState.CLEARED


def test_a_manager_does_not_make_herself_deputy_of_the_chair_and_clear_her_own_paper(cast: Cast):
    chair = Appointment.objects.get(role=Role.CHAIR)
    appoint_self(cast, cast.manager, Role.CHAIR, deputises_for=chair.pk)
    assert not cleared_by(cast, cast.manager)


def test_a_manager_does_not_end_the_chair_and_take_the_chair(cast: Cast):
    end_appointment(appointment=Appointment.objects.get(role=Role.CHAIR), last_day=days(-1), by=cast.manager)
    appoint_self(cast, cast.manager, Role.CHAIR)
    assert not cleared_by(cast, cast.manager)


def test_an_administrator_does_not_appoint_himself(cast: Cast):
    appoint_self(cast, cast.administrator, Role.BOARD_MEMBER)
    assert not Appointment.objects.filter(person=cast.administrator, role=Role.BOARD_MEMBER).exists()


def test_nobody_accepts_the_return_they_signed(cast: Cast):
    """Somebody who is lead and programme manager both."""
    give(cast.lead, Role.PROGRAMME_MANAGER, board_remit(cast.board))
    held = bring_to(open_return(cast), State.SIGNED, cast)
    signature = held.signatures.get()
    soft(cast.lead).post(url(held, "return-accept"), {"read": signature.fingerprint})
    held.refresh_from_db()
    assert held.state == State.SIGNED


def test_a_deputy_of_another_board_is_no_choice(cast: Cast):
    other = Appointment.objects.get(person=cast.other_manager)
    answer = appoint_self(cast, cast.manager, Role.PROGRAMME_MANAGER, deputises_for=other.pk)
    assert answer.status_code == 200
    assert not Appointment.objects.filter(deputises_for=other).exists()


def test_a_remit_of_another_board_is_no_choice(cast: Cast):
    answer = appoint_self(cast, cast.manager, Role.BOARD_MEMBER, remit=board_remit(cast.other_board).pk)
    assert answer.status_code == 200
    with pytest.raises(PermissionDenied):
        appoint(
            person=cast.manager, role=Role.CHAIR, remit=board_remit(cast.other_board), begins=days(0), by=cast.manager
        )


def test_a_signed_return_can_still_be_accepted_after_its_meeting_was_moved(cast: Cast):
    """Otherwise the manager is told to "read it again" for ever: the page shows the signature, which is the same."""
    held = bring_to(open_return(cast), State.SIGNED, cast)
    cast.meeting.date = days(27)
    cast.meeting.save()
    client = soft(cast.manager)
    page = client.get(url(held, "return-review"))
    answer = client.post(url(held, "return-accept"), {"read": page.context["form"]["read"].value()})
    assert answer.status_code == 302


def test_a_meeting_does_not_change_its_quarter_under_signed_returns(cast: Cast):
    held = bring_to(open_return(cast), State.ACCEPTED, cast)
    meeting = cast.meeting
    data = {"title": meeting.title, "time": "10:00", "quarter": meeting.quarter.previous().start.isoformat(),
            "version": meeting.version, "day_is_meant": "on",
            **date("date", meeting.date.year, meeting.date.month, meeting.date.day),
            "returns_due_day": "", "returns_due_month": "", "returns_due_year": ""}  # fmt: skip
    before = str(held.quarter)
    soft(cast.manager).post(reverse("board:meeting-edit", args=["fosse", meeting.pk]), data)
    meeting.refresh_from_db()
    assert str(meeting.quarter) == before


def test_an_appointment_is_not_ended_before_what_was_done_under_it(cast: Cast):
    """Signed today as lead; the record would say tomorrow that the signer was not lead today."""
    bring_to(open_return(cast), State.SIGNED, cast)
    held = Appointment.objects.get(person=cast.support)
    with pytest.raises(Refusal):
        end_appointment(appointment=held, last_day=days(-300), by=cast.manager)


def test_twice_cleared_twice_published_is_refused(cast: Cast):
    paper = add_edition(cast, EditionState.CLEARED)
    for to, by in ((EditionState.CLEARED, cast.chair), (EditionState.DECLINED, cast.chair)):
        with pytest.raises(Refusal):
            move_edition(edition=paper, to=to, by=by, reason="x")
    move_edition(edition=paper, to=EditionState.PUBLISHED, by=cast.manager)
    with pytest.raises(Refusal):
        move_edition(edition=paper, to=EditionState.PUBLISHED, by=fresh(cast.manager))
