"""One form about one thing: shown, done, or shown again with the reason why not and every typed word in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from snb.access import PersonRequest
from snb.kept import typed_text
from snb.models import Board
from snb.seen import StaleRow, fingerprint
from snb.workflow import Refusal

Make = Callable[[QueryDict | None], Any]
Save = Callable[[Any], str]  # does it, and says that it is done


@dataclass(frozen=True)
class Page:
    """What stands around the form: `caption` and `lede` are what it is about, `note` what will come of it."""

    board: Board
    heading: str
    button: str
    back: str  # where one goes when it is done
    trail: list[dict[str, str]] = field(default_factory=list)
    lede: str = ""
    note: str = ""
    is_ending: bool = False
    caption: str = ""
    template: str = "snb/body_form.html"
    more: dict[str, Any] = field(default_factory=dict)  # what its own template needs beside


def act(request: PersonRequest, page: Page, make: Make, save: Save) -> HttpResponse:
    """`make` builds the form from what was typed or None; `save` does it and says so."""
    form = make(typed_text(request))
    if request.method != "POST" or not form.is_valid():
        return _shown(request, page, form)
    try:
        done = save(form)
    except StaleRow as stale:
        return _both(request, page, make, form, stale)
    except Refusal as refusal:
        form.add_error(None, refusal.reason)
        return _shown(request, page, form, status=409)
    messages.success(request, done)
    return redirect(page.back)


def _shown(request: PersonRequest, page: Page, form: Any, *, status: int = 200, **more: Any) -> HttpResponse:
    row = getattr(form, "row", None)
    context = {
        "page": page, "form": form, "board": page.board, "breadcrumbs": page.trail,
        "draft": fingerprint(row) if row else "new", **page.more, **more,
    }  # fmt: skip
    return render(request, page.template, context, status=status)


def _both(request: PersonRequest, page: Page, make: Make, form: Any, stale: StaleRow) -> HttpResponse:
    """What is saved beside what was typed; saving once more keeps what was typed."""
    typed = request.POST.copy()
    typed[stale.field] = stale.stamp
    differences = form.differences(stale.saved)
    return _shown(request, page, make(typed), status=409, differences=differences, is_stale=True, has_errors=True)
