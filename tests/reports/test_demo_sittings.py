"""What the fixtures tell of past meetings names only what the boards' other fixtures know."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from django.conf import settings

BOARDS = ("snb", "ncsp")


def read(board: str, name: str) -> dict[str, Any]:
    return tomllib.loads((settings.BASE_DIR / "fixtures" / board / f"{name}.toml").read_text())


@pytest.fixture(params=BOARDS)
def told(request: pytest.FixtureRequest) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    return read(request.param, "board"), read(request.param, "story"), read(request.param, "sittings")


def test_every_past_meeting_is_told_once(told) -> None:
    _, story, sittings = told
    past = [row["slug"] for row in story["meetings"] if row["in_days"] < 0]
    assert sorted(row["slug"] for row in sittings["meetings"]) == sorted(past)


def test_posts_are_of_the_membership_table_and_named_once(told) -> None:
    board, _, sittings = told
    seated = {key for seat in board["seats"] for key in seat["posts"]}
    for row in sittings["meetings"]:
        named = [*row["apologies"], *row.get("absent", []), *row.get("substitutes", {})]
        assert set(named) <= seated
        assert len(named) == len(set(named))
        assert {said["post"] for said in row.get("declarations", [])} <= seated - set(named)


def test_items_are_of_the_agenda(told) -> None:
    _, story, sittings = told
    agendas = {row["slug"]: {item["title"] for item in row.get("items", [])} for row in story["meetings"]}
    for row in sittings["meetings"]:
        named = [said["item"] for said in [*row.get("declarations", []), *row.get("decisions", [])]]
        assert {*named, *row["minutes"]} <= agendas[row["slug"]]


def test_the_county_has_eighteen_rows_of_which_three_are_vacant_s15() -> None:
    seats = read("snb", "board")["seats"]
    assert (len(seats), sum(not seat["posts"] for seat in seats)) == (18, 3)
