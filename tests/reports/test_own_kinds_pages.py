"""The pages of own kinds: made, arranged, set, previewed and compiled by somebody with a browser and no code."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from priorities.models.returns import State
from reports.models import Edition, KindVersion, OwnKind
from reports.own_kinds.arranging import piece_of, section_of
from reports.own_kinds.catalogue import CATALOGUE
from reports.own_kinds.layout import every_piece, every_section, read_layout, stamp
from reports.own_kinds.writing import begin_draft, change_block, remove_block, remove_section, retire_kind, whole_stamp
from snb.models import AuditEvent, Meeting
from tests.cast import Cast, bring_to, open_return
from tests.reports.own_kinds_scene import block, bring_into_use, draft_of, in_use, own_kind, section, url
from tests.reports.page_scene import add_measure

WORDS = section("One", block("prose", "b1", markdown="Words"), anchor="s-one")


def layout_of(own: OwnKind):
    return read_layout(draft_of(own).layout)[0]


def seen_in(answer: Any) -> str:
    """The stamp in the form of a page."""
    found = re.search(r'name="seen" value="([^"]*)"', answer.content.decode())
    assert found is not None
    return found[1]


def settings_of(own: OwnKind, id: str = "b1") -> dict[str, Any]:
    piece = piece_of(layout_of(own), id)
    assert piece is not None
    return dict(piece.settings)


# From nothing to a paper ----------------------------------------------------------------------------------------------


def test_a_kind_is_made_arranged_set_and_brought_into_use_without_any_code(cast: Cast, as_) -> None:
    client = as_(cast.manager)
    made = client.post(
        reverse("reports:kind-add", args=["fosse"]), {"name": "Chair’s note", "of_meeting": "yes", "origin": "empty"}
    )
    own = OwnKind.objects.get()
    assert made["Location"] == url(own, "kind-edit")
    assert "has no sections yet" in client.get(url(own, "kind-edit")).content.decode()

    client.post(
        url(own, "kind-section-add"), {"heading": "Leads", "numbering": "given", "number": "A", "starts_page": "on"}
    )
    client.post(f"{url(own, 'kind-section-add')}?within=s-leads", {"heading": "Deputies", "numbering": "none"})
    answer = client.post(url(own, "kind-block-add", "s-leads"), {"block": "leads-table"})
    assert answer["Location"] == url(own, "kind-block-edit", "b1")
    form = client.get(answer["Location"])
    assert "Only these priorities" in form.content.decode()
    client.post(
        answer["Location"],
        {
            "seen": seen_in(form),
            "block": "leads-table",
            "priorities": ["arson"],
            "heading": "Who leads",
            "otherwise": "",
        },
    )
    assert settings_of(own) == {"themes": (), "priorities": ("arson",), "heading": "Who leads", "otherwise": ""}
    page = client.get(url(own, "kind-edit")).content.decode()
    assert "Only these priorities: Arson" in page
    assert "A: Leads" in page

    form = client.get(url(own, "kind-use"))
    client.post(url(own, "kind-use"), {"seen": seen_in(form), "note": "The first"})
    assert own.versions.get().state == KindVersion.State.IN_USE
    detail = client.get(url(own, "kind-detail")).content.decode()
    assert "The first" in detail
    assert "Make the next version" in detail


def test_a_preview_is_the_paper_as_of_now_and_keeps_nothing(cast: Cast, as_) -> None:
    bring_to(open_return(cast), State.ACCEPTED, cast)
    own = own_kind(cast, section("Reports", block("returns")), section("Told", block("narratives")))
    page = as_(cast.manager).get(url(own, "kind-preview")).content.decode()
    assert "Preview: not an edition" in page
    assert "Fewer repeats, but slow." in page
    assert "This section has nothing to print now and is left out: Told." in page
    assert escape("Arson has no accepted return") in page or "1 gap" in page
    assert Edition.objects.count() == 0


def test_a_preview_is_of_the_meeting_that_is_chosen(cast: Cast, as_) -> None:
    own = own_kind(cast, WORDS)
    client = as_(cast.manager)
    for asked, said in (
        (cast.meeting.pk, "For the meeting of"),
        ("x", "Select a valid choice"),
        (10**19, "valid choice"),
    ):
        assert said in client.get(url(own, "kind-preview"), {"meeting": asked}).content.decode()
    Meeting.objects.all().delete()
    assert "The Board has no meeting to compile it for." in client.get(url(own, "kind-preview")).content.decode()
    undated = own_kind(cast, WORDS, name="Undated", of_meeting=False)
    assert "As at " in client.get(url(undated, "kind-preview")).content.decode()
    empty = own_kind(cast, name="Empty", of_meeting=False)
    assert "would be empty now" in client.get(url(empty, "kind-preview")).content.decode()


def test_a_preview_as_pages_says_on_each_that_it_is_no_edition(cast: Cast, as_, monkeypatch) -> None:
    laid_out: list[dict[str, Any]] = []

    def lay_out(content: dict[str, Any], digest: str) -> bytes:
        laid_out.append(content)
        return b"%PDF"

    monkeypatch.setattr("reports.views.own_kind_preview.content_pdf", lay_out)
    own = own_kind(cast, WORDS)
    client = as_(cast.manager)
    address = f"{url(own, 'kind-preview-file')}?meeting={cast.meeting.pk}"
    assert address in client.get(url(own, "kind-preview")).content.decode()
    answer = client.get(address)
    assert (answer["Content-Type"], answer.getvalue()) == ("application/pdf", b"%PDF")
    assert "fosse-quarterly-note-preview.pdf" in answer["Content-Disposition"]
    assert laid_out[0]["marking"] == laid_out[0]["notice"] == "Preview: not an edition"
    assert client.get(f"{url(own, 'kind-preview-file')}?meeting=x").status_code == 409
    assert as_(cast.member).get(address).status_code == 403
    assert Edition.objects.count() == 0


# The list and one kind ------------------------------------------------------------------------------------------------


def test_the_list_describes_every_kind(cast: Cast, as_) -> None:
    client = as_(cast.manager)
    address = reverse("reports:kind-list", args=["fosse"])
    page = client.get(address).content.decode()
    assert "The Board has made no kind of its own yet." in page
    assert "Community Safety Agreement" in page
    assert "Required actions" in page  # a section of the pack
    retire_kind(own=in_use(cast, WORDS, name="<b>Odd & old</b>"), by=cast.manager)
    page = client.get(address).content.decode()
    assert escape("<b>Odd & old</b>") in page
    assert "Retired" in page


def test_kinds_have_a_place_among_the_papers(cast: Cast, as_) -> None:
    address = reverse("reports:kind-list", args=["fosse"])
    papers = reverse("reports:paper-list", args=["fosse"])
    assert address in as_(cast.manager).get(papers).content.decode()
    assert address not in as_(cast.member).get(papers).content.decode()


@pytest.mark.parametrize("origin", ["built-in:board-pack", "built-in:csa", "own:first", "empty"])
def test_a_kind_begins_from_another(cast: Cast, as_, origin: str) -> None:
    own_kind(cast, WORDS, name="First")
    data = {"name": "Second", "of_meeting": "no", "origin": origin}
    answer = as_(cast.manager).post(reverse("reports:kind-add", args=["fosse"]), data, follow=True)
    own = OwnKind.objects.get(slug="second")
    names = [piece.name for piece in every_piece(layout_of(own))]
    assert "agenda" not in names
    assert bool(names) is (origin != "empty")
    said = "blocks were left out, because they are only for a meeting" in answer.content.decode()
    assert said is (origin == "built-in:board-pack")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": ""}, "Enter name"),
        ({"name": "x" * 121}, "at most 120 characters|120 characters or fewer"),
        ({"of_meeting": ""}, "Answer the question"),
        ({"origin": "own:nothing"}, "Select a valid choice"),
        ({"name": "board PACK"}, "There is a kind called"),
    ],
)
def test_a_kind_that_cannot_be_made_says_why_and_loses_nothing(
    cast: Cast, as_, wrong: dict[str, str], message: str
) -> None:
    data = {"name": "Note <1>", "of_meeting": "no", "origin": "empty", **wrong}
    page = as_(cast.manager).post(reverse("reports:kind-add", args=["fosse"]), data).content.decode()
    assert re.search(message, page)
    assert escape(data["name"]) in page
    assert OwnKind.objects.count() == 0


def test_versions_stand_side_by_side_with_what_changed(cast: Cast, as_) -> None:
    own = in_use(cast, WORDS)
    client = as_(cast.manager)
    client.post(url(own, "kind-draft"))
    page = client.get(url(own, "kind-version", 2)).content.decode()
    assert "Nothing is changed." in page
    form = client.get(url(own, "kind-block-edit", "b1"))
    client.post(url(own, "kind-block-edit", "b1"), {"seen": seen_in(form), "markdown": "<i>New</i>"})
    page = client.get(url(own, "kind-version", 2)).content.decode()
    assert "One: Text of your own is set otherwise" in page
    assert escape("<i>New</i>") in page
    assert client.get(url(own, "kind-version", 1)).status_code == 200
    for gone in (0, 3, 10**18):
        assert client.get(url(own, "kind-version", gone)).status_code == 404


def test_the_life_of_a_kind_in_buttons(cast: Cast, as_) -> None:
    own = own_kind(cast, WORDS)
    client = as_(cast.manager)
    form = client.get(url(own, "kind-rename"))
    client.post(url(own, "kind-rename"), {"seen": seen_in(form), "name": "Letter"})
    bring_into_use(cast, own)
    client.post(url(own, "kind-draft"))
    form = client.get(url(own, "kind-discard"))
    client.post(url(own, "kind-discard"), {"seen": seen_in(form)})
    assert own.versions.count() == 1
    assert client.get(url(own, "kind-discard")).status_code == 404
    assert client.get(url(own, "kind-edit")).status_code == 302  # nothing to change: to the kind itself
    assert "Retire it" in client.get(url(own, "kind-retire")).content.decode()
    client.post(url(own, "kind-retire"))
    own.refresh_from_db()
    assert (own.name, own.is_retired) == ("Letter", True)
    client.post(url(own, "kind-restore"))
    own.refresh_from_db()
    assert not own.is_retired
    assert client.get(url(own, "kind-restore")).status_code == client.get(url(own, "kind-draft")).status_code == 405


# Changing the draft ---------------------------------------------------------------------------------------------------


def test_buttons_move_sections_and_blocks_and_lead_back_to_them(cast: Cast, as_) -> None:
    own = own_kind(cast, WORDS, section("Two", block("terms", "b2"), anchor="s-two"))
    client = as_(cast.manager)
    page = client.get(url(own, "kind-edit")).content.decode()
    assert page.count('value="up"') == 2  # not for the first section, nor for the first block
    assert page.count('value="down"') == 2
    answer = client.post(url(own, "kind-move"), {"part": "b2", "to": "up"})
    assert answer["Location"] == f"{url(own, 'kind-edit')}#b2"
    client.post(url(own, "kind-move"), {"part": "s-two", "to": "up"})
    assert [each.heading for each in every_section(layout_of(own))] == ["Two", "One"]
    assert [each.id for each in every_piece(layout_of(own))] == ["b1", "b2"]
    for odd in ("", "\x00", "<b>", "x" * 5000):
        assert client.post(url(own, "kind-move"), {"part": odd, "to": "down"}).status_code == 302
    assert client.get(url(own, "kind-move"))["Location"] == url(own, "kind-edit")


def test_the_picker_offers_what_the_kind_can_have(cast: Cast, as_) -> None:
    client = as_(cast.manager)
    for of_meeting in (True, False):
        own = own_kind(cast, WORDS, name=f"Of {of_meeting}", of_meeting=of_meeting)
        page = client.get(url(own, "kind-block-add", "s-one")).content.decode()
        offered = set(re.findall(r'name="block" value="([^"]+)"', page))
        assert offered == {name for name, entry in CATALOGUE.items() if not entry.refused(of_meeting=of_meeting)}
    assert client.post(url(own, "kind-block-add", "s-one"), {"block": "agenda"}).status_code == 409
    assert client.get(url(own, "kind-block-add", "s-gone")).status_code == 404


@pytest.mark.parametrize("name", [name for name, entry in CATALOGUE.items() if entry.of_meeting is not False])
def test_every_block_has_a_form_that_saves(cast: Cast, as_, name: str) -> None:
    add_measure(cast.burglary, "homes", {0: 5})
    own = own_kind(cast, section("One", block(name, "b1"), anchor="s-one"))
    client = as_(cast.manager)
    form = client.get(url(own, "kind-block-edit", "b1"))
    entry = CATALOGUE[name]
    good = {
        "markdown": "Words", "key": "role", "rated": ["Red"], "measure_rated": ["Amber", "Red"], "themes": ["Harm"],
        "priorities": ["arson"], "measures": ["homes"], "partnerships": ["north"], "meetings": "3", "calls": ["note"],
        "above_appetite": "on", "heading": "A heading", "otherwise": "Nothing.",
    }  # fmt: skip
    data = {setting.name: good[setting.name] for setting in entry.settings}
    answer = client.post(url(own, "kind-block-edit", "b1"), {"seen": seen_in(form), "block": name, **data})
    assert answer.status_code == 302, answer.content.decode()
    kept = settings_of(own)
    assert all(kept[setting.name] for setting in entry.settings)
    assert kept.get("meetings") in (3, None)
    page = client.get(url(own, "kind-block-edit", "b1")).content.decode()
    assert page.count("checked") == sum(len(v) if isinstance(v, list) else v == "on" for v in data.values())


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("forward-plan", {"meetings": "many"}, "How many meetings must be a number"),
        ("forward-plan", {"meetings": "0"}, "greater than or equal to 1"),
        ("forward-plan", {"meetings": "9" * 4000}, "How many meetings|number"),
        ("leads-table", {"priorities": ["piracy"]}, "Select a valid choice"),
        ("prose", {"markdown": ""}, "Enter text"),
        ("prose", {"markdown": "x" * 301}, "must not have a word"),
        ("passage", {"key": ""}, "Answer the question|Select which text"),
        ("terms", {"heading": "x" * 151}, "at most 150|150 characters or fewer"),
    ],
)
def test_a_bad_setting_is_said_at_its_field(cast: Cast, as_, name: str, data: dict[str, Any], message: str) -> None:
    own = own_kind(cast, section("One", block(name, "b1"), anchor="s-one"))
    before = draft_of(own).layout
    client = as_(cast.manager)
    form = client.get(url(own, "kind-block-edit", "b1"))
    answer = client.post(url(own, "kind-block-edit", "b1"), {"seen": seen_in(form), "block": name, **data})
    assert answer.status_code == 200
    assert re.search(message, answer.content.decode())
    assert "There is a problem" in answer.content.decode()
    assert draft_of(own).layout == before


def test_what_was_chosen_and_is_gone_stays_chosen(cast: Cast, as_) -> None:
    own = own_kind(cast, section("One", block("leads-table", "b1", priorities=["piracy"]), anchor="s-one"))
    form = as_(cast.manager).get(url(own, "kind-block-edit", "b1"))
    assert "piracy (not there any more)" in form.content.decode()
    as_(cast.manager).post(
        url(own, "kind-block-edit", "b1"),
        {"seen": seen_in(form), "block": "leads-table", "priorities": ["piracy", "arson"]},
    )
    assert settings_of(own)["priorities"] == ("piracy", "arson")


def test_the_second_who_saves_sees_both_and_may_save_once_more(cast: Cast, as_) -> None:
    own = own_kind(cast, WORDS)
    client = as_(cast.manager)
    form = client.get(url(own, "kind-block-edit", "b1"))
    change_block(own=own, id="b1", settings={"markdown": "Theirs"}, seen=seen_in(form), by=cast.manager)
    answer = client.post(url(own, "kind-block-edit", "b1"), {"seen": seen_in(form), "markdown": "Mine"})
    page = answer.content.decode()
    assert answer.status_code == 409
    for said in ("Theirs", "Mine", "Save what I typed"):
        assert said in page
    assert settings_of(own)["markdown"] == "Theirs"
    client.post(url(own, "kind-block-edit", "b1"), {"seen": seen_in(answer), "markdown": "Mine"})
    assert settings_of(own)["markdown"] == "Mine"

    form = client.get(url(own, "kind-section-edit", "s-one"))
    typed = {"seen": seen_in(form), "heading": "Uno", "numbering": "none"}
    assert client.post(url(own, "kind-section-edit", "s-one"), typed).status_code == 302
    page = client.post(url(own, "kind-section-edit", "s-one"), {**typed, "heading": "Eins"}).content.decode()
    assert "Save what I typed" in page
    assert [each.heading for each in layout_of(own)] == ["Uno"]


def test_what_was_typed_for_a_part_that_somebody_took_out_is_shown_again(cast: Cast, as_) -> None:
    own = own_kind(cast, WORDS, section("Two", anchor="s-two"))
    client = as_(cast.manager)
    piece = piece_of(layout_of(own), "b1")
    other = section_of(layout_of(own), "s-two")
    assert piece
    assert other
    remove_block(own=own, id="b1", seen=stamp(piece), by=cast.manager)
    remove_section(own=own, anchor="s-two", seen=whole_stamp(other), by=cast.manager)
    answers = [
        client.post(url(own, "kind-block-edit", "b1"), {"seen": "x", "block": "prose", "markdown": "A whole evening"}),
        client.post(url(own, "kind-section-edit", "s-two"), {"heading": "A whole evening", "numbering": "none"}),
    ]
    for answer in answers:
        assert answer.status_code == 409
        assert "Copy what you typed" in answer.content.decode()
        assert "A whole evening" in answer.content.decode()
    for view, part in (("kind-block-edit", "b1"), ("kind-block-remove", "b1"), ("kind-section-edit", "s-two"),
                       ("kind-section-remove", "s-two")):  # fmt: skip
        assert client.get(url(own, view, part)).status_code == 404
    assert client.post(url(own, "kind-block-edit", "b1"), {"block": "nonsense"}).status_code == 404


def test_taking_out_asks_first_and_says_what_goes_with_it(cast: Cast, as_) -> None:
    own = own_kind(
        cast, section("One", block("terms", "b1"), inner=(section("In", block("tiers", "b2")),), anchor="s-one")
    )
    client = as_(cast.manager)
    form = client.get(url(own, "kind-section-remove", "s-one"))
    assert "With it go 2 blocks and 1 section within it." in form.content.decode()
    assert "It is empty." not in form.content.decode()
    asked = client.get(url(own, "kind-block-remove", "b2"))
    client.post(url(own, "kind-block-remove", "b2"), {"seen": seen_in(asked)})
    answer = client.post(url(own, "kind-section-remove", "s-one"), {"seen": seen_in(form)})
    assert answer.status_code == 409  # it is not what was asked about any more
    form = client.get(url(own, "kind-section-remove", "s-one"))
    client.post(url(own, "kind-section-remove", "s-one"), {"seen": seen_in(form)})
    assert layout_of(own) == ()


def test_a_section_that_cannot_be_says_why(cast: Cast, as_) -> None:
    own = own_kind(cast, WORDS)
    client = as_(cast.manager)
    for typed, said in (
        ({"heading": "", "numbering": "none"}, "Enter heading"),
        ({"heading": "H", "numbering": "given", "number": ""}, "Enter the number"),
        ({"heading": "H", "numbering": "given", "number": "Counted"}, "Enter the number"),
        ({"heading": "H" * 151, "numbering": "none"}, "150"),
        ({"heading": "H"}, "Answer the question"),
    ):
        answer = client.post(url(own, "kind-section-add"), typed)
        assert (answer.status_code, said in answer.content.decode()) == (200, True), typed
    KindVersion.objects.filter(kind=own).update(layout=[{"heading": f"S{n}"} for n in range(200)])
    answer = client.post(url(own, "kind-section-add"), {"heading": "One more", "numbering": "none"})
    assert (answer.status_code, "200 sections at most" in answer.content.decode()) == (409, True)
    assert client.get(url(own, "kind-edit")).status_code == 200


def test_a_draft_with_odd_json_is_shown_with_what_to_put_right(cast: Cast, as_) -> None:
    own = own_kind(cast, WORDS)
    client = as_(cast.manager)
    KindVersion.objects.filter(kind=own).update(
        layout=[section("One", {"block": "gone"}, block("forward-plan", meetings="x")), {"heading": ""}, 7]
    )
    page = client.get(url(own, "kind-edit")).content.decode()
    for said in ("4 things to put right", "There is no block called “gone”", "must be a whole number",
                 "The section has no heading", "could not be read and is left out"):  # fmt: skip
        assert said in page
    assert client.get(url(own, "kind-preview")).status_code == 200
    form = client.get(url(own, "kind-use"))
    answer = client.post(url(own, "kind-use"), {"seen": seen_in(form), "note": "x"})
    assert answer.status_code == 409
    assert "There are 3 more." in answer.content.decode()
    form = client.get(url(own, "kind-block-remove", "b1"))
    client.post(url(own, "kind-block-remove", "b1"), {"seen": seen_in(form)})
    assert "no block called" not in client.get(url(own, "kind-edit")).content.decode()


# Who, and how much it costs -------------------------------------------------------------------------------------------


def test_another_boards_kind_does_not_exist(cast: Cast, as_) -> None:
    own = own_kind(cast, WORDS, board=cast.other_board)
    for view in ("kind-detail", "kind-edit", "kind-preview"):
        address = reverse(f"reports:{view}", args=["fosse", own.slug])
        assert as_(cast.manager).get(address).status_code == 404
        assert as_(cast.manager).get(url(own, view)).status_code == 404
        assert as_(cast.other_manager).get(url(own, view)).status_code == 200
    assert AuditEvent.objects.filter(action="refused").count() == 6


def test_who_knows_the_board_but_compiles_nothing_is_told_so(cast: Cast, as_) -> None:
    own = own_kind(cast, WORDS)
    before = draft_of(own).layout
    for person in (cast.member, cast.chair, cast.lead):
        assert as_(person).get(url(own, "kind-detail")).status_code == 403
        assert as_(person).post(url(own, "kind-move"), {"part": "b1", "to": "up"}).status_code == 403
    assert as_(cast.outsider).get(url(own, "kind-detail")).status_code == 404
    assert draft_of(own).layout == before


def queries_of(client: Any, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_list_and_the_draft_cost_the_same_however_long(cast: Cast, as_) -> None:
    client = as_(cast.manager)
    own = own_kind(cast, section("One", block("leads-table", priorities=["arson"])))
    pages = [reverse("reports:kind-list", args=["fosse"]), url(own, "kind-edit"), url(own, "kind-detail")]
    few = [queries_of(client, address) for address in pages]
    KindVersion.objects.filter(kind=own).update(
        layout=[section(f"S{n}", block("leads-table", priorities=["arson"]), block("terms")) for n in range(30)]
    )
    for number in range(5):
        other = in_use(cast, WORDS, name=f"Other {number}")
        begin_draft(own=other, by=cast.manager)
    assert [queries_of(client, address) for address in pages] == few


@pytest.mark.parametrize("name", ["x" * 120, "‮gnol", "<script>alert(1)</script>", "**bold** [a](b)", "Ω≈ç√∫"])
def test_a_name_of_any_shape_is_a_name(cast: Cast, as_, name: str) -> None:
    own = own_kind(cast, section(name[:120], block("terms", "b1", heading=name[:120], otherwise=name[:120])), name=name)
    client = as_(cast.manager)
    for view in ("kind-detail", "kind-edit", "kind-preview", "kind-use", "kind-rename", "kind-retire"):
        answer = client.get(url(own, view))
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()
        assert escape(name) in answer.content.decode()
