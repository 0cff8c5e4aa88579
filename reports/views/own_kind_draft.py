"""Changing the draft of an own kind: its sections and blocks, by plain forms and buttons."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from reports.models import OwnKind
from reports.own_kinds.arranging import piece_of, section_of
from reports.own_kinds.catalogue import CATALOGUE, Entry, grouped
from reports.own_kinds.forms import BlockForm, SectionForm, SureForm
from reports.own_kinds.layout import Layout, Piece, Section, misplaced, read_layout, stamp
from reports.own_kinds.loading import draft_of, kept, options_for, options_in, visible_kind
from reports.own_kinds.outline import outline
from reports.own_kinds.writing import (
    add_block,
    add_section,
    change_block,
    change_section,
    move_part,
    remove_block,
    remove_section,
    whole_stamp,
)
from reports.views.own_kinds import asked, kind_url, to_kind, to_kinds, to_papers
from snb.access import PersonRequest, requires
from snb.permissions import Permission
from snb.seen import fingerprint
from snb.views.acting import Page, act


@requires(Permission.PAPER_COMPILE, visible_kind)
def kind_edit(request: PersonRequest, own: OwnKind) -> HttpResponse:
    """The draft's sections and blocks in their order, each with what can be done to it."""
    found = kept(own)
    if found.draft is None:
        return redirect("reports:kind-detail", own.board.slug, own.slug)
    layout, problems = read_layout(found.draft.layout)
    problems = (*problems, *misplaced(layout, of_meeting=own.of_meeting))
    context = {
        "board": own.board,
        "own": own,
        "draft": found.draft,
        "in_use": found.in_use,
        "outline": outline(layout, options_in(own.board, layout).labels, problems),
        "problems": problems,
        "elsewhere": [problem.message for problem in problems if not problem.at],
        "seen": fingerprint(found.draft),
        "breadcrumbs": [to_papers(own.board), to_kinds(own.board), to_kind(own)],
    }
    return render(request, "reports/kinds/edit.html", context)


@requires(Permission.PAPER_COMPILE, visible_kind)
def kind_move(request: PersonRequest, own: OwnKind) -> HttpResponse:
    """One place `to=up` or down, for the section or block `part`; and back to it, so that a keyboard can go on."""
    if request.method == "POST":  # somebody who had to sign in first comes back by GET: they press again
        part = request.POST.get("part", "")
        move_part(own=own, part=part, up=request.POST.get("to") == "up", by=request.user)
        return _to_draft(own, part)
    return _to_draft(own)


def _to_draft(own: OwnKind, part: str = "") -> HttpResponse:
    return redirect(f"{kind_url(own, 'kind-edit')}{'#' + quote(part) if part else ''}")


# Sections ------------------------------------------------------------------------------------------------------------


@requires(Permission.PAPER_COMPILE, visible_kind)
def kind_section_add(request: PersonRequest, own: OwnKind) -> HttpResponse:
    """A section at the end, or with `?within=` as the last of another's."""
    layout = _draft_layout(own)
    outer = next((each for each in layout if each.anchor == request.GET.get("within", "")), None)
    heading = f"Add a section within “{outer.heading}”" if outer else "Add a section"
    page = _page(own, heading, "Add the section")

    def save(form: SectionForm) -> str:
        new = form.section()
        add_section(own=own, new=new, within=outer.anchor if outer else "", by=request.user)
        return f"Section “{new.heading}” is added"

    return act(request, page, lambda data: SectionForm(data), save)


@requires(Permission.PAPER_COMPILE, visible_kind)
def kind_section_edit(request: PersonRequest, own: OwnKind) -> HttpResponse:
    anchor = asked(request, "part")
    section = _section_or_none(request, _draft_layout(own), anchor)
    seen = stamp(section) if section else ""
    page = _page(own, "Change the section", "Save", anchor, more={"draft": seen})

    def save(form: SectionForm) -> str:
        new = form.section(anchor)
        change_section(own=own, new=new, seen=form.cleaned_data["seen"], by=request.user)
        return f"Section “{new.heading}” is saved"

    return act(request, page, lambda data: SectionForm(data, section=section), save)


