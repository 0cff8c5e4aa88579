"""The partnerships of a board over time, as plain values. Constant queries however many there are."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from partnerships.models import Area, AreaPart, Coverage, Partnership
from snb.exporting import Sheet, Value
from snb.holders import appointments_on, holdings_on
from snb.models import Board
from snb.permissions import Role


@dataclass(frozen=True)
class PartnershipRow:
    """`chair` and `officers` are names; `chair` is empty where nobody holds the post."""

    slug: str
    name: str
    districts: list[str]
    chair: str
    officers: list[str]
    predecessors: list[str]
    begins: dt.date
    ends: dt.date | None
    published: Published


@dataclass(frozen=True)
class Published:
    """The areas of national statistics that lie in a partnership, and how the two fit together."""

    areas: tuple[str, ...]
    fit: str


NOT_PUBLISHED = Published((), "National statistics publish no figure for it, only for its districts.")


def partnerships_on(board: Board, day: dt.date) -> tuple[list[PartnershipRow], list[PartnershipRow]]:
    """Those in being on `day`, and those that ended before it, each by name."""
    rows = list(
        Partnership.objects.filter(board=board, begins__lte=day)
        .select_related("remit__board")
        .prefetch_related("remit__names", "coverage__district", "predecessors__remit__names")
    )
    chairs = holdings_on(day, post_ids=[row.chair_id for row in rows if row.chair_id])
    officers = appointments_on(day, roles=[Role.CSP_OFFICER], remit_ids=[row.remit_id for row in rows])
    areas = _csp_areas()
    made = {
        row.pk: _row(row, day, chairs.get(row.chair_id or 0, []), officers.get(row.remit_id, []), areas) for row in rows
    }
    current = [made[row.pk] for row in rows if row.holds_on(day)]
    former = [made[row.pk] for row in rows if not row.holds_on(day)]
    return sorted(current, key=lambda row: row.name), sorted(former, key=lambda row: row.name)


def _csp_areas() -> dict[str, set[int]]:
    """The districts in each area that statistics call a CSP, by the name of the area. One query."""
    found: dict[str, set[int]] = defaultdict(set)
    parts = AreaPart.objects.filter(whole__kind=Area.Kind.CSP, part__kind=Area.Kind.DISTRICT)
    for name, district in parts.order_by("whole__name").values_list("whole__name", "part"):
        found[name].add(district)
    return found


def published_as(districts: set[int], areas: dict[str, set[int]]) -> Published:
    """How the published areas lie beside a partnership of these districts, told from the look-up alone."""
    met = {name: parts for name, parts in areas.items() if parts & districts}
    names = tuple(met)
    if not met:
        return NOT_PUBLISHED
    if set().union(*met.values()) != districts:
        return Published(names, "The published areas do not fit its districts, so nothing is added up.")
    if len(met) == 1:
        return Published(names, "The published area is the same.")
    return Published(names, f"{len(met)} published areas, which together are this partnership.")


def _row(
    row: Partnership, day: dt.date, chairs: list, officers: list, areas: dict[str, set[int]]
) -> PartnershipRow:  # fmt: skip
    then = min(day, row.ends) if row.ends else day  # a partnership that ended is shown as it last was
    covered = [coverage.district for coverage in row.coverage.all() if coverage.holds_on(then)]
    return PartnershipRow(
        slug=row.slug,
        name=row.name_on(then),
        districts=sorted(district.name for district in covered),
        chair=", ".join(holding.person.name for holding in chairs),
        officers=[appointment.person.name for appointment in officers],
        predecessors=sorted(before.name_on(row.begins) for before in row.predecessors.all()),
        begins=row.begins,
        ends=row.ends,
        published=published_as({district.pk for district in covered}, areas),
    )


@dataclass(frozen=True)
class Kin:
    """A partnership that another came from, or became."""

    slug: str
    name: str
    begins: dt.date
    ends: dt.date | None


def kin_of(partnership: Partnership) -> tuple[list[Kin], list[Kin]]:
    """Those it came from and those it became, each under the name that it had at the turn. Four queries."""
    turn = partnership.begins
    before = partnership.predecessors.select_related("remit").prefetch_related("remit__names")
    after = partnership.successors.select_related("remit").prefetch_related("remit__names")
    return (
        [Kin(row.slug, row.name_on(turn), row.begins, row.ends) for row in before],
        [Kin(row.slug, row.name_on(row.begins), row.begins, row.ends) for row in after],
    )


def ancestors(partnership: Partnership) -> set[int]:
    """The ids of all that it came from, however far back. One query; a circle in the data ends where it closes."""
    links = Partnership.predecessors.through.objects.filter(from_partnership__board=partnership.board_id)
    before: dict[int, set[int]] = defaultdict(set)
    for later, earlier in links.values_list("from_partnership", "to_partnership"):
        before[later].add(earlier)
    found: set[int] = set()
    ahead = set(before[partnership.pk])
    while ahead:
        found |= ahead
        ahead = set().union(*(before[pk] for pk in ahead)) - found
    return found


def partnerships_sheet(board: Board, rows: Iterable[PartnershipRow]) -> Sheet:
    """The partnerships to take away, those that ended with the rest."""
    columns = [
        "Partnership", "Districts", "Chair", "Officers", "Followed", "From", "Until", "Published areas", "How they fit",
    ]  # fmt: skip
    made: list[list[Value]] = [
        [
            row.name, ", ".join(row.districts), row.chair or "Not currently identified",
            ", ".join(row.officers) or "Nobody appointed", ", ".join(row.predecessors), row.begins, row.ends,
            ", ".join(row.published.areas), row.published.fit,
        ]
        for row in rows
    ]  # fmt: skip
    return Sheet(f"{board.short_name} partnerships", columns, made)


def coverage_sheet(partnership: Partnership, rows: Iterable[Coverage]) -> Sheet:
    """The districts of one partnership over time."""
    made: list[list[Value]] = [[row.district.name, row.district.code, row.begins, row.ends] for row in rows]
    return Sheet(f"{partnership} districts", ["District", "Code", "From", "Until"], made)
