"""Reading a refresh: what it says of each priority, and how the work it asked for stands. A constant few queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from priorities.models import FurtherWork, Placement, Refresh, RefreshOutcome
from snb.models import Board
from snb.models.actions import ActionState
from snb.owners import owner_label, owners_on

Kind = RefreshOutcome.Kind
TONES = {
    "": "todo",
    Kind.CONFIRMED: "done",
    Kind.RENAMED: "doing",
    Kind.NEW: "doing",
    Kind.ELEVATED: "doing",
    Kind.ENDED: "quiet",
}
STATES = {ActionState.OPEN: "doing", ActionState.DONE: "waiting", ActionState.CLOSED: "done"}


@dataclass(frozen=True)
class WorkRow:
    """Further work. Until the refresh is agreed it has no action, and so no reference."""

    pk: int
    text: str
    owner: str
    people: str
    due: dt.date
    action_id: int | None = None
    reference: str = ""
    state: str = ""
    tone: str = "todo"
    is_open: bool = True
    is_late: bool = False


@dataclass(frozen=True)
class OutcomeRow:
    """What a refresh says of one priority. `name` is what it was called until then."""

    pk: int
    slug: str
    name: str
    theme: str
    kind: str
    word: str
    tone: str
    new_name: str
    part_of: str
    reason: str
    works: tuple[WorkRow, ...]

    @property
    def is_taken_in(self) -> bool:
        return self.kind in (Kind.NEW, Kind.ELEVATED)

    @property
    def sentence(self) -> str:
        """Such as "Renamed to Serious violence"."""
        if self.kind == Kind.RENAMED:
            return f"Renamed to {self.new_name}"
        if self.kind == Kind.ELEVATED:
            return f"Elevated from a part of {self.part_of}"
        return self.word


@dataclass(frozen=True)
class RefreshPage:
    """`general`: further work on the agreement as a whole."""

    refresh: Refresh
    rows: tuple[OutcomeRow, ...]
    general: tuple[WorkRow, ...]

    @property
    def is_agreed(self) -> bool:
        return self.refresh.agreed_on is not None

    @property
    def decided(self) -> int:
        return sum(bool(row.kind) for row in self.rows)

    @property
    def undecided(self) -> tuple[str, ...]:
        return tuple(row.name for row in self.rows if not row.kind)

    @property
    def works(self) -> tuple[tuple[str, WorkRow], ...]:
        """Every piece with what it is about."""
        on_one = tuple((row.new_name or row.name, work) for row in self.rows for work in row.works)
        return on_one + tuple(("The agreement as a whole", work) for work in self.general)

    @property
    def open_works(self) -> int:
        return sum(work.is_open for _, work in self.works)

    @property
    def summary(self) -> str:
        """Such as "9 confirmed, 1 renamed"."""
        counted = [(sum(row.kind == kind for row in self.rows), Kind(kind).label.lower()) for kind in Kind]
        return ", ".join(f"{number} {word}" for number, word in counted if number)


def refresh_page(refresh: Refresh, day: dt.date) -> RefreshPage:
    """The refresh as it stands on `day`, its priorities in the order of the agreement, those taken in last."""
    outcomes = list(
        refresh.outcomes.select_related("priority__remit", "theme", "part_of__remit").prefetch_related(
            "priority__remit__names", "part_of__remit__names"
        )
    )
    works = _works(refresh, day)
    themes = _themes(refresh)
    before = (refresh.agreed_on or day) - dt.timedelta(days=1 if refresh.agreed_on else 0)
    places = list(themes)
    outcomes.sort(key=lambda row: (row.theme_id is not None, _place(places, row.priority_id), row.pk))
    rows = [
        _row(outcome, themes.get(outcome.priority_id, ""), before, works.get(outcome.pk, ())) for outcome in outcomes
    ]
    return RefreshPage(refresh, tuple(rows), works.get(None, ()))


def _place(places: list[int], priority_id: int) -> int:
    return places.index(priority_id) if priority_id in places else len(places)


def _themes(refresh: Refresh) -> dict[int, str]:
    """The theme of each priority of the agreement, in its order."""
    rows = Placement.objects.filter(theme__agreement=refresh.agreement_id).order_by("theme__order", "order")
    found: dict[int, str] = {}
    for priority_id, theme in rows.values_list("priority_id", "theme__name"):
        found.setdefault(priority_id, theme)
    return found


def _row(outcome: RefreshOutcome, theme: str, day: dt.date, works: tuple[WorkRow, ...]) -> OutcomeRow:
    return OutcomeRow(
        outcome.pk, outcome.priority.slug, outcome.priority.name_on(day),
        outcome.theme.name if outcome.theme else theme,
        outcome.kind, outcome.get_kind_display() or "Not decided", TONES[outcome.kind], outcome.new_name,
        outcome.part_of.name_on(day) if outcome.part_of else "", outcome.reason, works,
    )  # fmt: skip


def _works(refresh: Refresh, day: dt.date) -> dict[int | None, tuple[WorkRow, ...]]:
    """Its further work by the outcome that each piece is about. Four queries."""
    rows = refresh.further_work.select_related("post__organisation", "remit", "action").prefetch_related("remit__names")
    works = list(rows)
    owners = owners_on(day, works)
    found: dict[int | None, tuple[WorkRow, ...]] = {}
    for work in works:
        found[work.outcome_id] = (*found.get(work.outcome_id, ()), _work(work, owners, day))
    return found


def _work(work: FurtherWork, owners: dict, day: dt.date) -> WorkRow:
    people = ", ".join(person.name for person in owners[work.pk])
    action = work.action
    if action is None:
        return WorkRow(work.pk, work.text, owner_label(work, day), people, work.due, state="Not agreed yet")
    is_late = action.is_late(day)
    return WorkRow(
        work.pk, action.text, owner_label(work, day), people, action.due, action.pk, action.reference,
        "Late" if is_late else ActionState(action.state).label,
        "late" if is_late else STATES.get(ActionState(action.state), "quiet"),
        action.state in (ActionState.OPEN, ActionState.DONE), is_late,
    )  # fmt: skip


def last_refresh(board: Board, day: dt.date) -> Refresh | None:
    """The newest that the board had agreed by `day`, of whichever agreement: the next agreement answers for it."""
    agreed = Refresh.objects.filter(agreement__board=board, agreed_on__lte=day).order_by("-agreed_on", "-pk")
    return agreed.select_related("agreement__board", "meeting").first()
