"""The annual refresh: opened for a year, decided priority by priority, agreed at a meeting, and then kept as it is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max, ProtectedError, Q

from priorities.agreement_contents import new_priority
from priorities.agreement_workflow import locked
from priorities.models import Agreement, FurtherWork, Lineage, Placement, Priority, Refresh, RefreshOutcome, Theme
from priorities.querysets import placed_on
from snb.action_workflow import ActionDetails, add_action
from snb.audit import record
from snb.models import Action, Board, Meeting, Person, RemitName
from snb.querysets import today
from snb.wording import long_date
from snb.workflow import Refusal

Kind = RefreshOutcome.Kind
DECIDED = (Kind.CONFIRMED, Kind.RENAMED, Kind.ENDED)  # of a priority that stands in the agreement
TAKEN_IN = (Kind.NEW, Kind.ELEVATED)  # of one that does not
A_DAY = dt.timedelta(days=1)


class StaleOutcome(Refusal):
    """Somebody else decided on this priority in the meantime; `saved` is what they decided."""

    def __init__(self, saved: RefreshOutcome) -> None:
        super().__init__("Somebody else decided on this priority while you were writing.")
        self.saved = saved


@transaction.atomic
def open_refresh(*, agreement: Agreement, by: Person) -> Refresh:
    """The refresh of this year, with every priority that stands in the agreement waiting for its outcome."""
    agreement = locked(agreement, by=by)
    day = today()
    if not agreement.holds_on(day):
        raise Refusal("Only the agreement in force is refreshed.")
    if agreement.refreshes.filter(agreed_on=None).exists():
        raise Refusal("A refresh of this agreement is open already. Agree it first.")
    if agreement.refreshes.filter(year=day.year).exists():
        raise Refusal(f"The refresh of {day.year} has been agreed already.")
    refresh = Refresh.objects.create(agreement=agreement, year=day.year, opened_on=day, opened_by=by)
    standing = dict.fromkeys(
        Placement.objects.filter(placed_on(day), theme__agreement=agreement)
        .order_by("theme__order", "order")
        .values_list("priority_id", flat=True)
    )
    for priority_id in standing:
        RefreshOutcome.objects.create(refresh=refresh, priority_id=priority_id)
    record(by=by, action="opened a refresh", obj=refresh, board=agreement.board, priorities=len(standing))
    return refresh


@transaction.atomic
def decide(
    *, outcome: RefreshOutcome, kind: str, version: int, by: Person, new_name: str = "", reason: str = ""
) -> RefreshOutcome:
    """Confirm a priority, rename it, or end it, as the outcome was at `version`. Anything but confirming needs a
    reason; nothing takes effect until the refresh is agreed."""
    refresh, outcome = _open(outcome.refresh, by), RefreshOutcome.objects.get(pk=outcome.pk)
    if outcome.version != version:
        raise StaleOutcome(outcome)
    if outcome.kind in TAKEN_IN or kind not in DECIDED:
        raise Refusal("A priority that stands in the agreement is confirmed, renamed or ended.")
    if kind != Kind.CONFIRMED and not reason.strip():
        raise Refusal("Say why.")
    if kind == Kind.RENAMED:
        _refuse_name(refresh, outcome.priority, new_name)
    outcome.kind, outcome.reason = kind, reason
    outcome.new_name = new_name if kind == Kind.RENAMED else ""
    outcome.version += 1
    outcome.save()
    record(by=by, action="decided in a refresh", obj=outcome, board=refresh.agreement.board, reason=reason)
    return outcome


@transaction.atomic
def take_in(
    *, refresh: Refresh, theme: Theme, name: str, reason: str, by: Person, part_of: Priority | None = None
) -> RefreshOutcome:
    """Propose a new priority under a theme; with `part_of`, one that is elevated from a part of another."""
    refresh = _open(refresh, by)
    if theme.agreement_id != refresh.agreement_id:
        raise Refusal("That theme belongs to another agreement.")
    if part_of is not None and part_of.board_id != refresh.board_id:
        raise Refusal("A priority of another board cannot be chosen.")
    if not reason.strip():
        raise Refusal("Say why.")
    _refuse_given(refresh, name)
    kind = Kind.ELEVATED if part_of else Kind.NEW
    priority = new_priority(refresh.agreement.board, name, today())
    outcome = RefreshOutcome.objects.create(
        refresh=refresh, priority=priority, kind=kind, theme=theme, part_of=part_of, reason=reason
    )
    record(by=by, action="proposed a priority in a refresh", obj=outcome, board=refresh.agreement.board, reason=reason)
    return outcome


@transaction.atomic
def withdraw(*, outcome: RefreshOutcome, by: Person) -> None:
    """Take a proposed priority out of an open refresh, as if it had never been proposed; the audit log keeps it."""
    refresh = _open(outcome.refresh, by)
    if outcome.kind not in TAKEN_IN:
        raise Refusal("A priority that stands in the agreement is decided on, not withdrawn.")
    record(by=by, action="withdrew a priority from a refresh", obj=outcome, board=refresh.agreement.board)
    priority, name = outcome.priority, outcome.priority.name_on(today())
    outcome.delete()
    remit = priority.remit
    try:
        priority.delete()
        remit.delete()
    except ProtectedError:
        raise Refusal(
            f"Somebody is appointed to {name} already, or something refers to it, so it cannot go as if it had never "
            "been proposed. Agree it and end it later, or remove what refers to it first."
        ) from None


@transaction.atomic
def ask_for_work(
    *,
    refresh: Refresh,
    text: str,
    owner: dict[str, Any],
    due: dt.date,
    by: Person,
    outcome: RefreshOutcome | None = None,
) -> FurtherWork:
    """Ask for further work: on a priority, whatever its outcome, or on the agreement as a whole. `owner`: a post, or a
    role and a remit, as keyword arguments."""
    refresh = _open(refresh, by)
    if outcome is not None and outcome.refresh_id != refresh.pk:
        raise Refusal("That priority belongs to another refresh.")
    remit = owner.get("remit")
    if remit is not None and remit.board_id != refresh.board_id:
        raise Refusal("That role is one of another board.")
    if due <= refresh.opened_on:
        raise Refusal("Further work must fall due after the refresh was opened.")
    work = FurtherWork.objects.create(refresh=refresh, outcome=outcome, text=text, due=due, **owner)
    about = str(outcome.priority) if outcome else "The agreement as a whole"
    record(by=by, action="asked for further work", obj=work, board=refresh.agreement.board, about=about)
    return work


@transaction.atomic
def drop_work(*, work: FurtherWork, by: Person) -> None:
    """It is not asked for after all: only until the refresh is agreed."""
    refresh = _open(work.refresh, by)
    record(by=by, action="no longer asked for further work", obj=work, board=refresh.agreement.board)
    work.delete()


@transaction.atomic
def agree_refresh(*, refresh: Refresh, meeting: Meeting, by: Person, note: str = "") -> Refresh:
    """The Board has agreed it at `meeting`: names, ends and new priorities hold from that day, and further work
    becomes actions. Refused while anything is undecided."""
    Board.objects.select_for_update().get(pk=refresh.agreement.board_id)  # new numbers of actions queue here
    refresh = _open(refresh, by)
    _refuse_meeting(refresh, meeting)
    if missing := undecided(refresh):
        raise Refusal(f"Not yet decided: {', '.join(missing)}.")
    outcomes = list(refresh.outcomes.select_related("priority__remit", "theme", "part_of"))
    for outcome in outcomes:
        _EFFECTS[Kind(outcome.kind)](refresh.agreement, outcome, meeting.date)
    for work in refresh.further_work.select_related("post", "remit"):
        _make_action(work, meeting, by)
    refresh.meeting, refresh.agreed_on, refresh.note = meeting, meeting.date, note
    refresh.version += 1
    refresh.save()
    refresh.agreement.version += 1
    refresh.agreement.save()
    said = {str(outcome.priority): outcome.get_kind_display() for outcome in outcomes}
    record(by=by, action="agreed a refresh", obj=refresh, board=refresh.agreement.board, at=str(meeting), outcomes=said)
    return refresh


def undecided(refresh: Refresh) -> list[str]:
    """The priorities that the refresh says nothing of yet, by name. Two queries."""
    rows = refresh.outcomes.filter(kind="").select_related("priority__remit").prefetch_related("priority__remit__names")
    return [row.priority.name_on(today()) for row in rows]


def _open(refresh: Refresh, by: Person) -> Refresh:
    """The refresh as it is now, its agreement locked, if `by` may change it and it has not been agreed."""
    agreement = locked(refresh.agreement, by=by)
    found = Refresh.objects.select_for_update(of=("self",)).get(pk=refresh.pk)
    found.agreement = agreement
    if found.agreed_on is not None:
        raise Refusal(f"This refresh was agreed on {long_date(found.agreed_on)} and stays as it is.")
    return found


def _refuse_meeting(refresh: Refresh, meeting: Meeting) -> None:
    if meeting.board_id != refresh.board_id:
        raise Refusal("Choose a meeting of this board.")
    if meeting.cancelled_reason:
        raise Refusal("That meeting was not held.")
    if meeting.date > today():
        raise Refusal("That meeting has not been held yet.")
    if meeting.date < refresh.opened_on:
        raise Refusal(f"That meeting was held before the refresh was opened on {long_date(refresh.opened_on)}.")
    if not refresh.agreement.holds_on(meeting.date):
        raise Refusal("The agreement was not in force on the day of that meeting.")


def _refuse_name(refresh: Refresh, priority: Priority, name: str) -> None:
    if not name.strip():
        raise Refusal("Enter the new name.")
    name = " ".join(name.split())
    _refuse_given(refresh, name, besides=priority)
    if name == priority.name_on(today()):
        raise Refusal("That is its name already. Confirm it, or enter another name.")
    others = Placement.objects.filter(placed_on(today()), theme__agreement=refresh.agreement_id)
    others = (
        others.exclude(priority=priority).select_related("priority__remit").prefetch_related("priority__remit__names")
    )
    if any(row.priority.name_on(today()).casefold() == name.casefold() for row in others):
        raise Refusal(f"Another priority of this agreement is called “{name}”.")


def _refuse_given(refresh: Refresh, name: str, besides: Priority | None = None) -> None:
    """A name that this refresh gives to another priority is not given twice, nor that of one that it proposes."""
    others = refresh.outcomes.select_related("priority__remit").prefetch_related("priority__remit__names")
    for row in others.exclude(priority=besides) if besides else others:
        given = row.priority.name_on(today()) if row.kind in TAKEN_IN else row.new_name
        if given.casefold() == " ".join(name.split()).casefold():
            raise Refusal(f"This refresh gives the name “{given}” to another priority.")


# What an outcome does on the day it is agreed ------------------------------------------------------------------------


def _confirm(agreement: Agreement, outcome: RefreshOutcome, day: dt.date) -> None:
    """It stands as it stood."""


def _rename(agreement: Agreement, outcome: RefreshOutcome, day: dt.date) -> None:
    RemitName.objects.update_or_create(remit=outcome.priority.remit, begins=day, defaults={"name": outcome.new_name})


def _end(agreement: Agreement, outcome: RefreshOutcome, day: dt.date) -> None:
    """It stood until the day before."""
    last = day - A_DAY
    for placement in outcome.priority.placements.filter(Q(ends=None) | Q(ends__gt=last), theme__agreement=agreement):
        if last < (placement.begins or agreement.begins):
            raise Refusal(f"{outcome.priority} came into the agreement on that day and cannot end on it.")
        placement.ends = last
        placement.save()


def _take_in(agreement: Agreement, outcome: RefreshOutcome, day: dt.date) -> None:
    """It stands under its theme from that day, and has its name from then."""
    theme, priority = outcome.theme, outcome.priority
    if theme is None:
        raise Refusal(f"{priority} has no theme to stand under.")
    last = theme.placements.aggregate(last=Max("order"))["last"] or 0
    Placement.objects.create(theme=theme, priority=priority, order=last + 1, begins=day)
    for name in priority.remit.names.filter(begins__gt=day):
        name.begins = day
        name.save()
    if outcome.part_of is not None:
        Lineage.objects.create(agreement=agreement, kind=Lineage.Kind.ELEVATED, earlier=outcome.part_of, later=priority)


_EFFECTS = {
    Kind.CONFIRMED: _confirm,
    Kind.RENAMED: _rename,
    Kind.ENDED: _end,
    Kind.NEW: _take_in,
    Kind.ELEVATED: _take_in,
}


def _make_action(work: FurtherWork, meeting: Meeting, by: Person) -> None:
    """Further work as an action of the board, agreed at the meeting."""
    if work.due < meeting.date:
        raise Refusal(f"“{work.text}” falls due before the meeting that asks for it. Drop it and ask for it anew.")
    work.action = add_action(
        board=meeting.board, details=ActionDetails(work.text, work.post, work.role, work.remit), due=work.due,
        origin=Action.Origin.REFRESH, agreed_on=meeting.date, by=by,
    )  # fmt: skip
    work.save()
