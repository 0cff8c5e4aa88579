"""Writing a section: nothing typed is ever lost, limits are kept, two writers merge."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from lxml import html  # type: ignore[import-untyped]

from priorities.models import QuarterlyReturn, ReturnSection
from priorities.models.returns import State
from priorities.sections import SECTIONS
from priorities.workflow import Remark, move
from snb.quarters import Quarter
from snb.wording import long_date
from tests.cast import ACTORS, Cast, bring_to, days, fill, make_meeting, open_return
from tests.priorities.pages import Page, get, post, url


def section_of(held: QuarterlyReturn, key: str) -> ReturnSection:
    return held.sections.get(key=key)


def address(held: QuarterlyReturn, key: str) -> str:
    return url(held, "section-edit", key=key)


def write(client: Client, held: QuarterlyReturn, key: str, **typed: Any) -> Page:
    """Save the section, as version 0 where nothing else is said."""
    return post(client, address(held, key), {"version": 0, **typed})


def now(held: QuarterlyReturn) -> QuarterlyReturn:
    return QuarterlyReturn.objects.get(pk=held.pk)


# Who, and when -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", SECTIONS)
def test_every_section_opens_for_its_writers_and_nobody_else(cast: Cast, as_, key: str) -> None:
    held = open_return(cast)
    answers = {name: as_(cast.by_name[name]).get(address(held, key)).status_code for name in ACTORS}
    assert {name for name, status in answers.items() if status == 200} == {"lead", "deputy", "support"}
    assert get(as_(cast.support), address(held, key)).heading.removesuffix(" (optional)") == SECTIONS[key].title


def test_a_section_that_does_not_exist(cast: Cast, as_) -> None:
    assert as_(cast.support).get(address(open_return(cast), "gossip")).status_code == 404


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (State.WITH_LEAD, "This return is with the lead. Take it back if you need to change it."),
        (
            State.SIGNED,
            "This return is signed, so it can be read but not changed. The programme manager can reopen it.",
        ),
    ],
)
def test_a_closed_section_says_why_and_leads_to_the_return(cast: Cast, as_, state: State, why: str) -> None:
    held = bring_to(open_return(cast), state, cast)
    page = get(as_(cast.support), address(held, "progress"), follow=True)
    assert (page.heading, page.messages) == ("Burglary", [why])


def test_the_lead_may_still_change_what_is_with_them(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.WITH_LEAD, cast)
    page = write(as_(cast.lead), held, "progress", version=1, text="As I see it.", is_complete="on")
    assert page.heading == "Burglary"
    assert section_of(held, "progress").text == "As I see it."


# Saving --------------------------------------------------------------------------------------------------------------


def test_half_an_answer_is_saved_and_the_return_becomes_a_draft(cast: Cast, as_) -> None:
    held = open_return(cast)
    page = write(as_(cast.support), held, "progress", text="Half a sen")
    assert page.tasks[0] == ["Progress this quarter", "In progress"]
    assert page.messages[0].startswith("“Progress this quarter” is saved, at ")
    assert (now(held).state, section_of(held, "progress").text) == (State.DRAFT, "Half a sen")


def test_saving_and_staying_shows_who_saved_it_and_when(cast: Cast, as_) -> None:
    held = open_return(cast)
    page = write(as_(cast.support), held, "progress", text="Half", stay="1")
    assert page.heading == "Progress this quarter"
    saved = page.all("//*[@class='gt-saved']")[0]
    assert saved.startswith(f"Last saved by Support Person on {long_date(days(0))} at ")
    assert page.value("version") == "1"


def test_a_required_section_is_not_complete_without_its_answer(cast: Cast, as_) -> None:
    held = open_return(cast)
    page = write(as_(cast.support), held, "progress", text="", is_complete="on")
    assert page.errors == [("id_text", "Write an answer, or save without marking the section complete")]
    assert section_of(held, "progress").version == 0


def test_an_optional_section_may_be_complete_and_empty(cast: Cast, as_) -> None:
    held = open_return(cast)
    write(as_(cast.support), held, "good_practice", text="", is_complete="on")
    assert section_of(held, "good_practice").is_complete


def test_text_over_the_limit_is_not_saved_and_not_one_word_is_lost(cast: Cast, as_) -> None:
    held, long = open_return(cast), " ".join(f"word{number}" for number in range(501))
    page = write(as_(cast.support), held, "progress", text=long)
    assert page.errors == [("id_text", "Progress this quarter must be 500 words or fewer. It has 501.")]
    assert page.value("text") == long
    assert section_of(held, "progress").text == ""


def test_a_judgement_needs_colour_outlook_and_reason_to_be_complete(cast: Cast, as_) -> None:
    held = open_return(cast)
    page = write(as_(cast.support), held, "judgement", is_complete="on")
    assert page.errors == [
        ("id_rag_0", "Select red, amber or green"),
        ("id_outlook_0", "Select where it is heading"),
        ("id_reason", "Give the reason for your judgement"),
    ]
    write(as_(cast.support), held, "judgement", rag="red", outlook="worsening", reason="Lost funding", is_complete="on")
    saved = now(held)
    assert (saved.rag, saved.outlook, saved.judgement_reason) == ("red", "worsening", "Lost funding")


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"text": "Funds", "ask": ""}, ("id_ask_0", "Select what you ask of the Board, or clear the text above")),
        (
            {"text": "", "ask": "decide"},
            ("id_text", "Say what the Board should know, or select that there is no escalation"),
        ),
    ],
)
def test_an_escalation_has_text_and_ask_or_neither(
    cast: Cast, as_, typed: dict[str, str], error: tuple[str, str]
) -> None:
    held = open_return(cast)
    page = write(as_(cast.support), held, "escalation", **typed)
    assert page.errors == [error]
    assert (page.value("text"), page.value("ask")) == (typed["text"], typed["ask"])
    write(as_(cast.support), held, "escalation", text="Funds end in March", ask="decide")
    assert (section_of(held, "escalation").text, now(held).escalation_ask) == ("Funds end in March", "decide")


def test_required_actions_are_saved_one_by_one(cast: Cast, as_) -> None:
    held = open_return(cast)
    one, two = held.required_reports.all()
    typed = {f"status_{one.pk}": "under_way", f"evidence_{one.pk}": "Mapped", f"status_{two.pk}": ""}
    write(as_(cast.support), held, "required_actions", **typed)
    assert list(held.required_reports.values_list("status", "evidence")) == [("under_way", "Mapped"), ("", "")]


def test_required_actions_are_complete_with_a_status_each_and_evidence_of_what_is_done(cast: Cast, as_) -> None:
    held = open_return(cast)
    one, two = held.required_reports.all()
    page = write(as_(cast.support), held, "required_actions", **{f"status_{one.pk}": "done"}, is_complete="on")
    assert page.errors == [
        (f"id_evidence_{one.pk}", "Say what shows that action 1 is done, or attach a file"),
        (f"id_status_{two.pk}", "Select the status of action 2"),
    ]


def planned(held: QuarterlyReturn, day: dt.date | None = None, **typed: Any) -> dict[str, Any]:
    report = held.planned_reports.get()
    parts = {"day": day.day, "month": day.month, "year": day.year} if day else {"day": "", "month": "", "year": ""}
    return {f"revised_due_{report.pk}_{part}": value for part, value in parts.items()} | {
        f"{name}_{report.pk}": value for name, value in typed.items()
    }


def test_spend_is_typed_in_pounds_and_kept_in_pence(cast: Cast, as_) -> None:
    held = open_return(cast)
    typed = planned(held, days(150), status="late", spent="£1,234.50", revised_reason="Supplier")
    write(as_(cast.support), held, "planned_actions", **typed, is_complete="on")
    report = held.planned_reports.get()
    assert (report.status, report.spent, report.revised_due, report.revised_reason) == (
        "late", 123_450, days(150), "Supplier",
    )  # fmt: skip
    assert get(as_(cast.support), address(held, "planned_actions")).value(f"spent_{report.pk}") == "1234.50"


@pytest.mark.parametrize(
    ("offset", "reason", "field", "error"),
    [
        (-201, "Why", "revised_due_{}_0", "The new date must not come before “Fit locks” starts, on {start}"),
        (100, "Why", "revised_due_{}_0", "The new date must be later than the one in the plan, {due}"),
        (101, "", "revised_reason_{}", "Say why the date of “Fit locks” has moved"),
        (None, "Why", "revised_due_{}_0", "Enter the new date of “Fit locks”, or clear the reason"),
    ],
)
def test_a_new_date_is_later_and_has_a_reason(
    cast: Cast, as_, offset: int | None, reason: str, field: str, error: str
) -> None:
    held = open_return(cast)
    typed = planned(held, None if offset is None else days(offset), status="late", revised_reason=reason)
    page = write(as_(cast.support), held, "planned_actions", **typed)
    pk = held.planned_reports.get().pk
    said = error.format(start=long_date(days(-200)), due=long_date(days(100)))
    assert page.errors == [(f"id_{field.format(pk)}", said)]


@pytest.mark.parametrize("spent", ["a lot", "-1", "1.234"])
def test_spend_is_an_amount_of_money(cast: Cast, as_, spent: str) -> None:
    held = open_return(cast)
    page = write(as_(cast.support), held, "planned_actions", **planned(held, spent=spent))
    pk = held.planned_reports.get().pk
    assert [target for target, _ in page.errors] == [f"id_spent_{pk}"]
    assert page.value(f"spent_{pk}") == spent


# Risks ---------------------------------------------------------------------------------------------------------------


def risk(index: int, title: str = "Funding ends", **more: Any) -> dict[str, Any]:
    row = {"title": title, "likelihood": 3, "impact": 4, "mitigation": "Bid again"} | more
    return {f"{name}_{index}": value for name, value in row.items()}


def test_adding_a_risk_needs_no_script_and_saves_nothing(cast: Cast, as_) -> None:
    held = open_return(cast)
    page = write(as_(cast.support), held, "risks", rows=1, **risk(0, likelihood="", mitigation="Half"), add="1")
    assert (page.errors, page.value("rows")) == ([], "2")
    assert [page.value(f"{name}_0") for name in ("title", "likelihood", "impact", "mitigation")] == [
        "Funding ends", "", "4", "Half",
    ]  # fmt: skip
    assert page.value("title_1") == ""
    assert section_of(held, "risks").version == 0


def test_removing_a_risk_keeps_the_others(cast: Cast, as_) -> None:
    page = write(
        as_(cast.support), open_return(cast), "risks", rows=2, **risk(0, "First"), **risk(1, "Second"), remove="0"
    )
    assert (page.value("rows"), page.value("title_0")) == ("1", "Second")


def test_risks_are_saved_whole_and_empty_rows_are_left_out(cast: Cast, as_) -> None:
    held = open_return(cast)
    write(as_(cast.support), held, "risks", rows=2, **risk(0), is_complete="on")
    assert list(held.risks.values_list("title", "likelihood", "impact", "mitigation")) == [
        ("Funding ends", 3, 4, "Bid again")
    ]


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"likelihood": ""}, ("id_likelihood_0", "Select how likely it is (risk 1)")),
        ({"title": ""}, ("id_title_0", "Say what could happen (risk 1)")),
        ({"mitigation": ""}, ("id_mitigation_0", "Say what is done about it (risk 1)")),
        ({"impact": ""}, ("id_impact_0", "Select how large the impact would be (risk 1)")),
    ],
)
def test_half_a_risk_is_not_saved(cast: Cast, as_, more: dict[str, str], error: tuple[str, str]) -> None:
    held = open_return(cast)
    page = write(as_(cast.support), held, "risks", rows=1, **risk(0, **more))
    assert page.errors == [error]
    assert held.risks.count() == 0


@pytest.mark.parametrize("score", ["0", "6", "x"])
def test_a_risk_stays_on_the_scale(cast: Cast, as_, score: str) -> None:
    page = write(as_(cast.support), open_return(cast), "risks", rows=1, **risk(0, impact=score))
    assert page.errors[0][0] == "id_impact_0"


@pytest.mark.parametrize("rows", ["9999999", "-1", "many"])
def test_no_more_than_ten_risks(cast: Cast, as_, rows: str) -> None:
    page = write(as_(cast.support), open_return(cast), "risks", rows=rows, add="1")
    assert len(page.all("//legend")) == (10 if rows == "9999999" else 1)
    assert ("Add another risk" in page.buttons) == (rows != "9999999")


# Two at once ---------------------------------------------------------------------------------------------------------


def test_the_second_of_two_writers_sees_both_texts_and_merges(cast: Cast, as_) -> None:
    held = open_return(cast)
    write(as_(cast.lead), held, "progress", text="The lead's text")
    page = write(as_(cast.support), held, "progress", text="The officer's text", is_complete="on")
    assert page.status == 409
    assert page.errors == [
        (
            "",
            "Lead Person saved this section while you were writing. Nothing of yours is saved yet. Compare both texts "
            "below, then save again.",
        )
    ]
    beside = page.all("//*[@id='id_text_saved']")[0]
    assert beside.startswith(f"Saved by Lead Person on {long_date(days(0))} at ")
    assert beside.endswith("The lead's text")
    assert (page.value("text"), page.value("version")) == ("The officer's text", "1")
    assert section_of(held, "progress").text == "The lead's text"
    write(as_(cast.support), held, "progress", version=1, text="Both", is_complete="on")
    assert section_of(held, "progress").text == "Both"


def test_only_the_fields_that_differ_show_the_saved_version(cast: Cast, as_) -> None:
    held = open_return(cast)
    write(as_(cast.lead), held, "judgement", rag="red", outlook="steady", reason="Mine")
    page = write(as_(cast.support), held, "judgement", rag="amber", outlook="steady", reason="Mine")
    assert [node.get("id") for node in page.tree.xpath("//*[contains(@id, '_saved')]")] == ["id_rag_saved"]
    assert page.all("//*[@id='id_rag_saved']")[0].endswith("Red")


def test_the_same_date_and_sum_in_another_spelling_do_not_differ(cast: Cast, as_) -> None:
    held = open_return(cast)
    first = planned(held, days(150), status="late", spent="1000", revised_reason="Why")
    write(as_(cast.lead), held, "planned_actions", **first)
    second = planned(held, days(150), status="late", spent="£1,000.00", revised_reason="Because")
    page = write(as_(cast.support), held, "planned_actions", **second)
    beside = [node.get("id") for node in page.tree.xpath("//*[contains(@id, '_saved')]")]
    assert beside == [f"id_revised_reason_{held.planned_reports.get().pk}_saved"]


def test_a_risk_somebody_else_raised_is_shown_before_the_list_replaces_it(cast: Cast, as_) -> None:
    held = open_return(cast)
    write(as_(cast.lead), held, "risks", rows=1, **risk(0, "Theirs"))
    page = write(as_(cast.support), held, "risks", rows=1, **risk(0, "Mine"))
    assert page.status == 409
    assert page.all("//*[contains(@class, 'inset')]")[0].endswith("Theirs (likelihood 3, impact 4): Bid again")
    assert (page.value("title_0"), held.risks.get().title) == ("Mine", "Theirs")


def test_two_people_in_two_sections_never_collide(cast: Cast, as_) -> None:
    held = open_return(cast)
    write(as_(cast.lead), held, "progress", text="One")
    page = write(as_(cast.support), held, "next_quarter", text="Two")
    assert page.heading == "Burglary"
    assert (section_of(held, "progress").text, section_of(held, "next_quarter").text) == ("One", "Two")


def test_text_typed_while_the_return_was_signed_is_not_lost(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.SIGNED, cast)
    page = write(as_(cast.support), held, "progress", version=1, text="Too late")
    assert page.status == 409
    assert page.value("text") == "Too late"
    assert page.errors[0][1].startswith("This return is signed. Ask the programme manager to reopen it.")


def test_text_typed_while_it_went_to_the_lead_is_not_lost(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.WITH_LEAD, cast)
    page = write(as_(cast.support), held, "progress", version=1, text="Too late")
    assert (page.status, page.value("text")) == (409, "Too late")
    assert section_of(held, "progress").text == "About progress."


def test_text_survives_an_expired_session(cast: Cast, client) -> None:
    held = open_return(cast)
    answer = client.post(address(held, "progress"), {"version": 0, "text": "Typed at five to five"})
    assert answer["Location"] == f"/sign-in/?next={address(held, 'progress')}"
    client.post(answer["Location"], {"email": cast.support.email, "password": "a long enough password"})
    page = get(client, address(held, "progress"))
    assert page.value("text") == "Typed at five to five"
    assert "What you typed is back in the form. It is not saved yet." in page.text
    assert section_of(held, "progress").text == ""
    assert get(client, address(held, "progress")).value("text") == ""  # shown once


# What stands beside --------------------------------------------------------------------------------------------------


def test_last_quarters_signed_answer_stands_beside_and_is_not_copied(cast: Cast, as_) -> None:
    earlier = make_meeting(cast.board, in_days=-80, due_in=-90)
    earlier.quarter_start = Quarter.of(cast.meeting.quarter_start).previous().start
    earlier.save()
    ahead, cast.meeting = cast.meeting, earlier
    before = bring_to(open_return(cast), State.ACCEPTED, cast)
    cast.meeting = ahead
    held = open_return(cast)
    for key in SECTIONS:
        page = get(as_(cast.support), address(held, key))
        beside = page.all("//aside")[0]
        signed = f"signed by Lead Person, Chief Constable, Fosse Police on {long_date(days(0))}"
        assert beside.startswith(f"Last quarter, for reference {before.quarter.short}, {signed}")
    assert page.all("//aside")[0].endswith("About next_quarter.")
    assert page.value("text") == ""


def test_without_an_earlier_quarter_it_says_so(cast: Cast, as_) -> None:
    page = get(as_(cast.support), address(open_return(cast), "progress"))
    assert page.all("//aside")[0] == "Last quarter, for reference There is no signed return of an earlier quarter."


def test_the_last_rounds_remark_stands_above_its_section_alone(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.SIGNED, cast)
    move(quarterly_return=held, to=State.SENT_BACK, by=cast.manager, remarks=[Remark("progress", "Which districts?")])
    said = f"Manager Person on {long_date(days(0))}: Which districts?"
    assert get(as_(cast.support), address(held, "progress")).all("//*[contains(@class, 'inset')]") == [said]
    assert get(as_(cast.support), address(held, "risks")).all("//*[contains(@class, 'inset')]") == []


def test_the_first_button_of_the_form_is_the_one_that_saves(cast: Cast, as_) -> None:
    held = fill(open_return(cast), cast.support)
    for key in ("risks", "required_actions"):
        tree = html.fromstring(as_(cast.support).get(address(held, key)).content)
        button = tree.xpath("//main//form//button")[0]
        assert (button.text, button.get("formaction"), button.get("name")) == ("Save", None, None)
