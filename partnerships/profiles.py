"""Severity profiles: what each partnership scores, and what they come to for the whole of the board's area."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from partnerships.models import Partnership, ProfileLine, SeverityProfile
from partnerships.versions import changed, locked
from snb.audit import record
from snb.exporting import Sheet, Value
from snb.models import Board, Person, Remit
from snb.permissions import Permission, RemitKind
from snb.querysets import today
from snb.recurrence import months_after
from snb.wording import long_date
from snb.workflow import Refusal, demand

OLD_AFTER = 12  # months: an older profile still counts, and the page says how old it is


@dataclass(frozen=True)
class Line:
    """One subject as a person scores it; `concerns` is the remit of the board's priority it falls under, if any."""

    subject: str
    score: Decimal
    concerns: Remit | None = None


@dataclass(frozen=True)
class Contribution:
    """A partnership in being on the day and its latest profile; without one `on` is None and nothing of it counts."""

    slug: str
    partnership: str
    pk: int | None = None
    on: dt.date | None = None
    note: str = ""
    is_old: bool = False


@dataclass(frozen=True)
class Subject:
    """`scores` stand in the order of the contributions; None where that partnership does not score the subject."""

    name: str
    rank: int
    total: Decimal
    scores: tuple[Decimal | None, ...]
    concerns: frozenset[int]  # ids of remits

    @property
    def scored_by(self) -> int:
        return sum(score is not None for score in self.scores)


@dataclass(frozen=True)
class Aggregate:
    """The latest profiles of a day, added up by subject, the most severe first."""

    contributions: tuple[Contribution, ...]
    subjects: tuple[Subject, ...]

    @property
    def missing(self) -> list[Contribution]:
        return [held for held in self.contributions if held.pk is None]

    @property
    def given(self) -> list[Contribution]:
        return [held for held in self.contributions if held.pk is not None]

    @property
    def differ(self) -> bool:
        """Whether the partnerships explain their scores in different words, so that a sum may mean little."""
        return len({" ".join(held.note.split()).casefold() for held in self.given}) > 1


def aggregate(board: Board, day: dt.date) -> Aggregate:
    """The latest profile of each partnership in being on `day`. Four queries, however many there are."""
    held = Partnership.objects.filter(board=board).on(day).select_related("remit").prefetch_related("remit__names")
    partnerships = sorted(held, key=lambda row: row.name_on(day))
    latest: dict[int, SeverityProfile] = {}
    found = SeverityProfile.objects.filter(partnership__in=partnerships, on__lte=day).prefetch_related("lines")
    for profile in found.order_by("on"):
        latest[profile.partnership_id] = profile
    contributions = tuple(_contribution(row, latest.get(row.pk), day) for row in partnerships)
    return Aggregate(contributions, added_up([_lines(latest.get(row.pk)) for row in partnerships]))


def added_up(profiles: Sequence[Sequence[ProfileLine]]) -> tuple[Subject, ...]:
    """Subjects by their total. One subject written in two cases is one; equal totals share a rank."""
    names: dict[str, str] = {}
    scores: dict[str, list[Decimal | None]] = {}
    concerns: dict[str, set[int]] = {}
    for index, lines in enumerate(profiles):
        for line in lines:
            key = key_of(line.subject)
            names.setdefault(key, line.subject)
            held = scores.setdefault(key, [None] * len(profiles))
            held[index] = (held[index] or Decimal(0)) + line.score
            concerns.setdefault(key, set()).update([line.concerns_id] if line.concerns_id else [])
    totals = {key: sum((score for score in held if score is not None), Decimal(0)) for key, held in scores.items()}
    order = sorted(totals, key=lambda key: (-totals[key], key))
    return tuple(
        Subject(
            names[key], 1 + sum(other > totals[key] for other in totals.values()), totals[key], tuple(scores[key]),
            frozenset(concerns[key]),
        )
        for key in order
    )  # fmt: skip


def key_of(subject: str) -> str:
    """Subjects that differ only by case or spaces are one."""
    return " ".join(subject.split()).casefold()


