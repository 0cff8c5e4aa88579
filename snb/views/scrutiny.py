"""What committees asked: the list, one with its whole story, recording, sending, moving and ending it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from snb import scrutiny_workflow
from snb.access import PersonRequest, requires
from snb.exporting import exported
from snb.forms import done_or_said
from snb.forms import scrutiny as scrutiny_forms
from snb.forms.scrutiny_filter import ScrutinyFilter
from snb.kept import typed_text
from snb.loading import visible_board
from snb.models import Action, Board, Recommendation
from snb.permissions import Permission
from snb.querysets import today
from snb.recipients import reply_setting
from snb.replying import may_reply_for
from snb.scrutiny import committees_of, narrowed, next_scrutiny_due, row_of, rows_of
from snb.scrutiny_loading import visible_recommendation
from snb.scrutiny_sheets import recommendations_sheet, replies_sheet
from snb.scrutiny_workflow import StaleRecommendation
from snb.wording import long_date, small_number
from snb.workflow import Refusal

Make = Callable[[QueryDict | None], Any]


@requires(Permission.BOARD_KNOW, visible_board)
def recommendation_list(request: PersonRequest, board: Board) -> HttpResponse:
    """All of them, newest first; when scrutiny is due; the filter is in the address."""
    day = today()
    every, committees = rows_of(board, day), committees_of(board, day)
    form = ScrutinyFilter(request.GET, committees=[row.committee for row in committees])
    rows = narrowed(every, **form.asked)
    context = {
        "board": board,
        "form": form,
        "total": len(every),
        "rows": rows,
        "late": sum(row.needs_something for row in rows),
        "committees": committees,
        "scrutiny": next_scrutiny_due(board, day),
        "setting": reply_setting(day),
        "may_edit": request.user.has_perm(Permission.SCRUTINY_EDIT, board),
    }
    file = exported(request, lambda: recommendations_sheet(board, rows, day))
    return file or render(request, "snb/recommendation_list.html", context)


@requires(Permission.BOARD_KNOW, visible_recommendation)
def recommendation_detail(request: PersonRequest, recommendation: Recommendation) -> HttpResponse:
    """The whole story: what was asked of whom, when they replied and what, how its date moved, what became of it."""
    row = row_of(recommendation, today(), reader=request.user)
    person, board = request.user, row.committee.board
    context = {
        "board": board,
        "recommendation": row.recommendation,
        "row": row,
        "mine": may_reply_for(person, row.recipients, board),
        "setting": reply_setting(today()),
        "may_edit": person.has_perm(Permission.SCRUTINY_EDIT, board),
        "may_act": person.has_perm(Permission.ACTION_EDIT, board),
        "opens": set(Action.objects.visible_to(person).filter(board=board).values_list("pk", flat=True)),
        "breadcrumbs": [to_scrutiny(board), to_committee(row.committee)],
    }
    return exported(request, lambda: replies_sheet(row)) or render(request, "snb/recommendation_detail.html", context)


@requires(Permission.SCRUTINY_EDIT, visible_board)
def recommendation_add(request: PersonRequest, board: Board) -> HttpResponse:
    """A new one; `?meeting=` names the committee's meeting."""
    asked_at = small_number(request.GET.get("meeting"))
    form = scrutiny_forms.RecordForm(typed_text(request), board=board, meeting=asked_at)
    if request.method == "POST" and form.is_valid():
        meeting, asked, sent = form.cleaned_data["meeting"], form.asked, form.sent
        made = done_or_said(
            form,
            lambda: scrutiny_workflow.record_recommendation(meeting=meeting, asked=asked, sent=sent, by=request.user),
        )
        if made:
            messages.success(request, f"{made.get_kind_display()} {made.number} of {made.meeting} is recorded.")
            return to_detail(made)
    context = {
        "board": board, "form": form, "setting": reply_setting(today()), "breadcrumbs": [to_scrutiny(board)],
        "has_meetings": scrutiny_forms.held_meetings(board).exists(),
    }  # fmt: skip
    return render(request, "snb/recommendation_add.html", context, status=refused(form))


@requires(Permission.SCRUTINY_EDIT, visible_recommendation)
def recommendation_edit(request: PersonRequest, recommendation: Recommendation) -> HttpResponse:
    def save(form: scrutiny_forms.EditForm) -> str:
        scrutiny_workflow.change_recommendation(
            recommendation=recommendation, asked=form.asked, version=form.seen, by=request.user
        )
        return "It has been changed."

    return act(request, recommendation, "recommendation_edit", _form(scrutiny_forms.EditForm, recommendation), save)


@requires(Permission.SCRUTINY_EDIT, visible_recommendation)
def recommendation_send(request: PersonRequest, recommendation: Recommendation) -> HttpResponse:
    """Ask further bodies to reply."""

    def save(form: scrutiny_forms.SendForm) -> str:
        sent = scrutiny_workflow.Sent(tuple(form.cleaned_data["to"]), form.cleaned_data["sent_on"])
        made = scrutiny_workflow.send(recommendation=recommendation, sent=sent, by=request.user)
        return f"A reply is due by {long_date(made[0].reply_due)}."

    return act(request, recommendation, "recommendation_send", _form(scrutiny_forms.SendForm, recommendation), save)


@requires(Permission.SCRUTINY_EDIT, visible_recommendation)
def recommendation_reschedule(request: PersonRequest, recommendation: Recommendation) -> HttpResponse:
    def save(form: scrutiny_forms.RescheduleForm) -> str:
        said = {name: form.cleaned_data[name] for name in ("new_due", "decision", "decided_on")}
        scrutiny_workflow.reschedule(recommendation=recommendation, version=form.seen, by=request.user, **said)
        return f"The committee is to hear of it by {long_date(said['new_due'])}. The date before is kept."

    make = _form(scrutiny_forms.RescheduleForm, recommendation)
    return act(request, recommendation, "recommendation_reschedule", make, save)


