"""A risk of the made-up board, and forms about it as a browser would send them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from priorities.models import RaisedRisk, Risk
from priorities.models.returns import State
from priorities.risk_workflow import RiskDetails, assess, open_risk
from priorities.scale import Score, Scores
from snb.models import Organisation, Person, Post, PostHolding
from tests.cast import Cast, bring_to, days, open_return

SCORES = Scores(Score(5, 4), Score(4, 3), Score(2, 3))


def scores(residual: tuple[int, int], target: tuple[int, int] = (2, 3)) -> Scores:
    return Scores(Score(5, 5), Score(*residual), Score(*target))


def owner_post(cast: Cast) -> Post:
    """Held by the board member."""
    organisation, _ = Organisation.objects.get_or_create(name="Fosse Council")
    post, made = Post.objects.get_or_create(title="Director", organisation=organisation)
    if made:
        PostHolding.objects.create(person=cast.member, post=post, begins=days(-300))
    return post


def details(cast: Cast, **changes: Any) -> RiskDetails:
    said: dict[str, Any] = {
        "title": "Funding ends",
        "cause": "Grants are yearly.",
        "event": "A grant ends.",
        "consequence": "Services stop.",
        "controls": "Bids are written early.",
        "category": "money",
        "owner": owner_post(cast),
        "priorities": (cast.burglary,),
    }
    return RiskDetails(**said | changes)


def make_risk(cast: Cast, held: Scores = SCORES, *, due: dt.date | None = None, **changes: Any) -> Risk:
    return open_risk(
        board=cast.board, details=details(cast, **changes), scores=held, rationale="First look.",
        review_due=due or days(60), by=cast.manager,
    )  # fmt: skip


def review(risk: Risk, held: Scores, by: Person, due: dt.date | None = None) -> Risk:
    risk.refresh_from_db()
    assess(
        risk=risk, scores=held, rationale="Looked at again.", review_due=due or days(90), version=risk.version, by=by
    )
    risk.refresh_from_db()
    return risk


def raise_risk(cast: Cast, state: State = State.ACCEPTED) -> RaisedRisk:
    """What the return of burglary raised: "Funding ends", 3 × 4."""
    held = bring_to(open_return(cast), state, cast)
    return held.risks.get()


def date_parts(name: str, day: dt.date) -> dict[str, Any]:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def said(cast: Cast, **changes: Any) -> dict[str, Any]:
    fields = {
        "title": "Locks fail", "cause": "They are old.", "event": "They break.", "consequence": "Homes are open.",
        "controls": "", "category": "delivery", "owner": owner_post(cast).pk, "priorities": [cast.burglary.pk],
        "appetite": "", "tolerance": "",
    }  # fmt: skip
    return fields | changes


def assessed(version: int = 1, **changes: Any) -> dict[str, Any]:
    fields = {
        "version": version,
        "inherent_likelihood": 5, "inherent_impact": 4,
        "residual_likelihood": 3, "residual_impact": 3,
        "target_likelihood": 2, "target_impact": 2,
        "rationale": "New locks are fitted.",
    }  # fmt: skip
    return fields | date_parts("review_due", days(80)) | changes
