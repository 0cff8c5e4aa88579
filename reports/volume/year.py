"""What a board's year leaves behind: agendas, attendance, minutes, decisions, actions, duties, narratives, scrutiny."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from partnerships.models import Escalation, Narrative, Partnership
from reports.volume.rows import bulk
from snb.models import (
    Action,
    ActionReport,
    AgendaItem,
    Attendance,
    Board,
    Committee,
    CommitteeMeeting,
    Decision,
    Duty,
    Fulfilment,
    Linkage,
    LinkageReport,
    Meeting,
    MinuteEntry,
    Minutes,
    Organisation,
    Person,
    Post,
    PostHolding,
    Recipient,
    Recommendation,
    Remit,
    RemitName,
    Seat,
    Standing,
)
from snb.permissions import RemitKind
from snb.querysets import today
from snb.recurrence import Recurrence

SEATS, ITEMS, DECISIONS, ACTIONS, DUTIES, LINKAGES, PARTNERSHIPS, ASKED = 15, 8, 3, 4, 10, 6, 3, 3
PROSE = "The Board heard what had been done and asked for more of it. " * 6
FIRST = 3650  # days: how long ago the duties began


def make_year(board: Board, manager: Person) -> None:
    """Everything that the board's meetings, however many, leave behind; the newest is still to come."""
    meetings = list(board.meetings.order_by("date"))
    posts = _make_posts(board, manager)
    _make_members(board, posts)
    _make_sittings(board, manager, meetings, posts)
    _make_duties(board, manager, posts)
    _make_partnerships(board, meetings)
    _make_scrutiny(board, posts)


def _make_posts(board: Board, manager: Person) -> list[Post]:
    """A post in a body of its own for each seat; the manager holds the first."""
    bodies = bulk(Organisation, [Organisation(name=f"{board.short_name} body {n}") for n in range(SEATS)])
    posts = bulk(Post, [Post(title="Chief officer", organisation=body) for body in bodies])
    begins = _ago(2000)
    bulk(PostHolding, [PostHolding(person=manager, post=posts[0], begins=begins)])
    bulk(Standing, [Standing(board=board, organisation=b, kind="responsible", begins=begins) for b in bodies])
    return posts


def _ago(days: int) -> dt.date:
    return today() - dt.timedelta(days=days)


def _make_members(board: Board, posts: list[Post]) -> None:
    seats = bulk(
        Seat,
        [Seat(board=board, order=n, organisation=f"Body {n}", representative="Chief officer") for n in range(SEATS)],
    )
    through = Seat.posts.through
    bulk(through, [through(seat=seat, post=post) for seat, post in zip(seats, posts, strict=True)])


def _make_sittings(board: Board, manager: Person, meetings: list[Meeting], posts: list[Post]) -> None:
    places = [(meeting, n) for meeting in meetings for n in range(ITEMS)]
    items = bulk(AgendaItem, [AgendaItem(meeting=meeting, order=n, title=f"Item {n}") for meeting, n in places])
    held = [meeting for meeting in meetings if meeting.date < today()]
    seats = list(board.seats.all())
    bulk(
        Attendance,
        [
            Attendance(meeting=m, seat=seat, post=post, kind="present" if n % 4 else "apologies", name=f"Person {n}")
            for m in held
            for n, (seat, post) in enumerate(zip(seats, posts, strict=True))
        ],
    )
    minutes = {row.meeting_id: row for row in bulk(Minutes, [Minutes(meeting=m) for m in held])}
    of_held = [item for item in items if item.meeting_id in minutes]
    bulk(MinuteEntry, [MinuteEntry(minutes=minutes[i.meeting_id], item=i, text=PROSE, version=1) for i in of_held])
    _make_decisions(board, manager, [item for item in of_held if item.order < DECISIONS], posts)


