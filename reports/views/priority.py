"""The page of one priority."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from priorities.models import Priority
from reports.priority_page import build, theme_on, thread_of
from snb.access import requires
from snb.models import Person
from snb.permissions import Permission
from snb.querysets import today


def visible_placed_priority(person: Person, *, board: str, slug: str) -> Priority:
    """With the theme that it stands under today as `theme`."""
    priorities = Priority.objects.visible_to(person).filter(board__slug=board).annotate(theme=theme_on(today()))
    return get_object_or_404(priorities.select_related("board", "remit").prefetch_related("remit__names"), slug=slug)


@requires(Permission.BOARD_READ, visible_placed_priority)
def priority_detail(request: HttpRequest, priority: Priority) -> HttpResponse:
    """What we know, what we do, what the lead says, did it move."""
    page = build(priority, request.user, day=today())  # type: ignore[arg-type]
    crumbs = [{"label": "Dashboard", "url": reverse("reports:dashboard", kwargs={"board": priority.board.slug})}]
    context = {"page": page, "board": priority.board, "thread": thread_of(page), "breadcrumbs": crumbs}
    return render(request, "reports/priority.html", context)
