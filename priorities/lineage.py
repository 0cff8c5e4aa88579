"""What changed between two agreements of a board: what became of each priority, and where the new ones came from.

A priority that stands in both continues; its dated names say whether it was renamed. Splits, mergers, elevations and
the like are rows of `Lineage`, followed through the agreements between the two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from priorities.agreements import first_name, placements_of
from priorities.models import Agreement, Lineage, Placement
from snb.wording import long_date


class Fate(Enum):
    """What became of a priority between two agreements: a word and its tone."""

    CONTINUES = ("Continues", "done")
    RENAMED = ("Renamed", "doing")
    SPLIT = ("Split", "doing")
    MERGED = ("Merged", "waiting")
    ELEVATED = ("Elevated", "doing")
    LOWERED = ("Lowered", "waiting")
    NEW = ("New", "todo")
    ENDED = ("Ended", "quiet")

    @property
    def word(self) -> str:
        return self.value[0]

    @property
    def tone(self) -> str:
        return self.value[1]


FORWARD = {Lineage.Kind.MERGED: Fate.MERGED, Lineage.Kind.LOWERED: Fate.LOWERED, Lineage.Kind.SPLIT: Fate.SPLIT}
BACKWARD = {Lineage.Kind.SPLIT: Fate.SPLIT, Lineage.Kind.ELEVATED: Fate.ELEVATED, Lineage.Kind.MERGED: Fate.MERGED}


@dataclass(frozen=True)
class Stood:
    """A priority as an agreement had it: its name when it came in, and the themes it stood under."""

    pk: int
    name: str
    themes: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Change:
    """One line of the comparison. `before` and `after` are None where the agreement did not have it.

    `others`: the priorities it came from or went into, by their name there; `note`: what the record says of it.
    """

    fate: Fate
    before: Stood | None
    after: Stood | None
    others: tuple[str, ...] = ()
    note: str = ""

    @property
    def sentence(self) -> str:
        """The change in words."""
        return _SENTENCES[self.fate](self) + (f" {self.note}" if self.note else "")

    @property
    def moved(self) -> bool:
        """It stands in both, under other themes."""
        return self.before is not None and self.after is not None and self.before.themes != self.after.themes


@dataclass(frozen=True)
class Comparison:
    earlier: Agreement
    later: Agreement
    changes: tuple[Change, ...]

    def count(self, fate: Fate) -> int:
        return sum(change.fate is fate for change in self.changes)

    @property
    def summary(self) -> str:
        """Such as "5 continue, 2 renamed and 4 ended"."""
        counted = [(self.count(fate), fate.word.lower()) for fate in Fate]
        parts = [f"{number} {_plural(word, number)}" for number, word in counted if number]
        return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def _plural(word: str, number: int) -> str:
    return "continue" if word == "continues" and number != 1 else word


def compare(earlier: Agreement, later: Agreement) -> Comparison:
    """Every priority of either agreement, in the order of the later one and then of the earlier. Four queries."""
    placements = placements_of([earlier, later])
    before = _stood(placements, earlier)
    after = _stood(placements, later)
    links = _Links.between(earlier, later)
    changes = [_of_later(pk, before, after, links) for pk in after]
    changes += [_of_earlier(stood, after, links) for pk, stood in before.items() if pk not in after]
    return Comparison(earlier, later, tuple(changes))


def _stood(placements: Iterable[Placement], agreement: Agreement) -> dict[int, Stood]:
    """The priorities of an agreement by id, in its order; one that a refresh took in or ended says so."""
    of_priority: dict[int, list[Placement]] = defaultdict(list)
    for placement in placements:
        if placement.theme.agreement_id == agreement.pk:
            of_priority[placement.priority_id].append(placement)
    return {
        pk: Stood(pk, first_name(rows[0], agreement), tuple(row.theme.name for row in rows), _dated(rows[0]))
        for pk, rows in of_priority.items()
    }


def _dated(placement: Placement) -> str:
    since = f"Taken in on {long_date(placement.begins)}." if placement.begins else ""
    until = f"Ended after {long_date(placement.ends)}." if placement.ends else ""
    return " ".join(filter(None, [since, until]))


@dataclass(frozen=True)
class _Links:
    """The lineage of every agreement after the earlier one up to the later one, by either end."""

    by_earlier: dict[int, list[Lineage]] = field(default_factory=lambda: defaultdict(list))
    by_later: dict[int, list[Lineage]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def between(cls, earlier: Agreement, later: Agreement) -> _Links:
        found = cls()
        rows = Lineage.objects.filter(
            agreement__board=later.board_id, agreement__begins__gt=earlier.begins, agreement__begins__lte=later.begins
        )
        for row in rows.order_by("agreement__begins", "pk"):
            found.by_earlier[row.earlier_id].append(row)
            found.by_later[row.later_id].append(row)
        return found

    def reached(self, pk: int, stood: dict[int, Stood], *, forward: bool) -> list[tuple[Lineage, Stood]]:
        """Each priority of `stood` that one comes to from `pk`, with the first link on the way. Cycles end."""
        kinds = FORWARD if forward else BACKWARD
        seen, found = {pk}, []
        ahead = [(link, link) for link in self._links(pk, forward) if link.kind in kinds]
        while ahead:
            first, link = ahead.pop(0)
            other = link.later_id if forward else link.earlier_id
            if other in seen:
                continue
            seen.add(other)
            if other in stood:
                found.append((first, stood[other]))
            else:
                ahead += [(first, onward) for onward in self._links(other, forward) if onward.kind in kinds]
        return found

    def _links(self, pk: int, forward: bool) -> list[Lineage]:
        return (self.by_earlier if forward else self.by_later).get(pk, [])


def _of_later(pk: int, before: dict[int, Stood], after: dict[int, Stood], links: _Links) -> Change:
    """What a priority of the later agreement is: the same as before, or new, or come from another."""
    now, was = after[pk], before.get(pk)
    if was is not None:
        return Change(Fate.CONTINUES if was.name == now.name else Fate.RENAMED, was, now, note=now.note)
    came = links.reached(pk, before, forward=False)
    if not came:
        return Change(Fate.NEW, None, now, note=now.note)
    first = came[0][0]
    others = tuple(other.name for _, other in came)
    return Change(BACKWARD[Lineage.Kind(first.kind)], None, now, others, _note(first, now))


def _of_earlier(was: Stood, after: dict[int, Stood], links: _Links) -> Change:
    """What became of a priority that the later agreement does not have."""
    went = links.reached(was.pk, after, forward=True)
    if not went:
        return Change(Fate.ENDED, was, None, note=was.note)
    first = went[0][0]
    others = tuple(other.name for _, other in went)
    return Change(FORWARD[Lineage.Kind(first.kind)], was, None, others, _note(first, was))


def _note(link: Lineage, stood: Stood) -> str:
    return " ".join(filter(None, [link.note, stood.note]))


def _names(change: Change) -> str:
    *most, last = change.others
    return f"{', '.join(most)} and {last}" if most else last


def _merged(change: Change) -> str:
    if change.before is not None:
        return f"{change.before.name} is merged into {_names(change)}."
    return f"{_after(change)} is made of {_names(change)}."


def _split(change: Change) -> str:
    if change.before is not None:
        return f"{change.before.name} is split into {_names(change)}."
    return f"{_after(change)} is split from {_names(change)}."


def _before(change: Change) -> str:
    return change.before.name if change.before else ""


def _after(change: Change) -> str:
    return change.after.name if change.after else ""


_SENTENCES = {
    Fate.CONTINUES: lambda change: f"{_after(change)} continues.",
    Fate.RENAMED: lambda change: f"{_before(change)} is now called {_after(change)}.",
    Fate.SPLIT: _split,
    Fate.MERGED: _merged,
    Fate.ELEVATED: lambda change: f"{_after(change)} is elevated: it was a part of {_names(change)}.",
    Fate.LOWERED: lambda change: f"{_before(change)} is now a part of {_names(change)}.",
    Fate.NEW: lambda change: f"{_after(change)} is new.",
    Fate.ENDED: lambda change: f"{_before(change)} is no longer a priority.",
}
