"""Organisations, posts and rows of the made-up county."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import Client
from django.urls import reverse

from snb.models import Appointment, Board, Organisation, Person, Post, PostHolding, Standing
from tests.cast import Cast, days

FIRST = dt.date(2020, 4, 1)
JULY = dt.date(2022, 7, 1)
EVE = dt.date(2022, 6, 30)


def make_body(board: Board, name: str, *, begins: dt.date | None = FIRST, ends: dt.date | None = None) -> Organisation:
    """An organisation with a standing on the board, which makes it the board's."""
    body = Organisation.objects.create(name=name, kind="health", begins=begins, ends=ends)
    Standing.objects.create(
        board=board, organisation=body, kind=Standing.Kind.RESPONSIBLE, begins=begins or FIRST, ends=ends
    )
    return body


def make_post(body: Organisation, title: str = "Chief Executive", holder: Person | None = None) -> Post:
    post = Post.objects.create(organisation=body, title=title)
    if holder is not None:
        PostHolding.objects.create(post=post, person=holder, begins=max(body.begins or FIRST, FIRST))
    return post


def body_rows(cast: Cast) -> dict[str, dict[str, object]]:
    """One of everything that this room's addresses name."""
    body = make_body(cast.board, "Fosse Fire")
    post = make_post(body, "Chief", cast.member)
    seat = cast.board.seats.create(order=1, organisation="Fire", representative="Chief")
    capacity = cast.board.capacities.create(name="Drugs Board", begins=FIRST)
    key_role = cast.board.key_roles.create(order=1, name="Chair", designation="Chief", post=post)
    return {
        "body": {"pk": body.pk}, "standing": {"pk": body.standings.get().pk}, "standing-add": {"pk": body.pk},
        "post": {"pk": body.pk}, "holding": {"pk": post.holdings.get().pk}, "holding-add": {"pk": post.pk},
        "seat": {"pk": seat.pk}, "capacity": {"pk": capacity.pk}, "key-role": {"pk": key_role.pk},
        "group": {"pk": cast.board.groups.create(kind="task", name="Task group", begins=FIRST).pk},
        "protocol": {"pk": cast.board.protocols.create(title="Sharing", begins=FIRST).pk},
        "handover": {"pk": Appointment.objects.get(person=cast.lead).pk},
    }  # fmt: skip


def date(name: str, day: dt.date | None) -> dict[str, Any]:
    """What the three boxes of a date post."""
    parts = (day.day, day.month, day.year) if day else ("", "", "")
    return dict(zip((f"{name}_day", f"{name}_month", f"{name}_year"), parts, strict=True))


def url(view: str, *args: object, board: str = "fosse") -> str:
    return reverse(f"board:{view}", args=[board, *args])


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


__all__ = ["EVE", "FIRST", "JULY", "body_rows", "date", "days", "make_body", "make_post", "text_of", "url"]
