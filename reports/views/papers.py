"""Papers of a board: the list, one paper, its files, and what chair and programme manager do with it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from priorities.access import permission_to_read, requires_by_state
from priorities.models import QuarterlyReturn
from reports.compiling import notice
from reports.documents.files import kept_pdf, kept_receipt
from reports.documents.kinds import kind_name
from reports.documents.receipt import receipt_content
from reports.documents.screen import contents, screen_html
from reports.forms import ReasonForm, ShareForm
from reports.handed_in import handed_in
from reports.in_line import came_late
from reports.jobs import unfinished_jobs
from reports.loading import visible_edition, visible_signed_return
from reports.models import Edition, EditionState
from reports.paper_files import files_of, supplements_of
from reports.paper_sheets import papers_sheet
from reports.sharing import share, unshare, why_not
from reports.views.files import file_response, paper_response, withdrawn
from reports.workflow import MACHINE, corrections_of, move_edition
from snb.access import PersonRequest, find_or_log, requires, signed_in
from snb.exporting import exported
from snb.forms import done_or_said
from snb.kept import typed_text
from snb.loading import visible_board
from snb.models import Board, Meeting, Person
from snb.notice import deadlines_of
from snb.permissions import Permission
from snb.querysets import today
from snb.wording import small_number

STATES = EditionState
QUOTED = " A published correction of it prints what changed: withdraw that too where it repeats what must not be read."


@requires(Permission.BOARD_KNOW, visible_board)
def paper_list(request: PersonRequest, board: Board) -> HttpResponse:
    """The papers the reader may open, by meeting, the newest first; for who may, what to compile."""
    may_compile = request.user.has_perm(Permission.PAPER_COMPILE, board)
    groups = by_meeting(Edition.objects.visible_to(request.user).filter(board=board))
    groups = [(meeting, once_each(papers)) for meeting, papers in groups]
    if file := exported(request, lambda: papers_sheet(board, groups)):
        return file
    context = {
        "board": board,
        "groups": groups,
        "may_compile": may_compile,
        "jobs": [(kind_name(job.kind, board), job) for job in unfinished_jobs(board)] if may_compile else [],
    }
    return render(request, "reports/papers/list.html", context)


def by_meeting(editions: Any) -> list[tuple[Meeting | None, list[Edition]]]:
    """Meetings from the newest, each with its papers from the newest; what is for no meeting comes last."""
    rows = sorted(
        editions.select_related("board", "meeting__board").defer("content").order_by("-compiled_at", "-pk"),
        key=lambda row: (row.meeting is None, -row.meeting.date.toordinal() if row.meeting else 0, row.meeting_id or 0),
    )
    return [(meeting, list(papers)) for meeting, papers in groupby(rows, key=lambda row: row.meeting)]


def once_each(papers: Sequence[Edition]) -> list[Edition]:
    """Each paper once, by its restricted version where the reader may open that."""
    here = {paper.pk for paper in papers}
    return [paper for paper in papers if paper.public_of_id not in here]


@signed_in  # what may be read depends on the paper's state and on grants: the loader's queryset is that rule
def paper_detail(request: PersonRequest, board: str, reference: str) -> HttpResponse:
    """One paper: where it stands, what it lacks, what it says, and what the reader may do with it."""
    edition = find_or_log(request, Permission.PAPER_READ, visible_edition, board=board, reference=reference)
    if edition.state == STATES.WITHDRAWN:
        return withdrawn(request, edition)
    content = edition.data
    context = {
        "edition": edition,
        "board": edition.board,
        "kind": content.get("kind_name") or kind_name(edition.kind),
        **_family(request.user, edition),
        "gaps": content["gaps"],
        "subtitle": content["subtitle"],
        "handed_in": handed_in(content) if request.user.has_perm(Permission.PAPER_COMPILE, edition) else [],
        "contents": contents(content["sections"]),
        "html": screen_html(content),
        "files": files_of(edition, supplements_of(edition, Edition.objects.visible_to(request.user))),
        "breadcrumbs": [_to_papers(request.user, edition)],
        **_actions(request.user, edition),
    }
    context["waits_for"] = _waits_for(edition, context)
    context["late"] = came_late(edition) if context["may_supplement"] else 0
    context["too_late"] = _too_late(edition) if context["may_publish"] or context["may_clear"] else ""
    return render(request, "reports/papers/detail.html", context)


def _family(person: Person, edition: Edition) -> dict[str, Any]:
    """The other version, what it corrects and goes on from, and what followed, as the reader may open it. One query."""
    before = Q(pk__in=(edition.public_of_id, edition.corrects_id, edition.supplement_to_id))
    after = Q(public_of=edition) | Q(corrects=edition) | Q(supplement_to=edition) | Q(supplement_to__public_of=edition)
    known = Edition.objects.visible_to(person).filter(before | after).select_related("board").defer("content")
    rows = list(known.order_by("compiled_at", "pk"))
    here = {row.pk for row in rows}
    return {
        "other": next((row for row in rows if edition.pk == row.public_of_id or row.pk == edition.public_of_id), None),
        "corrects": next((row for row in rows if row.pk == edition.corrects_id), None),
        "corrected_by": next((row for row in reversed(rows) if row.corrects_id == edition.pk), None),
        "supplement_to": next((row for row in rows if row.pk == edition.supplement_to_id), None),
        "supplements": [
            row
            for row in rows
            if row.supplement_to_id
            and row.public_of_id not in here
            and row.pk != edition.supplement_to_id
            and (row.supplement_to_id == edition.pk or row.public_of_id is None)
        ],
    }


def _actions(person: Person, edition: Edition) -> dict[str, bool]:
    """What this person can do with this paper now, by the rules that the doing itself asks."""
    state = EditionState(edition.state)
    # Both versions move together, and are moved where the one that says more is read.
    moves = {
        to: edition.public_of_id is None and MACHINE.can(person, edition, state, to) for to in MACHINE.moves_from(state)
    }
    return {
        "may_clear": moves.get(STATES.CLEARED, False),
        "may_decline": moves.get(STATES.DECLINED, False),
        "may_publish": moves.get(STATES.PUBLISHED, False),
        "may_withdraw": moves.get(STATES.WITHDRAWN, False),
        "may_supplement": (
            state in (STATES.CLEARED, STATES.PUBLISHED)
            and edition.supplement_to_id is None
            and edition.public_of_id is None
            and edition.meeting_id is not None
            and person.has_perm(Permission.PAPER_COMPILE, edition)
        ),
        "may_share": not why_not(edition) and person.has_perm(Permission.PAPER_SHARE, edition),
    }


def _waits_for(edition: Edition, context: dict[str, Any]) -> str:
    """Who moves it next, where that is not the reader on this page; empty where nobody need."""
    if edition.public_of_id is not None and context["other"] is not None:
        return "It is cleared, published and withdrawn together with the restricted version, on that version’s page."
    if edition.state == STATES.COMPILED and not context["may_clear"]:
        return "The chair or a deputy of the chair clears it next."
    if edition.state == STATES.CLEARED and not context["may_publish"]:
        return "The programme manager publishes it next."
    return ""


def _too_late(edition: Edition) -> str:
    """What is wrong with publishing it today, with the last lawful day; empty where nothing is."""
    meeting = edition.meeting
    return deadlines_of(meeting).warning(today()) if meeting and meeting.date >= today() else ""


def _to_papers(person: Person, edition: Edition) -> dict[str, str]:
    """Where the reader came from: the board's papers, home for whom one paper was shared with."""
    if person.has_perm(Permission.BOARD_KNOW, edition.board):
        return {"label": "Papers", "url": reverse("reports:paper-list", args=[edition.board.slug])}
    return {"label": "Home", "url": reverse("reports:home")}


