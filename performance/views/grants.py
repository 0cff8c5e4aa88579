"""Grants on screen: the list, one grant with its scenarios and spend, and the forms that change them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from performance.forms.grants import ApproveForm, GrantForm, SpendForm, quarter_asked
from performance.forms.scenarios import ScenarioForm
from performance.grants.figures import places_of
from performance.grants.reading import (
    due_quarters,
    factor_line,
    grant_reading,
    grants_of,
    newest_spend,
    share_lines,
    visible_grant,
    visible_scenario,
    worked_out,
)
from performance.grants.sheet import grant_sheet, grants_sheet
from performance.grants.values import money
from performance.grants.writing import (
    MACHINE,
    StaleScenario,
    StaleSpend,
    approve_scenario,
    change_scenario,
    draft_scenario,
    open_grant,
    return_spend,
)
from performance.models import FundingGrant, Scenario, ScenarioState
from snb.access import PersonRequest, requires
from snb.exporting import exported
from snb.forms import done_or_said
from snb.kept import typed_text
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission
from snb.querysets import today
from snb.workflow import Refusal


@requires(Permission.BOARD_READ, visible_board)
def grant_list(request: PersonRequest, board: Board) -> HttpResponse:
    grants = grants_of(board, today())
    context = {
        "board": board,
        "grants": grants,
        "may_edit": request.user.has_perm(Permission.GRANT_EDIT, board),
    }
    file = exported(request, lambda: grants_sheet(board, grants))
    return file or render(request, "performance/grant_list.html", context)


@requires(Permission.BOARD_READ, visible_grant)
def grant_detail(request: PersonRequest, grant: FundingGrant) -> HttpResponse:
    """The scenarios side by side, each figure with its reason, and spend against the approved one."""
    reading = grant_reading(grant, today())
    context = {
        "board": grant.board,
        "grant": reading,
        "has_due": bool(due_quarters(grant, today())),
        "may_edit": request.user.has_perm(Permission.GRANT_EDIT, grant),
        "may_approve": request.user.has_perm(Permission.GRANT_APPROVE, grant),
        "breadcrumbs": [to_grants(grant.board)],
    }
    file = exported(request, lambda: grant_sheet(reading))
    return file or render(request, "performance/grant_detail.html", context)


@requires(Permission.GRANT_EDIT, visible_board)
def grant_open(request: PersonRequest, board: Board) -> HttpResponse:
    form = GrantForm(typed_text(request))
    if request.method == "POST" and form.is_valid():
        grant = done_or_said(form, lambda: open_grant(board=board, **form.cleaned_data, by=request.user))
        if grant:
            messages.success(request, f"“{grant.title}” is entered. Draft the first scenario to share it.")
            return _to_detail(grant)
    context = {"board": board, "form": form, "breadcrumbs": [to_grants(board)]}
    return render(request, "performance/grant_open.html", context, status=_refused(form))


@requires(Permission.GRANT_EDIT, visible_grant)
def scenario_open(request: PersonRequest, grant: FundingGrant) -> HttpResponse:
    """A new scenario; “Work out” shows its shares and saves nothing."""
    if request.method != "POST" and (kept := _approved(grant)):
        messages.info(request, f"“{kept}” is approved, so how this grant is shared does not change any more.")
        return _to_detail(grant)
    form = ScenarioForm(typed_text(request), grant=grant, places=places_of(grant))
    if request.method == "POST" and _is_to_save(request) and form.is_valid():
        made = done_or_said(form, lambda: draft_scenario(grant=grant, details=form.details, by=request.user))
        if made:
            messages.success(request, f"“{made.name}” is saved as a draft.")
            return _to_detail(grant)
    return _scenario_page(request, grant, form)


@requires(Permission.GRANT_EDIT, visible_scenario)
def scenario_edit(request: PersonRequest, scenario: Scenario) -> HttpResponse:
    """A draft, to be changed until one is approved; figures are read anew."""
    grant = scenario.grant
    if request.method != "POST" and (kept := _approved(grant)):
        messages.info(request, f"“{kept}” is approved, so how this grant is shared does not change any more.")
        return _to_detail(grant)
    form = ScenarioForm(typed_text(request), grant=grant, places=places_of(grant), scenario=scenario)
    if request.method != "POST" or not _is_to_save(request) or not form.is_valid():
        return _scenario_page(request, grant, form, scenario=scenario)
    version = form.cleaned_data["version"] or 0
    try:
        change_scenario(scenario=scenario, details=form.details, version=version, by=request.user)
    except StaleScenario as stale:
        typed = request.POST.copy()
        typed["version"] = str(stale.saved.version)
        again = ScenarioForm(typed, grant=grant, places=places_of(grant), scenario=scenario)
        more = {"differences": form.differences(stale.saved), "is_stale": True, "has_errors": True}
        return _scenario_page(request, grant, again, 409, scenario=scenario, **more)
    except Refusal as refusal:
        form.add_error(None, refusal.reason)
        return _scenario_page(request, grant, form, 409, scenario=scenario)
    messages.success(request, f"“{form.details.name}” has been changed.")
    return _to_detail(grant)


@requires(Permission.GRANT_APPROVE, visible_scenario)
def scenario_approve(request: PersonRequest, scenario: Scenario) -> HttpResponse:
    """The scenario as it stands, and a button that makes it the way the grant is shared."""
    grant = scenario.grant
    form = ApproveForm(typed_text(request))
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        done = done_or_said(form, lambda: approve_scenario(scenario=scenario, version=version, by=request.user))
        if done:
            messages.success(request, f"“{done.name}” is approved. The grant is shared by it from now on.")
            return _to_detail(grant)
    reading = grant_reading(grant, today())
    barred = MACHINE.barred(request.user, scenario, ScenarioState.DRAFT, ScenarioState.APPROVED)
    context = {
        "board": grant.board, "grant": reading, "form": form, "barred": barred, "approved": reading.approved,
        "version": scenario.version,
        "scenario": next(each for each in reading.scenarios if each.pk == scenario.pk),
        "breadcrumbs": [to_grants(grant.board), to_grant(grant)],
    }  # fmt: skip
    return render(request, "performance/grant_approve.html", context, status=_refused(form))


@requires(Permission.GRANT_EDIT, visible_grant)
def grant_spend(request: PersonRequest, grant: FundingGrant) -> HttpResponse:
    """What recipients spent in a quarter that is over; `?quarter=` names it by its first day."""
    offered, recipients = due_quarters(grant, today()), list(grant.recipients.all())
    quarter = quarter_asked(request.GET.get("quarter", ""), offered)
    if quarter is None or not _approved(grant):
        messages.info(request, "Spend can be returned once a scenario is approved and a quarter of the grant is over.")
        return _to_detail(grant)
    form = SpendForm(typed_text(request), recipients=recipients, newest=newest_spend(grant, quarter))
    page: dict[str, Any] = {"quarter": quarter, "quarters": offered}
    if request.method != "POST" or not form.is_valid():
        return _spend_page(request, grant, form, **page)
    try:
        count = return_spend(grant=grant, quarter=quarter, returned=form.returned, by=request.user)
    except StaleSpend as stale:
        typed = request.POST.copy()
        for pk, row in stale.saved.items():
            typed[f"seen_{pk}"] = str(row.number)
        again = SpendForm(typed, recipients=recipients, newest=newest_spend(grant, quarter))
        more: dict[str, Any] = {"differences": form.differences(stale.saved), "is_stale": True, "has_errors": True}
        return _spend_page(request, grant, again, 409, **page, **more)
    said = f"{count} return{'' if count == 1 else 's'} saved" if count else "Nothing was changed"
    messages.success(request, f"{said} for {quarter.short}.")
    return _to_detail(grant)


def to_grants(board: Board) -> dict[str, str]:
    return {"label": "Grants", "url": reverse("performance:grant-list", args=[board.slug])}


def to_grant(grant: FundingGrant) -> dict[str, str]:
    return {"label": grant.title, "url": reverse("performance:grant-detail", args=[grant.board.slug, grant.pk])}


def _to_detail(grant: FundingGrant) -> HttpResponse:
    return redirect("performance:grant-detail", grant.board.slug, grant.pk)


def _approved(grant: FundingGrant) -> Scenario | None:
    return grant.scenarios.filter(state=ScenarioState.APPROVED).first()


def _is_to_save(request: PersonRequest) -> bool:
    """Not “Work out” and not “Add a factor”, which show the form again."""
    return "save" in request.POST


def _scenario_page(
    request: PersonRequest, grant: FundingGrant, form: ScenarioForm, status: int = 0, **more: Any
) -> HttpResponse:
    """The form with the shares that its factors come to, where they come to any."""
    lines: Any = ()
    if form.is_bound and "add" not in request.POST and form.is_valid():
        first = grant.scenarios.order_by("number").first()
        names = [row.name for row in form.recipients]
        try:
            shares = worked_out(grant, names, form.snapshots)
            lines = share_lines(shares, names, form.snapshots, first.shares if first else None)
            more |= {"first": first, "total": money(sum(line.amount for line in lines))}
            more["factors"] = [factor_line(each, names) for each in form.snapshots]
        except ValueError as wrong:
            form.add_error(None, f"{wrong}")
    context = {
        "board": grant.board, "grant": grant, "form": form, "lines": lines,
        "breadcrumbs": [to_grants(grant.board), to_grant(grant)],
    } | more  # fmt: skip
    return render(request, "performance/grant_scenario.html", context, status=status or _refused(form))


def _spend_page(
    request: PersonRequest, grant: FundingGrant, form: SpendForm, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "board": grant.board, "grant": grant, "form": form, "breadcrumbs": [to_grants(grant.board), to_grant(grant)],
    } | more  # fmt: skip
    return render(request, "performance/grant_spend.html", context, status=status)


def _refused(form: Any) -> int:
    """409 where the act itself was refused, which the form says above its fields."""
    return 409 if form.is_bound and form.non_field_errors() else 200
