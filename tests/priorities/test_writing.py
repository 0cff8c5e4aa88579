"""Saving a section: versions, the draft it begins, and what each kind of section keeps."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from priorities.models import QuarterlyReturn, ReturnSection
from priorities.models.returns import LOCKED, State
from priorities.workflow import missing_sections
from priorities.writing import StaleSection, save_section
from snb.workflow import Refusal
from tests.cast import ACTORS, Cast, bring_to, fill, open_return


def save(held: QuarterlyReturn, key: str, by, *, version: int | None = None, **values) -> ReturnSection:
    section = held.sections.get(key=key)
    began = section.version if version is None else version
    return save_section(section=section, version=began, values=values, is_complete=False, by=by)


def test_each_save_counts_one_version_and_says_who_and_when(cast: Cast) -> None:
    held = open_return(cast)
    for version, (text, writer) in enumerate([("One", cast.support), ("Two", cast.lead)], 1):
        saved = save(held, "progress", writer, text=text)
        assert (saved.version, saved.text, saved.saved_by, saved.saved_at is not None) == (version, text, writer, True)
    assert [(row.text, row.version) for row in saved.history.all()] == [("Two", 2), ("One", 1), ("", 0)]


def test_a_stale_save_changes_nothing_and_brings_what_is_saved(cast: Cast) -> None:
    held = open_return(cast)
    save(held, "progress", cast.lead, text="First")
    with pytest.raises(StaleSection) as stale:
        save(held, "progress", cast.support, version=0, text="Second")
    assert (stale.value.section.text, stale.value.section.version) == ("First", 1)
    assert stale.value.reason == "Lead Person saved this section while you were writing."
    assert held.sections.get(key="progress").text == "First"


def test_a_version_from_the_future_is_stale_too(cast: Cast) -> None:
    held = open_return(cast)
    save(held, "progress", cast.lead, text="First")
    with pytest.raises(StaleSection):
        save(held, "progress", cast.support, version=7, text="Second")


def test_a_stale_save_touches_no_row_of_a_list(cast: Cast) -> None:
    held = open_return(cast)
    risk = {"title": "Theirs", "likelihood": 1, "impact": 1, "mitigation": "None"}
    save(held, "risks", cast.lead, risks=[risk])
    with pytest.raises(StaleSection):
        save(held, "risks", cast.support, version=0, risks=[])
    assert held.risks.get().title == "Theirs"


def test_the_first_save_makes_it_a_draft_by_a_recorded_move(cast: Cast) -> None:
    held = open_return(cast)
    save(held, "progress", cast.support, text="One")
    save(held, "progress", cast.support, text="Two")
    assert list(held.moves.values_list("origin", "target", "by")) == [("not_started", "draft", cast.support.pk)]


@pytest.mark.parametrize("state", State)
def test_who_may_save_in_each_state(cast: Cast, state: State) -> None:
    held = bring_to(open_return(cast), state, cast)
    allowed = set()
    for name in ACTORS:
        try:
            save(held, "progress", cast.by_name[name], text=f"By {name}.")
            allowed.add(name)
        except (Refusal, PermissionDenied):
            assert held.sections.get(key="progress").text != f"By {name}."
    expected = {"lead", "deputy"} if state == State.WITH_LEAD else {"lead", "deputy", "support"}
    assert allowed == (set() if state in LOCKED else expected)


def test_a_report_of_another_return_is_left_alone(cast: Cast) -> None:
    held, theirs = open_return(cast), open_return(cast, cast.arson)
    other = theirs.required_reports.all()[0]
    save(held, "required_actions", cast.support, reports={other.pk: {"status": "done", "evidence": "Mine"}})
    other.refresh_from_db()
    assert (other.status, other.evidence) == ("", "")


def test_what_is_missing_is_named_by_title(cast: Cast) -> None:
    held = open_return(cast)
    assert missing_sections(held) == [
        "Progress this quarter", "Required actions", "Planned actions and spend", "Your judgement", "Next quarter",
    ]  # fmt: skip
    assert missing_sections(fill(held, cast.support)) == []
