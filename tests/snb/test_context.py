"""The frame around every page."""

from __future__ import annotations

from django.urls import reverse

from snb.permissions import Role
from tests.cast import Cast, board_remit, give
from tests.snb.helpers import knower

ABOUT = "/boards/fosse/about/"


def labels(answer) -> list[str]:
    return [way.label for way in answer.context["navigation"]]


def test_the_ways_shown_are_the_ways_open(as_, cast: Cast, monkeypatch) -> None:
    answer = as_(knower(monkeypatch, cast)).get(ABOUT)
    assert labels(answer) == ["Home", "Agreement", "Duties", "Papers", "Partnerships", "The Board"]
    assert [way.label for way in answer.context["navigation"] if way.current] == ["The Board"]


def test_a_programme_manager_has_the_ways_of_the_work(as_, cast: Cast) -> None:
    assert labels(as_(cast.manager).get(ABOUT)) == [
        "Home", "Dashboard", "Measures", "Risks", "Returns", "Agreement", "Meetings", "Duties", "Papers",
        "Partnerships", "The Board",
    ]  # fmt: skip


def test_a_page_below_a_way_is_on_that_way(as_, cast: Cast) -> None:
    answer = as_(cast.manager).get("/boards/fosse/meetings/add/")
    assert [way.label for way in answer.context["navigation"] if way.current] == ["Meetings"]


def test_one_board_needs_no_switcher(as_, cast: Cast) -> None:
    answer = as_(cast.manager).get(ABOUT)
    assert answer.context["current_board"] == "Safer Fosse Board"
    assert "Choose a board" not in answer.content.decode()
    assert "gt-switcher" not in answer.content.decode()


def test_several_boards_are_switched_between_and_each_leads_where_one_may_go(as_, cast: Cast) -> None:
    give(cast.manager, Role.SCRUTINY_MEMBER, board_remit(cast.other_board))
    answer = as_(cast.manager).get(ABOUT)
    assert [(way.label, way.url, way.current) for way in answer.context["my_boards"]] == [
        ("Safer Fosse Board", reverse("reports:dashboard", args=["fosse"]), True),
        ("Safer Wold Board", reverse("priorities:agreement-list", args=["wold"]), False),
    ]
    assert "gt-switcher" in answer.content.decode()


def test_nothing_is_said_of_a_board_one_may_not_know(as_, cast: Cast) -> None:
    answer = as_(cast.outsider).get(ABOUT)
    assert answer.status_code == 404
    assert answer.context["my_boards"] == []
    assert "Safer Fosse Board" not in answer.content.decode()


def test_signed_out_there_is_a_way_in_and_no_other(client, db) -> None:
    answer = client.get("/sign-in/")
    assert (answer.context["navigation"], answer.context["sign_in_url"]) == ([], "/sign-in/")
    assert "Sign out" not in answer.content.decode()


def test_a_demonstration_says_so(client, db, settings) -> None:
    assert "Demonstration" not in client.get("/sign-in/").content.decode()
    settings.DEMO = True
    assert "Demonstration" in client.get("/sign-in/").content.decode()


def test_a_room_with_several_places_leads_from_each_to_the_others(as_, cast: Cast) -> None:
    answer = as_(cast.manager).get(ABOUT)
    assert [(way.label, way.current) for way in answer.context["places"]] == [
        ("About the Board", True), ("Membership", False), ("Organisations", False), ("Groups", False),
        ("Appointments", False),
    ]  # fmt: skip
    assert as_(cast.manager).get("/boards/fosse/risks/").context["places"] == []


def test_compiling_stands_beside_the_papers(as_, cast: Cast) -> None:
    for page in ("compile/", "compile/board-pack/"):
        answer = as_(cast.manager).get(f"/boards/fosse/{page}")
        assert [way.label for way in answer.context["navigation"] if way.current] == ["Papers"]
        assert answer.context["places"][0].current
