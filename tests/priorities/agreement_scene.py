"""An earlier agreement of the cast's board, and a refresh of the one in force."""

from __future__ import annotations

from priorities.agreement_contents import add_lineage, add_statement
from priorities.models import Agreement, Priority, Refresh, RefreshOutcome, Theme
from priorities.refreshing import agree_refresh, ask_for_work, decide, open_refresh
from snb.models import Meeting
from snb.permissions import Role
from tests.cast import Cast, days, fresh, make_meeting, make_priority

Kind = RefreshOutcome.Kind


def make_earlier(cast: Cast, *, begins: int = -1500, ends: int = -501) -> Theme:
    """The theme of an agreement that ended the day before the one in force began."""
    agreement = Agreement.objects.create(
        board=cast.board, title="Earlier Agreement", begins=days(begins), ends=days(ends)
    )
    return Theme.objects.create(agreement=agreement, order=1, name="Old theme")


def add_to(theme: Theme, slug: str, name: str) -> Priority:
    return make_priority(theme, slug, name)


def opened(cast: Cast) -> Refresh:
    return open_refresh(agreement=cast.agreement, by=cast.manager)


def outcome_of(refresh: Refresh, priority: Priority) -> RefreshOutcome:
    return refresh.outcomes.get(priority=priority)


def say(refresh: Refresh, priority: Priority, kind: str, cast: Cast, **more: str) -> RefreshOutcome:
    outcome = outcome_of(refresh, priority)
    return decide(outcome=outcome, kind=kind, version=outcome.version, by=cast.manager, **more)


def confirm_all(refresh: Refresh, cast: Cast) -> None:
    for outcome in refresh.outcomes.filter(kind=""):
        decide(outcome=outcome, kind=Kind.CONFIRMED, version=outcome.version, by=cast.manager)


def held_today(cast: Cast) -> Meeting:
    return make_meeting(cast.board, in_days=0, due_in=-8)


def agreed(cast: Cast, refresh: Refresh | None = None) -> Refresh:
    """A refresh, everything in it confirmed that was not decided, agreed at a meeting of today."""
    refresh = refresh or opened(cast)
    confirm_all(refresh, cast)
    return agree_refresh(refresh=refresh, meeting=held_today(cast), by=fresh(cast.manager))


def agreement_rows(cast: Cast) -> dict[str, dict[str, object]]:
    """One of everything that an address of this room names, by the noun it begins with."""
    agreement, theme = cast.agreement, cast.agreement.themes.get()
    said = add_statement(agreement=agreement, kind="objective", text="Less harm", by=cast.manager)
    lineage = add_lineage(
        agreement=agreement, kind="split", earlier=cast.arson, later=cast.burglary, by=cast.manager
    )  # fmt: skip
    refresh = opened(cast)
    owner = {"post": None, "role": Role.LEAD.value, "remit": cast.arson.remit}
    work = ask_for_work(refresh=refresh, text="Look again", owner=owner, due=days(9), by=cast.manager)
    of_agreement: dict[str, object] = {"pk": agreement.pk}
    of_refresh: dict[str, object] = {"pk": refresh.pk}
    return {
        "agreement": of_agreement,
        "theme": {"pk": theme.pk},
        "theme-add": of_agreement,
        "placement": {"pk": cast.burglary.placements.get().pk},
        "placement-add": {"pk": theme.pk},
        "statement": {"pk": said.pk},
        "statement-add": of_agreement,
        "lineage": {"pk": lineage.pk},
        "lineage-add": of_agreement,
        "refresh": of_refresh,
        "refresh-open": of_agreement,
        "outcome": {"pk": outcome_of(refresh, cast.arson).pk},
        "work": {"pk": work.pk},
        "work-add": of_refresh,
    }
