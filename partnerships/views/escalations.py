"""What partnerships raise with the Board: the list, one thread, raising it, and taking it up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from partnerships import escalating
from partnerships.escalating import StaleEscalation
from partnerships.escalations import escalations_sheet, raised_to, reader_of, threads
from partnerships.forms.escalations import AnswerForm, EscalationFilter, EscalationForm, PlaceForm
from partnerships.loading import visible_escalation, visible_narrative
from partnerships.models import Escalation, Narrative, NarrativeState
from partnerships.views.narratives import to_narrative, to_narratives
from snb.access import PersonRequest, requires
from snb.exporting import exported
from snb.forms import done_or_said
from snb.kept import typed_text
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission
from snb.querysets import today
from snb.wording import long_date
from snb.workflow import Refusal


@requires(Permission.BOARD_READ, visible_board)
def escalation_list(request: PersonRequest, board: Board) -> HttpResponse:
    """Every issue that a submitted narrative raised, newest first, with where it stands."""
    everything = threads(raised_to(board), reader_of(request.user, board), today())
    meetings = {row.meeting_pk: long_date(row.meeting_day) for row in everything}
    form = EscalationFilter(request.GET, rows=everything, meetings=meetings.items())
    rows = form.narrowed(everything)
    context = {
        "board": board,
        "form": form,
        "rows": rows,
        "total": len(everything),
        "unsettled": sum(not row.is_settled for row in rows),
    }
    return exported(request, lambda: escalations_sheet(board, rows)) or render(
        request, "partnerships/escalation_list.html", context
    )


@requires(Permission.BOARD_READ, visible_escalation)
def escalation_detail(request: PersonRequest, escalation: Escalation) -> HttpResponse:
    """The thread: raised, on an agenda, decided, acted on, answered."""
    narrative = escalation.narrative
    may_settle = request.user.has_perm(Permission.NARRATIVE_REVIEW, escalation) and not escalation.answer
    accepted = narrative.state == NarrativeState.ACCEPTED
    placed = escalation.item is not None and not escalation.item.is_withdrawn
    context = {
        "may_edit": _may_edit(request, narrative),
        "may_place": may_settle and accepted and not placed,
        "may_answer": may_settle and accepted and escalation.item is None,
        "may_take_off": may_settle and placed and not _has_come_of(escalation),
        "waits_for_accepting": may_settle and narrative.state == NarrativeState.SUBMITTED,
    }
    return _page(request, escalation, "escalation_detail", context)


@requires(Permission.NARRATIVE_EDIT, visible_narrative)
def escalation_add(request: PersonRequest, narrative: Narrative) -> HttpResponse:
    """Raise an issue in a draft."""
    form = EscalationForm(typed_text(request))
    if request.method == "POST" and form.is_valid():
        raised = done_or_said(
            form,
            lambda: escalating.raise_escalation(narrative=narrative, details=form.details, by=request.user),
        )
        if raised:
            messages.success(request, f"“{raised}” is in the narrative. The Board sees it once you submit.")
            return _to_narrative(narrative)
    context = {"narrative": narrative, "board": narrative.partnership.board, "form": form, "heading": "Raise an issue"}
    return render(
        request, "partnerships/escalation_form.html", context | _trail(narrative), status=_refused(form)
    )  # fmt: skip


@requires(Permission.NARRATIVE_EDIT, visible_escalation)
def escalation_edit(request: PersonRequest, escalation: Escalation) -> HttpResponse:
    form = EscalationForm(typed_text(request), escalation=escalation)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, escalation, form)
    try:
        escalating.change_escalation(
            escalation=escalation, details=form.details, version=form.seen, by=request.user
        )  # fmt: skip
    except StaleEscalation as stale:
        typed = request.POST.copy()
        typed["version"] = str(stale.saved.version)
        again, rows = EscalationForm(typed, escalation=stale.saved), form.differences(stale.saved)
        return _form_page(request, stale.saved, again, status=409, differences=rows, is_stale=True, has_errors=True)
    except Refusal as refusal:
        form.add_error(None, refusal.reason)
        return _form_page(request, escalation, form, status=409)
    messages.success(request, "Saved.")
    return _to_narrative(escalation.narrative)


@requires(Permission.NARRATIVE_EDIT, visible_escalation)
def escalation_remove(request: PersonRequest, escalation: Escalation) -> HttpResponse:
    """Ask, then take it out of the draft."""
    if request.method == "POST":
        escalating.drop_escalation(escalation=escalation, by=request.user)
        messages.success(request, f"“{escalation}” is no longer in the narrative.")
        return _to_narrative(escalation.narrative)
    return _page(request, escalation, "escalation_remove", {})


@requires(Permission.NARRATIVE_REVIEW, visible_escalation)
def escalation_place(request: PersonRequest, escalation: Escalation) -> HttpResponse:
    """Make it an item of a meeting ahead."""
    form = PlaceForm(typed_text(request), board=escalation.partnership.board, day=today())
    if request.method == "POST" and form.is_valid():
        placed = done_or_said(
            form, lambda: escalating.put_on_agenda(escalation=escalation, slot=form.slot, by=request.user)
        )
        if placed and placed.item:
            messages.success(request, f"It is item {placed.item.order} of {placed.item.meeting}.")
            return _to_detail(escalation)
    return _page(request, escalation, "escalation_place", {"form": form}, status=_refused(form))


@requires(Permission.NARRATIVE_REVIEW, visible_escalation)
def escalation_take_off(request: PersonRequest, escalation: Escalation) -> HttpResponse:
    if request.method == "POST":
        escalating.take_off_agenda(escalation=escalation, by=request.user)
        messages.success(request, "It is on no agenda now. It still waits for an answer.")
    return _to_detail(escalation)


@requires(Permission.NARRATIVE_REVIEW, visible_escalation)
def escalation_answer(request: PersonRequest, escalation: Escalation) -> HttpResponse:
    """Answer it without a meeting."""
    form = AnswerForm(typed_text(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["answer"]
        done = done_or_said(
            form, lambda: escalating.answer_escalation(escalation=escalation, answer=said, by=request.user)
        )
        if done:
            messages.success(request, "Answered. The partnership reads it beside its next narrative.")
            return _to_detail(escalation)
    return _page(request, escalation, "escalation_answer", {"form": form}, status=_refused(form))


def to_escalations(board: Board) -> dict[str, str]:
    return {"label": "Escalations", "url": reverse("partnerships:escalation-list", args=[board.slug])}


def _may_edit(request: PersonRequest, narrative: Narrative) -> bool:
    return narrative.state == NarrativeState.DRAFT and request.user.has_perm(Permission.NARRATIVE_EDIT, narrative)


def _has_come_of(escalation: Escalation) -> bool:
    item = escalation.item
    return item is not None and (item.decisions.exists() or item.actions.exists())


def _trail(narrative: Narrative) -> dict[str, Any]:
    return {"breadcrumbs": [to_narratives(narrative.partnership.board), to_narrative(narrative)]}


def _form_page(request: PersonRequest, escalation: Escalation, form: EscalationForm, **more: Any) -> HttpResponse:
    narrative, status = escalation.narrative, more.pop("status", 200)
    context = {
        "board": narrative.partnership.board,
        "narrative": narrative,
        "escalation": escalation,
        "form": form,
        "heading": "Change what it raises",
    }
    return render(
        request, "partnerships/escalation_form.html", context | _trail(narrative) | more, status=status
    )  # fmt: skip


def _page(
    request: PersonRequest, escalation: Escalation, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The thread as this reader may see it, and what the page adds."""
    board = escalation.partnership.board
    found = Escalation.objects.filter(pk=escalation.pk)
    (thread,) = threads(found, reader_of(request.user, board), today())
    trail = [to_escalations(board)]
    if template != "escalation_detail":
        url = reverse("partnerships:escalation-detail", args=[board.slug, escalation.pk])
        trail.append({"label": thread.title, "url": url})
    frame = {"board": board, "escalation": escalation, "thread": thread, "breadcrumbs": trail}
    return render(request, f"partnerships/{template}.html", frame | context, status=status)


def _to_detail(escalation: Escalation) -> HttpResponse:
    return redirect("partnerships:escalation-detail", escalation.partnership.board.slug, escalation.pk)


def _to_narrative(narrative: Narrative) -> HttpResponse:
    return redirect("partnerships:narrative-detail", narrative.partnership.board.slug, narrative.pk)


def _refused(form: Any) -> int:
    """409 where the act itself was refused, which the form says above its fields."""
    return 409 if form.is_bound and form.non_field_errors() else 200
