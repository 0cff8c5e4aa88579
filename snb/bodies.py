"""Organisations over time: they begin, follow one another, and end. What was printed of them before stays as it was.

Boards of one installation share organisations. An organisation is of a board that has a use for it: by a standing, by
a post that the board's tables name or that somebody appointed to it holds, or because it follows, or is followed by,
such a one. Whoever changes it must be allowed to change the organisations of every board that uses it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from snb.audit import record
from snb.models import Board, Organisation, Person, Post, PostHolding, Standing, Succession
from snb.permissions import Permission
from snb.seen import refuse_stale
from snb.wording import long_date
from snb.workflow import Refusal, demand

A_DAY = dt.timedelta(days=1)
ANOTHER_BOARD = (
    "Another board of this installation uses this organisation too. It is changed by somebody who may change the "
    "organisations of every board that uses it, such as an administrator of both."
)
KINDS = {
    "council": "Council",
    "police": "Police",
    "fire": "Fire and rescue",
    "probation": "Probation",
    "health": "Health",
    "pcc": "Police and crime commissioner",
    "partnership": "Partnership",
    "voluntary": "Voluntary or community",
    "business": "Business",
    "other": "Other",
}
TABLES = ("seats", "keyrole", "linkage", "group")  # of a board, that name posts
USES = (
    "standings__board",
    "committees__board",
    *(f"posts__{table}__board" for table in TABLES),
    "posts__holdings__person__appointments__remit__board",
)


@dataclass(frozen=True)
class BodyDetails:
    """What a person says of an organisation. Its name is not among what changes later: see `follow`."""

    name: str
    short_name: str = ""
    kind: str = ""
    note: str = ""
    begins: dt.date | None = None


@dataclass(frozen=True)
class Stands:
    """What an organisation is to a board, from a day, and what says so."""

    kind: Standing.Kind
    since: dt.date
    source: str = ""


# Whose it is ---------------------------------------------------------------------------------------------------------


def organisations_of(board: Board) -> QuerySet[Organisation]:
    """Every organisation that the board has or had a use for, and those next to them in time."""
    own = Q()
    for use in USES:
        own |= Q(pk__in=Organisation.objects.filter(**{use: board}).values("pk"))
    direct = Organisation.objects.filter(own).values("pk")
    return Organisation.objects.filter(
        Q(pk__in=direct)
        | Q(pk__in=Succession.objects.filter(earlier__in=direct).values("later"))
        | Q(pk__in=Succession.objects.filter(later__in=direct).values("earlier"))
    )


def boards_using(organisations: Iterable[Organisation]) -> set[int]:
    """The boards that any of these is of. One query for each kind of use, however many there are."""
    given = [organisation.pk for organisation in organisations]
    family = Organisation.objects.filter(
        Q(pk__in=given) | Q(follows__earlier__in=given) | Q(followed_by__later__in=given)
    ).values("pk")
    found: set[int] = set()
    for use in USES:
        found.update(Organisation.objects.filter(pk__in=family).values_list(use, flat=True))
    return found - {None}


def why_not(person: Person, organisations: Iterable[Organisation]) -> str:
    """Why this person may not change them, who may change their own board's; empty where they may."""
    return "" if boards_using(organisations) <= person.rights.boards_with(Permission.BODY_EDIT) else ANOTHER_BOARD


# Writing -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_organisation(*, board: Board, details: BodyDetails, stands: Stands, by: Person) -> Organisation:
    """A new organisation of the board; one that the installation knows already by this name is taken up as it is."""
    board = Board.objects.select_for_update().get(pk=board.pk)
    demand(by, Permission.BODY_EDIT, board)
    found = Organisation.objects.filter(name__iexact=details.name).first()
    if found is not None and organisations_of(board).filter(pk=found.pk).exists():
        raise Refusal(f"{found} is an organisation of this board already.")
    organisation = found or _make(details)
    give_standing(organisation, board, stands)
    record(by=by, action="added an organisation", obj=organisation, board=board, stands=stands.kind.label)
    return organisation


