"""The lead's briefing: what the lead or champion of one priority must know ahead of a meeting.

It covers what the county's agreement of 2012-15 asks of a champion's briefing: performance, funding, resourcing,
strategic approach and delivery plans, with the risks to delivery; and what has changed since the Board last met.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace

from performance.readings import MeasureReading
from priorities.models.returns import Outlook
from priorities.plans import PlanLine
from priorities.risk_values import RiskRow
from reports.documents.actions import MattersArising, matter_row
from reports.documents.blocks import VACANT, BlockData, Bullets, Prose, headed, plain
from reports.documents.briefed import Briefed, choices, read_briefed
from reports.documents.delivery import PlannedActions, RequiredStatus, planned_of
from reports.documents.kind import Subject
from reports.documents.measures import Measures, measures_of, without_figures_of
from reports.documents.performance.risk import Register, register_of
from reports.documents.performance.values import period_of, shown
from reports.documents.reading import Reading
from reports.documents.returns import judged, label, required_rows
from reports.documents.sections import Part
from reports.documents.spend import Spend, spend_of
from snb.actions import ActionRow
from snb.permissions import Role
from snb.wording import long_date
from snb.workflow import Refusal

WHICH_PRIORITY = Subject("Which priority?", choices, read_briefed)


def of(reading: Reading) -> Briefed:
    found: Briefed = reading.subject
    return found


def briefing_title(reading: Reading) -> tuple[str, str]:
    if reading.meeting is None:
        raise Refusal("A briefing is compiled for a meeting: choose one.")
    return f"Briefing: {of(reading).priority.name_on(reading.day)}", f"For the meeting of {long_date(reading.day)}"


def briefing_number(reading: Reading) -> Callable[[int], str]:
    return str


def briefing_parts(reading: Reading) -> tuple[Part, ...]:
    return (
        Part("In brief", "in-brief", (in_brief,)),
        Part("What has changed since the last meeting", "changed", (changed,), stays=True),
        Part("Performance", "performance", (newest_figures,), stays=True),
        Part("Strategic approach", "approach", (approach, *headed("What partnerships do locally", locally))),
        Part("Required actions", "required-actions", (required_action_status,), stays=True),
        Part("Delivery plan", "plan", (planned_actions,), stays=True),
        Part("Funding and resources", "funding", (funding,), stays=True),
        Part("Risks to delivery", "risks", (risks,), stays=True),
        Part(
            "For the Board to consider", "escalations",
            (escalated, *headed("Raised by the partnerships", raised_by_partnerships)), stays=True,
        ),
        Part(
            "Decided, and asked of this priority", "asked",
            (*headed("Decided at the last meeting", decided), *headed("Open actions", open_actions)), stays=True,
        ),
    )  # fmt: skip


# In brief ------------------------------------------------------------------------------------------------------------


def in_brief(reading: Reading) -> Prose:
    briefed, priority = of(reading), of(reading).priority
    held = reading.returns.get(priority.pk)
    lines = [
        ("Theme", reading.theme(priority)),
        ("Strategic Priority Lead", _named(reading, Role.LEAD)),
        ("Champion", ", ".join(briefed.champions)),
        ("Support officer", _named(reading, Role.SUPPORT_OFFICER)),
        ("The lead’s judgement", _judgement(briefed)),
        ("Return to this meeting", f"{held.status}, due {long_date(held.record.due)}" if held else "Not opened"),
    ]
    return Prose("\n".join(f"- **{name}:** {plain(said)}" for name, said in lines if said))


def _named(reading: Reading, role: Role) -> str:
    """Who holds it on the day, deputies said to be so; a vacancy of the lead is said."""
    rows = reading.appointed(role, of(reading).priority.remit_id)
    names = [f"{row.person.name} (deputy)" if row.deputises_for_id else row.person.name for row in rows]
    return ", ".join(dict.fromkeys(names)) or (VACANT if role is Role.LEAD else "")


def _judgement(briefed: Briefed) -> str:
    newest = briefed.newest
    if newest is None:
        return "No return has been accepted yet"
    said = newest.data["judgement"]
    outlook = label(Outlook, said["outlook"]).lower()
    return f"{judged(said['rag']).word}{f', {outlook}' if outlook else ''} ({newest.quarter}, {newest.signed_as})"


# What changed --------------------------------------------------------------------------------------------------------


def changed(reading: Reading) -> BlockData:
    """Computed from what the sections below print, so that the two cannot disagree."""
    last = _last(reading)
    if last is None:
        return Prose("The Board has not met before, as far as is recorded.")
    found = tuple(_changes(reading, last))
    return Bullets(found) if found else Prose(f"Nothing, since the meeting of {long_date(last)}.")


def _last(reading: Reading) -> dt.date | None:
    previous = reading.matters.previous if reading.matters else None
    return previous.date if previous else None


def _changes(reading: Reading, last: dt.date) -> Iterator[str]:
    yield from _new_leads(reading, last)
    yield from _new_judgement(of(reading))
    for each in _measures(reading):
        if each.data_date and each.data_date > last and each.value is not None:
            yield f"New figure for {each.measure.name}: {shown(each)} ({period_of(each)})."
    for risk in _risks(reading):
        if risk.opened_on > last:
            yield f"Risk {risk.reference} has been opened: {risk.title}."
        elif risk.now.on > last:
            yield f"Risk {risk.reference} has been assessed again: {_lowered(risk.movement.short)}."
    yield from _plan_changes(reading, last)
    for row in _asked(reading):
        if row.action.agreed_on >= last:
            yield f"{row.action.reference} has been agreed: {row.action.text}"
        elif row.ended:
            yield f"{row.action.reference}: {_lowered(row.ended)}"


def _new_leads(reading: Reading, last: dt.date) -> Iterator[str]:
    for row in reading.appointed(Role.LEAD, of(reading).priority.remit_id):
        if row.deputises_for_id is None and row.begins > last:
            yield f"{row.person.name} leads the priority since {long_date(row.begins)}."


def _new_judgement(briefed: Briefed) -> Iterator[str]:
    newest, before = briefed.newest, briefed.before
    if newest and before:
        now, was = (judged(each.data["judgement"]["rag"]).word for each in (newest, before))
        if now != was:
            yield f"The lead’s judgement is {_lowered(now)}; a return before it was {_lowered(was)}."


def _plan_changes(reading: Reading, last: dt.date) -> Iterator[str]:
    for line in _plan(reading):
        if line.is_revised and line.report and line.report.revised_reason:
            yield f"“{line.action.title}” slips to {long_date(line.due)}: {line.report.revised_reason}"
        for milestone in line.milestones:
            if milestone.done_on and milestone.done_on > last:
                yield f"“{line.action.title}” has reached a milestone: {milestone.title}."


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


# Performance ---------------------------------------------------------------------------------------------------------


def _measures(reading: Reading) -> list[MeasureReading]:
    return reading.measures.get(of(reading).priority.pk, [])


def newest_figures(reading: Reading) -> Measures | None:
    return measures_of(of(reading).priority.name_on(reading.day), _measures(reading))


# Approach and delivery -----------------------------------------------------------------------------------------------


def approach(reading: Reading) -> Prose | None:
    """What the priority is for, then what it does that is no costed action."""
    priority = of(reading).priority
    rows = [
        row for row in reading.tables["initiatives"] if row.priority_id == priority.pk and row.holds_on(reading.as_at)
    ]
    said = [f"**{plain(row.title)}.** {plain(row.text)}" for row in rows]
    text = "\n\n".join(filter(None, [plain(priority.summary), *said]))
    return Prose(text) if text else None


def locally(reading: Reading) -> Bullets | None:
    return Bullets(of(reading).local) if of(reading).local else None


def required_action_status(reading: Reading) -> BlockData | None:
    newest = of(reading).newest
    if newest is None:
        items = tuple(action.text for action in reading.required_actions)
        return Bullets(items, numbered=True) if items else None
    said = f"As the return for {newest.quarter} says, signed on {long_date(newest.signed_on)}."
    return RequiredStatus(said, required_rows(newest.data["required_actions"]))


def _plan(reading: Reading) -> list[PlanLine]:
    return [line for line in reading.plan.lines if line.action.priority_id == of(reading).priority.pk]


def planned_actions(reading: Reading) -> PlannedActions | None:
    return planned_of(_plan(reading))


def funding(reading: Reading) -> Spend | None:
    lines = _plan(reading)
    used = {line.action.funding_id for line in lines if line.action.funding_id}
    return spend_of(lines, [row for row in reading.funding if row.stream.pk in used])


# Risks, and what goes to the Board -----------------------------------------------------------------------------------


def _risks(reading: Reading) -> tuple[RiskRow, ...]:
    """The open strategic risks that bear on the priority."""
    register = reading.figures.risks if reading.figures else None
    pk = of(reading).priority.pk
    return tuple(row for row in register.open if any(one.pk == pk for one in row.priorities)) if register else ()


def risks(reading: Reading) -> Register | None:
    rows = _risks(reading)
    return register_of(replace(reading.figures.risks, rows=rows)) if reading.figures and rows else None


def escalated(reading: Reading) -> Prose | None:
    """What the newest accepted return puts to the Board, in the lead's own words."""
    newest = of(reading).newest
    ask = newest.data["escalation_ask"] if newest else ""
    if newest is None or not ask:
        return None
    text = newest.data["texts"].get("escalation", "").strip() or "No more was said."
    return Prose(f"The return for {newest.quarter} asks the Board to {ask}.\n\n{text}")


