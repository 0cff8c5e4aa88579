"""Who sat, and whether it was a quorum: rows, vacancies, substitutes, extra members, names of the day."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from snb.attendance import Mark, Other, StaleSitting, declare, record_attendance, withdraw_declaration
from snb.models import AgendaItem, Attendance, AuditEvent, Board, Meeting, Person, PostHolding
from snb.sittings import Quorum, sitting_of, why_not_held
from snb.workflow import Refusal
from tests.cast import Cast, days, make_person
from tests.snb.sittings_scene import HELD, Scene, make_post, make_scene, make_seat


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return make_scene(cast)


# Rows of the day -----------------------------------------------------------------------------------------------------


def test_a_line_for_every_post_with_its_holder_of_the_day_and_a_vacancy_without_lines(scene: Scene) -> None:
    assert [(row.organisation, [line.holder for line in row.lines]) for row in scene.sitting.rows] == [
        ("Fosse Police", ["Lead Person"]), ("Districts", ["Member Person", "Chair Person"]),
        ("Fire", ["Analyst Person"]), ("Health", [""]), ("Business sector", []),
    ]  # fmt: skip
    assert [row.organisation for row in scene.sitting.vacancies] == ["Business sector"]
    assert not scene.sitting.is_recorded


def test_seats_that_began_later_or_had_ended_are_not_of_the_day(scene: Scene) -> None:
    make_seat(scene.board, "New", make_post("Head", "New"), begins=days(HELD + 1))
    make_seat(scene.board, "Old", make_post("Head", "Old"), ends=days(HELD - 1))
    make_seat(scene.board, "Just", make_post("Head", "Just"), begins=days(HELD), ends=days(HELD))
    names = [row.organisation for row in scene.sitting.rows]
    assert ("New" in names, "Old" in names, "Just" in names) == (False, False, True)


def test_a_seat_of_another_board_is_not_ours(scene: Scene) -> None:
    elsewhere = make_seat(scene.cast.other_board, "Elsewhere", make_post("Head", "Elsewhere"))
    assert elsewhere.pk not in [row.seat_id for row in scene.sitting.rows]


def test_two_people_who_share_a_post_stand_in_one_line(scene: Scene) -> None:
    sharer = make_person("Second Sharer")
    PostHolding.objects.create(post=scene.fire.posts.get(), person=sharer, begins=days(-100))
    line = next(line for line in scene.sitting.lines if line.seat_id == scene.fire.pk)
    assert line.holder == "Analyst Person and Second Sharer"


# Recording -----------------------------------------------------------------------------------------------------------


def test_attendance_is_recorded_with_the_name_and_title_of_the_day(scene: Scene) -> None:
    after = scene.sit(fire="substitute:Dep Uty", fosse_police="apologies", others=(Other("A Clerk", "Clerk, Fosse"),))
    assert [(line.kind, line.name, line.holder) for line in after.lines] == [
        ("apologies", "Lead Person", "Lead Person"), ("present", "Member Person", "Member Person"),
        ("present", "Chair Person", "Chair Person"), ("substitute", "Dep Uty", "Analyst Person"), ("absent", "", ""),
    ]  # fmt: skip
    assert [(row.name, row.title) for row in after.others] == [("A Clerk", "Clerk, Fosse")]
    assert dict(after.said) == {
        "Present": ("Member Person, Chief Executive, North", "Chair Person, Chief Executive, South"),
        "Substitutes": ("Dep Uty, for Analyst Person, Chief Officer, Fire",),
        "Apologies": ("Lead Person, Chief Constable, Fosse Police",),
        "Absent": ("Nobody known, Director, Health",),
        "In attendance": ("A Clerk, Clerk, Fosse",),
        "Not currently identified": ("Business sector",),
    }


def test_names_stay_when_somebody_leaves_the_post_is_renamed_or_the_seat_changes(scene: Scene) -> None:
    before = scene.sit().said
    PostHolding.objects.update(ends=days(HELD - 10))
    Person.objects.update(name="Somebody Else")
    post = scene.fire.posts.get()
    post.title = "Commissioner"
    post.save()
    scene.fire.posts.clear()
    scene.police.ends = days(HELD - 1)
    scene.police.save()
    assert scene.sitting.said == before


def test_a_vacancy_that_is_filled_later_was_vacant_on_the_day(scene: Scene) -> None:
    scene.sit()
    assert scene.sitting.quorums[0].rows == 4
    scene.business.posts.add(make_post("President", "Traders", scene.cast.support))
    assert [line.kind for line in scene.sitting.lines if line.seat_id == scene.business.pk] == [""]
    again = {key: mark for key, mark in scene.marks().items() if key[0] != scene.business.pk}
    record_attendance(
        meeting=scene.meeting, marks=again, others=[], seen=scene.sitting.stamp, by=scene.cast.manager
    )  # fmt: skip
    assert scene.sitting.quorums[0].rows == 4
    assert [row.organisation for row in scene.sitting.vacancies] == ["Business sector"]


def test_every_line_needs_a_mark_the_first_time(scene: Scene) -> None:
    marks = scene.marks()
    marks.popitem()
    with pytest.raises(Refusal, match="Say whether anybody was there: Director, Health"):
        record_attendance(
            meeting=scene.meeting, marks=marks, others=[], seen=scene.sitting.stamp, by=scene.cast.manager
        )
    assert not Attendance.objects.exists()


@pytest.mark.parametrize(
    ("body", "said", "why"),
    [
        ("fire", "substitute", "Enter the name of the substitute for Analyst Person"),
        ("health", "substitute", "Enter the name of the substitute for Director, Health"),
        ("health", "present", "Nobody is known to have held this post"),
        ("health", "apologies", "Nobody is known to have held this post"),
        ("fire", "asleep", "Say whether Analyst Person was there"),
        ("fire", "", "Say whether Analyst Person was there"),
    ],
)
def test_a_mark_that_says_too_little_is_refused(scene: Scene, body: str, said: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        scene.sit((), **{body: said})
    assert not Attendance.objects.exists()


def test_somebody_came_of_whom_the_register_of_posts_does_not_know(scene: Scene) -> None:
    after = scene.sit(health="present:Dr New")
    assert after.said[0][1][-1] == "Dr New, Director, Health"
    assert after.quorums[0].present == 4


def test_a_row_of_another_meeting_is_refused(scene: Scene) -> None:
    elsewhere = make_seat(scene.cast.other_board, "Elsewhere", make_post("Head", "Elsewhere"))
    marks = scene.marks() | {(elsewhere.pk, elsewhere.posts.get().pk): Mark("present", "X")}
    with pytest.raises(Refusal, match="1 of these rows did not belong"):
        record_attendance(
            meeting=scene.meeting, marks=marks, others=[], seen=scene.sitting.stamp, by=scene.cast.manager
        )


def test_two_people_at_once_overwrite_nobody(scene: Scene) -> None:
    seen = scene.sitting.stamp
    scene.sit(fire="apologies")
    with pytest.raises(StaleSitting) as stale:
        record_attendance(
            meeting=scene.meeting, marks=scene.marks(), others=[], seen=seen, by=scene.cast.manager
        )  # fmt: skip
    assert [line.kind for line in stale.value.saved.lines][3] == "apologies"
    assert Attendance.objects.get(seat=scene.fire).kind == "apologies"


def test_a_correction_changes_only_what_it_says_and_is_in_the_log(scene: Scene) -> None:
    scene.sit(others=(Other("A Clerk"), Other("B Clerk", "Clerk")))
    ids = {row.pk for row in Attendance.objects.all()}
    scene.sit(fire="absent", others=(Other("B Clerk", "Clerk"), Other("C Clerk")))
    kept = ids & {row.pk for row in Attendance.objects.all()}
    assert len(kept) == len(ids) - 1
    assert [row.name for row in scene.sitting.others] == ["B Clerk", "C Clerk"]
    assert Attendance.history.filter(seat=scene.police).count() == 1
    assert Attendance.history.filter(seat=scene.fire).count() == 2
    event = AuditEvent.objects.filter(action="corrected attendance").get()
    assert event.detail["changes"] == {"Chief Officer, Fire": ["Present: Analyst Person", "Absent: Analyst Person"]}
    assert AuditEvent.objects.get(action="recorded attendance").detail["changes"] == {}


def test_only_who_keeps_meetings_records(scene: Scene) -> None:
    for person in (scene.cast.chair, scene.cast.member, scene.cast.other_manager):
        with pytest.raises(PermissionDenied):
            record_attendance(meeting=scene.meeting, marks={}, others=[], seen="", by=person)


def test_nothing_is_recorded_of_a_meeting_ahead_or_cancelled(scene: Scene) -> None:
    with pytest.raises(Refusal, match="has not been held yet"):
        record_attendance(meeting=scene.cast.meeting, marks={}, others=[], seen="", by=scene.cast.manager)
    scene.meeting.cancelled_reason = "Snow"
    scene.meeting.save()
    with pytest.raises(Refusal, match="was cancelled"):
        scene.sit()
    scene.cast.meeting.date = days(0)
    assert why_not_held(scene.cast.meeting) == ""


# Quorum --------------------------------------------------------------------------------------------------------------


def test_rows_count_not_people_and_vacancies_do_not(scene: Scene) -> None:
    assert scene.sitting.quorums[0].words.startswith("Attendance has not been recorded")
    assert scene.sitting.quorums[0].is_quorate is None
    after = scene.sit(north="apologies")
    assert after.quorums[0].words == "Quorate: 3 of 4 rows, quorum 3"
    after = scene.sit(north="apologies", south="apologies")
    assert after.quorums[0].words == "Not quorate: 2 of 4 rows, quorum 3"


def test_a_substitute_counts_for_the_row(scene: Scene) -> None:
    assert scene.sit(south="absent", north="absent", fire="substitute:S").quorums[0].is_quorate is False
    assert scene.sit(south="substitute:S", north="absent", fire="substitute:S").quorums[0].is_quorate is True


def test_without_a_quorum_of_the_board_the_page_says_so(scene: Scene) -> None:
    Board.objects.update(quorum=None)
    quorum = scene.sit().quorums[0]
    assert (quorum.is_quorate, quorum.words) == (None, "3 of 4 rows present; no quorum is set for this Board")


def test_one_person_in_two_rows_is_one_person(scene: Scene) -> None:
    PostHolding.objects.create(post=scene.health.posts.get(), person=scene.cast.member, begins=days(-100))
    after = scene.sit()
    assert (after.quorums[0].present, after.people) == (4, 4)
    assert len([line for line in after.lines if line.is_there]) == 5


def test_extra_members_count_only_where_the_board_sits_as_theirs(scene: Scene) -> None:
    capacity, _ = scene.joint()
    after = scene.sit(fire="absent", north="absent", south="absent")
    own, joint = after.quorums
    assert (own.present, own.rows, own.is_quorate) == (1, 4, False)
    assert (joint.name, joint.present, joint.rows) == ("Drugs Board", 2, 5)
    assert after.quorum_for(capacity.pk) == joint
    assert after.quorum_for(None) == after.quorum_for(10**9) == own


def test_extra_members_stay_away_where_the_board_does_not_sit_as_theirs(scene: Scene) -> None:
    _, extra = scene.joint()
    AgendaItem.objects.filter(pk=scene.items[1].pk).update(withdrawn_reason="Not ready")
    assert extra.pk not in [row.seat_id for row in scene.sitting.rows]
    assert len(scene.sitting.quorums) == 1


@given(st.integers(0, 40), st.integers(0, 40), st.one_of(st.none(), st.integers(0, 40)), st.booleans())
def test_a_quorum_is_a_comparison_and_nothing_else(present: int, rows: int, needed: int | None, recorded: bool) -> None:
    quorum = Quorum("Board", present, rows, needed, recorded)
    expected = None if not recorded or needed is None else present >= needed
    assert quorum.is_quorate is expected
    assert quorum.words.startswith("Quorate") == (expected is True)
    assert quorum.words.startswith("Not quorate") == (expected is False)


def test_a_reading_is_a_constant_few_queries(scene: Scene, django_assert_num_queries) -> None:
    scene.sit()
    meeting = Meeting.objects.select_related("board").get(pk=scene.meeting.pk)
    with CaptureQueriesContext(
        connection,
    ) as few:
        sitting_of(meeting)
    for number in range(12):
        posts = [make_post(f"Head {number}-{each}", f"Body {number}", scene.cast.support) for each in range(3)]
        make_seat(scene.board, f"Body {number}", *posts)
    scene.sit()
    with django_assert_num_queries(len(few)):
        assert len(sitting_of(meeting).rows) == 17


# Declarations --------------------------------------------------------------------------------------------------------


def test_a_declaration_is_recorded_and_taken_out_again(scene: Scene) -> None:
    made = declare(
        meeting=scene.meeting, name=" Member Person ", interest="Trustee", item=scene.items[1], left_the_room=True,
        by=scene.cast.manager,
    )  # fmt: skip
    withdraw_declaration(declaration=made, by=scene.cast.manager)
    assert AuditEvent.objects.filter(action="took out a declaration", object_label="Member Person: Trustee").exists()
    with pytest.raises(Refusal, match="Somebody else has taken"):
        withdraw_declaration(declaration=made, by=scene.cast.manager)


def test_a_declaration_needs_its_words_and_an_item_of_its_meeting(scene: Scene) -> None:
    other = AgendaItem.objects.create(meeting=scene.cast.meeting, order=1, title="Ahead")
    given: dict[str, Any] = {"meeting": scene.meeting, "left_the_room": False, "by": scene.cast.manager}
    with pytest.raises(Refusal, match="Say who declared"):
        declare(name=" ", interest="Trustee", item=None, **given)
    with pytest.raises(Refusal, match="Say who declared"):
        declare(name="A", interest="", item=None, **given)
    with pytest.raises(Refusal, match="not on the agenda"):
        declare(name="A", interest="Trustee", item=other, **given)
    with pytest.raises(PermissionDenied):
        declare(name="A", interest="Trustee", item=None, **(given | {"by": scene.cast.chair}))


def test_an_approved_record_takes_nothing_more(scene: Scene) -> None:
    made = declare(
        meeting=scene.meeting, name="A", interest="Trustee", item=None, left_the_room=False, by=scene.cast.manager
    )
    scene.approved()
    for act in (
        scene.sit,
        lambda: withdraw_declaration(declaration=made, by=scene.cast.manager),
        lambda: declare(
            meeting=scene.meeting, name="B", interest="Y", item=None, left_the_room=False, by=scene.cast.manager
        ),
    ):
        with pytest.raises(Refusal, match="approved"):
            act()
