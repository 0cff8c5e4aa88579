"""Finding a board's own kinds, and what their settings can choose from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import Http404
from django.shortcuts import get_object_or_404

from partnerships.models import Partnership
from performance.models import Measure
from priorities.models import Agreement, Priority, Theme
from reports.models import KindVersion, OwnKind
from reports.own_kinds.catalogue import Entry
from reports.own_kinds.layout import Layout, Piece, every_piece
from reports.own_kinds.settings import Some
from snb.loading import visible_board
from snb.models import Board, Person
from snb.querysets import today

State = KindVersion.State


@dataclass(frozen=True)
class Kept:
    """An own kind with its versions, the newest first."""

    own: OwnKind
    versions: tuple[KindVersion, ...]

    @property
    def board_id(self) -> int:
        return self.own.board_id

    @property
    def draft(self) -> KindVersion | None:
        return self._in(State.DRAFT)

    @property
    def in_use(self) -> KindVersion | None:
        return self._in(State.IN_USE)

    @property
    def was_used(self) -> bool:
        return any(version.state != State.DRAFT for version in self.versions)

    def numbered(self, number: int) -> KindVersion | None:
        return next((version for version in self.versions if version.number == number), None)

    def _in(self, state: str) -> KindVersion | None:
        return next((version for version in self.versions if version.state == state), None)


def visible_kind(person: Person, *, board: str, slug: str, **rest: object) -> OwnKind:
    """An own kind of this board, for those who know the board; who may change it is the permission's to say."""
    own = OwnKind.objects.select_related("board")
    return get_object_or_404(own, board=visible_board(person, board=board), slug=slug)


def kept(own: OwnKind) -> Kept:
    return Kept(own, tuple(own.versions.select_related("changed_by").order_by("-number")))


def draft_of(own: OwnKind) -> KindVersion:
    """Its draft; Http404 where there is none to change."""
    draft = kept(own).draft
    if draft is None:
        raise Http404("This kind has no draft.")
    draft.kind = own
    return draft


def kinds_of(board: Board) -> list[Kept]:
    """Every kind of the board, those in use first, by name. Two queries."""
    rows = OwnKind.objects.filter(board=board).prefetch_related("versions").order_by("is_retired", "name", "slug")
    return [Kept(own, tuple(sorted(own.versions.all(), key=lambda each: -each.number))) for own in rows]


# What settings choose from -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Options:
    """Key and label of the board's own rows, by their source; only those that were asked for are read."""

    by_source: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def of(self, setting: Some, chosen: Iterable[str] = ()) -> list[tuple[str, str]]:
        """What can be chosen; a key that is chosen and gone stays, so that a save does not lose it."""
        rows = list(self.by_source.get(setting.source, ()))
        return rows + [(key, f"{key} (not there any more)") for key in chosen if key not in dict(rows)]

    @property
    def labels(self) -> dict[str, str]:
        return {key: label for rows in self.by_source.values() for key, label in rows}


def options_for(board: Board, entries: Iterable[Entry | None]) -> Options:
    """One or two queries for each source that the settings of these blocks name."""
    asked = {each.source for entry in entries if entry for each in entry.settings if isinstance(each, Some)}
    return Options({source: tuple(_READ[source](board)) for source in sorted(asked)})


def options_in(board: Board, *layouts: Layout) -> Options:
    """Those that are named by what is set somewhere in these layouts."""
    pieces = [piece for layout in layouts for piece in every_piece(layout) if _names_rows(piece)]
    return options_for(board, [piece.entry for piece in pieces])


def _names_rows(piece: Piece) -> bool:
    settings = piece.entry.settings if piece.entry else ()
    return any(isinstance(setting, Some) and piece.settings.get(setting.name) for setting in settings)


def _themes(board: Board) -> list[tuple[str, str]]:
    agreement = Agreement.objects.filter(board=board).on(today()).order_by("-begins").first()
    names = Theme.objects.filter(agreement=agreement).order_by("order").values_list("name", flat=True)
    return [(name, name) for name in dict.fromkeys(names)] if agreement else []


def _priorities(board: Board) -> list[tuple[str, str]]:
    rows = Priority.objects.filter(board=board).select_related("remit").prefetch_related("remit__names")
    return sorted(((row.slug, row.name_on(today())) for row in rows), key=lambda pair: pair[1])


def _measures(board: Board) -> list[tuple[str, str]]:
    return list(Measure.objects.filter(board=board).order_by("name", "slug").values_list("slug", "name"))


def _partnerships(board: Board) -> list[tuple[str, str]]:
    rows = Partnership.objects.filter(board=board).on(today()).select_related("remit").prefetch_related("remit__names")
    return [(row.slug, row.name_on(today())) for row in rows]


_READ = {"themes": _themes, "priorities": _priorities, "measures": _measures, "partnerships": _partnerships}
