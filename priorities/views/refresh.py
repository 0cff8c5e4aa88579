"""The annual refresh of an agreement: opened, decided, agreed, and read ever after."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from priorities import refreshing
from priorities.agreement_loading import visible_agreement, visible_outcome, visible_refresh, visible_work
from priorities.agreement_sheets import refresh_sheet
from priorities.forms.refresh import AgreeForm, DecideForm, TakeInForm, WorkForm
from priorities.models import Agreement, FurtherWork, Refresh, RefreshOutcome
from priorities.refresh_reading import refresh_page
from priorities.views.agreement_edits import fresh
from priorities.views.agreement_forms import ask, confirm
from priorities.views.agreements import to_agreement, to_agreements
from snb.access import PersonRequest, requires
from snb.exporting import exported
from snb.permissions import Permission
from snb.querysets import today
from snb.wording import long_date, small_number

EDIT = Permission.AGREEMENT_EDIT


@requires(Permission.BOARD_KNOW, visible_refresh)
def refresh_detail(request: PersonRequest, refresh: Refresh) -> HttpResponse:
    page = refresh_page(refresh, today())
    board = refresh.agreement.board
    context = {
        "board": board,
        "refresh": refresh,
        "agreement": refresh.agreement,
        "page": page,
        "may_edit": not page.is_agreed and request.user.has_perm(EDIT, refresh),
        "may_see_actions": request.user.has_perm(Permission.ACTION_READ, board),
        "breadcrumbs": [to_agreements(board), to_agreement(refresh.agreement)],
    }
    file = exported(request, lambda: refresh_sheet(page))
    return file or render(request, "priorities/refresh_detail.html", context)


@requires(EDIT, visible_agreement)
@require_POST
def refresh_open(request: PersonRequest, agreement: Agreement) -> HttpResponse:
    refresh = refreshing.open_refresh(agreement=agreement, by=request.user)
    messages.success(request, f"The refresh of {refresh.year} is open. Decide on each priority.")
    return redirect(refresh_url(refresh))


@requires(EDIT, visible_outcome)
def outcome_decide(request: PersonRequest, outcome: RefreshOutcome) -> HttpResponse:
    def do(form: DecideForm) -> tuple[str, str]:
        made = refreshing.decide(outcome=outcome, version=form.seen, by=request.user, **form.said)
        return f"{name}: {made.get_kind_display().lower()}.", refresh_url(outcome.refresh)

    def make(data: Any) -> DecideForm:
        return DecideForm.of(fresh(outcome), data)

    name = outcome.priority.name_on(today())
    return _ask(request, outcome.refresh, make, do, heading=name, button="Save the outcome")


@requires(EDIT, visible_refresh)
def refresh_take_in(request: PersonRequest, refresh: Refresh) -> HttpResponse:
    """A priority that is new, or elevated from a part of another."""

    def do(form: TakeInForm) -> tuple[str, str]:
        made = refreshing.take_in(refresh=refresh, by=request.user, **form.cleaned_data)
        return f"{made.priority} is proposed. It joins the agreement when the refresh is agreed.", refresh_url(refresh)

    def make(data: Any) -> TakeInForm:
        return TakeInForm(data, refresh=refresh)

    return _ask(request, refresh, make, do, heading="Take in a priority", button="Propose it")


@requires(EDIT, visible_outcome)
def outcome_withdraw(request: PersonRequest, outcome: RefreshOutcome) -> HttpResponse:
    def do() -> None:
        refreshing.withdraw(outcome=outcome, by=request.user)

    name = outcome.priority.name_on(today())
    return _confirm(request, outcome.refresh, do, f"Withdraw {name} from the refresh?", f"{name} has been withdrawn.")


@requires(EDIT, visible_refresh)
def work_add(request: PersonRequest, refresh: Refresh) -> HttpResponse:
    """Further work, an action once the refresh is agreed; `?outcome=` names the priority that it is about."""

    def do(form: WorkForm) -> tuple[str, str]:
        work = refreshing.ask_for_work(refresh=refresh, by=request.user, **form.said)
        return f"Further work is asked for, due by {long_date(work.due)}.", refresh_url(refresh)

    def make(data: Any) -> WorkForm:
        return WorkForm(data, refresh=refresh, about=str(small_number(request.GET.get("outcome")) or ""))

    return _ask(request, refresh, make, do, heading="Ask for further work", button="Ask for it")


@requires(EDIT, visible_work)
def work_drop(request: PersonRequest, work: FurtherWork) -> HttpResponse:
    def do() -> None:
        refreshing.drop_work(work=work, by=request.user)

    said = "It is no longer asked for."
    return _confirm(request, work.refresh, do, "Drop this further work?", said, work.text)


@requires(EDIT, visible_refresh)
def refresh_agree(request: PersonRequest, refresh: Refresh) -> HttpResponse:
    """The meeting that agreed it. From then on it is kept as it is."""

    def do(form: AgreeForm) -> tuple[str, str]:
        made = refreshing.agree_refresh(refresh=refresh, by=request.user, **form.cleaned_data)
        return f"The refresh of {made.year} is agreed.", refresh_url(made)

    def make(data: Any) -> AgreeForm:
        return AgreeForm(data, refresh=refresh)

    page = refresh_page(refresh, today())
    return _ask(
        request, refresh, make, do, heading="Agree the refresh", button="Agree the refresh", missing=page.undecided,
        warn="An agreed refresh is kept as it is. New names, ends and further work hold from the day of the meeting.",
    )  # fmt: skip


def refresh_url(refresh: Refresh) -> str:
    return reverse("priorities:refresh-detail", args=[refresh.agreement.board.slug, refresh.pk])


def to_refresh(refresh: Refresh) -> dict[str, str]:
    return {"label": str(refresh), "url": refresh_url(refresh)}


def _trail(refresh: Refresh) -> list[dict[str, str]]:
    return [to_agreements(refresh.agreement.board), to_agreement(refresh.agreement), to_refresh(refresh)]


def _ask(request: PersonRequest, refresh: Refresh, make: Any, do: Any, **more: Any) -> HttpResponse:
    return ask(request, refresh.agreement.board, make, do, trail=_trail(refresh), **more)


def _confirm(
    request: PersonRequest, refresh: Refresh, do: Any, heading: str, said: str, text: str = ""
) -> HttpResponse:
    return confirm(
        request, refresh.agreement.board, do, heading=heading, button="Remove it", said=said, text=text,
        keep_url=refresh_url(refresh), trail=_trail(refresh),
    )  # fmt: skip