@transaction.atomic
def change_organisation(
    *, organisation: Organisation, board: Board, details: BodyDetails, seen: str, by: Person
) -> Organisation:
    """Put right what is said of it, but for its name: under another name it is an organisation that follows it."""
    (organisation,) = _locked([organisation], board, by)
    refuse_stale(organisation, seen)
    if details.name != organisation.name:
        raise Refusal("A new name holds from a day on: replace the organisation from that day, and its past keeps its.")
    if details.begins and organisation.ends and details.begins > organisation.ends:
        raise Refusal(f"It ended on {long_date(organisation.ends)}, so it cannot begin later.")
    organisation.short_name, organisation.kind = details.short_name, details.kind
    organisation.note, organisation.begins = details.note, details.begins
    organisation.save()
    record(by=by, action="changed an organisation", obj=organisation, board=board)
    return organisation


@transaction.atomic
def end_organisation(*, organisation: Organisation, board: Board, last_day: dt.date, by: Person) -> Organisation:
    """It ends, and nothing follows it. Its posts are held, and its standings hold, until that day."""
    (organisation,) = _locked([organisation], board, by)
    _refuse_ended(organisation)
    _close(organisation, last_day)
    record(by=by, action="ended an organisation", obj=organisation, board=board, last_day=str(last_day))
    return organisation


@transaction.atomic
def follow(
    *,
    parts: Sequence[Organisation],
    into: Sequence[Organisation | BodyDetails],
    day: dt.date,
    board: Board,
    by: Person,
    kind: Standing.Kind | None = None,
    note: str = "",
) -> list[Organisation]:
    """From `day` on, `into` follows `parts`: several into one is a merger, one into several a split, one into one a
    replacement. `kind` is what each that follows is to the board from then on. Returns those that follow.
    """
    if not parts or not into or (len(parts) > 1 and len(into) > 1):
        raise Refusal("Several organisations become one, or one becomes several. Do it in two steps.")
    held = _locked([*parts, *(body for body in into if isinstance(body, Organisation))], board, by)
    earlier, known = held[: len(parts)], held[len(parts) :]
    _refuse_succession(earlier, known, day)
    made = [_make(body, begins=day) for body in into if isinstance(body, BodyDetails)]
    later = [*known, *made]
    for part in earlier:
        for body in later:
            Succession.objects.create(earlier=part, later=body, on=day, note=note)
        if part.ends is None:
            _close(part, day - A_DAY)
    for body in later if kind else ():
        if not Standing.objects.on(day).filter(board=board, organisation=body, kind=kind).exists():
            give_standing(body, board, Stands(kind, day, note))  # type: ignore[arg-type]
    record(
        by=by, action="recorded a succession", obj=later[0], board=board, day=str(day),
        parts=[str(part) for part in earlier], followed_by=[str(body) for body in later],
    )  # fmt: skip
    return later


def give_standing(organisation: Organisation, board: Board, stands: Stands, ends: dt.date | None = None) -> Standing:
    """Refused outside the organisation's own time, and where it has that standing in some of that time."""
    if organisation.begins and stands.since < organisation.begins:
        raise Refusal(f"{organisation} begins on {long_date(organisation.begins)}, so it stands for nothing before.")
    if organisation.ends:
        if stands.since > organisation.ends:
            raise Refusal(f"{organisation} ended on {long_date(organisation.ends)}.")
        ends = min(ends or organisation.ends, organisation.ends)
    if ends and ends < stands.since:
        raise Refusal("The last day must not come before the first.")
    others = Standing.objects.filter(board=board, organisation=organisation, kind=stands.kind)
    others = others.exclude(ends__lt=stands.since)
    if (others.filter(begins__lte=ends) if ends else others).exists():
        raise Refusal(f"{organisation} is a {stands.kind.label.lower()} in that time already.")
    return Standing.objects.create(
        board=board, organisation=organisation, kind=stands.kind, begins=stands.since, ends=ends, source=stands.source
    )


