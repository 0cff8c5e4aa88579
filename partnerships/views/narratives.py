"""What partnerships tell each meeting: the tracker, one narrative, writing it, and moving it on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from partnerships import narrative_workflow, narratives
from partnerships.escalations import reader_of, threads
from partnerships.forms.narratives import NarrativeForm, SendBackForm
from partnerships.loading import visible_narrative
from partnerships.models import Narrative, NarrativeState
from partnerships.narrative_workflow import MACHINE, StaleNarrative, why_not_ready
from snb.access import PersonRequest, requires
from snb.exporting import exported
from snb.forms import done_or_said
from snb.kept import typed_text
from snb.loading import visible_board, visible_meeting
from snb.models import Board, Meeting
from snb.permissions import Permission
from snb.querysets import today
from snb.wording import small_number
from snb.workflow import Refusal

DRAFT, SUBMITTED, ACCEPTED = NarrativeState.DRAFT, NarrativeState.SUBMITTED, NarrativeState.ACCEPTED


@requires(Permission.BOARD_READ, visible_board)
def narrative_list(request: PersonRequest, board: Board) -> HttpResponse:
    """How far the narratives to a meeting have come; `?meeting=` names another than the next."""
    told = narratives.counts(board)
    meeting = _chosen(board, small_number(request.GET.get("meeting")))
    rows = narratives.tracker(meeting, today()) if meeting else []
    context = {
        "board": board,
        "meeting": meeting,
        "rows": rows,
        "is_opened": any(row.pk for row in rows),
        "late": sum(row.is_late for row in rows),
        "counts": told,
        "readable": _readable(request, board, meeting),
        "may_open": _may_open(request, meeting) and any(row.pk is None for row in rows),
    }
    file = exported(request, lambda: narratives.narratives_sheet(meeting, rows)) if meeting else None
    return file or render(request, "partnerships/narrative_list.html", context)


@requires(Permission.NARRATIVE_REVIEW, visible_meeting)
def narratives_open(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    """One button opens the narratives of every partnership that lacks one."""
    if request.method == "POST":
        opened = narrative_workflow.open_narratives(meeting=meeting, by=request.user)
        said = f"{len(opened)} opened, due by the day the returns are." if opened else "They are all open already."
        messages.success(request, said)
    return redirect(f"{reverse('partnerships:narrative-list', args=[meeting.board.slug])}?meeting={meeting.pk}")


@requires(Permission.BOARD_READ, visible_narrative)
def narrative_detail(request: PersonRequest, narrative: Narrative) -> HttpResponse:
    """The text, what it raises, and the next move of whoever has it."""
    person, board = request.user, narrative.partnership.board
    words, tone = narratives.standing(narrative)
    raised = narrative.escalations.order_by("pk")
    context = {
        "words": words,
        "tone": tone,
        "passages": narratives.passages(narrative),
        "raised": threads(raised, reader_of(person, board), today()),
        "not_ready": why_not_ready(narrative),
        "may_edit": _may_edit(request, narrative),
        "may_accept": MACHINE.can(person, narrative, SUBMITTED, ACCEPTED),
        "may_send_back": narrative.state == SUBMITTED and MACHINE.can(person, narrative, SUBMITTED, DRAFT),
        "why_not_accept": _barred(request, narrative),
        "may_see_history": person.has_perm(Permission.NARRATIVE_READ, narrative),
    }
    return _page(request, narrative, "narrative_detail", context)


@requires(Permission.NARRATIVE_EDIT, visible_narrative)
def narrative_edit(request: PersonRequest, narrative: Narrative) -> HttpResponse:
    """The form, with the last narrative and what the Board did since beside it."""
    if request.method != "POST" and narrative.state != DRAFT:
        messages.info(request, "This narrative has been submitted, so its text stays as it is.")
        return _to_detail(narrative)
    form = NarrativeForm(typed_text(request), narrative=narrative)
    if request.method != "POST" or not form.is_valid():
        return _edit_page(request, narrative, form)
    try:
        narrative_workflow.save_narrative(narrative=narrative, text=form.text, version=form.seen, by=request.user)
    except StaleNarrative as stale:
        return _both_texts(request, stale.saved, form)
    except Refusal as refusal:
        form.add_error(None, refusal.reason)
        return _edit_page(request, narrative, form, status=409)
    messages.success(request, "Saved. It is still a draft: only you, your colleagues and the programme manager see it.")
    return _to_detail(narrative)


@requires(Permission.NARRATIVE_EDIT, visible_narrative)
def narrative_submit(request: PersonRequest, narrative: Narrative) -> HttpResponse:
    if request.method == "POST":
        narrative_workflow.submit_narrative(narrative=narrative, by=request.user)
        messages.success(request, "Submitted. The programme manager has it now.")
    return _to_detail(narrative)


@requires(Permission.NARRATIVE_REVIEW, visible_narrative)
def narrative_accept(request: PersonRequest, narrative: Narrative) -> HttpResponse:
    if request.method == "POST":
        narrative_workflow.accept_narrative(narrative=narrative, by=request.user)
        messages.success(request, "Accepted. The next pack prints it.")
    return _to_detail(narrative)


@requires(Permission.NARRATIVE_REVIEW, visible_narrative)
def narrative_send_back(request: PersonRequest, narrative: Narrative) -> HttpResponse:
    """Back to its writers, with the reason."""
    form = SendBackForm(typed_text(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        back = lambda: narrative_workflow.send_back_narrative(narrative=narrative, reason=reason, by=request.user)  # noqa: E731
        if done_or_said(form, back):
            messages.success(request, "Sent back. Its officers read your reason beside the form.")
            return _to_detail(narrative)
    status = 409 if form.is_bound and form.non_field_errors() else 200
    return _page(request, narrative, "narrative_send_back", {"form": form}, status=status, inner=True)


@requires(Permission.NARRATIVE_READ, visible_narrative)
def narrative_history(request: PersonRequest, narrative: Narrative) -> HttpResponse:
    """Every version that was saved, and every move."""
    return _page(request, narrative, "narrative_history", {"steps": narratives.steps(narrative)}, inner=True)


def to_narratives(board: Board) -> dict[str, str]:
    return {"label": "Narratives", "url": reverse("partnerships:narrative-list", args=[board.slug])}


def to_narrative(narrative: Narrative) -> dict[str, str]:
    url = reverse("partnerships:narrative-detail", args=[narrative.partnership.board.slug, narrative.pk])
    return {"label": str(narrative), "url": url}


def _chosen(board: Board, asked: int) -> Meeting | None:
    """The meeting asked for; else the one ahead, else the newest."""
    meetings = board.meetings.filter(cancelled_reason="").select_related("board")
    found = meetings.filter(pk=asked).first() if asked else None
    return found or meetings.ahead(today()).first() or meetings.first()


def _readable(request: PersonRequest, board: Board, meeting: Meeting | None) -> set[int]:
    """The narratives to this meeting that this person may open."""
    rows = Narrative.objects.visible_to(request.user).filter(meeting=meeting)
    return set(rows.values_list("pk", flat=True))


def _may_open(request: PersonRequest, meeting: Meeting | None) -> bool:
    return (
        meeting is not None and meeting.date >= today() and request.user.has_perm(Permission.NARRATIVE_REVIEW, meeting)
    )


def _may_edit(request: PersonRequest, narrative: Narrative) -> bool:
    return narrative.state == DRAFT and request.user.has_perm(Permission.NARRATIVE_EDIT, narrative)


def _barred(request: PersonRequest, narrative: Narrative) -> str:
    """Why this reviewer may not accept it; empty for everybody else."""
    if narrative.state != SUBMITTED or not request.user.has_perm(Permission.NARRATIVE_REVIEW, narrative):
        return ""
    return MACHINE.barred(request.user, narrative, SUBMITTED, ACCEPTED)


def _edit_page(request: PersonRequest, narrative: Narrative, form: NarrativeForm, **more: Any) -> HttpResponse:
    before = narratives.previous(narrative)
    reader = reader_of(request.user, narrative.partnership.board)
    context = {
        "form": form,
        "before": [(row, narratives.passages(row)) for row in before],
        "news": narratives.news(narrative, before, reader, today()),
        "raised": narrative.escalations.order_by("pk"),
    }
    status = more.pop("status", 200)
    return _page(request, narrative, "narrative_edit", context | more, status=status, inner=True)


def _both_texts(request: PersonRequest, saved: Narrative, form: NarrativeForm) -> HttpResponse:
    """What is saved beside what was typed; saving once more keeps what was typed."""
    typed = request.POST.copy()
    typed["version"] = str(saved.version)
    again = NarrativeForm(typed, narrative=saved)
    again.is_valid()
    rows = form.differences(saved)
    return _edit_page(request, saved, again, status=409, differences=rows, is_stale=True, has_errors=True)


def _page(
    request: PersonRequest, narrative: Narrative, template: str, context: dict[str, Any], *, status: int = 200,
    inner: bool = False,
) -> HttpResponse:  # fmt: skip
    board, meeting = narrative.partnership.board, narrative.meeting
    trail = [to_narratives(board), *([to_narrative(narrative)] if inner else [])]
    frame = {
        "board": board,
        "narrative": narrative,
        "name": narrative.partnership.name_on(meeting.date),
        "breadcrumbs": trail,
    }
    return render(request, f"partnerships/{template}.html", frame | context, status=status)


def _to_detail(narrative: Narrative) -> HttpResponse:
    return redirect("partnerships:narrative-detail", narrative.partnership.board.slug, narrative.pk)
