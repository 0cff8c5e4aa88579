"""Reading the register of risks as it stood on a day: a constant few queries, however many risks it has.

What is said of a risk is as it is now; its scores, whether it was open, and who owned it are of the day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, Prefetch
from django.utils import timezone

from priorities.access import ACCEPTED
from priorities.models import PlannedAction, PlannedActionReport, Risk, RiskAssessment, RiskPolicy, RiskRaising
from priorities.models.returns import PlanStatus
from priorities.models.risks import Category
from priorities.risk_values import (
    Assessed,
    Limits,
    LinkedPriority,
    Mitigation,
    Owner,
    Policy,
    Raised,
    RiskRegister,
    RiskRow,
)
from priorities.scale import Bands, Score, Scores
from snb.holders import holdings_on
from snb.models import Board


def policy_of(board: Board) -> Policy:
    """Two queries."""
    policy = RiskPolicy.objects.filter(board=board).first() or RiskPolicy(board=board)
    categories = policy.categories.all() if policy.pk else ()
    return Policy(
        Limits(policy.appetite, policy.tolerance),
        {row.category: Limits(row.appetite, row.tolerance) for row in categories},
        Bands(policy.medium_from, policy.high_from),
    )


def risk_register(board: Board, day: dt.date, *, only: int | None = None) -> RiskRegister:
    """Every risk that had been opened by `day`, or the one with the id `only`."""
    found = Risk.objects.filter(board=board, opened_on__lte=day)
    if only is not None:
        found = found.filter(pk=only)
    assessments = RiskAssessment.objects.filter(at__date__lte=day).order_by("-number")
    raisings = RiskRaising.objects.filter(at__date__lte=day).select_related(
        "quarterly_return__priority__remit", "quarterly_return__meeting"
    )
    risks: list[Risk] = list(
        found.annotate(newest=Max("assessments__number"))
        .select_related("owner__organisation", "closed_by")
        .prefetch_related(
            "priorities__remit__names",
            "actions__priority__remit__names",
            Prefetch("assessments", assessments),
            Prefetch("raisings", raisings),
            "raisings__quarterly_return__priority__remit__names",
        )
    )
    reading = _Reading(policy_of(board), day, _holders(risks, day), _statuses(risks, day))
    rows = [reading.row(risk) for risk in risks if risk.assessments.all()]
    rows.sort(key=lambda row: (not row.is_open, -row.standing, -row.score.value, row.pk))
    return RiskRegister(day, reading.policy, tuple(rows))


def _holders(risks: list[Risk], day: dt.date) -> dict[int, tuple[str, ...]]:
    held = holdings_on(day, post_ids={risk.owner_id for risk in risks})
    return {post: tuple(dict.fromkeys(row.person.name for row in rows)) for post, rows in held.items()}


def _statuses(risks: list[Risk], day: dt.date) -> dict[int, str]:
    """What the newest accepted return said of each mitigating action. One query."""
    actions = {action.pk for risk in risks for action in risk.actions.all()}
    reports = PlannedActionReport.objects.filter(
        planned_action__in=actions, quarterly_return__state__in=ACCEPTED, quarterly_return__accepted_at__date__lte=day
    ).order_by("quarterly_return__meeting__date")
    return dict(reports.values_list("planned_action", "status"))


@dataclass(frozen=True)
class _Reading:
    """What the rows of one reading share."""

    policy: Policy
    day: dt.date
    holders: dict[int, tuple[str, ...]]
    statuses: dict[int, str]

    def row(self, risk: Risk) -> RiskRow:
        made = list(risk.assessments.all())
        is_open = risk.closed_at is None or timezone.localdate(risk.closed_at) > self.day
        is_newest = made[0].number == risk.newest  # type: ignore[attr-defined]
        review_due = risk.review_due if is_newest else made[0].review_due
        return RiskRow(
            pk=risk.pk, reference=risk.reference, title=risk.title,
            cause=risk.cause, event=risk.event, consequence=risk.consequence, controls=risk.controls,
            category=Category(risk.category).label,
            owner=Owner(str(risk.owner), self.holders.get(risk.owner_id, ())),
            opened_on=risk.opened_on, review_due=review_due, is_overdue=is_open and review_due < self.day,
            is_open=is_open,
            closed_on=None if is_open else timezone.localdate(risk.closed_at),
            closed_by="" if is_open or risk.closed_by is None else risk.closed_by.name,
            closing_reason="" if is_open else risk.closing_reason,
            limits=self.policy.limits(risk),
            assessments=tuple(_assessed(held) for held in made),
            priorities=tuple(
                LinkedPriority(priority.pk, priority.slug, priority.name_on(self.day))
                for priority in risk.priorities.all()
            ),
            actions=tuple(self.mitigation(action) for action in risk.actions.all()),
            raised=tuple(_raised(held) for held in risk.raisings.all()),
            bands=self.policy.bands,
        )  # fmt: skip

    def mitigation(self, action: PlannedAction) -> Mitigation:
        status = self.statuses.get(action.pk, "")
        word = PlanStatus(status).label if status else ""
        name = action.priority.name_on(self.day)
        return Mitigation(action.title, name, action.owner, action.due, word, status)


def _assessed(held: RiskAssessment) -> Assessed:
    inherent = Score(held.inherent_likelihood, held.inherent_impact)
    residual = Score(held.residual_likelihood, held.residual_impact)
    target = Score(held.target_likelihood, held.target_impact)
    return Assessed(
        held.number, timezone.localdate(held.at), held.by_title, held.rationale, Scores(inherent, residual, target)
    )


def _raised(held: RiskRaising) -> Raised:
    score = Score(held.likelihood, held.impact)
    of_return = held.quarterly_return
    return Raised(of_return.pk, of_return.priority_id, str(of_return), held.title, score)
