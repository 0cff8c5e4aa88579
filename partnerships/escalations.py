"""What became of what partnerships raised: from the narrative to the agenda, the decision, the action and the answer.

Constant queries, however many issues. What the Board heard in private is told by its public title and nothing more to
whoever may not read it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from django.db.models import QuerySet
from django.utils import timezone

from partnerships.escalation_values import STANDINGS, ActionLine, DecisionLine, Reader, Standing, Thread
from partnerships.models import Escalation, NarrativeState
from snb.exporting import Sheet, Value
from snb.models import Action, ActionState, Board, Person
from snb.owners import owner_label, owners_on
from snb.permissions import Permission
from snb.wording import long_date


def reader_of(person: Person, board: Board) -> Reader:
    return Reader(
        person.has_perm(Permission.EXEMPT_READ, board),
        frozenset(person.rights.remits_with(Permission.NARRATIVE_READ)),
    )


def raised_to(board: Board) -> QuerySet[Escalation]:
    """What submitted narratives raise, newest first."""
    found = Escalation.objects.filter(narrative__partnership__board=board)
    return found.exclude(narrative__state=NarrativeState.DRAFT)


def threads(raised: QuerySet[Escalation], reader: Reader, day: dt.date) -> list[Thread]:
    """Each of `raised` with all that came of it by `day`, in the order of the queryset. At most eleven queries."""
    rows = list(
        raised.select_related("narrative__partnership__remit__board", "narrative__meeting", "item__meeting")
        .prefetch_related(
            "narrative__partnership__remit__names",
            "item__decisions__meeting",
            "item__actions__closing",
            "item__decisions__actions__closing",
            "item__actions__post__organisation",
            "item__decisions__actions__post__organisation",
            "item__actions__remit__names",
            "item__decisions__actions__remit__names",
        )
    )  # fmt: skip
    owners = owners_on(day, [action for row in rows for action in _actions(row)])
    return [_thread(row, reader, day, owners) for row in rows]


def _actions(row: Escalation) -> list[Action]:
    """Those of the item and those of its decisions, each once, by number."""
    if row.item is None:
        return []
    found = {action.pk: action for action in row.item.actions.all()}
    found |= {action.pk: action for decision in row.item.decisions.all() for action in decision.actions.all()}
    return sorted(found.values(), key=lambda action: action.number)


def _thread(row: Escalation, reader: Reader, day: dt.date, owners: dict[int, tuple[Person, ...]]) -> Thread:
    narrative, item = row.narrative, row.item
    is_private = item is not None and item.is_exempt
    is_hidden = is_private and not reader.exempt
    own = row.remit_id in reader.remits
    submitted = timezone.localdate(narrative.submitted_at) if narrative.submitted_at else None
    thread = Thread(
        pk=row.pk,
        title=item.open_title if item is not None and is_hidden and not own else row.title,
        partnership=narrative.partnership.name_on(narrative.meeting.date),
        slug=narrative.partnership.slug,
        narrative_pk=narrative.pk,
        quarter=narrative.meeting.quarter.short,
        meeting_pk=narrative.meeting_id,
        meeting_day=narrative.meeting.date,
        raised_on=submitted,
        raised_as=narrative.submitted_as,
        standing=_standing(row, day, hidden=is_hidden),
        last_day=_last_day(row, submitted),
        is_hidden=is_hidden,
        is_private=is_private,
        item=item,
        placed_on=row.placed_on,
        placed_as=row.placed_as,
    )
    if own or not is_hidden:
        thread = replace(thread, text=row.text, ask=row.ask, purpose=row.get_purpose_display())
    return thread if is_hidden else _with_outcome(thread, row, day, owners)


def _with_outcome(thread: Thread, row: Escalation, day: dt.date, owners: dict[int, tuple[Person, ...]]) -> Thread:
    decided = row.item.decisions.all() if row.item else ()
    return replace(
        thread,
        answer=row.answer,
        answered_on=row.answered_on,
        answered_as=row.answered_as,
        decisions=tuple(
            DecisionLine(each.pk, each.reference, each.meeting.date, each.text, each.reasons) for each in decided
        ),
        actions=tuple(_action(action, day, owners[action.pk]) for action in _actions(row)),
    )


def _action(action: Action, day: dt.date, owners: Iterable[Person]) -> ActionLine:
    if action.is_late(day):
        words, tone = "Late", "late"
    else:
        words, tone = str(action.get_state_display()), _TONES[ActionState(action.state)]
    return ActionLine(
        action.pk, action.number, action.text, owner_label(action, day), tuple(person.name for person in owners),
        action.due, words, tone, action.outcome, action.closing.date if action.closing else None,
    )  # fmt: skip


_TONES = {
    ActionState.OPEN: "doing",
    ActionState.DONE: "waiting",
    ActionState.CLOSED: "done",
    ActionState.DROPPED: "quiet",
}


def _standing(row: Escalation, day: dt.date, *, hidden: bool) -> Standing:
    """The furthest step that the links of the issue show."""
    if row.item is None or row.item.is_withdrawn:
        return _before_the_meeting(row)
    heard = row.item.meeting.date <= day
    said = long_date(row.item.meeting.date)
    if hidden:
        return Standing("private", f"{'Heard' if heard else 'To be heard'} in private on {said}", "quiet", heard)
    actions = _actions(row)
    if actions:
        return _of_actions(actions, day)
    if row.item.decisions.all():
        return Standing("decided", f"Decided on {said}", "done", is_settled=True)
    if not heard or row.item.meeting.date == day:
        return Standing("agenda", f"On the agenda of {said}", "waiting")
    return Standing("heard", f"Heard on {said}, nothing recorded yet", "late")


def _before_the_meeting(row: Escalation) -> Standing:
    if row.answered_on:
        return Standing("answered", f"Answered on {long_date(row.answered_on)}", "done", is_settled=True)
    if row.item is not None:
        return Standing("raised", "Withdrawn from the agenda", "late")
    key, tone = {
        NarrativeState.DRAFT: ("draft", "doing"),
        NarrativeState.SUBMITTED: ("review", "waiting"),
        NarrativeState.ACCEPTED: ("raised", "todo"),
    }[NarrativeState(row.narrative.state)]
    return Standing(key, STANDINGS[key], tone)


def _of_actions(actions: list[Action], day: dt.date) -> Standing:
    states = {action.state for action in actions}
    if late := [action for action in actions if action.is_late(day)]:
        return Standing("late", f"Action late: due {long_date(min(action.due for action in late))}", "late")
    if ActionState.OPEN in states:
        due = min(action.due for action in actions if action.state == ActionState.OPEN)
        return Standing("open", f"Action open, due {long_date(due)}", "doing")
    if ActionState.DONE in states:
        return Standing("done", STANDINGS["done"], "waiting")
    closed = [action.closing.date for action in actions if action.closing]
    words = f"Action closed on {long_date(max(closed))}" if closed else "Action no longer asked for"
    return Standing("closed", words, "done", is_settled=True)


def _last_day(row: Escalation, submitted: dt.date | None) -> dt.date | None:
    """The newest day on which something happened to it, so that the next narrative knows what is news."""
    found = [submitted, row.placed_on, row.answered_on]
    if row.item is not None:
        found += [decision.meeting.date for decision in row.item.decisions.all()]
        found += [action.closing.date for action in _actions(row) if action.closing]
    return max((day for day in found if day is not None), default=None)


def escalations_sheet(board: Board, rows: Iterable[Thread]) -> Sheet:
    """What the list shows, to take away."""
    columns = [
        "Issue", "Partnership", "Narrative for", "Raised on", "Asked", "Standing", "Decided", "Actions", "Answer",
    ]  # fmt: skip
    made: list[list[Value]] = [
        [
            row.title, row.partnership, row.quarter, row.raised_on, row.ask, row.standing.words,
            "\n".join(f"{line.reference}: {line.text}" for line in row.decisions),
            "\n".join(f"A{line.number}: {line.text} ({line.words})" for line in row.actions),
            row.answer,
        ]
        for row in rows
    ]  # fmt: skip
    return Sheet(f"{board.short_name} escalations", columns, made)
