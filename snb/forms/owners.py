"""Choosing who owns a thing: a post of the board's bodies, or a role on one of its remits. Never a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms

from snb.forms.meetings import posts_of
from snb.models import Board, Post, Remit
from snb.models.boards import Owned
from snb.permissions import RIGHTS, RemitKind, Role
from snb.querysets import today

OWNING = (Role.CHAIR, Role.PROGRAMME_MANAGER, Role.ANALYST, Role.LEAD, Role.CSP_OFFICER)


@dataclass(frozen=True)
class Owner:
    """A post, or a role with its remit; as keyword arguments of a model based on `Owned`."""

    post: Post | None = None
    role: str = ""
    remit: Remit | None = None

    @property
    def fields(self) -> dict[str, Any]:
        return {"post": self.post, "role": self.role, "remit": self.remit}


class OwnerField(forms.ChoiceField):
    """One select with the board's roles and posts in groups; its value is an `Owner`. `offer(board)` fills it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(error_messages={"required": "Select who owns it"}, **kwargs)
        self._owners: dict[str, Owner] = {}

    def offer(self, board: Board) -> None:
        roles: dict[RemitKind, list[tuple[str, str]]] = {}
        for remit in board.remits.select_related("board").prefetch_related("names"):
            for role in OWNING:
                if RIGHTS[role].remit == remit.kind:
                    value = f"{role.value}:{remit.pk}"
                    self._owners[value] = Owner(role=role.value, remit=remit)
                    name = "" if remit.kind == RemitKind.BOARD else f", {remit.name_on(today())}"
                    roles.setdefault(RemitKind(remit.kind), []).append((value, f"{role.label}{name}"))
        posts = list(posts_of(board))
        self._owners |= {f"post:{post.pk}": Owner(post=post) for post in posts}
        named = {RemitKind.BOARD: "The board", RemitKind.PRIORITY: "Priorities", RemitKind.PARTNERSHIP: "Partnerships"}
        self.choices = [
            ("", "Choose"),
            *((label, sorted(roles.get(kind, []), key=lambda choice: choice[1])) for kind, label in named.items()),
            ("Posts", [(f"post:{post.pk}", str(post)) for post in posts]),
        ]

    def clean(self, value: Any) -> Owner | None:
        chosen = super().clean(value)
        return self._owners[chosen] if chosen else None


def owner_value(thing: Owned) -> str:
    """The value of the select that says who owns `thing` now."""
    if thing.post_id:
        return f"post:{thing.post_id}"
    return f"{thing.role}:{thing.remit_id}" if thing.remit_id else ""
