"""One priority in the order of the golden thread: what we know, what we do, what the lead says, did it move."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, FilteredRelation, OuterRef, Q, Subquery
from django.utils.safestring import SafeString, mark_safe

from priorities.models import (
    Placement,
    Priority,
    QuarterlyReturn,
    RequiredActionReport,
    Risk,
    RiskAssessment,
    Signature,
)
from priorities.models.returns import ActionStatus, PlanStatus
from priorities.querysets import placed_on
from priorities.scale import Score
from reports.dashboard import ACCEPTED, Judgement, ReturnCell, judgement_of, pounds, return_cell
from reports.priority_measures import Known, known_of
from reports.prose import prose
from snb.holders import appointments_on, posts_on
from snb.models import Appointment, Person, PostHolding
from snb.permissions import Role

TONES = {"": "quiet", "not_started": "todo", "under_way": "doing", "on_track": "doing", "at_risk": "waiting",
         "late": "late", "blocked": "late", "done": "done"}  # fmt: skip


@dataclass(frozen=True)
class RiskLine:
    """An open strategic risk of the priority, as it was last assessed."""

    pk: int
    reference: str
    title: str
    score: Score
    review_due: dt.date


@dataclass(frozen=True)
class Planned:
    """A planned action with what the newest accepted return says of it. Money in pounds."""

    title: str
    owner: str
    due: dt.date
    revised_due: dt.date | None
    revised_reason: str
    budget: Decimal
    spent: Decimal | None
    status: str
    tone: str
    outcome: str


@dataclass(frozen=True)
class Required:
    number: int
    text: str
    status: str
    tone: str
    evidence: str
    files: int


@dataclass(frozen=True)
class Said:
    """The newest accepted return: the lead's words as HTML that is safe to print, who signed and when."""

    judgement: Judgement
    progress: SafeString
    signed_as: str
    signed_at: dt.datetime | None


@dataclass(frozen=True)
class Leader:
    name: str
    post: str
    until: dt.date | None


@dataclass(frozen=True)
class PastReturn:
    quarter: str
    cell: ReturnCell
    is_accepted: bool
    rag: str  # the lead's judgement, once accepted; empty where they gave none


