"""Keeping the register of risks: open, change, assess, close, reopen, and take up what a return raised."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from priorities.access import ACCEPTED
from priorities.models import PlannedAction, Priority, RaisedRisk, Risk, RiskAssessment, RiskRaising
from priorities.scale import Scores
from snb.audit import record
from snb.models import Board, Person, Post
from snb.models.people import title_on
from snb.permissions import Permission
from snb.querysets import today
from snb.workflow import Refusal, demand


@dataclass(frozen=True)
class RiskDetails:
    """What a person says of a risk, its scores apart. Without an appetite and a tolerance the board's own hold."""

    title: str
    cause: str
    event: str
    consequence: str
    category: str
    owner: Post
    priorities: tuple[Priority, ...] = ()
    controls: str = ""
    appetite: int | None = None
    tolerance: int | None = None


TEXTS = ("title", "cause", "event", "consequence", "controls", "category", "owner", "appetite", "tolerance")


class StaleRisk(Refusal):
    """Somebody else changed or assessed the risk in the meantime; `saved` is how they left it."""

    def __init__(self, saved: Risk) -> None:
        super().__init__("Somebody else changed this risk while you were writing. Nothing of yours has been saved yet.")
        self.saved = saved


@transaction.atomic
def open_risk(
    *,
    board: Board,
    details: RiskDetails,
    scores: Scores,
    rationale: str,
    review_due: dt.date,
    by: Person,
    raised: RaisedRisk | None = None,
) -> Risk:
    """A new risk with its first assessment; `raised` is what a return said of it, if one did."""
    board = Board.objects.select_for_update().get(pk=board.pk)  # two new numbers queue here
    demand(by, Permission.RISK_EDIT, board)
    last = Risk.objects.filter(board=board).aggregate(Max("number"))["number__max"] or 0
    risk = Risk(board=board, number=last + 1, opened_on=today(), review_due=review_due)
    _write(risk, details)
    risk.save()
    risk.priorities.set(_of_board(details.priorities, board.pk))
    _add_assessment(risk, scores, rationale, by)
    record(by=by, action="opened a risk", obj=risk, board=board, residual=str(scores.residual))
    if raised is not None:
        _link(raised, risk, by)
    return risk


@transaction.atomic
def change_risk(*, risk: Risk, details: RiskDetails, version: int, by: Person) -> Risk:
    """Change what is said of a risk, as it was at `version`. Its scores and its review change by assessing it."""
    risk = _locked(risk, version, by, Permission.RISK_EDIT)
    before = {name: str(getattr(risk, name)) for name in TEXTS} | {"priorities": _names(risk)}
    _write(risk, details)
    risk.priorities.set(_of_board(details.priorities, risk.board_id))
    risk.actions.set(risk.actions.filter(priority__in=details.priorities))
    after = {name: str(getattr(risk, name)) for name in TEXTS} | {"priorities": _names(risk)}
    _save(risk)
    changes = {name: [old, after[name]] for name, old in before.items() if after[name] != old}
    record(by=by, action="changed a risk", obj=risk, board=risk.board, changes=changes)
    return risk


@transaction.atomic
def choose_actions(*, risk: Risk, actions: Iterable[PlannedAction], version: int, by: Person) -> Risk:
    """The planned actions that bring the risk down: of its own priorities."""
    risk, chosen = _locked(risk, version, by, Permission.RISK_EDIT), list(actions)
    linked = set(risk.priorities.values_list("pk", flat=True))
    if any(action.priority_id not in linked for action in chosen):
        raise Refusal("An action must belong to a priority that the risk is linked to.")
    risk.actions.set(chosen)
    _save(risk)
    record(
        by=by, action="chose the actions of a risk", obj=risk, board=risk.board, actions=[str(act) for act in chosen]
    )
    return risk


@transaction.atomic
def assess(
    *, risk: Risk, scores: Scores, rationale: str, review_due: dt.date, version: int, by: Person
) -> RiskAssessment:
    """What a review found, and when the next one is due."""
    risk = _locked(risk, version, by, Permission.RISK_ASSESS)
    before = risk.assessments.latest("number")
    risk.review_due = review_due
    made = _add_assessment(risk, scores, rationale, by)
    _save(risk)
    was = f"{before.residual_likelihood * before.residual_impact}"
    record(by=by, action="assessed a risk", obj=risk, board=risk.board, residual=str(scores.residual), was=was)
    return made


