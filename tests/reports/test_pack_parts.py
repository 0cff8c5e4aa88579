"""The pack: uploaded papers in their place, items heard in private, spend, and what the agenda can name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from priorities.models import FundingStream, PlannedAction
from priorities.models.returns import State
from reports.documents.kinds import build_content, kind_of
from reports.documents.pack import NAMES, PARTS
from reports.documents.reading import read, read_with_private
from reports.render import edition_html
from snb import agenda as agendas
from snb.exempt import members_items, public_items
from snb.models import AgendaItem
from snb.querysets import today
from snb.sealing import canonical
from tests.cast import Cast, bring_to, days, make_priority, open_return
from tests.snb.notice_scene import MARKER, PUBLIC_TITLE, details, item, paper, pdf_bytes, private

Content = dict[str, Any]


def versions(cast: Cast) -> tuple[Content, Content]:
    """The public one and the restricted one, as editions keep them."""
    both = read_with_private(board=cast.board, meeting=cast.meeting, as_at=today(), figures=True)
    kind = kind_of("board-pack")
    public, restricted = (
        dict(json.loads(canonical(build_content(kind, one, notice="", progress=lambda *said: None)))) for one in both
    )
    return public, restricted


def public_of(cast: Cast) -> Content:
    return versions(cast)[0]


def section(content: Content, anchor: str) -> Content:
    return next(each for each in content["sections"] if each["anchor"] == anchor)


def anchors(content: Content) -> list[str]:
    return [each["anchor"] for each in content["sections"]]


# Uploaded papers -----------------------------------------------------------------------------------------------------


def test_a_paper_stands_with_its_item(cast: Cast) -> None:
    first, second = item(cast, details("A")), item(cast, details("B", text="Its own words."))
    held = paper(first, cast.manager, title="Options", data=pdf_bytes(3, tagged=True))
    paper(second, cast.manager, title="Map")
    content = public_of(cast)
    assert anchors(content)[:3] == ["agenda", "item-1", "item-2"]
    assert section(content, "item-1")["papers"] == [
        {"title": "Options", "pages": 3, "sha256": held.sha256, "is_tagged": True}
    ]
    said = [block["data"]["markdown"] for block in section(content, "item-2")["blocks"]]
    assert said == ["Its own words.", "Attached paper, whose pages follow: Map (1 page)."]
    assert "papers" not in section(content, "agenda")
    rows = section(content, "agenda")["blocks"][0]["data"]["items"]
    assert [row["paper_anchor"] for row in rows] == ["item-1", "item-2"]


def test_an_item_that_the_register_fills_carries_its_papers_too(cast: Cast) -> None:
    open_return(cast)
    paper(item(cast, details("Leads", block="leads-table")), cast.manager, title="Photographs")
    held = section(public_of(cast), "leads-table")
    assert [block["block"] for block in held["blocks"]] == ["leads-table", "prose"]
    assert [row["title"] for row in held["papers"]] == ["Photographs"]


def test_a_second_item_of_the_same_part_keeps_its_own_words(cast: Cast) -> None:
    item(cast, details("Leads", block="leads-table"))
    item(cast, details("Leads again", block="leads-table", text="Who follows whom."))
    item(cast, details("Leads once more", block="leads-table"))
    content = public_of(cast)
    rows = section(content, "agenda")["blocks"][0]["data"]["items"]
    assert [row["paper_anchor"] for row in rows] == ["leads-table", "item-2", "leads-table"]
    assert [block["data"] for block in section(content, "item-2")["blocks"]] == [{"markdown": "Who follows whom."}]


def test_a_withdrawn_item_has_no_section(cast: Cast) -> None:
    held = item(cast, details("A", text="Words."))
    paper(held, cast.manager)
    AgendaItem.objects.filter(pk=held.pk).update(withdrawn_reason="Not ready")
    assert "item-1" not in anchors(public_of(cast))


# Heard in private ----------------------------------------------------------------------------------------------------


def test_an_exempt_item_has_the_same_number_and_anchor_in_both(cast: Cast) -> None:
    item(cast, details("Open", text="Open words."))
    held = item(cast, private())
    paper(held, cast.manager, title=f"{MARKER} bids", data=pdf_bytes(2))
    public, restricted = versions(cast)
    assert anchors(public) == anchors(restricted)
    hidden, shown = section(public, "item-2"), section(restricted, "item-2")
    assert (hidden["number"], hidden["heading"]) == ("2", PUBLIC_TITLE)
    assert (shown["number"], shown["heading"]) == ("2", f"{MARKER} contract")
    (block,) = hidden["blocks"]
    assert (block["block"], block["data"]["first"], block["data"]["last"]) == ("not-published", None, None)
    assert block["data"]["ground"].startswith("Paragraph 3")
    assert "Heard in private, and not for publication" in shown["blocks"][0]["data"]["markdown"]
    assert [row["title"] for row in shown["papers"]] == [f"{MARKER} bids"]
    assert "papers" not in hidden


def test_nothing_of_it_is_in_the_public_content(cast: Cast) -> None:
    held = item(cast, private())
    paper(held, cast.manager, title=f"{MARKER} bids")
    public, restricted = versions(cast)
    assert MARKER in json.dumps(restricted)
    assert MARKER.lower() not in json.dumps(public).lower()
    assert MARKER.lower() not in edition_html(public).lower()
    assert (public["audience"], public["marking"]) == ("public", "")
    assert restricted["marking"] == "Restricted: not for publication"


def test_a_part_of_the_register_heard_in_private_is_no_annex_of_the_public_version(cast: Cast) -> None:
    open_return(cast)
    item(cast, private(block="leads-table"))
    public, restricted = versions(cast)
    assert [block["block"] for block in section(restricted, "item-1")["blocks"]] == ["prose", "prose", "leads-table"]
    for content in (public, restricted):
        assert "leads-table" not in anchors(content)
    assert "Lead Person" not in json.dumps(section(public, "item-1"))


def test_what_an_open_item_takes_stays_where_it_is(cast: Cast) -> None:
    open_return(cast)
    item(cast, private(block="leads-table", text=""))
    item(cast, details("Leads", block="leads-table"))
    public, restricted = versions(cast)
    assert [block["block"] for block in section(restricted, "item-1")["blocks"]] == ["prose"]
    for content in (public, restricted):
        assert [block["block"] for block in section(content, "leads-table")["blocks"]] == ["leads-table"]


def test_an_exempt_item_without_any_paper_has_a_section_in_neither(cast: Cast) -> None:
    item(cast, private(text="", block=""))
    public, restricted = versions(cast)
    assert "item-1" not in anchors(public) + anchors(restricted)
    (row,) = section(public, "agenda")["blocks"][0]["data"]["items"]
    assert row["paper_anchor"] is None


def test_of_a_hidden_item_it_is_known_that_pages_exist_and_nothing_of_them(cast: Cast) -> None:
    paper(item(cast, private(text="")), cast.manager, title=MARKER)
    (hidden,), (shown,) = public_items(cast.meeting), members_items(cast.meeting)
    assert (hidden.has_paper, hidden.papers, hidden.text, hidden.block) == (True, (), "", "")
    assert (shown.has_paper, len(shown.papers)) == (True, 1)


@pytest.mark.parametrize(("first", "last", "said"), [
    (None, None, "This paper is not published."), (41, 47, "Pages 41 to 47 are not published."),
    (41, 41, "Page 41 is not published."),
])  # fmt: skip
def test_the_placeholder_says_which_pages_it_stands_for(cast: Cast, first, last, said: str) -> None:
    item(cast, private())
    content = public_of(cast)
    section(content, "item-1")["blocks"][0]["data"] |= {"first": first, "last": last}
    assert said in edition_html(content)


# Spend ---------------------------------------------------------------------------------------------------------------


def test_spend_is_by_priority_and_by_stream(cast: Cast) -> None:
    money = FundingStream.objects.create(
        board=cast.board, slug="grant", name="Safer streets", giver="Home Office", amount=500_000,
        begins=days(-300), ends=days(30),
    )  # fmt: skip
    PlannedAction.objects.filter(slug="locks").update(funding=money)
    bring_to(open_return(cast), State.ACCEPTED, cast)
    (block,) = section(public_of(cast), "spend")["blocks"]
    assert block["data"]["rows"] == [
        {"priority": "Burglary", "actions": 1, "planned": 250_000, "spent": 100_000, "unreported": 0, "is_over": False}
    ]
    (stream,) = block["data"]["streams"]
    assert (stream["name"], stream["ends"], stream["state"]) == ("Safer streets", days(30).isoformat(), "Ends soon")
    assert stream["left_over"] == ["Fit locks"]


def test_unknown_spend_is_not_nothing_and_is_a_gap(cast: Cast) -> None:
    content = public_of(cast)
    (block,) = section(content, "spend")["blocks"]
    assert (block["data"]["rows"][0]["spent"], block["data"]["spent"]) == (None, None)
    assert "Burglary: no spend is reported for “Fit locks”." in content["gaps"]
    assert "Not reported" in edition_html(content)


def test_money_that_ends_before_its_actions_is_a_gap_until_somebody_says_what_follows(cast: Cast) -> None:
    money = FundingStream.objects.create(
        board=cast.board, slug="grant", name="Safer streets", begins=days(-300), ends=days(30)
    )
    PlannedAction.objects.filter(slug="locks").update(funding=money)

    def found() -> list[str]:
        return [gap for gap in public_of(cast)["gaps"] if gap.startswith("Safer streets")]

    assert len(found()) == 1
    assert "1 planned action goes on after it" in found()[0]
    money.after = "The council takes it over"
    money.save()
    assert found() == []


def test_another_boards_money_is_not_printed(cast: Cast) -> None:
    FundingStream.objects.create(board=cast.other_board, slug="x", name="Wold money", begins=days(-9))
    assert "Wold money" not in json.dumps(public_of(cast))


# What it holds -------------------------------------------------------------------------------------------------------


def test_every_part_that_an_agenda_can_name_is_in_the_pack() -> None:
    assert set(agendas.PARTS) - {"prose"} == set(PARTS)
    assert set(PARTS) - {"minutes"} == set(NAMES)


def test_it_costs_the_same_for_two_returns_and_for_twenty(cast: Cast) -> None:
    theme = cast.agreement.themes.get()

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            read(board=cast.board, meeting=cast.meeting, as_at=today(), figures=True)
        return len(asked)

    bring_to(open_return(cast), State.ACCEPTED, cast)
    bring_to(open_return(cast, cast.arson), State.ACCEPTED, cast)
    few = queries()
    for number in range(18):
        priority = make_priority(theme, f"more-{number}", f"More {number}")
        PlannedAction.objects.create(
            priority=priority, slug="act", title="Act", owner="Post", begins=days(-9), due=days(9), budget=1
        )
    open_return(cast)
    assert queries() == few
