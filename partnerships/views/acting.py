"""A form about one thing: shown, saved, or shown again with the reason why not and every typed word in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from partnerships.versions import StaleRow, version_of
from snb.access import PersonRequest
from snb.kept import typed_text
from snb.models import Board
from snb.workflow import Refusal


@dataclass(frozen=True)
class Page:
    """What the page around a form says, and where it leads once saved."""

    board: Board
    heading: str
    caption: str
    button: str
    back: str
    trail: list[dict[str, str]]
    template: str = "local_form"
    lede: str = ""
    more: dict[str, Any] = field(default_factory=dict)


def act(request: PersonRequest, page: Page, make: Callable[[Any], Any], save: Callable[[Any], str]) -> HttpResponse:
    """`make` builds the form from what was typed or None; `save` does it and says so."""
    form = make(typed_text(request))
    if request.method != "POST" or not form.is_valid():
        return shown(request, page, form)
    try:
        said = save(form)
    except StaleRow as stale:
        typed = form.data.copy()
        typed["version"] = str(version_of(stale.saved))
        both = {"differences": form.differences(stale.saved), "is_stale": True, "has_errors": True}
        return shown(request, page, make(typed), status=409, **both)
    except Refusal as refusal:
        form.add_error(None, refusal.reason)
        return shown(request, page, form, status=409)
    messages.success(request, said)
    return redirect(page.back)


def shown(request: PersonRequest, page: Page, form: Any, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"board": page.board, "page": page, "form": form, "breadcrumbs": page.trail, **page.more, **more}
    return render(request, f"partnerships/{page.template}.html", context, status=status)
