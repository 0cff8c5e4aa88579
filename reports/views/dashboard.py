"""The dashboard of a board, filtered by what its address says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from performance.analysis.rag import Rag
from priorities.models.returns import Judgement, State
from reports.dashboard import Dashboard, build, select
from reports.dashboard_sheet import dashboard_sheet
from snb.access import requires
from snb.exporting import exported
from snb.govuk import GovukForm
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission
from snb.querysets import today

ANY = ("", "All")


class DashboardFilter(GovukForm):
    """Which priorities to show. Every answer may be left out."""

    mark_optional = False
    rag = forms.ChoiceField(label="Rating of the figures", required=False)
    judgement = forms.ChoiceField(label="Lead’s judgement", required=False)
    status = forms.ChoiceField(label="Return", required=False)
    theme = forms.ChoiceField(label="Theme", required=False)

    def __init__(self, data: Any, *, themes: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self._offer("rag", [(rag.value, rag.label) for rag in Rag])
        self._offer("judgement", [*Judgement.choices, ("none", "Not judged")])
        self._offer("status", [*State.choices, ("late", "Late"), ("none", "Not opened")])
        self._offer("theme", themes)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        field.choices = [ANY, *choices]  # type: ignore[attr-defined]
        field.error_messages["invalid_choice"] = f"{field.label}: choose one from the list"


@requires(Permission.BOARD_READ, visible_board)
def dashboard(request: HttpRequest, board: Board) -> HttpResponse:
    """All priorities by theme, or those the filter asks for."""
    page = build(board, request.user, day=today())  # type: ignore[arg-type]
    context = {"page": page, "board": board, **_filtered(request, page)}
    file = exported(request, lambda: dashboard_sheet(board, page, context["rows"]))
    return file or render(request, "reports/dashboard.html", context)


def _filtered(request: HttpRequest, page: Dashboard) -> dict[str, Any]:
    """The form and the rows it selects; a filter that makes no sense is said and left out."""
    form = DashboardFilter(request.GET, themes=page.themes)
    form.is_valid()
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    return {"form": form, "rows": select(page.rows, **chosen)}
