"""The register of a board's organisations on a day: what each is to the board, and what it follows. Plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from snb.bodies import KINDS, organisations_of
from snb.exporting import Sheet, Value
from snb.models import Board, Organisation, Post, PostHolding, Standing, Succession
from snb.posts import posts_of
from snb.querysets import since_ever_on
from snb.reading import CapacityRow, SeatRow
from snb.wording import long_date

CURRENT, COMING, ENDED = "Current", "Coming", "Ended"


@dataclass(frozen=True)
class Link:
    """An organisation before or after another, from a day on."""

    pk: int
    name: str
    on: dt.date


@dataclass(frozen=True)
class BodyRow:
    """One organisation. `standings` are those of the day, in words; dates as far as they are known."""

    pk: int
    name: str
    short_name: str
    kind: str
    state: str
    begins: dt.date | None
    ends: dt.date | None
    standings: tuple[str, ...]
    follows: tuple[Link, ...]
    followed_by: tuple[Link, ...]


@dataclass(frozen=True)
class PostRow:
    """A post with its holders of the day; `past` and `coming` are holdings of other days."""

    post: Post
    holders: tuple[PostHolding, ...]
    coming: tuple[PostHolding, ...]
    past: tuple[PostHolding, ...]


def body_register(board: Board, day: dt.date, only: int | None = None) -> list[BodyRow]:
    """Every organisation of the board, or the one with the id `only`: those of the day, then others. Four queries."""
    found = organisations_of(board)
    if only is not None:
        found = found.filter(pk=only)
    rows = found.prefetch_related(
        Prefetch("standings", Standing.objects.on(day).filter(board=board), to_attr="held"),
        Prefetch("follows", Succession.objects.select_related("earlier")),
        Prefetch("followed_by", Succession.objects.select_related("later")),
    )
    order = [CURRENT, COMING, ENDED]
    return sorted((_row(row, day) for row in rows), key=lambda row: (order.index(row.state), row.name))


def _row(body: Organisation, day: dt.date) -> BodyRow:
    return BodyRow(
        body.pk, body.name, body.short_name, KINDS.get(body.kind, ""), state_of(body, day), body.begins, body.ends,
        tuple(standing.get_kind_display() for standing in body.held),  # type: ignore[attr-defined]
        tuple(Link(row.earlier_id, row.earlier.name, row.on) for row in body.follows.all()),
        tuple(Link(row.later_id, row.later.name, row.on) for row in body.followed_by.all()),
    )  # fmt: skip


def state_of(body: Organisation, day: dt.date) -> str:
    if body.begins and body.begins > day:
        return COMING
    return ENDED if body.ends and body.ends < day else CURRENT


def standings_on(board: Board, day: dt.date) -> list[Standing]:
    """What organisations are to the board on the day, by kind in the order of the law, then by name. One query."""
    kinds = list(Standing.Kind)
    rows = board.standings.on(day).select_related("organisation")
    return sorted(rows, key=lambda row: (kinds.index(Standing.Kind(row.kind)), row.organisation.name))


def post_rows(board: Board, day: dt.date, organisation: Organisation | None = None) -> list[PostRow]:
    """The posts that the board knows, or those of one organisation, with who holds them. Two queries and one more."""
    posts = posts_of(board).order_by("organisation__name", "title")
    if organisation is not None:
        posts = posts.filter(organisation=organisation)
    held = Prefetch("holdings", PostHolding.objects.select_related("person").order_by("begins"))
    return [_post_row(post, list(post.holdings.all()), day) for post in posts.prefetch_related(held)]


def _post_row(post: Post, holdings: list[PostHolding], day: dt.date) -> PostRow:
    return PostRow(
        post,
        tuple(row for row in holdings if row.holds_on(day)),
        tuple(row for row in holdings if row.begins > day),
        tuple(row for row in reversed(holdings) if row.ends and row.ends < day),
    )


def vacant_posts(board: Board, day: dt.date) -> list[Post]:
    """Posts in rows of the membership of the day that nobody is known to hold: gaps to fill. One query."""
    held = PostHolding.objects.on(day).values("post")
    return list(
        Post.objects.filter(since_ever_on(day, "seats__"), seats__board=board)
        .exclude(pk__in=held)
        .exclude(organisation__ends__lt=day)
        .select_related("organisation")
        .distinct()
    )


def bodies_sheet(board: Board, rows: Iterable[BodyRow], day: dt.date) -> Sheet:
    columns = ["Organisation", "Short name", "Kind", "State", "Standing", "From", "Until", "Follows", "Followed by"]
    lines: list[list[Value]] = [
        [
            row.name, row.short_name, row.kind, row.state, "; ".join(row.standings), row.begins, row.ends,
            "; ".join(link.name for link in row.follows), "; ".join(link.name for link in row.followed_by),
        ]
        for row in rows
    ]  # fmt: skip
    return Sheet(f"{board.short_name} organisations", columns, lines, [f"As of {long_date(day)}."])


def posts_sheet(board: Board, rows: Iterable[PostRow], day: dt.date) -> Sheet:
    columns = ["Organisation", "Post", "Held by", "From", "Until"]
    lines: list[list[Value]] = []
    for row in rows:
        where = [row.post.organisation.name, row.post.title]
        lines += [[*where, holding.person.name, holding.begins, holding.ends] for holding in row.holders]
        if not row.holders:
            lines.append([*where, "Nobody", None, None])
    return Sheet(f"{board.short_name} posts", columns, lines, [f"As of {long_date(day)}."])


def membership_sheet(board: Board, seats: Iterable[SeatRow], capacities: Iterable[CapacityRow], day: dt.date) -> Sheet:
    """The membership of a day: a vacancy is a row that nobody holds and that says so."""
    parts = [("", seats), *((row.capacity.name, row.extra) for row in capacities)]
    rows: list[list[Value]] = [
        [seat.organisation, seat.representative, "; ".join(seat.holders), "Yes" if seat.vacant else "No", part]
        for part, members in parts
        for seat in members
    ]
    columns = ["Organisation", "Representative", "Held by", "Vacant", "Sits only as"]
    return Sheet(f"{board.short_name} membership", columns, rows, [f"As of {long_date(day)}."])
