"""What every page's frame shows: the board one stands in, the ways around it, and whether this is a demonstration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from snb.models import Board, Person
from snb.permissions import Permission


@dataclass(frozen=True)
class Way:
    """One entry of the service navigation."""

    label: str
    url: str
    current: bool = False


FIGURES = "performance:measure-list"
# Label, view and the permission that shows it. By name, because most of them stand to the right of this package.
WAYS = (
    ("Dashboard", "reports:dashboard", Permission.BOARD_READ),
    ("Measures", FIGURES, Permission.BOARD_READ),
    ("Risks", "priorities:risk-list", Permission.BOARD_READ),
    ("Returns", "priorities:return-list", Permission.TRACKER_READ),
    ("Meetings", "board:meeting-list", Permission.MEETING_READ),
    ("Papers", "reports:paper-list", Permission.BOARD_KNOW),
    ("Partnerships", "partnerships:partnership-list", Permission.BOARD_KNOW),
    ("About the board", "board:about", Permission.BOARD_KNOW),
    ("Appointments", "board:appointment-list", Permission.APPOINTMENT_EDIT),
    ("Audit log", "board:audit-list", Permission.AUDIT_READ),
)


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """What base.html reads; for somebody signed in at most two queries."""
    frame: dict[str, Any] = {
        "demo": settings.DEMO, "home_url": "/", "sign_in_url": reverse("sign-in"),
        "footer_links": footer_links(),
        "boards": [],
        "board_of_page": None,
        "current_board": "",
        "my_boards": [],
        "navigation": [],
    }  # fmt: skip
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return frame
    boards = list(Board.objects.visible_to(person))
    board = board_of_page(request, boards)
    return frame | {
        "home_url": reverse("reports:home"),
        "sign_out_url": reverse("sign-out"),
        "boards": boards,
        "board_of_page": board,
        "current_board": board.name if board else "",
        "my_boards": [Way(each.name, _front_page(person, each), each == board) for each in boards],
        "navigation": ways(request, person, board),
    }


def footer_links() -> list[Way]:
    return [
        Way("Published papers", reverse("reports:public-library")),
        Way("Published figures", reverse("reports:figures-index")),
        Way("Accessibility", reverse("reports:accessibility")),
    ]


def _front_page(person: Person, board: Board) -> str:
    """The first page of a board that this person may open."""
    return next(
        reverse(view, kwargs={"board": board.slug})
        for _, view, permission in WAYS
        if person.has_perm(permission, board)
    )


def board_of_page(request: HttpRequest, boards: list[Board]) -> Board | None:
    """The board the address names; on a page of no board, the person's only one."""
    match = request.resolver_match
    slug = match.kwargs.get("board") if match else None
    if slug:
        return next((board for board in boards if board.slug == slug), None)
    return boards[0] if len(boards) == 1 else None


def ways(request: HttpRequest, person: Person, board: Board | None) -> list[Way]:
    home = Way("Home", reverse("reports:home"), request.path == reverse("reports:home"))
    if board is None:
        return [home]
    here = [(label, reverse(view, kwargs={"board": board.slug})) for label, view, permission in WAYS
            if person.has_perm(permission, board)]  # fmt: skip
    best = max((url for _, url in here if request.path.startswith(url)), key=len, default=None)
    if request.resolver_match and request.resolver_match.namespace == FIGURES.partition(":")[0]:
        best = reverse(FIGURES, kwargs={"board": board.slug})  # imports, benchmarks and grants are beside it
    return [home, *(Way(label, url, url == best) for label, url in here)]