@dataclass(frozen=True)
class PriorityPage:
    name: str
    slug: str
    theme: str
    summary: str
    names: tuple[tuple[str, dt.date], ...]
    leads: tuple[Leader, ...]
    deputies: tuple[Leader, ...]
    known: Known
    risks: tuple[RiskLine, ...]
    planned: tuple[Planned, ...]
    required: tuple[Required, ...]
    said: Said | None
    past: tuple[PastReturn, ...]

    @property
    def spent(self) -> Decimal | None:
        known = [action.spent for action in self.planned if action.spent is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def budget(self) -> Decimal:
        return sum((action.budget for action in self.planned), Decimal(0))

    @property
    def done(self) -> int:
        return sum(action.tone == "done" for action in self.required)


def build(priority: Priority, person: Person, *, day: dt.date) -> PriorityPage:
    """Everything the page of `priority` (with its remit and a `theme`) shows on `day`, in a constant few queries."""
    returns = list(
        QuarterlyReturn.objects.filter(priority=priority)
        .select_related("meeting", "priority__board")
        .order_by("-meeting__date")
    )
    newest = next((held for held in returns if held.state in ACCEPTED), None)
    leads = appointments_on(day, roles=[Role.LEAD], remit_ids=[priority.remit_id])[priority.remit_id]
    posts = posts_on(day, person_ids=[held.person_id for held in leads])
    return PriorityPage(
        name=priority.name_on(day),
        slug=priority.slug,
        theme=getattr(priority, "theme", None) or "",
        summary=priority.summary,
        names=tuple((name.name, name.begins) for name in priority.remit.names.all()),
        leads=tuple(_leader(held, posts) for held in leads if held.deputises_for_id is None),
        deputies=tuple(_leader(held, posts) for held in leads if held.deputises_for_id is not None),
        known=known_of(priority, day),
        risks=_risks(priority),
        planned=_planned(priority, newest),
        required=_required(newest),
        said=_said(newest) if newest else None,
        past=tuple(_past(held, person) for held in returns),
    )


def _leader(held: Appointment, posts: dict[int, PostHolding]) -> Leader:
    holding = posts.get(held.person_id)
    return Leader(held.person.name, str(holding.post) if holding else "", held.ends)


def _risks(priority: Priority) -> tuple[RiskLine, ...]:
    """The highest first. One query; the register itself says the rest."""
    newest = RiskAssessment.objects.filter(risk=OuterRef("pk")).order_by("-number")
    rows = Risk.objects.filter(priorities=priority, state=Risk.State.OPEN).annotate(
        likelihood=Subquery(newest.values("residual_likelihood")[:1]),
        impact=Subquery(newest.values("residual_impact")[:1]),
    )
    lines = [
        RiskLine(row.pk, row.reference, row.title, Score(row.likelihood, row.impact), row.review_due)
        for row in rows
        if row.likelihood is not None
    ]
    return tuple(sorted(lines, key=lambda line: -line.score.value))


# What we do ----------------------------------------------------------------------------------------------------------


def _planned(priority: Priority, newest: QuarterlyReturn | None) -> tuple[Planned, ...]:
    """The plan as it is, each action beside its line of the newest accepted return. One query."""
    of_newest = Q(reports__quarterly_return=newest.pk if newest else None)
    planned = priority.planned_actions.filter(withdrawn_reason="")
    rows = planned.annotate(report=FilteredRelation("reports", condition=of_newest)).values(
        "title", "owner", "due", "budget", "outcome",
        "report__status", "report__spent", "report__revised_due", "report__revised_reason",
    )  # fmt: skip
    return tuple(
        Planned(
            row["title"], row["owner"], row["due"], row["report__revised_due"], row["report__revised_reason"] or "",
            pounds(row["budget"]) or Decimal(0), pounds(row["report__spent"]),
            _word(PlanStatus, row["report__status"]), TONES[row["report__status"] or ""], row["outcome"],
        )
        for row in rows
    )  # fmt: skip


def _required(newest: QuarterlyReturn | None) -> tuple[Required, ...]:
    if newest is None:
        return ()
    rows = RequiredActionReport.objects.filter(quarterly_return=newest).select_related("required_action")
    return tuple(
        Required(
            row.required_action.number, row.required_action.text, _word(ActionStatus, row.status),
            TONES[row.status], row.evidence, row.given,
        )
        # Grouping drops the model's own order.
        for row in rows.annotate(given=Count("files")).order_by("required_action__number")
    )  # fmt: skip


def _word(choices: Any, value: str | None) -> str:
    return choices(value).label if value else "Not reported"


# What the lead says --------------------------------------------------------------------------------------------------


def _said(newest: QuarterlyReturn) -> Said:
    """As it was signed, word for word."""
    signature = Signature.objects.filter(quarterly_return=newest).order_by("-number").first()
    text = signature.data["texts"]["progress"] if signature else ""
    return Said(
        judgement_of(newest),
        mark_safe(prose(text, under=2).html),  # noqa: S308 - raw HTML is escaped by the parser
        signature.signed_as if signature else "",
        newest.signed_at,
    )


def _past(held: QuarterlyReturn, person: Person) -> PastReturn:
    is_accepted = held.state in ACCEPTED
    return PastReturn(held.quarter.short, return_cell(held, person), is_accepted, held.rag if is_accepted else "")


# Where it stands -----------------------------------------------------------------------------------------------------


def theme_on(day: dt.date) -> Subquery:
    """The theme of a priority in the agreement in force, for annotating a queryset of priorities."""
    placed = Placement.objects.filter(placed_on(day), priority=OuterRef("pk"))
    return Subquery(placed.order_by("theme__order").values("theme__name")[:1])


def thread_of(page: PriorityPage) -> list[dict[str, str]]:
    """The steps of the small drawing; the first that has not been reached is where we are."""
    measures, movements = page.known.measures, page.known.movements
    known = next((row for row in measures if row.value), None)
    plan = len(page.planned)
    steps = [
        (known is not None, f"{known.value} in {known.period}" if known else "No figure yet", "#know"),
        (bool(page.leads), f"Led by {page.leads[0].name}" if page.leads else "No lead today", "#lead"),
        (bool(plan), f"{plan} planned action{'' if plan == 1 else 's'}" if plan else "No planned action", "#do"),
        (page.said is not None, page.said.judgement.quarter if page.said else "None accepted yet", "#say"),
        (bool(movements), "Since an action began" if movements else "No action has begun", "#moved"),
    ]
    here = next((index for index, (reached, _, _) in enumerate(steps) if not reached), len(steps))
    return [
        {"state": "done" if reached else "current" if index == here else "todo", "note": note, "url": url}
        for index, (reached, note, url) in enumerate(steps)
    ]
