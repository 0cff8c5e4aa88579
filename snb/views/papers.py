"""Papers of agenda items: handed in, downloaded, taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render

from snb.access import PersonRequest, requires
from snb.forms import done_or_said
from snb.forms.agenda import PaperForm
from snb.kept import typed_text
from snb.loading import readable_item, readable_paper
from snb.models import AgendaItem, Meeting, Paper
from snb.papers import add_paper, remove_paper
from snb.permissions import Permission
from snb.views.downloads import file_to_keep
from snb.views.meetings import to_meeting, to_meetings


@requires(Permission.MEETING_EDIT, readable_item)
def agenda_paper_add(request: PersonRequest, item: AgendaItem) -> HttpResponse:
    form = PaperForm(typed_text(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        paper = done_or_said(
            form, lambda: add_paper(item=item, title=data["title"], upload=data["file"], by=request.user)
        )
        if paper:
            messages.success(request, f"“{paper.title}” is added: {paper.pages} page{'s' * (paper.pages != 1)}")
            return _to_item(item)
    context = {"board": item.meeting.board, "item": item, "form": form, "breadcrumbs": _trail(item.meeting)}
    return render(request, "snb/item_paper_add.html", context)


@requires(Permission.MEETING_READ, readable_paper)  # type: ignore[arg-type]
def agenda_paper_download(request: PersonRequest, paper: Paper) -> FileResponse:
    return file_to_keep(paper)


@requires(Permission.MEETING_EDIT, readable_paper)
def agenda_paper_remove(request: PersonRequest, paper: Paper) -> HttpResponse:
    """Ask, then take it back."""
    item = paper.item
    if request.method == "POST":
        remove_paper(paper=paper, by=request.user)
        messages.success(request, f"“{paper.title}” is removed")
        return _to_item(item)
    context = {"board": item.meeting.board, "paper": paper, "item": item, "breadcrumbs": _trail(item.meeting)}
    return render(request, "snb/item_paper_remove.html", context)


def _to_item(item: AgendaItem) -> HttpResponse:
    answer = redirect("board:meeting-detail", item.meeting.board.slug, item.meeting_id)
    answer["Location"] += f"#item-{item.pk}"
    return answer


def _trail(meeting: Meeting) -> list[dict[str, str]]:
    return [to_meetings(meeting.board), to_meeting(meeting)]
