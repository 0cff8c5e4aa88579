"""The tracker: who sees it, what it says, and chasing, extending and opening from it."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from priorities.models import Chase, QuarterlyReturn
from priorities.models.returns import State
from snb.permissions import Role
from snb.wording import long_date
from tests.cast import ACTORS, Cast, bring_to, days, give, make_meeting, make_priority, open_return
from tests.priorities.pages import Page, get, post, url


def tracker(cast: Cast, query: str = "") -> str:
    return reverse("priorities:return-list", kwargs={"board": "fosse"}) + query


def make_late(held: QuarterlyReturn, by_days: int = 2) -> QuarterlyReturn:
    QuarterlyReturn.objects.filter(pk=held.pk).update(due=days(-by_days))
    return QuarterlyReturn.objects.get(pk=held.pk)


def test_who_may_see_it(cast: Cast, as_) -> None:
    answers = {name: as_(cast.by_name[name]).get(tracker(cast)).status_code for name in ACTORS}
    assert {name for name, status in answers.items() if status == 200} == {"manager", "chair", "analyst"}
    assert {name for name, status in answers.items() if status == 404} == {"former_lead", "other_manager", "outsider"}


def test_before_the_quarter_is_opened_it_offers_to_open_it(cast: Cast, as_) -> None:
    page = get(as_(cast.manager), tracker(cast))
    assert "The returns to this meeting have not been opened yet." in page.text
    assert "Open this quarter’s returns" in page.buttons
    assert "Open this quarter’s returns" not in get(as_(cast.chair), tracker(cast)).buttons


def test_opening_from_it(cast: Cast, as_) -> None:
    opened = post(as_(cast.manager), reverse("priorities:returns-open", args=["fosse", cast.meeting.pk]))
    assert opened.messages == [f"Opened 2 returns, due on {long_date(cast.meeting.returns_due)}."]
    assert [row[0] for row in opened.rows] == ["Arson", "Burglary"]
    again = post(as_(cast.manager), reverse("priorities:returns-open", args=["fosse", cast.meeting.pk]))
    assert again.messages == ["Every priority already has its return to this meeting."]


def test_a_row_says_state_lead_holder_due_and_chase(cast: Cast, as_) -> None:
    open_return(cast)
    due = f"{long_date(days(8))}, in 8 days"
    assert get(as_(cast.chair), tracker(cast)).rows == [
        ["Arson", "Not started", "Other Lead Person", "Other Lead Person", due, "Not chased"],
        [
            "Burglary", "Not started", "Lead Person and Deputy Person (deputy)", "Support Person", due, "Not chased",
        ],
    ]  # fmt: skip


def test_a_late_return_is_marked_and_chased_from_its_row(cast: Cast, as_, django_capture_on_commit_callbacks) -> None:
    held = make_late(open_return(cast))
    page = get(as_(cast.manager), tracker(cast))
    assert page.rows[1][1] == "Not started Late"
    assert page.rows[1][-1] == "ChaseExtend"
    with django_capture_on_commit_callbacks(execute=True):
        chased = post(as_(cast.manager), url(held, "return-chase"), {"next": tracker(cast, "?late=on")})
    assert chased.messages == [f"Chased. A reminder about {held} went to Support Person."]
    assert [row[0] for row in chased.rows] == ["Burglary"]  # the filter it came from
    assert [mailed.to for mailed in mail.outbox] == [[cast.support.email]]


def test_chasing_leads_only_to_pages_of_ours(cast: Cast, as_) -> None:
    held = open_return(cast)
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example"):
        answer = as_(cast.manager).post(url(held, "return-chase"), {"next": elsewhere})
        assert answer["Location"] == url(held)


def test_chase_all_late_chases_the_late_and_says_who_could_not_be(
    cast: Cast, as_, django_capture_on_commit_callbacks
) -> None:
    held = make_late(open_return(cast))
    vacant = make_priority(cast.agreement.themes.get(), "fraud", "Fraud")
    post(as_(cast.manager), reverse("priorities:returns-open", args=["fosse", cast.meeting.pk]))
    make_late(QuarterlyReturn.objects.get(priority=vacant))
    with django_capture_on_commit_callbacks(execute=True):
        page = post(
            as_(cast.manager), reverse("priorities:returns-chase-late", args=["fosse"]), {"meeting": cast.meeting.pk}
        )
    assert page.messages == [
        "Chased 1 return: Burglary.",
        "Nobody is appointed to Fraud today, so nobody could be chased.",
    ]
    assert list(Chase.objects.values_list("quarterly_return", "to")) == [(held.pk, "Support Person")]
    assert len(mail.outbox) == 1


def test_chase_all_late_where_none_is_late(cast: Cast, as_) -> None:
    open_return(cast)
    page = post(
        as_(cast.manager), reverse("priorities:returns-chase-late", args=["fosse"]), {"meeting": cast.meeting.pk}
    )
    assert page.messages == ["No return to this meeting is late, so nobody was chased."]


def test_another_boards_meeting_cannot_be_chased(cast: Cast, as_) -> None:
    theirs = make_meeting(cast.other_board)
    answer = as_(cast.manager).post(reverse("priorities:returns-chase-late", args=["fosse"]), {"meeting": theirs.pk})
    assert answer.status_code == 404
    assert Chase.objects.count() == 0


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?state=draft", ["Burglary"]),
        ("?state=not_started", ["Arson"]),
        ("?late=on", []),
        ("?sort=-priority", ["Burglary", "Arson"]),
        ("?sort=lead", ["Burglary", "Arson"]),
        ("?sort=-state", ["Burglary", "Arson"]),
        ("?sort=holder", ["Arson", "Burglary"]),
    ],
)
def test_filter_and_order_are_in_the_address(cast: Cast, as_, query: str, names: list[str]) -> None:
    bring_to(open_return(cast), State.DRAFT, cast)
    page = get(as_(cast.manager), tracker(cast, query))
    assert [row[0] for row in page.rows] == names
    if not names:
        assert "No return fits this filter. Clear the filter" in page.text


@pytest.mark.parametrize("query", ["?meeting=99999", "?meeting=x", "?state=lost", "?sort=secret"])
def test_a_filter_that_names_nothing_is_said_and_shows_the_next_meeting(cast: Cast, as_, query: str) -> None:
    open_return(cast)
    page = get(as_(cast.manager), tracker(cast, query))
    assert len(page.errors) == 1
    assert len(page.rows) == 2


def test_it_opens_on_the_next_meeting_with_returns(cast: Cast, as_) -> None:
    open_return(cast)
    make_meeting(cast.board, in_days=5, due_in=2)
    assert get(as_(cast.manager), tracker(cast)).all("//h2")[1].endswith(long_date(cast.meeting.date))


def test_a_board_without_meetings(cast: Cast, as_) -> None:
    page = get(as_(cast.other_manager), reverse("priorities:return-list", args=["wold"]))
    assert "This board has no meeting yet." in page.text


def test_more_time_is_given_with_a_reason(cast: Cast, as_) -> None:
    held, new = open_return(cast), days(12)
    typed = {"new_due_day": new.day, "new_due_month": new.month, "new_due_year": new.year, "reason": "Staff leave"}
    page = post(as_(cast.manager), url(held, "return-extend"), typed)
    assert page.messages == [f"{held} is now due on {long_date(new)}. Whoever holds it was told."]
    assert QuarterlyReturn.objects.get(pk=held.pk).due == new
    row = get(as_(cast.manager), tracker(cast)).rows[1]
    assert row[4] == f"{long_date(new)}, in 12 days Extended from {long_date(days(8))}"


@pytest.mark.parametrize("offset", [8, 20])
def test_more_time_lies_between_the_due_date_and_the_meeting(cast: Cast, as_, offset: int) -> None:
    held, new = open_return(cast), days(offset)
    typed = {"new_due_day": new.day, "new_due_month": new.month, "new_due_year": new.year, "reason": ""}
    page = post(as_(cast.manager), url(held, "return-extend"), typed)
    assert page.errors == [
        (
            "id_new_due_0",
            f"The new date must be after {long_date(days(8))} and before the meeting on {long_date(days(20))}",
        ),
        ("id_reason", "Give the reason for more time"),
    ]
    assert QuarterlyReturn.objects.get(pk=held.pk).due == days(8)


def test_a_signed_return_is_not_chased(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.SIGNED, cast)
    page = post(as_(cast.manager), url(held, "return-chase"))
    assert page.status == 409
    assert "This return is signed: there is nothing to chase." in page.text


@pytest.mark.parametrize("view", ["return-chase", "return-extend"])
def test_only_the_programme_manager_chases(cast: Cast, as_, view: str) -> None:
    held = open_return(cast)
    answers = {name: as_(cast.by_name[name]).post(url(held, view)).status_code for name in ACTORS}
    assert {name for name, status in answers.items() if status not in (403, 404)} == {"manager"}
    hidden = {name for name, status in answers.items() if status == 404}
    assert hidden == {"former_lead", "scrutiny", "clerk", "administrator", "other_manager", "outsider"}


@pytest.mark.parametrize("more", [0, 30])
def test_the_same_queries_however_many_returns(cast: Cast, as_, django_assert_num_queries, more: int) -> None:
    theme = cast.agreement.themes.get()
    for number in range(more):
        priority = make_priority(theme, f"p{number}", f"Priority {number}")
        give(cast.other_lead, Role.LEAD, priority.remit)
    held = open_return(cast)
    Chase.objects.create(quarterly_return=held, by=cast.manager, to="Support Person")
    client = as_(cast.manager)
    with django_assert_num_queries(11):
        response = client.get(tracker(cast))
    assert len(Page(response).rows) == 2 + more