@requires(Permission.PAPER_COMPILE, visible_kind)
def kind_section_remove(request: PersonRequest, own: OwnKind) -> HttpResponse:
    """Ask, saying what goes with it."""
    section = section_of(_draft_layout(own), asked(request, "part"))
    if section is None:
        raise Http404("There is no such section.")
    page = _page(own, f"Take out section “{section.heading}”", "Take it out", is_ending=True, note=_goes_with(section))

    def save(form: SureForm) -> str:
        remove_section(own=own, anchor=section.anchor, seen=form.cleaned_data["seen"], by=request.user)
        return f"Section “{section.heading}” is taken out"

    return act(request, page, lambda data: SureForm(data, initial={"seen": whole_stamp(section)}), save)


def _goes_with(section: Section) -> str:
    blocks = sum(len(each.pieces) for each in (section, *section.sections))
    if not blocks and not section.sections:
        return "It is empty."
    said = [f"{blocks} block{'' if blocks == 1 else 's'}"] if blocks else []
    inner = len(section.sections)
    said += [f"{inner} section{'' if inner == 1 else 's'} within it"] if inner else []
    return f"With it {'goes' if blocks + inner == 1 else 'go'} {' and '.join(said)}."


# Blocks --------------------------------------------------------------------------------------------------------------


@requires(Permission.PAPER_COMPILE, visible_kind)
def kind_block_add(request: PersonRequest, own: OwnKind) -> HttpResponse:
    """The blocks to choose from; choosing one adds it and leads to its settings."""
    section = section_of(_draft_layout(own), asked(request, "part"))
    if section is None:
        raise Http404("There is no such section.")
    if request.method == "POST":
        made = add_block(own=own, anchor=section.anchor, name=request.POST.get("block", ""), by=request.user)
        return redirect("reports:kind-block-edit", own.board.slug, own.slug, made)
    context = {
        "board": own.board,
        "own": own,
        "section": section,
        "groups": grouped(of_meeting=own.of_meeting),
        "breadcrumbs": _trail(own),
    }
    return render(request, "reports/kinds/block_add.html", context)


@requires(Permission.PAPER_COMPILE, visible_kind)
def kind_block_edit(request: PersonRequest, own: OwnKind) -> HttpResponse:
    """What a block is told. The form says which block it is of, so that typed text is kept where it was taken out."""
    id = asked(request, "key")
    piece = piece_of(_draft_layout(own), id)
    entry = _entry_of(request, piece)
    page = _page(own, entry.title, "Save", id, lede=entry.description, more={"draft": stamp(piece) if piece else ""})
    options = options_for(own.board, [entry])

    def save(form: BlockForm) -> str:
        change_block(own=own, id=id, settings=form.settings(), seen=form.cleaned_data["seen"], by=request.user)
        return f"“{entry.title}” is saved"

    return act(request, page, lambda data: BlockForm(data, entry=entry, piece=piece, options=options), save)


def _entry_of(request: PersonRequest, piece: Piece | None) -> Entry:
    """That of the block; where it is gone and something was typed for it, that of the form."""
    name = piece.name if piece else request.POST.get("block", "")
    if name not in CATALOGUE:
        raise Http404("There is no such block.")
    return CATALOGUE[name]


@requires(Permission.PAPER_COMPILE, visible_kind)
def kind_block_remove(request: PersonRequest, own: OwnKind) -> HttpResponse:
    piece = piece_of(_draft_layout(own), asked(request, "key"))
    if piece is None:
        raise Http404("There is no such block.")
    title = piece.entry.title if piece.entry else piece.name
    page = _page(own, f"Take out “{title}”", "Take it out", is_ending=True)

    def save(form: SureForm) -> str:
        remove_block(own=own, id=piece.id, seen=form.cleaned_data["seen"], by=request.user)
        return f"“{title}” is taken out"

    return act(request, page, lambda data: SureForm(data, initial={"seen": stamp(piece)}), save)


def _draft_layout(own: OwnKind) -> Layout:
    return read_layout(draft_of(own).layout)[0]


def _section_or_none(request: PersonRequest, layout: Layout, anchor: str) -> Section | None:
    """None only where something was typed for a section that somebody took out meanwhile: the save says so."""
    section = section_of(layout, anchor)
    if section is None and request.method != "POST":
        raise Http404("There is no such section.")
    return section


def _page(own: OwnKind, heading: str, button: str, part: str = "", **more: Any) -> Page:
    back = kind_url(own, "kind-edit") + (f"#{part}" if part else "")
    return Page(own.board, heading, button, back, _trail(own), **more)


def _trail(own: OwnKind) -> list[dict[str, str]]:
    draft = {"label": "The draft", "url": kind_url(own, "kind-edit")}
    return [to_papers(own.board), to_kinds(own.board), to_kind(own), draft]
