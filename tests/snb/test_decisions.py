"""Decisions: numbered, corrected until the minutes are approved, kept private where they were made in private."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import example, given
from hypothesis import strategies as st

from snb.decisions import (
    REFERENCE,
    correct_decision,
    decisions_seen_by,
    decisions_sheet,
    narrowed,
    record_decision,
    with_actions,
)
from snb.models import Action, AgendaItem, AuditEvent, Decision, Meeting, Person
from snb.seen import StaleRow, fingerprint
from snb.workflow import Refusal
from tests.cast import Cast, days, fresh
from tests.snb.sittings_scene import Scene, make_scene


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return make_scene(cast)


def correct(scene: Scene, held: Decision, text: str = "Better said.", seen: str | None = None) -> Decision:
    return correct_decision(
        decision=held, text=text, reasons="Because.", seen=fingerprint(held) if seen is None else seen,
        by=scene.cast.manager,
    )  # fmt: skip


def texts(person: Person, scene: Scene, **asked: Any) -> list[str]:
    return [row.text for row in narrowed(decisions_seen_by(fresh(person), scene.board), **asked)]


def test_decisions_are_numbered_within_their_meeting(scene: Scene) -> None:
    first, second = scene.decide(), scene.decide(item=0)
    later = scene.later()
    item = AgendaItem.objects.create(meeting=later, order=1, title="Plan")
    third = record_decision(item=item, text="Again.", reasons="", by=scene.cast.manager)
    assert [made.number for made in (first, second, third)] == [1, 2, 1]
    assert second.reference == f"D {scene.meeting.date.isoformat()}/2"
    assert (first.board, first.meeting, first.recorded_by) == (scene.board, scene.meeting, scene.cast.manager)


def test_who_records_and_of_what(scene: Scene) -> None:
    for person in (scene.cast.chair, scene.cast.other_manager):
        with pytest.raises(PermissionDenied):
            record_decision(item=scene.items[0], text="X", reasons="", by=person)
    with pytest.raises(Refusal, match="Say what was decided"):
        scene.decide(" \n")
    AgendaItem.objects.filter(pk=scene.items[1].pk).update(withdrawn_reason="Not ready")
    with pytest.raises(Refusal, match="withdrawn"):
        scene.decide()
    ahead = AgendaItem.objects.create(meeting=scene.cast.meeting, order=1, title="Ahead")
    with pytest.raises(Refusal, match="not been held"):
        record_decision(item=ahead, text="X", reasons="", by=scene.cast.manager)


def test_a_decision_is_corrected_and_the_log_keeps_what_it_said(scene: Scene) -> None:
    held = scene.decide("Badly said.", reasons="Because.")
    assert correct(scene, held).text == "Better said."
    changes = AuditEvent.objects.get(action="corrected a decision").detail["changes"]
    assert changes == {"text": ["Badly said.", "Better said."]}
    assert held.history.count() == 2


def test_two_corrections_at_once_lose_nothing(scene: Scene) -> None:
    held = scene.decide()
    seen = fingerprint(held)
    correct(scene, held, "First.")
    with pytest.raises(StaleRow) as stale:
        correct(scene, held, "Second.", seen)
    assert stale.value.saved.text == "First."


def test_corrections_are_refused(scene: Scene) -> None:
    held = scene.decide()
    with pytest.raises(Refusal, match="Say what was decided"):
        correct(scene, held, "")
    with pytest.raises(PermissionDenied):
        correct_decision(decision=held, text="X", reasons="", seen=fingerprint(held), by=scene.cast.chair)
    scene.approved()
    with pytest.raises(Refusal, match="approved"):
        correct(scene, held)
    with pytest.raises(Refusal, match="approved"):
        scene.decide()


def test_a_decision_without_a_quorum_is_recorded(scene: Scene) -> None:
    scene.sit(north="absent", south="absent", fire="absent")
    assert scene.sitting.quorums[0].is_quorate is False
    assert scene.decide().number == 1


# The register --------------------------------------------------------------------------------------------------------


def test_who_knows_of_decisions(scene: Scene) -> None:
    scene.decide("Open.")
    scene.decide("Private.", item=2)
    cast = scene.cast
    assert texts(cast.member, scene) == ["Open.", "Private."]
    for reader in (cast.support, cast.csp_officer):
        assert texts(reader, scene) == ["Open."]
        assert texts(reader, scene, words="private") == texts(reader, scene, words="Acme") == []
    for stranger in (cast.administrator, cast.scrutiny, cast.other_manager, cast.outsider):
        assert texts(stranger, scene) == []


def test_search_by_words_meeting_and_reference(scene: Scene) -> None:
    scene.decide("Fit locks.", reasons="Burglary rises.")
    scene.decide("Light the park.", item=0)
    later = scene.later()
    item = AgendaItem.objects.create(meeting=later, order=1, title="Locks again")
    record_decision(item=item, text="Go on.", reasons="", by=scene.cast.manager)
    member, day = scene.cast.member, scene.meeting.date.isoformat()
    assert texts(member, scene, words="LOCKS") == ["Go on.", "Fit locks."]
    assert texts(member, scene, words="locks burglary") == ["Fit locks."]
    assert texts(member, scene, words="nothing") == []
    assert texts(member, scene, meeting=later.pk) == ["Go on."]
    assert texts(member, scene, words=f"D {day}/2") == ["Light the park."]
    assert texts(member, scene, words=f"{day} locks") == ["Fit locks."]
    assert texts(member, scene, words=f"{later.date.isoformat()}/9") == []
    assert texts(member, scene, words="2026-02-30") == []


@given(st.text(max_size=40))
@example("D 2026-12-09/3")
@example("9999-99-99/1")
def test_no_words_break_the_search(words: str) -> None:
    query = narrowed(Decision.objects.all(), words=words).query
    match = REFERENCE.search(words)
    assert query is not None
    assert match is None or match["day"]


def test_the_sheet_has_a_row_for_each_with_its_actions(scene: Scene) -> None:
    held = scene.decide("Fit locks.")
    scene.decide("Light the park.", item=0)
    for number, state in enumerate(("open", "done", "dropped"), 1):
        Action.objects.create(
            board=scene.board, number=number, decision=held, text="Do it", agreed_on=scene.meeting.date,
            original_due=days(30), due=days(30), state=state, post=scene.fire.posts.get(),
        )  # fmt: skip
    sheet = decisions_sheet(scene.board, with_actions(decisions_seen_by(scene.cast.manager, scene.board)))
    assert [list(row) for row in sheet.rows] == [
        [held.reference, scene.meeting.date, "The plan", "Fit locks.", "It works.", 3, 2],
        [held.reference[:-1] + "2", scene.meeting.date, "Welcome", "Light the park.", "It works.", 0, 0],
    ]


def test_a_decision_keeps_its_meeting(scene: Scene) -> None:
    held = scene.decide()
    assert Meeting.objects.get(decisions=held) == scene.meeting