def _make_decisions(board: Board, manager: Person, items: list[AgendaItem], posts: list[Post]) -> None:
    decisions = bulk(
        Decision,
        [
            Decision(
                board=board, meeting=item.meeting, item=item, number=item.order + 1, text=PROSE, recorded_by=manager
            )
            for item in items
        ],
    )  # fmt: skip
    made = [
        Action(
            board=board, number=number, item=decision.item, decision=decision, text=f"Do number {number}",
            post=posts[number % len(posts)], agreed_on=decision.meeting.date,
            original_due=decision.meeting.date + dt.timedelta(days=60 + 90 * (number % ACTIONS)),
            due=decision.meeting.date + dt.timedelta(days=60 + 90 * (number % ACTIONS)),
        )
        for number, decision in enumerate(decisions, 1)
    ]  # fmt: skip
    said = {"text": "It is under way.", "reported_by": manager, "reported_as": "Manager"}
    bulk(ActionReport, [ActionReport(action=action, **said) for action in bulk(Action, made)])


def _make_duties(board: Board, manager: Person, posts: list[Post]) -> None:
    begins = _ago(FIRST)
    duties = bulk(
        Duty,
        [
            Duty(
                board=board, slug=f"duty-{n}", title=f"Duty {n}", kind="statutory", owed_by="The authorities",
                source="An Act", every_months=12, begins=begins, first_due=begins, post=posts[n % len(posts)],
            )
            for n in range(DUTIES)
        ],
    )  # fmt: skip
    met = _met(begins)
    filed = {"evidence": "Filed.", "filed_by": manager}
    bulk(Fulfilment, [Fulfilment(duty=duty, due=due, done_on=due, **filed) for duty in duties for due in met])
    linkages = bulk(
        Linkage,
        [
            Linkage(board=board, order=n, body=f"Body {n}", post=posts[n], report_in_months=12, reports_from=begins)
            for n in range(LINKAGES)
        ],
    )
    told = {"direction": "in", "text": "All is well.", "filed_by": manager, "filed_as": "Manager"}
    bulk(LinkageReport, [LinkageReport(linkage=row, due=due, given_on=due, **told) for row in linkages for due in met])


def _met(begins: dt.date) -> list[dt.date]:
    """Every yearly date that has come, but for the newest."""
    return [due for due in Recurrence(begins, 12).upto(today()) if due < today()][:-1]


def _make_partnerships(board: Board, meetings: list[Meeting]) -> None:
    remits = bulk(Remit, [Remit(board=board, kind=RemitKind.PARTNERSHIP) for _ in range(PARTNERSHIPS)])
    begins = _ago(FIRST)
    bulk(RemitName, [RemitName(remit=r, name=f"Partnership {n}", begins=begins) for n, r in enumerate(remits)])
    partnerships = bulk(
        Partnership,
        [Partnership(board=board, remit=r, slug=f"partnership-{n}", begins=begins) for n, r in enumerate(remits)],
    )
    narratives = bulk(
        Narrative,
        [
            Narrative(partnership=partnership, meeting=meeting, due=meeting.returns_due, picture=PROSE, version=1)
            for meeting in meetings
            for partnership in partnerships
        ],
    )
    asked = {"title": "Help is needed", "text": PROSE, "ask": "Decide who helps"}
    bulk(Escalation, [Escalation(narrative=narrative, **asked) for narrative in narratives])


def _make_scrutiny(board: Board, posts: list[Post]) -> None:
    """A committee that met every year, with recommendations that half of those asked have not answered."""
    body = posts[0].organisation
    committee = Committee.objects.create(
        board=board, slug="scrutiny", name="Scrutiny committee", body=body, is_statutory=True, begins=_ago(FIRST)
    )
    met = bulk(CommitteeMeeting, [CommitteeMeeting(committee=committee, date=day) for day in _met(_ago(FIRST))])
    asked = bulk(
        Recommendation,
        [
            Recommendation(meeting=meeting, number=n, kind="recommendation", text=PROSE, original_due=due, due=due)
            for meeting in met
            for due in [meeting.date + dt.timedelta(days=200)]
            for n in range(1, ASKED + 1)
        ],
    )
    bulk(Recipient, _recipients(asked, [post.organisation for post in posts[:4]]))


def _recipients(asked: Iterable[Recommendation], bodies: list[Organisation]) -> list[Recipient]:
    return [
        Recipient(
            recommendation=recommendation, organisation=body, sent_on=recommendation.meeting.date,
            reply_due=recommendation.meeting.date + dt.timedelta(days=28),
        )
        for recommendation in asked
        for body in bodies
    ]  # fmt: skip
