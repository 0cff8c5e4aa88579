"""Reviews and what was learnt: nobody is named, what is done is final, and everything is found again."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from partnerships.learning import (
    NamesSuspected,
    add_learning,
    change_learning,
    change_review,
    finish_learning,
    known_names,
    open_review,
    spoken_name,
)
from partnerships.models import DeathReview, Learning, LearningFile
from partnerships.repository import Asked, learning_sheet, learnt, narrowed, owner_choices, reviews_of, theme_choices
from partnerships.versions import version_of
from snb.models import AuditEvent, Organisation
from snb.querysets import today
from snb.seen import StaleRow
from snb.workflow import Refusal
from tests.cast import Cast, days
from tests.partnerships.local_scene import (
    another,
    learning_details,
    make_learning,
    make_review,
    police,
    review_details,
    theirs,
)

PDF = b"%PDF-1.7\n%made up for a test\n"


def pdf(name: str = "minutes.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def finish(cast: Cast, held: Learning, **more: Any) -> Learning:
    said: dict[str, Any] = {
        "done_on": today(),
        "evidence": "The form has the question.",
        "version": held.version,
        "by": cast.csp_officer,
    }
    return finish_learning(learning=held, **(said | more))


# Writing -------------------------------------------------------------------------------------------------------------


def test_a_review_and_its_recommendations_are_numbered_and_recorded(cast: Cast) -> None:
    review = make_review(cast)
    first, second = make_learning(cast, review), make_learning(cast, review, text="Share it.")
    assert [str(first), str(second)] == ["R1 1", "R1 2"]
    assert (first.checked_for_names_by, first.owner, first.version) == (cast.csp_officer, police(), 1)
    assert AuditEvent.objects.get(action="opened a review").detail == {"names_confirmed": 0}
    assert AuditEvent.objects.filter(action="added a recommendation").count() == 2


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"commissioned_on": days(1)}, "day to come"),
        ({"commissioned_on": days(-9999)}, "not in being"),
        ({"state": "published"}, "day of its publication"),
        ({"published_on": days(-1)}, "day of its publication"),
        ({"state": "published", "published_on": days(-301)}, "after it was commissioned"),
        ({"state": "published", "published_on": days(1)}, "after it was commissioned"),
    ],
)  # fmt: skip
def test_a_review_whose_days_make_no_sense_is_refused(cast: Cast, more: Any, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        make_review(cast, **more)
    assert not DeathReview.objects.exists()


def test_a_reference_is_given_once_in_a_partnership(cast: Cast) -> None:
    make_review(cast)
    with pytest.raises(Refusal, match="already has a review r1"):
        make_review(cast, reference="r1")
    assert make_review(cast, by=cast.manager, partnership=another(cast)).pk


def test_a_review_is_changed_and_whoever_comes_second_is_told(cast: Cast) -> None:
    review = make_review(cast)
    seen = version_of(review)
    change_review(review=review, details=review_details(themes="stalking"), version=seen, by=cast.csp_officer)
    detail = AuditEvent.objects.get(action="changed a review").detail
    assert detail["changes"] == {"themes": "changed"}  # what was taken out of it may have been a name
    with pytest.raises(StaleRow):
        change_review(review=review, details=review_details(), version=seen, by=cast.csp_officer)


def test_a_joint_action_needs_the_other_board(cast: Cast) -> None:
    with pytest.raises(Refusal, match="which other board"):
        make_learning(cast, is_joint=True)
    review = make_review(cast, reference="R2", joint_with="Safer Wold Board", themes="")
    assert make_learning(cast, review, is_joint=True).is_joint
    with pytest.raises(Refusal, match="fall due before"):
        make_learning(cast, review, due=days(-301))


def test_two_who_change_one_recommendation(cast: Cast) -> None:
    held = make_learning(cast)
    change_learning(learning=held, details=learning_details(text="First."), version=1, by=cast.manager)
    for act in (
        lambda: change_learning(
            learning=held, details=learning_details(text="Second."), version=1, by=cast.csp_officer
        ),
        lambda: finish(cast, held, version=1),
    ):
        with pytest.raises(StaleRow) as stale:
            act()
        assert stale.value.saved.text == "First."
    assert Learning.objects.get().checked_for_names_by == cast.manager


def test_done_needs_evidence_and_a_day_that_has_been(cast: Cast) -> None:
    held = make_learning(cast)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"evidence": " "}, "what shows"),
        ({"done_on": days(1)}, "day to come"),
        ({"done_on": days(-301)}, "commissioned"),
    ]
    for more, words in wrong:
        with pytest.raises(Refusal, match=words):
            finish(cast, held, **more)
    done = finish(cast, held, uploads=[pdf()])
    assert (done.done_on, done.files.get().name, done.version) == (today(), "minutes.pdf", 2)
    assert AuditEvent.objects.get(action="marked a recommendation as done").detail["files"] == 1
    for act in (
        lambda: finish(cast, done),
        lambda: change_learning(learning=done, details=learning_details(), version=2, by=cast.manager),
    ):
        with pytest.raises(Refusal, match="kept as it is"):
            act()


def test_a_file_that_is_not_what_it_says_keeps_nothing(cast: Cast) -> None:
    held = make_learning(cast)
    with pytest.raises(Refusal, match=r"fake\.pdf: This is not a PDF file"):
        finish(cast, held, uploads=[pdf(), pdf("fake.pdf", b"MZ")])
    assert not LearningFile.objects.exists()
    assert Learning.objects.get().done_on is None


def test_only_its_officer_and_the_manager_write(cast: Cast) -> None:
    held = make_learning(cast)
    for name in ("lead", "chair", "member", "support", "analyst", "scrutiny", "other_manager", "outsider"):
        by = cast.by_name[name]
        for act in (
            lambda by=by: open_review(partnership=cast.partnership, details=review_details(reference="X"), by=by),
            lambda by=by: change_review(review=held.review, details=review_details(), version=0, by=by),
            lambda by=by: add_learning(review=held.review, details=learning_details(), by=by),
            lambda by=by: change_learning(learning=held, details=learning_details(), version=1, by=by),
            lambda by=by: finish(cast, held, by=by),
        ):
            with pytest.raises(PermissionDenied):
                act()
    with pytest.raises(PermissionDenied):
        make_review(cast, partnership=another(cast))
    assert finish(cast, held, by=cast.manager).done_on


# Names ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("confirmed", [False, True])
def test_an_identifier_is_refused_whatever_is_confirmed(cast: Cast, confirmed: bool) -> None:
    review = make_review(cast)
    with pytest.raises(Refusal, match="07700 900123") as refused:
        add_learning(
            review=review, details=learning_details(text="Call 07700 900123."), by=cast.manager, confirmed=confirmed
        )
    assert not isinstance(refused.value, NamesSuspected)


def test_a_suspected_name_needs_the_writers_word_which_is_recorded(cast: Cast) -> None:
    review, details = make_review(cast), learning_details(text="As Anna Smith asked.")
    with pytest.raises(NamesSuspected, match="Anna Smith"):
        add_learning(review=review, details=details, by=cast.csp_officer)
    held = add_learning(review=review, details=details, by=cast.csp_officer, confirmed=True)
    event = AuditEvent.objects.get(action="added a recommendation")
    assert (held.checked_for_names_by, event.detail) == (cast.csp_officer, {"names_confirmed": 1})
    assert "Anna" not in str(event.detail) + event.object_label  # the log does not name them either
    wrong: list[dict[str, Any]] = [{name: "Anna Smith"} for name in ("themes", "reference", "joint_with")]
    for more in wrong:
        with pytest.raises(NamesSuspected):
            make_review(cast, **({"reference": "R9"} | more))
    with pytest.raises(NamesSuspected):
        finish(cast, held, evidence="Anna Smith has seen it.")


def test_a_files_name_is_searched_too(cast: Cast) -> None:
    assert spoken_name(pdf("Letter_to_Anna-Smith.pdf")) == "Letter to Anna Smith"
    held = make_learning(cast)
    with pytest.raises(NamesSuspected, match="Anna Smith"):
        finish(cast, held, uploads=[pdf("Letter_to_Anna_Smith.pdf")])


def test_what_the_board_knows_may_be_written(cast: Cast) -> None:
    known = known_names(cast.board)
    assert {"Fosse Police", "Chief Constable", "Safer Fosse Board", "North Fosse CSP", "Burglary"} <= set(known)
    assert make_learning(cast, text="The Chief Constable of Fosse Police tells North Fosse CSP.").pk


# The database --------------------------------------------------------------------------------------------------------


def refused(statement: str, *values: Any) -> None:
    with pytest.raises(DatabaseError, match="kept as it is"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_what_is_done_is_held_by_the_database(cast: Cast) -> None:
    open_one = make_learning(cast)
    done = finish(cast, make_learning(cast, open_one.review), uploads=[pdf()])
    for column in ("evidence", "text", "done_on", "due"):
        refused(f"UPDATE partnerships_learning SET {column} = NULL WHERE id = %s", done.pk)
    refused("DELETE FROM partnerships_learning WHERE id = %s", done.pk)
    refused("UPDATE partnerships_learningfile SET name = 'x'")
    refused("UPDATE partnerships_learningfile SET learning_id = %s", open_one.pk)
    refused("DELETE FROM partnerships_learningfile")
    with pytest.raises(DatabaseError), transaction.atomic():
        LearningFile.objects.create(
            learning=done, name="late.pdf", content_type="x", size=1, sha256="0", uploaded_by=cast.manager, file="x"
        )
    Learning.objects.filter(pk=open_one.pk).update(text="What is open may be changed.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Learning.objects.filter(pk=open_one.pk).update(done_on=today())  # done without evidence


# Reading -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def several(cast: Cast) -> Cast:
    """A late, an open and a done one, over a partnership in being and one that has ended; and another board's."""
    council = Organisation.objects.create(name="Fosse Council")
    old = another(cast, "Old Fosse CSP", "old")
    past = make_review(cast, by=cast.manager, partnership=old, reference="Old 1", themes="Housing; drink")
    old.ends = days(-100)
    old.save()
    now = make_review(cast, reference="New 1", themes="housing, records", joint_with="Safer Wold Board")
    finish(cast, make_learning(cast, now, text="Ask twice."), evidence="Asked by telephone.")
    make_learning(cast, now, text="Share it.", owner=council, is_joint=True, due=days(5))
    add_learning(review=past, details=learning_details(text="Train all.", due=days(-5)), by=cast.manager)
    theirs_review = make_review(cast, by=cast.other_manager, partnership=theirs(cast), themes="")
    add_learning(review=theirs_review, details=learning_details(text="Theirs."), by=cast.other_manager)
    return cast


