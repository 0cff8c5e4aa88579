"""The forward plan: what later meetings are to take."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from snb.meetings import drop_from_plan, plan_ahead
from snb.models import AuditEvent, ForwardPlanItem
from snb.models.meetings import Purpose
from tests.cast import Cast, days, make_meeting
from tests.snb.test_sign_in import problems

LIST = "/boards/fosse/meetings/"


def test_planning_ahead_and_dropping_it_again(as_, cast: Cast) -> None:
    client = as_(cast.manager)
    client.post(
        "/boards/fosse/forward-plan/add/", {"meeting": cast.meeting.pk, "title": "Refresh", "purpose": "decide"}
    )
    item = ForwardPlanItem.objects.get()
    assert (item.meeting, item.title, item.purpose) == (cast.meeting, "Refresh", Purpose.DECIDE)
    assert client.get(f"/boards/fosse/forward-plan/{item.pk}/remove/").status_code == 200
    assert ForwardPlanItem.objects.count() == 1  # asking is not doing
    assert client.post(f"/boards/fosse/forward-plan/{item.pk}/remove/")["Location"] == LIST
    assert not ForwardPlanItem.objects.exists()
    assert AuditEvent.objects.filter(action__endswith="the forward plan").count() == 2


def test_a_past_meeting_cannot_be_planned_for(as_, cast: Cast) -> None:
    past = make_meeting(cast.board, in_days=-30, due_in=-40)
    answer = as_(cast.manager).post(
        "/boards/fosse/forward-plan/add/", {"meeting": past.pk, "title": "x", "purpose": "note"}
    )
    assert problems(answer) == ["Select a valid choice. That choice is not one of the available choices."]


def test_the_forward_plan_is_the_managers(cast: Cast) -> None:
    item = plan_ahead(meeting=cast.meeting, title="Refresh", purpose=Purpose.NOTE, by=cast.manager)
    for person in (cast.member, cast.other_manager):
        with pytest.raises(PermissionDenied):
            plan_ahead(meeting=cast.meeting, title="x", purpose=Purpose.NOTE, by=person)
        with pytest.raises(PermissionDenied):
            drop_from_plan(item=item, by=person)


def test_an_item_of_another_boards_plan_is_not_found(as_, cast: Cast) -> None:
    item = ForwardPlanItem.objects.create(meeting=make_meeting(cast.other_board), title="Theirs")
    assert as_(cast.manager).post(f"/boards/fosse/forward-plan/{item.pk}/remove/").status_code == 404
    assert ForwardPlanItem.objects.filter(pk=item.pk).exists()


def test_a_cancelled_meeting_cannot_be_planned_for(as_, cast: Cast) -> None:
    cancelled = make_meeting(cast.board, in_days=60, due_in=40)
    cancelled.cancelled_reason = "Snow"
    cancelled.save()
    form = as_(cast.manager).get("/boards/fosse/forward-plan/add/").context["form"]
    assert list(form.fields["meeting"].queryset) == [cast.meeting]


def test_a_plan_without_lines_says_so_and_leads_to_the_agenda(as_, cast: Cast) -> None:
    page = as_(cast.member).get(LIST).content.decode()
    assert "Nothing more is planned." in page
    assert cast.meeting.date > days(0)
