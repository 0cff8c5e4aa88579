"""Keeping the register: open a risk, change, assess, close and reopen it, choose its actions, take up a raised one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from priorities import risk_workflow
from priorities.forms.register import ActionsForm, CloseForm, ReopenRiskForm, TakeUpForm
from priorities.forms.risks import AssessForm, OpenRiskForm, RiskForm, VersionedForm
from priorities.loading import visible_raised, visible_risk
from priorities.models import RaisedRisk, Risk
from priorities.raised import likely_match
from priorities.risk_workflow import StaleRisk
from priorities.views.risks import row_of, to_register, to_risk
from snb.access import PersonRequest, requires
from snb.forms import done_or_said
from snb.kept import typed_text
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission
from snb.wording import long_date, small_number
from snb.workflow import Refusal

Make = Callable[[QueryDict | None], Any]


@requires(Permission.RISK_EDIT, visible_board)
def risk_open(request: PersonRequest, board: Board) -> HttpResponse:
    """A new risk; `?raised=` names what a return said of it."""
    asked = small_number(request.GET.get("raised"))
    raised = visible_raised(request.user, board=board.slug, pk=asked) if asked else None
    form = OpenRiskForm(typed_text(request), board=board, raised=raised)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("rationale", "review_due")}
        risk = done_or_said(
            form,
            lambda: risk_workflow.open_risk(
                board=board, details=form.details, scores=form.scores, raised=raised, by=request.user, **said
            ),
        )
        if risk:
            messages.success(request, f"{risk.reference} is in the register.")
            return to_detail(risk)
    context = {"board": board, "form": form, "raised": raised, "breadcrumbs": [to_register(board)]}
    return render(request, "priorities/risk_open.html", context, status=_refused(form))


@requires(Permission.RISK_EDIT, visible_risk)
def risk_edit(request: PersonRequest, risk: Risk) -> HttpResponse:
    def save(form: RiskForm) -> str:
        risk_workflow.change_risk(risk=risk, details=form.details, version=form.seen, by=request.user)
        return f"{risk.reference} has been changed."

    return act(request, risk, "risk_edit", lambda data: RiskForm(data, board=risk.board, risk=risk), save)


@requires(Permission.RISK_ASSESS, visible_risk)
def risk_assess(request: PersonRequest, risk: Risk) -> HttpResponse:
    """A review of the scores, which starts from those of the last one."""

    def save(form: AssessForm) -> str:
        said = {name: form.cleaned_data[name] for name in ("rationale", "review_due")}
        risk_workflow.assess(risk=risk, scores=form.scores, version=form.seen, by=request.user, **said)
        return f"{risk.reference} is assessed. Its next review is due by {long_date(said['review_due'])}."

    last = row_of(risk).now
    return act(request, risk, "risk_assess", lambda data: AssessForm(data, risk=risk, last=last), save)


@requires(Permission.RISK_EDIT, visible_risk)
def risk_close(request: PersonRequest, risk: Risk) -> HttpResponse:
    def save(form: CloseForm) -> str:
        risk_workflow.close_risk(risk=risk, reason=form.cleaned_data["reason"], version=form.seen, by=request.user)
        return f"{risk.reference} is closed. It stays in the register."

    return act(request, risk, "risk_close", lambda data: CloseForm(data, risk=risk), save)


@requires(Permission.RISK_EDIT, visible_risk)
def risk_reopen(request: PersonRequest, risk: Risk) -> HttpResponse:
    def save(form: ReopenRiskForm) -> str:
        said = {name: form.cleaned_data[name] for name in ("reason", "review_due")}
        risk_workflow.reopen_risk(risk=risk, version=form.seen, by=request.user, **said)
        return f"{risk.reference} is open again."

    return act(request, risk, "risk_reopen", lambda data: ReopenRiskForm(data, risk=risk), save)


@requires(Permission.RISK_EDIT, visible_risk)
def risk_actions(request: PersonRequest, risk: Risk) -> HttpResponse:
    def save(form: ActionsForm) -> str:
        chosen = form.cleaned_data["actions"]
        risk_workflow.choose_actions(risk=risk, actions=chosen, version=form.seen, by=request.user)
        return f"The actions of {risk.reference} have been changed."

    return act(request, risk, "risk_actions", lambda data: ActionsForm(data, risk=risk), save)


@requires(Permission.RISK_EDIT, visible_raised)
def raised_take_up(request: PersonRequest, raised: RaisedRisk) -> HttpResponse:
    """A raised risk becomes a new one of the register, or is one that is there already."""
    board = raised.quarterly_return.priority.board
    form = TakeUpForm(typed_text(request), board=board, likely=likely_match(raised))
    if request.method == "POST" and form.is_valid():
        risk = form.cleaned_data["risk"]
        if done_or_said(form, lambda: risk_workflow.take_up(raised=raised, risk=risk, by=request.user)):
            messages.success(request, f"“{raised.title}” is linked to {risk.reference}.")
            return redirect("priorities:raised-list", board.slug)
    trail = [
        to_register(board),
        {"label": "Raised by leads", "url": reverse("priorities:raised-list", args=[board.slug])},
    ]
    context = {"board": board, "raised": raised, "form": form, "breadcrumbs": trail}
    return render(request, "priorities/raised_take_up.html", context, status=_refused(form))


def act(request: PersonRequest, risk: Risk, template: str, make: Make, save: Callable[[Any], str]) -> HttpResponse:
    """A form about one risk: shown, saved, or shown again with the reason why not and every typed word in it."""
    form, wanted = make(typed_text(request)), Risk.State.CLOSED if template == "risk_reopen" else Risk.State.OPEN
    if request.method != "POST" and risk.state != wanted:
        messages.info(request, f"{risk.reference} is {risk.get_state_display().lower()}, so this cannot be done now.")
        return to_detail(risk)
    if request.method != "POST" or not form.is_valid():
        return _page(request, risk, template, form)
    try:
        said = save(form)
    except StaleRisk as stale:
        return _both(request, stale.saved, template, make, form)
    except Refusal as refusal:
        form.add_error(None, refusal.reason)
        return _page(request, risk, template, form, status=409)
    messages.success(request, said)
    return to_detail(risk)


def _page(
    request: PersonRequest, risk: Risk, template: str, form: VersionedForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    trail = [to_register(risk.board), to_risk(risk)]
    context = {"board": risk.board, "risk": risk, "form": form, "breadcrumbs": trail, **more}
    return render(request, f"priorities/{template}.html", context, status=status)


def _both(request: PersonRequest, saved: Risk, template: str, make: Make, form: Any) -> HttpResponse:
    """What is saved beside what was typed; saving once more keeps what was typed."""
    typed = request.POST.copy()
    typed["version"] = str(saved.version)
    rows = form.compare(row_of(saved).now) if isinstance(form, AssessForm) else form.differences(saved)
    return _page(request, saved, template, make(typed), status=409, differences=rows, is_stale=True, has_errors=True)


def to_detail(risk: Risk) -> HttpResponse:
    return redirect("priorities:risk-detail", risk.board.slug, risk.pk)


def _refused(form: Any) -> int:
    """409 where the act itself was refused, which the form says above its fields."""
    return 409 if form.is_bound and form.non_field_errors() else 200
