"""What a pack prints of the last meeting: attendance, declarations, minutes, decisions, and nothing that is private."""

from __future__ import annotations

import json

import pytest

from reports.compiling import compile_document
from reports.models import Edition
from snb.attendance import Other, declare
from snb.models import AgendaItem
from tests.cast import Cast, make_meeting
from tests.snb.sittings_scene import Scene, make_scene


@pytest.fixture
def scene(cast: Cast) -> Scene:
    AgendaItem.objects.create(meeting=cast.meeting, order=1, title="Minutes of the last meeting", block="minutes")
    return make_scene(cast)


def pack(cast: Cast) -> Edition:
    return compile_document(board=cast.board, kind="board-pack", meeting=cast.meeting, by=cast.manager)


def minutes(edition: Edition) -> str:
    section = next(row for row in edition.data["sections"] if row["anchor"] == "minutes")
    return "\n".join(block["data"]["markdown"] for block in section["blocks"])


def test_the_pack_prints_who_was_there_what_was_said_and_what_was_decided(scene: Scene) -> None:
    declare(
        meeting=scene.meeting, name="Member Person", interest="Trustee", item=scene.items[1], left_the_room=True,
        by=scene.cast.manager,
    )  # fmt: skip
    scene.sit(fire="substitute:Dep Uty", fosse_police="apologies", others=(Other("A Clerk", "Clerk"),))
    scene.decide("Fit **locks**.", reasons="Burglary rises.")
    scene.circulated()
    text = minutes(pack(scene.cast))
    for wanted in (
        "These minutes are for approval.",
        "- **Present**\n  - Member Person, Chief Executive, North\n  - Chair Person, Chief Executive, South\n",
        "- **Substitutes**\n  - Dep Uty, for Analyst Person, Chief Officer, Fire",
        "- **Apologies**\n  - Lead Person, Chief Constable, Fosse Police",
        "- **In attendance**\n  - A Clerk, Clerk",
        "- **Not currently identified**\n  - Business sector",
        "Not quorate: 2 of 4 rows, quorum 3.",
        "- Member Person: Trustee. Item 2. Left the room.",
        "### Item 2: The plan\n\nAbout the plan.",
        ".** Fit **locks**.\n\nReasons: Burglary rises.",
    ):
        assert wanted in text


def test_nothing_heard_in_private_is_in_the_pack(scene: Scene) -> None:
    declare(
        meeting=scene.meeting, name="M", interest="Owns Acme", item=scene.items[2], left_the_room=True,
        by=scene.cast.manager,
    )  # fmt: skip
    scene.decide("Acme wins.", item=2)
    scene.circulated()
    edition = pack(scene.cast).public_version
    assert "### Item 3: A contract\n\nHeard in private. Paragraph 3" in minutes(edition)
    assert "acme" not in json.dumps(edition.data).lower()


def test_a_draft_is_not_printed_and_is_a_gap(scene: Scene) -> None:
    scene.write({0: "A secret draft."})
    edition = pack(scene.cast)
    assert "have not been circulated." in minutes(edition)
    assert any("have not been circulated." in gap for gap in edition.data["gaps"])
    assert "secret" not in json.dumps(edition.data)


def test_approved_minutes_say_by_whom_and_what_was_corrected(scene: Scene) -> None:
    scene.approved("Item 1: read 2 for 1.")
    later = scene.later()
    AgendaItem.objects.create(meeting=later, order=1, title="Minutes", block="minutes")
    edition = compile_document(board=scene.board, kind="board-pack", meeting=later, by=scene.cast.manager)
    assert "Approved by the meeting of" in minutes(edition)
    assert "Corrected: Item 1: read 2 for 1." in minutes(edition)


def test_the_meeting_in_between_is_the_last_one(scene: Scene) -> None:
    scene.circulated()
    make_meeting(scene.board, in_days=-1, due_in=-10)
    assert "have not been circulated." in minutes(pack(scene.cast))


def test_without_any_earlier_meeting_the_paper_says_so(cast: Cast) -> None:
    AgendaItem.objects.create(meeting=cast.meeting, order=1, title="Minutes", block="minutes")
    edition = pack(cast)
    assert minutes(edition) == "No earlier meeting is recorded, so there are no minutes to approve."
    assert minutes(edition) in edition.data["gaps"]


def test_signs_in_names_print_as_they_are(scene: Scene) -> None:
    scene.sit(fire="substitute:A*B [x](y)")
    scene.circulated()
    assert r"A\*B \[x\](y)" in minutes(pack(scene.cast))


def test_a_pack_whose_agenda_takes_no_minutes_prints_none(scene: Scene) -> None:
    scene.circulated()
    AgendaItem.objects.filter(meeting=scene.cast.meeting).update(block="")
    assert "minutes" not in [row["anchor"] for row in pack(scene.cast).data["sections"]]
