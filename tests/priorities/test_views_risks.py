"""The register's pages: who sees and does what, and what they say."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from priorities.models import Risk, RiskRaising
from priorities.models.returns import State
from priorities.risk_workflow import choose_actions, close_risk
from snb.models import AuditEvent, Meeting, PostHolding
from snb.wording import long_date
from tests.cast import ACTORS, Cast, days
from tests.priorities.pages import Page, get, post, words
from tests.priorities.risks import (
    assessed,
    date_parts,
    make_risk,
    owner_post,
    raise_risk,
    review,
    said,
    scores,
)

HUGE = "word " * 20_000


def register(query: str = "") -> str:
    return reverse("priorities:risk-list", args=["fosse"]) + query


def url(risk: Risk, verb: str = "detail", board: str = "fosse") -> str:
    return reverse(f"priorities:risk-{verb}", args=[board, risk.pk])


def opening(query: str = "") -> str:
    return reverse("priorities:risk-open", args=["fosse"]) + query


def scored(**changes: Any) -> dict[str, Any]:
    fields = assessed(**changes)
    del fields["version"]
    return fields


def titles(page: Page) -> list[str]:
    return [row[0] for row in page.rows if row[0].startswith("R")]


# Who -----------------------------------------------------------------------------------------------------------------


def statuses(cast: Cast, as_: Any, address: str) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for name in ACTORS:
        found.setdefault(as_(cast.by_name[name]).get(address).status_code, set()).add(name)
    return found


READERS = {"lead", "deputy", "support", "other_lead", "manager", "chair", "member", "analyst", "csp_officer"}
HIDDEN = {"former_lead", "other_manager", "outsider"}
KNOWERS = {"scrutiny", "clerk", "administrator"}


def test_who_reads_the_register_and_a_risk(cast: Cast, as_) -> None:
    risk = make_risk(cast)
    assert statuses(cast, as_, register()) == {200: READERS, 403: KNOWERS, 404: HIDDEN}
    assert statuses(cast, as_, url(risk)) == {200: READERS, 404: HIDDEN | KNOWERS}


def test_who_keeps_it(cast: Cast, as_) -> None:
    risk = make_risk(cast)
    for verb in ("edit", "close", "actions"):
        found = statuses(cast, as_, url(risk, verb))
        assert (found[200], found[403]) == ({"manager"}, READERS - {"manager"})
    assessing = statuses(cast, as_, url(risk, "assess"))
    assert assessing[200] == {"manager", "lead", "deputy"}
    assert statuses(cast, as_, opening())[200] == {"manager"}


def test_a_risk_is_not_found_under_another_board(cast: Cast, as_) -> None:
    risk = make_risk(cast)
    assert as_(cast.manager).get(url(risk, board="wold")).status_code == 404
    assert as_(cast.other_manager).get(url(risk, board="wold")).status_code == 404
    assert as_(cast.other_manager).post(url(risk, "close"), {"version": 1, "reason": "x"}).status_code == 404
    assert Risk.objects.get().is_open


def test_a_page_offers_what_its_reader_may_do(cast: Cast, as_) -> None:
    risk = make_risk(cast)
    offered = {name: get(as_(cast.by_name[name]), url(risk)) for name in ("manager", "lead", "member")}
    assert {name: page.buttons for name, page in offered.items()} == {
        "manager": ["Assess the risk"], "lead": ["Assess the risk"], "member": [],
    }  # fmt: skip
    assert "Close the risk" in offered["manager"].links
    assert "Close the risk" not in offered["lead"].links
    assert get(as_(cast.member), register()).buttons == ["Apply filter"]
    assert get(as_(cast.manager), register()).buttons == ["Open a risk", "Apply filter"]


# The register --------------------------------------------------------------------------------------------------------


def test_an_empty_register_says_so(cast: Cast, as_) -> None:
    page = get(as_(cast.member), register())
    assert "The register is empty. No risk has been opened yet." in page.text
    assert page.rows == []


def test_a_row_says_score_standing_movement_target_owner_and_review(cast: Cast, as_) -> None:
    risk = review(make_risk(cast), scores((3, 3)), cast.manager, due=days(30))
    page = get(as_(cast.member), register())
    assert page.rows[-1] == [
        "R1: Funding ends", "9 (3 × 3) Medium", "Above appetite Appetite 8, tolerance 12", "Down from 12", "6 (2 × 3)",
        "Director, Fosse CouncilMember Person", f"{long_date(days(30))}, in 30 days",
    ]  # fmt: skip
    assert page.all("//*[@data-result-count]") == ["1 risk, 1 above appetite"]
    assert f'href="{url(risk)}"' in as_(cast.member).get(register()).content.decode()


def test_the_grid_links_each_risk_from_its_cell_in_words(cast: Cast, as_) -> None:
    make_risk(cast, scores((4, 3)))
    make_risk(cast, scores((4, 3)), title="Two")
    make_risk(cast, scores((1, 2)), title="Small")
    tree = Page(as_(cast.member).get(register())).tree
    cells = tree.xpath("//table[contains(@class, 'gt-risk-grid')]//td")
    assert len(cells) == 25
    held = [(words(cell), cell.xpath("count(.//a)")) for cell in cells if cell.xpath(".//a")]
    assert held == [("12 HighR1R2", 2), ("2 LowR3", 1)]
    full = as_(cast.member).get(register()).content.decode()
    assert '12<span class="gt-risk-grid__word"> High</span>' in full
    assert 'R1<span class="govuk-visually-hidden">: Funding ends, above appetite</span>' in full
    assert 'R3<span class="govuk-visually-hidden">: Small, within appetite</span>' in full
    assert tree.xpath("count(//table[contains(@class, 'gt-risk-grid')]//th[@scope='row'])") == 5


@pytest.mark.parametrize(
    ("query", "found", "count"),
    [
        ("", ["R2: High", "R1: Low"], "2 risks, 1 above appetite, 1 with its review overdue"),
        ("?above=on", ["R2: High"], "1 risk of 3, 1 above appetite"),
        ("?overdue=on", ["R1: Low"], "1 risk of 3, 0 above appetite, 1 with its review overdue"),
        ("?state=closed", ["R3: Gone Closed"], "1 risk of 3, 0 above appetite"),
        ("?state=all", ["R2: High", "R1: Low", "R3: Gone Closed"],
         "3 risks of 3, 1 above appetite, 1 with its review overdue"),
        ("?sort=score", ["R1: Low", "R2: High"], "2 risks, 1 above appetite, 1 with its review overdue"),
        ("?sort=-risk", ["R2: High", "R1: Low"], "2 risks, 1 above appetite, 1 with its review overdue"),
    ],
)  # fmt: skip
def test_the_filter_is_in_the_address(cast: Cast, as_, query: str, found: list[str], count: str) -> None:
    make_risk(cast, scores((2, 2)), title="Low", due=days(-1))
    make_risk(cast, scores((5, 5)), title="High")
    close_risk(risk=make_risk(cast, title="Gone"), reason="Over.", version=1, by=cast.manager)
    page = get(as_(cast.member), register(query))
    assert titles(page) == found
    assert page.all("//*[@data-result-count]") == [count]


def test_the_filter_by_priority_offers_those_of_the_register(cast: Cast, as_) -> None:
    make_risk(cast, title="Here")
    make_risk(cast, title="There", priorities=(cast.arson,))
    page = get(as_(cast.member), register(f"?priority={cast.arson.pk}"))
    assert titles(page) == ["R2: There"]
    assert page.all("//select[@name='priority']/option") == ["All", "Arson", "Burglary"]


def test_nonsense_in_the_address_is_said_and_shows_the_open_ones(cast: Cast, as_) -> None:
    make_risk(cast)
    page = get(as_(cast.member), register("?priority=999&state=lost&sort=nothing"))
    assert [error[1] for error in page.errors][:2] == [
        "Choose a priority from the list",
        "Choose a state from the list",
    ]
    assert titles(page) == ["R1: Funding ends"]


def test_a_filter_that_fits_nothing_says_so(cast: Cast, as_) -> None:
    make_risk(cast, scores((1, 1)))
    page = get(as_(cast.member), register("?above=on"))
    assert "No risk fits this filter." in page.text
    assert page.all("//*[@data-result-count]") == ["0 risks of 1"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_is_a_constant_few_queries(cast: Cast, as_, count: int, django_assert_num_queries) -> None:
    for number in range(count):
        review(
            make_risk(cast, title=f"Risk {number}", priorities=(cast.burglary, cast.arson)), scores((3, 3)), cast.lead
        )
    client = as_(cast.member)
    client.get(register())
    with django_assert_num_queries(QUERIES):
        assert len(titles(get(client, register()))) == count


QUERIES = 14


# One risk ------------------------------------------------------------------------------------------------------------


def test_a_risks_page_tells_all_of_it(cast: Cast, as_) -> None:
    risk = review(make_risk(cast), scores((3, 3)), cast.lead)
    risk = choose_actions(risk=risk, actions=cast.burglary.planned_actions.all(), version=risk.version, by=cast.manager)
    page = get(as_(cast.member), url(risk))
    today = long_date(days(0))
    assert page.heading == "Funding ends"
    assert (
        "It scores 9 as things are, against an appetite of 8 and a tolerance of 12. It is to come down to 6."
        in page.text
    )
    assert "Director, Fosse CouncilMember Person" in page.text
    assert page.rows[:3] == [
        ["Inherent scoreAs it would be if nothing were done about it.", "5 Very likely", "5 Very large", "25 High",
         f"Up from 20 (5 × 4) on {today}"],
        ["Residual scoreAs it is now, with what is being done.", "3 Possible", "3 Moderate", "9 Medium",
         f"Down from 12 (4 × 3) on {today}"],
        ["Target scoreWhat it is to come down to.", "2 Unlikely", "3 Moderate", "6 Medium", f"No change since {today}"],
    ]  # fmt: skip
    assert page.rows[3][0] == "Fit locks"
    assert [row[2] for row in page.rows[4:]] == ["9 (3 × 3)", "12 (4 × 3)"]
    assert [row[5] for row in page.rows[4:]] == ["Lead Person, Chief Constable, Fosse Police", "Manager Person"]
    assert "Burglary" in page.links


def test_a_vacant_owner_is_said_plainly(cast: Cast, as_) -> None:
    risk = make_risk(cast)
    PostHolding.objects.filter(post=owner_post(cast)).update(ends=days(-1))
    assert "Vacant Nobody holds this post today." in get(as_(cast.member), url(risk)).text
    assert "Director, Fosse CouncilVacant" in get(as_(cast.member), register()).rows[-1]


def test_a_closed_risk_says_when_by_whom_and_why(cast: Cast, as_) -> None:
    risk = make_risk(cast)
    close_risk(risk=risk, reason="The grant is permanent.", version=1, by=cast.manager)
    page = get(as_(cast.manager), url(risk))
    assert f"Closed on {long_date(days(0))} by Manager Person.The grant is permanent." in page.text.replace(
        ". The", ".The"
    )
    assert page.buttons == []
    assert "Reopen the risk" in page.links
    for verb in ("assess", "edit", "close", "actions"):
        assert get(as_(cast.manager), url(risk, verb), follow=True).messages == [
            "R1 is closed, so this cannot be done now."
        ]


def test_what_is_typed_is_text(cast: Cast, as_) -> None:
    risk = make_risk(cast, title="<script>x</script>", cause="<b>bold</b>")
    answer = as_(cast.member).get(url(risk)).content.decode()
    assert "<script>x" not in answer
    assert "&lt;b&gt;bold&lt;/b&gt;" in answer


# Opening and changing ------------------------------------------------------------------------------------------------


def test_opening_a_risk(cast: Cast, as_) -> None:
    page = post(as_(cast.manager), opening(), said(cast) | scored())
    assert page.messages == ["R1 is in the register."]
    risk = Risk.objects.get()
    assert (risk.title, risk.owner, list(risk.priorities.all())) == ("Locks fail", owner_post(cast), [cast.burglary])
    assert risk.assessments.get().residual_likelihood == 3


def test_what_is_missing_is_asked_for_in_the_forms_order(cast: Cast, as_) -> None:
    page = post(as_(cast.manager), opening(), {})
    assert [message for _, message in page.errors] == [
        "Enter title", "Enter cause", "Enter event", "Enter consequence", "Select category", "Select owner",
        "Select the likelihood of the inherent score", "Select the impact of the inherent score",
        "Select the likelihood of the residual score", "Select the impact of the residual score",
        "Select the likelihood of the target score", "Select the impact of the target score",
        "Answer the question “Why these scores?”", "Enter next review",
    ]  # fmt: skip
    assert Risk.objects.count() == 0


def test_a_residual_score_above_the_inherent_has_to_be_meant(cast: Cast, as_) -> None:
    fields = said(cast) | scored(residual_likelihood=5, residual_impact=5)
    page = post(as_(cast.manager), opening(), fields)
    assert [target for target, _ in page.errors] == ["id_residual_likelihood"]
    assert "25 (5 × 5), is higher than the inherent, 20 (5 × 4)" in page.errors[0][1]
    assert Risk.objects.count() == 0
    post(as_(cast.manager), opening(), fields | {"higher_is_meant": "on"})
    assert Risk.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"appetite": 4}, "Give an appetite and a tolerance, or neither"),
        ({"appetite": 9, "tolerance": 4}, "The tolerance must not be below the appetite"),
        ({"appetite": 0, "tolerance": 4}, "The appetite must be a score from 1 to 25"),
        ({"title": "x" * 201}, "Ensure this value has at most 200 characters (it has 201)."),
        ({"cause": HUGE}, "Cause must be 120 words or fewer. It has 20,000."),
        ({"rationale": "x" * 400}, "Why these scores? must not have a word or an address of more than 300 characters. "
                                   "One has 400."),
        (date_parts("review_due", days(-1)), f"Next review must be on or after {long_date(days(0))}"),
        ({"residual_impact": 6}, "Select a valid choice. 6 is not one of the available choices."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    cast: Cast, as_, changes: dict[str, Any], message: str
) -> None:
    page = post(as_(cast.manager), opening(), said(cast) | scored() | changes)
    assert [text for _, text in page.errors] == [message]
    assert page.value("event") == "They break."
    assert Risk.objects.count() == 0


def test_a_priority_of_another_board_is_no_choice(cast: Cast, as_) -> None:
    page = post(as_(cast.manager), opening(), said(cast, priorities=[999_999]) | scored())
    assert len(page.errors) == 1
    assert Risk.objects.count() == 0


def test_changing_a_risk(cast: Cast, as_) -> None:
    risk = make_risk(cast)
    page = get(as_(cast.manager), url(risk, "edit"))
    assert (page.value("title"), page.value("version")) == ("Funding ends", "1")
    done = post(as_(cast.manager), url(risk, "edit"), said(cast, version=1, appetite=3, tolerance=5))
    assert done.messages == ["R1 has been changed."]
    risk.refresh_from_db()
    assert (risk.title, risk.appetite, risk.tolerance, risk.version) == ("Locks fail", 3, 5, 2)


def test_a_second_writer_sees_both_texts_and_loses_none(cast: Cast, as_) -> None:
    risk = make_risk(cast)
    post(as_(cast.manager), url(risk, "edit"), said(cast, version=1, title="Theirs"))
    answer = as_(cast.manager).post(url(risk, "edit"), said(cast, version=1, title="Mine"))
    page = Page(answer)
    assert answer.status_code == 409
    assert page.rows == [["Title", "Theirs", "Mine"]]
    assert (page.value("title"), page.value("version"), page.buttons) == ("Mine", "2", ["Save what I typed"])
    assert Risk.objects.get().title == "Theirs"
    post(as_(cast.manager), url(risk, "edit"), said(cast, version=2, title="Mine"))
    assert Risk.objects.get().title == "Mine"


@pytest.mark.parametrize("version", ["", "0", "x", "-1", "99999999999999999999999"])
def test_no_version_is_a_stale_one(cast: Cast, as_, version: str) -> None:
    risk = make_risk(cast)
    post(as_(cast.manager), url(risk, "edit"), said(cast, version=version, title="Mine"))
    assert Risk.objects.get().title == "Funding ends"


# Assessing, closing, actions -----------------------------------------------------------------------------------------


def test_a_lead_assesses_a_risk_of_hers(cast: Cast, as_) -> None:
    risk = make_risk(cast)
    page = get(as_(cast.lead), url(risk, "assess"))
    assert (page.value("residual_likelihood"), page.value("residual_impact"), page.value("rationale")) == ("4", "3", "")
    done = post(as_(cast.lead), url(risk, "assess"), assessed())
    assert done.messages == [f"R1 is assessed. Its next review is due by {long_date(days(80))}."]
    assert [made.residual_likelihood for made in risk.assessments.all()] == [4, 3]


def test_two_reviews_at_once_show_the_second_both(cast: Cast, as_) -> None:
    risk = make_risk(cast)
    review(risk, scores((5, 5)), cast.manager)
    answer = as_(cast.lead).post(url(risk, "assess"), assessed(version=1))
    page = Page(answer)
    assert answer.status_code == 409
    assert page.rows == [
        ["Inherent score", "25 (5 × 5)", "20 (5 × 4)"],
        ["Residual score", "25 (5 × 5)", "9 (3 × 3)"],
        ["Target score", "6 (2 × 3)", "4 (2 × 2)"],
        ["Why", "Looked at again.", "New locks are fitted."],
    ]
    assert (page.value("rationale"), page.value("version")) == ("New locks are fitted.", "2")
    assert risk.assessments.count() == 2


def test_what_was_typed_as_a_session_ended_is_back_after_signing_in(cast: Cast, as_, client) -> None:
    risk = make_risk(cast)
    client.post(url(risk, "assess"), assessed())
    client.force_login(cast.lead, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    assert session["kept_text"]["fields"]["rationale"] == ["New locks are fitted."]
    assert get(client, url(risk, "assess")).value("rationale") == "New locks are fitted."


def test_closing_and_reopening(cast: Cast, as_) -> None:
    risk = make_risk(cast)
    assert post(as_(cast.manager), url(risk, "close"), {"version": 1}).errors[0][1] == "Say why the risk is closed"
    done = post(as_(cast.manager), url(risk, "close"), {"version": 1, "reason": "Over."})
    assert done.messages == ["R1 is closed. It stays in the register."]
    back = {"version": 2, "reason": "It is back."} | date_parts("review_due", days(9))
    assert post(as_(cast.manager), url(risk, "reopen"), back).messages == ["R1 is open again."]
    assert Risk.objects.get().review_due == days(9)


def test_closing_what_was_closed_is_refused_with_the_reason_kept(cast: Cast, as_) -> None:
    risk = make_risk(cast)
    close_risk(risk=risk, reason="Over.", version=1, by=cast.manager)
    answer = as_(cast.manager).post(url(risk, "close"), {"version": 2, "reason": "Mine."})
    assert answer.status_code == 409
    assert Page(answer).value("reason") == "Mine."
    assert Risk.objects.get().closing_reason == "Over."


def test_choosing_actions_offers_those_of_its_priorities(cast: Cast, as_) -> None:
    action = cast.burglary.planned_actions.get()
    elsewhere = make_risk(cast, priorities=(cast.arson,))
    assert "have no planned actions" in get(as_(cast.manager), url(elsewhere, "actions")).text
    risk = make_risk(cast)
    page = get(as_(cast.manager), url(risk, "actions"))
    assert page.all("//label") == ["Fit locks (Burglary)"]
    done = post(as_(cast.manager), url(risk, "actions"), {"version": 1, "actions": [action.pk]})
    assert done.messages == ["The actions of R2 have been changed."]
    answer = as_(cast.manager).post(url(risk, "actions"), {"version": 1})
    assert (answer.status_code, Page(answer).rows) == (409, [["Actions", "Fit locks", "Nothing"]])


# What leads raise ----------------------------------------------------------------------------------------------------


def raised_page() -> str:
    return reverse("priorities:raised-list", args=["fosse"])


def test_raised_risks_wait_until_they_are_taken_up(cast: Cast, as_) -> None:
    raised = raise_risk(cast)
    page = get(as_(cast.member), raised_page())
    assert page.rows == [["Funding ends", f"Burglary, {cast.meeting.quarter.short}", "12 (3 × 4)", "No"]]
    assert get(as_(cast.manager), raised_page()).rows[0][-1] == "Take up"
    taking = reverse("priorities:raised-take-up", args=["fosse", raised.pk])
    assert get(as_(cast.manager), taking).buttons == ["Open it as a new risk", "Link it to that risk"]
    form = get(as_(cast.manager), opening(f"?raised={raised.pk}"))
    assert (form.value("title"), form.value("controls")) == ("Funding ends", "Bid again")
    assert (form.value("residual_likelihood"), form.value("residual_impact")) == ("3", "4")
    post(as_(cast.manager), opening(f"?raised={raised.pk}"), said(cast, title="Money") | scored())
    assert get(as_(cast.member), raised_page()).rows[0][-1] == "R1: Money"
    detail = get(as_(cast.member), url(Risk.objects.get()))
    assert f"Burglary, {cast.meeting.quarter.short}: Funding ends, 12 (3 × 4)" in detail.text


def test_a_raised_risk_is_linked_to_one_that_is_there(cast: Cast, as_) -> None:
    raised, risk = raise_risk(cast), make_risk(cast)
    taking = reverse("priorities:raised-take-up", args=["fosse", raised.pk])
    assert post(as_(cast.manager), taking, {"risk": risk.pk}).messages == ["“Funding ends” is linked to R1."]
    again = as_(cast.manager).post(taking, {"risk": risk.pk})
    assert (again.status_code, Page(again).errors[0][1]) == (
        409, "It is in the register already, as R1: Funding ends.",
    )  # fmt: skip
    assert RiskRaising.objects.get().risk == risk
    assert AuditEvent.objects.get(action="took up a raised risk").detail["raised"] == "Funding ends"


def test_what_is_raised_in_a_return_not_accepted_is_hidden(cast: Cast, as_) -> None:
    raised = raise_risk(cast, State.SIGNED)
    assert "No accepted return raises a risk." in get(as_(cast.member), raised_page()).text
    taking = reverse("priorities:raised-take-up", args=["fosse", raised.pk])
    assert as_(cast.manager).get(taking).status_code == 404
    assert as_(cast.manager).get(opening(f"?raised={raised.pk}")).status_code == 404
    assert as_(cast.manager).get(opening("?raised=x")).status_code == 200


def test_only_the_manager_takes_up(cast: Cast, as_) -> None:
    taking = reverse("priorities:raised-take-up", args=["fosse", raise_risk(cast).pk])
    assert statuses(cast, as_, taking) == {
        200: {"manager"}, 403: READERS - {"manager"}, 404: HIDDEN | KNOWERS,
    }  # fmt: skip
    assert Meeting.objects.count() == 1
