"""Kinds of document of a board's own: the list, one kind with its versions, and its life."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from reports.documents.kinds import KINDS
from reports.models import OwnKind
from reports.own_kinds.comparing import changes
from reports.own_kinds.forms import KindForm, NameForm, SureForm, UseForm
from reports.own_kinds.layout import Layout, read_layout
from reports.own_kinds.loading import Kept, draft_of, kept, kinds_of, options_in, visible_kind
from reports.own_kinds.outline import outline
from reports.own_kinds.starting import fitting, order_of
from reports.own_kinds.writing import (
    begin_draft,
    create_kind,
    discard_draft,
    rename_kind,
    restore_kind,
    retire_kind,
    use_draft,
)
from snb.access import PersonRequest, requires
from snb.forms import done_or_said
from snb.kept import typed_text
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission
from snb.seen import fingerprint
from snb.views.acting import Page, act

EMPTY, BUILT_IN, OWN = "empty", "built-in", "own"
Trail = list[dict[str, str]]


@requires(Permission.PAPER_COMPILE, visible_board)
def kind_list(request: PersonRequest, board: Board) -> HttpResponse:
    """The board's own kinds and those that are built in, with what each contains."""
    built_in = [(kind, order_of(kind) or ()) for kind in KINDS.values()]
    context = {"board": board, "own": kinds_of(board), "built_in": built_in, "breadcrumbs": [to_papers(board)]}
    return render(request, "reports/kinds/list.html", context)


@requires(Permission.PAPER_COMPILE, visible_board)
def kind_add(request: PersonRequest, board: Board) -> HttpResponse:
    """A new kind: its name, whether it is of a meeting, and what it begins from."""
    own = kinds_of(board)
    form = KindForm(typed_text(request), origins=_origins(own), initial={"origin": EMPTY})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        of_meeting = said["of_meeting"] == "yes"
        layout, dropped = fitting(_order(said["origin"], own), of_meeting=of_meeting)
        make = {"board": board, "name": said["name"], "of_meeting": of_meeting, "layout": layout, "by": request.user}
        if made := done_or_said(form, lambda: create_kind(**make)):
            messages.success(request, _made(made, dropped))
            return redirect("reports:kind-edit", board.slug, made.slug)
    page = Page(
        board, "Make a kind of document", "Make it", reverse("reports:kind-list", args=[board.slug]),
        lede="You set its sections and blocks next. Nothing can be compiled of it until you bring it into use.",
    )  # fmt: skip
    context = {"page": page, "board": board, "form": form, "draft": "new"}
    context["breadcrumbs"] = [to_papers(board), to_kinds(board)]
    return render(request, "snb/body_form.html", context)


def _origins(own: list[Kept]) -> list[tuple[str, str, str]]:
    rows = [(EMPTY, "An empty page", "You add every section yourself.")]
    for kind in KINDS.values():
        if order_of(kind) is not None:
            rows.append(
                (f"{BUILT_IN}:{kind.slug}", f"The order of the {kind.name}", "Its sections, to change as you like.")
            )
    return rows + [(f"{OWN}:{row.own.slug}", f"A copy of “{row.own.name}”", "Its newest version.") for row in own]


def _order(origin: str, own: list[Kept]) -> Layout:
    """The layout that an origin of the form stands for."""
    source, _, slug = origin.partition(":")
    if source == BUILT_IN:
        return order_of(KINDS[slug]) or ()
    copied = next((row for row in own if source == OWN and row.own.slug == slug), None)
    return read_layout(copied.versions[0].layout)[0] if copied and copied.versions else ()


def _made(own: OwnKind, dropped: int) -> str:
    if not dropped:
        return f"“{own.name}” is made: this is its first draft"
    wrong = "only for a meeting" if not own.of_meeting else "not for a meeting"
    blocks = "One block was" if dropped == 1 else f"{dropped} blocks were"
    return f"“{own.name}” is made. {blocks} left out, because they are {wrong}"


@requires(Permission.PAPER_COMPILE, visible_kind)
def kind_detail(request: PersonRequest, own: OwnKind) -> HttpResponse:
    """One kind: what is in use, what is drafted, and every version with what it changed."""
    found = kept(own)
    shown = found.in_use or found.versions[0]
    layout, _ = read_layout(shown.layout)
    context = {
        "board": own.board,
        "own": own,
        "kept": found,
        "shown": shown,
        "outline": outline(layout, options_in(own.board, layout).labels),
        "draft_seen": fingerprint(found.draft) if found.draft else "",
        "breadcrumbs": [to_papers(own.board), to_kinds(own.board)],
    }
    return render(request, "reports/kinds/detail.html", context)


@requires(Permission.PAPER_COMPILE, visible_kind)
def kind_version(request: PersonRequest, own: OwnKind) -> HttpResponse:
    """One version, and side by side what it changed of the one before."""
    found = kept(own)
    version = found.numbered(int(asked(request, "number")))
    if version is None:
        raise Http404("There is no such version.")
    layout, _ = read_layout(version.layout)
    before = found.numbered(version.number - 1)
    earlier = read_layout(before.layout)[0] if before else ()
    labels = options_in(own.board, layout, earlier).labels
    context = {
        "board": own.board, "own": own, "version": version, "before": before,
        "changes": changes(earlier, layout, labels) if before else (), "outline": outline(layout, labels),
        "breadcrumbs": [to_papers(own.board), to_kinds(own.board), to_kind(own)],
    }  # fmt: skip
    return render(request, "reports/kinds/version.html", context)


