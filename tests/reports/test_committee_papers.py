"""Papers for committees of any board: what they are about, what they lack, who is named, and that nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from priorities.models.returns import State
from priorities.workflow import move
from reports.compiling import compile_document
from reports.demo.issued import issue_about
from reports.documents.committee.subject import choices, key_of
from reports.documents.kind import passages_of
from reports.documents.kinds import KINDS, kind_of
from reports.documents.reading import Reading
from reports.models import Edition, EditionState
from reports.render import edition_html
from snb.committee_reports import Answered, Considered, SignedOff, set_lines
from snb.workflow import Refusal
from tests.cast import Cast, bring_to, days, make_priority, open_return
from tests.reports.committee_scene import (
    COUNCIL,
    SCRUTINY,
    blocks,
    content_of,
    headings,
    markdown,
    paper,
    reading_about,
    reported,
    told,
    write,
)

pytestmark = pytest.mark.django_db


def test_a_report_is_chosen_among_the_boards_own(cast: Cast) -> None:
    report = reported(cast)
    assert [(choice.key, choice.label.partition(" (")[0]) for choice in choices(cast.board, None)] == [
        (key_of(report), "Delivery of the agreement")
    ]
    assert choices(cast.other_board, None) == []
    for key in (key_of(report), "report-x", "report-0", "report-99999999999999999999", "priority-1", f"report-{'٣'}"):
        with pytest.raises(Refusal, match="no such report"):
            reading_about(cast.other_board, SCRUTINY, key)
    with pytest.raises(Refusal, match="Which report"):
        reading_about(cast.board, COUNCIL, "")


@pytest.mark.parametrize("kind", [SCRUTINY, COUNCIL])
def test_it_is_compiled_from_its_subject(cast: Cast, kind: str) -> None:
    report = reported(cast)
    write(report, "reasons", "Because.")
    edition = compile_document(board=cast.board, kind=kind, subject=key_of(report), by=cast.manager)
    assert (edition.kind, edition.subject, edition.title) == (kind, key_of(report), report.title)
    assert edition == compile_document(board=cast.board, kind=kind, subject=key_of(report), by=cast.manager)


def test_a_passage_not_written_or_not_cleared_is_a_gap(cast: Cast) -> None:
    report = reported(cast)
    write(report, "purpose", "To inform.", "draft")
    write(report, "next", "Next year.")
    write(report, "options", "  ")
    gaps = paper(report, SCRUTINY)["gaps"]
    assert "The text “Purpose of the report” has not been cleared." in gaps
    assert "The text “Information” has not been written." in gaps
    assert "The text “Other options considered” has not been written." in gaps
    assert not any("next agreement" in gap for gap in gaps)
    assert "This text has not been written yet." in markdown(paper(report, SCRUTINY), "information")


def test_progress_is_what_the_last_accepted_return_told_until_somebody_writes_it(cast: Cast) -> None:
    report = reported(cast)
    report.meeting.date = days(1)
    report.meeting.save()
    held = bring_to(open_return(cast), State.SIGNED, cast)
    said = held.signatures.get().data["texts"]["progress"]
    anchor = f"progress-{cast.burglary.slug}"
    missing = f"The text “Progress: {cast.burglary.name_on(days(0))}” has not been written."
    assert said not in markdown(paper(report, SCRUTINY), anchor)
    assert missing in paper(report, SCRUTINY)["gaps"]
    move(quarterly_return=held, to=State.ACCEPTED, by=cast.manager)
    content = paper(report, SCRUTINY)
    assert markdown(content, anchor) == said
    (told,) = blocks(content, "signed-off", anchor)
    assert told["by"].startswith("As signed in the return for ")
    assert told["on"] == days(0).isoformat()
    assert missing not in content["gaps"]
    write(report, f"progress-{cast.burglary.pk}", "Written for this paper.")
    assert markdown(paper(report, SCRUTINY), anchor) == "Written for this paper."
    assert blocks(paper(report, SCRUTINY), "signed-off", anchor) == []


def test_a_return_signed_after_the_committees_day_tells_it_nothing(cast: Cast) -> None:
    report = reported(cast)  # ten days ago
    bring_to(open_return(cast), State.ACCEPTED, cast)
    assert "This text has not been written" in markdown(paper(report, SCRUTINY), f"progress-{cast.burglary.slug}")


@pytest.mark.parametrize("kind", [SCRUTINY, COUNCIL])
def test_contacts_are_named_only_where_the_board_lets_them_be(cast: Cast, kind: str) -> None:
    typed = f"Programme Manager, 0115 977 2040, {cast.manager.email}"
    report = reported(cast, enquiries=typed, author=typed)
    hidden = edition_html(paper(report, kind))
    for private in (cast.manager.name, cast.manager.email, "0115", "2040"):
        assert private not in hidden
    assert "Programme Manager" in hidden
    cast.board.publishes_contacts = True
    cast.board.save()
    shown = edition_html(paper(report, kind))
    assert cast.manager.name in shown
    assert cast.manager.email in shown
    assert "0115 977 2040" in shown


def test_what_a_report_does_not_record_is_a_gap(cast: Cast) -> None:
    report = reported(cast, signatory="", recommends="", author="", outcome="", enquiries="")
    for part in ("implications", "sign_offs", "flags"):
        report = set_lines(report=report, part=part, lines=[], version=report.version, by=cast.clerk)
    scrutiny, council = paper(report, SCRUTINY), paper(report, COUNCIL)
    for gap in (
        "The implications considered are not recorded.",
        "What the report recommends is not recorded.",
        "Whom to ask about the report is not recorded.",
        "Constitutional comments have not been recorded.",
    ):
        assert gap in scrutiny["gaps"]
    for gap in (
        "Equality Impact Assessment (EIA): the question has not been answered.",
        "No step of the report’s approval is recorded.",
        "The council’s outcome that the report serves is not recorded.",
        "The text “Consideration of risk” has not been written.",
    ):
        assert gap in council["gaps"]
    assert [number for number, _ in headings(council)] == ["", *map(str, range(1, 20))]
    assert edition_html(scrutiny)
    assert edition_html(council)


@pytest.mark.parametrize("kind", [SCRUTINY, COUNCIL])
def test_a_report_with_exempt_information_warns_whoever_compiles_it(cast: Cast, kind: str) -> None:
    assert not any("exempt" in gap for gap in paper(reported(cast), kind)["gaps"])
    first, *_ = paper(reported(cast, exempt="Appendix 2, paragraph 3"), kind)["gaps"]
    assert first.startswith("The report is recorded as holding exempt information (Appendix 2, paragraph 3)")


def test_nothing_recorded_is_left_out_for_want_of_a_place(cast: Cast) -> None:
    report = reported(cast)
    lines: dict[str, list[Any]] = {
        "implications": [
            Considered("Finance", "None."), Considered("Rural proofing", "Buses *end* early."),
            Considered("Crime", "All."),
        ],
        "sign_offs": [SignedOff("Legal", "ZZ2", None, "Lawful."), SignedOff("Audit", "YY3", days(-9), "Seen.")],
        "flags": [Answered("Are there rural effects?", True, "")],
    }  # fmt: skip
    for part, rows in lines.items():
        report = set_lines(report=report, part=part, lines=rows, version=report.version, by=cast.clerk)
    scrutiny, council = edition_html(paper(report, SCRUTINY)), edition_html(paper(report, COUNCIL))
    for html in (scrutiny, council):
        for words in ("Rural proofing", "Buses *end* early.", "Seen.", "YY3", "Are there rural effects?"):
            assert words in html
    assert "Lawful. [ZZ2]" in scrutiny
    assert ("", "Rural proofing implications") in headings(paper(report, SCRUTINY))
    assert "**Rural proofing:**" in markdown(paper(report, COUNCIL), "other")


def test_an_implication_stands_where_nobody_wrote_more(cast: Cast) -> None:
    report = reported(cast)
    assert markdown(paper(report, COUNCIL), "finance") == "Nothing beyond budgets."
    assert blocks(paper(report, COUNCIL), "signed-off", "finance")[0]["by"] == "No comment."
    assert markdown(paper(report, COUNCIL), "legal") == "Lawful."
    assert blocks(paper(report, COUNCIL), "signed-off", "legal")[0]["by"] == ""
    write(report, "legal", "Read at length.")
    assert blocks(paper(report, COUNCIL), "signed-off", "legal")[0]["by"] == "Lawful."
    write(report, "finance", "Reviewed at length.")
    assert markdown(paper(report, COUNCIL), "finance") == "Reviewed at length."


def test_what_people_typed_as_plain_text_is_printed_letter_for_letter(cast: Cast) -> None:
    nasty = "1. <b>Safe</b> & [x](javascript:1) *sound* \u202etfel [^1]"
    report = reported(cast, title=nasty, recommends=nasty, signatory=nasty, areas_affected=nasty, outcome=nasty)
    report = set_lines(
        report=report, part="implications", lines=[Considered("Finance", nasty)], version=report.version, by=cast.clerk
    )
    printed = "1. &lt;b&gt;Safe&lt;/b&gt; &amp; [x](javascript:1) *sound* \u202etfel [^1]"
    for kind, times in ((SCRUTINY, 4), (COUNCIL, 5)):
        html = edition_html(paper(report, kind))
        assert html.count(printed) >= times
        assert "<b>" not in html
        assert "<li>&lt;b&gt;" not in html  # no list
        assert 'href="javascript' not in html


@pytest.mark.parametrize("kind", [SCRUTINY, COUNCIL])
def test_passages_are_offered_in_the_order_of_the_paper(cast: Cast, kind: str) -> None:
    report = reported(cast)
    document = kind_of(kind)
    subject = reading_about(cast.board, kind, key_of(report)).subject
    slots = passages_of(document, subject)
    assert len({slot.key for slot in slots}) == len(slots)
    assert all(slot.title and slot.hint and len(slot.key) <= 60 for slot in slots)
    assert {slot.key for slot in passages_of(document)} <= {slot.key for slot in slots}
    for slot in slots:
        write(report, slot.key, f"Written as {slot.title}.")
    html = edition_html(paper(report, kind))
    places = [html.index(slot.title) for slot in slots if f"Written as {slot.title}." in html]
    assert len(places) >= len(slots) - 1  # the outcomes are boxes
    assert not any("has not been" in gap and "The text" in gap for gap in paper(report, kind)["gaps"])


@pytest.mark.parametrize(("statutory", "likely", "other"), [(True, SCRUTINY, COUNCIL), (False, COUNCIL, SCRUTINY)])
def test_writers_are_asked_for_the_paper_of_that_sort_of_committee(
    cast: Cast, statutory: bool, likely: str, other: str
) -> None:
    report = reported(cast)
    report.meeting.committee.is_statutory = statutory
    report.meeting.committee.save()
    subject = reading_about(cast.board, likely, key_of(report)).subject
    assert any(slot.is_needed for slot in passages_of(kind_of(likely), subject))
    assert not any(slot.is_needed for slot in passages_of(kind_of(other), subject))
    assert any("has not been written" in gap for gap in paper(report, other)["gaps"])


def test_building_asks_the_database_nothing(cast: Cast, django_assert_num_queries: Callable[[int], Any]) -> None:
    report = reported(cast)
    for kind in (SCRUTINY, COUNCIL):
        reading: Reading = reading_about(cast.board, kind, key_of(report))
        with django_assert_num_queries(0):
            content_of(reading, kind)


def test_reading_takes_as_many_queries_however_much_there_is(cast: Cast) -> None:
    report = reported(cast)
    theme = cast.agreement.themes.get(placements__priority=cast.burglary)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            reading_about(cast.board, SCRUTINY, key_of(report))
            choices(cast.board, None)
        return len(asked)

    before = queries()
    for number in range(4):
        make_priority(theme, f"more-{number}", f"Priority {number}")
        report.implications.create(order=number, heading=f"Heading {number}", text="Something.")
        report.sign_offs.create(order=number, step=f"Step {number}")
        reported(cast, title=f"Report {number}")
        write(report, f"key-{number}", "Written.")
    assert queries() == before


def test_a_kind_says_how_it_is_laid_out() -> None:
    assert (KINDS[SCRUTINY].paragraphs, KINDS[COUNCIL].paragraphs) == ("straight", "by section")
    assert all(
        KINDS[kind].has_masthead and KINDS[kind].has_docx and KINDS[kind].subject for kind in (SCRUTINY, COUNCIL)
    )
    assert [slot.key for slot in KINDS["csa"].passages][:2] == ["introduction", "background"]


@pytest.mark.parametrize("slug", ["snb", "ncsp"])
def test_the_demonstration_publishes_its_paper(slug: str) -> None:
    story, ((kind, subject),) = told(slug)
    issue_about(story, kind, subject)
    for edition in Edition.objects.filter(board=story.loaded.board):  # the county's once more, where it is corrected
        assert (edition.kind, edition.subject, edition.gaps) == (kind, subject, 0)
        assert edition.state == EditionState.PUBLISHED
    assert Edition.objects.count() == (2 if slug == "snb" else 1)


def test_both_lists_say_none_where_nothing_is_listed(cast: Cast) -> None:
    report = reported(cast)
    content = paper(report, COUNCIL)
    assert (markdown(content, "papers"), markdown(content, "published")) == ("None.", "None.")
    assert not any("Published" in gap for gap in content["gaps"])
