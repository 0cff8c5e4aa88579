"""Appointments and their dates."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from snb.accounts import appoint_by_email
from snb.appointing import appoint, end_appointment, hand_over
from snb.models import Appointment, AuditEvent, Person
from snb.permissions import Permission, RemitKind, Role
from snb.querysets import today
from snb.workflow import Refusal
from tests.cast import Cast, board_remit, days, fresh, give, make_person, make_remit


@pytest.fixture
def rural(cast: Cast):
    """A priority's remit that nobody leads yet."""
    return make_remit(cast.board, RemitKind.PRIORITY, "Rural crime")


def test_one_lead_of_two_priorities_is_two_appointments_and_one_person(cast: Cast, rural) -> None:
    appoint(person=cast.other_lead, role=Role.LEAD, remit=rural, begins=days(0), by=cast.manager)
    held = Appointment.objects.on(today()).filter(person=cast.other_lead, role=Role.LEAD)
    assert held.count() == 2
    assert held.values("person").distinct().count() == 1
    assert fresh(cast.other_lead).has_perm(Permission.RETURN_SIGN, rural)


def test_a_second_lead_is_refused_and_named(cast: Cast) -> None:
    with pytest.raises(Refusal) as refused:
        appoint(person=cast.member, role=Role.LEAD, remit=cast.arson.remit, begins=days(5), by=cast.manager)
    assert refused.value.reason == (
        "Other Lead Person is strategic priority lead in that time. Hand over from them, or choose other dates."
    )
    assert Appointment.objects.filter(person=cast.member, role=Role.LEAD).count() == 0


def test_a_second_lead_before_or_after_is_welcome(cast: Cast, rural) -> None:
    appoint(person=cast.member, role=Role.LEAD, remit=rural, begins=days(10), ends=days(20), by=cast.manager)
    for begins, ends in [(days(0), days(9)), (days(21), None)]:
        appoint(person=cast.chair, role=Role.LEAD, remit=rural, begins=begins, ends=ends, by=cast.manager)
    assert Appointment.objects.filter(remit=rural).count() == 3


@pytest.mark.parametrize(("first", "last"), [(5, 10), (20, 25), (12, 15), (5, 25), (5, None)])
def test_every_way_to_overlap_is_refused(cast: Cast, rural, first: int, last: int | None) -> None:
    appoint(person=cast.member, role=Role.LEAD, remit=rural, begins=days(10), ends=days(20), by=cast.manager)
    ends = None if last is None else days(last)
    with pytest.raises(Refusal, match="Member Person is strategic priority lead"):
        appoint(person=cast.chair, role=Role.LEAD, remit=rural, begins=days(first), ends=ends, by=cast.manager)


def test_several_people_may_be_board_members(cast: Cast) -> None:
    remit = board_remit(cast.board)
    appoint(person=cast.outsider, role=Role.BOARD_MEMBER, remit=remit, begins=days(0), by=cast.manager)
    assert fresh(cast.outsider).has_perm(Permission.BOARD_READ, cast.board)


def test_a_role_that_does_not_fit_the_remit_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal, match=r"^A chair is appointed to a board, not to a priority\.$"):
        appoint(person=cast.member, role=Role.CHAIR, remit=cast.arson.remit, begins=days(0), by=cast.manager)


