"""The pages of attendance and declarations: who sees and does what, what they say, and what goes wrong."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from snb.attendance import declare
from snb.models import Attendance, Board, Declaration, Meeting
from tests.cast import ACTORS, Cast, days
from tests.priorities.pages import Page, get, post
from tests.snb.sittings_scene import Scene, make_scene

READERS = {"lead", "deputy", "support", "other_lead", "manager", "chair", "member", "analyst", "csp_officer"}
HIDDEN = set(ACTORS) - READERS
KEEPER = {200: {"manager"}, 403: READERS - {"manager"}, 404: HIDDEN}


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return make_scene(cast)


def url(scene: Scene, view: str = "attendance-detail", *more: int) -> str:
    return reverse(f"board:{view}", args=["fosse", scene.meeting.pk, *more])


def posted(scene: Scene, **changes: str) -> dict[str, str]:
    """The form filled in: everybody present whom the register knows, the others absent."""
    data = {"seen": scene.sitting.stamp, "others": ""}
    for key, mark in scene.marks().items():
        data |= {f"kind_{key[0]}_{key[1]}": mark.kind, f"name_{key[0]}_{key[1]}": mark.name}
    return data | changes


def field(scene: Scene, what: str, seat: Any) -> str:
    return f"{what}_{seat.pk}_{seat.posts.get().pk}"


def statuses(cast: Cast, as_: Any, address: str) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for name in ACTORS:
        found.setdefault(as_(cast.by_name[name]).get(address).status_code, set()).add(name)
    return found


def declared(scene: Scene, item: int | None = None) -> Declaration:
    return declare(
        meeting=scene.meeting, name="Member Person", interest="Trustee", left_the_room=item is not None,
        item=None if item is None else scene.items[item], by=scene.cast.manager,
    )  # fmt: skip


# Who -----------------------------------------------------------------------------------------------------------------


def test_who_reads_and_who_writes(scene: Scene, as_) -> None:
    assert statuses(scene.cast, as_, url(scene)) == {200: READERS, 404: HIDDEN}
    for view in ("attendance-edit", "declaration-add"):
        assert statuses(scene.cast, as_, url(scene, view)) == {
            200: {"manager"},
            403: READERS - {"manager"},
            404: HIDDEN,
        }
    removing = url(scene, "declaration-remove", declared(scene).pk)
    assert statuses(scene.cast, as_, removing) == {200: {"manager"}, 403: READERS - {"manager"}, 404: HIDDEN}


def test_a_meeting_or_declaration_is_not_found_under_another(scene: Scene, as_) -> None:
    made = declared(scene)
    assert (
        as_(scene.cast.manager).get(reverse("board:attendance-detail", args=["wold", scene.meeting.pk])).status_code
        == 404
    )
    other = reverse("board:declaration-remove", args=["fosse", scene.cast.meeting.pk, made.pk])
    assert as_(scene.cast.manager).get(other).status_code == 404


# Reading -------------------------------------------------------------------------------------------------------------


def test_before_anything_is_recorded_the_page_says_so(scene: Scene, as_) -> None:
    page = get(as_(scene.cast.manager), url(scene))
    assert "Attendance has not been recorded yet." in page.text
    assert "Record attendance" in page.buttons + page.links
    assert "Record attendance" not in get(as_(scene.cast.member), url(scene)).buttons
    assert "Business sector: not currently identified" in page.text


def test_a_meeting_ahead_says_that_it_has_not_been_held(scene: Scene, as_) -> None:
    for view in ("attendance-detail", "attendance-edit", "minutes-detail"):
        page = get(as_(scene.cast.manager), reverse(f"board:{view}", args=["fosse", scene.cast.meeting.pk]))
        assert "This meeting has not been held yet." in page.text
        assert not page.buttons


def test_the_record_shows_rows_names_vacancies_and_the_quorum(scene: Scene, as_) -> None:
    scene.sit(fire="substitute:Dep Uty", fosse_police="apologies")
    page = get(as_(scene.cast.member), url(scene))
    assert "Quorate: 2 of 4 rows, quorum 3." not in page.text
    assert "Not quorate: 2 of 4 rows, quorum 3." in page.text
    assert ["Chief Officer, Fire", "Represented by a substitute", "Dep Uty, for Analyst Person"] in page.rows
    assert ["Director, Health", "Absent", "Nobody known"] in page.rows
    assert "3 people came for the rows of the Board." in page.text
    assert page.buttons == []


def test_a_board_without_a_quorum_says_so(scene: Scene, as_) -> None:
    Board.objects.update(quorum=None)
    scene.sit()
    assert "3 of 4 rows present; no quorum is set for this Board." in get(as_(scene.cast.member), url(scene)).text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_table_can_be_taken_away(scene: Scene, as_, kind: str) -> None:
    scene.sit()
    answer = as_(scene.cast.member).get(url(scene) + f"?format={kind}")
    assert answer.status_code == 200
    if kind == "csv":
        lines = answer.content.decode("utf-8-sig").splitlines()
        assert lines[0] == "Row,Post,Attendance,Name,Holder of the day"
        assert 'Fire,"Chief Officer, Fire",Present,Analyst Person,Analyst Person' in lines
        assert "Business sector,Not currently identified,Vacant,," in lines


def test_approved_it_offers_no_change(scene: Scene, as_) -> None:
    declared(scene)
    scene.approved()
    page = get(as_(scene.cast.manager), url(scene))
    assert page.buttons == []
    assert not [link for link in page.links if link.startswith("Take out")]


# Writing -------------------------------------------------------------------------------------------------------------


def test_the_form_is_filled_with_the_holders_of_the_day(scene: Scene, as_) -> None:
    page = get(as_(scene.cast.manager), url(scene, "attendance-edit"))
    assert [row[0] for row in page.rows] == [
        "Lead PersonChief Constable, Fosse Police", "Member PersonChief Executive, North",
        "Chair PersonChief Executive, South", "Analyst PersonChief Officer, Fire", "Nobody knownDirector, Health",
        "Business sector",
    ]  # fmt: skip
    assert page.value(field(scene, "kind", scene.fire)) == ""


def test_attendance_is_saved_and_said(scene: Scene, as_) -> None:
    data = posted(scene, others="A Clerk, Clerk, Fosse Council\n\n B Clerk \n")
    page = post(as_(scene.cast.manager), url(scene, "attendance-edit"), data)
    assert page.messages == ["Attendance is recorded. Quorate: 3 of 4 rows, quorum 3."]
    assert list(Attendance.objects.filter(seat=None).values_list("name", "title")) == [
        ("A Clerk", "Clerk, Fosse Council"), ("B Clerk", ""),
    ]  # fmt: skip
    again = get(as_(scene.cast.manager), url(scene, "attendance-edit"))
    assert again.value("others") == "A Clerk, Clerk, Fosse Council\nB Clerk"
    assert again.value(field(scene, "kind", scene.fire)) == "present"


def test_a_line_without_an_answer_is_named(scene: Scene, as_) -> None:
    empty, nameless = field(scene, "kind", scene.fire), field(scene, "kind", scene.police)
    page = post(
        as_(scene.cast.manager), url(scene, "attendance-edit"), posted(scene, **{empty: "", nameless: "substitute"})
    )
    assert page.errors == [
        (f"id_{field(scene, 'name', scene.police)}", "Enter the name of the substitute for Lead Person"),
        (f"id_{empty}", "Say whether Analyst Person was there: Chief Officer, Fire"),
    ]
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("others", ["x" * 151, "A, " + "y " * 200, "a\x00b"])
def test_others_that_are_too_long_or_odd_are_refused_and_kept(scene: Scene, as_, others: str) -> None:
    page = post(as_(scene.cast.manager), url(scene, "attendance-edit"), posted(scene, others=others))
    assert [target for target, _ in page.errors] == ["id_others"]
    assert not Attendance.objects.exists()


def test_two_people_at_once_see_both_records(scene: Scene, as_) -> None:
    client, data = as_(scene.cast.manager), posted(scene)
    scene.sit(fire="apologies")
    answer = client.post(url(scene, "attendance-edit"), data)
    page = Page(answer)
    assert answer.status_code == 409
    assert ["Chief Officer, Fire", "Apologies: Analyst Person", "Present: Analyst Person"] in page.rows
    assert Attendance.objects.get(seat=scene.fire).kind == "apologies"
    post(client, url(scene, "attendance-edit"), data | {"seen": page.value("seen")})
    assert Attendance.objects.get(seat=scene.fire).kind == "present"


def test_once_approved_the_form_says_why_it_saves_nothing(scene: Scene, as_) -> None:
    scene.approved()
    answer = as_(scene.cast.manager).post(url(scene, "attendance-edit"), posted(scene))
    assert answer.status_code == 409
    assert "approved" in Page(answer).errors[0][1]


def test_a_seat_filled_later_may_be_left_as_vacant_that_day(scene: Scene, as_) -> None:
    scene.sit()
    scene.business.posts.add(scene.fire.posts.get())
    page = get(as_(scene.cast.manager), url(scene, "attendance-edit"))
    assert page.value(field(scene, "kind", scene.business)) == ""
    saved = post(as_(scene.cast.manager), url(scene, "attendance-edit"), posted(scene, **{
        field(scene, "kind", scene.business): "",
    }))  # fmt: skip
    assert saved.messages == ["Attendance is recorded. Quorate: 3 of 4 rows, quorum 3."]


def test_extra_members_stand_in_a_table_of_their_own(scene: Scene, as_) -> None:
    scene.joint()
    page = get(as_(scene.cast.manager), url(scene, "attendance-edit"))
    assert page.all("//caption") == ["Rows of the Board", "Only while the Board sits as the Drugs Board"]
    scene.sit()
    shown = get(as_(scene.cast.member), url(scene))
    assert "Drugs Board. Quorate: 4 of 5 rows, quorum 3." in shown.text


# Declarations --------------------------------------------------------------------------------------------------------


def test_a_declaration_is_recorded_shown_and_taken_out(scene: Scene, as_) -> None:
    client = as_(scene.cast.manager)
    data = {"name": "Member Person", "item": str(scene.items[1].pk), "interest": "Trustee", "left_the_room": "on"}
    page = post(client, url(scene, "declaration-add"), data)
    assert page.messages == ["The declaration by Member Person is recorded"]
    assert "Member Person: Trustee. Item 2, The plan. Left the room for the item." in page.text
    made = Declaration.objects.get()
    gone = post(client, url(scene, "declaration-remove", made.pk))
    assert "None is recorded." in gone.text
    assert not Declaration.objects.exists()


def test_a_declaration_that_says_too_little_is_refused(scene: Scene, as_) -> None:
    page = post(as_(scene.cast.manager), url(scene, "declaration-add"), {"left_the_room": "on"})
    assert [target for target, _ in page.errors] == ["id_name", "id_item", "id_interest"]


def test_a_declaration_in_a_private_item_is_for_those_who_may_read_it(scene: Scene, as_) -> None:
    declared(scene, item=2)
    assert "Trustee" in get(as_(scene.cast.member), url(scene)).text
    hidden = get(as_(scene.cast.support), url(scene))
    assert "Trustee" not in hidden.text
    assert "None is recorded." in hidden.text


# On the page of the meeting ------------------------------------------------------------------------------------------


def test_the_page_of_a_meeting_sums_up_what_happened(scene: Scene, as_) -> None:
    address = reverse("board:meeting-detail", args=["fosse", scene.meeting.pk])
    assert "Not recorded yet" in get(as_(scene.cast.member), address).text
    scene.sit()
    scene.decide("Fit locks.")
    scene.decide("Acme wins.", item=2)
    text = get(as_(scene.cast.support), address).text
    assert "Quorate: 3 of 4 rows, quorum 3" in text
    assert "Fit locks." in text
    assert "Acme" not in text
    ahead = reverse("board:meeting-detail", args=["fosse", scene.cast.meeting.pk])
    assert "What happened" not in get(as_(scene.cast.member), ahead).text
    assert Meeting.objects.get(pk=scene.cast.meeting.pk).date > days(0)
