"""The texts that papers print: what there is to write, one text with its comments, writing it, its history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from reports.documents.kinds import kinds_for
from reports.merging import merge
from reports.models import Passage, PassageComment, PassageState
from reports.prose import prose
from reports.writing import (
    MACHINE,
    StalePassage,
    comment_on,
    may_settle,
    move_passage,
    save_passage,
    settle_comment,
    text_at,
)
from reports.writing_forms import CommentForm, MoveForm, PassageForm
from reports.writing_reading import (
    Line,
    address,
    label_of,
    lines,
    place_of,
    places_about,
    standing_places,
    subjects,
    visible_comment,
    visible_passage,
    visible_subject,
)
from reports.writing_sheets import writing_sheet
from snb.access import PersonRequest, requires
from snb.differences import words_changed
from snb.exporting import exported
from snb.forms import done_or_said
from snb.kept import typed_text
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission

DRAFT, COMMENTS, CLEARED = PassageState.DRAFT, PassageState.COMMENTS, PassageState.CLEARED
VERSIONS_A_PAGE = 20
MOVES = {
    COMMENTS: ("Send it out for comments", "{} is out for comments"),
    CLEARED: ("Clear it", "{} is cleared"),
    DRAFT: ("Take it back to a draft", "{} is a draft again"),
}


@requires(Permission.PAPER_READ_DRAFT, visible_board)
def writing_list(request: PersonRequest, board: Board) -> HttpResponse:
    """The standing texts of the board's papers, and the things for which others are written."""
    kinds = kinds_for(board).values()
    rows = lines(board, "", standing_places(kinds))
    if file := exported(request, lambda: writing_sheet(board, "", rows)):
        return file
    context = {"board": board, "lines": rows, "subjects": subjects(board, kinds), "about": address(""), **_sums(rows)}
    return render(request, "reports/writing/list.html", context)


@requires(Permission.PAPER_READ_DRAFT, visible_subject)
def writing_subject(request: PersonRequest, about: Passage) -> HttpResponse:
    """The texts of one subject, such as a report to a committee."""
    board, label = about.board, label_of(about.board, about.subject)
    rows = lines(board, about.subject, places_about(kinds_for(board).values(), board, about.subject))
    if file := exported(request, lambda: writing_sheet(board, label, rows)):
        return file
    context = {
        "board": board, "label": label, "lines": rows, "about": about.subject, "breadcrumbs": [_to_writing(board)],
        **_sums(rows),
    }  # fmt: skip
    return render(request, "reports/writing/subject.html", context)


def _sums(rows: list[Line]) -> dict[str, int]:
    needed = [row for row in rows if row.place.slot.is_needed or row.is_written]
    cleared = [row for row in needed if row.is_written and row.passage and row.passage.state == CLEARED]
    return {"needed": len(needed), "written": sum(row.is_written for row in needed), "cleared": len(cleared)}


@requires(Permission.PAPER_READ_DRAFT, visible_passage)
def passage_detail(request: PersonRequest, passage: Passage) -> HttpResponse:
    return _detail(request, passage, CommentForm())


def _detail(request: PersonRequest, passage: Passage, form: CommentForm, *, status: int = 200) -> HttpResponse:
    comments = list(passage.comments.select_related("by", "settled_by", "passage")) if passage.pk else []
    still = [comment for comment in comments if comment.settled_at is None]
    text = passage.markdown.strip()
    context = {
        **_around(passage),
        "html": prose(text, under=2).html if text else "",
        "form": form,
        "moves": _moves(request, passage, is_settled=not still) if text else [],
        "may_write": request.user.has_perm(Permission.PAPER_COMPILE, passage),
        "may_comment": bool(text) and (passage.state != CLEARED or form.is_bound),  # what was typed is never lost
        "open_comments": still,
        "may_settle": {comment.pk for comment in comments if may_settle(request.user, comment)},
        "settled_comments": [comment for comment in comments if comment.settled_at],
    }
    return render(request, "reports/writing/passage.html", context, status=status)


def _moves(request: PersonRequest, passage: Passage, *, is_settled: bool) -> list[tuple[str, str]]:
    """Value and button of each move that the reader can make now."""
    state = PassageState(passage.state)
    found = [to for to in MACHINE.moves_from(state) if MACHINE.can(request.user, passage, state, to)]
    return [(to.value, MOVES[to][0]) for to in found if to is not CLEARED or is_settled]


@requires(Permission.PAPER_COMPILE, visible_passage)
def passage_edit(request: PersonRequest, passage: Passage) -> HttpResponse:
    """Write the text. Where somebody else saved meanwhile, both are joined and shown, and saved when that is seen."""
    place = place_of(passage)
    form = PassageForm(typed_text(request), passage=passage, slot=place.slot)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_passage(passage=passage, markdown=form.typed, version=form.seen, by=request.user)
        except StalePassage as stale:
            return _both(request, stale.saved, form)
        messages.success(request, f"{place.slot.title} is saved", extra_tags=f"draft:{_draft_key(request, form.seen)}")
        return redirect(_page_of(saved))
    return _edit(request, passage, form)