@signed_in  # as paper_detail
def paper_file(request: PersonRequest, board: str, reference: str, suffix: str) -> HttpResponse:
    """The PDF or the JSON of a paper."""
    edition = find_or_log(request, Permission.PAPER_READ, visible_edition, board=board, reference=reference)
    if edition.state == STATES.WITHDRAWN:
        return withdrawn(request, edition)
    return paper_response(request, edition, suffix, known=Edition.objects.visible_to(request.user), is_public=False)


@requires(Permission.PAPER_CLEAR, visible_edition)
def paper_clear(request: PersonRequest, edition: Edition) -> HttpResponse:
    return _move(request, edition, STATES.CLEARED, f"{edition.title} is cleared")


@requires(Permission.PAPER_PUBLISH, visible_edition)
def paper_publish(request: PersonRequest, edition: Edition) -> HttpResponse:
    if request.method == "POST" and edition.state == STATES.CLEARED:
        kept_pdf(edition)  # so that the public page can say how long it is
    return _move(request, edition, STATES.PUBLISHED, f"{edition.title} is published: everybody can read it now")


@requires(Permission.PAPER_CLEAR, visible_edition)
def paper_decline(request: PersonRequest, edition: Edition) -> HttpResponse:
    texts = {
        "heading": f"Do not clear {edition.title}",
        "label": "Why is it not cleared?",
        "hint": "The programme manager reads it on the paper’s page.",
        "button": "Do not clear it",
    }
    return _move_with_reason(request, edition, STATES.DECLINED, texts, f"{edition.title} is not cleared")


