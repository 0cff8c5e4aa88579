"""Texts that papers print: their life, who may do what, and two people at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from reports.models import Passage, PassageComment, PassageState
from reports.my_work import needs_of
from reports.writing import (
    MACHINE,
    StalePassage,
    comment_on,
    move_passage,
    save_passage,
    settle_comment,
    text_at,
)
from snb.models import AuditEvent, Person
from snb.querysets import today
from snb.workflow import Refusal
from tests.cast import Cast, fresh
from tests.reports.writing_scene import blank, bring_out, clear, say, write

DRAFT, COMMENTS, CLEARED = PassageState.DRAFT, PassageState.COMMENTS, PassageState.CLEARED


def test_from_draft_through_comments_to_cleared_and_back(cast: Cast) -> None:
    passage = write(cast)
    assert (passage.state, passage.version, passage.changed_by) == (DRAFT, 1, cast.manager)
    cleared = clear(cast, passage)
    assert (cleared.state, cleared.version) == (CLEARED, 1)
    again = move_passage(passage=cleared, to=DRAFT, version=1, by=cast.manager)
    assert again.state == DRAFT
    assert [row.state for row in again.history.order_by("history_id")] == [DRAFT, COMMENTS, CLEARED, DRAFT]


@pytest.mark.parametrize("to", list(PassageState))
def test_no_move_that_the_table_does_not_have(cast: Cast, to: PassageState) -> None:
    for state in PassageState:
        if (state, to) in MACHINE.table:
            continue
        passage = Passage.objects.create(board=cast.board, key=f"k-{state}", markdown="x", state=state)
        with pytest.raises(Refusal, match="cannot become"):
            move_passage(passage=passage, to=to, version=1, by=cast.manager)


def test_changing_a_cleared_text_makes_it_a_draft_and_one_that_is_out_stays_out(cast: Cast) -> None:
    cleared = clear(cast, write(cast))
    changed = save_passage(passage=cleared, markdown="Anew.", version=1, by=cast.manager)
    assert (changed.state, changed.version) == (DRAFT, 2)
    out = bring_out(cast, changed)
    assert save_passage(passage=out, markdown="Once more.", version=2, by=cast.manager).state == COMMENTS


def test_saving_what_is_saved_changes_nothing(cast: Cast) -> None:
    cleared = clear(cast, write(cast, "The same."))
    saved = save_passage(passage=cleared, markdown="The same.", version=1, by=cast.manager)
    assert (saved.state, saved.version, saved.history.count()) == (CLEARED, 1, 3)


def test_an_empty_text_goes_nowhere(cast: Cast) -> None:
    with pytest.raises(Refusal, match="Nothing has been written"):
        move_passage(passage=blank(cast), to=COMMENTS, version=0, by=cast.manager)
    emptied = save_passage(passage=write(cast), markdown="", version=1, by=cast.manager)
    with pytest.raises(Refusal, match="Nothing has been written"):
        bring_out(cast, emptied)
    with pytest.raises(Refusal, match="Nothing has been written"):
        say(cast, emptied)


def test_open_comments_keep_a_text_from_being_cleared(cast: Cast) -> None:
    out = bring_out(cast, write(cast))
    comment = say(cast, out)
    assert comment.about_version == 1
    with pytest.raises(Refusal, match="nobody has settled"):
        move_passage(passage=out, to=CLEARED, version=1, by=cast.manager)
    settled = settle_comment(comment=comment, by=cast.manager)
    assert settled.settled_by == cast.manager
    assert settled.settled_at is not None
    with pytest.raises(Refusal, match="settled already"):
        settle_comment(comment=comment, by=cast.manager)
    cleared = move_passage(passage=out, to=CLEARED, version=1, by=cast.manager)
    with pytest.raises(Refusal, match="is cleared"):
        say(cast, cleared)


def test_what_changed_since_it_was_read_is_not_cleared(cast: Cast) -> None:
    out = bring_out(cast, write(cast))
    save_passage(passage=out, markdown="Quite different.", version=1, by=cast.manager)
    with pytest.raises(Refusal, match="has changed since"):
        move_passage(passage=out, to=CLEARED, version=1, by=cast.manager)


def test_two_at_once_the_second_is_told_and_nothing_is_overwritten(cast: Cast) -> None:
    passage = write(cast, "As it was.")
    save_passage(passage=passage, markdown="Theirs.", version=1, by=cast.manager)
    with pytest.raises(StalePassage) as caught:
        save_passage(passage=passage, markdown="Mine.", version=1, by=cast.manager)
    assert caught.value.saved.markdown == "Theirs."
    assert Passage.objects.get().markdown == "Theirs."
    with pytest.raises(StalePassage):  # both began with nothing
        save_passage(passage=blank(cast), markdown="Mine.", version=0, by=cast.manager)
    assert text_at(passage, 1) == "As it was."
    assert text_at(passage, 0) == ""


@pytest.mark.parametrize(
    "name", ["chair", "member", "lead", "analyst", "csp_officer", "clerk", "other_manager", "outsider"]
)
def test_only_the_programme_manager_writes_and_moves(cast: Cast, name: str) -> None:
    person: Person = cast.by_name[name]
    passage = write(cast)
    acts: list[Callable[[], object]] = [
        lambda: save_passage(passage=passage, markdown="x", version=1, by=person),
        lambda: move_passage(passage=passage, to=COMMENTS, version=1, by=person),
    ]
    if name != "chair":  # who reads drafts may say something about them
        acts.append(lambda: comment_on(passage=passage, text="x", by=person))
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    assert Passage.objects.get().version == 1


def test_a_comment_is_settled_by_who_writes_or_by_who_made_it(cast: Cast) -> None:
    passage = bring_out(cast, write(cast))
    own, other = say(cast, passage), say(cast, passage)
    with pytest.raises(PermissionDenied):
        settle_comment(comment=other, by=cast.member)
    assert settle_comment(comment=own, by=cast.chair).settled_by == cast.chair
    managers = comment_on(passage=passage, text="Mine.", by=cast.manager)
    with pytest.raises(PermissionDenied):
        settle_comment(comment=managers, by=cast.chair)
    assert PassageComment.objects.filter(settled_at=None).count() == 2


def test_the_audit_log_has_every_step_and_not_a_word_of_the_text(cast: Cast) -> None:
    passage = bring_out(cast, write(cast, "Secret marker."))
    settle_comment(comment=say(cast, passage, "Hidden remark."), by=cast.manager)
    events = list(AuditEvent.objects.order_by("pk"))
    assert [event.action for event in events] == [
        "changed a text for papers", "text for papers: out for comments", "commented on a text for papers",
        "settled a comment",
    ]  # fmt: skip
    assert not any(word in f"{event.detail} {event.object_label}" for event in events for word in ("Secret", "Hidden"))


def test_home_says_what_waits_for_whom(cast: Cast) -> None:
    def texts(person: Person) -> list[str]:
        return [need.text for need in needs_of(fresh(person), today()).get(cast.board.pk, []) if "text" in need.text]

    passage = write(cast)
    assert texts(cast.chair) == []
    bring_out(cast, passage)
    assert texts(cast.chair) == ["Comment on 1 text for papers"]
    assert texts(cast.manager) == texts(cast.member) == []
    say(cast, passage)
    say(cast, passage)
    assert texts(cast.chair) == []
    assert texts(cast.manager) == ["Settle 2 comments on texts for papers"]
