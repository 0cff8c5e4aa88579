"""Writing an own kind: made, drafted, brought into use, retired. A version in use never changes; its copy does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from reports.documents.kinds import KINDS
from reports.models import KindVersion, OwnKind
from reports.own_kinds.arranging import (
    move_piece,
    move_section,
    piece_of,
    section_of,
    with_each,
    with_piece,
    with_section,
    with_settings,
    without_piece,
    without_section,
)
from reports.own_kinds.catalogue import CATALOGUE
from reports.own_kinds.layout import Layout, Piece, Section, every_piece, layout_json, misplaced, read_layout, stamp
from snb.audit import record
from snb.models import Board, Person
from snb.permissions import Permission
from snb.sealing import fingerprint
from snb.seen import StaleRow, refuse_stale
from snb.seen import fingerprint as row_stamp
from snb.workflow import Refusal, demand

State = KindVersion.State
Part = TypeVar("Part", Section, Piece)
LETTERS = 40  # of a slug
RESERVED = ("add",)  # what an address has in the place of a kind
NO_DRAFT = "This kind has no draft. Make one from the version in use, then change that."


@transaction.atomic
def create_kind(*, board: Board, name: str, of_meeting: bool, layout: Layout, by: Person) -> OwnKind:
    """A kind with its first draft. Its address is made from its name, and no built-in kind has it."""
    board = Board.objects.select_for_update(no_key=True).get(pk=board.pk)
    demand(by, Permission.PAPER_COMPILE, board)
    _refuse_taken(board, name)
    own = OwnKind.objects.create(board=board, slug=_free_slug(board, name), name=name, of_meeting=of_meeting)
    KindVersion.objects.create(kind=own, number=1, layout=layout_json(layout), changed_by=by)
    record(by=by, action="made own kind", obj=own, board=board, of_meeting=of_meeting)
    return own


@transaction.atomic
def rename_kind(*, own: OwnKind, name: str, seen: str, by: Person) -> OwnKind:
    """Until a version has been in use: from then on papers carry the name."""
    held = _held(own, by)
    refuse_stale(held, seen)
    if held.versions.exclude(state=State.DRAFT).exists():
        raise Refusal("A version of this kind has been in use, so papers may carry its name. Make a new kind instead.")
    _refuse_taken(held.board, name, held)
    was, held.name = held.name, name
    held.save(update_fields=["name"])
    record(by=by, action="renamed own kind", obj=held, board=held.board, was=was)
    return held


def _refuse_taken(board: Board, name: str, own: OwnKind | None = None) -> None:
    built_in = {kind.name.casefold() for kind in KINDS.values()}
    others = OwnKind.objects.filter(board=board).exclude(pk=own.pk if own else 0).values_list("name", flat=True)
    if name.casefold() in built_in | {other.casefold() for other in others}:
        raise Refusal(f"There is a kind called “{name}” already. Give this one another name.")


def _free_slug(board: Board, name: str) -> str:
    taken = {*KINDS, *RESERVED, *OwnKind.objects.filter(board=board).values_list("slug", flat=True)}
    base = slugify(name)[:LETTERS].strip("-_") or "kind"
    if base not in taken:
        return base
    tries = (f"{base[: LETTERS - 4].strip('-_')}-{count}" for count in range(2, len(taken) + 3))
    return next(slug for slug in tries if slug not in taken)


# Drafts --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def begin_draft(*, own: OwnKind, by: Person) -> KindVersion:
    """The next version, as a copy of the one in use; the draft there is where somebody was quicker."""
    held = _held(own, by)
    newest = held.versions.order_by("-number").first()
    if newest is not None and newest.state == State.DRAFT:
        return newest
    source = held.versions.filter(state=State.IN_USE).first() or newest
    draft = KindVersion.objects.create(
        kind=held, number=newest.number + 1 if newest else 1, layout=source.layout if source else [], changed_by=by
    )
    record(by=by, action="began version of own kind", obj=held, board=held.board, version=draft.number)
    return draft


@transaction.atomic
def discard_draft(*, own: OwnKind, seen: str, by: Person) -> None:
    """Of a kind that has been in use; one that never was is retired instead."""
    held = _held(own, by)
    draft = _draft(held)
    _refuse_unseen(draft, seen)
    if draft.number == 1:
        raise Refusal("This is the kind’s only version. Retire the kind instead.")
    draft.delete()
    record(by=by, action="discarded version of own kind", obj=held, board=held.board, version=draft.number)


@transaction.atomic
def use_draft(*, own: OwnKind, note: str, seen: str, by: Person) -> KindVersion:
    """From now on papers of this kind are compiled as the draft says; the version before is kept as it was."""
    held = _held(own, by)
    if held.is_retired:
        raise Refusal("This kind is retired. Restore it first.")
    draft = _draft(held)
    _refuse_unseen(draft, seen)
    _refuse_unready(held, draft)
    for before in held.versions.filter(state=State.IN_USE):
        before.state = State.ENDED
        before.save(update_fields=["state"])
    draft.state, draft.note, draft.used_from, draft.changed_by = State.IN_USE, note, timezone.now(), by
    draft.save()
    record(by=by, action="brought own kind into use", obj=held, board=held.board, version=draft.number, note=note)
    return draft


def _refuse_unseen(draft: KindVersion, seen: str) -> None:
    if row_stamp(draft) != seen:
        raise Refusal("Somebody changed the draft since you opened this page. Look at it again, then decide.")


def _refuse_unready(own: OwnKind, draft: KindVersion) -> None:
    layout, problems = read_layout(draft.layout)
    found = [*problems, *misplaced(layout, of_meeting=own.of_meeting)]
    if found:
        more = f" There {'is' if len(found) == 2 else 'are'} {len(found) - 1} more." if len(found) > 1 else ""
        raise Refusal(f"{found[0].message}{more} The draft’s page lists what to put right.")
    if not any(every_piece(layout)):
        raise Refusal("The draft has no block yet, so a paper of it would be empty. Add one first.")


# Sections and blocks -------------------------------------------------------------------------------------------------


def add_section(*, own: OwnKind, new: Section, within: str, by: Person) -> str:
    """Gives its anchor."""
    made = ""

    def add(layout: Layout) -> Layout:
        nonlocal made
        layout, made = with_section(layout, new, within)
        return layout

    _change(own, by, add, what=f"added section “{new.heading}”")
    return made


def change_section(*, own: OwnKind, new: Section, seen: str, by: Person) -> None:
    """Heading, number and page of the section of this anchor; what is in it stays."""

    def change(layout: Layout) -> Layout:
        _unchanged(section_of(layout, new.anchor), seen, "section")
        said: dict[str, Any] = {"heading": new.heading, "number": new.number, "starts_page": new.starts_page}
        return with_each(layout, new.anchor, lambda section: replace(section, **said))

    _change(own, by, change, what=f"changed section “{new.heading}”")


def remove_section(*, own: OwnKind, anchor: str, seen: str, by: Person) -> None:
    """With its blocks and the sections within it; refused where any of it changed since it was shown."""

    def remove(layout: Layout) -> Layout:
        if whole_stamp(_there(section_of(layout, anchor), "section")) != seen:
            raise Refusal("Somebody changed this section since you opened it. Look at it again before you take it out.")
        return without_section(layout, anchor)

    _change(own, by, remove, what=f"took out section {anchor}")


def move_part(*, own: OwnKind, part: str, up: bool, by: Person) -> None:
    """A section by its anchor or a block by its id; what is gone or at the end stays where it is."""

    def move(layout: Layout) -> Layout:
        return move_section(move_piece(layout, part, up=up), part, up=up)

    _change(own, by, move, what=f"moved {part} {'up' if up else 'down'}")


def add_block(*, own: OwnKind, anchor: str, name: str, by: Person) -> str:
    """Gives its id."""
    entry = CATALOGUE.get(name)
    if entry is None or entry.refused(of_meeting=own.of_meeting):
        raise Refusal("There is no such block for this kind. Choose one of the list.")
    made = ""

    def add(layout: Layout) -> Layout:
        nonlocal made
        layout, made = with_piece(layout, anchor, name)
        return layout

    _change(own, by, add, what=f"added block “{entry.title}”")
    return made


def change_block(*, own: OwnKind, id: str, settings: Mapping[str, Any], seen: str, by: Person) -> None:
    def change(layout: Layout) -> Layout:
        piece = _unchanged(piece_of(layout, id), seen, "block")
        return with_settings(layout, replace(piece, settings=dict(settings)))

    _change(own, by, change, what=f"set block {id}")


def remove_block(*, own: OwnKind, id: str, seen: str, by: Person) -> None:
    def remove(layout: Layout) -> Layout:
        if stamp(_there(piece_of(layout, id), "block")) != seen:
            raise Refusal("Somebody changed this block since you opened it. Look at it again before you take it out.")
        return without_piece(layout, id)

    _change(own, by, remove, what=f"took out block {id}")


def whole_stamp(section: Section) -> str:
    """Of a section with everything in it."""
    inner = [whole_stamp(each) for each in section.sections]
    return fingerprint("".join([stamp(section), *map(stamp, section.pieces), *inner]))[:16]


def _there(part: Part | None, noun: str) -> Part:
    if part is None:
        raise Refusal(
            f"Somebody took this {noun} out while you were writing, so nothing could be saved. Copy what you typed, "
            "then add it again."
        )
    return part


def _unchanged(part: Part | None, seen: str, noun: str) -> Part:
    there = _there(part, noun)
    if stamp(there) != seen:
        raise StaleRow(there, "seen", stamp(there))
    return there


@transaction.atomic
def _change(own: OwnKind, by: Person, change: Callable[[Layout], Layout], *, what: str) -> None:
    """One change of the draft as it stands now, whoever changed another part of it in the meantime. What changes
    nothing writes nothing."""
    held = _held(own, by)
    draft = _draft(held)
    layout, _ = read_layout(draft.layout)
    if (changed := change(layout)) == layout:
        return
    draft.layout, draft.changed_by = layout_json(changed), by
    draft.save()
    record(by=by, action="changed own kind", obj=held, board=held.board, version=draft.number, what=what)


# Retiring ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def retire_kind(*, own: OwnKind, by: Person) -> None:
    """Nobody compiles it any more; its papers and versions stay as they are."""
    held = _held(own, by)
    if not held.is_retired:
        _set_retired(held, True, by)


@transaction.atomic
def restore_kind(*, own: OwnKind, by: Person) -> None:
    held = _held(own, by)
    if held.is_retired:
        _set_retired(held, False, by)


def _set_retired(held: OwnKind, retired: bool, by: Person) -> None:
    held.is_retired = retired
    held.save(update_fields=["is_retired"])
    record(by=by, action="retired own kind" if retired else "restored own kind", obj=held, board=held.board)


def _held(own: OwnKind, by: Person) -> OwnKind:
    """The kind, locked: its versions change one after the other."""
    held = OwnKind.objects.select_for_update(of=("self",)).select_related("board").get(pk=own.pk)
    demand(by, Permission.PAPER_COMPILE, held)
    return held


def _draft(held: OwnKind) -> KindVersion:
    draft = held.versions.filter(state=State.DRAFT).first()
    if draft is None:
        raise Refusal(NO_DRAFT)
    return draft
