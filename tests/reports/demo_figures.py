"""The demonstration's measures and figures, as its files say them and as they are loaded."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import defaultdict
from decimal import Decimal
from functools import cache
from typing import Any

from reports.demo.areas import load_areas
from reports.demo.board import load_board
from reports.demo.measures import FIXTURES, figures, load_measures
from reports.demo.story import Story
from snb.models import Board

TODAY = dt.date(2026, 11, 22)
BOARDS = ("snb", "ncsp")
FORCE, COUNTY, CITY = "E23000019", "E10000024", "E06000018"


@cache
def described(board: str) -> dict[str, dict[str, Any]]:
    rows = tomllib.loads((FIXTURES / board / "measures.toml").read_text())["measures"]
    return {row["slug"]: row for row in rows}


@cache
def rows_of(board: str) -> dict[str, list[dict[str, str]]]:
    found = defaultdict(list)
    for row in figures(FIXTURES / board):
        found[row["Measure"]].append(row)
    return dict(found)


def values(slug: str, area: str, board: str = "snb", source: str = "") -> dict[str, Decimal]:
    """Of one area, by the first day of the period."""
    rows = [row for row in rows_of(board)[slug] if row["Area"] == area and row["Source"].startswith(source)]
    return {row["Period"]: Decimal(row["Value"]) for row in rows}


def load_boards() -> dict[str, Board]:
    """Both boards with their measures, without the stories around them."""
    load_areas(tomllib.loads((FIXTURES / "areas.toml").read_text()))
    loaded = {}
    for name in BOARDS:
        board = load_board(tomllib.loads((FIXTURES / name / "board.toml").read_text()), demo_begins=dt.date(2025, 4, 1))
        load_measures(Story({}, board, {}, TODAY))
        loaded[name] = board.board
    return loaded
