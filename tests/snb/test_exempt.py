"""What is heard in private: marked with its ground and reason, and shown to those alone who may read it."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from snb.agenda import change_item, move_item, remove_item
from snb.exempt import public_items, seen_items
from snb.models import AgendaItem, AuditEvent, Post
from snb.permissions import Permission
from snb.workflow import Refusal
from tests.cast import Cast, days
from tests.snb.helpers import knower
from tests.snb.notice_scene import MARKER, PUBLIC_TITLE, REASON, details, item, paper, private
from tests.snb.test_sign_in import problems

GROUND = "Paragraph 3. Financial or business affairs of a person or body"


def url(cast: Cast, rest: str = "") -> str:
    return f"/boards/fosse/meetings/{cast.meeting.pk}/{rest}"


def typed(**more: str) -> dict[str, str]:
    said = {"title": f"{MARKER} contract", "purpose": "decide", "minutes": "10", "presenter": "", "block": "",
            "text": ""}  # fmt: skip
    return said | more


@pytest.fixture
def secret(cast: Cast) -> AgendaItem:
    """An exempt item with a paper and a presenter, between two open ones."""
    item(cast, details("First"))
    held = item(cast, private(presenter=Post.objects.get(), minutes=25))
    item(cast, details("Last"))
    paper(held, cast.manager, title=f"{MARKER} prices")
    return held


def test_who_may_read_it_sees_all_of_it(cast: Cast, secret: AgendaItem) -> None:
    for person in (cast.member, cast.chair, cast.manager, cast.lead):
        seen = seen_items(cast.meeting, person)[1]
        assert (seen.title, seen.is_hidden, seen.ground) == (f"{MARKER} contract", False, GROUND)
        assert (seen.public_interest, [held.title for held in seen.papers]) == (REASON, [f"{MARKER} prices"])
        assert seen.presenter_id == Post.objects.get().pk


def test_others_learn_its_number_public_title_and_ground(cast: Cast, secret: AgendaItem) -> None:
    for seen in (
        seen_items(cast.meeting, cast.csp_officer)[1], seen_items(cast.meeting, cast.support)[1],
        public_items(cast.meeting)[1],
    ):  # fmt: skip
        assert (seen.number, seen.title, seen.ground, seen.minutes) == (2, PUBLIC_TITLE, GROUND, 25)
        assert (seen.is_exempt, seen.is_hidden) == (True, True)
        assert (seen.presenter, seen.presenter_id, seen.text, seen.block, seen.papers) == (None, None, "", "", ())
        assert MARKER not in repr(seen)


def test_open_items_are_everybodys(cast: Cast) -> None:
    capacity = cast.board.capacities.create(name="Domestic Abuse Board", begins=days(-9))
    held = item(cast, details("Open", text="Words.", capacity=capacity))
    paper(held, cast.manager, title="Options")
    seen = seen_items(cast.meeting, cast.csp_officer)[0]
    assert (seen.title, seen.text, seen.capacity, seen.ground) == ("Open", "Words.", "Domestic Abuse Board", "")
    assert [held.title for held in seen.papers] == ["Options"]


@pytest.mark.parametrize("count", [1, 4])
def test_an_agenda_is_two_queries_however_long(cast: Cast, count: int, django_assert_num_queries) -> None:
    for _ in range(count):
        paper(item(cast, private()), cast.manager)
    with django_assert_num_queries(2):
        public_items(cast.meeting)


@pytest.mark.parametrize("rest", ["", "?format=csv", "?format=xlsx", "../", "../?format=csv"])
def test_the_marker_is_on_no_page_of_who_may_not_read_it(as_, cast: Cast, secret: AgendaItem, rest: str) -> None:
    def text_of(person) -> str:
        content = as_(person).get(url(cast, rest)).content
        if "xlsx" not in rest:
            return content.decode()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "".join(archive.read(name).decode("utf-8", "ignore") for name in archive.namelist())

    for person in (cast.csp_officer, cast.support):
        assert MARKER not in text_of(person)
    if not rest.startswith(".."):
        assert PUBLIC_TITLE in text_of(cast.csp_officer)
        assert MARKER in text_of(cast.member)


def test_nor_do_they_reach_its_papers_or_forms(as_, cast: Cast, secret: AgendaItem, monkeypatch) -> None:
    download = url(cast, f"papers/{secret.papers.get().pk}/")
    answer = as_(cast.member).get(download)
    assert answer.status_code == 200
    assert answer.getvalue().startswith(b"%PDF")  # to its end, so that the file is closed
    assert {as_(person).get(download).status_code for person in (cast.csp_officer, cast.support)} == {404}
    editor = knower(monkeypatch, cast, Permission.MEETING_READ, Permission.MEETING_EDIT)  # edits, may not read
    for act in ("edit", "remove", "withdraw", "papers/add"):
        assert as_(editor).get(url(cast, f"agenda/{secret.pk}/{act}/")).status_code == 404
    assert as_(editor).get(f"{download}remove/").status_code == 404
    assert MARKER not in as_(editor).get(url(cast)).content.decode()


def test_who_may_not_read_it_may_not_change_it(cast: Cast, secret: AgendaItem, monkeypatch) -> None:
    editor = knower(monkeypatch, cast, Permission.MEETING_READ, Permission.MEETING_EDIT)
    for act in (
        lambda: change_item(item=secret, details=details("X"), by=editor),
        lambda: move_item(item=secret, up=True, by=editor),
        lambda: remove_item(item=secret, by=editor),
        lambda: paper(secret, editor),
    ):
        with pytest.raises(PermissionDenied, match="what is heard in private"):
            act()


def test_the_audit_log_names_it_as_the_public_does(cast: Cast, secret: AgendaItem) -> None:
    move_item(item=secret, up=True, by=cast.manager)
    for event in AuditEvent.objects.all():
        assert MARKER not in f"{event.object_label} {event.detail}"
    assert AuditEvent.objects.filter(object_label__contains=PUBLIC_TITLE).exists()


def test_without_reason_or_public_title_it_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal, match="why the public interest"):
        item(cast, private(public_interest="  "))
    with pytest.raises(Refusal, match="a title that the public may read"):
        item(cast, private(public_title=" "))
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.create(meeting=cast.meeting, order=1, title="x", exempt_paragraph=3, public_title="x")
    assert not AgendaItem.objects.exists()


def test_opening_an_item_to_the_public_takes_the_words_of_privacy_away(cast: Cast) -> None:
    held = item(cast, private())
    changed = change_item(
        item=held, details=details("Open now", public_interest="x", public_title="y"), by=cast.manager
    )
    assert (changed.is_exempt, changed.public_interest, changed.public_title) == (False, "", "")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            {"exempt_paragraph": "3"},
            ["Enter why the public interest is against publishing it", "Enter a title for the public"],
        ),
        ({"exempt_paragraph": "9", "public_interest": "x", "public_title": "y"},
         ["Select a valid choice. 9 is not one of the available choices."]),
        (
            {"public_interest": "x"},
            ["Select the paragraph that allows it, or empty the reason and the title for the public below"],
        ),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_beside_its_field(as_, cast: Cast, more: dict, said: list[str]) -> None:
    assert problems(as_(cast.manager).post(url(cast, "agenda/add/"), typed(**more))) == said
    assert not AgendaItem.objects.exists()


def test_marking_an_item_on_its_page(as_, cast: Cast) -> None:
    more = {"exempt_paragraph": "3", "public_interest": REASON, "public_title": PUBLIC_TITLE}
    as_(cast.manager).post(url(cast, "agenda/add/"), typed(**more))
    held = AgendaItem.objects.get()
    assert (held.exempt_paragraph, held.public_interest, held.public_title) == (3, REASON, PUBLIC_TITLE)
    form = as_(cast.manager).get(url(cast, f"agenda/{held.pk}/edit/")).context["form"]
    assert form["exempt_paragraph"].value() == 3


def test_the_agenda_says_as_what_the_board_sits(as_, cast: Cast) -> None:
    capacity = cast.board.capacities.create(name="Domestic Abuse Board", begins=days(-9))
    ended = cast.board.capacities.create(name="Old Board", begins=days(-90), ends=days(-1))
    client = as_(cast.manager)
    form = client.get(url(cast, "agenda/add/")).context["form"]
    assert list(form.fields["capacity"].queryset) == [capacity]
    assert ended not in form.fields["capacity"].queryset
    item(cast, details("A"))
    client.post(url(cast, "agenda/add/"), typed(capacity=str(capacity.pk)))
    item(cast, details("C"))
    page = client.get(url(cast)).content.decode()
    parts = [
        "A</strong>", "The Board sits as: Domestic Abuse Board", f"{MARKER} contract</strong>",
        "The Board sits as itself again", "C</strong>",
    ]  # fmt: skip
    places = [page.index(part) for part in parts]
    assert places == sorted(places)
    assert 'start="3"' in page


def test_a_board_does_not_sit_as_anothers_board(cast: Cast) -> None:
    theirs = cast.other_board.capacities.create(name="Theirs", begins=dt.date(2020, 1, 1))
    with pytest.raises(Refusal, match="does not sit as that"):
        item(cast, details(capacity=theirs))


def test_a_board_that_sits_as_nothing_else_is_not_asked(as_, cast: Cast) -> None:
    assert "capacity" not in as_(cast.manager).get(url(cast, "agenda/add/")).context["form"].fields
