"""Narratives and what they raise, brought to where a test needs them."""

from __future__ import annotations

import datetime as dt

from partnerships.escalating import EscalationDetails, Slot, put_on_agenda, raise_escalation
from partnerships.models import Area, Coverage, Escalation, Narrative, Partnership
from partnerships.narrative_workflow import (
    NarrativeText,
    accept_narrative,
    open_narratives,
    save_narrative,
    submit_narrative,
)
from snb.action_workflow import report
from snb.models import Action, ActionState, AgendaItem, Decision, Meeting
from snb.models.meetings import ExemptParagraph
from snb.permissions import RemitKind
from tests.cast import LONG_AGO, Cast, days, make_remit

TEXT = NarrativeText("Burglary fell in the towns.", "More thefts from farms.", "", "A rural patrol begins.")
FARMS = EscalationDetails(
    "Thefts from farms", "Three districts see the same vehicles.", "Agree one rural team.", Escalation.Purpose.DECIDE
)


def make_district(name: str) -> Area:
    made, _ = Area.objects.get_or_create(
        name=name, kind=Area.Kind.DISTRICT, defaults={"code": f"D{Area.objects.count():07}"}
    )
    return made


def make_partnership(
    cast: Cast, name: str, *districts: str, begins: dt.date | None = None, ends: dt.date | None = None
) -> Partnership:
    begins = begins or LONG_AGO
    made = Partnership.objects.create(
        board=cast.board, remit=make_remit(cast.board, RemitKind.PARTNERSHIP, name),
        slug=name.lower().replace(" ", "-"), begins=begins, ends=ends,
    )  # fmt: skip
    for district in districts:
        Coverage.objects.create(partnership=made, district=make_district(district), begins=begins, ends=ends)
    return made


def open_narrative(cast: Cast, meeting: Meeting | None = None) -> Narrative:
    """The narrative of North Fosse to the meeting ahead, blank."""
    meeting = meeting or cast.meeting
    open_narratives(meeting=meeting, by=cast.manager)
    return Narrative.objects.get(partnership=cast.partnership, meeting=meeting)


def drafted(cast: Cast, meeting: Meeting | None = None) -> Narrative:
    held = open_narrative(cast, meeting)
    return save_narrative(narrative=held, text=TEXT, version=held.version, by=cast.csp_officer)


def submitted(cast: Cast, meeting: Meeting | None = None) -> Narrative:
    return submit_narrative(narrative=drafted(cast, meeting), by=cast.csp_officer)


def accepted(cast: Cast, meeting: Meeting | None = None) -> Narrative:
    return accept_narrative(narrative=submitted(cast, meeting), by=cast.manager)


def raised(cast: Cast, meeting: Meeting | None = None) -> Escalation:
    """An issue of an accepted narrative."""
    held = drafted(cast, meeting)
    made = raise_escalation(narrative=held, details=FARMS, by=cast.csp_officer)
    submit_narrative(narrative=held, by=cast.csp_officer)
    accept_narrative(narrative=held, by=cast.manager)
    return Escalation.objects.get(pk=made.pk)


def in_private(meeting: Meeting) -> Slot:
    return Slot(meeting, 10, "", ExemptParagraph.CRIME, "It would warn the thieves.", "A matter of rural crime")


def placed(cast: Cast, slot: Slot | None = None) -> Escalation:
    return put_on_agenda(escalation=raised(cast), slot=slot or Slot(cast.meeting, 15), by=cast.manager)


def decide(item: AgendaItem, cast: Cast, text: str = "One rural team was agreed.") -> Decision:
    number = item.meeting.decisions.count() + 1
    return Decision.objects.create(
        board=cast.board, meeting=item.meeting, item=item, number=number, text=text, recorded_by=cast.manager
    )


def act(cast: Cast, *, due: int, item: AgendaItem | None = None, decision: Decision | None = None) -> Action:
    """An action of the programme manager's, agreed on the earlier of today and the day it is due."""
    return Action.objects.create(
        board=cast.board, number=Action.objects.count() + 1, item=item, decision=decision, text="Form the team.",
        agreed_on=min(days(0), days(due)), original_due=days(due), due=days(due), role="manager",
        remit=cast.board.remits.get(kind=RemitKind.BOARD),
    )  # fmt: skip


def finish(action: Action, cast: Cast, outcome: str = "The team works since May.") -> None:
    """Its owner says that it is done, with evidence."""
    report(action=action, text=outcome, evidence="Minutes of the team", says_done=True, by=cast.manager)
    action.refresh_from_db()


def close(action: Action, meeting: Meeting, cast: Cast) -> None:
    """Done, and closed by a meeting, which need not have been held: that is another room's rule."""
    if action.state == ActionState.OPEN:
        finish(action, cast)
    action.state, action.outcome, action.closing = ActionState.CLOSED, "The team works since May.", meeting
    action.save()


def narrative_rows(cast: Cast) -> dict[str, dict[str, object]]:
    """One of everything that an address of this room names, for the permission matrix."""
    escalation = raised(cast)
    return {
        "partnership": {"slug": cast.partnership.slug},
        "narrative": {"pk": escalation.narrative_id},
        "narratives": {"pk": cast.meeting.pk},
        "escalation": {"pk": escalation.pk},
        "escalation-add": {"pk": escalation.narrative_id},
    }
