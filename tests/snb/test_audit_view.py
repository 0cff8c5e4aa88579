"""Reading the audit log."""

from __future__ import annotations

import datetime as dt
from typing import Any
from unittest import mock

import pytest
from django.utils import timezone

from snb.audit import record
from snb.audit_log import events_of, in_words
from snb.models import AuditEvent
from snb.permissions import Permission
from tests.cast import Cast, days
from tests.snb.helpers import knower
from tests.snb.test_sign_in import problems

URL = "/boards/fosse/audit/"


def happened(cast: Cast, action: str, *, by=None, days_ago: int = 0, board=None, **detail: Any) -> AuditEvent:
    at = timezone.now() - dt.timedelta(days=days_ago)
    with mock.patch("django.utils.timezone.now", return_value=at):
        return record(by=by or cast.manager, action=action, board=board or cast.board, **detail)


def whats(answer) -> list[str]:
    return [row.what for row in answer.context["rows"]]


def test_newest_first_and_of_this_board_only(as_, cast: Cast) -> None:
    happened(cast, "older", days_ago=2)
    happened(cast, "newer")
    happened(cast, "theirs", by=cast.other_manager, board=cast.other_board)
    answer = as_(cast.administrator).get(URL)
    assert whats(answer) == ["Newer", "Older"]
    assert "Theirs" not in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("email=manager.person", ["Appointed"]),
        ("email=CHAIR.person%40fosse.example", ["Cleared"]),
        ("action=cleared", ["Cleared"]),
        (f"since={days(-2).isoformat()}", ["Cleared"]),
        (f"until={days(-5).isoformat()}", ["Appointed"]),
        (f"since={days(-5).isoformat()}&until={days(-5).isoformat()}", ["Appointed"]),
        (f"since={days(-4).isoformat()}&until={days(-1).isoformat()}", []),
        ("email=nobody", []),
        ("", ["Cleared", "Appointed"]),
    ],
)
def test_the_filter_is_in_the_address(as_, cast: Cast, query: str, expected: list[str]) -> None:
    happened(cast, "appointed", days_ago=5)
    happened(cast, "cleared", by=cast.chair)
    assert whats(as_(cast.administrator).get(f"{URL}?{query}")) == expected


def test_a_date_that_is_none_is_said_and_the_rest_of_the_filter_holds(as_, cast: Cast) -> None:
    happened(cast, "appointed")
    happened(cast, "cleared", by=cast.chair)
    answer = as_(cast.administrator).get(f"{URL}?since=yesterday&action=cleared")
    assert "From must be a real date" in answer.content.decode()
    assert whats(answer) == ["Cleared"]
    assert problems(answer) == []  # beside the field: the page has a list, not a form to put right


def test_a_refused_attempt_is_in_it_with_what_was_tried(as_, cast: Cast) -> None:
    as_(cast.lead).get(f"/boards/fosse/meetings/{cast.meeting.pk}/edit/")
    (row,) = as_(cast.administrator).get(URL).context["rows"]
    assert (row.who, row.email) == ("Lead Person (Strategic priority lead)", "lead.person@fosse.example")
    assert row.what == "Refused: they may not change this meeting or its agenda"
    assert row.particulars == (("Path", f"/boards/fosse/meetings/{cast.meeting.pk}/edit/"), ("Method", "GET"))


def test_particulars_read_as_words(cast: Cast) -> None:
    event = happened(cast, "changed a meeting", changes={"place": ["", "Hall"], "returns_due": ["a", "b"]}, comment="")
    assert in_words(event).particulars == (("Changes", "place: nothing → Hall; returns due: a → b"),)


def test_a_board_sees_the_sign_ins_of_its_people_and_of_nobody_else(client, cast: Cast) -> None:
    for email in (cast.member.email, cast.other_manager.email, cast.outsider.email):
        client.post("/sign-in/", {"email": email, "password": "wrong"})
    assert [event.actor_email for event in events_of(cast.board)] == [cast.member.email]
    assert [event.actor_email for event in events_of(cast.other_board)] == [cast.other_manager.email]


def test_fifty_to_a_page_and_the_filter_stays(as_, cast: Cast) -> None:
    for _ in range(51):
        happened(cast, "cleared")
    happened(cast, "appointed")
    client = as_(cast.administrator)
    first, second = client.get(f"{URL}?action=cleared"), client.get(f"{URL}?action=cleared&page=2")
    assert (len(whats(first)), len(whats(second))) == (50, 1)
    assert "51 events" in first.content.decode()
    assert "?action=cleared&amp;page=2" in first.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_long(as_, cast: Cast, django_assert_num_queries, count: int) -> None:
    for _ in range(count):
        happened(cast, "cleared")
    client = as_(cast.administrator)
    with django_assert_num_queries(8):
        client.get(URL)


def test_only_who_may_read_it(as_, cast: Cast, monkeypatch) -> None:
    everything_else = [each for each in Permission if each is not Permission.AUDIT_READ]
    assert as_(knower(monkeypatch, cast, *everything_else)).get(URL).status_code == 403
    monkeypatch.undo()
    assert as_(knower(monkeypatch, cast, Permission.AUDIT_READ)).get(URL).status_code == 200
    assert as_(cast.outsider).get(URL).status_code == 404
