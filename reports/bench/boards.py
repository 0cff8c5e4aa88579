"""The pages of one board among many, and its pack: alone with one quarter, then with every other board there is."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from priorities.models import QuarterlyReturn
from reports.bench.timing import Call, both, page_lines, signed_in
from reports.bench.worlds import World, copies, settled
from reports.compiling import compile_document, edition_pdf
from reports.volume.boards import load_volume, manager_of
from snb.models import Board, Meeting
from snb.querysets import today

RUNS = 15
Tell = Callable[[str], None]


def boards_part(boards: int, quarters: int, tell: Tell, runs: int = RUNS) -> list[str]:
    if connection.vendor != "postgresql":  # one database must do for both
        return boards_compared(World(), World(), boards, quarters, tell, runs)
    with copies(2) as (small, large):
        return boards_compared(small, large, boards, quarters, tell, runs)


def boards_compared(small: World, large: World, boards: int, quarters: int, tell: Tell, runs: int) -> list[str]:
    """Every page of a board that is alone and of the newest of many, in turn."""
    large.enter()
    newest = _pages(large, load_volume(boards=boards, quarters=quarters, tell=tell)[-1])
    small.enter()
    board = load_volume(boards=1, quarters=1, tell=tell)[0]
    alone = _pages(small, board)
    rows = [(name, *both(page, newest[name], runs)) for name, page in alone.items()]
    small.enter()
    return [
        f"One board with one quarter, then {boards} boards x {quarters} quarters",
        *page_lines(rows),
        "Pack of {returns} returns: {queries} queries, built in {build_s} s, set as PDF in {set_s} s, "
        "{kilobytes} KB".format(**_pack(board)),
    ]


def _pages(world: World, board: Board) -> dict[str, Call]:
    """Each page of the board, as its manager asks for it."""
    settled()
    client = signed_in(manager_of(board))
    return {name: partial(world.get, client, url) for name, url in addresses(board).items()}


def addresses(board: Board) -> dict[str, str]:
    """What is measured of a board, by the name it has in the table."""
    where = {"board": board.slug}
    newest = QuarterlyReturn.objects.filter(meeting__board=board).order_by("-meeting__date")[0]
    last = Meeting.objects.filter(board=board, date__lt=today()).order_by("-date").first() or newest.meeting
    return {
        "return": reverse("priorities:return-detail", kwargs=where | {"pk": newest.pk}),
        "meeting": reverse("board:meeting-detail", kwargs=where | {"pk": last.pk}),
        "matters arising": reverse("board:meeting-matters", kwargs=where | {"pk": last.pk}),
        "dashboard": reverse("reports:dashboard", kwargs=where),
        "tracker": reverse("priorities:return-list", kwargs=where),
        "home": reverse("reports:home"),
        "meetings": reverse("board:meeting-list", kwargs=where),
        "actions": reverse("board:action-list", kwargs=where),
        "decisions": reverse("board:decision-list", kwargs=where),
        "duties": reverse("board:duty-list", kwargs=where),
        "linkages": reverse("board:linkage-list", kwargs=where),
        "narratives": reverse("partnerships:narrative-list", kwargs=where),
        "escalations": reverse("partnerships:escalation-list", kwargs=where),
        "scrutiny": reverse("board:recommendation-list", kwargs=where),
        "plans": reverse("priorities:plan-list", kwargs=where),
    }


def _pack(board: Board) -> dict[str, Any]:
    """The pack of the open quarter: building the edition, then setting it as PDF."""
    meeting = Meeting.objects.filter(board=board, date__gte=today()).get()
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as captured:
        edition = compile_document(board=board, kind="board-pack", meeting=meeting, as_at=today())
    built = time.perf_counter()
    pdf = edition_pdf(edition)
    return {
        "returns": meeting.returns.count(),
        "queries": len(captured),
        "build_s": round(built - began, 2),
        "set_s": round(time.perf_counter() - built, 2),
        "kilobytes": len(pdf) // 1024,
    }
