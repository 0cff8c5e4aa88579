"""The overview of a partnership, in the order in which the city's partnership presents itself to scrutiny.

Who it is and sits as, its duties, its strategy and how it delivers, its measures and benchmarks, money and risks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.text import slugify

from priorities.models import Initiative, Statement
from reports.documents.agreed import statements
from reports.documents.blocks import BlockData, Build, Bullets, Prose, headed, plain
from reports.documents.gaps import unrecorded, unwritten, without_agreement
from reports.documents.governance import leads_table, passage, passage_if_any, terms, themes, vision
from reports.documents.kind import PassageSlot
from reports.documents.overview import without_lead
from reports.documents.performance.benchmarks import benchmark_parts
from reports.documents.performance.matrix import indicator_matrix
from reports.documents.performance.risk import register, risks_overdue
from reports.documents.performance.values import has_nothing
from reports.documents.reading import Reading
from reports.documents.sections import Part
from reports.documents.spend import Spend, spend_of, without_money
from snb.duties import rhythm
from snb.models import Standing
from snb.wording import long_date

Kind = Standing.Kind
AUTHORITIES = (Kind.RESPONSIBLE,)
OTHERS = (Kind.CO_OPERATING, Kind.POLICING, Kind.VOLUNTARY, Kind.INVITED)
NOT_READ = "Its source was not read"
DONE = (Initiative.Kind.CHARTER, Initiative.Kind.PROGRAMME)


def measures_without_figures(reading: Reading) -> Iterator[str]:
    """How many: which they are stands in the table of indicators."""
    without = sum(has_nothing(reading.figures, each) for each in reading.figures.measures) if reading.figures else 0
    if without:
        yield f"{without} {'measure has' if without == 1 else 'measures have'} no figure."


OVERVIEW_GAPS = (
    without_agreement,
    without_lead,
    unrecorded("standings", "No responsible authority or other body is recorded."),
    unrecorded("terms", "No responsibilities are recorded."),
    unwritten("role"),
    measures_without_figures,
    without_money,
    risks_overdue,
)
OVERVIEW_PASSAGES = (
    PassageSlot("role", "Role and function of the Board", "What the partnership is."),
    PassageSlot("background", "Background", "How its strategy came about.", is_needed=False),
    PassageSlot("performance_purpose", "Purpose of performance management", "What measuring is for.", is_needed=False),
)


def overview_title(reading: Reading) -> tuple[str, str]:
    agreement = reading.agreement
    return f"Overview of the {reading.board.name}", agreement.title if agreement else reading.board.area


def overview_number(reading: Reading) -> Callable[[int], str]:
    return str


def overview_parts(reading: Reading) -> tuple[Part, ...]:
    return (
        Part("What is the partnership?", "what", (passage("role"), vision, *headed("It also sits as", sits_as))),
        Part(
            "Composition", "composition", stays=True,
            blocks=(
                *headed("Responsible authorities", bodies(AUTHORITIES)), *headed("Other bodies", bodies(OTHERS)),
            ),
        ),
        Part("Responsibilities", "responsibilities", (terms, *headed("Duties", duties)), stays=True),
        *(_capacity(row) for row in reading.tables["capacities"]),
        Part("Partnership strategy", "strategy", (strategy, passage_if_any("background"))),
        Part(
            "Priorities", "priorities", stays=True,
            blocks=(
                themes, *headed("Aims", statements(Statement.Kind.STATUTORY)),
                *headed("Drivers of risk", statements(Statement.Kind.DRIVER)), *headed("Who leads them", leads_table),
            ),
        ),
        Part("Delivery", "delivery", (groups,), stays=True),
        Part("Interventions and initiatives", "interventions", (initiatives(DONE),)),
        Part(
            "Measuring impact", "impact",
            (passage_if_any("performance_purpose", lead_in="Measuring is meant to:"),
             passage_if_any("performance_considered", lead_in="What is looked at:")),
        ),
        Part("Performance indicators", "indicators", (indicator_matrix,)),
        Part("Teams", "teams", (initiatives((Initiative.Kind.TEAM,)),)),
        Part("Benchmarks", "benchmarks", parts=benchmark_parts(reading)),
        Part("Local profiles", "profiles", (initiatives((Initiative.Kind.PROFILE,)),)),
        Part("Funding", "funding", (funding,)),
        Part("Risks", "risks", (register,), stays=True),
    )  # fmt: skip


# Who it is -----------------------------------------------------------------------------------------------------------


def sits_as(reading: Reading) -> Bullets | None:
    rows = tuple(f"{row.name}. {row.duty}." if row.duty else f"{row.name}." for row in reading.tables["capacities"])
    return Bullets(rows) if rows else None


def bodies(kinds: Iterable[Standing.Kind]) -> Build:
    """Bodies with what they are to the board, where that is not said by the heading."""
    wanted = tuple(kinds)

    def build(reading: Reading) -> Bullets | None:
        rows = [row for row in reading.tables["standings"] if row.kind in wanted]
        said = tuple(
            str(row.organisation) if len(wanted) == 1 else f"{row.organisation} ({row.get_kind_display().lower()})"
            for row in sorted(rows, key=lambda row: (wanted.index(row.kind), row.organisation.name))
        )
        return Bullets(said) if said else None

    return build


@dataclass(frozen=True)
class DutyRow:
    title: str
    source: str
    owed_by: str
    rhythm: str
    note: str


@dataclass(frozen=True)
class Duties(BlockData):
    name: ClassVar[str] = "duties"
    rows: tuple[DutyRow, ...]


def duties(reading: Reading) -> Duties | None:
    rows = tuple(
        DutyRow(row.title, row.source, row.owed_by, rhythm(row.every_months), "" if row.is_verified else NOT_READ)
        for row in reading.tables["duties"]
    )
    return Duties(rows) if rows else None


def _capacity(row: Any) -> Part:
    """What the board is when it sits as another: what asks for it, who joins it then, and which groups serve it."""
    return Part(
        row.name, f"sits-as-{slugify(row.name)}",
        (
            _asked_by(row), *headed("Further members for that part of the meeting", _members(row)),
            *headed("Local arrangements", _serving(row)),
        ),
    )  # fmt: skip


def _asked_by(row: Any) -> Build:
    said = f"The Board sits as it since {long_date(row.begins)}. {row.duty}." if row.duty else ""
    return lambda reading: Prose(plain(said)) if said else None


def _members(row: Any) -> Build:
    def build(reading: Reading) -> Bullets | None:
        found = [seat for seat in reading.tables["extra_seats"] if seat.capacity_id == row.pk]
        return Bullets(tuple(f"{seat.organisation}: {seat.representative}" for seat in found)) if found else None

    return build


def _serving(row: Any) -> Build:
    def build(reading: Reading) -> Bullets | None:
        found = [group for group in reading.tables["groups"] if _serves(group, row)]
        return Bullets(tuple(map(_group_said, found))) if found else None

    return build


def _serves(group: Any, capacity: Any) -> bool:
    """As its papers print it: "…, as Substance Use Board"."""
    _, _, sitting = group.reports_to.rpartition(", as ")
    return bool(group.reports_to) and bool(sitting) and sitting.lower() in capacity.name.lower()


def _group_said(group: Any) -> str:
    topics = [topic.text for topic in group.topics.all()]
    works = f" It works on: {'; '.join(topics)}." if topics else ""
    purpose = f": {group.purpose}" if group.purpose else "."
    return f"{group.name}{purpose}{works}"


# Strategy and delivery -----------------------------------------------------------------------------------------------


def strategy(reading: Reading) -> Prose | None:
    agreement = reading.agreement
    if agreement is None:
        return None
    until = f" to {long_date(agreement.ends)}" if agreement.ends else ""
    return Prose(
        f"**{plain(agreement.title)}**, from {long_date(agreement.begins)}{until}. It is reviewed every "
        f"{agreement.reviewed_every_months} months."
    )


@dataclass(frozen=True)
class GroupRow:
    name: str
    kind: str
    purpose: str
    reports_to: str
    topics: tuple[str, ...]
    plans: tuple[str, ...]


@dataclass(frozen=True)
class Groups(BlockData):
    name: ClassVar[str] = "groups"
    rows: tuple[GroupRow, ...]


def groups(reading: Reading) -> Groups | None:
    rows = tuple(map(_group, reading.tables["groups"]))
    return Groups(rows) if rows else None


def _group(row: Any) -> GroupRow:
    topics = list(row.topics.all())
    plans = tuple(topic.text for topic in topics if topic.kind == topic.Kind.PLAN)
    others = tuple(topic.text for topic in topics if topic.kind != topic.Kind.PLAN)
    return GroupRow(row.name, row.get_kind_display(), row.purpose, row.reports_to, others, plans)


def initiatives(kinds: Iterable[Initiative.Kind]) -> Build:
    """Those of the day. A profile is printed after its year too: its title says which."""
    wanted = tuple(kinds)

    def build(reading: Reading) -> Prose | None:
        rows = [
            row
            for row in reading.tables["initiatives"]
            if row.kind in wanted and (row.holds_on(reading.as_at) or row.kind == Initiative.Kind.PROFILE)
        ]
        return Prose("\n\n".join(_initiative(row) for row in rows)) if rows else None

    return build


def _initiative(row: Any) -> str:
    points = "\n".join(f"{number}. {plain(point)}" for number, point in enumerate(row.points, 1))
    return "\n\n".join(filter(None, [f"## {plain(row.title)}", plain(row.text), points]))


def funding(reading: Reading) -> Spend | None:
    return spend_of((), reading.funding)