@transaction.atomic
def close_risk(*, risk: Risk, reason: str, version: int, by: Person) -> Risk:
    """The risk is no longer one, or no longer the Board's: it stays in the register, closed."""
    risk = _locked(risk, version, by, Permission.RISK_EDIT)
    if not reason.strip():
        raise Refusal("Say why the risk is closed.")
    risk.state, risk.closing_reason = Risk.State.CLOSED, reason
    risk.closed_at, risk.closed_by = timezone.now(), by
    _save(risk)
    record(by=by, action="closed a risk", obj=risk, board=risk.board, reason=reason)
    return risk


@transaction.atomic
def reopen_risk(*, risk: Risk, reason: str, review_due: dt.date, version: int, by: Person) -> Risk:
    """A closed risk is one again. Why it had been closed stays in its history and in the audit log."""
    risk = _locked(risk, version, by, Permission.RISK_EDIT, Risk.State.CLOSED)
    if not reason.strip():
        raise Refusal("Say why the risk is reopened.")
    closed_for, risk.closing_reason = risk.closing_reason, ""
    risk.state, risk.review_due = Risk.State.OPEN, review_due
    risk.closed_at = risk.closed_by = None
    _save(risk)
    record(by=by, action="reopened a risk", obj=risk, board=risk.board, reason=reason, closed_for=closed_for)
    return risk


@transaction.atomic
def take_up(*, raised: RaisedRisk, risk: Risk, by: Person) -> RiskRaising:
    """What a return raised is this risk, which is in the register already."""
    locked = Risk.objects.select_for_update(of=("self",)).select_related("board").get(pk=risk.pk)
    demand(by, Permission.RISK_EDIT, locked)
    if not locked.is_open:
        raise Refusal(f"{locked.reference} is closed. Reopen it first.")
    return _link(raised, locked, by)


def _link(raised: RaisedRisk, risk: Risk, by: Person) -> RiskRaising:
    held = raised.quarterly_return
    if held.board_id != risk.board_id:
        raise Refusal("This risk was raised to another board.")
    if held.state not in ACCEPTED:
        raise Refusal("The return that raises this risk has not been accepted yet.")
    earlier = RiskRaising.objects.filter(quarterly_return=held, title=raised.title).select_related("risk").first()
    if earlier:
        raise Refusal(f"It is in the register already, as {earlier.risk}.")
    made = RiskRaising.objects.create(
        risk=risk, quarterly_return=held, title=raised.title, likelihood=raised.likelihood, impact=raised.impact, by=by
    )
    risk.priorities.add(held.priority)
    record(by=by, action="took up a raised risk", obj=risk, board=risk.board, raised=raised.title, of=str(held))
    return made


def _locked(risk: Risk, version: int, by: Person, permission: Permission, state: Risk.State = Risk.State.OPEN) -> Risk:
    """The risk as it is now, locked until the transaction ends, if `by` may and nobody else was quicker."""
    found = Risk.objects.select_for_update(of=("self",)).select_related("board", "owner__organisation").get(pk=risk.pk)
    demand(by, permission, found.seen_by(by))
    if found.version != version:
        raise StaleRisk(found)
    if found.state != state:
        raise Refusal("This risk is closed. Reopen it first." if state == Risk.State.OPEN else "This risk is open.")
    return found


def _save(risk: Risk) -> None:
    risk.version += 1
    risk.save()


def _write(risk: Risk, details: RiskDetails) -> None:
    for name in TEXTS:
        setattr(risk, name, getattr(details, name))


def _names(risk: Risk) -> str:
    return ", ".join(sorted(str(priority) for priority in risk.priorities.select_related("remit")))


def _of_board(priorities: Iterable[Priority], board_id: int) -> list[Priority]:
    found = list(priorities)
    if any(priority.board_id != board_id for priority in found):
        raise Refusal("A priority of another board cannot be linked.")
    return found


def _add_assessment(risk: Risk, scores: Scores, rationale: str, by: Person) -> RiskAssessment:
    return RiskAssessment.objects.create(
        risk=risk, number=risk.assessments.count() + 1, rationale=rationale, review_due=risk.review_due,
        inherent_likelihood=scores.inherent.likelihood, inherent_impact=scores.inherent.impact,
        residual_likelihood=scores.residual.likelihood, residual_impact=scores.residual.impact,
        target_likelihood=scores.target.likelihood, target_impact=scores.target.impact,
        by=by, by_title=title_on(by, today()),
    )  # fmt: skip
