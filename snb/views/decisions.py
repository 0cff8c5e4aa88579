"""The register of what the Board decided, one decision with the actions it asked for, and recording them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snb.access import PersonRequest, requires
from snb.decisions import (
    correct_decision,
    decisions_seen_by,
    decisions_sheet,
    narrowed,
    record_decision,
    with_actions,
)  # fmt: skip
from snb.exporting import exported
from snb.forms import done_or_said
from snb.forms.sittings import DecisionFilter, DecisionForm
from snb.kept import typed_text
from snb.loading import visible_board
from snb.models import AgendaItem, Board, Decision, Meeting
from snb.owners import owner_label
from snb.permissions import Permission
from snb.querysets import today
from snb.seen import StaleRow, fingerprint
from snb.sitting_loading import visible_decision, visible_minute
from snb.sittings import is_final, sitting_of
from snb.views.sittings import about, refused, typed_again
from snb.workflow import Refusal

ON_A_PAGE = 50


@requires(Permission.ACTION_READ, visible_board)
def decision_list(request: PersonRequest, board: Board) -> HttpResponse:
    """Every decision that this reader may know of, newest first; the filter is in the address."""
    known = decisions_seen_by(request.user, board)
    form = DecisionFilter(request.GET, meetings=Meeting.objects.filter(pk__in=known.values("meeting")))
    found = with_actions(narrowed(known, **form.asked)).order_by("-meeting__date", "number")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"board": board, "form": form, "page": page, "total": known.count()}
    file = exported(request, lambda: decisions_sheet(board, found))
    return file or render(request, "snb/decision_list.html", context)


@requires(Permission.ACTION_READ, visible_decision)
def decision_detail(request: PersonRequest, decision: Decision) -> HttpResponse:
    """What was decided and why, whether there was a quorum, and what it set going."""
    sitting = sitting_of(decision.meeting)
    actions = decision.actions.select_related("post__organisation", "remit__board").prefetch_related("remit__names")
    may_edit = request.user.has_perm(Permission.MEETING_EDIT, decision)
    context = {
        "board": decision.board,
        "decision": decision,
        "quorum": sitting.quorum_for(decision.item.capacity_id if decision.item else None),
        "actions": [{"action": action, "owner": owner_label(action, today())} for action in actions],
        "may_correct": may_edit and not is_final(decision.meeting),
        "may_act": request.user.has_perm(Permission.ACTION_EDIT, decision),
        "may_see_meeting": request.user.has_perm(Permission.MEETING_READ, decision),
        "breadcrumbs": [to_decisions(decision.board)],
    }
    return render(request, "snb/decision_detail.html", context)


@requires(Permission.MEETING_EDIT, visible_minute)
def decision_add(request: PersonRequest, item: AgendaItem) -> HttpResponse:
    form = DecisionForm(typed_text(request))
    quorum = sitting_of(item.meeting).quorum_for(item.capacity_id)
    if request.method == "POST" and form.is_valid():
        made = done_or_said(form, lambda: record_decision(item=item, **form.said, by=request.user))
        if made:
            messages.success(request, f"The decision is recorded as {made.reference}")
            if quorum.is_quorate is False:
                messages.warning(request, f"There was no quorum. {quorum.words}.")
            minutes = reverse("board:minutes-detail", args=[item.meeting.board.slug, item.meeting_id])
            return redirect(f"{minutes}#item-{item.pk}")
    context = about(item.meeting) | {"item": item, "form": form, "quorum": quorum}
    return render(request, "snb/decision_add.html", context, status=refused(form))


@requires(Permission.MEETING_EDIT, visible_decision)
def decision_correct(request: PersonRequest, decision: Decision) -> HttpResponse:
    """Put right how it is written, until the minutes are approved; two people at once see both texts."""
    form = DecisionForm(typed_text(request), decision=decision)
    page: dict[str, Any] = {"board": decision.board, "decision": decision, "form": form}
    page["breadcrumbs"] = [to_decisions(decision.board), to_decision(decision)]
    if request.method != "POST" or not form.is_valid():
        return render(request, "snb/decision_correct.html", page)
    try:
        seen = form.cleaned_data["seen"]
        correct_decision(decision=decision, **form.said, seen=seen, by=request.user)
    except StaleRow as stale:
        again = DecisionForm(typed_again(request, seen=fingerprint(stale.saved)))
        page |= {"form": again, "differences": form.differences(stale.saved), "is_stale": True, "has_errors": True}
        return render(request, "snb/decision_correct.html", page, status=409)
    except Refusal as refusal:
        form.add_error(None, refusal.reason)
        return render(request, "snb/decision_correct.html", page, status=409)
    messages.success(request, f"{decision.reference} has been corrected")
    return redirect("board:decision-detail", decision.board.slug, decision.pk)


def to_decisions(board: Board) -> dict[str, str]:
    return {"label": "Decisions", "url": reverse("board:decision-list", args=[board.slug])}


def to_decision(decision: Decision) -> dict[str, str]:
    url = reverse("board:decision-detail", args=[decision.board.slug, decision.pk])
    return {"label": decision.reference, "url": url}
