"""What the board pack prints of the partnerships: their words, what they raise, what is lacking."""

from __future__ import annotations

import json

from partnerships.escalating import Slot, answer_escalation, put_on_agenda, raise_escalation
from partnerships.merging import merge_partnerships
from partnerships.models import Narrative
from partnerships.narrative_workflow import NarrativeText, accept_narrative, save_narrative, submit_narrative
from reports.compiling import compile_document
from reports.documents.partnerships import escalations, narrative_parts, partnerships, without_narrative
from reports.documents.reading import read
from reports.models import Edition
from snb.models import AgendaItem
from tests.cast import Cast, days, make_meeting
from tests.partnerships.narratives_scene import (
    FARMS,
    TEXT,
    accepted,
    drafted,
    in_private,
    make_partnership,
    open_narrative,
    raised,
    submitted,
)


def reading_of(cast: Cast):
    return read(board=cast.board, meeting=cast.meeting, as_at=days(0))


def pack_of(cast: Cast) -> Edition:
    return compile_document(board=cast.board, kind="board-pack", meeting=cast.meeting, by=cast.manager)


def test_an_accepted_narrative_is_printed_letter_for_letter(cast: Cast) -> None:
    held = open_narrative(cast)
    text = NarrativeText("Burglary *fell*.\n- in towns\n• on farms", "# Nothing new")
    save_narrative(narrative=held, text=text, version=0, by=cast.csp_officer)
    submit_narrative(narrative=held, by=cast.csp_officer)
    assert narrative_parts(reading_of(cast)) == ()
    accept_narrative(narrative=held, by=cast.manager)
    (part,) = narrative_parts(reading_of(cast))
    assert (part.heading, part.anchor) == ("North Fosse CSP", "narrative-north")
    block = part.blocks[0](reading_of(cast))
    assert block is not None
    said = block.as_block()["data"]["markdown"]
    assert said == (
        "## The local picture\n\nBurglary \\*fell\\*.\n\n- in towns\n\n- on farms\n\n"
        "## Emerging risks and issues\n\n\\# Nothing new\n\n*Submitted by Csp Officer Person.*"
    )


def test_the_pack_has_both_sections_where_the_agenda_puts_them(cast: Cast) -> None:
    raised(cast)
    AgendaItem.objects.create(meeting=cast.meeting, order=1, title="From our partnerships", block="narratives")
    sections = pack_of(cast).data["sections"]
    by_anchor = {section["anchor"]: section for section in sections}
    assert by_anchor["narratives"]["heading"] == "From our partnerships"
    assert [inner["anchor"] for inner in by_anchor["narratives"]["sections"]] == ["narrative-north"]
    assert FARMS.ask in json.dumps(by_anchor["escalations"])


def test_a_board_that_asks_for_no_narratives_lacks_none(cast: Cast) -> None:
    assert list(without_narrative(reading_of(cast))) == []
    assert "narratives" not in [section["anchor"] for section in pack_of(cast).data["sections"]]


def test_what_is_missing_is_listed(cast: Cast) -> None:
    silent = make_partnership(cast, "Silent CSP")
    south = make_partnership(cast, "South CSP")
    submitted(cast)
    Narrative.objects.filter(partnership=silent).delete()
    gaps = list(without_narrative(reading_of(cast)))
    assert gaps == [
        "North Fosse CSP: its narrative has been submitted and not yet accepted.",
        "Silent CSP: its narrative has not been opened.",
        f"South CSP: its narrative has not come in. It was due on {gaps[2].rpartition('on ')[2]}",
    ]
    assert set(gaps) <= set(pack_of(cast).data["gaps"])
    assert south.slug in [row.partnership.slug for row in reading_of(cast).narratives]


def test_earlier_issues_are_printed_until_they_are_settled(cast: Cast) -> None:
    earlier = raised(cast, make_meeting(cast.board, in_days=5, due_in=2))
    said = escalations(reading_of(cast))
    assert said is not None
    assert said.markdown.startswith("## Raised earlier and not settled\n\n### Thefts from farms")
    answer_escalation(escalation=earlier, answer="The fund is open.", by=cast.manager)
    assert escalations(reading_of(cast)) is None


def test_what_is_not_accepted_is_not_printed(cast: Cast) -> None:
    held = drafted(cast)
    raise_escalation(narrative=held, details=FARMS, by=cast.csp_officer)
    submit_narrative(narrative=held, by=cast.csp_officer)
    assert escalations(reading_of(cast)) is None
    assert TEXT.picture not in json.dumps(pack_of(cast).data)


def test_what_is_heard_in_private_is_in_the_pack_by_its_public_title_alone(cast: Cast) -> None:
    put_on_agenda(escalation=raised(cast), slot=in_private(cast.meeting), by=cast.manager)
    printed = json.dumps(pack_of(cast).public_version.data, ensure_ascii=False)
    assert "A matter of rural crime" in printed
    assert FARMS.ask not in printed
    assert FARMS.title not in printed


def test_3_an_old_pack_does_not_change_when_partnerships_merge(cast: Cast) -> None:
    """Question 3: old reports stay, and a new reading shows the successor."""
    accepted(cast)
    east = make_partnership(cast, "East CSP", "Eastby")
    before = pack_of(cast)
    frozen = Edition.objects.get(pk=before.pk).content
    merge_partnerships(parts=[cast.partnership, east], name="Joint CSP", begins=days(0), chair=None, by=cast.manager)
    kept = Edition.objects.get(pk=before.pk)
    assert (kept.content, kept.fingerprint) == (frozen, before.fingerprint)
    assert "North Fosse CSP" in frozen
    assert "East CSP" in frozen
    new = partnerships(reading_of(cast))
    assert new is not None
    assert [(row.name, row.districts) for row in new.rows] == [("Joint CSP", ("Eastby",))]
    assert "Joint CSP" in pack_of(cast).content


def test_an_issue_on_the_agenda_says_so(cast: Cast) -> None:
    put_on_agenda(escalation=raised(cast), slot=Slot(cast.meeting, 5), by=cast.manager)
    said = escalations(reading_of(cast))
    assert said is not None
    assert "On the agenda of" in said.markdown
