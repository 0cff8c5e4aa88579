"""What committees asked of a board and what became of it, as its pages show it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch, QuerySet

from snb.law import setting_on
from snb.models import (
    Action,
    ActionState,
    Board,
    Committee,
    CommitteeMeeting,
    LegalSetting,
    Person,
    Recipient,
    Recommendation,
)
from snb.owners import owner_label
from snb.querysets import holding_on
from snb.recurrence import months_after


@dataclass(frozen=True)
class Became:
    """An action that a recommendation became; one that was heard in private says nothing of itself."""

    is_private: bool = False
    pk: int = 0
    reference: str = ""
    text: str = ""
    owner: str = ""
    state: str = ""
    tone: str = "quiet"
    original_due: dt.date | None = None
    due: dt.date | None = None
    outcome: str = ""

    @property
    def is_revised(self) -> bool:
        return self.due != self.original_due


@dataclass(frozen=True)
class Replies:
    """How many bodies were asked, have replied, replied late, and are overdue."""

    asked: int
    given: int
    late: int
    overdue: int

    @property
    def words(self) -> str:
        if not self.asked:
            return "Nobody was asked to reply"
        if self.given == self.asked:
            return "All replied" if self.asked > 1 else "Replied"
        return f"{self.given} of {self.asked} replied"

    @property
    def tone(self) -> str:
        if self.overdue:
            return "late"
        return "done" if self.asked and self.given == self.asked else "waiting" if self.asked else "quiet"


@dataclass(frozen=True)
class Row:
    """A recommendation with its whole story, as it stands on `day`; read it through `rows_of` or `row_of`."""

    recommendation: Recommendation
    day: dt.date
    in_full: frozenset[int] = frozenset()  # actions heard in private that the reader may know all of

    @cached_property
    def committee(self) -> Committee:
        return self.recommendation.meeting.committee

    @cached_property
    def recipients(self) -> list[Recipient]:
        return list(self.recommendation.recipients.all())

    @cached_property
    def replies(self) -> Replies:
        held = self.recipients
        return Replies(
            len(held),
            sum(row.has_replied for row in held),
            sum(row.is_late for row in held),
            sum(row.is_overdue(self.day) for row in held),
        )

    @property
    def is_overdue(self) -> bool:
        return self.recommendation.is_overdue(self.day)

    @property
    def needs_something(self) -> bool:
        """Something about it is late: its own date, or a reply."""
        return self.is_overdue or bool(self.replies.overdue)

    @property
    def status(self) -> str:
        return "Overdue" if self.is_overdue else self.recommendation.get_state_display()

    @property
    def tone(self) -> str:
        return "late" if self.is_overdue else ENDED.get(Recommendation.State(self.recommendation.state), "doing")

    @cached_property
    def actions(self) -> list[Became]:
        return [
            became(action, self.day, in_full=action.pk in self.in_full) for action in self.recommendation.actions.all()
        ]

    def seen_by_all(self) -> str:
        """Every word of it that is public, in lower case: what a search looks through."""
        held = self.recommendation
        said = [held.text, held.became, str(self.committee), *(row.reply for row in self.recipients)]
        said += [str(row.organisation) for row in self.recipients]
        said += [word for row in self.actions if not row.is_private for word in (row.text, row.outcome)]
        return "\n".join([*said, *(row.decision for row in held.reschedulings.all())]).lower()


ENDED = {Recommendation.State.DONE: "done", Recommendation.State.NOT_ACCEPTED: "quiet"}
TONES = {ActionState.OPEN: "doing", ActionState.DONE: "waiting", ActionState.CLOSED: "done"}


def became(action: Action, day: dt.date, *, in_full: bool = False) -> Became:
    """What anybody may be told of an action. Of one under an exempt item: that it is, and nothing else."""
    if action.is_exempt and not in_full:
        return Became(is_private=True)
    state, tone = action.get_state_display(), TONES.get(ActionState(action.state), "quiet")
    if action.is_late(day):
        state, tone = "Late", "late"
    outcome = action.outcome if action.state == ActionState.CLOSED else ""
    owner = owner_label(action, day)
    return Became(
        action.is_exempt,
        action.pk,
        action.reference,
        action.text,
        owner,
        state,
        tone,
        action.original_due,
        action.due,
        outcome,
    )


ACTIONS = Action.objects.select_related(
    "item", "decision__item", "post__organisation", "remit__board"
).prefetch_related("remit__names")


def recommendations_of(board: Board) -> QuerySet[Recommendation]:
    """All of a board's, newest first, with all that a row reads: a constant number of queries."""
    return (
        Recommendation.objects.filter(meeting__committee__board=board)
        .select_related("meeting__committee__board", "meeting__committee__body", "report")
        .prefetch_related(
            Prefetch("recipients", Recipient.objects.select_related("organisation", "recorded_by")),
            Prefetch("actions", ACTIONS.all()),
            "reschedulings",
        )
        .order_by("-meeting__date", "meeting__committee__name", "number")
    )


