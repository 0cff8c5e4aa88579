"""The life of an own kind: made, drafted by several people at once, brought into use, frozen, retired."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from reports.documents.kinds import KINDS
from reports.models import KindVersion, OwnKind
from reports.own_kinds.arranging import piece_of, section_of
from reports.own_kinds.layout import Section, every_piece, every_section, read_layout, stamp
from reports.own_kinds.writing import (
    add_block,
    add_section,
    begin_draft,
    change_block,
    change_section,
    create_kind,
    discard_draft,
    move_part,
    remove_block,
    remove_section,
    rename_kind,
    restore_kind,
    retire_kind,
    use_draft,
    whole_stamp,
)
from snb.models import AuditEvent, Person
from snb.seen import StaleRow, fingerprint
from snb.workflow import Refusal
from tests.cast import ACTORS, Cast, fresh
from tests.reports.own_kinds_scene import block, bring_into_use, draft_of, in_use, own_kind, section

WORDS = section("One", block("prose", "b1", markdown="Words"), anchor="s-one")


def layout_of(own: OwnKind):
    return read_layout(draft_of(own).layout)[0]


def seen_of(own: OwnKind) -> str:
    return fingerprint(draft_of(own))


def piece_stamp(own: OwnKind, id: str = "b1") -> str:
    piece = piece_of(layout_of(own), id)
    assert piece is not None
    return stamp(piece)


# Making --------------------------------------------------------------------------------------------------------------


def test_a_kind_begins_as_a_draft_and_the_log_says_so(cast: Cast) -> None:
    own = own_kind(cast, WORDS, name="Chair’s letter", of_meeting=False)
    draft = draft_of(own)
    assert (own.slug, own.of_meeting, own.is_retired) == ("chairs-letter", False, False)
    assert (draft.number, draft.state, draft.changed_by, draft.used_from) == (1, "draft", cast.manager, None)
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.object_label, event.board_slug) == ("made own kind", "Chair’s letter", "fosse")


def test_addresses_of_kinds_are_their_own_and_no_built_in_kinds(cast: Cast) -> None:
    slugs = [
        own_kind(cast, WORDS, name=name).slug for name in ("CSA", "Add", "Nota!", "Nota?", "ﷺ", "x" * 120, "x" * 119)
    ]
    assert slugs[:5] == ["csa-2", "add-2", "nota", "nota-2", "kind"]
    assert slugs[5] == "x" * 40
    assert slugs[6] == f"{'x' * 36}-2"
    assert not set(slugs) & set(KINDS)


@pytest.mark.parametrize("name", ["quarterly NOTE", "Board pack"])
def test_two_kinds_are_not_called_the_same(cast: Cast, name: str) -> None:
    own_kind(cast, WORDS)
    with pytest.raises(Refusal, match="There is a kind called"):
        own_kind(cast, WORDS, name=name)
    own_kind(cast, WORDS, board=cast.other_board)


def test_a_name_changes_until_a_version_was_in_use(cast: Cast) -> None:
    own = own_kind(cast, WORDS)
    seen = fingerprint(own)
    assert rename_kind(own=own, name="Letter", seen=seen, by=cast.manager).slug == "quarterly-note"
    with pytest.raises(StaleRow):
        rename_kind(own=own, name="Other", seen=seen, by=cast.manager)
    own.refresh_from_db()
    rename_kind(own=own, name="LETTER", seen=fingerprint(own), by=cast.manager)
    bring_into_use(cast, own)
    own.refresh_from_db()
    with pytest.raises(Refusal, match="papers may carry its name"):
        rename_kind(own=own, name="Other", seen=fingerprint(own), by=cast.manager)


# Who ------------------------------------------------------------------------------------------------------------------

ACTS: dict[str, Callable[[OwnKind, Person], Any]] = {
    "create": lambda own, by: create_kind(board=own.board, name="Other", of_meeting=True, layout=(), by=by),
    "rename": lambda own, by: rename_kind(own=own, name="Other", seen="", by=by),
    "draft": lambda own, by: begin_draft(own=own, by=by),
    "discard": lambda own, by: discard_draft(own=own, seen="", by=by),
    "use": lambda own, by: use_draft(own=own, note="", seen="", by=by),
    "retire": lambda own, by: retire_kind(own=own, by=by),
    "restore": lambda own, by: restore_kind(own=own, by=by),
    "add section": lambda own, by: add_section(own=own, new=Section("", "X"), within="", by=by),
    "change section": lambda own, by: change_section(own=own, new=Section("s-one", "X"), seen="", by=by),
    "remove section": lambda own, by: remove_section(own=own, anchor="s-one", seen="", by=by),
    "move": lambda own, by: move_part(own=own, part="b1", up=True, by=by),
    "add block": lambda own, by: add_block(own=own, anchor="s-one", name="terms", by=by),
    "change block": lambda own, by: change_block(own=own, id="b1", settings={}, seen="", by=by),
    "remove block": lambda own, by: remove_block(own=own, id="b1", seen="", by=by),
}


@pytest.mark.parametrize("act", ACTS)
def test_only_the_programme_manager_writes(cast: Cast, act: str) -> None:
    own = own_kind(cast, WORDS)
    before = (OwnKind.objects.count(), draft_of(own).layout)
    for name in ACTORS:
        if name != "manager":
            with pytest.raises(PermissionDenied):
                ACTS[act](own, fresh(getattr(cast, name)))
    assert (OwnKind.objects.count(), draft_of(own).layout) == before


# Drafts --------------------------------------------------------------------------------------------------------------


def test_sections_and_blocks_are_added_set_moved_and_taken_out(cast: Cast) -> None:
    own = own_kind(cast)
    by = cast.manager
    first = add_section(own=own, new=Section("", "First", "none", True), within="", by=by)
    inner = add_section(own=own, new=Section("", "Inner"), within=first, by=by)
    id = add_block(own=own, anchor=inner, name="forward-plan", by=by)
    change_block(
        own=own, id=id, settings={"meetings": 2, "heading": "", "otherwise": ""}, seen=piece_stamp(own, id), by=by
    )
    move_part(own=own, part=id, up=True, by=by)
    found = section_of(layout_of(own), inner)
    assert found is not None
    change_section(own=own, new=Section(inner, "Within", "A"), seen=stamp(found), by=by)
    (made,) = layout_of(own)
    assert (made.heading, made.number, made.starts_page, made.sections[0].heading) == ("First", "none", True, "Within")
    assert [(piece.id, piece.settings["meetings"]) for piece in made.pieces] == [(id, 2)]
    remove_block(own=own, id=id, seen=piece_stamp(own, id), by=by)
    assert list(every_piece(layout_of(own))) == []
    remove_section(own=own, anchor=first, seen=whole_stamp(layout_of(own)[0]), by=by)
    assert layout_of(own) == ()
    assert AuditEvent.objects.filter(action="changed own kind", object_label="Quarterly note").count() == 8


def test_what_changes_nothing_writes_nothing(cast: Cast) -> None:
    own = own_kind(cast, WORDS)
    events, before = AuditEvent.objects.count(), seen_of(own)
    move_part(own=own, part="b1", up=True, by=cast.manager)
    move_part(own=own, part="no\x00such", up=False, by=cast.manager)
    change_block(own=own, id="b1", settings={"markdown": "Words"}, seen=piece_stamp(own), by=cast.manager)
    assert (AuditEvent.objects.count(), seen_of(own)) == (events, before)


def test_two_people_change_two_parts_and_both_are_kept(cast: Cast) -> None:
    own = own_kind(cast, WORDS, section("Two", block("prose", "b2", markdown="More"), anchor="s-two"))
    one, two = piece_stamp(own, "b1"), piece_stamp(own, "b2")
    change_block(own=own, id="b1", settings={"markdown": "Mine"}, seen=one, by=cast.manager)
    move_part(own=own, part="s-two", up=True, by=cast.manager)
    change_block(own=own, id="b2", settings={"markdown": "Theirs"}, seen=two, by=cast.manager)
    assert [piece.settings["markdown"] for piece in every_piece(layout_of(own))] == ["Theirs", "Mine"]


def test_two_people_change_the_same_part_and_the_second_is_shown_both(cast: Cast) -> None:
    own = own_kind(cast, WORDS)
    seen = piece_stamp(own)
    change_block(own=own, id="b1", settings={"markdown": "Mine"}, seen=seen, by=cast.manager)
    with pytest.raises(StaleRow) as stale:
        change_block(own=own, id="b1", settings={"markdown": "Theirs"}, seen=seen, by=cast.manager)
    assert stale.value.saved.settings == {"markdown": "Mine"}
    change_block(own=own, id="b1", settings={"markdown": "Theirs"}, seen=stale.value.stamp, by=cast.manager)
    assert [piece.settings["markdown"] for piece in every_piece(layout_of(own))] == ["Theirs"]
    with pytest.raises(StaleRow):
        change_section(own=own, new=Section("s-one", "Uno"), seen="older", by=cast.manager)


def test_what_somebody_changed_is_not_taken_out_unseen(cast: Cast) -> None:
    own = own_kind(cast, WORDS)
    block_seen, section_seen = piece_stamp(own), whole_stamp(layout_of(own)[0])
    change_block(own=own, id="b1", settings={"markdown": "New"}, seen=block_seen, by=cast.manager)
    with pytest.raises(Refusal, match="changed this block since"):
        remove_block(own=own, id="b1", seen=block_seen, by=cast.manager)
    with pytest.raises(Refusal, match="changed this section since"):
        remove_section(own=own, anchor="s-one", seen=section_seen, by=cast.manager)
    assert len(list(every_piece(layout_of(own)))) == 1


@pytest.mark.parametrize("act", ["change section", "remove section", "change block", "remove block"])
def test_what_somebody_took_out_is_said_and_nothing_is_saved(cast: Cast, act: str) -> None:
    own = own_kind(cast, section("Other", anchor="s-other"))
    with pytest.raises(Refusal, match="Copy what you typed, then add it again"):
        ACTS[act](own, cast.manager)
    assert [each.anchor for each in every_section(layout_of(own))] == ["s-other"]


@pytest.mark.parametrize("name", ["nonsense", "agenda", ""])
def test_a_block_that_the_kind_cannot_have_is_not_added(cast: Cast, name: str) -> None:
    own = own_kind(cast, WORDS, of_meeting=False)
    with pytest.raises(Refusal, match="no such block for this kind"):
        add_block(own=own, anchor="s-one", name=name, by=cast.manager)


def test_without_a_draft_nothing_can_be_changed(cast: Cast) -> None:
    own = in_use(cast, WORDS)
    for act in ("add section", "move", "add block", "discard", "use"):
        with pytest.raises(Refusal, match="has no draft"):
            ACTS[act](own, cast.manager)


# In use --------------------------------------------------------------------------------------------------------------


def test_a_draft_comes_into_use_and_the_one_before_is_kept(cast: Cast) -> None:
    own = in_use(cast, WORDS)
    draft = begin_draft(own=own, by=cast.manager)
    assert (draft.number, draft.state) == (2, "draft")
    assert draft.layout == own.versions.get(number=1).layout
    assert begin_draft(own=own, by=cast.manager) == draft
    change_block(own=own, id="b1", settings={"markdown": "New"}, seen=piece_stamp(own), by=cast.manager)
    bring_into_use(cast, own, note="Other words")
    assert [(each.number, each.state, each.note) for each in own.versions.all()] == [
        (2, "in use", "Other words"), (1, "ended", "The first"),
    ]  # fmt: skip
    assert own.versions.get(number=1).layout[0]["blocks"][0]["markdown"] == "Words"
    assert own.versions.get(number=2).used_from is not None
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.detail) == ("brought own kind into use", {"version": 2, "note": "Other words"})


def test_what_comes_into_use_is_what_was_seen(cast: Cast) -> None:
    own = own_kind(cast, WORDS)
    seen = seen_of(own)
    add_section(own=own, new=Section("", "Late"), within="", by=cast.manager)
    for act in (lambda: use_draft(own=own, note="", seen=seen, by=cast.manager),
                lambda: discard_draft(own=own, seen=seen, by=cast.manager)):  # fmt: skip
        with pytest.raises(Refusal, match="changed the draft since you opened this page"):
            act()
    assert draft_of(own)


@pytest.mark.parametrize(
    ("sections", "reason"),
    [
        ([section("Empty")], "no block yet"),
        ([section("One", {"block": "prose", "markdown": ""})], "nothing is in it yet"),
        ([section("One", block("agenda"))], "Agenda needs a meeting"),
        ([section("One", block("agenda"), block("passage"))], "There is 1 more"),
        ([section("One", {"block": "gone"})], "There is no block called “gone”"),
    ],
)
def test_a_draft_that_is_not_ready_does_not_come_into_use(cast: Cast, sections: list[Any], reason: str) -> None:
    own = own_kind(cast, of_meeting=False)
    KindVersion.objects.filter(kind=own).update(layout=sections)
    with pytest.raises(Refusal, match=reason):
        use_draft(own=own, note="", seen=seen_of(own), by=cast.manager)
    assert draft_of(own)


def test_a_draft_is_thrown_away_but_never_the_only_version(cast: Cast) -> None:
    own = own_kind(cast, WORDS)
    with pytest.raises(Refusal, match="Retire the kind instead"):
        discard_draft(own=own, seen=seen_of(own), by=cast.manager)
    bring_into_use(cast, own)
    begin_draft(own=own, by=cast.manager)
    discard_draft(own=own, seen=seen_of(own), by=cast.manager)
    assert [each.state for each in own.versions.all()] == ["in use"]


def test_a_kind_is_retired_and_restored(cast: Cast) -> None:
    own = own_kind(cast, WORDS)
    for _ in range(2):
        retire_kind(own=own, by=cast.manager)
    with pytest.raises(Refusal, match="Restore it first"):
        use_draft(own=own, note="", seen=seen_of(own), by=cast.manager)
    for _ in range(2):
        restore_kind(own=own, by=cast.manager)
    bring_into_use(cast, own)
    said = AuditEvent.objects.filter(action__in=("retired own kind", "restored own kind")).order_by("pk")
    assert [event.action for event in said] == ["retired own kind", "restored own kind"]


# Held by the database -------------------------------------------------------------------------------------------------


def refused(act: Callable[[], Any]) -> str:
    with pytest.raises(DatabaseError) as problem, transaction.atomic():
        act()
    return str(problem.value)


def run(statement: str) -> Callable[[], Any]:
    def act() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return act


VERSION, KIND = "reports_kindversion", "reports_ownkind"
STATEMENTS = {
    f"UPDATE {VERSION} SET layout = '[]' WHERE number = 1": "never changes",
    f"UPDATE {VERSION} SET note = 'x' WHERE number = 1": "never changes",
    f"UPDATE {VERSION} SET used_from = NULL WHERE number = 1": "never changes",
    f"UPDATE {VERSION} SET state = 'draft' WHERE number = 1": "drafted, then in use",
    f"UPDATE {VERSION} SET state = 'ended' WHERE number = 2": "drafted, then in use",
    f"UPDATE {VERSION} SET number = 9 WHERE number = 2": "keeps its kind and its number",
    f"UPDATE {VERSION} SET id = id + 1000": "not replaced",
    f"DELETE FROM {VERSION} WHERE number = 1": "never changes",
    f"UPDATE {KIND} SET name = 'x'": "keeps its name",
    f"UPDATE {KIND} SET slug = 'x'": "keeps its name",
    f"DELETE FROM {KIND}": "",
}


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_holds_what_was_in_use_against_sql(cast: Cast, statement: str) -> None:
    own = in_use(cast, WORDS)
    begin_draft(own=own, by=cast.manager)
    assert STATEMENTS[statement] in refused(run(statement))


def test_the_database_holds_what_was_in_use_against_the_orm(cast: Cast) -> None:
    own = in_use(cast, WORDS)
    version = own.versions.get()
    version.layout = []
    assert "never changes" in refused(version.save)
    assert "never changes" in refused(version.delete)
    assert "never changes" in refused(own.delete)
    fresh_one = KindVersion(kind=own, number=2, state="in use", changed_by=cast.manager)
    assert "begins as a draft" in refused(fresh_one.save)
    again = KindVersion(pk=version.pk, kind=own, number=3, changed_by=cast.manager)
    refused(lambda: again.save(force_insert=True))
    assert own.versions.get().layout == version.__class__.objects.get().layout != []


def test_a_kind_that_was_never_in_use_may_go(cast: Cast) -> None:
    own = own_kind(cast, WORDS)
    own.name = "Other"
    own.save()
    own.delete()
    assert OwnKind.objects.count() == KindVersion.objects.count() == 0