# Its life ------------------------------------------------------------------------------------------------------------


@requires(Permission.PAPER_COMPILE, visible_kind)
def kind_rename(request: PersonRequest, own: OwnKind) -> HttpResponse:
    page = _page(own, f"Rename “{own.name}”", "Rename it", "kind-detail")

    def save(form: Any) -> str:
        said = form.cleaned_data
        return (
            f"The kind is called “{rename_kind(own=own, name=said['name'], seen=said['seen'], by=request.user).name}”"
        )

    return act(request, page, lambda data: NameForm(data, row=own), save)


@requires(Permission.PAPER_COMPILE, visible_kind)
def kind_draft(request: PersonRequest, own: OwnKind) -> HttpResponse:
    """Begin the next version, and go on to change it."""
    return require_POST(_drafted)(request, own)


def _drafted(request: PersonRequest, own: OwnKind) -> HttpResponse:
    draft = begin_draft(own=own, by=request.user)
    messages.success(request, f"Version {draft.number} is being drafted. What is in use stays in use until then")
    return redirect("reports:kind-edit", own.board.slug, own.slug)


@requires(Permission.PAPER_COMPILE, visible_kind)
def kind_use(request: PersonRequest, own: OwnKind) -> HttpResponse:
    """Ask what changed, then compile papers of this kind as the draft says."""
    draft = draft_of(own)
    page = _page(
        own, f"Use version {draft.number} of “{own.name}”", "Use this version", "kind-detail",
        note="From now on papers of this kind are compiled as this version says. It cannot be changed then: a change "
        "makes the next version. Papers that are compiled already stay as they are.",
    )  # fmt: skip

    def save(form: Any) -> str:
        said = form.cleaned_data
        version = use_draft(own=own, note=said["note"], seen=said["seen"], by=request.user)
        return f"Version {version.number} of “{own.name}” is in use: it can be compiled from the papers’ page"

    return act(request, page, lambda data: UseForm(data, initial={"seen": fingerprint(draft)}), save)


@requires(Permission.PAPER_COMPILE, visible_kind)
def kind_discard(request: PersonRequest, own: OwnKind) -> HttpResponse:
    draft = draft_of(own)
    page = _page(
        own, f"Throw version {draft.number} away", "Throw the draft away", "kind-detail", is_ending=True,
        note="Everything that was changed in this draft is lost. The version in use stays as it is.",
    )  # fmt: skip

    def save(form: Any) -> str:
        discard_draft(own=own, seen=form.cleaned_data["seen"], by=request.user)
        return f"The draft of “{own.name}” is thrown away"

    return act(request, page, lambda data: SureForm(data, initial={"seen": fingerprint(draft)}), save)


@requires(Permission.PAPER_COMPILE, visible_kind)
def kind_retire(request: PersonRequest, own: OwnKind) -> HttpResponse:
    page = _page(
        own, f"Retire “{own.name}”", "Retire it", "kind-detail", is_ending=True,
        note="Nobody can compile it any more. Its papers and versions stay, and it can be restored.",
    )  # fmt: skip

    def save(form: Any) -> str:
        retire_kind(own=own, by=request.user)
        return f"“{own.name}” is retired"

    return act(request, page, lambda data: SureForm(data), save)


@requires(Permission.PAPER_COMPILE, visible_kind)
def kind_restore(request: PersonRequest, own: OwnKind) -> HttpResponse:
    return require_POST(_restored)(request, own)


def _restored(request: PersonRequest, own: OwnKind) -> HttpResponse:
    restore_kind(own=own, by=request.user)
    messages.success(request, f"“{own.name}” is restored")
    return redirect("reports:kind-detail", own.board.slug, own.slug)


def _page(own: OwnKind, heading: str, button: str, back: str, **more: Any) -> Page:
    trail = [to_papers(own.board), to_kinds(own.board), to_kind(own)]
    return Page(own.board, heading, button, kind_url(own, back), trail, **more)


# Addresses -----------------------------------------------------------------------------------------------------------


def asked(request: PersonRequest, name: str) -> str:
    """What the address names beside the kind."""
    return str(request.resolver_match.kwargs[name]) if request.resolver_match else ""


def kind_url(own: OwnKind, view: str, *rest: object) -> str:
    return reverse(f"reports:{view}", args=[own.board.slug, own.slug, *rest])


def to_papers(board: Board) -> dict[str, str]:
    return {"label": "Papers", "url": reverse("reports:paper-list", args=[board.slug])}


def to_kinds(board: Board) -> dict[str, str]:
    return {"label": "Kinds of document", "url": reverse("reports:kind-list", args=[board.slug])}


def to_kind(own: OwnKind) -> dict[str, str]:
    return {"label": own.name, "url": kind_url(own, "kind-detail")}