@requires(Permission.PAPER_PUBLISH, visible_edition)
def paper_withdraw(request: PersonRequest, edition: Edition) -> HttpResponse:
    texts = {
        "heading": f"Withdraw {edition.title}",
        "label": "Why is it withdrawn?",
        "hint": "Everybody who follows a link to the paper reads this reason, with the date, in its place."
        + (QUOTED if corrections_of(edition).filter(state=STATES.PUBLISHED).exists() else ""),
        "button": "Withdraw it",
    }
    return _move_with_reason(request, edition, STATES.WITHDRAWN, texts, f"{edition.title} is withdrawn")


def _move(request: PersonRequest, edition: Edition, to: EditionState, said: str) -> HttpResponse:
    return require_POST(_moved)(request, edition, to, said)


def _moved(request: PersonRequest, edition: Edition, to: EditionState, said: str) -> HttpResponse:
    move_edition(edition=edition, to=to, by=request.user)
    messages.success(request, said)
    return redirect("reports:paper-detail", edition.board.slug, edition.reference)


def _move_with_reason(
    request: PersonRequest, edition: Edition, to: EditionState, texts: dict[str, str], said: str
) -> HttpResponse:
    form = ReasonForm(typed_text(request), label=texts["label"], hint=texts["hint"])
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if done_or_said(form, lambda: move_edition(edition=edition, to=to, by=request.user, reason=reason)):
            messages.success(request, said)
            return redirect("reports:paper-list", edition.board.slug)
    context = {"edition": edition, "form": form, **texts, "breadcrumbs": [_to_paper(edition)]}
    return render(request, "reports/papers/reason.html", context)


@requires(Permission.PAPER_SHARE, visible_edition)
def paper_share(request: PersonRequest, edition: Edition) -> HttpResponse:
    """Share the paper with a person until a day; who has it already is listed."""
    form = ShareForm(typed_text(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        grant = done_or_said(
            form,
            lambda: share(
                edition=edition, person=said["email"], until=said["until"], reason=said["reason"], by=request.user
            ),
        )
        if grant:
            messages.success(request, f"{edition.title} is shared with {said['email'].name}")
            return redirect("reports:paper-share", edition.board.slug, edition.reference)
    grants = edition.editiongrant_set.select_related("user", "giver").order_by("-ends", "pk")
    context = {"edition": edition, "form": form, "grants": grants, "today": today()}
    return render(request, "reports/papers/share.html", context | {"breadcrumbs": [_to_paper(edition)]})


@requires(Permission.PAPER_SHARE, visible_edition)
def paper_unshare(request: PersonRequest, edition: Edition) -> HttpResponse:
    """End one sharing, named by `grant` in the form."""
    return require_POST(_unshared)(request, edition)


def _unshared(request: PersonRequest, edition: Edition) -> HttpResponse:
    named = request.POST.get("grant", "")
    grant = edition.editiongrant_set.filter(pk=small_number(named)).first()
    if grant is None:
        raise Http404
    unshare(grant=grant, by=request.user)
    messages.success(request, f"{edition.title} is no longer shared with {grant.user.name}")
    return redirect("reports:paper-share", edition.board.slug, edition.reference)


def _to_paper(edition: Edition) -> dict[str, str]:
    return {
        "label": edition.title,
        "url": reverse("reports:paper-detail", args=[edition.board.slug, edition.reference]),
    }


@requires_by_state(permission_to_read, visible_signed_return, declared=Permission.RETURN_READ)
def return_receipt(request: PersonRequest, held: QuarterlyReturn) -> HttpResponse:
    """The newest signature of a return as a PDF."""
    signature = held.signatures.select_related("by").order_by("-number")[0]
    content = receipt_content(held, signature, notice=notice())
    name = f"{held.priority.board.slug}-return-{held.priority.slug}-{held.meeting.date}-round-{signature.number}.pdf"
    return file_response(
        request,
        lambda: kept_receipt(content),
        name=name,
        etag=signature.fingerprint,
        is_public=False,
        to_keep=True,
    )
