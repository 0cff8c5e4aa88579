"""What is signed: every answer, in one spelling, in a constant number of queries."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import pytest

from priorities.content import load_content, return_content, with_content
from priorities.evidence import attach_evidence
from priorities.models import QuarterlyReturn
from priorities.models.returns import State
from snb.models import RemitName
from snb.sealing import canonical, fingerprint
from tests.cast import Cast, bring_to, days, fill, make_priority, open_return
from tests.priorities.files import PDF, upload


def test_everything_that_is_said_is_in_it(cast: Cast) -> None:
    held = fill(open_return(cast), cast.support)
    attach_evidence(report=held.required_reports.all()[0], upload=upload("plan.pdf", PDF), by=cast.support)
    content = return_content(load_content(held))
    texts = ("progress", "escalation", "good_practice", "joint_working", "funding", "next_quarter")
    action = {"status": "done", "evidence": "Minutes of the group.", "files": []}
    assert content == {
        "priority": "Burglary",
        "quarter": cast.meeting.quarter.short,
        "quarter_label": str(cast.meeting.quarter),
        "meeting": cast.meeting.date.isoformat(),
        "judgement": {"rag": "amber", "outlook": "steady", "reason": "Fewer repeats, but slow."},
        "texts": {key: "" if key == "escalation" else f"About {key}." for key in texts},
        "escalation_ask": "",
        "required_actions": [
            {"number": 1, "text": "Scope and map the problem", "label": "Scoping", **action}
            | {"files": [{"name": "plan.pdf", "sha256": hashlib.sha256(PDF).hexdigest()}]},
            {"number": 2, "text": "Agree a plan", "label": "Plan", **action},
        ],
        "planned_actions": [
            {
                "title": "Fit locks", "owner": "Housing manager", "due": days(100).isoformat(), "budget": 250_000,
                "status": "on_track", "spent": 100_000, "revised_due": None, "revised_reason": "",
            }
        ],
        "risks": [{"title": "Funding ends", "likelihood": 3, "impact": 4, "mitigation": "Bid again"}],
    }  # fmt: skip


def test_nothing_said_is_nothing_and_never_zero(cast: Cast) -> None:
    content = return_content(load_content(open_return(cast)))
    assert (content["judgement"]["rag"], content["planned_actions"][0]["spent"], content["risks"]) == ("", None, [])


def test_the_name_is_the_one_on_the_day_of_the_meeting(cast: Cast) -> None:
    RemitName.objects.create(remit=cast.burglary.remit, name="Home security", begins=cast.meeting.date)
    RemitName.objects.create(remit=cast.burglary.remit, name="Later name", begins=cast.meeting.date + dt.timedelta(1))
    assert return_content(load_content(open_return(cast)))["priority"] == "Home security"


def test_one_spelling_whatever_the_order() -> None:
    assert canonical({"b": "£", "a": [1, None]}) == canonical({"a": [1, None], "b": "£"}) == '{"a":[1,null],"b":"£"}'


def test_the_signature_is_the_content_and_its_fingerprint(cast: Cast) -> None:
    held = bring_to(open_return(cast), State.SIGNED, cast)
    signature = held.signatures.get()
    assert signature.data == return_content(load_content(held))
    assert signature.content == canonical(json.loads(signature.content))
    assert signature.fingerprint == hashlib.sha256(signature.content.encode()).hexdigest()
    assert signature.fingerprint == fingerprint(signature.content)


@pytest.mark.parametrize("more", [0, 30])
def test_the_same_queries_however_many_returns(cast: Cast, django_assert_num_queries, more: int) -> None:
    for number in range(more):
        make_priority(cast.agreement.themes.get(), f"p{number}", f"Priority {number}")
    fill(open_return(cast), cast.support)
    with django_assert_num_queries(7):
        contents = [return_content(held) for held in with_content(QuarterlyReturn.objects.all())]
    assert len(contents) == 2 + more
