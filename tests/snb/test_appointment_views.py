"""The pages of appointments."""

from __future__ import annotations

import pytest

from snb.models import Appointment, AuditEvent, Person
from snb.permissions import Permission, RemitKind, Role
from snb.querysets import today
from snb.registers import appointments_register
from tests.cast import Cast, board_remit, days, fresh, give, make_person, make_remit
from tests.snb.helpers import knower
from tests.snb.test_sign_in import problems

LIST = "/boards/fosse/appointments/"
NEW_NAME = "Nobody with this email address has an account yet. Enter their name to make one"


def date(name: str, offset: int) -> dict[str, str]:
    day = days(offset)
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def posted(cast: Cast, **more: str) -> dict[str, str]:
    data = {"email": cast.member.email, "role": "member", "remit": str(board_remit(cast.board).pk)}
    return data | date("begins", 0) | more


@pytest.fixture
def arson_lead(cast: Cast) -> Appointment:
    return Appointment.objects.get(person=cast.other_lead)


def url(held: Appointment, act: str) -> str:
    return f"{LIST}{held.pk}/{act}/"


def test_the_register_sorts_by_the_day(cast: Cast) -> None:
    rural = make_remit(cast.board, RemitKind.PRIORITY, "Rural crime")
    give(cast.member, Role.LEAD, rural, 5)
    register = appointments_register(cast.board, today())
    assert [line.label for line in register.coming] == ["Member Person, Strategic priority lead, Rural crime"]
    assert [line.label for line in register.ended] == ["Former Lead Person, Strategic priority lead, Burglary"]
    assert [remit.name for remit in register.without_lead] == ["Rural crime"]
    assert register.current[0].label == "Manager Person, Programme manager"
    assert len(register.current) == 12
    assert [remit.name for remit in appointments_register(cast.board, days(5)).without_lead] == []


def test_a_deputy_is_listed_as_ended_once_the_principal_has_gone(cast: Cast) -> None:
    Appointment.objects.filter(person=cast.lead).update(begins=days(-9), ends=days(-1))
    register = appointments_register(cast.board, today())
    assert {line.appointment.person for line in register.ended} == {cast.former_lead, cast.lead, cast.deputy}
    assert [remit.name for remit in register.without_lead] == ["Burglary"]


def test_a_vacancy_leads_to_a_form_that_knows_it(as_, cast: Cast) -> None:
    rural = make_remit(cast.board, RemitKind.PRIORITY, "Rural crime")
    client = as_(cast.manager)
    address = f"{LIST}add/?role=lead&amp;remit={rural.pk}"
    assert address in client.get(LIST).content.decode()
    form = client.get(address.replace("&amp;", "&")).context["form"]
    assert (form["role"].value(), form["remit"].value()) == ("lead", str(rural.pk))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(as_, cast: Cast, django_assert_num_queries, count: int) -> None:
    for number in range(count):
        make_remit(cast.board, RemitKind.PRIORITY, f"Unled {number}")
        give(make_person(f"Extra {number}"), Role.SUPPORT_OFFICER, cast.arson.remit)
    client = as_(cast.manager)
    with django_assert_num_queries(8):
        client.get(LIST)


def test_appointing_somebody_known(as_, cast: Cast) -> None:
    answer = as_(cast.manager).post(f"{LIST}add/", posted(cast, email=cast.outsider.email.upper()) | date("ends", 30))
    assert answer["Location"] == LIST
    held = Appointment.objects.get(person=cast.outsider)
    assert (held.role, held.begins, held.ends) == ("member", days(0), days(30))
    assert fresh(cast.outsider).has_perm(Permission.BOARD_READ, cast.board)


def test_somebody_new_is_asked_for_by_name(as_, cast: Cast) -> None:
    client = as_(cast.manager)
    assert "id_name" not in client.get(f"{LIST}add/").content.decode()
    answer = client.post(f"{LIST}add/", posted(cast, email="new@fosse.example"))
    assert problems(answer) == [NEW_NAME]
    assert not Person.objects.filter(email="new@fosse.example").exists()
    client.post(f"{LIST}add/", posted(cast, email="new@fosse.example", name="New Person"))
    assert Appointment.objects.get(person__email="new@fosse.example").person.name == "New Person"
    assert AuditEvent.objects.filter(action__in=("made an account", "appointed"), board_slug="fosse").count() == 2