def _both(request: PersonRequest, saved: Passage, typed: PassageForm) -> HttpResponse:
    """What they saved and what was typed, joined in the form: the next save starts from what is saved now."""
    merged = merge(text_at(saved, typed.seen), typed.typed, saved.markdown)
    joined = request.POST.copy()
    joined["markdown"], joined["version"] = merged.text, str(saved.version)
    form = PassageForm(joined, passage=saved, slot=place_of(saved).slot)
    return _edit(request, saved, form, status=409, merged=merged, typed=typed.typed, has_errors=True)


def _edit(
    request: PersonRequest, passage: Passage, form: PassageForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        **_around(passage), "form": form, "draft_key": _draft_key(request, passage.version),
        "is_cleared": passage.state == CLEARED, **more,
    }  # fmt: skip
    return render(request, "reports/writing/edit.html", context, status=status)


@requires(Permission.PAPER_COMPILE, visible_passage)
def passage_move(request: PersonRequest, passage: Passage) -> HttpResponse:
    return require_POST(_moved)(request, passage)


def _moved(request: PersonRequest, passage: Passage) -> HttpResponse:
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Http404
    to = PassageState(form.cleaned_data["to"])
    move_passage(passage=passage, to=to, version=form.cleaned_data["version"], by=request.user)
    messages.success(request, MOVES[to][1].format(place_of(passage).slot.title))
    return redirect(_page_of(passage))


@requires(Permission.PAPER_READ_DRAFT, visible_passage)
def passage_comment(request: PersonRequest, passage: Passage) -> HttpResponse:
    """Its form stands on the text's own page; here it is sent, and shown again where something is wrong."""
    form = CommentForm(typed_text(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["text"]
        if done_or_said(form, lambda: comment_on(passage=passage, text=said, by=request.user)):
            messages.success(request, "Your comment is kept with the text")
            return redirect(_page_of(passage))
    return _detail(request, passage, form, status=409 if form.non_field_errors() else 200)


@requires(Permission.PAPER_READ_DRAFT, visible_comment)
def comment_settle(request: PersonRequest, comment: PassageComment) -> HttpResponse:
    return require_POST(_settled)(request, comment)


def _settled(request: PersonRequest, comment: PassageComment) -> HttpResponse:
    settle_comment(comment=comment, by=request.user)
    messages.success(request, f"The comment by {comment.by.name} is settled")
    return redirect(_page_of(comment.passage))


@requires(Permission.PAPER_READ_DRAFT, visible_passage)
def passage_history(request: PersonRequest, passage: Passage) -> HttpResponse:
    """Every save and every move, the newest first, each with what it changed in the words."""
    rows = passage.history.select_related("changed_by").order_by("-history_date", "-history_id") if passage.pk else []
    page = Paginator(rows, VERSIONS_A_PAGE).get_page(request.GET.get("page"))
    # One more than the page shows: each is compared with the one before it.
    shown = list(rows[page.start_index() - 1 : page.end_index() + 1]) if page.paginator.count else []
    before = [*shown[1:], None][: len(page.object_list)]
    steps = [_step(new, old) for new, old in zip(shown, before, strict=False)]
    return render(request, "reports/writing/history.html", {**_around(passage), "steps": steps, "page": page})


def _step(new: Any, old: Any) -> dict[str, Any]:
    """A row of the history against the one before it: who, when, and what it was that changed."""
    was = old.markdown if old else ""
    state = PassageState(new.state)
    moved = old is None or old.state != new.state
    return {
        "row": new,
        "words": words_changed(was, new.markdown) if was != new.markdown else [],
        "what": f"Text, version {new.version}" if was != new.markdown else state.label,
        "state": state.label if moved and was != new.markdown else "",
    }


# What stands around --------------------------------------------------------------------------------------------------


def _around(passage: Passage) -> dict[str, Any]:
    place, board = place_of(passage), passage.board
    trail = [_to_writing(board)]
    label = label_of(board, passage.subject)
    if passage.subject:
        trail.append({"label": label, "url": reverse("reports:writing-subject", args=[board.slug, passage.subject])})
    return {
        "board": board, "passage": passage, "place": place, "line": Line(place, passage if passage.pk else None, 0),
        "label": label, "about": address(passage.subject), "breadcrumbs": trail,
    }  # fmt: skip


def _to_writing(board: Board) -> dict[str, str]:
    return {"label": "Writing", "url": reverse("reports:writing-list", args=[board.slug])}


def _page_of(passage: Passage) -> str:
    return reverse("reports:passage-detail", args=[passage.board.slug, address(passage.subject), passage.key])


def _draft_key(request: PersonRequest, version: int) -> str:
    return f"{request.user.pk}:{request.path}:{version}"
