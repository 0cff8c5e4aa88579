"""Reading a return: its tasks, its answers, its history, each for those who may."""

from __future__ import annotations

import pytest

from priorities.models import QuarterlyReturn
from priorities.models.returns import LOCKED, State
from priorities.sections import SECTIONS
from priorities.workflow import Remark, move
from snb.models import AuditEvent
from snb.wording import long_date
from tests.cast import ACTORS, Cast, bring_to, days, fill, make_priority, open_return
from tests.priorities.pages import get, url

TITLES = [section.title for section in SECTIONS.values()]
BEFORE = {"lead", "deputy", "support", "manager", "chair", "analyst"}  # who reads it before it is accepted
AFTER = BEFORE | {"other_lead", "member", "csp_officer"}
KNOWS_NOTHING = {"former_lead", "scrutiny", "clerk", "administrator", "other_manager", "outsider"}


@pytest.mark.parametrize("state", State)
def test_who_reads_it_in_each_state(cast: Cast, as_, state: State) -> None:
    held = bring_to(open_return(cast), state, cast)
    answers = {name: as_(cast.by_name[name]).get(url(held)).status_code for name in ACTORS}
    readers = AFTER if state in (State.ACCEPTED, State.COMPILED) else BEFORE
    assert {name for name, status in answers.items() if status == 200} == readers
    assert {name for name, status in answers.items() if status == 404} == KNOWS_NOTHING
    assert {name for name, status in answers.items() if status == 403} == AFTER - readers


def test_a_refusal_says_why_and_is_in_the_audit_log(cast: Cast, as_) -> None:
    held = open_return(cast)
    page = get(as_(cast.member), url(held))
    assert page.status == 403
    assert "You may not read this return before it is accepted." in page.text
    event = AuditEvent.objects.get(action="refused")
    assert (event.actor_email, event.detail["path"]) == (cast.member.email, url(held))


def test_nobody_signed_out_reads_it(cast: Cast, client) -> None:
    held = open_return(cast)
    assert client.get(url(held))["Location"] == f"/sign-in/?next={url(held)}"


def test_another_boards_address_does_not_lead_to_it(cast: Cast, as_) -> None:
    held = open_return(cast)
    assert as_(cast.manager).get(url(held).replace("/fosse/", "/wold/")).status_code == 404


def test_the_tasks_of_a_return_nobody_has_begun(cast: Cast, as_) -> None:
    page = get(as_(cast.support), url(open_return(cast)))
    optional = [section.title for section in SECTIONS.values() if not section.is_required]
    assert page.tasks == [[title, "Optional" if title in optional else "Not started"] for title in TITLES]
    assert "Support Person writes the answers." in page.text
    assert "Then it goes to Lead Person and Deputy Person (deputy) to sign." in page.text
    assert "0 of 5 required sections complete" in page.text
    assert page.buttons == ["Check your answers"]


def test_a_priority_without_support_officer_is_its_leads_to_write(cast: Cast, as_) -> None:
    page = get(as_(cast.other_lead), url(open_return(cast, cast.arson)))
    assert "Other Lead Person writes the answers." in page.text
    assert "The lead signs it when every required section is complete." in page.text


def test_a_priority_that_nobody_is_appointed_to(cast: Cast, as_) -> None:
    vacant = make_priority(cast.agreement.themes.get(), "fraud", "Fraud")
    page = get(as_(cast.manager), url(open_return(cast, vacant)))
    assert "Nobody is appointed who could take it further today." in page.text
    assert page.all("//dd")[0] == "Not currently identified"


def test_a_task_says_who_saved_it_last_and_when(cast: Cast, as_) -> None:
    held = fill(open_return(cast), cast.support)
    page = get(as_(cast.lead), url(held))
    assert page.tasks == [[title, "Complete"] for title in TITLES]
    assert page.all("//*[contains(@class, 'task-list__hint')]") == [
        f"Saved by Support Person on {long_date(days(0))}"
    ] * len(TITLES)


