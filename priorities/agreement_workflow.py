"""Keeping agreements: add and change one, and make its successor.

An agreement that has ended may still be put right, because a board enters its old ones too; every change is audited.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from priorities.models import Agreement, Placement, RequiredAction, Statement, Theme
from snb.audit import record
from snb.models import Board, Person
from snb.permissions import Permission
from snb.wording import long_date
from snb.workflow import Refusal, demand


@dataclass(frozen=True)
class AgreementDetails:
    """What a person says of an agreement. `successor_starts` is None where no rule says so."""

    title: str
    begins: dt.date
    ends: dt.date | None
    reviewed_every_months: int = 12
    successor_starts: dt.date | None = None
    note: str = ""
    source: str = ""


FIELDS = tuple(AgreementDetails.__dataclass_fields__)


class StaleAgreement(Refusal):
    """Somebody else changed the agreement in the meantime; `saved` is how they left it."""

    def __init__(self, saved: Agreement) -> None:
        super().__init__("Somebody else changed this agreement while you were writing.")
        self.saved = saved


@transaction.atomic
def add_agreement(*, board: Board, details: AgreementDetails, by: Person) -> Agreement:
    """A new agreement, with nothing in it yet."""
    board = Board.objects.select_for_update().get(pk=board.pk)  # two agreements for one term queue here
    demand(by, Permission.AGREEMENT_EDIT, board)
    agreement = Agreement(board=board)
    _write(agreement, details)
    agreement.save()
    record(by=by, action="added an agreement", obj=agreement, board=board)
    return agreement


@transaction.atomic
def change_agreement(*, agreement: Agreement, details: AgreementDetails, version: int, by: Person) -> Agreement:
    """Change what is said of an agreement, as it was at `version`."""
    Board.objects.select_for_update().get(pk=agreement.board_id)
    agreement = locked(agreement, by=by, version=version)
    _refuse_outside(agreement, details)
    before = {name: str(getattr(agreement, name)) for name in FIELDS}
    _write(agreement, details)
    after = {name: str(getattr(agreement, name)) for name in FIELDS}
    changes = {name: [old, after[name]] for name, old in before.items() if after[name] != old}
    saved(agreement, by, "changed an agreement", changes=changes)
    return agreement


@transaction.atomic
def make_successor(*, agreement: Agreement, details: AgreementDetails, by: Person) -> Agreement:
    """A new agreement that starts as a copy: the themes, the priorities that still stand, the statements and the
    required actions. What its making was is its own to say."""
    made = add_agreement(board=agreement.board, details=details, by=by)
    if made.begins <= agreement.begins:
        raise Refusal("The successor must begin after the agreement that it succeeds.")
    last = made.begins - dt.timedelta(days=1)
    for theme in agreement.themes.all():
        _copy_theme(theme, made, last)
    for statement in agreement.statements.exclude(kind=Statement.Kind.STEP):
        made.statements.create(kind=statement.kind, number=statement.number, text=statement.text)
    for action in agreement.required_actions.all():
        RequiredAction.objects.create(agreement=made, number=action.number, text=action.text, label=action.label)
    record(by=by, action="started the successor of an agreement", obj=made, board=made.board, of=str(agreement))
    return made


def _copy_theme(theme: Theme, made: Agreement, last: dt.date) -> None:
    copy = Theme.objects.create(agreement=made, order=theme.order, name=theme.name, kind=theme.kind)
    for row in theme.placements.filter(Q(ends=None) | Q(ends__gte=last)):
        Placement.objects.create(theme=copy, priority_id=row.priority_id, order=row.order, wording=row.wording)


def _write(agreement: Agreement, details: AgreementDetails) -> None:
    _refuse_dates(agreement, details)
    for name in FIELDS:
        setattr(agreement, name, getattr(details, name))


def _refuse_dates(agreement: Agreement, details: AgreementDetails) -> None:
    begins, ends, starts = details.begins, details.ends, details.successor_starts
    if ends is not None and ends < begins:
        raise Refusal("The agreement must not end before it begins.")
    if starts is not None and (starts < begins or (ends is not None and starts > ends)):
        raise Refusal("Work on the successor must start within the agreement's own term.")
    others = Agreement.objects.filter(Q(ends=None) | Q(ends__gte=begins), board=agreement.board_id)
    if ends is not None:
        others = others.filter(begins__lte=ends)
    if other := others.exclude(pk=agreement.pk).first():
        until = f"until {long_date(other.ends)}" if other.ends else "with no end"
        raise Refusal(
            f"“{other.title}” is in force from {long_date(other.begins)} {until}. Two agreements cannot be in force on "
            "one day: choose other dates, or end that one first."
        )


def _refuse_outside(agreement: Agreement, details: AgreementDetails) -> None:
    """What a refresh did holds from its day on, which stays within the agreement's own term."""
    for refresh in agreement.refreshes.filter(agreed_on__isnull=False):
        agreed = refresh.agreed_on
        if agreed and (agreed < details.begins or (details.ends is not None and agreed > details.ends)):
            raise Refusal(f"A refresh of this agreement was agreed on {long_date(agreed)}: keep that day within it.")


def locked(agreement: Agreement, *, by: Person, version: int | None = None) -> Agreement:
    """The agreement as it is now, locked, if `by` may change it and, with `version`, nobody was quicker."""
    found: Agreement = Agreement.objects.select_for_update(of=("self",)).select_related("board").get(pk=agreement.pk)
    demand(by, Permission.AGREEMENT_EDIT, found)
    if version is not None and found.version != version:
        raise StaleAgreement(found)
    return found


def saved(agreement: Agreement, by: Person, action: str, **detail: Any) -> None:
    """One more version, and its line in the audit log."""
    agreement.version += 1
    agreement.save()
    record(by=by, action=action, obj=agreement, board=agreement.board, **detail)
