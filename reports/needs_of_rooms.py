"""What the rooms of the Board's year need of a person: actions, narratives, replies to scrutiny, duties, linkages and
learning. Each asks a constant few queries, over all boards together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, F, Q
from django.urls import reverse

from partnerships.models import Learning, Narrative, NarrativeState
from reports.needs import AT_MEETING, Kind, Need, OfBoard
from snb.duties import DutyState, duties_on
from snb.linkages import linkages_due
from snb.models import Action, ActionState, Board, Duty, Linkage, Person, PostHolding, Recipient
from snb.owners import owned_by
from snb.permissions import Permission

SOON = dt.timedelta(days=60)  # how far ahead somebody is told of a report or a recommendation that falls due


# Actions -------------------------------------------------------------------------------------------------------------


def actions_owned(person: Person, day: dt.date) -> Iterator[OfBoard]:
    """Open actions of the posts and roles that the person holds. Words agreed in private stay on their own page."""
    mine = Action.objects.visible_to(person).filter(owned_by(person, day), state=ActionState.OPEN)
    for action in mine.select_related("board", "item", "decision__item"):
        words = f"Report on action {action.reference}"
        text = f"{words}, agreed in private" if action.is_exempt else f"{words}: {action.text.rstrip('.')}"
        url = _path("board:action-report", action.board, action.pk)
        yield action.board_id, Need(text, url, action.due, key=f"action-{action.pk}", version=action.version)


def actions_done(person: Person, day: dt.date) -> Iterator[OfBoard]:
    """One line for each board whose actions the person keeps: those that wait for the Board to close them."""
    boards = person.rights.boards_with(Permission.ACTION_EDIT)
    if not boards:
        return
    done = Action.objects.visible_to(person).filter(board__in=boards, state=ActionState.DONE).order_by("board")
    for row in done.values("board", slug=F("board__slug")).annotate(count=Count("pk")):
        text = f"Put {row['count']} done {'action' if row['count'] == 1 else 'actions'} to the Board to close"
        url = reverse("board:action-list", kwargs={"board": row["slug"]})
        yield row["board"], Need(text, f"{url}?state=done", kind=Kind.WAITS, key=f"actions-done-{row['board']}")


# Partnerships --------------------------------------------------------------------------------------------------------


def narratives_of(person: Person, day: dt.date) -> Iterator[OfBoard]:
    """Those the person writes, and those that wait for them to accept; nobody accepts what they submitted."""
    written = Q(partnership__remit__in=person.rights.remits_with(Permission.NARRATIVE_EDIT), state=NarrativeState.DRAFT)
    reviewed = Q(
        partnership__board__in=person.rights.boards_with(Permission.NARRATIVE_REVIEW), state=NarrativeState.SUBMITTED
    ) & ~Q(submitted_by=person)
    rows = Narrative.objects.filter(written | reviewed, meeting__cancelled_reason="")
    for row in rows.select_related("partnership__board", "partnership__remit", "meeting").prefetch_related(
        "partnership__remit__names"
    ):
        yield row.partnership.board_id, _narrative_need(row, day)


def _narrative_need(row: Narrative, day: dt.date) -> Need:
    name, board, key = row.partnership.name_on(day), row.partnership.board, f"narrative-{row.pk}"
    if row.state == NarrativeState.SUBMITTED:
        url = _path("partnerships:narrative-detail", board, row.pk)
        return Need(f"Read the narrative of {name}", url, row.meeting.date, AT_MEETING, kind=Kind.WAITS, key=key)
    url, note = _path("partnerships:narrative-edit", board, row.pk), row.sent_back_reason
    return Need(f"Write the narrative of {name}", url, row.due, note=note, key=key, version=row.version)


def learning_of(person: Person, day: dt.date) -> Iterator[OfBoard]:
    """Recommendations of reviews that the person's partnership is to see done. By reference: no words of a case."""
    remits = person.rights.remits_with(Permission.LEARNING_EDIT)
    rows = Learning.objects.filter(review__partnership__remit__in=remits, done_on=None, due__lte=day + SOON)
    for row in rows.select_related("review__partnership__board"):
        board = row.review.partnership.board
        text = f"Learning {row.review.reference}, recommendation {row.number}"
        url = _path("partnerships:learning-detail", board, row.pk)
        yield board.pk, Need(text, url, row.due, key=f"learning-{row.pk}", version=row.version)


# Scrutiny, duties, linkages ------------------------------------------------------------------------------------------


def replies_of(person: Person, day: dt.date) -> Iterator[OfBoard]:
    """Written replies that a body owes a committee, for those who hold a post in it."""
    boards = person.rights.boards_with(Permission.SCRUTINY_REPLY)
    bodies = PostHolding.objects.on(day).filter(person=person).values("post__organisation")
    rows = Recipient.objects.filter(
        replied_on=None, organisation__in=bodies, recommendation__meeting__committee__board__in=boards
    ).select_related("organisation", "recommendation__meeting__committee__board")
    for row in rows:
        committee = row.recommendation.meeting.committee
        text = f"Reply to {committee} for {row.organisation}"
        url = _path("board:reply-give", committee.board, row.pk)
        yield committee.board_id, Need(text, url, row.reply_due, note=row.recommendation.text, key=f"reply-{row.pk}")


def duties_owned(person: Person, day: dt.date) -> Iterator[OfBoard]:
    """Duties that are late or come soon, of the posts and roles that the person holds."""
    boards = person.rights.boards_with(Permission.DUTY_READ)
    mine = Duty.objects.filter(owned_by(person, day), board__in=boards)
    owned = mine.select_related("board", "post__organisation", "remit__board").prefetch_related("remit__names")
    for row in duties_on(owned, day):
        if row.due and row.state in (DutyState.LATE, DutyState.COMING):
            url, key = _path("board:duty-detail", row.duty.board, row.duty.pk), f"duty-{row.duty.pk}-{row.due}"
            yield row.duty.board_id, Need(f"Duty: {row.duty.title}", url, row.due, key=key)


def linkages_owned(person: Person, day: dt.date) -> Iterator[OfBoard]:
    """Reports to and from bodies that the person keeps the link with, once they are late or due soon."""
    boards = person.rights.boards_with(Permission.DUTY_READ)
    mine = Linkage.objects.filter(owned_by(person, day), board__in=boards)
    owned = mine.select_related("board", "post__organisation", "remit__board").prefetch_related("remit__names")
    for line in linkages_due(owned, day):
        for report in line.due:
            if report.due <= day + SOON:
                url = _path("board:linkage-detail", line.linkage.board, line.linkage.pk)
                key = f"linkage-{line.linkage.pk}-{report.direction}-{report.due}"
                yield line.linkage.board_id, Need(f"{report.label}: {line.linkage.body}", url, report.due, key=key)


def _path(view: str, board: Board, pk: int) -> str:
    return reverse(view, kwargs={"board": board.slug, "pk": pk})
