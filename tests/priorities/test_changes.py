"""Comparing two rounds: only what differs, item by item, word by word."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from priorities.changes import changes
from priorities.sections import SECTIONS
from snb.differences import ADDED, CHANGED, REMOVED

BASE: dict[str, Any] = {
    "priority": "Burglary",
    "quarter": "Q2 2026-27",
    "judgement": {"rag": "amber", "outlook": "steady", "reason": "Fewer repeats."},
    "texts": {key: f"About {key}." for key, section in SECTIONS.items() if section.words and key != "judgement"},
    "escalation_ask": "",
    "required_actions": [
        {"number": 1, "text": "Scope", "label": "Scope", "status": "done", "evidence": "Minutes", "files": []},
        {"number": 2, "text": "Plan", "label": "Plan", "status": "", "evidence": "", "files": []},
    ],
    "planned_actions": [
        {
            "title": "Fit locks", "owner": "Housing", "due": "2027-03-02", "budget": 250_000, "status": "on_track",
            "spent": 100_000, "revised_due": None, "revised_reason": "",
        }
    ],
    "risks": [{"title": "Funding ends", "likelihood": 3, "impact": 4, "mitigation": "Bid again"}],
}  # fmt: skip


def changed(**edits: Any) -> list[tuple[str, str, str, str, str, str]]:
    """(section, kind, heading, field, before, after) of everything that an edit of BASE changes."""
    after = deepcopy(BASE)
    for path, value in edits.items():
        *way, last = [int(part) if part.isdecimal() else part for part in path.split("__")]
        place: Any = after
        for part in way:
            place = place[part]
        place[last] = value
    return flat(BASE, after)


def flat(before: Any, after: Any) -> list[tuple[str, str, str, str, str, str]]:
    return [
        (section.key, item.kind, item.heading, field.label, field.before, field.after)
        for section in changes(before, after)
        for item in section.items
        for field in item.fields
    ]


def test_the_same_content_has_no_changes() -> None:
    assert changes(BASE, deepcopy(BASE)) == []


@pytest.mark.parametrize(
    ("edits", "found"),
    [
        ({"texts__progress": "New."}, ("progress", CHANGED, "", "Answer", "About progress.", "New.")),
        ({"judgement__rag": "red"}, ("judgement", CHANGED, "", "Judgement", "Amber", "Red")),
        ({"judgement__rag": ""}, ("judgement", CHANGED, "", "Judgement", "Amber", "")),
        ({"escalation_ask": "decide"}, ("escalation", CHANGED, "", "The Board is asked to", "", "Make a decision")),
        (
            {"required_actions__1__status": "blocked"},
            ("required_actions", CHANGED, "2. Plan", "Status", "", "Blocked"),
        ),
        (
            {"required_actions__0__files": [{"name": "plan.pdf", "sha256": "a" * 64}]},
            ("required_actions", CHANGED, "1. Scope", "Files", "", "plan.pdf"),
        ),
        (
            {"planned_actions__0__spent": 123_450},
            ("planned_actions", CHANGED, "Fit locks", "Spent to date", "£1,000", "£1,234.50"),
        ),
        ({"planned_actions__0__spent": None}, ("planned_actions", CHANGED, "Fit locks", "Spent to date", "£1,000", "")),
        ({"planned_actions__0__spent": 0}, ("planned_actions", CHANGED, "Fit locks", "Spent to date", "£1,000", "£0")),
    ],
)
def test_one_edit_is_one_change(edits: dict[str, Any], found: tuple[str, ...]) -> None:
    assert changed(**edits) == [found]


def test_a_risk_more_and_a_risk_less() -> None:
    another = {"title": "Staff leave", "likelihood": 2, "impact": 2, "mitigation": "Train"}
    more = changed(risks=[*BASE["risks"], another])
    assert {(kind, heading) for _, kind, heading, *_ in more} == {(ADDED, "Staff leave")}
    less = changed(risks=[])
    assert {(kind, heading) for _, kind, heading, *_ in less} == {(REMOVED, "Funding ends")}
    assert ("risks", REMOVED, "Funding ends", "What is done about it", "Bid again", "") in less


def test_risks_in_another_order_are_the_same_risks() -> None:
    two = [*BASE["risks"], {"title": "Staff leave", "likelihood": 2, "impact": 2, "mitigation": "Train"}]
    assert flat(BASE | {"risks": two}, BASE | {"risks": two[::-1]}) == []


def test_two_risks_of_one_name_are_two() -> None:
    one = BASE["risks"][0]
    assert flat(BASE, BASE | {"risks": [one, one | {"impact": 5}]})[0][1:3] == (ADDED, "Funding ends")


def test_the_same_file_name_with_other_bytes_is_a_change() -> None:
    """A file replaced under its old name must not pass a review unseen."""
    before = deepcopy(BASE)
    before["required_actions"][0]["files"] = [{"name": "plan.pdf", "sha256": "a" * 64}]
    after = deepcopy(before)
    after["required_actions"][0]["files"] = [{"name": "plan.pdf", "sha256": "b" * 64}]
    assert flat(before, after) == [
        ("required_actions", CHANGED, "1. Scope", "Files", "plan.pdf", "plan.pdf (another file of that name)")
    ]
