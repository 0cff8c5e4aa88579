"""Submitting, taking back, signing, sending back, reviewing, accepting, reopening: on screen."""

from __future__ import annotations

import pytest
from django.core import mail

from priorities.models import QuarterlyReturn, Signature
from priorities.models.returns import State
from priorities.reviewing import fingerprint_now
from priorities.sections import SECTIONS
from priorities.workflow import move
from priorities.writing import save_section
from snb.models import Appointment
from snb.wording import long_date
from tests.cast import ACTORS, Cast, bring_to, days, fill, fresh, open_return
from tests.priorities.pages import get, post, url

LEAD = "Lead Person, Chief Constable, Fosse Police"
MAY = {
    "return-submit": {"support"},
    "return-take-back": {"support"},
    "return-sign": {"lead", "deputy"},
    "return-review": {"manager"},
    "return-accept": {"manager"},
    "return-reopen": {"manager"},
}


def now(held: QuarterlyReturn) -> QuarterlyReturn:
    return QuarterlyReturn.objects.get(pk=held.pk)


def last_comment(held: QuarterlyReturn) -> str:
    return held.moves.order_by("-number")[0].comment


def change(held: QuarterlyReturn, text: str, cast: Cast) -> None:
    section = held.sections.get(key="progress")
    save_section(section=section, version=section.version, values={"text": text}, is_complete=True, by=cast.support)


def second_round(cast: Cast) -> QuarterlyReturn:
    held = bring_to(open_return(cast), State.SENT_BACK, cast)
    change(held, "About progress in two districts.", cast)
    return move(quarterly_return=held, to=State.SIGNED, by=cast.lead)


# Who -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", MAY)
@pytest.mark.parametrize("state", [State.DRAFT, State.WITH_LEAD, State.SIGNED, State.ACCEPTED])
def test_each_move_is_for_those_who_may_and_hidden_from_those_who_know_nothing(
    cast: Cast, as_, view: str, state: State
) -> None:
    held = bring_to(open_return(cast), state, cast)
    answers = {name: as_(cast.by_name[name]).get(url(held, view)).status_code for name in ACTORS}
    assert {name for name, status in answers.items() if status not in (403, 404)} == MAY[view]
    hidden = {"former_lead", "scrutiny", "clerk", "administrator", "other_manager", "outsider"}
    assert {name for name, status in answers.items() if status == 404} == hidden


@pytest.mark.parametrize(
    ("state", "may"), [(State.WITH_LEAD, {"lead", "deputy"}), (State.SIGNED, {"manager"}), (State.ACCEPTED, set())]
)
def test_sending_back_is_for_whoever_reads_it_then(cast: Cast, as_, state: State, may: set[str]) -> None:
    held = bring_to(open_return(cast), state, cast)
    answers = {name: as_(cast.by_name[name]).get(url(held, "return-send-back")) for name in ACTORS}
    assert {name for name, answer in answers.items() if answer.status_code == 200} == may


@pytest.mark.parametrize("view", ["return-submit", "return-take-back", "return-accept"])
def test_following_the_address_of_a_move_moves_nothing(cast: Cast, as_, view: str) -> None:
    held = bring_to(open_return(cast), State.DRAFT, cast)
    actor = cast.manager if view == "return-accept" else cast.support
    assert get(as_(actor), url(held, view), follow=True).heading == "Burglary"
    assert now(held).state == State.DRAFT


# Support officer -----------------------------------------------------------------------------------------------------


def test_sending_to_the_lead(cast: Cast, as_, django_capture_on_commit_callbacks) -> None:
    held = fill(open_return(cast), cast.support)
    with django_capture_on_commit_callbacks(execute=True):
        page = post(as_(cast.support), url(held, "return-submit"))
    assert page.messages == ["Sent to the lead. Lead Person and Deputy Person have it now."]
    assert page.buttons == ["Take it back to change it"]
    assert {mailed.to[0] for mailed in mail.outbox} == {cast.lead.email, cast.deputy.email}


def test_what_is_not_complete_is_not_sent(cast: Cast, as_) -> None:
    page = post(as_(cast.support), url(open_return(cast), "return-submit"))
    assert page.status == 409


def test_taking_it_back(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.WITH_LEAD, cast)
    page = post(as_(cast.support), url(held, "return-take-back"))
    assert page.messages == ["Taken back. You can change it again."]
    assert page.buttons == ["Check your answers and send to the lead"]


# Lead ----------------------------------------------------------------------------------------------------------------


