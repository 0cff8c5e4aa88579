"""What an own kind would print now: on a page, and as pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from reports.compiling import content_pdf
from reports.documents.screen import contents, screen_html
from reports.models import KindVersion, OwnKind
from reports.own_kinds.forms import PreviewForm
from reports.own_kinds.loading import kept, visible_kind
from reports.own_kinds.previewing import preview
from reports.views.files import file_response
from reports.views.own_kinds import kind_url, to_kind, to_kinds, to_papers
from snb.access import PersonRequest, requires
from snb.models import Meeting
from snb.permissions import Permission
from snb.querysets import today
from snb.sealing import canonical, fingerprint
from snb.workflow import Refusal


@requires(Permission.PAPER_COMPILE, visible_kind)
def kind_preview(request: PersonRequest, own: OwnKind) -> HttpResponse:
    """What the draft, or without one the version in use, would print now, with its gaps."""
    version, form = _shown(own), _preview_form(request, own)
    context: dict[str, Any] = {"board": own.board, "own": own, "version": version, "form": form}
    if form is None or form.is_valid():
        context |= _previewed(own, version, form.cleaned_data["meeting"] if form else None)
    context["breadcrumbs"] = [to_papers(own.board), to_kinds(own.board), to_kind(own)]
    return render(request, "reports/kinds/preview.html", context)


@requires(Permission.PAPER_COMPILE, visible_kind)
def kind_preview_file(request: PersonRequest, own: OwnKind) -> HttpResponse:
    """The same laid out as pages. Each of them says that it is no edition."""
    form = _preview_form(request, own)
    if form is not None and not form.is_valid():
        raise Refusal("Choose the meeting to preview it for.")
    content = preview(own, _shown(own), form.cleaned_data["meeting"] if form else None).content
    digest = fingerprint(canonical(content))
    name = f"{own.board.slug}-{own.slug}-preview.pdf"
    return file_response(request, lambda: content_pdf(content, digest), name=name, etag=digest, is_public=False)


def _shown(own: OwnKind) -> KindVersion:
    found = kept(own)
    return found.draft or found.in_use or found.versions[0]


def _preview_form(request: PersonRequest, own: OwnKind) -> PreviewForm | None:
    """For which meeting; unless one is named, for the next. None for a kind that is of none."""
    if not own.of_meeting:
        return None
    meetings = own.board.meetings.order_by("-date")
    ahead = own.board.meetings.ahead(today()).first() or meetings.first()
    named = request.GET if "meeting" in request.GET else {"meeting": ahead.pk if ahead else ""}
    return PreviewForm(named, meetings=meetings)


def _previewed(own: OwnKind, version: KindVersion, meeting: Meeting | None) -> dict[str, Any]:
    made = preview(own, version, meeting)
    return {
        "preview": made,
        "contents": contents(made.content["sections"]),
        "html": screen_html(made.content),
        "gaps": made.content["gaps"],
        "file": kind_url(own, "kind-preview-file") + (f"?meeting={meeting.pk}" if meeting else ""),
    }