@pytest.mark.parametrize(
    ("actor", "state", "buttons"),
    [
        ("support", State.DRAFT, ["Check your answers and send to the lead"]),
        ("support", State.WITH_LEAD, ["Take it back to change it"]),
        ("support", State.SENT_BACK, ["Check your answers and send to the lead"]),
        ("support", State.SIGNED, []),
        ("lead", State.DRAFT, ["Check your answers and sign"]),
        ("lead", State.WITH_LEAD, ["Read and sign", "Send back with comments"]),
        ("deputy", State.WITH_LEAD, ["Read and sign", "Send back with comments"]),
        ("lead", State.SENT_BACK, ["Check your answers and sign"]),
        ("lead", State.ACCEPTED, []),
        ("manager", State.DRAFT, ["Chase Support Person"]),
        ("manager", State.WITH_LEAD, ["Chase Lead Person and Deputy Person"]),
        ("manager", State.SIGNED, ["Review this return"]),
        ("chair", State.DRAFT, []),
        ("analyst", State.SIGNED, []),
    ],
)
def test_controls_show_where_they_would_work(cast: Cast, as_, actor: str, state: State, buttons: list[str]) -> None:
    held = bring_to(open_return(cast), state, cast)
    assert get(as_(cast.by_name[actor]), url(held)).buttons == buttons


def test_reopening_is_offered_to_the_programme_manager_alone(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.ACCEPTED, cast)
    offered = {name for name in AFTER if "Reopen this return" in get(as_(cast.by_name[name]), url(held)).links}
    assert offered == {"manager"}


def test_comments_stand_above_the_tasks_they_are_about(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.SIGNED, cast)
    remarks = [Remark("progress", "Which districts?")]
    held = move(quarterly_return=held, to=State.SENT_BACK, by=cast.manager, comment="Nearly.", remarks=remarks)
    page = get(as_(cast.support), url(held))
    assert page.tasks[0] == ["Progress this quarter", "Has a comment"]
    assert page.all("//*[contains(@class, 'inset')]") == [
        f"Manager Person sent this back on {long_date(days(0))} Nearly. Progress this quarter: Which districts?"
    ]


@pytest.mark.parametrize("state", LOCKED)
def test_a_signed_return_is_a_page_to_read(cast: Cast, as_, state: State) -> None:
    held = bring_to(open_return(cast), state, cast)
    page = get(as_(cast.manager), url(held))
    assert page.tasks == []
    assert page.all("//h2")[:-1] == [title.replace("Your judgement", "The lead’s judgement") for title in TITLES]
    assert f"Signed by Lead Person, Chief Constable, Fosse Police on {long_date(days(0))}." in page.text
    assert page.rows == [
        ["1. Scope and map the problem", "Done", "Minutes of the group."],
        ["2. Agree a plan", "Done", "Minutes of the group."],
        ["Fit locksHousing manager", "On track", "£1,000", "£2,500", long_date(days(100))],
        ["Funding ends", "3 of 5", "4 of 5", "12", "Bid again"],
    ]


def test_the_page_shows_what_was_signed_in_the_words_of_that_day(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.ACCEPTED, cast)
    cast.lead.name = "Married Name"
    cast.lead.save()
    assert "Signed by Lead Person, Chief Constable, Fosse Police" in get(as_(cast.member), url(held)).text


def test_written_html_is_printed_and_never_obeyed(cast: Cast, as_) -> None:
    held = fill(open_return(cast), cast.support)
    section = held.sections.get(key="progress")
    section.text = "<script>alert(1)</script> [here](javascript:alert(1)) ![x](https://elsewhere.example/x.png)"
    section.save()
    page = get(as_(cast.support), url(held, "return-check"))
    prose = page.tree.xpath("//h2[@id='progress']/following-sibling::div[1]")[0]
    assert prose.xpath(".//script | .//img") == []
    assert prose.xpath(".//a/@href") == ["https://elsewhere.example/x.png"]  # a link, never fetched
    assert prose.text_content().strip().startswith("<script>alert(1)</script>")


