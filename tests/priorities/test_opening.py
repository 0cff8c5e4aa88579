"""Opening a quarter's returns: one for each priority agreed on the day, blank, and never twice."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from priorities.models import Agreement, Placement, PlannedAction, QuarterlyReturn, RequiredAction, Theme
from priorities.opening import open_returns
from priorities.sections import SECTIONS
from snb.models import AuditEvent
from snb.workflow import Refusal
from tests.cast import ACTORS, Cast, days, make_meeting, make_priority, open_return


def test_one_blank_return_for_each_priority(cast: Cast) -> None:
    opened = open_returns(meeting=cast.meeting, by=cast.manager)
    assert [str(held.priority) for held in opened] == ["Burglary", "Arson"]
    held = opened[0]
    assert (held.state, held.due, held.originally_due, held.rag) == ("not_started", days(8), days(8), "")
    assert list(held.sections.values_list("key", "text", "version", "is_complete")) == [
        (key, "", 0, False) for key in SECTIONS
    ]
    required = ["1. Scope and map the problem", "2. Agree a plan"]
    assert [str(report) for report in held.required_reports.all()] == required
    planned = held.planned_reports.values_list("planned_action__title", "status", "spent")
    assert list(planned) == [("Fit locks", "", None)]


def test_opening_again_adds_only_what_was_agreed_since(cast: Cast) -> None:
    before = open_return(cast)
    make_priority(cast.agreement.themes.get(), "fraud", "Fraud")
    assert [str(held.priority) for held in open_returns(meeting=cast.meeting, by=cast.manager)] == ["Fraud"]
    assert open_returns(meeting=cast.meeting, by=cast.manager) == []
    assert QuarterlyReturn.objects.filter(priority=cast.burglary).get() == before
    events = AuditEvent.objects.filter(action="opened returns")
    assert [event.detail for event in events] == [{"count": 1}, {"count": 2}]


def test_an_agreement_of_another_time_asks_for_nothing(cast: Cast) -> None:
    later = Agreement.objects.create(board=cast.board, title="The next one", begins=days(601), ends=days(900))
    theme = Theme.objects.create(agreement=later, order=1, name="Harm")
    Placement.objects.create(theme=theme, priority=cast.burglary, order=1)
    make_priority(theme, "fraud", "Fraud")
    RequiredAction.objects.create(agreement=later, number=1, text="Something later", label="Later")
    opened = open_returns(meeting=cast.meeting, by=cast.manager)
    assert [str(held.priority) for held in opened] == ["Burglary", "Arson"]
    assert opened[0].required_reports.count() == 2


def test_a_planned_action_that_begins_after_the_quarter_is_not_asked_about(cast: Cast) -> None:
    quarter = cast.meeting.quarter
    for slug, begins in (("last-day", quarter.end), ("day-after", quarter.next().start)):
        PlannedAction.objects.create(
            priority=cast.burglary, slug=slug, title=slug, owner="Somebody", begins=begins, due=days(500)
        )
    held = open_return(cast)
    assert set(held.planned_reports.values_list("planned_action__slug", flat=True)) == {"locks", "last-day"}


def test_without_an_agreement_in_force_there_is_nothing_to_open(cast: Cast) -> None:
    late = make_meeting(cast.board, in_days=700, due_in=690)
    with pytest.raises(Refusal) as refused:
        open_returns(meeting=late, by=cast.manager)
    assert refused.value.reason.startswith("No agreement is in force on the day of this meeting")


def test_only_the_programme_manager_opens(cast: Cast) -> None:
    for name in set(ACTORS) - {"manager"}:
        with pytest.raises(PermissionDenied):
            open_returns(meeting=cast.meeting, by=cast.by_name[name])
    assert QuarterlyReturn.objects.count() == 0
