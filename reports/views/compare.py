"""Two editions of a board's papers side by side: for everybody those that are public, inside those one may read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.comparing import SectionChange, counted, sections_compared
from reports.documents.kinds import kind_names
from reports.forms import CompareForm
from reports.loading import public_edition, visible_edition
from reports.models import Audience, Edition, EditionState
from reports.paper_sheets import comparison_sheet
from reports.views.files import withdrawn
from reports.views.public import asked_again
from snb.access import PersonRequest, find_or_log, public, signed_in
from snb.differences import SAME
from snb.exporting import exported
from snb.models import Board
from snb.permissions import Permission
from snb.wording import long_date

Editions = QuerySet[Edition]
Find = Callable[[str], Edition]  # by its reference; a 404 where the reader may know of none such
Address = Callable[[Edition], str]


@dataclass(frozen=True)
class Run:
    """Sections that follow one another, either all the same in both editions or each different."""

    is_same: bool
    sections: tuple[SectionChange, ...]


@public
@require_safe
@asked_again
def papers_compare(request: HttpRequest, board: str) -> HttpResponse:
    """Two published editions of a board, `?old=` and `?new=` by their references; a choice where one is missing."""
    held = get_object_or_404(Board, slug=board)
    trail = {"label": "Published papers", "url": f"{reverse('reports:public-library')}?board={held.slug}"}

    def find(reference: str) -> Edition:
        edition = public_edition(reference)
        if edition.board_id != held.pk:
            raise Http404
        return edition

    return _compare(request, held, Edition.objects.published(), trail, find, _public_address)


@signed_in  # as a paper's own page: what may be read depends on its state and on grants
@require_safe
@asked_again
def editions_compare(request: PersonRequest, board: str) -> HttpResponse:
    """The same among all editions that the reader may open."""
    held = get_object_or_404(Board, slug=board)
    trail = {"label": "Papers", "url": reverse("reports:paper-list", args=[held.slug])}
    known = Edition.objects.visible_to(request.user).exclude(state=EditionState.WITHDRAWN)

    def find(reference: str) -> Edition:
        found: Edition = find_or_log(request, Permission.PAPER_READ, visible_edition, board=board, reference=reference)
        return found

    return _compare(request, held, known, trail, find, _own_address)


def _compare(
    request: HttpRequest, board: Board, editions: Editions, trail: dict[str, str], find: Find, address: Address
) -> HttpResponse:
    old, new = (find(reference) if (reference := request.GET.get(name, "")) else None for name in ("old", "new"))
    if gone := next((row for row in (old, new) if row and row.state == EditionState.WITHDRAWN), None):
        return withdrawn(request, gone)
    context: dict[str, Any] = {"board": board, "breadcrumbs": [trail], "old": old, "new": new}
    if old and new and old.pk != new.pk:
        return _compared(request, old, new, context, address)
    rows = editions.filter(board=board).select_related("board", "meeting").defer("content")
    known = list(rows.order_by("kind", "-compiled_at", "-pk"))
    is_sent = {"old", "new"} <= request.GET.keys()
    form = CompareForm(request.GET if is_sent else None, initial=request.GET.dict(), editions=_choices(known))
    if old and new:
        form.add_error("new", "Select another edition: these two are the same one")
    return render(request, "reports/papers/compare.html", context | {"form": form, "count": len(known)})


def _compared(
    request: HttpRequest, old: Edition, new: Edition, context: dict[str, Any], address: Address
) -> HttpResponse:
    sections = sections_compared(old.data, new.data)
    if file := exported(request, lambda: comparison_sheet(old, new, sections)):
        return file
    names = kind_names([old, new])
    context |= {
        "runs": [Run(is_same, tuple(rows)) for is_same, rows in groupby(sections, key=lambda row: row.kind == SAME)],
        "counts": counted(sections),
        "kinds": [names[row.board_id, row.kind] for row in (old, new)] if old.kind != new.kind else [],
        "old_url": address(old),
        "new_url": address(new),
    }
    return render(request, "reports/papers/compare.html", context)


def _choices(editions: Iterable[Edition]) -> list[tuple[str, list[tuple[str, str]]]]:
    """References with words, by kind."""
    held: Sequence[Edition] = list(editions)
    names = kind_names(held)
    return [
        (names[pair], [(row.reference, _label(row)) for row in rows])
        for pair, rows in groupby(held, key=lambda row: (row.board_id, row.kind))
    ]


def _label(row: Edition) -> str:
    state = EditionState(row.state).label.lower()
    day = long_date(timezone.localdate(row.published_at or row.compiled_at))
    version = ", restricted version" if row.audience == Audience.RESTRICTED else ""
    return f"{row.title}, {state} {day}{version} ({row.reference})"


def _public_address(edition: Edition) -> str:
    return reverse("reports:paper-public", args=[edition.reference])


def _own_address(edition: Edition) -> str:
    return reverse("reports:paper-detail", args=[edition.board.slug, edition.reference])
