"""The performance product as a document: compiled, printed and published; and what the pack takes from it."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import page
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from performance.models import Measure
from priorities.models import PriorityMeasure
from priorities.models.returns import State
from reports.compiling import compile_document, content_pdf, edition_pdf
from reports.documents.kinds import build_content, kind_of
from reports.models import EditionState
from reports.render import edition_html
from reports.workflow import move_edition
from snb.sealing import canonical, fingerprint
from snb.workflow import Refusal
from tests.cast import Cast, bring_to, make_area, open_return
from tests.performance.measuring import run
from tests.reports.pdf_reading import Reading, squeezed
from tests.reports.product_scene import KIND, Product, block, content_of, figures_of, reading_of, section


@pytest.fixture
def scene(cast: Cast) -> Product:
    return Product(cast)


# The document --------------------------------------------------------------------------------------------------------


def test_gaps_list_what_is_missing_and_what_is_overdue(scene: Product) -> None:
    scene.with_everything()
    gaps = content_of(scene.cast)["gaps"]
    assert gaps[0] == "No figure for “Survey” (in development, figures expected by 1 March 2030)."
    assert any(gap.startswith("Risk R2, Funding ends: its review was due on ") for gap in gaps)
    assert any(gap.startswith("Problem solving: North Fosse CSP has not returned its spend for ") for gap in gaps)


def test_it_is_compiled_for_a_meeting_and_takes_no_return(scene: Product) -> None:
    held = bring_to(open_return(scene.cast), State.ACCEPTED, scene.cast)
    with pytest.raises(Refusal, match="choose one"):
        compile_document(board=scene.cast.board, kind=KIND, by=scene.cast.manager)
    first = compile_document(board=scene.cast.board, kind=KIND, meeting=scene.cast.meeting, by=scene.cast.manager)
    again = compile_document(board=scene.cast.board, kind=KIND, meeting=scene.cast.meeting, by=scene.cast.manager)
    held.refresh_from_db()
    assert (first, held.state) == (again, State.ACCEPTED)
    move_edition(edition=first, to=EditionState.CLEARED, by=scene.cast.chair)
    assert move_edition(edition=first, to=EditionState.PUBLISHED, by=scene.cast.manager).state == "published"


def test_building_asks_the_database_nothing_and_names_no_live_row(
    scene: Product, django_assert_num_queries: Any
) -> None:
    scene.with_everything()
    reading = reading_of(scene.cast)
    with django_assert_num_queries(0):
        content = build_content(kind_of(KIND), reading, notice="", progress=lambda *_: None)

    def keys(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {key for inner in value.values() for key in keys(inner)}
        return {key for inner in value for key in keys(inner)} if isinstance(value, list | tuple) else set()

    assert {key for key in keys(content) if key in ("id", "pk") or key.endswith("_id")} == set()


def test_a_reading_costs_the_same_for_more_measures_and_risks(scene: Product) -> None:
    scene.with_everything()
    with CaptureQueriesContext(connection) as few:
        reading_of(scene.cast)
    for number in range(6):
        made = scene.add(f"more-{number}", 5, 6, 7, 8, breakdown="district", counts_people=number > 3)
        run(made, 1, 2, area=make_area("Upper Fosse", "district"))
    scene.with_risks()
    with CaptureQueriesContext(connection) as many:
        assert len(figures_of(scene.cast).measures) > 10
    assert len(few) == len(many)


@pytest.fixture
def frozen(scene: Product) -> dict[str, Any]:
    """As an edition keeps it."""
    return dict(json.loads(canonical(content_of(scene.with_everything().cast))))


def made(content: dict[str, Any]) -> bytes:
    return content_pdf(content, fingerprint(canonical(content)))


def test_the_pdf_is_accessible(frozen: dict[str, Any]) -> None:
    data = made(frozen)
    report = page.validate_pdf_bytes(data, profile="ua1")
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    reading = Reading(data)
    assert all(str(tag.entry.Alt) for tag in reading.tags("Figure"))
    levels = [int(tag.name[1]) for tag in reading.tags("H1", "H2", "H3", "H4", "H5", "H6")]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in reading.tags("Table"):
        headers = [tag for tag in table.walk() if tag.name == "TH"]
        assert {str(tag.entry.A.Scope) for tag in headers} == {"/Row", "/Column"}


def test_every_chart_has_its_figures_in_words_nearby(frozen: dict[str, Any]) -> None:
    """Bars, dots and the grid repeat a table; a control chart has its newest figure and its signals beside it."""
    text = squeezed(Reading(made(frozen)).root.all_text())
    for words in ("Thefts recorded", "Two shops were raided.", "Up from 12", "Funding ends", "17.6", "£750", "5 to 4"):
        assert squeezed(words) in text


def test_wide_tables_are_landscape_and_what_follows_is_upright(frozen: dict[str, Any]) -> None:
    reading = Reading(made(frozen))
    wide = {
        anchor: (box := reading.pdf.pages[reading.page_of(anchor) - 1].MediaBox)[2] > box[3]
        for anchor in ("exceptions", "indicator-matrix", "risk", "measure-quality", "methods")
    }
    assert [anchor for anchor, is_wide in wide.items() if is_wide] == ["indicator-matrix", "measure-quality"]


def test_the_same_bytes_from_json_alone(frozen: dict[str, Any], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert made(frozen) == made(frozen)


def test_ids_in_the_paper_are_its_own(frozen: dict[str, Any]) -> None:
    html = edition_html(frozen)
    ids = [piece.partition('"')[0] for piece in html.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


# The board pack ------------------------------------------------------------------------------------------------------


def test_the_pack_has_the_exceptions_and_the_grid(scene: Product) -> None:
    scene.with_risks()
    bring_to(open_return(scene.cast), State.ACCEPTED, scene.cast)
    content = content_of(scene.cast, "board-pack")
    asked = block(content, "exceptions", "exceptions-summary")["rows"]
    assert [(row["asks"], row["measure"]) for row in asked] == [
        ("For decision: of concern", "Thefts recorded"), ("To note: excellent", "Calls for help"),
        ("To note: changed", "Referrals"),
    ]  # fmt: skip
    risks = section(content, "risks")
    assert [each["block"] for each in risks["blocks"]] == ["prose", "risk-register", "prose", "prose"]
    edition = compile_document(board=scene.cast.board, kind="board-pack", meeting=scene.cast.meeting)
    assert page.is_pdf_compliant_bytes(edition_pdf(edition), profile="ua1")


def test_the_packs_own_table_of_measures_withholds_too(scene: Product) -> None:
    PriorityMeasure.objects.create(priority=scene.cast.burglary, measure=scene.victims, order=2)
    open_return(scene.cast)
    shown = {row["measure"]: row for row in block(content_of(scene.cast, "board-pack"), "measures", "measures")["rows"]}
    assert shown["Victims"]["value"] == "7"
    Measure.objects.filter(pk=scene.victims.pk).update(is_published=False)
    shown = {row["measure"]: row for row in block(content_of(scene.cast, "board-pack"), "measures", "measures")["rows"]}
    assert (shown["Victims"]["value"], shown["Victims"]["period"]) == ("Withheld", "It counts people")
