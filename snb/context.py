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


@dataclass(frozen=True)
class Place:
    """A page of the board that stands in a room of the navigation, shown to those who hold `permission`."""

    label: str
    view: str
    permission: Permission


@dataclass(frozen=True)
class Room:
    """An entry of the navigation. Where it has several places, each of their pages leads to the others."""

    label: str
    places: tuple[Place, ...]


P = Permission
# Views by name, because most of them stand to the right of this package.
ROOMS = (
    Room("Dashboard", (Place("Dashboard", "reports:dashboard", P.BOARD_READ),)),
    Room("Measures", (Place("Measures", "performance:measure-list", P.BOARD_READ),)),
    Room("Risks", (Place("Risks", "priorities:risk-list", P.BOARD_READ),)),
    Room("Returns", (Place("Returns", "priorities:return-list", P.TRACKER_READ),)),
    Room(
        "Agreement",
        (
            Place("Agreements", "priorities:agreement-list", P.BOARD_KNOW),
            Place("What changed", "priorities:agreement-compare", P.BOARD_KNOW),
            Place("Statutory checklist", "reports:checklist", P.BOARD_READ),
            Place("Action plans", "priorities:plan-list", P.BOARD_READ),
            Place("Funding", "priorities:funding-list", P.BOARD_READ),
        ),
    ),
    Room(
        "Meetings",
        (
            Place("Meetings", "board:meeting-list", P.MEETING_READ),
            Place("Decisions", "board:decision-list", P.ACTION_READ),
            Place("Actions", "board:action-list", P.ACTION_READ),
            Place("Closed days", "board:closure-list", P.MEETING_EDIT),
        ),
    ),
    Room(
        "Duties",
        (
            Place("Duties", "board:duty-list", P.DUTY_READ),
            Place("Linkages", "board:linkage-list", P.DUTY_READ),
            Place("Scrutiny", "board:recommendation-list", P.BOARD_KNOW),
        ),
    ),
    Room(
        "Papers",
        (
            Place("Papers", "reports:paper-list", P.BOARD_KNOW),
            Place("Briefings", "reports:briefing-list", P.BOARD_READ),
            Place("Writing", "reports:writing-list", P.PAPER_READ_DRAFT),
            Place("Kinds of document", "reports:kind-list", P.PAPER_COMPILE),
        ),
    ),
    Room(
        "Partnerships",
        (
            Place("Partnerships", "partnerships:partnership-list", P.BOARD_KNOW),
            Place("Narratives", "partnerships:narrative-list", P.BOARD_READ),
            Place("Escalations", "partnerships:escalation-list", P.BOARD_READ),
            Place("Assessments", "partnerships:assessment-list", P.BOARD_READ),
            Place("Local plans", "partnerships:local-list", P.BOARD_READ),
            Place("Severity profiles", "reports:alignment-detail", P.BOARD_READ),
            Place("Priority wards", "partnerships:ward-list", P.BOARD_READ),
            Place("Learning", "partnerships:learning-list", P.LEARNING_READ),
        ),
    ),
    Room(
        "The Board",
        (
            Place("About the Board", "board:about", P.BOARD_KNOW),
            Place("Membership", "board:seat-list", P.BOARD_KNOW),
            Place("Organisations", "board:body-list", P.BOARD_KNOW),
            Place("Groups", "board:group-list", P.BOARD_KNOW),
            Place("Appointments", "board:appointment-list", P.APPOINTMENT_EDIT),
            Place("Audit log", "board:audit-list", P.AUDIT_READ),
        ),
    ),
)
FIGURES = "performance"  # imports, benchmarks and grants stand beside the measures
COMPILING = ("reports:compile-choose", "reports:compile-start", "reports:job-detail")  # beside the papers


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
        "places": [],
    }  # fmt: skip
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return frame
    boards = list(Board.objects.visible_to(person))
    board = board_of_page(request, boards)
    rooms = ways(request, person, board) if board else []
    return frame | {
        "home_url": reverse("reports:home"),
        "sign_out_url": reverse("sign-out"),
        "boards": boards,
        "board_of_page": board,
        "current_board": board.name if board else "",
        "my_boards": [Way(each.name, _front_page(person, each), each == board) for each in boards],
        "navigation": [home_way(request), *(entry for entry, _ in rooms)],
        "places": next((places for entry, places in rooms if entry.current and len(places) > 1), []),
    }


def footer_links() -> list[Way]:
    return [
        Way("Published papers", reverse("reports:public-library")),
        Way("Published figures", reverse("reports:figures-index")),
        Way("Accessibility", reverse("reports:accessibility")),
    ]


def _front_page(person: Person, board: Board) -> str:
    """The first page of a board that this person may open."""
    return next(way.url for places in _open_places(person, board).values() for way in places)


def _open_places(person: Person, board: Board) -> dict[str, list[Way]]:
    """The places that this person may open, by room; rooms without any are left out."""
    open_places = {
        room.label: [
            Way(place.label, reverse(place.view, kwargs={"board": board.slug}))
            for place in room.places
            if person.has_perm(place.permission, board)
        ]
        for room in ROOMS
    }
    return {label: places for label, places in open_places.items() if places}


def board_of_page(request: HttpRequest, boards: list[Board]) -> Board | None:
    """The board the address names; on a page of no board, the person's only one."""
    match = request.resolver_match
    slug = match.kwargs.get("board") if match else None
    if slug:
        return next((board for board in boards if board.slug == slug), None)
    return boards[0] if len(boards) == 1 else None


def home_way(request: HttpRequest) -> Way:
    home = reverse("reports:home")
    return Way("Home", home, request.path == home)


def ways(request: HttpRequest, person: Person, board: Board) -> list[tuple[Way, list[Way]]]:
    """The entries of the navigation with the places of each room; the place whose address is nearest is current."""
    rooms = _open_places(person, board)
    here = [way.url for places in rooms.values() for way in places]
    best = max((url for url in here if request.path.startswith(url)), key=len, default=None)
    if request.resolver_match and request.resolver_match.namespace == FIGURES:
        best = reverse("performance:measure-list", kwargs={"board": board.slug})
    if request.resolver_match and request.resolver_match.view_name in COMPILING:
        best = reverse("reports:paper-list", kwargs={"board": board.slug})
    return [
        (
            Way(label, places[0].url, any(way.url == best for way in places)),
            [Way(way.label, way.url, way.url == best) for way in places],
        )
        for label, places in rooms.items()
    ]
