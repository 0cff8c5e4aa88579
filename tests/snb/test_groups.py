"""Groups as a tree, what they work on, protocols; and the pages of the membership and of groups."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from snb.groups import (
    GroupDetails,
    ProtocolDetails,
    add_group,
    add_protocol,
    change_group,
    change_protocol,
    end_group,
    end_protocol,
    groups_on,
)
from snb.models import Group, GroupTopic, Protocol
from snb.permissions import Role
from snb.seen import StaleRow, fingerprint
from snb.workflow import Refusal
from tests.cast import Cast, days
from tests.snb.bodies_scene import EVE, FIRST, JULY, date, text_of, url

THEME, PLAN, INFORMATION = GroupTopic.Kind.THEME, GroupTopic.Kind.PLAN, GroupTopic.Kind.INFORMATION


def group(cast: Cast, name: str = "Reoffending Board", begins: dt.date = FIRST, **more: Any) -> Group:
    details = GroupDetails(name, more.pop("kind", "programme"), begins, **more)
    return add_group(board=cast.board, details=details, by=cast.manager)


def test_groups_are_a_tree_with_what_they_work_on(cast: Cast) -> None:
    top = group(cast, topics=[(THEME, "Housing"), (THEME, "Women"), (PLAN, "Plan"), (INFORMATION, "Drugs")])
    part = group(cast, "Task group", kind="task", parent=top)
    group(cast, "Another", kind="performance")
    group(cast, "Below the part", kind="task", parent=part)
    lines = groups_on(cast.board, days(0))
    assert [(line.group.name, line.depth) for line in lines] == [
        ("Another", 0), ("Reoffending Board", 0), ("Task group", 1), ("Below the part", 2),
    ]  # fmt: skip
    assert (lines[1].themes, lines[1].plans, lines[1].information) == (("Housing", "Women"), ("Plan",), ("Drugs",))


def test_the_chair_is_whoever_holds_the_role_on_the_day(cast: Cast) -> None:
    group(cast, owner={"role": Role.LEAD, "remit": cast.burglary.remit})
    (before,), (now,) = groups_on(cast.board, days(-1)), groups_on(cast.board, days(0))
    assert (before.names, now.names) == ("Former Lead Person", "Lead Person, Deputy Person")
    assert now.chair == "Strategic priority lead, Burglary"


@pytest.mark.parametrize("count", [1, 4])
def test_the_tree_costs_the_same_however_many(cast: Cast, django_assert_num_queries, count: int) -> None:
    top = None
    for number in range(count):
        top = group(cast, f"Group {number}", parent=top, topics=[(THEME, "x")],
                    owner={"role": Role.LEAD, "remit": cast.burglary.remit})  # fmt: skip
    with django_assert_num_queries(4):
        assert len(groups_on(cast.board, days(0))) == count


def test_groups_do_not_belong_to_each_other(cast: Cast) -> None:
    top = group(cast, "Top")
    part = group(cast, "Part", parent=top)
    details = GroupDetails("Top", "programme", FIRST, parent=part)
    with pytest.raises(Refusal, match="Part belongs to this group itself"):
        change_group(group=top, details=details, seen=fingerprint(top), by=cast.manager)
    theirs = Group.objects.create(board=cast.other_board, kind="task", name="Theirs", begins=FIRST)
    with pytest.raises(Refusal, match="of its own board"):
        group(cast, "X", parent=theirs)


def test_a_group_ends_once_and_after_those_that_belong_to_it(cast: Cast) -> None:
    top = group(cast, "Top")
    part = group(cast, "Part", parent=top)
    with pytest.raises(Refusal, match="Part still belongs to it then"):
        end_group(group=top, last_day=EVE, by=cast.manager)
    with pytest.raises(Refusal, match="it cannot end before"):
        end_group(group=part, last_day=dt.date(2019, 1, 1), by=cast.manager)
    end_group(group=part, last_day=EVE, by=cast.manager)
    end_group(group=top, last_day=EVE, by=cast.manager)
    with pytest.raises(Refusal, match="has an end already: 30 June 2022"):
        end_group(group=top, last_day=JULY, by=cast.manager)
    assert [len(groups_on(cast.board, day)) for day in (EVE, JULY)] == [2, 0]
    with pytest.raises(Refusal, match="Top ended on 30 June 2022, before this group begins"):
        group(cast, "Late", begins=JULY, parent=top)


def test_a_group_is_named_once_a_day_and_changed_by_who_saw_it(cast: Cast) -> None:
    held = group(cast)
    with pytest.raises(Refusal, match="There is a group called"):
        group(cast, "reoffending board")
    details = GroupDetails("Renamed", "subgroup", JULY, topics=[(PLAN, "New plan")])
    changed = change_group(group=held, details=details, seen=fingerprint(held), by=cast.manager)
    assert (changed.name, [topic.text for topic in changed.topics.all()]) == ("Renamed", ["New plan"])
    with pytest.raises(StaleRow):
        change_group(group=held, details=details, seen=fingerprint(held), by=cast.manager)


@pytest.mark.parametrize("actor", ["member", "lead", "other_manager"])
def test_only_who_may_change_bodies_changes_groups(cast: Cast, actor: str) -> None:
    held, by = group(cast), cast.by_name[actor]
    with pytest.raises(PermissionDenied):
        add_group(board=cast.board, details=GroupDetails("X", "task", FIRST), by=by)
    with pytest.raises(PermissionDenied):
        end_group(group=held, last_day=EVE, by=by)
    with pytest.raises(PermissionDenied):
        add_protocol(board=cast.board, details=ProtocolDetails("X", FIRST), by=by)


def test_a_protocol_is_made_changed_and_ended(cast: Cast) -> None:
    with pytest.raises(Refusal, match="review must come after"):
        add_protocol(board=cast.board, details=ProtocolDetails("X", FIRST, review_due=FIRST), by=cast.manager)
    held = add_protocol(board=cast.board, details=ProtocolDetails("Sharing", FIRST), by=cast.manager)
    seen = fingerprint(held)
    changed = change_protocol(
        protocol=held, details=ProtocolDetails("Sharing", FIRST, "Text", "All"), seen=seen, by=cast.manager
    )
    assert (changed.text, changed.parties) == ("Text", "All")
    with pytest.raises(StaleRow):
        change_protocol(protocol=held, details=ProtocolDetails("X", FIRST), seen=seen, by=cast.manager)
    end_protocol(protocol=held, last_day=EVE, by=cast.manager)
    with pytest.raises(Refusal, match="has an end already"):
        end_protocol(protocol=held, last_day=JULY, by=cast.manager)


# Pages ---------------------------------------------------------------------------------------------------------------


def test_the_pages_of_groups(as_, cast: Cast) -> None:
    client = as_(cast.manager)
    data = {"name": "Reoffending Board", "kind": "partner", "themes": "Housing\n Women \n", "plans": "Plan",
            "information": "Drugs", "owner": f"lead:{cast.burglary.remit_id}", "reports_to": "The Board"}  # fmt: skip
    assert client.post(url("group-add"), data | date("begins", FIRST))["Location"] == url("group-list")
    held = Group.objects.get()
    assert [(row.kind, row.text) for row in held.topics.all()] == [
        ("theme", "Housing"), ("theme", "Women"), ("plan", "Plan"), ("information", "Drugs"),
    ]  # fmt: skip
    for page in (
        text_of(as_(cast.scrutiny), url(view, *pk)) for view, pk in (("group-list", ()), ("group-detail", (held.pk,)))
    ):
        for words in ("Reoffending Board", "Lead Person", "Drugs", "The Board", "Partner board"):
            assert words in page, words
    data["seen"] = "old"
    stale = client.post(url("group-edit", held.pk), data | {"themes": "Mine"} | date("begins", FIRST))
    assert stale.status_code == 409
    assert "Mine" in stale.content.decode()
    assert client.post(url("group-end", held.pk), date("last_day", EVE)).status_code == 302
    assert "1 April 2020 to 30 June 2022" in text_of(client, url("group-list"))


def test_the_groups_say_when_there_are_none(as_, cast: Cast) -> None:
    page = text_of(as_(cast.member), url("group-list"))
    for words in ("No group works for the Board today.", "No protocol is in force.", "No tiers have been entered yet."):
        assert words in page, words
    assert "Add a group" not in page


def test_the_groups_are_taken_away(as_, cast: Cast) -> None:
    group(cast, topics=[(THEME, "Housing"), (THEME, "Women")])
    answer = as_(cast.member).get(url("group-list"), {"format": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0]["Works on"] == "Housing; Women"


def test_the_pages_of_protocols(as_, cast: Cast) -> None:
    client = as_(cast.manager)
    data = {"title": "Information sharing", "parties": "All members", "text": "Share."}
    data |= date("begins", FIRST) | date("review_due", days(-3))
    assert client.post(url("protocol-add"), data).status_code == 302
    held = Protocol.objects.get()
    assert "3 days late" in text_of(as_(cast.scrutiny), url("protocol-detail", held.pk))
    changed = data | {"seen": fingerprint(held), "parties": "Every member"}
    assert client.post(url("protocol-edit", held.pk), changed).status_code == 302
    assert "Every member" in text_of(client, url("group-list"))
    assert client.post(url("protocol-end", held.pk), date("last_day", dt.date(2019, 1, 1))).status_code == 409


@pytest.mark.parametrize("view", ["group-add", "protocol-add", "seat-add", "capacity-add", "key-role-add"])
def test_who_gets_the_forms(as_, cast: Cast, view: str) -> None:
    answers = [as_(cast.by_name[who]).get(url(view)).status_code for who in ("manager", "administrator", "member")]
    assert answers == [200, 200, 403]
    assert as_(cast.other_manager).get(url(view)).status_code == 404
