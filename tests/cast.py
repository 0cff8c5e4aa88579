"""A small board and a small cast of named people, one of whom must see nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from partnerships.models import Area, Partnership
from priorities.models import Agreement, Placement, PlannedAction, Priority, QuarterlyReturn, RequiredAction, Theme
from priorities.models.returns import State
from priorities.opening import open_returns
from priorities.workflow import move
from priorities.writing import save_section
from reports.documents.checklist import known_items
from reports.models import ChecklistSignOff
from snb.models import Appointment, Board, Meeting, Organisation, Person, Post, PostHolding, Remit, RemitName
from snb.permissions import RemitKind, Role
from snb.quarters import Quarter
from snb.querysets import today

LONG_AGO = dt.date(2019, 4, 1)


def days(offset: int) -> dt.date:
    return today() + dt.timedelta(days=offset)


def make_person(name: str, *, domain: str = "fosse.example") -> Person:
    return Person.objects.create_user(f"{name.lower().replace(' ', '.')}@{domain}", name, "a long enough password")


def make_remit(board: Board, kind: RemitKind, name: str) -> Remit:
    remit = Remit.objects.create(board=board, kind=kind)
    RemitName.objects.create(remit=remit, name=name, begins=LONG_AGO)
    return remit


def make_board(slug: str, name: str) -> Board:
    board = Board.objects.create(slug=slug, name=name, short_name=slug.upper(), area=f"{name} area")
    make_remit(board, RemitKind.BOARD, name)
    return board


def board_remit(board: Board) -> Remit:
    return Remit.objects.get(board=board, kind=RemitKind.BOARD)


def give(
    person: Person, role: Role, remit: Remit, begins: int = -400, ends: int | None = None, **more: object
) -> Appointment:
    """Appoint without the checks, for setting a scene."""
    last = None if ends is None else days(ends)
    return Appointment.objects.create(person=person, role=role, remit=remit, begins=days(begins), ends=last, **more)


def make_area(name: str = "Fosse", kind: str = Area.Kind.FORCE) -> Area:
    """The area of that name and kind; its code is made up."""
    made, _ = Area.objects.get_or_create(
        name=name, kind=kind, defaults={"code": f"{kind[:3].upper()}{Area.objects.count():06}"}
    )
    return made


def make_priority(theme: Theme, slug: str, name: str) -> Priority:
    board = theme.agreement.board
    priority = Priority.objects.create(board=board, slug=slug, remit=make_remit(board, RemitKind.PRIORITY, name))
    Placement.objects.create(theme=theme, priority=priority, order=theme.placements.count() + 1)
    return priority


def make_meeting(board: Board, *, in_days: int = 20, due_in: int = 8) -> Meeting:
    quarter = Quarter.of(days(in_days)).previous()
    return Meeting.objects.create(
        board=board, date=days(in_days), quarter_start=quarter.start, returns_due=days(due_in), place="Fosse Hall"
    )


def fresh(person: Person) -> Person:
    """The same person as a new request sees them: rights are read once for each request."""
    return Person.objects.get(pk=person.pk)


@dataclass
class Cast:
    """Fosse is a made-up county. `burglary` has a lead, her support officer and deputy; `arson` another lead."""

    board: Board
    other_board: Board
    agreement: Agreement
    burglary: Priority
    arson: Priority
    partnership: Partnership
    meeting: Meeting
    lead: Person  # of burglary
    deputy: Person  # for that lead, today
    support: Person  # of burglary
    former_lead: Person  # of burglary, until yesterday
    other_lead: Person  # of arson
    manager: Person
    chair: Person
    member: Person
    analyst: Person
    csp_officer: Person
    scrutiny: Person
    clerk: Person  # scrutiny officer
    administrator: Person
    other_manager: Person  # programme manager of the other board
    outsider: Person  # has an account, and nothing else
    by_name: dict[str, Person] = field(default_factory=dict)


ACTORS = (
    "lead",
    "deputy",
    "support",
    "former_lead",
    "other_lead",
    "manager",
    "chair",
    "member",
    "analyst",
    "csp_officer",
    "scrutiny",
    "clerk",
    "administrator",
    "other_manager",
    "outsider",
)


def make_cast() -> Cast:
    board, other_board = make_board("fosse", "Safer Fosse Board"), make_board("wold", "Safer Wold Board")
    agreement = Agreement.objects.create(
        board=board, title="Fosse Community Safety Agreement", begins=days(-500), ends=days(600)
    )
    for number, (text, label) in enumerate([("Scope and map the problem", "Scoping"), ("Agree a plan", "Plan")], 1):
        RequiredAction.objects.create(agreement=agreement, number=number, text=text, label=label)
    harm = Theme.objects.create(agreement=agreement, order=1, name="Harm")
    burglary, arson = make_priority(harm, "burglary", "Burglary"), make_priority(harm, "arson", "Arson")
    PlannedAction.objects.create(
        priority=burglary,
        slug="locks",
        title="Fit locks",
        owner="Housing manager",
        begins=days(-200),
        due=days(100),
        budget=250_000,
    )
    remit = make_remit(board, RemitKind.PARTNERSHIP, "North Fosse CSP")
    partnership = Partnership.objects.create(board=board, remit=remit, slug="north", begins=LONG_AGO)
    people = {name: make_person(f"{name.replace('_', ' ').title()} Person") for name in ACTORS}
    of_board = board_remit(board)
    lead = give(people["lead"], Role.LEAD, burglary.remit, -100)
    give(people["deputy"], Role.LEAD, burglary.remit, -3, 3, deputises_for=lead)
    give(people["former_lead"], Role.LEAD, burglary.remit, -700, -1)
    Appointment.objects.filter(pk=lead.pk).update(begins=days(0))
    Appointment.objects.filter(deputises_for=lead).update(begins=days(0))
    give(people["support"], Role.SUPPORT_OFFICER, burglary.remit)
    give(people["other_lead"], Role.LEAD, arson.remit)
    give(people["csp_officer"], Role.CSP_OFFICER, remit)
    for name, role in [
        ("manager", Role.PROGRAMME_MANAGER),
        ("chair", Role.CHAIR),
        ("member", Role.BOARD_MEMBER),
        ("analyst", Role.ANALYST),
        ("scrutiny", Role.SCRUTINY_MEMBER),
        ("clerk", Role.SCRUTINY_CLERK),
        ("administrator", Role.ADMINISTRATOR),
    ]:
        give(people[name], role, of_board)
    give(people["other_manager"], Role.PROGRAMME_MANAGER, board_remit(other_board))
    police = Organisation.objects.create(name="Fosse Police", kind="police")
    post = Post.objects.create(title="Chief Constable", organisation=police)
    PostHolding.objects.create(person=people["lead"], post=post, begins=days(-300))
    meeting = make_meeting(board)
    sign_off_all(agreement, people["manager"])
    return Cast(
        board=board,
        other_board=other_board,
        agreement=agreement,
        burglary=burglary,
        arson=arson,
        partnership=partnership,
        meeting=meeting,
        by_name=people,
        **people,
    )


def sign_off_all(agreement: Agreement, by: Person) -> None:
    """Answer for all that the law asks of an agreement and a scene does not record, so that it can be compiled."""
    for item in known_items():
        ChecklistSignOff.objects.get_or_create(
            agreement=agreement, item=item.key, defaults={"reason": "Not of this scene.", "by": by}
        )


def open_return(cast: Cast, priority: Priority | None = None) -> QuarterlyReturn:
    """The return of `priority` (burglary, unless told) to the meeting ahead, not started."""
    open_returns(meeting=cast.meeting, by=cast.manager)
    return QuarterlyReturn.objects.get(priority=priority or cast.burglary, meeting=cast.meeting)


VALUES: dict[str, dict[str, object]] = {
    "judgement": {"rag": "amber", "outlook": "steady", "reason": "Fewer repeats, but slow."},
    "escalation": {"text": "", "ask": ""},
    "risks": {"risks": [{"title": "Funding ends", "likelihood": 3, "impact": 4, "mitigation": "Bid again"}]},
}


def fill(quarterly_return: QuarterlyReturn, by: Person) -> QuarterlyReturn:
    """Every section written and marked complete."""
    for section in quarterly_return.sections.all():
        values = VALUES.get(
            section.key, {"text": f"About {section.key}.", "reports": _reports(quarterly_return, section.key)}
        )
        save_section(section=section, version=section.version, values=values, is_complete=True, by=by)
    return QuarterlyReturn.objects.get(pk=quarterly_return.pk)


def _reports(quarterly_return: QuarterlyReturn, key: str) -> dict[int, dict[str, object]]:
    if key == "required_actions":
        done: dict[str, object] = {"status": "done", "evidence": "Minutes of the group."}
        return {report.pk: done for report in quarterly_return.required_reports.all()}
    on_track: dict[str, object] = {"status": "on_track", "spent": 100_000, "revised_due": None, "revised_reason": ""}
    return {report.pk: on_track for report in quarterly_return.planned_reports.all()}


def bring_to(quarterly_return: QuarterlyReturn, state: State, cast: Cast) -> QuarterlyReturn:
    """Walk the return to `state` as people would."""
    lead = cast.lead if quarterly_return.priority_id == cast.burglary.pk else cast.other_lead
    writer = cast.support if lead is cast.lead else lead
    if state is State.NOT_STARTED:
        return quarterly_return
    quarterly_return = fill(quarterly_return, writer)
    paths = {
        State.DRAFT: [],
        State.WITH_LEAD: [(State.WITH_LEAD, writer)],
        State.SENT_BACK: [(State.SIGNED, lead), (State.SENT_BACK, cast.manager)],
        State.SIGNED: [(State.SIGNED, lead)],
        State.ACCEPTED: [(State.SIGNED, lead), (State.ACCEPTED, cast.manager)],
        State.COMPILED: [(State.SIGNED, lead), (State.ACCEPTED, cast.manager), (State.COMPILED, cast.manager)],
    }
    for to, by in paths[state]:
        quarterly_return = move(quarterly_return=quarterly_return, to=to, by=by, comment="As agreed.")
    return QuarterlyReturn.objects.get(pk=quarterly_return.pk)
