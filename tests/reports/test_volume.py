"""Pages ask as many questions of one meeting as of years of them, and of one board as among many."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reports.bench.boards import addresses
from reports.bench.timing import signed_in
from reports.volume.boards import load_volume, manager_of
from snb.models import Action, Board, Decision

PAGES = sorted({"dashboard", "tracker", "home", "meetings", "actions", "decisions", "duties", "linkages", "narratives",
                "escalations", "scrutiny", "plans", "meeting", "matters arising"})  # fmt: skip


def queries(board: Board, page: str) -> int:
    client: Client = signed_in(manager_of(board))
    address = addresses(board)[page]
    client.get(address)  # what is read once for a process is read by now
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.fixture
def worlds(db) -> tuple[Board, Board]:
    """A board with three quarters, and the newest of three boards with nine."""
    (small,) = load_volume(boards=1, quarters=3, tell=lambda line: None)
    return small, load_volume(boards=3, quarters=9, tell=lambda line: None)[-1]


def test_no_page_asks_more_of_a_longer_past_or_of_more_boards(worlds: tuple[Board, Board]) -> None:
    small, large = worlds
    assert Decision.objects.filter(board=large).count() > 3 * Decision.objects.filter(board=small).count() > 0
    assert Action.objects.filter(board=large).exists()
    grown = {page: (queries(small, page), queries(large, page)) for page in PAGES}
    assert {page: counts for page, counts in grown.items() if counts[1] > counts[0]} == {}