@transaction.atomic
def add_profile(
    *, partnership: Partnership, on: dt.date, note: str, lines: Iterable[Line], by: Person
) -> SeverityProfile:
    """A profile of a day. It replaces none: the latest counts."""
    partnership = Partnership.objects.select_for_update(of=("self",)).select_related("board").get(pk=partnership.pk)
    demand(by, Permission.LOCAL_EDIT, partnership)
    if not partnership.holds_on(on):
        raise Refusal(f"This partnership was not in being on {long_date(on)}.")
    if partnership.profiles.filter(on=on).exists():
        raise Refusal(f"There is a profile of {long_date(on)} already. Change that one.")
    profile = SeverityProfile(partnership=partnership, on=on)
    _write(profile, note, list(lines), by)
    record(by=by, action="added a severity profile", obj=profile, board=partnership.board, lines=_said(profile))
    return profile


@transaction.atomic
def change_profile(
    *, profile: SeverityProfile, note: str, lines: Iterable[Line], version: int, by: Person
) -> SeverityProfile:
    """Correct a profile. Its day stays: another day is another profile."""
    around = ("partnership__board",)
    held = locked(profile, version=version, by=by, permission=Permission.LOCAL_EDIT, around=around)
    before = {"note": held.note, "lines": _said(held)}
    _write(held, note, list(lines), by)
    changes = changed(before, {"note": held.note, "lines": _said(held)})
    record(by=by, action="changed a severity profile", obj=held, board=held.partnership.board, changes=changes)
    return held


def aggregate_sheet(board: Board, held: Aggregate, names: dict[int, str], day: dt.date) -> Sheet:
    """`names` are the board's priorities by the id of their remit. An empty cell was not scored: it is not zero."""
    columns = [
        "Rank",
        "Subject",
        "Total",
        *(each.partnership for each in held.contributions),
        "Scored by",
        "Falls under",
    ]
    lines: list[list[Value]] = [
        [
            row.rank, row.name, row.total, *row.scores, f"{row.scored_by} of {len(held.contributions)}",
            "; ".join(sorted(names[pk] for pk in row.concerns if pk in names)),
        ]
        for row in held.subjects
    ]  # fmt: skip
    notes = [f"As at {long_date(day)}. An empty cell was not scored: it is not zero."]
    notes += [f"{each.partnership} has given no profile." for each in held.missing]
    notes += [f"{each.partnership}, {long_date(each.on)}: {each.note}" for each in held.given if each.on]
    return Sheet(f"{board.short_name} severity profiles", columns, lines, notes)


def _write(profile: SeverityProfile, note: str, lines: list[Line], by: Person) -> None:
    _check(profile, note, lines)
    profile.note, profile.saved_by = note, by
    profile.save()
    profile.lines.all().delete()
    for line in lines:
        profile.lines.create(subject=line.subject, score=line.score, concerns=line.concerns)


def _check(profile: SeverityProfile, note: str, lines: list[Line]) -> None:
    if profile.on > today():
        raise Refusal("A profile cannot be of a day to come.")
    if not note.strip():
        raise Refusal("Say what the scores measure.")
    if not lines:
        raise Refusal("Score at least one subject.")
    keys = [key_of(line.subject) for line in lines]
    twice = next((line.subject for line, key in zip(lines, keys, strict=True) if keys.count(key) > 1), None)
    if twice:
        raise Refusal(f"“{twice}” is scored twice.")
    if any(line.score < 0 for line in lines):
        raise Refusal("A score is not below zero.")
    board_id = profile.partnership.board_id
    for remit in (line.concerns for line in lines):
        if remit is not None and (remit.kind != RemitKind.PRIORITY or remit.board_id != board_id):
            raise Refusal("A subject falls under one of this board's own priorities.")


def _said(profile: SeverityProfile) -> str:
    return "; ".join(f"{line.subject} {line.score}" for line in ProfileLine.objects.filter(profile=profile))


def _lines(profile: SeverityProfile | None) -> list[ProfileLine]:
    return list(profile.lines.all()) if profile else []


def _contribution(partnership: Partnership, profile: SeverityProfile | None, day: dt.date) -> Contribution:
    name = partnership.name_on(day)
    if profile is None:
        return Contribution(partnership.slug, name)
    is_old = months_after(profile.on, OLD_AFTER) < day
    return Contribution(partnership.slug, name, profile.pk, profile.on, profile.note, is_old)