def found(cast: Cast, **asked: Any) -> list[str]:
    return [row.text for row in narrowed(learnt(cast.board, today()), Asked(**asked))]


def test_everything_of_the_board_late_first(several: Cast) -> None:
    rows = learnt(several.board, today())
    assert [(row.text, row.standing.key, row.ended) for row in rows] == [
        ("Train all.", "late", True), ("Share it.", "open", False), ("Ask twice.", "done", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"standing": "late"}, ["Train all."]),
        ({"standing": "open"}, ["Train all.", "Share it."]),  # what is late is open as well
        ({"standing": "done"}, ["Ask twice."]),
        ({"theme": "housing"}, ["Train all.", "Share it.", "Ask twice."]),
        ({"theme": "drink"}, ["Train all."]),
        ({"joint": True}, ["Share it."]),
        ({"words": "TELEPHONE"}, ["Ask twice."]),
        ({"words": "council new"}, ["Share it."]),
        ({"words": "nothing"}, []),
        ({"words": "ask", "standing": "late"}, []),
    ],
)  # fmt: skip
def test_it_is_narrowed(several: Cast, asked: Any, wanted: list[str]) -> None:
    assert found(several, **asked) == wanted


def test_choices_are_what_there_is(several: Cast) -> None:
    rows = learnt(several.board, today())
    assert [key for key, _ in theme_choices(rows)] == ["drink", "housing", "records"]
    assert dict(theme_choices(rows))["housing"].endswith("(3)")
    owners = dict(owner_choices(rows))
    assert sorted(owners.values()) == ["Fosse Council", "Fosse Police"]
    assert found(several, owner=next(pk for pk, name in owners.items() if name == "Fosse Council")) == ["Share it."]


def test_reviews_say_how_much_is_done(several: Cast) -> None:
    rows = {row.reference: row for row in reviews_of(several.board, today())}
    assert {name: (row.total, row.done, row.late, row.ended) for name, row in rows.items()} == {
        "New 1": (2, 1, 0, False), "Old 1": (1, 0, 1, True),
    }  # fmt: skip
    sheet = learning_sheet(several.board, learnt(several.board, today()), today())
    assert [row[2] for row in sheet.rows] == ["Train all.", "Share it.", "Ask twice."]
