"""What own kinds print: each block, each setting, gaps, what is heard in private, and a whole paper from end to end."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from priorities.models import Theme
from priorities.models.returns import State
from reports.compiling import compile_document
from reports.documents.kinds import KINDS, build_content, kind_name, kind_names, kind_of, kinds_for
from reports.documents.reading import read, read_with_private
from reports.documents.screen import screen_html
from reports.documents.versions import told_apart
from reports.models import Edition, KindVersion, OwnKind
from reports.own_kinds.building import kind_from
from reports.own_kinds.catalogue import CATALOGUE
from reports.own_kinds.layout import layout_json
from reports.own_kinds.narrowing import narrowed
from reports.own_kinds.starting import order_of
from reports.own_kinds.writing import begin_draft, retire_kind
from reports.render import edition_html
from snb.models import AgendaItem
from snb.querysets import today
from snb.workflow import Refusal
from tests.cast import Cast, bring_to, make_meeting, make_priority, open_return
from tests.partnerships.narratives_scene import make_partnership, raised
from tests.reports.own_kinds_scene import block, blocks_of, content_of, in_use, own_kind, section
from tests.reports.page_scene import add_edition, add_measure, grow
from tests.reports.product_scene import Product


def data_of(cast: Cast, *blocks: dict[str, Any], of_meeting: bool = True) -> list[Any]:
    """Name and data of what a section of these blocks prints."""
    found = blocks_of(content_of(cast, section("One", *blocks), of_meeting=of_meeting))
    return [(each["block"], each["data"]) for each in found]


def column(cast: Cast, name: str, key: str, **settings: Any) -> list[Any]:
    """One column of the table of one block."""
    found = [data for _, data in data_of(cast, block(name, **settings)) if "rows" in data]
    return [row[key] for row in found[0]["rows"]] if found else []


@pytest.fixture
def product(cast: Cast) -> Product:
    return Product(cast).with_everything()


# Blocks --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("of_meeting", [True, False])
def test_every_block_can_be_printed_with_nothing_and_with_something(cast: Cast, of_meeting: bool) -> None:
    """Each by itself, twice in one section, and all together: nothing breaks, and every id is there once."""
    names = [name for name, entry in CATALOGUE.items() if not entry.refused(of_meeting=of_meeting)]
    sections = [section(name.capitalize(), block(name), block(name)) for name in names]
    edition_html(content_of(cast, *sections, of_meeting=of_meeting))
    Product(cast).with_everything()
    raised(cast)
    bring_to(open_return(cast), State.ACCEPTED, cast)
    AgendaItem.objects.create(meeting=cast.meeting, order=1, title="Returns", block="returns")
    html = edition_html(content_of(cast, *sections, of_meeting=of_meeting))
    ids = [each.split('"')[0] for each in html.split(' id="')[1:]]
    assert sorted(ids) == sorted(set(ids))
    assert screen_html(content_of(cast, section("All", *map(block, names)), of_meeting=of_meeting))


def test_words_of_ones_own_and_the_boards_texts(cast: Cast) -> None:
    found = data_of(cast, block("prose", markdown="**Mine**"), block("passage", key="role"))
    assert [data["markdown"] for _, data in found] == ["**Mine**", "*This text has not been written yet.*"]
    content = content_of(cast, section("One", block("passage", key="role")))
    assert content["gaps"] == ["The text “Role and function of the Board” has not been written."]


def test_a_heading_goes_with_its_block_and_words_stand_where_there_is_nothing(cast: Cast) -> None:
    told = {"heading": "Seats *now*", "otherwise": "Nobody [sits]."}
    assert data_of(cast, block("vision", heading="Vision")) == []
    assert [data["markdown"] for _, data in data_of(cast, block("vision", **told))] == [
        "## Seats \\*now\\*",
        "Nobody \\[sits\\].",
    ]
    cast.board.vision = "Safer together"
    cast.board.save()
    assert [name for name, _ in data_of(cast, block("vision", **told))] == ["prose", "statement"]


def test_sections_are_numbered_as_the_layout_says(cast: Cast) -> None:
    words = block("prose", markdown="Words")
    content = content_of(
        cast,
        section("Front", words, number="none"),
        section("First", words, inner=(section("Inner", words),)),
        section("Annex", words, number="Annex B", starts_page=True, inner=(section("Deep", words),)),
        section("Second", words),
        section("Empty"),
    )
    said = [(each["number"], each["heading"], each["starts_page"]) for each in content["sections"]]
    assert said == [("", "Front", False), ("1", "First", False), ("Annex B", "Annex", True), ("2", "Second", False)]
    assert [each["sections"][0]["number"] for each in content["sections"] if "sections" in each] == ["1.1", "B1"]
    html = edition_html(content)
    assert html.count('class="level-2 part"') == 1


def test_the_agenda_leads_to_the_section_that_prints_what_an_item_names(cast: Cast) -> None:
    AgendaItem.objects.create(meeting=cast.meeting, order=1, title="Terms", block="terms")
    AgendaItem.objects.create(meeting=cast.meeting, order=2, title="Talk")
    cast.board.terms.create(order=1, kind="aim", text="To agree")
    content = content_of(cast, section("Agenda", block("agenda")), section("Our terms", block("terms")))
    (items,) = [each["data"]["items"] for each in blocks_of(content, "Agenda")]
    assert [item["paper_anchor"] for item in items] == ["s-our-terms", None]
    edition_html(content)


def test_what_a_paper_lacks_is_listed_where_the_layout_puts_it(cast: Cast) -> None:
    content = content_of(cast, section("One", block("gaps")), section("Two", block("leads-table"), block("tiers")))
    (listed,) = blocks_of(content)
    assert list(listed["data"]["items"]) == content["gaps"]
    assert "No governance structure is recorded." in content["gaps"]
    assert blocks_of(content_of(cast, section("One", block("gaps")))) == []


# Settings ------------------------------------------------------------------------------------------------------------


def test_only_some_priorities_or_themes(cast: Cast) -> None:
    other = Theme.objects.create(agreement=cast.agreement, order=2, name="Trust")
    make_priority(other, "fraud", "Fraud")
    for name in ("leads-table", "priorities-matrix", "required-actions-matrix"):
        assert column(cast, name, "priority") == ["Burglary", "Arson", "Fraud"]
        assert column(cast, name, "priority", priorities=["arson", "fraud"]) == ["Arson", "Fraud"]
        assert column(cast, name, "priority", themes=["Trust"]) == ["Fraud"]
        assert column(cast, name, "priority", themes=["Harm"], priorities=["fraud"]) == []
    (found,) = data_of(cast, block("themes-table", themes=["Trust"]))
    assert found[1]["themes"] == ({"name": "Trust", "priorities": ("Fraud",)},)


def test_only_some_priorities_in_returns_measures_spend_and_what_leads_say(cast: Cast) -> None:
    for priority in (cast.burglary, cast.arson):
        add_measure(priority, f"{priority.slug}-count", {0: 5})
        bring_to(open_return(cast, priority), State.ACCEPTED, cast)
    assert [data["priority"] for _, data in data_of(cast, block("returns"))] == ["Burglary", "Arson"]
    assert [data["priority"] for _, data in data_of(cast, block("returns", priorities=["arson"]))] == ["Arson"]
    assert column(cast, "measures", "priority", priorities=["burglary"]) == ["Burglary"]
    assert column(cast, "spend", "priority") == ["Burglary"]
    assert column(cast, "spend", "priority", priorities=["arson"]) == []
    ((_, all_raised),) = data_of(cast, block("risks-raised"))
    ((_, some),) = data_of(cast, block("risks-raised", priorities=["arson"]))
    assert all_raised["markdown"].count("Funding ends") == 2 * some["markdown"].count("Funding ends") == 2


def test_only_what_is_red_or_amber_by_figure_or_by_judgement(cast: Cast) -> None:
    add_measure(cast.burglary, "homes", {0: 5, 4: 9}, target=10)
    add_measure(cast.arson, "fires", {0: 50, 4: 9}, target=10)
    assert column(cast, "priorities-matrix", "rag") == [{"word": "Green"}, {"word": "Red"}]
    assert column(cast, "priorities-matrix", "priority", rated=["Red", "Amber"]) == ["Arson"]
    bring_to(open_return(cast), State.ACCEPTED, cast)  # its lead judges it amber, whatever the figure
    assert column(cast, "priorities-matrix", "priority", rated=["Amber"]) == ["Burglary"]
    assert column(cast, "priorities-matrix", "priority", rated=["Red", "Amber"]) == ["Burglary", "Arson"]
    assert [data["priority"] for _, data in data_of(cast, block("returns", rated=["Red"]))] == ["Arson"]
    assert column(cast, "measures", "measure", measure_rated=["Red"]) == ["Fires"]


def test_only_some_measures_and_exceptions(cast: Cast, product: Product) -> None:
    everything = column(cast, "indicator-matrix", "measure")
    assert {"Thefts recorded", "Calls for help"} < set(everything)
    assert column(cast, "indicator-matrix", "measure", measures=["calls", "thefts"]) == [
        name for name in everything if name in ("Thefts recorded", "Calls for help")
    ]
    assert column(cast, "exceptions", "measure", measures=["calls"]) == ["Calls for help"]
    assert column(cast, "measure-quality", "measure", measures=["survey"]) == ["Survey"]
    assert len(data_of(cast, block("exceptions-charts"))) == 3
    ((_, shown),) = data_of(cast, block("exceptions-charts", calls=["note"]))
    assert [row["measure"] for row in shown["rows"]] == ["Calls for help"]
    ((_, brief),) = data_of(cast, block("in-brief", measures=["calls"]))
    assert brief["markdown"].startswith("The Board reads 1 measure.")
    rated = column(cast, "indicator-matrix", "rag", measure_rated=["Red"])
    assert rated
    assert all(word == {"word": "Red"} for word in rated)


def test_only_risks_above_the_appetite_or_of_some_priorities(cast: Cast, product: Product) -> None:
    assert len(column(cast, "risks", "risk")) == 2
    assert column(cast, "risks", "risk", above_appetite=True) == ["Funding ends"]
    ((_, brief), _) = data_of(cast, block("risks", above_appetite=True))
    assert brief["markdown"].startswith("1 risk is open")
    linked = column(cast, "risks", "priorities")[0]
    assert column(cast, "risks", "risk", priorities=["arson"] if linked == ("Burglary",) else ["nothing"]) == []


def test_only_some_partnerships(cast: Cast) -> None:
    make_partnership(cast, "South CSP")
    raised(cast)
    assert column(cast, "partnerships", "name", partnerships=["north"]) == ["North Fosse CSP"]
    assert len(column(cast, "partnerships", "name")) == 2
    for name in ("narratives", "escalations"):
        assert data_of(cast, block(name))
        assert data_of(cast, block(name, partnerships=["south-csp"])) == []
    heading, words = data_of(cast, block("narratives"))
    assert heading[1]["markdown"] == "## North Fosse CSP"
    assert words[1]["markdown"].startswith("### The local picture")


def test_how_many_meetings_ahead(cast: Cast) -> None:
    for number in range(1, 4):
        make_meeting(cast.board, in_days=20 + 90 * number)
    dates = column(cast, "forward-plan", "date")
    assert len(dates) == 3
    assert column(cast, "forward-plan", "date", meetings=2) == dates[:2]
    assert len(column(cast, "forward-plan", "date", meetings=40)) == 3


def test_every_setting_that_a_block_offers_narrows_something() -> None:
    """A setting that nothing reads would be a promise that the paper does not keep."""
    from reports.own_kinds.narrowing import _BY_SETTING

    read_elsewhere = {"heading", "otherwise", "markdown", "key", "calls"}
    offered = {setting.name for entry in CATALOGUE.values() for setting in entry.settings}
    assert offered - read_elsewhere == set(_BY_SETTING)


def test_nothing_set_narrows_nothing(cast: Cast) -> None:
    reading = read(board=cast.board, meeting=cast.meeting, as_at=today(), figures=True)
    entry = CATALOGUE["measures"]
    assert narrowed(reading, {setting.name: setting.empty for setting in entry.settings}) is reading


def test_what_is_chosen_and_gone_is_a_gap(cast: Cast) -> None:
    chosen = block("leads-table", priorities=["burglary", "piracy"], themes=["Harm", "Joy"])
    gaps = content_of(cast, section("Who leads", chosen))["gaps"]
    assert "Section “Who leads”: “piracy” is chosen among the priorities, and is not there any more." in gaps
    assert "Section “Who leads”: “Joy” is chosen among the themes, and is not there any more." in gaps
    assert sum("any more" in gap for gap in gaps) == 2


def test_what_cannot_be_built_is_a_gap_and_never_breaks_a_paper(cast: Cast) -> None:
    content = content_of(
        cast,
        section("One", {"block": "gone"}, block("agenda"), block("forward-plan", meetings="many"), block("terms")),
        of_meeting=False,
    )  # fmt: skip
    assert content["gaps"][:2] == [
        "Section “One”: There is no block called “gone”. Take it out, and add another.",
        "Section “One”: How many meetings must be a whole number from 1 to 40.",
    ]
    odd = kind_from(OwnKind(board=cast.board, slug="x", name="X"), KindVersion(number=1, layout={"not": "a list"}))
    reading = read(board=cast.board, meeting=None, as_at=today())
    content = build_content(odd, reading, notice="", progress=lambda *_: None)
    assert (content["sections"], content["gaps"]) == ([], ["The layout is not a list of sections."])


def test_gaps_are_of_what_is_printed(cast: Cast) -> None:
    gaps = content_of(cast, section("One", block("returns", priorities=["arson"])))["gaps"]
    assert [gap for gap in gaps if gap.startswith("Burglary")] == []
    assert [gap for gap in gaps if gap.startswith("Arson")]


# What is heard in private ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heard", "printed"), [("returns", "returns"), ("returns", "asks"), ("risks", "risks-raised"), ("terms", "terms")]
)
def test_a_block_that_is_heard_in_private_is_not_in_public(cast: Cast, heard: str, printed: str) -> None:
    cast.board.terms.create(order=1, kind="aim", text="To agree")
    bring_to(open_return(cast), State.ACCEPTED, cast)
    sections = section("One", block(printed, heading="Here"))
    item = AgendaItem.objects.create(
        meeting=cast.meeting, order=1, title="Secret", block=heard, exempt_paragraph=3, public_title="An item",
        public_interest="It names people.",
    )  # fmt: skip
    heading, hidden = blocks_of(content_of(cast, sections))
    assert heading["data"]["markdown"] == "## Here"
    assert (hidden["block"], hidden["data"]["ground"][:12]) == ("not-published", "Paragraph 3.")
    AgendaItem.objects.create(meeting=cast.meeting, order=2, title="Open", block=heard)
    assert "not-published" not in [each["block"] for each in blocks_of(content_of(cast, sections))]
    item.delete()
    assert "not-published" not in [each["block"] for each in blocks_of(content_of(cast, sections))]


def test_the_restricted_version_says_what_the_public_one_does_not(cast: Cast) -> None:
    bring_to(open_return(cast), State.ACCEPTED, cast)
    AgendaItem.objects.create(
        meeting=cast.meeting, order=1, title="SECRET-TITLE", text="SECRET-TEXT", block="returns", exempt_paragraph=3,
        public_title="An item", public_interest="It names people.",
    )  # fmt: skip
    own = OwnKind(board=cast.board, slug="note", name="Note", of_meeting=True)
    sections = [section("Agenda", block("agenda")), section("Returns", block("returns"))]
    kind = kind_from(own, KindVersion(kind=own, number=1, layout=sections))
    assert kind.has_private
    readings = read_with_private(board=cast.board, meeting=cast.meeting, as_at=today())
    public, private = (build_content(kind, each, notice="", progress=lambda *_: None) for each in readings)
    assert "SECRET" not in json.dumps(public)
    assert "Fewer repeats" not in json.dumps(public)
    assert "SECRET-TITLE" in json.dumps(private)
    assert "Fewer repeats" in json.dumps(private)
    assert told_apart(public, private).restricted is private


# As any other kind ----------------------------------------------------------------------------------------------------


def test_an_own_kind_is_one_of_the_boards_kinds_once_it_is_in_use(cast: Cast) -> None:
    words = section("One", block("prose", markdown="Words"))
    own_kind(cast, words, name="Drafted")
    in_use(cast, words, name="Zebra note", of_meeting=False)
    used = in_use(cast, words, section("Two", block("risks")), name="A note")
    assert list(kinds_for(cast.board)) == [*KINDS, "a-note", "zebra-note"]
    kind = kind_of("a-note", cast.board)
    assert (kind.name, kind.of_meeting, kind.version, kind.has_figures, kind.takes_returns) == (
        "A note",
        True,
        1,
        True,
        False,
    )
    assert kind_of("csa", cast.board) is KINDS["csa"]
    assert list(kinds_for(cast.other_board)) == list(KINDS)
    for board in (cast.other_board, None):
        with pytest.raises(Refusal, match="There is no kind of document called “a-note”"):
            kind_of("a-note", board)
    retire_kind(own=used, by=cast.manager)
    with pytest.raises(Refusal):
        kind_of("a-note", cast.board)


def test_the_kinds_of_a_board_cost_one_query_however_many(cast: Cast) -> None:
    words = section("One", block("prose", markdown="Words"))
    counts = []
    for number in range(4):
        in_use(cast, words, name=f"Note {number}")
        with CaptureQueriesContext(connection) as queries:
            kinds_for(cast.board)
        counts.append(len(queries))
    assert counts == [1, 1, 1, 1]


def test_names_of_kinds_are_kept_when_they_are_retired(cast: Cast) -> None:
    own = in_use(cast, section("One", block("prose", markdown="Words")), name="The chair’s letter")
    assert own.slug == "the-chairs-letter"
    papers = [add_edition(cast, kind=own.slug), add_edition(cast), add_edition(cast, kind="of-long-ago")]
    retire_kind(own=own, by=cast.manager)
    assert kind_name(own.slug, cast.board) == "The chair’s letter"
    assert kind_name(own.slug) == kind_name(own.slug, cast.other_board) == "The chairs letter"
    with CaptureQueriesContext(connection) as queries:
        names = kind_names(papers)
    assert len(queries) == 1
    assert [names[paper.board_id, paper.kind] for paper in papers] == [
        "The chair’s letter", "Board pack", "Of long ago",
    ]  # fmt: skip
    with CaptureQueriesContext(connection) as queries:
        assert kind_names(papers[1:2]) == {(cast.board.pk, "board-pack"): "Board pack"}
    assert len(queries) == 0


def test_an_own_kind_is_compiled_from_end_to_end(cast: Cast) -> None:
    bring_to(open_return(cast), State.ACCEPTED, cast)
    own = in_use(cast, section("Returns", block("returns")), section("Leads", block("leads-table")))
    made = compile_document(board=cast.board, kind=own.slug, meeting=cast.meeting, by=cast.manager)
    content = made.data
    assert (made.kind, made.title) == ("quarterly-note", "Quarterly note")
    assert (content["kind"], content["kind_name"], content["kind_version"]) == ("quarterly-note", "Quarterly note", 1)
    assert [each["heading"] for each in content["sections"]] == ["Returns", "Leads"]
    assert open_return(cast).state == State.ACCEPTED  # only the pack freezes returns
    assert compile_document(board=cast.board, kind=own.slug, meeting=cast.meeting, by=cast.manager) == made

    begin_draft(own=own, by=cast.manager)  # a draft changes nothing
    assert compile_document(board=cast.board, kind=own.slug, meeting=cast.meeting, by=cast.manager) == made
    assert Edition.objects.count() == 1
    with pytest.raises(Refusal, match="is compiled for a meeting: choose one"):
        compile_document(board=cast.board, kind=own.slug, by=cast.manager)
    with pytest.raises(Refusal, match="There is no kind"):
        compile_document(board=cast.other_board, kind=own.slug)


def test_the_list_to_take_away_has_the_names_of_own_kinds(cast: Cast, as_: Any) -> None:
    own = in_use(cast, section("One", block("prose", markdown="Words")), name="The chair’s letter")
    papers = [add_edition(cast, kind=own.slug, title=f"Paper {number}") for number in range(3)]
    file = as_(cast.manager).get(reverse("reports:paper-list", args=["fosse"]), {"format": "csv"})
    assert file.getvalue().decode("utf-8-sig").count("The chair’s letter") == len(papers)


@pytest.mark.parametrize("slug", ["board-pack", "csa", "performance-product"])
def test_the_order_of_a_built_in_kind_prints_its_sections(cast: Cast, slug: str, product: Product) -> None:
    bring_to(open_return(cast), State.ACCEPTED, cast)
    order = order_of(KINDS[slug])
    assert order is not None
    content = content_of(cast, *layout_json(order), of_meeting=KINDS[slug].of_meeting)
    assert len(content["sections"]) >= 5
    assert edition_html(content)
    assert all(gap.count("any more") == 0 for gap in content["gaps"])


def test_queries_do_not_grow_with_the_board(cast: Cast) -> None:
    sections = [
        section(name.capitalize(), block(name)) for name, entry in CATALOGUE.items() if entry.of_meeting is not False
    ]
    content_of(cast, *sections)
    with CaptureQueriesContext(connection) as few:
        content_of(cast, *sections)
    grow(cast, 3)
    with CaptureQueriesContext(connection) as many:
        content_of(cast, *sections)
    with CaptureQueriesContext(connection) as two:
        content_of(cast, *sections, *[replace_heading(each) for each in sections])
    assert len(two) == len(many) <= len(few) + 12  # the first of a sort of row brings its own relations


def replace_heading(made: dict[str, Any]) -> dict[str, Any]:
    return {**made, "heading": f"{made['heading']} again"}
