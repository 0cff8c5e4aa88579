"""Importing figures: choose a source, upload, look at what would change, save or discard."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from performance.forms.imports import SourceForm, UploadForm
from performance.importing.sources import Source
from performance.intake.blank import blank_template, template_groups
from performance.intake.jobs import OVER, discard, is_left_lying, start_apply, start_check
from performance.intake.kept import source_of, sources_of
from performance.intake.staging import kilobytes
from performance.loading import import_to_start, template_to_fill, visible_import
from performance.models import Import
from snb.access import PersonRequest, requires
from snb.forms import done_or_said
from snb.kept import typed_text
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission

PER_PAGE = 30
STATE = Import.State
TONES = {
    STATE.CHECKING: "doing", STATE.REFUSED: "late", STATE.CHECKED: "todo", STATE.APPLYING: "doing",
    STATE.APPLIED: "done", STATE.DISCARDED: "quiet", STATE.FAILED: "late",
}  # fmt: skip


@requires(Permission.BOARD_READ, visible_board)
def import_list(request: PersonRequest, board: Board) -> HttpResponse:
    """Every import with its state and who made it, newest first."""
    imports = Import.objects.filter(board=board).select_related("started_by", "applied_by")
    page = Paginator(imports, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "board": board,
        "page": page,
        "rows": [(each, source_of(each.source), TONES[STATE(each.state)]) for each in page],
        "may_edit": request.user.has_perm(Permission.FIGURE_EDIT, board),
    }
    return render(request, "performance/import_list.html", context)


@requires(Permission.FIGURE_EDIT, visible_board)
def import_add(request: PersonRequest, board: Board) -> HttpResponse:
    """Where do the figures come from?"""
    form = SourceForm(request.GET if "source" in request.GET else None, fed=sources_of(board))
    if form.is_valid():
        return redirect("performance:import-source", board.slug, form.cleaned_data["source"])
    return render(
        request, "performance/import_add.html", {"board": board, "form": form, "breadcrumbs": [_to_list(board)]}
    )


@requires(Permission.FIGURE_EDIT, import_to_start)
def import_source(request: PersonRequest, wanted: Import) -> HttpResponse:
    """What this source gives, and the upload of its files."""
    board, source = wanted.board, source_of(wanted.source)
    form = UploadForm(typed_text(request), request.FILES or None, source=source)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        imported = done_or_said(
            form,
            lambda: start_check(
                board=board, source=wanted.source, files=said["uploads"], vintage=said["vintage"],
                period=said.get("period", ""), by=request.user,
            ),
        )  # fmt: skip
        if imported:
            return redirect("performance:import-detail", board.slug, imported.pk)
    context = {
        "board": board,
        "source": source,
        "gives_figures": isinstance(source, Source),
        "form": form,
        "groups": template_groups(board) if wanted.source == "template" else [],
        "breadcrumbs": [_to_list(board)],
    }
    return render(request, "performance/import_source.html", context)


@requires(Permission.FIGURE_EDIT, visible_import)
def import_detail(request: PersonRequest, imported: Import) -> HttpResponse:
    """How far it is, then what it would change; `?part=progress` is only the part of the page that changes."""
    page = "import_progress" if request.GET.get("part") == "progress" else "import_detail"
    state = STATE(imported.state)
    context = {
        "imported": imported,
        "board": imported.board,
        "source": source_of(imported.source),
        "found": imported.outcome,
        "state": state.value,
        "tone": TONES[state],
        "is_busy": state in (STATE.CHECKING, STATE.APPLYING) and not is_left_lying(imported),
        "is_over": state in OVER,
        "kilobytes": kilobytes(imported),
        "has_errors": state is STATE.REFUSED,
        "breadcrumbs": [_to_list(imported.board)],
    }
    response = render(request, f"performance/{page}.html", context)
    response["Cache-Control"] = "no-store"
    return response


@requires(Permission.FIGURE_EDIT, visible_import)
def import_apply(request: PersonRequest, imported: Import) -> HttpResponse:
    return require_POST(_apply)(request, imported)


def _apply(request: PersonRequest, imported: Import) -> HttpResponse:
    was = imported.state
    held = start_apply(imported=imported, by=request.user)
    if held.state == STATE.APPLIED and was != held.state:
        messages.success(request, f"Saved: {held.outcome['said']}.")
    return redirect("performance:import-detail", imported.board.slug, imported.pk)


@requires(Permission.FIGURE_EDIT, visible_import)
def import_discard(request: PersonRequest, imported: Import) -> HttpResponse:
    return require_POST(_discard)(request, imported)


def _discard(request: PersonRequest, imported: Import) -> HttpResponse:
    discard(imported=imported, by=request.user)
    messages.success(request, "The files are discarded. Nothing of them was saved.")
    return redirect("performance:import-list", imported.board.slug)


@requires(Permission.FIGURE_EDIT, template_to_fill)
def template_download(request: PersonRequest, wanted: Import) -> HttpResponse:
    """The template with this board's measures; `?measure=` or `?area=` for some of them."""
    suffix = wanted.period
    content, kind = blank_template(wanted.board, suffix, request.GET.get("measure"), request.GET.get("area"))
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="figures-{wanted.board.slug}.{suffix}"'
    return response


def _to_list(board: Board) -> dict[str, Any]:
    return {"label": "Imports", "url": reverse("performance:import-list", args=[board.slug])}
