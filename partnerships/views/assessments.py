"""Strategic assessments on screen: over all partnerships, and one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from partnerships.assessments import assessments_of, assessments_sheet, standing_of, write_assessment
from partnerships.forms.local import AssessmentForm
from partnerships.local_loading import visible_assessment
from partnerships.models import StrategicAssessment
from snb.access import PersonRequest, requires
from snb.exporting import exported
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission
from snb.querysets import today
from snb.views.acting import Page, act
from snb.wording import long_date


@requires(Permission.BOARD_READ, visible_board)
def assessment_list(request: PersonRequest, board: Board) -> HttpResponse:
    """What is late, due or coming, late ones first, and what was completed."""
    still_open, completed = assessments_of(board, today())
    context = {
        "board": board,
        "open_rows": still_open,
        "completed": completed,
        "late": sum(row.standing.tone == "late" for row in still_open),
    }
    file = exported(request, lambda: assessments_sheet(board, [*still_open, *completed], today()))
    return file or render(request, "partnerships/assessment_list.html", context)


@requires(Permission.BOARD_READ, visible_assessment)
def assessment_detail(request: PersonRequest, held: StrategicAssessment) -> HttpResponse:
    board = held.partnership.board
    context = {
        "board": board,
        "held": held,
        "name": held.partnership.name_on(held.due),
        "standing": standing_of(held.due, held.completed_on, today()),
        "may_edit": request.user.has_perm(Permission.LOCAL_EDIT, held),
        "breadcrumbs": [to_assessments(board)],
    }
    return render(request, "partnerships/assessment_detail.html", context)


@requires(Permission.LOCAL_EDIT, visible_assessment)
def assessment_edit(request: PersonRequest, held: StrategicAssessment) -> HttpResponse:
    def save(form: AssessmentForm) -> str:
        said = {name: form.cleaned_data[name] for name in form.own}
        made = write_assessment(partnership=held.partnership, due=held.due, version=form.seen, by=request.user, **said)
        return "The assessment is completed." if made.completed_on else "The assessment is saved."

    return act(request, _page(held), lambda data: AssessmentForm(data, row=held), save)


def to_assessments(board: Board) -> dict[str, str]:
    return {"label": "Assessments", "url": reverse("partnerships:assessment-list", args=[board.slug])}


def _page(held: StrategicAssessment) -> Page:
    board, partnership = held.partnership.board, held.partnership
    here = reverse("partnerships:assessment-detail", args=[board.slug, partnership.slug, held.due.isoformat()])
    label = f"{held.get_kind_display()}, due {long_date(held.due)}"
    trail: list[dict[str, Any]] = [to_assessments(board), {"label": label, "url": here}]
    return Page(
        board,
        label,
        "Save the assessment",
        here,
        trail,
        caption=partnership.name_on(held.due),
        template="partnerships/local_form.html",
    )
