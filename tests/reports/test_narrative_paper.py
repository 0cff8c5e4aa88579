"""The narrative of one partnership as a paper, and the receipt of a signed return."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import Any

import page
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partnerships.escalating import put_on_agenda
from partnerships.models import Coverage
from partnerships.narrative_workflow import accept_narrative, save_narrative, submit_narrative
from priorities.models.returns import State
from reports.documents.kinds import build_content, kind_of, subject_of
from reports.documents.narrative_paper import choices
from reports.documents.reading import read
from reports.documents.receipt import receipt_content
from reports.printing.paper import paper_pdf
from reports.render import edition_html, fingerprint
from snb.querysets import today
from snb.sealing import canonical
from snb.workflow import Refusal
from tests.cast import Cast, bring_to, open_return
from tests.partnerships.narratives_scene import (
    TEXT,
    accepted,
    drafted,
    in_private,
    make_district,
    make_partnership,
    open_narrative,
    raised,
    submitted,
)
from tests.reports.pdf_reading import Reading

KIND, KEY = "csp-narrative", "partnership-north"


def content_of(cast: Cast, key: str = KEY, board: Any = None) -> dict[str, Any]:
    kind, board = kind_of(KIND), board or cast.board
    subject = partial(subject_of, kind, board, cast.meeting, key)
    reading = read(board=board, meeting=cast.meeting, as_at=today(), subject=subject, subject_key=key)
    made = build_content(kind, reading, notice="", progress=lambda *said: None)
    return dict(json.loads(canonical(made)))


def markdown(content: dict[str, Any], anchor: str) -> str:
    found = next(each for each in content["sections"] if each["anchor"] == anchor)
    return "\n".join(block["data"]["markdown"] for block in found["blocks"])


def test_it_prints_the_parts_in_their_order_and_leaves_out_what_is_empty(cast: Cast) -> None:
    Coverage.objects.create(partnership=cast.partnership, district=make_district("Fosse Vale"), begins=today())
    accepted(cast)
    content = content_of(cast)
    assert [(each["number"], each["heading"]) for each in content["sections"]] == [
        ("1", "Who tells it"), ("2", "The local picture"), ("3", "Emerging risks and issues"),
        ("4", "The quarter ahead"), ("5", "Raised to the Board"),
    ]  # fmt: skip
    assert markdown(content, "told-1") == "Burglary fell in the towns."
    assert "**Districts:** Fosse Vale" in markdown(content, "who")
    assert "**Chair:** Not currently identified" in markdown(content, "who")
    assert "**Submitted by:** Csp Officer Person" in markdown(content, "who")
    assert markdown(content, "raised") == "Nothing is raised to this meeting."
    assert (content["title"], content["front"]) == ("Narrative of North Fosse CSP", "masthead")


def test_what_it_raises_says_what_is_asked_and_where_it_stands(cast: Cast) -> None:
    raised(cast)
    said = markdown(content_of(cast), "raised")
    assert said.startswith("## Thefts from farms")
    assert "Agree one rural team" in said
    assert "Waiting for the programme manager" in said


def test_what_is_heard_in_private_gives_its_public_title_alone(cast: Cast) -> None:
    held = raised(cast)
    put_on_agenda(escalation=held, slot=in_private(cast.meeting), by=cast.manager)
    whole = json.dumps(content_of(cast))
    assert "A matter of rural crime" in whole
    assert "Thefts from farms" not in whole
    assert "rural team" not in whole


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (None, "has no narrative to this meeting"),
        (open_narrative, "has not been accepted yet"),
        (drafted, "has not been accepted yet"),
        (submitted, "has not been accepted yet"),
    ],
)
def test_only_an_accepted_narrative_is_a_paper(cast: Cast, make: Any, said: str) -> None:
    if make:
        make(cast)
    with pytest.raises(Refusal, match=said):
        content_of(cast)


def test_it_can_be_of_the_partnerships_of_the_day(cast: Cast) -> None:
    assert [(row.key, row.label) for row in choices(cast.board, cast.meeting)] == [(KEY, "North Fosse CSP")]


@pytest.mark.parametrize("key", ["partnership-south", "north", "priority-burglary"])
def test_of_nothing_else(cast: Cast, key: str) -> None:
    with pytest.raises(Refusal, match="no partnership of this board"):
        content_of(cast, key)


def test_another_boards_partnership_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal, match="no partnership of this board"):
        content_of(cast, board=cast.other_board)


def test_words_with_markup_print_letter_for_letter(cast: Cast) -> None:
    text = replace(TEXT, picture="# Not a heading\n<script>x</script> *not* 5 > 3")
    held = open_narrative(cast)
    held = save_narrative(narrative=held, text=text, version=held.version, by=cast.csp_officer)
    accept_narrative(narrative=submit_narrative(narrative=held, by=cast.csp_officer), by=cast.manager)
    html = edition_html(content_of(cast))
    assert "<script>" not in html
    assert "*not*" in html
    assert "# Not a heading" in html


def test_it_costs_the_same_for_one_partnership_and_for_ten(cast: Cast) -> None:
    raised(cast)
    with CaptureQueriesContext(connection) as few:
        content_of(cast)
    for number in range(9):
        make_partnership(cast, f"More {number}", f"District {number}")
    with CaptureQueriesContext(connection) as many:
        content_of(cast)
    assert len(few) <= len(many) <= len(few) + 1  # districts are asked for once there is one


def test_narrative_and_receipt_pass_the_validator(cast: Cast) -> None:
    raised(cast)
    held = bring_to(open_return(cast), State.ACCEPTED, cast)
    receipt = receipt_content(held, held.signatures.get(), notice="")
    for content in (content_of(cast), json.loads(canonical(receipt))):
        data = paper_pdf(content, fingerprint(content))
        assert [row.message for row in page.validate_pdf_bytes(data, profile="ua1").failures] == []


# The receipt ---------------------------------------------------------------------------------------------------------


def test_the_receipt_holds_all_that_was_signed_and_its_fingerprint(cast: Cast) -> None:
    held = bring_to(open_return(cast), State.SIGNED, cast)
    signature = held.signatures.get()
    (section,) = receipt_content(held, signature, notice="")["sections"]
    said, proof = section["blocks"]
    signed = signature.data
    assert said["data"]["priority"] == signed["priority"] == "Burglary"
    assert [row["status"] for row in said["data"]["required_actions"]] == ["Done", "Done"]
    assert [row["title"] for row in said["data"]["planned_actions"]] == ["Fit locks"]
    assert [row["title"] for row in said["data"]["risks"]] == ["Funding ends"]
    assert signature.fingerprint in proof["data"]["markdown"]


def test_the_receipt_begins_under_its_title(cast: Cast) -> None:
    held = bring_to(open_return(cast), State.SIGNED, cast)
    content = json.loads(canonical(receipt_content(held, held.signatures.get(), notice="")))
    reading = Reading(paper_pdf(content, fingerprint(content)))
    assert "Fewer repeats, but slow." in reading.page_text(1)