@requires(Permission.SCRUTINY_EDIT, visible_recommendation)
def recommendation_end(request: PersonRequest, recommendation: Recommendation) -> HttpResponse:
    def save(form: scrutiny_forms.EndForm) -> str:
        said = {name: form.cleaned_data[name] for name in ("state", "became", "on")}
        scrutiny_workflow.end(recommendation=recommendation, version=form.seen, by=request.user, **said)
        return "What became of it is recorded."

    return act(request, recommendation, "recommendation_end", _form(scrutiny_forms.EndForm, recommendation), save)


@requires(Permission.SCRUTINY_EDIT, visible_recommendation)
def recommendation_reopen(request: PersonRequest, recommendation: Recommendation) -> HttpResponse:
    def save(form: scrutiny_forms.ReopenForm) -> str:
        scrutiny_workflow.reopen(
            recommendation=recommendation, reason=form.cleaned_data["reason"], version=form.seen, by=request.user
        )
        return "It is open again."

    return act(request, recommendation, "recommendation_reopen", _form(scrutiny_forms.ReopenForm, recommendation), save)


@requires(Permission.ACTION_EDIT, visible_recommendation)
def recommendation_link(request: PersonRequest, recommendation: Recommendation) -> HttpResponse:
    """Choose the Board's actions that it became."""
    offered = Action.objects.visible_to(request.user).filter(board=recommendation.board_id).order_by("number")

    def save(form: scrutiny_forms.LinkForm) -> str:
        chosen = form.cleaned_data["actions"]
        scrutiny_workflow.link_actions(
            recommendation=recommendation, actions=chosen, version=form.seen, by=request.user
        )
        return "Its actions have been changed."

    def make(data: QueryDict | None) -> scrutiny_forms.LinkForm:
        return scrutiny_forms.LinkForm(data, recommendation=recommendation, offered=offered)

    return act(request, recommendation, "recommendation_link", make, save)


@requires(Permission.ACTION_EDIT, visible_recommendation)
def recommendation_become(request: PersonRequest, recommendation: Recommendation) -> HttpResponse:
    """A new action that it becomes."""

    def save(form: scrutiny_forms.BecomeForm) -> str:
        action = scrutiny_workflow.become_action(
            recommendation=recommendation, details=form.details, due=form.cleaned_data["due"], version=form.seen,
            by=request.user,
        )  # fmt: skip
        return f"It became the action {action.reference}."

    return act(request, recommendation, "recommendation_become", _form(scrutiny_forms.BecomeForm, recommendation), save)


# What they share -----------------------------------------------------------------------------------------------------


def act(
    request: PersonRequest, held: Recommendation, template: str, make: Make, save: Callable[[Any], str]
) -> HttpResponse:
    """A form about one: shown, saved, or shown again with the reason why not and every typed word in it."""
    wanted = template != "recommendation_reopen"
    if request.method != "POST" and held.is_open != wanted and template != "recommendation_link":
        messages.info(request, f"This is {held.get_state_display().lower()}, so that cannot be done now.")
        return to_detail(held)
    form = make(typed_text(request))
    if request.method != "POST" or not form.is_valid():
        return _page(request, held, template, form)
    try:
        said = save(form)
    except StaleRecommendation as stale:
        return _both(request, stale.saved, template, make, form)
    except Refusal as refusal:
        form.add_error(None, refusal.reason)
        return _page(request, held, template, form, status=409)
    messages.success(request, said)
    return to_detail(held)


def _form(kind: Callable[..., Any], held: Recommendation) -> Make:
    return lambda data: kind(data, recommendation=held)


def _page(
    request: PersonRequest, held: Recommendation, template: str, form: Any, *, status: int = 200, **more: Any
) -> HttpResponse:
    board = held.meeting.committee.board
    context = {
        "board": board, "recommendation": held, "form": form, "setting": reply_setting(today()),
        "breadcrumbs": [to_scrutiny(board), to_recommendation(held)], **more,
    }  # fmt: skip
    return render(request, f"snb/{template}.html", context, status=status)


def _both(request: PersonRequest, saved: Recommendation, template: str, make: Make, form: Any) -> HttpResponse:
    """What is saved beside what was typed; saving once more keeps what was typed."""
    typed = request.POST.copy()
    typed["version"] = str(saved.version)
    more = {"differences": form.differences(saved), "is_stale": True, "has_errors": True}
    return _page(request, saved, template, make(typed), status=409, **more)


def to_detail(held: Recommendation) -> HttpResponse:
    return redirect("board:recommendation-detail", held.meeting.committee.board.slug, held.pk)


def to_scrutiny(board: Board) -> dict[str, str]:
    return {"label": "Scrutiny", "url": reverse("board:recommendation-list", args=[board.slug])}


def to_committee(committee: Any) -> dict[str, str]:
    address = reverse("board:committee-detail", args=[committee.board.slug, committee.pk])
    return {"label": committee.name, "url": address}


def to_recommendation(held: Recommendation) -> dict[str, str]:
    address = reverse("board:recommendation-detail", args=[held.meeting.committee.board.slug, held.pk])
    return {"label": f"{held.get_kind_display()} {held.number} of {held.meeting}", "url": address}


def refused(form: Any) -> int:
    """409 where the act itself was refused, which the form says above its fields."""
    return 409 if form.is_bound and form.non_field_errors() else 200