# Steps ---------------------------------------------------------------------------------------------------------------


def _locked(organisations: Sequence[Organisation], board: Board, by: Person) -> list[Organisation]:
    """Them as they are now, in the given order, locked until the transaction ends, if `by` may change them."""
    demand(by, Permission.BODY_EDIT, board)
    ids = [organisation.pk for organisation in organisations]
    found = {row.pk: row for row in Organisation.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    if reason := why_not(by, found.values()):
        raise Refusal(reason)
    if organisations_of(board).filter(pk__in=ids).count() != len(set(ids)):
        raise Refusal("An organisation of another board cannot be changed here.")
    return [found[pk] for pk in ids]


def _make(details: BodyDetails, begins: dt.date | None = None) -> Organisation:
    if Organisation.objects.filter(name__iexact=details.name).exists():
        raise Refusal(f"There is an organisation called {details.name} already. Choose it instead of a new one.")
    return Organisation.objects.create(
        name=details.name, short_name=details.short_name, kind=details.kind, note=details.note,
        begins=begins or details.begins,
    )  # fmt: skip


def _close(organisation: Organisation, last_day: dt.date) -> None:
    """Everything of it that is open ends on that day; refused where something of it is to begin later."""
    if organisation.begins and last_day < organisation.begins:
        raise Refusal(f"{organisation} began on {long_date(organisation.begins)}, so it cannot end before.")
    posts = Post.objects.filter(organisation=organisation)
    open_then = Q(ends=None) | Q(ends__gt=last_day)
    held = PostHolding.objects.select_for_update(of=("self",)).filter(open_then, post__in=posts)
    stands = Standing.objects.select_for_update(of=("self",)).filter(open_then, organisation=organisation)
    for row in [*held.select_related("person", "post"), *stands]:
        if row.begins > last_day:
            raise Refusal(f"“{row}” begins on {long_date(row.begins)}, after the last day. Put that right first.")
        row.ends = last_day
        row.save()
    organisation.ends = last_day
    organisation.save()


def _refuse_ended(organisation: Organisation) -> None:
    if organisation.ends is not None:
        raise Refusal(f"{organisation} has an end already: {long_date(organisation.ends)}.")


def _refuse_succession(earlier: Sequence[Organisation], later: Sequence[Organisation], day: dt.date) -> None:
    """`later` are those that are there already."""
    both = {body.pk for body in later} & {part.pk for part in earlier}
    if both or len({part.pk for part in earlier}) < len(earlier):
        raise Refusal("An organisation does not follow itself, and is named once.")
    if round_again := _descendants(later) & {part.pk for part in earlier}:
        name = next(part for part in earlier if part.pk in round_again)
        raise Refusal(f"{name} itself follows the organisation that is to follow it: they cannot follow each other.")
    for part in earlier:
        if part.begins and day <= part.begins:
            raise Refusal(f"{part} began on {long_date(part.begins)}: nothing can follow it from an earlier day.")
        if part.ends not in (None, day - A_DAY):
            _refuse_ended(part)
    for body in later:
        if body.begins and body.begins > day:
            raise Refusal(f"{body} begins on {long_date(body.begins)}, after it is to follow.")
        if body.ends and body.ends < day:
            raise Refusal(f"{body} ended on {long_date(body.ends)}, before it is to follow.")


def _descendants(bodies: Iterable[Organisation]) -> set[int]:
    """Everything that follows any of them, at whatever distance."""
    links: dict[int, list[int]] = {}
    for before, after in Succession.objects.values_list("earlier", "later"):
        links.setdefault(before, []).append(after)
    found: set[int] = set()
    ahead = [body.pk for body in bodies]
    while ahead:
        new = [pk for pk in links.get(ahead.pop(), []) if pk not in found]
        found.update(new)
        ahead += new
    return found
