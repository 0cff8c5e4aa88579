"""Groups as a tree below the tiers, one group, protocols, and changing them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from snb import groups, reading
from snb.access import PersonRequest, requires
from snb.body_loading import visible_group, visible_protocol
from snb.exporting import exported
from snb.forms.bodies import LastDayForm
from snb.forms.groups import GroupForm, ProtocolForm
from snb.loading import visible_board
from snb.models import Board, Group, Protocol
from snb.owners import owners_on
from snb.permissions import Permission
from snb.querysets import today
from snb.views.acting import Page, act
from snb.wording import long_date


@requires(Permission.BOARD_KNOW, visible_board)
def group_list(request: PersonRequest, board: Board) -> HttpResponse:
    """The tiers, the groups of today as a tree with what they work on, protocols, and groups that have ended."""
    day = today()
    lines = groups.groups_on(board, day)
    context = {
        "board": board, "day": day, "lines": lines, "tiers": reading.tiers_of(board),
        "protocols": board.protocols.on(day), "old_protocols": board.protocols.filter(ends__lt=day),
        "coming": groups.coming_groups(board, day), "ended": groups.ended_groups(board, day),
        "may_edit": request.user.has_perm(Permission.BODY_EDIT, board),
    }  # fmt: skip
    file = exported(request, lambda: groups.groups_sheet(board, lines, day))
    return file or render(request, "snb/group_list.html", context)


@requires(Permission.BOARD_KNOW, visible_group)
def group_detail(request: PersonRequest, group: Group) -> HttpResponse:
    day = today()
    context = {
        "board": group.board, "group": group, "day": day,
        "line": groups.group_line(group, day, 0, owners_on(day, [group])[group.pk]),
        "parts": group.groups.order_by("name"),
        "may_edit": request.user.has_perm(Permission.BODY_EDIT, group), "breadcrumbs": [to_groups(group.board)],
    }  # fmt: skip
    return render(request, "snb/group_detail.html", context)


@requires(Permission.BODY_EDIT, visible_board)
def group_add(request: PersonRequest, board: Board) -> HttpResponse:
    def save(form: GroupForm) -> str:
        return f"{groups.add_group(board=board, details=form.details, by=request.user)} has been added"

    page = Page(board, "Add a group", "Add the group", to_groups(board)["url"], [to_groups(board)])
    return act(request, page, lambda data: GroupForm(data, board=board), save)


@requires(Permission.BODY_EDIT, visible_group)
def group_edit(request: PersonRequest, group: Group) -> HttpResponse:
    def save(form: GroupForm) -> str:
        seen = form.cleaned_data["seen"]
        return f"{groups.change_group(group=group, details=form.details, seen=seen, by=request.user)} has been changed"

    page = _page(group, "Change a group", "Save the group")
    return act(request, page, lambda data: GroupForm(data, board=group.board, row=group), save)


@requires(Permission.BODY_EDIT, visible_group)
def group_end(request: PersonRequest, group: Group) -> HttpResponse:
    def save(form: LastDayForm) -> str:
        day = form.cleaned_data["last_day"]
        groups.end_group(group=group, last_day=day, by=request.user)
        return f"{group} ends on {long_date(day)}"

    return act(request, _page(group, "End a group", "End the group", is_ending=True), LastDayForm, save)


@requires(Permission.BOARD_KNOW, visible_protocol)
def protocol_detail(request: PersonRequest, protocol: Protocol) -> HttpResponse:
    context = {
        "board": protocol.board, "protocol": protocol, "day": today(),
        "may_edit": request.user.has_perm(Permission.BODY_EDIT, protocol), "breadcrumbs": [to_groups(protocol.board)],
    }  # fmt: skip
    return render(request, "snb/protocol_detail.html", context)


@requires(Permission.BODY_EDIT, visible_board)
def protocol_add(request: PersonRequest, board: Board) -> HttpResponse:
    def save(form: ProtocolForm) -> str:
        return f"{groups.add_protocol(board=board, details=form.details, by=request.user)} has been added"

    page = Page(board, "Add a protocol", "Add the protocol", to_groups(board)["url"], [to_groups(board)])
    return act(request, page, ProtocolForm, save)


@requires(Permission.BODY_EDIT, visible_protocol)
def protocol_edit(request: PersonRequest, protocol: Protocol) -> HttpResponse:
    def save(form: ProtocolForm) -> str:
        seen = form.cleaned_data["seen"]
        made = groups.change_protocol(protocol=protocol, details=form.details, seen=seen, by=request.user)
        return f"{made} has been changed"

    page = _page(protocol, "Change a protocol", "Save the protocol")
    return act(request, page, lambda data: ProtocolForm(data, row=protocol), save)


@requires(Permission.BODY_EDIT, visible_protocol)
def protocol_end(request: PersonRequest, protocol: Protocol) -> HttpResponse:
    def save(form: LastDayForm) -> str:
        day = form.cleaned_data["last_day"]
        groups.end_protocol(protocol=protocol, last_day=day, by=request.user)
        return f"{protocol} ends on {long_date(day)}"

    return act(request, _page(protocol, "End a protocol", "End the protocol", is_ending=True), LastDayForm, save)


def to_groups(board: Board) -> dict[str, str]:
    return {"label": "Groups", "url": reverse("board:group-list", args=[board.slug])}


def _page(row: Group | Protocol, heading: str, button: str, *, is_ending: bool = False) -> Page:
    board, noun = row.board, "group" if isinstance(row, Group) else "protocol"
    url = reverse(f"board:{noun}-detail", args=[board.slug, row.pk])
    trail = [to_groups(board), {"label": str(row), "url": url}]
    return Page(board, heading, button, url, trail, str(row), is_ending=is_ending)
