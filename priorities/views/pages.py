"""What the pages of a return share: the way back, and the frame around each."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from priorities.models import QuarterlyReturn
from priorities.sections import SECTIONS
from snb.access import PersonRequest
from snb.models import Board
from snb.permissions import Permission


def address(held: QuarterlyReturn, view: str = "return-detail", **more: Any) -> str:
    return reverse(f"priorities:{view}", kwargs={"board": held.priority.board.slug, "pk": held.pk, **more})


def to_return(held: QuarterlyReturn) -> HttpResponse:
    return redirect(address(held))


def to_tracker(board: Board, query: str = "") -> str:
    return reverse("priorities:return-list", kwargs={"board": board.slug}) + query


def page(
    request: PersonRequest, held: QuarterlyReturn, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page about one return, under the trail that leads to it."""
    frame = {
        "held": held,
        "board": held.priority.board,
        "name": held.priority.name_on(held.meeting.date),
        "breadcrumbs": trail(request, held, template),
        "titles": {key: section.title for key, section in SECTIONS.items()},
        **context,
    }
    return render(request, f"priorities/{template}.html", frame, status=status)


def trail(request: PersonRequest, held: QuarterlyReturn, template: str) -> list[dict[str, str]]:
    board = held.priority.board
    steps = [{"label": "Home", "url": reverse("reports:home")}]
    if request.user.has_perm(Permission.TRACKER_READ, board):
        steps = [{"label": "Returns", "url": to_tracker(board, f"?meeting={held.meeting_id}")}]
    if not template.startswith("return_detail"):
        steps.append({"label": str(held), "url": address(held)})
    return steps


def back(request: PersonRequest, otherwise: str) -> HttpResponse:
    """To the page of ours that the form names in `next`."""
    asked = request.POST.get("next", "")
    ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return redirect(asked if ours else otherwise)
