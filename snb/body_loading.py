"""Finding organisations, posts, rows of the membership and groups for those who know the board; else a 404."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from snb.bodies import organisations_of
from snb.loading import visible_board
from snb.models import Capacity, Group, KeyRole, Organisation, Person, Post, PostHolding, Protocol, Seat, Standing
from snb.posts import posts_of


def visible_body(person: Person, *, board: str, pk: int) -> Organisation:
    """An organisation of this board, on whose pages it is shown."""
    held = visible_board(person, board=board)
    return get_object_or_404(organisations_of(held), pk=pk).on_board(held)


def visible_standing(person: Person, *, board: str, pk: int) -> Standing:
    rows = Standing.objects.select_related("board", "organisation")
    return get_object_or_404(rows, board=visible_board(person, board=board), pk=pk)


def visible_post(person: Person, *, board: str, pk: int) -> Post:
    held = visible_board(person, board=board)
    return get_object_or_404(posts_of(held), pk=pk).on_board(held)


def visible_holding(person: Person, *, board: str, pk: int) -> PostHolding:
    held = visible_board(person, board=board)
    rows = PostHolding.objects.select_related("person", "post__organisation")
    return get_object_or_404(rows, post__in=posts_of(held), pk=pk).on_board(held)


def visible_seat(person: Person, *, board: str, pk: int) -> Seat:
    return get_object_or_404(Seat.objects.select_related("board"), board=visible_board(person, board=board), pk=pk)


def visible_capacity(person: Person, *, board: str, pk: int) -> Capacity:
    rows = Capacity.objects.select_related("board")
    return get_object_or_404(rows, board=visible_board(person, board=board), pk=pk)


def visible_key_role(person: Person, *, board: str, pk: int) -> KeyRole:
    rows = KeyRole.objects.select_related("board")
    return get_object_or_404(rows, board=visible_board(person, board=board), pk=pk)


def visible_group(person: Person, *, board: str, pk: int) -> Group:
    rows = Group.objects.select_related("board", "parent", "post__organisation", "remit__board")
    return get_object_or_404(
        rows.prefetch_related("topics", "remit__names"), board=visible_board(person, board=board), pk=pk
    )


def visible_protocol(person: Person, *, board: str, pk: int) -> Protocol:
    rows = Protocol.objects.select_related("board")
    return get_object_or_404(rows, board=visible_board(person, board=board), pk=pk)
