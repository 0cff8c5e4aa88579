"""A form about an agreement on a page of its own: shown, done, or shown again with every typed word in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from priorities.agreement_workflow import StaleAgreement
from priorities.refreshing import StaleOutcome
from snb.access import PersonRequest
from snb.kept import typed_text
from snb.models import Board
from snb.workflow import Refusal

Make = Callable[[QueryDict | None], Any]


def ask(
    request: PersonRequest, board: Board, make: Make, do: Callable[[Any], tuple[str, str]], *,
    heading: str, button: str, trail: list[dict[str, str]], **more: Any,
) -> HttpResponse:  # fmt: skip
    """`make` makes the form from what was typed; `do` does what it says and returns what to tell and where to go."""
    form = make(typed_text(request))
    page = {"board": board, "heading": heading, "button": button, "breadcrumbs": trail, **more}
    if request.method != "POST" or not form.is_valid():
        return _page(request, page, form)
    try:
        said, url = do(form)
    except (StaleAgreement, StaleOutcome) as stale:
        return _both(request, page, make, stale.saved.version)
    except Refusal as refusal:
        form.add_error(None, refusal.reason)
        return _page(request, page, form, status=409)
    messages.success(request, said)
    return redirect(url)


def confirm(
    request: PersonRequest, board: Board, do: Callable[[], None], *,
    heading: str, button: str, said: str, keep_url: str, trail: list[dict[str, str]], text: str = "",
) -> HttpResponse:  # fmt: skip
    """Asks before something is taken away; a refusal is said on the same page."""
    page = {
        "board": board, "heading": heading, "button": button, "text": text, "keep_url": keep_url, "breadcrumbs": trail
    }  # fmt: skip
    if request.method == "POST":
        try:
            do()
        except Refusal as refusal:
            page |= {"refused": refusal.reason, "has_errors": True}
            return render(request, "priorities/agreement_confirm.html", page, status=409)
        messages.success(request, said)
        return redirect(keep_url)
    return render(request, "priorities/agreement_confirm.html", page)


def _page(request: PersonRequest, page: dict[str, Any], form: Any, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "priorities/agreement_form.html", {**page, "form": form, **more}, status=status)


def _both(request: PersonRequest, page: dict[str, Any], make: Make, version: int) -> HttpResponse:
    """What is saved beside what was typed; saving once more keeps what was typed."""
    typed = request.POST.copy()
    typed["version"] = str(version)
    again = make(typed)
    again.full_clean()
    return _page(request, page, again, 409, differences=again.differences(), is_stale=True, has_errors=True)