def test_the_declaration_shows_everything_and_the_name_that_will_be_printed(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.WITH_LEAD, cast)
    page = get(as_(cast.lead), url(held, "return-sign"))
    assert page.heading == "Read, sign and submit"
    assert page.all("//h2")[-1] == "Declaration"
    assert len(page.all("//h2")) == len(SECTIONS) + 1
    assert f"The papers will print: {LEAD}" in page.text
    assert page.buttons == ["Sign and submit", "Send back with comments"]


@pytest.mark.parametrize("state", [State.DRAFT, State.WITH_LEAD, State.SENT_BACK])
def test_the_lead_signs(cast: Cast, as_, state: State, django_capture_on_commit_callbacks) -> None:
    held = bring_to(open_return(cast), state, cast)
    mail.outbox.clear()
    read = get(as_(cast.lead), url(held, "return-sign")).value("read")
    with django_capture_on_commit_callbacks(execute=True):
        page = post(as_(cast.lead), url(held, "return-sign"), {"read": read, "declared": "on"})
    assert page.messages == ["Signed. The programme manager has it now."]
    signature = Signature.objects.latest("pk")
    assert (signature.signed_as, signature.fingerprint) == (LEAD, read)
    assert [mailed.to for mailed in mail.outbox] == [[cast.manager.email]]


def test_a_deputy_signs_in_their_own_name(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.WITH_LEAD, cast)
    page = get(as_(cast.deputy), url(held, "return-sign"))
    assert "The papers will print: Deputy Person" in page.text
    post(as_(cast.deputy), url(held, "return-sign"), {"read": page.value("read"), "declared": "on"})
    assert (now(held).state, now(held).signed_by) == (State.SIGNED, cast.deputy)


def test_nobody_signs_without_the_declaration(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.WITH_LEAD, cast)
    page = post(as_(cast.lead), url(held, "return-sign"), {"read": fingerprint_now(now(held))})
    assert page.errors == [("id_declared", "Tick the box to declare that you have read this return")]
    assert now(held).state == State.WITH_LEAD


def test_nobody_signs_what_they_have_not_seen(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.DRAFT, cast)
    read = get(as_(cast.lead), url(held, "return-sign")).value("read")
    change(held, "Something else.", cast)
    page = post(as_(cast.lead), url(held, "return-sign"), {"read": read, "declared": "on"})
    why = "Something in this return changed after you opened this page. Read it again before you go on."
    assert (page.status, page.errors) == (409, [("", why)])
    assert (now(held).state, "Something else." in page.text) == (State.DRAFT, True)
    signed = post(as_(cast.lead), url(held, "return-sign"), {"read": page.value("read"), "declared": "on"})
    assert signed.messages == ["Signed. The programme manager has it now."]


def test_an_incomplete_return_says_so_instead_of_asking_for_a_signature(cast: Cast, as_) -> None:
    held = fill(open_return(cast), cast.support)
    held.sections.filter(key="progress").update(is_complete=False)
    page = get(as_(cast.lead), url(held, "return-sign"))
    assert "Not complete yet: Progress this quarter." in page.text
    assert page.buttons == []
    refused = post(as_(cast.lead), url(held, "return-sign"), {"read": fingerprint_now(now(held)), "declared": "on"})
    assert (refused.status, refused.errors) == (409, [("", "Not complete yet: Progress this quarter.")])


def test_two_people_sign_at_once(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.WITH_LEAD, cast)
    read = fingerprint_now(now(held))
    post(as_(cast.deputy), url(held, "return-sign"), {"read": read, "declared": "on"})
    page = post(as_(cast.lead), url(held, "return-sign"), {"read": read, "declared": "on"})
    assert (page.status, Signature.objects.count()) == (409, 1)
    again = get(as_(cast.lead), url(held, "return-sign"), follow=True)
    assert again.messages == ["This return is signed, so it cannot be signed now."]


def test_a_lead_whose_appointment_ended_yesterday_finds_nothing(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.WITH_LEAD, cast)
    Appointment.objects.filter(person=cast.lead).update(begins=days(-9), ends=days(-1))
    for view in ("return-detail", "return-sign", "return-check"):
        assert as_(fresh(cast.lead)).get(url(held, view)).status_code == 404
    answer = as_(fresh(cast.lead)).post(url(held, "return-sign"), {"declared": "on"})
    assert (answer.status_code, now(held).state) == (404, State.WITH_LEAD)


def test_the_lead_sends_it_back_with_a_remark(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.WITH_LEAD, cast)
    page = post(as_(cast.lead), url(held, "return-send-back"), {"remark_progress": "Which districts?"})
    assert page.messages == ["Sent back with your comments. Support Person has it now."]
    assert page.tasks[0] == ["Progress this quarter", "Has a comment"]


# Programme manager ---------------------------------------------------------------------------------------------------