def raised_by_partnerships(reading: Reading) -> Bullets | None:
    """Of every subject: partnerships raise issues, not priorities, and a lead should know what is coming."""
    rows = tuple(f"{row.partnership}: {row.title} ({_lowered(row.standing.words)})" for row in reading.raised)
    return Bullets(rows) if rows else None


def decided(reading: Reading) -> Bullets | None:
    rows = tuple(f"{row.reference}: {row.text}" for row in of(reading).decisions)
    return Bullets(rows) if rows else None


def _asked(reading: Reading) -> list[ActionRow]:
    """Actions of earlier meetings that a role on this priority owns. Never what was agreed in private."""
    rows = reading.matters.rows if reading.matters else ()
    return [row for row in rows if row.action.remit_id == of(reading).priority.remit_id]


def open_actions(reading: Reading) -> BlockData | None:
    rows = tuple(matter_row(row) for row in _asked(reading) if not row.ended)
    return MattersArising(rows) if rows else None


# Gaps ----------------------------------------------------------------------------------------------------------------


def without_own_lead(reading: Reading) -> Iterator[str]:
    if _named(reading, Role.LEAD) == VACANT:
        yield "Nobody leads this priority: not currently identified."


def without_own_return(reading: Reading) -> Iterator[str]:
    if of(reading).newest is None:
        yield "No return of this priority has been accepted yet."


def without_own_figures(reading: Reading) -> Iterator[str]:
    yield from without_figures_of(of(reading).priority.name_on(reading.day), _measures(reading))


def without_own_plan(reading: Reading) -> Iterator[str]:
    if not _plan(reading):
        yield "No action is planned for this priority."


BRIEFING_GAPS = (without_own_lead, without_own_return, without_own_figures, without_own_plan)