def test_an_end_before_the_beginning_is_refused(cast: Cast, rural) -> None:
    with pytest.raises(Refusal, match="must not end before it begins"):
        appoint(person=cast.member, role=Role.LEAD, remit=rural, begins=days(2), ends=days(1), by=cast.manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        give(cast.member, Role.LEAD, rural, 2, 1)


def test_only_who_may_change_appointments_appoints(cast: Cast, rural) -> None:
    for person in (cast.lead, cast.chair, cast.other_manager, cast.outsider):
        with pytest.raises(PermissionDenied):
            appoint(person=person, role=Role.LEAD, remit=rural, begins=days(0), by=person)
    assert Appointment.objects.filter(remit=rural).count() == 0


@pytest.mark.parametrize("role", [Role.PROGRAMME_MANAGER, Role.BOARD_MEMBER])
def test_nobody_appoints_themselves(cast: Cast, role: Role) -> None:
    for person in (cast.manager, cast.administrator):
        with pytest.raises(Refusal) as refused:
            appoint(person=person, role=role, remit=board_remit(cast.board), begins=days(0), by=person)
        assert refused.value.reason == (
            "Nobody appoints themselves: ask another programme manager or an administrator."
        )


def test_nobody_hands_over_to_themselves(cast: Cast) -> None:
    chair = Appointment.objects.get(person=cast.chair)
    with pytest.raises(Refusal, match="Nobody appoints themselves"):
        hand_over(appointment=chair, successor=cast.manager, last_day=days(-1), by=cast.manager)
    chair.refresh_from_db()
    assert chair.ends is None


def test_an_appointment_is_made_from_a_day_of_the_last_month_on(cast: Cast, rural) -> None:
    with pytest.raises(Refusal, match="from a day of the last month on"):
        appoint(person=cast.member, role=Role.LEAD, remit=rural, begins=days(-32), by=cast.manager)
    held = appoint(person=cast.member, role=Role.LEAD, remit=rural, begins=days(-31), by=cast.manager)
    assert held.begins == days(-31)


def test_what_ended_yesterday_gives_nothing_today(cast: Cast) -> None:
    assert not cast.former_lead.has_perm(Permission.RETURN_SIGN, cast.burglary)
    assert not cast.former_lead.has_perm(Permission.BOARD_KNOW, cast.board)


def test_the_last_day_itself_still_counts(cast: Cast) -> None:
    held = Appointment.objects.get(person=cast.other_lead)
    end_appointment(appointment=held, last_day=days(0), by=cast.manager)
    assert fresh(cast.other_lead).has_perm(Permission.RETURN_SIGN, cast.arson)
    end_appointment(appointment=held, last_day=days(-1), by=cast.manager)
    assert not fresh(cast.other_lead).has_perm(Permission.RETURN_SIGN, cast.arson)


def test_a_deputys_appointment_ends_with_the_principals(cast: Cast) -> None:
    assert cast.deputy.has_perm(Permission.RETURN_SIGN, cast.burglary)
    lead = Appointment.objects.get(person=cast.lead, role=Role.LEAD)
    Appointment.objects.filter(pk=lead.pk).update(begins=days(-9), ends=days(-1))
    assert not fresh(cast.deputy).has_perm(Permission.RETURN_SIGN, cast.burglary)
    assert not fresh(cast.deputy).has_perm(Permission.BOARD_KNOW, cast.board)


def _deputise(cast: Cast, principal: Appointment, begins: int, ends: int | None, person: Person | None = None):
    return appoint(
        person=person or cast.member, role=Role(principal.role), remit=principal.remit, begins=days(begins),
        ends=None if ends is None else days(ends), deputises_for=principal, by=cast.manager,
    )  # fmt: skip


def test_a_deputy_stands_beside_the_lead_within_the_leads_dates(cast: Cast) -> None:
    principal = Appointment.objects.get(person=cast.other_lead)
    Appointment.objects.filter(pk=principal.pk).update(begins=days(-20), ends=days(30))
    principal.refresh_from_db()
    _deputise(cast, principal, 0, 30)
    assert fresh(cast.member).has_perm(Permission.RETURN_SIGN, cast.arson)
    for begins, ends in [(-21, 5), (0, 31), (0, None)]:
        with pytest.raises(Refusal, match="must lie within"):
            _deputise(cast, principal, begins, ends, cast.chair)


def test_who_cannot_be_a_deputy(cast: Cast) -> None:
    principal = Appointment.objects.get(person=cast.other_lead)
    deputy = Appointment.objects.get(person=cast.deputy)
    with pytest.raises(Refusal, match="Nobody deputises for themselves"):
        _deputise(cast, principal, 0, 5, cast.other_lead)
    with pytest.raises(Refusal, match="no deputy of their own"):
        _deputise(cast, deputy, 0, 1)
    with pytest.raises(Refusal, match="same role, for the same remit"):
        appoint(
            person=cast.member, role=Role.LEAD, remit=cast.burglary.remit, begins=days(0), ends=days(1),
            deputises_for=principal, by=cast.manager,
        )  # fmt: skip


def test_handing_over_leaves_no_day_without_a_lead_and_none_with_two(cast: Cast) -> None:
    held = Appointment.objects.get(person=cast.other_lead)
    new = hand_over(appointment=held, successor=cast.member, last_day=days(3), by=cast.manager)
    leads = [
        [row.person for row in Appointment.objects.on(days(day)).filter(remit=cast.arson.remit, role=Role.LEAD)]
        for day in (0, 3, 4, 50)
    ]
    assert leads == [[cast.other_lead], [cast.other_lead], [cast.member], [cast.member]]
    assert new.ends is None
    events = AuditEvent.objects.filter(action__in=("appointed", "ended appointment")).values_list("action", flat=True)
    assert sorted(events) == ["appointed", "ended appointment"]


def test_a_refused_hand_over_ends_nothing(cast: Cast) -> None:
    held = Appointment.objects.get(person=cast.other_lead)
    give(cast.chair, Role.LEAD, cast.arson.remit, 10, 20)
    with pytest.raises(Refusal):
        hand_over(appointment=held, successor=cast.member, last_day=days(3), by=cast.manager)
    held.refresh_from_db()
    assert held.ends is None


def test_an_end_cannot_be_moved_out_again_nor_before_the_beginning(cast: Cast) -> None:
    held = Appointment.objects.get(person=cast.other_lead)
    end_appointment(appointment=held, last_day=days(3), by=cast.manager)
    with pytest.raises(Refusal, match="has ended earlier"):
        end_appointment(appointment=held, last_day=days(4), by=cast.manager)
    with pytest.raises(Refusal, match="before the appointment began"):
        end_appointment(appointment=held, last_day=days(-500), by=cast.manager)


def test_an_appointment_ends_yesterday_at_the_earliest(cast: Cast) -> None:
    held = Appointment.objects.get(person=cast.other_lead)
    with pytest.raises(Refusal, match=r"^The last day must not come before yesterday\.$"):
        end_appointment(appointment=held, last_day=days(-2), by=cast.manager)
    assert end_appointment(appointment=held, last_day=days(-1), by=cast.manager).ends == days(-1)


def test_appointing_by_email_finds_a_known_person_however_it_is_written(cast: Cast, rural) -> None:
    held = appoint_by_email(
        email="MEMBER.Person@fosse.example", role=Role.LEAD, remit=rural, begins=days(0), by=cast.manager
    )
    assert held.person == cast.member


def test_appointing_somebody_new_makes_an_account_that_nobody_can_sign_in_with(cast: Cast, rural) -> None:
    held = appoint_by_email(
        email="New@Fosse.example", name="New Person", role=Role.LEAD, remit=rural, begins=days(0), by=cast.manager
    )
    assert (held.person.email, held.person.name) == ("new@fosse.example", "New Person")
    assert not held.person.has_usable_password()


def test_a_refused_appointment_leaves_no_account_behind(cast: Cast) -> None:
    with pytest.raises(Refusal):
        appoint_by_email(
            email="new@fosse.example", name="New Person", role=Role.LEAD, remit=cast.arson.remit,
            begins=days(0), by=cast.manager,
        )  # fmt: skip
    assert not Person.objects.filter(email="new@fosse.example").exists()


def test_a_closed_account_is_not_appointed(cast: Cast, rural) -> None:
    gone = make_person("Gone Away")
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    with pytest.raises(Refusal, match="The account of Gone Away is closed"):
        appoint_by_email(email=gone.email, role=Role.LEAD, remit=rural, begins=days(0), by=cast.manager)
