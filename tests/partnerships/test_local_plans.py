"""Local priorities and plans: what they serve, who keeps them, what is late, and that what ended stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from partnerships.local_plans import (
    add_action,
    add_priority,
    change_action,
    change_priority,
    end_priority,
    local_plans,
    plans_sheet,
    priority_remits,
)
from partnerships.models import LocalAction, LocalPriority
from partnerships.versions import version_of
from snb.models import AuditEvent, RemitName
from snb.querysets import today
from snb.seen import StaleRow
from snb.workflow import Refusal
from tests.cast import Cast, days
from tests.partnerships.local_scene import (
    action_details,
    another,
    date,
    local_details,
    make_action,
    make_local,
    theirs,
    url,
)


def plan(cast: Cast, day: Any = None) -> Any:
    return local_plans(cast.board, day or today(), only=cast.partnership)[0]


def test_a_local_priority_serves_one_of_the_boards_by_its_name_of_the_day(cast: Cast) -> None:
    RemitName.objects.create(remit=cast.burglary.remit, name="Homes", begins=days(10))
    make_local(cast, serves=cast.burglary.remit)
    make_local(cast, title="Only here")
    assert [(row.title, row.serves) for row in plan(cast).priorities] == [
        ("Safer streets", "Burglary"),
        ("Only here", ""),
    ]
    assert [row.serves for row in plan(cast, days(20)).priorities] == ["Homes", ""]
    assert [name for _, name in priority_remits(cast.board, today())] == ["Arson", "Burglary"]


def test_what_is_no_priority_of_this_board_is_not_served(cast: Cast) -> None:
    for remit in (cast.partnership.remit, theirs(cast).remit):
        with pytest.raises(Refusal, match="this board's own priorities"):
            make_local(cast, serves=remit)
    assert not LocalPriority.objects.exists()


def test_a_local_priority_is_not_older_than_its_partnership(cast: Cast) -> None:
    with pytest.raises(Refusal, match="before its partnership did"):
        make_local(cast, begins=days(-9999))


def test_a_plan_says_what_is_late(cast: Cast) -> None:
    priority = make_local(cast)
    make_action(cast, priority, title="Late", due=days(-1))
    make_action(cast, priority, title="Done late", due=days(-1), status="done", progress="Finished.")
    make_action(cast, priority, title="Stopped", due=days(-1), status="stopped")
    make_action(cast, priority, title="Today", due=today())
    read = plan(cast)
    assert {act.title for act in read.priorities[0].actions if act.is_late} == {"Late"}
    assert (read.late, len(read.priorities[0].actions)) == (1, 4)


def test_done_says_what_came_of_it(cast: Cast) -> None:
    priority = make_local(cast)
    with pytest.raises(Refusal, match="what came of it"):
        make_action(cast, priority, status="done", progress=" ")
    action = make_action(cast, priority)
    with pytest.raises(Refusal, match="what came of it"):
        change_action(
            action=action, details=action_details(status="done"), version=version_of(action), by=cast.csp_officer
        )


def test_changing_keeps_history_and_says_what_changed(cast: Cast) -> None:
    priority = make_local(cast)
    change_priority(
        priority=priority, details=local_details(title="Safer parks", serves=cast.arson.remit),
        version=version_of(priority), by=cast.csp_officer,
    )  # fmt: skip
    priority.refresh_from_db()
    assert (priority.title, priority.serves) == ("Safer parks", cast.arson.remit)
    assert [row.title for row in priority.history.order_by("history_id")] == ["Safer streets", "Safer parks"]
    detail = AuditEvent.objects.get(action="changed a local priority").detail
    assert detail["changes"] == {"title": ["Safer streets", "Safer parks"], "serves": ["None", "Arson"]}


def test_whoever_comes_second_is_told(cast: Cast) -> None:
    priority = make_local(cast)
    action = make_action(cast, priority)
    seen, seen_action = version_of(priority), version_of(action)
    change_priority(priority=priority, details=local_details(title="First"), version=seen, by=cast.manager)
    with pytest.raises(StaleRow):
        change_priority(priority=priority, details=local_details(title="Second"), version=seen, by=cast.csp_officer)
    with pytest.raises(StaleRow):
        end_priority(priority=priority, ends=today(), reason="Over.", version=seen, by=cast.csp_officer)
    change_action(action=action, details=action_details(title="First"), version=seen_action, by=cast.manager)
    with pytest.raises(StaleRow):
        change_action(action=action, details=action_details(title="Second"), version=seen_action, by=cast.manager)
    assert LocalPriority.objects.get().title == LocalAction.objects.get().title == "First"


def test_what_ends_stays_with_its_plan_and_takes_no_more(cast: Cast) -> None:
    priority = make_local(cast)
    action = make_action(cast, priority)
    for reason, ends, words in [(" ", today(), "Say why"), ("Over.", days(-31), "before it began")]:
        with pytest.raises(Refusal, match=words):
            end_priority(priority=priority, ends=ends, reason=reason, version=version_of(priority), by=cast.csp_officer)
    end_priority(priority=priority, ends=days(-1), reason="Over.", version=version_of(priority), by=cast.csp_officer)
    read = plan(cast)
    assert ([row.title for row in read.priorities], [row.title for row in read.ended]) == ([], ["Safer streets"])
    assert [act.title for act in read.ended[0].actions] == ["Walk the streets"]
    assert [row.title for row in plan(cast, days(-1)).priorities] == ["Safer streets"]
    assert AuditEvent.objects.get(action="ended a local priority").detail["reason"] == "Over."
    with pytest.raises(Refusal, match="ended on"):
        add_action(priority=priority, details=action_details(), by=cast.csp_officer)
    with pytest.raises(Refusal, match="ended on"):
        change_action(action=action, details=action_details(), version=version_of(action), by=cast.csp_officer)
    with pytest.raises(Refusal, match="ended on"):
        change_priority(priority=priority, details=local_details(), version=version_of(priority), by=cast.manager)


def test_only_its_officer_and_the_manager_keep_it(cast: Cast) -> None:
    priority, other = make_local(cast), another(cast)
    action = make_action(cast, priority)
    for name in ("lead", "chair", "member", "support", "analyst", "other_manager", "outsider"):
        by = cast.by_name[name]
        for act in (
            lambda by=by: add_priority(partnership=cast.partnership, details=local_details(), by=by),
            lambda by=by: change_priority(priority=priority, details=local_details(), version=0, by=by),
            lambda by=by: end_priority(priority=priority, ends=today(), reason="x", version=0, by=by),
            lambda by=by: add_action(priority=priority, details=action_details(), by=by),
            lambda by=by: change_action(action=action, details=action_details(), version=0, by=by),
        ):
            with pytest.raises(PermissionDenied):
                act()
    with pytest.raises(PermissionDenied):
        make_local(cast, partnership=other)
    assert make_local(cast, partnership=other, by=cast.manager).order == 1
    assert make_local(cast).order == 2


def test_plans_of_a_day_are_those_of_partnerships_in_being(cast: Cast) -> None:
    ended = another(cast, "Before")
    make_local(cast, by=cast.manager, partnership=ended)
    ended.ends = days(-1)
    ended.save()
    assert [row.partnership for row in local_plans(cast.board, today())] == ["North Fosse CSP"]
    assert [row.title for row in local_plans(cast.board, today(), only=ended)[0].priorities] == ["Safer streets"]


def test_the_sheet_has_a_line_an_action_and_one_for_none(cast: Cast) -> None:
    make_action(cast, make_local(cast, serves=cast.arson.remit), due=days(-3))
    make_local(cast, title="Bare")
    lines = plans_sheet(cast.board, local_plans(cast.board, today()), today()).rows
    assert [(row[1], row[2], row[5], row[9]) for row in lines] == [
        ("Safer streets", "Arson", "Walk the streets", "Yes"), ("Bare", "", "", ""),
    ]  # fmt: skip


# The pages -----------------------------------------------------------------------------------------------------------


def test_a_plan_is_kept_on_its_pages(cast: Cast, as_: Any) -> None:
    client = as_(cast.csp_officer)
    data = {"title": "Parks", "detail": "", "serves": cast.arson.remit_id, "source": "", **date("begins", today())}
    assert client.post(url("local-add", "north"), data).status_code == 302
    priority = LocalPriority.objects.get()
    said = {"title": "Light the parks", "owner": "Warden", "status": "planned", "progress": "", **date("due", days(-2))}
    client.post(url("local-action-add", priority.pk), said)
    action = LocalAction.objects.get()
    page = client.get(url("local-detail", "north")).content.decode()
    for words in ("Serves the Board’s priority Arson", "Light the parks", "1 action late"):
        assert words in page
    done = said | {"status": "done", "version": version_of(action)}
    refused = client.post(url("local-action-edit", action.pk), done)
    assert refused.status_code == 409
    assert "Say what came of it" in refused.content.decode()
    assert client.post(url("local-action-edit", action.pk), done | {"progress": "Lit."}).status_code == 302
    change = data | {"title": "All parks", "version": version_of(priority)}
    assert client.post(url("local-edit", priority.pk), change).status_code == 302
    stale = client.post(url("local-edit", priority.pk), change | {"title": "No parks", "serves": ""})
    assert stale.status_code == 409
    for words in ("All parks", "No parks", "Arson", "Save what I typed"):
        assert words in stale.content.decode()
    ending = {"reason": "", "version": version_of(priority), **date("ends", today())}
    assert (
        "Answer the question “Why does it end?”" in client.post(url("local-end", priority.pk), ending).content.decode()
    )
    assert client.post(url("local-end", priority.pk), ending | {"reason": "Done."}).status_code == 302
    assert LocalPriority.objects.get().ends == today()


def test_a_form_says_what_is_missing_and_keeps_what_was_typed(cast: Cast, as_: Any) -> None:
    data = {"title": "", "detail": "About parks", "serves": "999999", **date("begins", None)}
    answer = as_(cast.csp_officer).post(url("local-add", "north"), data)
    page = answer.content.decode()
    for words in ("Enter local priority", "Enter from", "About parks", "Error: "):
        assert words in page
    assert not LocalPriority.objects.exists()


def test_who_reads_only_sees_no_way_to_change(cast: Cast, as_: Any) -> None:
    make_action(cast, make_local(cast))
    page = as_(cast.member).get(url("local-detail", "north")).content.decode()
    assert "Walk the streets" in page
    assert "/edit/" not in page
    assert "/add/" not in page
