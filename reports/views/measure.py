"""The page of one measure."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from partnerships.models import Area
from performance.loading import visible_measure
from performance.models import Measure
from priorities.models import PlannedAction
from reports.measure_page import (
    OTHERS,
    Comparator,
    MeasurePage,
    areas_of,
    beside_area,
    beside_others,
    build,
    may_group,
    moved,
    serves,
)
from reports.measure_sheet import measure_sheet
from snb.access import PersonRequest, requires
from snb.exporting import exported
from snb.govuk import GovukDateField, GovukForm
from snb.permissions import Permission
from snb.querysets import today

GROUP = "others"  # no code of an area


class MeasureView(GovukForm):
    """Which area, as known on which day, and beside which action. Every answer may be left out."""

    mark_optional = False
    area = forms.ChoiceField(label="Area", required=False)
    as_at = GovukDateField(label="As known on", required=False)
    action = forms.ChoiceField(label="Action", required=False)
    beside = forms.ChoiceField(label="Compare with", required=False)

    def __init__(self, data: Any, *, measure: Measure, areas: tuple[Area, ...], actions: list[tuple[int, str]]) -> None:
        super().__init__(data)
        self.areas = {area.code: area for area in areas}
        named = [(area.code, area.label) for area in areas]
        self._offer("area", named)
        self._offer("beside", [("", "Nothing else"), *named])
        self._offer("action", [("", "Choose an action"), *((str(pk), title) for pk, title in actions)])
        self.is_valid()
        if may_group(measure, self.chosen("area") or measure.area):
            self._offer("beside", [("", "Nothing else"), (GROUP, OTHERS), *named])
            self.full_clean()

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields[name].error_messages["invalid_choice"] = f"{self.fields[name].label}: choose one from the list"

    def chosen(self, name: str) -> Area | None:
        return self.areas.get(self.cleaned_data.get(name, ""))


@requires(Permission.BOARD_READ, visible_measure)
def measure(request: PersonRequest, measure: Measure) -> HttpResponse:
    """What the measure says, for one of its areas, as known today or on an earlier day."""
    actions = [(pk, title) for served in serves(measure, today()) for pk, title, _ in served.actions]
    form = MeasureView(request.GET, measure=measure, areas=areas_of(measure), actions=actions)
    day = min(form.cleaned_data.get("as_at") or today(), today())
    page = build(measure, form.chosen("area") or measure.area, day=day)
    context = {
        "page": page,
        "board": measure.board,
        "measure": measure,
        "form": form,
        "day": day,
        "is_today": day == today(),
        "breadcrumbs": [{"label": "Measures", "url": reverse("performance:measure-list", args=[measure.board.slug])}],
        "may_edit": request.user.has_perm(Permission.FIGURE_EDIT, measure),
        **_moved(page, form, actions, day),
    }
    return exported(request, measure_sheet(page)) or render(request, "reports/measure.html", context)


def _moved(page: MeasurePage, form: MeasureView, actions: list[tuple[int, str]], day: Any) -> dict[str, Any]:
    """The chart before and after the action that was asked for; nothing where none was."""
    chosen = form.cleaned_data.get("action")
    if not chosen or not page.reading.series.known:
        return {"has_actions": bool(actions)}
    action = PlannedAction.objects.get(pk=int(chosen))
    found, plot = moved(page, action, _beside(page, form, day))
    return {"has_actions": True, "action": action, "moved": found, "moved_plot": plot}


def _beside(page: MeasurePage, form: MeasureView, day: Any) -> Comparator | None:
    if form.cleaned_data.get("beside") == GROUP:
        return beside_others(page, day)
    area = form.chosen("beside")
    return beside_area(page.reading.measure, area, day) if area and area != page.area else None