def test_the_first_review_shows_everything(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.SIGNED, cast)
    page = get(as_(cast.manager), url(held, "return-review"))
    assert len(page.all("//h2")) == len(SECTIONS) + 1
    assert page.buttons == ["Accept this return", "Send back with comments"]


def test_a_later_review_shows_only_what_changed_marked(cast: Cast, as_) -> None:
    held = second_round(cast)
    page = get(as_(cast.manager), url(held, "return-review"))
    changed = f"What changed since {long_date(days(0))}"
    assert page.all("//h2") == [changed, "Progress this quarter", "Your decision"]
    assert page.all("//dl//del") == ["progress."]
    assert page.all("//dl//ins") == ["progress in two districts."]
    everything = get(as_(cast.manager), url(held, "return-review") + "?all=1")
    assert len(everything.all("//h2")) == len(SECTIONS) + 1


def test_accepting(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.SIGNED, cast)
    read = get(as_(cast.manager), url(held, "return-review")).value("read")
    page = post(as_(cast.manager), url(held, "return-accept"), {"read": read})
    assert page.messages == ["Accepted. It goes into the pack, and the Board can read it now."]
    assert now(held).accepted_by == cast.manager


def test_nobody_accepts_another_round_than_the_one_they_read(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.SIGNED, cast)
    read = get(as_(cast.manager), url(held, "return-review")).value("read")
    move(quarterly_return=held, to=State.SENT_BACK, by=cast.manager, comment="Wait.")
    change(held, "Another text.", cast)
    move(quarterly_return=held, to=State.SIGNED, by=cast.lead)
    page = post(as_(cast.manager), url(held, "return-accept"), {"read": read})
    assert (page.status, now(held).state) == (409, State.SIGNED)
    assert "Something in this return changed after you opened this page." in page.text


def test_sending_back_asks_for_a_reason_once_and_keeps_what_was_typed(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.SIGNED, cast)
    page = post(as_(cast.manager), url(held, "return-send-back"), {"comment": " "})
    assert page.errors == [("id_comment", "Say why it goes back: here, or in a remark on a section")]
    long = " ".join(["word"] * 151)
    page = post(as_(cast.manager), url(held, "return-send-back"), {"remark_risks": long, "comment": "Nearly"})
    assert page.errors == [("id_remark_risks", "Remark on “Risks” must be 150 words or fewer. It has 151.")]
    assert (page.value("remark_risks"), page.value("comment")) == (long, "Nearly")
    assert now(held).state == State.SIGNED


def test_each_remark_goes_to_its_section_which_must_be_completed_again(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.SIGNED, cast)
    typed = {"comment": "Nearly there.", "remark_progress": "Which districts?", "remark_risks": "Who owns it?"}
    page = post(as_(cast.manager), url(held, "return-send-back"), typed)
    assert page.messages == ["Sent back with your comments. Support Person has it now."]
    assert list(held.comments.values_list("section_key", "text")) == [
        ("progress", "Which districts?"), ("risks", "Who owns it?"),
    ]  # fmt: skip
    assert set(held.sections.filter(is_complete=False).values_list("key", flat=True)) == {"progress", "risks"}
    assert last_comment(held) == "Nearly there."


def test_sending_back_what_somebody_else_accepted_says_so_beside_the_comments(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.SIGNED, cast)
    stale = now(held)
    move(quarterly_return=held, to=State.ACCEPTED, by=cast.manager)
    page = post(as_(cast.manager), url(stale, "return-send-back"), {"comment": "Typed in the meantime"})
    why = "This return was accepted while you were writing. Reopen it if it must change."
    assert (page.status, page.errors, page.value("comment")) == (409, [("", why)], "Typed in the meantime")
    assert now(held).state == State.ACCEPTED


@pytest.mark.parametrize("state", [State.ACCEPTED, State.COMPILED])
def test_reopening_needs_a_reason(cast: Cast, as_, state: State) -> None:
    held = bring_to(open_return(cast), state, cast)
    page = post(as_(cast.manager), url(held, "return-reopen"), {"reason": ""})
    assert page.errors == [("id_reason", "Give the reason for reopening the return")]
    page = post(as_(cast.manager), url(held, "return-reopen"), {"reason": "A figure was wrong."})
    assert page.messages == ["Reopened. Support Person has it now."]
    assert (now(held).state, last_comment(held)) == (State.SENT_BACK, "A figure was wrong.")


def test_reopening_what_is_not_accepted(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.SIGNED, cast)
    page = get(as_(cast.manager), url(held, "return-reopen"), follow=True)
    assert page.messages == ["This return is signed, so it cannot be reopened now."]
    page = post(as_(cast.manager), url(held, "return-reopen"), {"reason": "Because"})
    assert (page.status, now(held).state) == (409, State.SIGNED)