def test_checking_links_what_is_missing_and_each_change(cast: Cast, as_) -> None:
    held = fill(open_return(cast), cast.support)
    held.sections.filter(key="progress").update(is_complete=False)
    page = get(as_(cast.support), url(held, "return-check"))
    assert page.heading == "Check your answers"
    assert page.all("//*[contains(@class, 'inset')]//a") == ["Progress this quarter"]
    assert page.links.count("Change") == len(SECTIONS)
    assert "Send to the lead" not in page.buttons


def test_a_complete_return_goes_on_from_its_check(cast: Cast, as_) -> None:
    held = fill(open_return(cast), cast.support)
    assert get(as_(cast.support), url(held, "return-check")).buttons == ["Send to the lead"]
    assert get(as_(cast.lead), url(held, "return-check")).buttons == ["Go on to sign"]
    chair = get(as_(cast.chair), url(held, "return-check"))
    assert (chair.heading, chair.buttons, "Change" in chair.links) == ("The answers so far", [], False)


def test_the_history_tells_moves_signatures_chases_and_more_time(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.SENT_BACK, cast)
    held.chases.create(by=cast.manager, to="Support Person")
    held.extensions.create(by=cast.manager, old_due=days(8), new_due=days(9), reason="Staff leave")
    page = get(as_(cast.analyst), url(held, "return-history"))
    signature = held.signatures.get()
    lead = "Lead Person, Chief Constable, Fosse Police"
    assert [row[1:] for row in page.rows] == [
        ["Not started", "Draft", "Support Person", "None"],
        ["Draft", "Signed", lead, "As agreed."],
        ["Signed", "Sent back", "Manager Person", "As agreed."],
        [page.rows[3][1], lead, signature.fingerprint],
    ]
    assert page.all("//li")[-2:] == [
        f"{long_date(days(0))} by Manager Person: a reminder to Support Person",
        f"{long_date(days(0))} by Manager Person: from {long_date(days(8))} to {long_date(days(9))}. Staff leave",
    ]


@pytest.mark.parametrize("view", ["return-check", "return-history"])
def test_the_working_pages_stay_with_those_who_work_on_it(cast: Cast, as_, view: str) -> None:
    held = bring_to(open_return(cast), State.ACCEPTED, cast)
    answers = {name: as_(cast.by_name[name]).get(url(held, view)).status_code for name in ACTORS}
    assert {name for name, status in answers.items() if status == 200} == BEFORE


def _many(cast: Cast, count: int) -> QuarterlyReturn:
    """A board of `count` more priorities and a burglary return with as many more rows."""
    theme = cast.agreement.themes.get()
    for number in range(count):
        make_priority(theme, f"p{number}", f"Priority {number}")
        cast.agreement.required_actions.create(number=10 + number, text=f"Action {number}", label=str(number))
    return open_return(cast)


@pytest.mark.parametrize("more", [0, 30])
def test_the_same_queries_for_the_tasks(cast: Cast, as_, django_assert_num_queries, more: int) -> None:
    held = fill(_many(cast, more), cast.support)
    client = as_(cast.support)
    with django_assert_num_queries(13):
        assert client.get(url(held)).status_code == 200


@pytest.mark.parametrize("more", [0, 30])
def test_the_same_queries_for_the_signed_page(cast: Cast, as_, django_assert_num_queries, more: int) -> None:
    held = bring_to(_many(cast, more), State.ACCEPTED, cast)
    client = as_(cast.member)
    with django_assert_num_queries(12):
        assert client.get(url(held)).status_code == 200


@pytest.mark.parametrize("more", [0, 30])
def test_the_same_queries_for_the_check(cast: Cast, as_, django_assert_num_queries, more: int) -> None:
    held = fill(_many(cast, more), cast.support)
    client = as_(cast.support)
    with django_assert_num_queries(15):
        assert client.get(url(held, "return-check")).status_code == 200
