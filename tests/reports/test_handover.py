"""What comes with an appointment, and who may see it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from partnerships.models import Escalation, LocalAction, LocalPriority, Narrative
from priorities.models.returns import State
from reports.handover import handover_of, may_see
from snb.linkages import register_of
from snb.models import Action, AgendaItem, Appointment, Duty, Group, Linkage
from snb.permissions import Role
from snb.querysets import today
from tests.cast import Cast, bring_to, days, give, make_meeting, open_return
from tests.priorities.risks import make_risk
from tests.snb.helpers import knower


def appointment_of(cast: Cast, actor: str) -> Appointment:
    return Appointment.objects.select_related("person", "remit__board").get(person=cast.by_name[actor])


def address(held: Appointment) -> str:
    return reverse("reports:handover-detail", args=["fosse", held.pk])


def make_action(cast: Cast, number: int = 1, **owner: object) -> Action:
    return Action.objects.create(
        board=cast.board, number=number, text=f"Write plan {number}", agreed_on=days(-30), original_due=days(5),
        due=days(9), **owner,
    )  # fmt: skip


def test_a_lead_inherits_what_the_role_owns_and_what_the_priority_has_open(cast: Cast) -> None:
    held = appointment_of(cast, "lead")
    owner = {"role": Role.LEAD, "remit": cast.burglary.remit}
    make_action(cast, 1, **owner)
    make_action(cast, 2, role=Role.LEAD, remit=cast.arson.remit)
    Linkage.objects.create(
        board=cast.board, order=1, body="Adults Safeguarding", report_in_months=6, reports_from=days(30), **owner
    )
    Duty.objects.create(
        board=cast.board, slug="plan", title="Publish", kind="local", owed_by="The lead", source="x",
        begins=days(-10), first_due=days(40), **owner,
    )  # fmt: skip
    Group.objects.create(board=cast.board, kind="programme", name="Burglary Group", begins=days(-10), **owner)
    make_risk(cast)
    open_return(cast)
    found = handover_of(held, cast.lead)
    assert (found.role, found.remit) == ("Strategic priority lead", "Burglary")
    assert [row.person for row in found.before] == [cast.former_lead]
    assert [row.person for row in found.deputies] == [cast.deputy]
    assert [(row.name.split(",")[0], row.state, row.url != "") for row in found.returns] == [
        ("Burglary", "Not started", True)
    ]
    assert [row.number for row in found.actions] == [1]
    assert [line.linkage.body for line in found.linkages] == ["Adults Safeguarding"]
    assert [row.duty.slug for row in found.duties] == ["plan"]
    assert [row.name for row in found.groups] == ["Burglary Group"]
    assert found.priority is not None
    assert [(row.title, int(row.budget)) for row in found.priority.planned] == [("Fit locks", 2500)]
    assert len(found.priority.risks) == 1
    assert [date.day for date in found.dates] == sorted(date.day for date in found.dates)
    said = " / ".join(date.what for date in found.dates)
    for words in ("Fit locks", "Write plan 1", "Adults Safeguarding", "Duty: Publish", "Return due: Burglary"):
        assert words in said, words


def test_the_last_words_and_what_is_not_done(cast: Cast) -> None:
    bring_to(open_return(cast), State.ACCEPTED, cast)
    found = handover_of(appointment_of(cast, "lead"), cast.lead)
    assert found.returns == ()
    assert found.priority is not None
    assert found.priority.said is not None
    assert "About progress." in found.priority.said.progress
    assert found.required == ()  # all were reported as done
    assert len(found.priority.required) == 2


def test_the_programme_manager_inherits_every_open_return(cast: Cast) -> None:
    open_return(cast)
    bring_to(open_return(cast, cast.arson), State.ACCEPTED, cast)
    found = handover_of(appointment_of(cast, "manager"), cast.manager)
    assert [row.name.split(",")[0] for row in found.returns] == ["Burglary"]
    assert found.priority is None
    assert [row.name for row in handover_of(appointment_of(cast, "chair"), cast.chair).returns] == []


def test_a_csp_officer_inherits_what_the_partnership_has_open(cast: Cast) -> None:
    narrative = Narrative.objects.create(partnership=cast.partnership, meeting=cast.meeting, due=days(3))
    earlier = make_meeting(cast.board, in_days=-90, due_in=-100)
    old = Narrative.objects.create(partnership=cast.partnership, meeting=earlier, due=days(-100))
    asked = {"text": "x", "ask": "Decide"}
    Escalation.objects.create(narrative=old, title="Vans", **asked)
    answered = Escalation.objects.create(narrative=old, title="Answered", **asked)
    Escalation.objects.create(narrative=narrative, title="Still written", **asked)
    old.state, old.submitted_at, old.submitted_by = "submitted", timezone.now(), cast.csp_officer
    old.save()
    reader = handover_of(appointment_of(cast, "csp_officer"), cast.member)
    assert reader.local.escalations == ()  # nothing of a narrative that the Board has not accepted
    old.state, old.accepted_on, old.accepted_as = "accepted", days(-3), "The manager"
    old.save()
    answered.answer, answered.answered_on = "Yes", days(-2)
    answered.save()
    local = LocalPriority.objects.create(partnership=cast.partnership, title="Shops", begins=days(-50))
    for title, status in (("Visit", "planned"), ("Over", "done")):
        LocalAction.objects.create(local_priority=local, title=title, owner="Warden", due=days(7), status=status)
    found = handover_of(appointment_of(cast, "csp_officer"), cast.csp_officer)
    assert found.local.narratives == (narrative,)
    assert [row.title for row in found.local.escalations] == ["Vans", "Still written"]
    assert [row.title for row in found.local.actions] == ["Visit"]
    assert {"Narrative due", "Local plan"} <= {date.what.split(":")[0] for date in found.dates}


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("lead", 200), ("deputy", 200), ("manager", 200), ("administrator", 200), ("former_lead", 404),
        ("other_lead", 404), ("support", 404), ("member", 404), ("chair", 404), ("other_manager", 404),
        ("outsider", 404),
    ],
)  # fmt: skip
def test_who_may_see_it(as_, cast: Cast, actor: str, status: int) -> None:
    assert as_(cast.by_name[actor]).get(address(appointment_of(cast, "lead"))).status_code == status


def test_the_predecessor_sees_it_until_their_own_ends_and_the_successor_from_the_first_day(cast: Cast) -> None:
    lead = appointment_of(cast, "lead")
    Appointment.objects.filter(pk=lead.pk).update(ends=days(4))
    coming = give(cast.member, Role.LEAD, cast.burglary.remit, 5)
    newcomer = give(cast.outsider, Role.LEAD, cast.burglary.remit, 60)
    assert may_see(cast.lead, coming, today())
    assert not may_see(cast.lead, coming, days(5))
    assert may_see(cast.member, coming, today())  # a successor to come who reads the board already
    assert not may_see(cast.outsider, newcomer, today())
    assert may_see(cast.outsider, newcomer, days(60))
    lead.refresh_from_db()
    assert not may_see(cast.lead, lead, days(5))
    assert not may_see(cast.lead, appointment_of(cast, "former_lead"), today())  # it is over: theirs says what is open


def test_who_makes_appointments_need_not_read_the_board(as_, cast: Cast) -> None:
    bring_to(open_return(cast), State.ACCEPTED, cast)
    make_action(cast, role=Role.LEAD, remit=cast.burglary.remit)
    found = handover_of(appointment_of(cast, "lead"), cast.administrator)
    assert (found.priority, found.returns, found.actions, found.dates) == (None, (), (), ())
    page = as_(cast.administrator).get(address(appointment_of(cast, "lead"))).content.decode()
    assert "About progress." not in page
    assert "Former Lead Person" in page


def test_an_action_agreed_in_private_is_not_told_to_who_may_not_hear_it(cast: Cast) -> None:
    item = AgendaItem.objects.create(
        meeting=cast.meeting, order=1, title="Private", exempt_paragraph=3, public_interest="It is private",
        public_title="An exempt item",
    )  # fmt: skip
    make_action(cast, role=Role.SUPPORT_OFFICER, remit=cast.burglary.remit, item=item)
    assert handover_of(appointment_of(cast, "support"), cast.support).actions == ()
    assert len(handover_of(appointment_of(cast, "support"), cast.manager).actions) == 1


def test_a_linkage_moves_when_the_lead_changes(cast: Cast) -> None:
    """Question 4 and row S12: Adults Safeguarding belongs to whoever leads Hate Crime."""
    row = Linkage.objects.create(
        board=cast.board, order=1, body="Adults Safeguarding", role=Role.LEAD, remit=cast.burglary.remit
    )
    before, now = (register_of(cast.board, day)[0].people for day in (days(-1), today()))
    assert before == (cast.former_lead,)
    assert now == (cast.lead, cast.deputy)
    lead = appointment_of(cast, "lead")
    Appointment.objects.filter(pk=lead.pk).update(ends=today())
    Appointment.objects.filter(deputises_for=lead).update(ends=today())
    taken = give(cast.member, Role.LEAD, cast.burglary.remit, 1)
    assert register_of(cast.board, days(1))[0].people == (cast.member,)
    assert [line.linkage for line in handover_of(taken, cast.manager, days(1)).linkages] == [row]


def test_an_empty_page_says_so(as_, cast: Cast, monkeypatch) -> None:
    held = give(cast.member, Role.CHAMPION, cast.arson.remit)
    page = as_(cast.member).get(address(held)).content.decode()
    for words in (
        "No return is open.",
        "Nothing is planned.",
        "This role owns no open action of the Board.",
        "Nobody is known to have held it before",
        "This role owns no linkage, no duty and no group.",
    ):
        assert words in page, words
    assert "Champion, Arson" in page
    assert as_(knower(monkeypatch, cast)).get(address(held)).status_code == 404


def test_handing_over_leads_to_what_the_successor_takes_up(as_, cast: Cast) -> None:
    held = appointment_of(cast, "other_lead")
    day = days(2)
    data = {"email": cast.member.email, "last_day_day": day.day, "last_day_month": day.month, "last_day_year": day.year}
    client = as_(cast.manager)
    answer = client.post(reverse("board:appointment-hand-over", args=["fosse", held.pk]), data)
    made = Appointment.objects.get(person=cast.member, role=Role.LEAD)
    assert answer["Location"] == address(made)
    page = client.get(answer["Location"]).content.decode()
    assert "Member Person takes this up on" in page
    assert "Other Lead Person hands over to Member Person" in page
    assert address(made) in client.get(reverse("board:appointment-list", args=["fosse"])).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_however_much_there_is(as_, cast: Cast, django_assert_num_queries, count: int) -> None:
    held = appointment_of(cast, "lead")
    owner = {"role": Role.LEAD, "remit": cast.burglary.remit}
    open_return(cast)
    for number in range(1, count + 1):
        make_action(cast, number, **owner)
        Linkage.objects.create(board=cast.board, order=number, body=f"Body {number}", **owner)
        Group.objects.create(board=cast.board, kind="task", name=f"Group {number}", begins=days(-1), **owner)
        make_meeting(cast.board, in_days=100 + number, due_in=90 + number)
        give(cast.chair, Role.LEAD, cast.burglary.remit, -2000 - number, -1900)
    client = as_(cast.lead)
    client.get(address(held))
    with django_assert_num_queries(QUERIES):
        client.get(address(held))


QUERIES = 29
