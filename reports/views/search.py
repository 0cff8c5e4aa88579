"""The search over published papers, for everybody."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.forms import SearchForm
from reports.models import Edition, PublishedSection
from reports.published.search import LONGEST, Piece, asked, found, published_kinds, snippet
from reports.querysets import EditionQuerySet
from reports.views.public import asked_again, ways
from snb.access import public
from snb.models import Board

ON_A_PAGE = 20


@dataclass(frozen=True)
class Hit:
    """A section that was found, and the words around what was found."""

    section: PublishedSection
    pieces: list[Piece]


@public
@require_safe
@asked_again
def papers_search(request: HttpRequest) -> HttpResponse:
    """Sections of published papers that have all the words of `?q=`; `?board=` and `?kind=` narrow it."""
    typed = request.GET.get("q", "").replace("\0", "").strip()
    form = SearchForm(request.GET, kinds=published_kinds())
    chosen = {name: value for name, value in form.chosen.items() if name != "q"}
    query = asked(typed)
    sections = found(query, _editions(**chosen)) if query else PublishedSection.objects.none()
    page = Paginator(sections, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "typed": typed[:LONGEST],
        "is_cut": len(typed) > LONGEST,
        "is_asked": bool(query),
        "page": page,
        "hits": [Hit(row, snippet(row.text, query)) for row in page.object_list],
        "everywhere": f"?{_words_alone(typed)}" if chosen else "",
        "ways": ways("search"),
    }
    return render(request, "reports/public/search.html", context)


def _editions(board: Board | None = None, kind: str = "") -> EditionQuerySet:
    editions: EditionQuerySet = Edition.objects.published()
    if board is not None:
        editions = editions.filter(board=board)
    return editions.filter(kind=kind) if kind else editions


def _words_alone(typed: str) -> str:
    words = QueryDict(mutable=True)
    words["q"] = typed[:LONGEST]
    return words.urlencode()