def test_a_refusal_is_shown_beside_the_form_and_nothing_is_lost(as_, cast: Cast) -> None:
    more = {"role": "lead", "remit": str(cast.arson.remit_id), "email": "new@fosse.example", "name": "New"}
    answer = as_(cast.manager).post(f"{LIST}add/", posted(cast, **more))
    assert problems(answer) == [
        "Other Lead Person is strategic priority lead in that time. Hand over from them, or choose other dates."
    ]
    assert answer.context["form"]["email"].value() == "new@fosse.example"
    assert not Person.objects.filter(email="new@fosse.example").exists()


def test_what_is_wrong_is_said_beside_its_field(as_, cast: Cast) -> None:
    answer = as_(cast.manager).post(f"{LIST}add/", posted(cast, role="lead") | date("ends", -1))
    assert problems(answer) == [
        "A strategic priority lead is appointed to a priority", "The last day must not come before the first",
    ]  # fmt: skip


def test_remits_and_principals_of_another_board_are_not_offered_nor_taken(as_, cast: Cast) -> None:
    theirs = board_remit(cast.other_board)
    page = as_(cast.manager).get(f"{LIST}add/")
    form = page.context["form"]
    assert set(form.fields["remit"].queryset.values_list("board", flat=True)) == {cast.board.pk}
    assert "Other Manager Person" not in page.content.decode()
    answer = as_(cast.manager).post(f"{LIST}add/", posted(cast, remit=str(theirs.pk)))
    assert problems(answer) == ["Select a valid choice. That choice is not one of the available choices."]


def test_a_deputy_is_appointed_for_somebody(as_, cast: Cast, arson_lead) -> None:
    more = {"role": "lead", "remit": str(cast.arson.remit_id), "deputises_for": str(arson_lead.pk)}
    as_(cast.manager).post(f"{LIST}add/", posted(cast, **more) | date("ends", 10))
    assert Appointment.objects.get(deputises_for=arson_lead).person == cast.member


def test_ending(as_, cast: Cast, arson_lead) -> None:
    client = as_(cast.manager)
    assert client.get(url(arson_lead, "end")).context["form"]["last_day"].value() == days(0)
    assert client.post(url(arson_lead, "end"), date("last_day", 2))["Location"] == LIST
    arson_lead.refresh_from_db()
    assert arson_lead.ends == days(2)
    answer = client.post(url(arson_lead, "end"), date("last_day", 3))
    assert problems(answer) == ["This appointment has ended earlier; make a new one instead."]


def test_handing_over(as_, cast: Cast, arson_lead) -> None:
    data = date("last_day", 2) | {"email": cast.member.email}
    answer = as_(cast.manager).post(url(arson_lead, "hand-over"), data)
    made = Appointment.objects.latest("pk")
    assert answer["Location"] == f"/boards/fosse/handover/{made.pk}/"
    held = Appointment.objects.get(person=cast.member, role=Role.LEAD)
    assert (held.remit, held.begins, held.ends) == (cast.arson.remit, days(3), None)


def test_handing_over_to_somebody_new(as_, cast: Cast, arson_lead) -> None:
    client, data = as_(cast.manager), date("last_day", 2) | {"email": "new@fosse.example"}
    assert problems(client.post(url(arson_lead, "hand-over"), data)) == [NEW_NAME]
    client.post(url(arson_lead, "hand-over"), data | {"name": "New Person"})
    assert Appointment.objects.get(person__name="New Person").begins == days(3)


def test_an_appointment_of_another_board_is_not_found(as_, cast: Cast) -> None:
    theirs = Appointment.objects.get(person=cast.other_manager)
    client = as_(cast.manager)
    for act in ("end", "hand-over"):
        assert client.post(url(theirs, act), date("last_day", 0)).status_code == 404
        assert client.get(url(theirs, act).replace("fosse", "wold")).status_code == 404
    theirs.refresh_from_db()
    assert theirs.ends is None


def test_only_who_may_change_appointments_sees_them(as_, cast: Cast, arson_lead, monkeypatch) -> None:
    addresses = [LIST, f"{LIST}add/", url(arson_lead, "end"), url(arson_lead, "hand-over")]
    everything_else = [each for each in Permission if each is not Permission.APPOINTMENT_EDIT]
    other = as_(knower(monkeypatch, cast, *everything_else))
    assert {other.get(address).status_code for address in addresses} == {403}
    monkeypatch.undo()
    may = as_(knower(monkeypatch, cast, Permission.APPOINTMENT_EDIT))
    assert {may.get(address).status_code for address in addresses} == {200}
    assert {as_(cast.outsider).get(address).status_code for address in addresses} == {404}