def rows_of(board: Board, day: dt.date) -> list[Row]:
    return [Row(held, day) for held in recommendations_of(board)]


def row_of(recommendation: Recommendation, day: dt.date, reader: Person | None = None) -> Row:
    """One, read afresh, with the private actions that `reader` may read; nobody in particular may read none."""
    board = recommendation.meeting.committee.board
    seen = Action.objects.visible_to(reader).filter(recommendations=recommendation) if reader else Action.objects.none()
    return Row(recommendations_of(board).get(pk=recommendation.pk), day, frozenset(seen.values_list("pk", flat=True)))


def narrowed(rows: Iterable[Row], *, committee: int | None = None, state: str = "", words: str = "") -> list[Row]:
    """Those asked for. `state` is "open", "ended", "overdue" (its date, or a reply) or empty for all."""
    wanted = words.lower().split()
    checks = {
        "open": lambda row: row.recommendation.is_open,
        "ended": lambda row: not row.recommendation.is_open,
        "overdue": lambda row: row.needs_something,
    }
    check = checks.get(state, lambda row: True)
    return [
        row
        for row in rows
        if check(row)
        and (committee is None or row.committee.pk == committee)
        and all(word in row.seen_by_all() for word in wanted)
    ]


# Committees ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CommitteeRow:
    """A committee with the days on which it last met about the board and is next to."""

    committee: Committee
    last: CommitteeMeeting | None
    planned: CommitteeMeeting | None
    asked: int  # how many recommendations and resolutions


def committees_of(board: Board, day: dt.date) -> list[CommitteeRow]:
    """The statutory committee first: three queries."""
    committees = board.committees.select_related("body").prefetch_related("meetings")
    asked = Counter(
        Recommendation.objects.filter(meeting__committee__board=board)
        .order_by()
        .values_list("meeting__committee_id", flat=True)
    )
    rows = [_committee_row(committee, asked[committee.pk], day) for committee in committees]
    return sorted(
        rows, key=lambda row: (not row.committee.holds_on(day), not row.committee.is_statutory, str(row.committee))
    )


def _committee_row(committee: Committee, asked: int, day: dt.date) -> CommitteeRow:
    meetings = sorted(committee.meetings.all(), key=lambda meeting: meeting.date)
    past = [meeting for meeting in meetings if meeting.date <= day]
    ahead = [meeting for meeting in meetings if meeting.date > day]
    return CommitteeRow(committee, past[-1] if past else None, ahead[0] if ahead else None, asked)


@dataclass(frozen=True)
class ScrutinyDue:
    """When the statutory committee must meet about the board again, if that can be said."""

    committee: Committee | None
    last: dt.date | None  # the last such meeting
    due: dt.date | None  # the last day for the next one; None where no statutory committee or no setting is there
    planned: dt.date | None  # the next meeting that is planned
    is_late: bool  # the day has passed
    setting: LegalSetting | None

    @property
    def is_planned_late(self) -> bool:
        return self.due is not None and self.planned is not None and self.planned > self.due


def next_scrutiny_due(board: Board, day: dt.date) -> ScrutinyDue:
    """Scrutiny at least every so many months: counted from the last meeting of a statutory committee, or from the day
    it became one where it has not met. Where there are several committees, the one that is due first."""
    statutory = Committee.objects.filter(holding_on(day), board=board, is_statutory=True).prefetch_related("meetings")
    rows = [_committee_row(committee, 0, day) for committee in statutory]
    first = min(rows, key=_counted_from, default=None)
    setting = setting_on("scrutiny_months", day)
    if first is None:
        return ScrutinyDue(None, None, None, None, False, setting)
    due = months_after(_counted_from(first), setting.value) if setting else None
    last = first.last.date if first.last else None
    planned = first.planned.date if first.planned else None
    return ScrutinyDue(first.committee, last, due, planned, due is not None and due < day, setting)


def _counted_from(row: CommitteeRow) -> dt.date:
    return row.last.date if row.last else row.committee.begins
