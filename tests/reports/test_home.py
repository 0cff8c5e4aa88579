"""Home: what needs whom, what changed, the next meeting, and what somebody without an appointment is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from priorities.models import Comment, QuarterlyReturn
from priorities.models.returns import State
from priorities.notices import return_path
from priorities.workflow import Remark, move
from reports.home import Held, Home, build
from reports.models import Audience, EditionState
from reports.views.home import VISIT
from reports.workflow import move_edition
from snb.appointing import appoint
from snb.models import Appointment, Person
from snb.permissions import Role
from snb.querysets import today
from tests.cast import ACTORS, Cast, board_remit, bring_to, days, fill, fresh, give, make_meeting, open_return
from tests.reports.page_scene import add_edition, grow, share

URL = "/"
AGES_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def home_of(person: Person, since: dt.datetime = AGES_AGO) -> Home:
    return build(fresh(person), since=since, day=today())


def needs_of(person: Person) -> list[str]:
    return [need.text for board in home_of(person).boards for need in board.needs]


def changes_of(person: Person, since: dt.datetime = AGES_AGO) -> list[str]:
    return [change.text for change in home_of(person, since).changes]


# What needs me -------------------------------------------------------------------------------------------------------

# Arson is never begun: it waits for its lead, who has no support officer.
BURGLARY: dict[State, dict[str, list[str]]] = {
    State.NOT_STARTED: {"support": ["Start the return on Burglary"]},
    State.DRAFT: {"support": ["Send Burglary to its lead"]},
    State.WITH_LEAD: {"lead": ["Sign and submit Burglary"], "deputy": ["Sign and submit Burglary"]},
    State.SENT_BACK: {"support": ["Answer the comments on Burglary"]},
    State.SIGNED: {"manager": ["Review Burglary"]},
    State.ACCEPTED: {"manager": ["Compile the pack with 1 accepted return"]},
    State.COMPILED: {},
}


@pytest.mark.parametrize("state", State)
def test_what_needs_each_actor(cast: Cast, state: State) -> None:
    bring_to(open_return(cast), state, cast)
    found = {actor: needs_of(cast.by_name[actor]) for actor in ACTORS}
    expected = {"other_lead": ["Start the return on Arson"], **BURGLARY[state]}
    assert {actor: lines for actor, lines in found.items() if lines} == expected


def test_a_line_leads_to_its_return_with_its_date(cast: Cast, as_: Callable[[Person], Client]) -> None:
    held = bring_to(open_return(cast), State.WITH_LEAD, cast)
    (need,) = home_of(cast.lead).boards[0].needs
    sign = reverse("priorities:return-sign", kwargs={"board": "fosse", "pk": held.pk})
    assert (need.url, need.due, need.by) == (sign, held.due, "due")
    page = as_(cast.lead).get(URL).content.decode()
    assert f'<a class="govuk-link" href="{sign}">Sign and submit Burglary</a>, due' in page
    assert f"{held.due.day} {held.due:%B %Y}" in page
    assert "in 8 days" in page


def test_a_lead_without_a_support_officer_writes_and_signs(cast: Cast) -> None:
    held = open_return(cast, cast.arson)
    fill(held, cast.other_lead)
    assert needs_of(cast.other_lead) == ["Sign and submit Arson"]
    held.sections.filter(key="judgement").update(is_complete=False)
    assert needs_of(cast.other_lead) == ["Finish the return on Arson"]


def test_a_lead_with_two_priorities_has_two_lines_soonest_first(cast: Cast) -> None:
    Appointment.objects.filter(person=cast.other_lead).update(ends=days(-1))
    give(cast.lead, Role.LEAD, cast.arson.remit)
    bring_to(open_return(cast), State.WITH_LEAD, cast)
    QuarterlyReturn.objects.filter(priority=cast.arson).update(due=days(2))
    needs = home_of(cast.lead).boards[0].needs
    assert [(need.text, need.due) for need in needs] == [
        ("Start the return on Arson", days(2)), ("Sign and submit Burglary", days(8)),
    ]  # fmt: skip


def test_what_was_sent_back_carries_the_first_line_of_why(cast: Cast) -> None:
    held = bring_to(open_return(cast), State.SIGNED, cast)
    move(quarterly_return=held, to=State.SENT_BACK, by=cast.manager, comment="Say who.\nAnd when.")
    (need,) = home_of(cast.support).boards[0].needs
    assert (need.note, need.url) == ("Manager Person: Say who.", return_path(held))


def test_a_remark_stands_in_for_a_comment(cast: Cast) -> None:
    held = bring_to(open_return(cast), State.SIGNED, cast)
    move(quarterly_return=held, to=State.SENT_BACK, by=cast.manager, remarks=[Remark("progress", "Which quarter?")])
    assert Comment.objects.count() == 1
    assert home_of(cast.support).boards[0].needs[0].note == "Manager Person: Which quarter?"


def test_late_returns_are_one_line_for_who_may_chase(cast: Cast) -> None:
    open_return(cast)
    QuarterlyReturn.objects.update(due=days(-2))
    (need,) = home_of(cast.manager).boards[0].needs
    assert (need.text, need.due) == ("Chase 2 late returns", days(-2))
    tracker = reverse("priorities:return-list", kwargs={"board": "fosse"})
    assert need.url == f"{tracker}?meeting={cast.meeting.pk}&late=on"
    assert needs_of(cast.analyst) == []


def test_a_signed_return_does_not_wait_for_whoever_signed_it(cast: Cast) -> None:
    give(cast.lead, Role.PROGRAMME_MANAGER, board_remit(cast.board))
    bring_to(open_return(cast), State.SIGNED, cast)
    assert "Review Burglary" not in needs_of(fresh(cast.lead))
    assert "Review Burglary" in needs_of(cast.manager)


def test_papers_wait_for_the_chair_and_then_for_the_manager(cast: Cast) -> None:
    edition = add_edition(cast)
    assert (needs_of(cast.chair), needs_of(cast.manager)) == (["Clear Board pack"], [])
    add_edition(cast, EditionState.DECLINED)
    assert needs_of(cast.chair) == []  # a newer edition of the same paper has taken its place
    cleared = add_edition(cast, EditionState.CLEARED)
    assert (needs_of(cast.chair), needs_of(cast.manager)) == ([], ["Publish Board pack"])
    assert cleared.reference in home_of(cast.manager).boards[0].needs[0].url
    assert edition.reference not in home_of(cast.manager).boards[0].needs[0].url


def test_a_vacancy_waits_for_the_manager_alone(cast: Cast) -> None:
    Appointment.objects.filter(person=cast.other_lead).update(ends=days(-1))
    found = {actor: needs_of(cast.by_name[actor]) for actor in ACTORS}
    assert {actor: lines for actor, lines in found.items() if lines} == {"manager": ["Appoint a lead for Arson"]}


def test_an_appointment_that_ended_yesterday_shows_nothing(cast: Cast) -> None:
    bring_to(open_return(cast), State.WITH_LEAD, cast)
    add_edition(cast, EditionState.PUBLISHED)
    assert home_of(cast.former_lead) == Home((), (), (), (), ())


def test_nothing_to_do_is_said_calmly(cast: Cast, as_: Callable[[Person], Client]) -> None:
    assert "Nothing needs you today." in as_(cast.member).get(URL).content.decode()


# What changed --------------------------------------------------------------------------------------------------------


def test_changes_are_those_that_concern_the_reader(cast: Cast) -> None:
    bring_to(open_return(cast), State.ACCEPTED, cast)
    add_edition(cast, EditionState.PUBLISHED)
    appoint(person=cast.outsider, role=Role.ANALYST, remit=board_remit(cast.board), begins=today(), by=cast.manager)
    quarter = cast.meeting.quarter.short
    appointed = "Outsider Person, Performance analyst: appointed to Safer Fosse Board"
    assert changes_of(cast.lead) == [
        appointed, "Board pack: published", f"Burglary, {quarter}: accepted",
    ]  # fmt: skip
    assert changes_of(cast.support)[-1] == f"Burglary, {quarter}: signed"
    assert changes_of(cast.other_lead) == [appointed, "Board pack: published"]
    assert changes_of(cast.manager) == ["Board pack: cleared", f"Burglary, {quarter}: signed"]
    assert changes_of(cast.scrutiny) == ["Board pack: published"]
    assert changes_of(cast.other_manager) == []


def test_a_change_leads_to_the_thing(cast: Cast) -> None:
    held = bring_to(open_return(cast), State.SIGNED, cast)
    edition = add_edition(cast, EditionState.PUBLISHED)
    paper = reverse("reports:paper-detail", kwargs={"board": "fosse", "reference": edition.reference})
    assert [change.url for change in home_of(cast.manager).changes] == [paper, return_path(held)]


def test_a_paper_in_two_versions_is_one_paper(cast: Cast) -> None:
    """For whom may read both by the one that says more; others never learn of it."""
    restricted = add_edition(cast, audience=Audience.RESTRICTED)
    public = add_edition(cast, public_of=restricted)
    add_edition(cast, kind="performance-product", title="Product")
    meeting = home_of(cast.chair).boards[0].meeting
    assert meeting
    assert meeting.paper
    assert meeting.paper.url.endswith(f"/{restricted.reference}/")
    for to, by in ((EditionState.CLEARED, cast.chair), (EditionState.PUBLISHED, cast.manager)):
        move_edition(edition=restricted, to=to, by=by)
    for actor, version in ((cast.chair, restricted), (cast.member, restricted), (cast.scrutiny, public)):
        told = [change.url for change in home_of(actor).changes]
        assert [url.rstrip("/").rpartition("/")[2] for url in told] == [version.reference]


def test_only_what_is_newer_and_at_most_eight(cast: Cast) -> None:
    for number in range(9):
        add_edition(cast, EditionState.PUBLISHED, kind=f"paper-{number}")
    assert changes_of(cast.member) == ["Board pack: published"] * 8
    assert changes_of(cast.member, timezone.now()) == []


def age_visit(client: Client, minutes: int) -> None:
    """As if the person had last been seen so many minutes ago."""
    then = timezone.now() - dt.timedelta(minutes=minutes)
    session = client.session
    session[VISIT] = session[VISIT] | {"seen": then.isoformat()}
    session.save()
    Person.objects.filter(pk=session["_auth_user_id"]).update(last_seen_at=then)


def test_reloading_does_not_empty_the_list(cast: Cast, as_: Callable[[Person], Client]) -> None:
    add_edition(cast, EditionState.PUBLISHED)
    client = as_(cast.member)
    for _ in range(3):
        assert "Board pack: published" in client.get(URL).content.decode()
    age_visit(client, 20)  # long enough to be noted again, not long enough for a new visit
    for _ in range(2):
        assert "Board pack: published" in client.get(URL).content.decode()


def test_a_visit_after_half_an_hour_shows_only_what_came_since(cast: Cast, as_: Callable[[Person], Client]) -> None:
    client = as_(cast.member)
    client.get(URL)
    add_edition(cast, EditionState.PUBLISHED)
    age_visit(client, 31)
    assert "Board pack: published" in client.get(URL).content.decode()
    age_visit(client, 31)
    Person.objects.filter(pk=cast.member.pk).update(last_seen_at=timezone.now())  # seen it
    assert "Nothing that concerns you has changed." in client.get(URL).content.decode()


def test_a_request_right_after_another_writes_nothing(cast: Cast, as_: Callable[[Person], Client]) -> None:
    client = as_(cast.member)
    client.get(URL)
    seen, changes = fresh(cast.member).last_seen_at, Person.history.count()
    client.get(URL)
    assert fresh(cast.member).last_seen_at == seen
    assert Person.history.count() == changes


# The next meeting, papers and appointments ---------------------------------------------------------------------------


def test_the_next_meeting_with_its_newest_readable_paper(cast: Cast) -> None:
    make_meeting(cast.board, in_days=110, due_in=100)
    bring_to(open_return(cast), State.SIGNED, cast)
    add_edition(cast, EditionState.CLEARED, title="Cleared pack")
    add_edition(cast, title="Draft pack")
    seen = {}
    for actor in ("member", "chair", "support"):
        meeting = home_of(cast.by_name[actor]).boards[0].meeting
        assert meeting is not None
        assert (meeting.date, meeting.place, meeting.received, meeting.expected) == (days(20), "Fosse Hall", 1, 2)
        seen[actor] = meeting.paper.title if meeting.paper else None
    assert seen == {"member": "Cleared pack", "chair": "Draft pack", "support": None}


def test_scrutiny_sees_published_papers_and_those_shared_until_a_day(cast: Cast) -> None:
    add_edition(cast, EditionState.PUBLISHED, title="Published pack", kind="csa")
    share(add_edition(cast, EditionState.CLEARED, title="Early pack"), cast.scrutiny, cast, until=days(3))
    share(add_edition(cast, EditionState.CLEARED, title="Ended pack"), cast.scrutiny, cast, until=days(-1))
    page = home_of(cast.scrutiny)
    assert [(paper.title, paper.until) for paper in page.shared] == [("Early pack", days(3))]
    assert [paper.title for paper in page.published] == ["Published pack"]
    assert page.boards[0].meeting is None


def test_somebody_without_an_appointment_sees_what_was_shared(cast: Cast) -> None:
    share(add_edition(cast, EditionState.CLEARED), cast.outsider, cast, until=today())
    assert [(paper.title, paper.until) for paper in home_of(cast.outsider).shared] == [("Board pack", today())]


@pytest.mark.parametrize("actor", ["outsider", "former_lead"])
def test_without_an_appointment_the_page_says_what_to_do(
    cast: Cast, as_: Callable[[Person], Client], actor: str
) -> None:
    page = as_(cast.by_name[actor]).get(URL).content.decode()
    assert "You have an account, but no appointment today." in page
    assert "ask the programme manager of your board" in page
    assert "Fosse" not in page


def test_nobody_is_sent_to_sign_in(client: Client, db) -> None:
    answer = client.get(URL)
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('sign-in')}?next=/")


def test_ones_own_appointments_with_their_deputies(cast: Cast) -> None:
    assert home_of(cast.lead).appointments == (
        Held("Strategic priority lead", "Burglary", None, "", ("Deputy Person",)),
    )
    assert home_of(cast.deputy).appointments == (
        Held("Strategic priority lead", "Burglary", days(3), "Lead Person", ()),
    )


def test_several_boards_are_kept_apart(cast: Cast, as_: Callable[[Person], Client]) -> None:
    give(cast.manager, Role.PROGRAMME_MANAGER, board_remit(cast.other_board))
    bring_to(open_return(cast), State.SIGNED, cast)
    boards = home_of(cast.manager).boards
    assert [(board.name, [need.text for need in board.needs]) for board in boards] == [
        ("Safer Fosse Board", ["Review Burglary"]), ("Safer Wold Board", []),
    ]  # fmt: skip
    page = as_(cast.manager).get(URL).content.decode()
    assert '<h3 class="govuk-heading-s">Safer Fosse Board</h3>' in page


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize(("actor", "queries"), [("manager", 21), ("lead", 21), ("chair", 21)])
def test_queries_do_not_grow(
    cast: Cast, as_: Callable[[Person], Client], django_assert_num_queries, size: int, actor: str, queries: int
) -> None:
    grow(cast, size)
    client = as_(cast.by_name[actor])
    for each in (queries + 4, queries):  # a visit begins: it is noted in the session and on the person
        with django_assert_num_queries(each):
            client.get(URL)
