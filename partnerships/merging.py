"""Partnerships over time: they merge, end, and change their name. What was published of them stays as it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from partnerships.models import Coverage, Narrative, NarrativeState, Partnership
from partnerships.reading import ancestors
from snb.audit import record
from snb.models import Board, Person, Post, Remit, RemitName
from snb.naming import free_slug
from snb.permissions import Permission, RemitKind
from snb.querysets import holding_on
from snb.wording import long_date
from snb.workflow import Refusal, demand

A_DAY = dt.timedelta(days=1)
RESERVED = frozenset({"merge"})  # words that an address of this room has in the place of a partnership


@transaction.atomic
def merge_partnerships(
    *, parts: Sequence[Partnership], name: str, begins: dt.date, chair: Post | None, by: Person
) -> Partnership:
    """One new partnership from several of a board: they end the day before, and it covers what they covered.

    Raises Refusal where a part has not begun or has ended by then, came from another part, or where a district would
    be covered twice on one day. Appointments stay with the parts: people are appointed to the new one anew.
    """
    board, held = _hold(parts, by)
    last_day = begins - A_DAY
    _refuse_parts(held, last_day)
    _refuse_name(board, name, begins)
    districts = _districts(held, begins)
    _refuse_covered(board, held, districts, begins)
    merged = Partnership.objects.create(
        board=board, remit=_remit(board, name, begins), slug=_slug(board, name), begins=begins, chair=chair
    )
    merged.predecessors.set(held)
    for part in held:
        _end(part, last_day)
    for district in sorted(districts):
        Coverage.objects.create(partnership=merged, district_id=district, begins=begins)
    record(
        by=by, action="merged partnerships", obj=merged, board=board,
        parts=[part.name_on(last_day) for part in held], begins=str(begins),
    )  # fmt: skip
    return merged


@transaction.atomic
def end_partnership(*, partnership: Partnership, last_day: dt.date, by: Person) -> Partnership:
    """Its last day, which is that of its districts too. Nothing follows it: one that merges has a successor."""
    board, (held,) = _hold([partnership], by)
    _refuse_part(held, last_day)
    _refuse_later_districts([held], last_day)
    _end(held, last_day)
    record(by=by, action="ended a partnership", obj=held, board=board, last_day=str(last_day))
    return held


@transaction.atomic
def rename_partnership(*, partnership: Partnership, name: str, begins: dt.date, by: Person) -> Partnership:
    """Another name from a day on. What was written before that day keeps the name of its own day."""
    board, (held,) = _hold([partnership], by)
    if not held.holds_on(begins):
        raise Refusal(f"{held.name_on(begins)} is not in being on {long_date(begins)}.")
    if held.remit.names.filter(begins=begins).exists():
        raise Refusal(f"It took the name {held.name_on(begins)} on that very day.")
    _refuse_name(board, name, begins)
    before = held.name_on(begins)
    RemitName.objects.create(remit=held.remit, name=name, begins=begins)
    record(by=by, action="renamed a partnership", obj=held, board=board, was=before, name=name, begins=str(begins))
    return held


def _hold(parts: Sequence[Partnership], by: Person) -> tuple[Board, list[Partnership]]:
    """Their board, locked so that two changes of its partnerships queue, and the partnerships as they are now."""
    boards = {part.board_id for part in parts}
    if len(boards) > 1:
        raise Refusal("Partnerships of two boards cannot merge.")
    if len({part.pk for part in parts}) < len(parts) or not parts:
        raise Refusal("Choose each partnership once.")
    board = Board.objects.select_for_update().get(pk__in=boards)
    demand(by, Permission.BODY_EDIT, board)
    rows = Partnership.objects.filter(pk__in=[part.pk for part in parts]).select_related("remit__board", "board")
    return board, list(rows.prefetch_related("remit__names", "coverage__district"))


def _refuse_parts(parts: list[Partnership], last_day: dt.date) -> None:
    if len(parts) < 2:
        raise Refusal("Choose two or more partnerships that merge.")
    chosen = {part.pk: part for part in parts}
    for part in parts:
        if circle := ancestors(part) & set(chosen):
            earlier = chosen[min(circle)].name_on(part.begins)
            raise Refusal(f"{part.name_on(last_day)} came from {earlier}, so the two cannot merge again.")
    for part in parts:
        _refuse_part(part, last_day)
    _refuse_later_districts(parts, last_day)


def _refuse_part(part: Partnership, last_day: dt.date) -> None:
    name = part.name_on(last_day)
    if part.ends is not None:
        raise Refusal(f"{name} has its last day already: {long_date(part.ends)}.")
    if last_day < part.begins:
        raise Refusal(f"{name} began on {long_date(part.begins)}, so {long_date(last_day)} cannot be its last day.")


def _refuse_later_districts(parts: list[Partnership], last_day: dt.date) -> None:
    for part in parts:
        later = [row for row in part.coverage.all() if row.begins > last_day]
        if later:
            raise Refusal(
                f"{part.name_on(last_day)} covers {later[0].district.name} only from {long_date(later[0].begins)}. "
                "Choose a day after that."
            )


def _refuse_name(board: Board, name: str, day: dt.date) -> None:
    if not name.strip():
        raise Refusal("Give it a name.")
    rows = Partnership.objects.filter(board=board).on(day).select_related("remit").prefetch_related("remit__names")
    if any(row.name_on(day).casefold() == name.strip().casefold() for row in rows):
        raise Refusal(f"There is a partnership called {name} on that day.")


def _districts(parts: list[Partnership], begins: dt.date) -> set[int]:
    """What the parts cover on their last day, each district once."""
    found: dict[int, Partnership] = {}
    for part in parts:
        for row in part.coverage.all():
            if not row.holds_on(begins - A_DAY):
                continue
            if row.district_id in found:
                raise Refusal(
                    f"{row.district.name} is covered twice on {long_date(begins - A_DAY)}: "
                    f"by {found[row.district_id].name_on(begins)} and by {part.name_on(begins)}."
                )
            found[row.district_id] = part
    return set(found)


def _refuse_covered(board: Board, parts: list[Partnership], districts: set[int], begins: dt.date) -> None:
    """No other partnership of the board may cover one of these districts on that day or later."""
    others = Coverage.objects.filter(partnership__board=board, district__in=districts).exclude(partnership__in=parts)
    later = others.filter(holding_on(begins)) | others.filter(begins__gt=begins)
    if taken := later.select_related("district", "partnership__remit").order_by("begins").first():
        day = max(begins, taken.begins)
        raise Refusal(
            f"{taken.district.name} would be covered twice on {long_date(day)}: "
            f"{taken.partnership.name_on(day)} covers it then."
        )


def _end(part: Partnership, last_day: dt.date) -> None:
    """End it with its districts. Narratives that nobody began, for meetings after its last day, go."""
    part.ends = last_day
    part.save()
    for row in part.coverage.all():
        if row.ends is None or row.ends > last_day:
            row.ends = last_day
            row.save()
    blank = Narrative.objects.filter(
        partnership=part, meeting__date__gt=last_day, state=NarrativeState.DRAFT, version=0, escalations=None
    )
    for narrative in blank:
        narrative.delete()


def _remit(board: Board, name: str, begins: dt.date) -> Remit:
    remit = Remit.objects.create(board=board, kind=RemitKind.PARTNERSHIP)
    RemitName.objects.create(remit=remit, name=name.strip(), begins=begins)
    return remit


def _slug(board: Board, name: str) -> str:
    """A word of the name that no partnership of the board has yet."""
    taken = set(Partnership.objects.filter(board=board).values_list("slug", flat=True)) | RESERVED
    return free_slug(name, taken, otherwise="partnership")
