"""Actions of the made-up board, its meetings that are past, and forms about actions as a browser would send them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from snb.action_workflow import ActionDetails, add_action, close_actions, report
from snb.feeds import make_feed
from snb.models import Action, AgendaItem, Meeting, Organisation, Person, Post, PostHolding
from snb.permissions import Role
from tests.cast import Cast, days, make_meeting

PDF = b"%PDF-1.7\n%made up for a test\n"


def upload(name: str = "minute.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def owner_post(cast: Cast, title: str = "Director", person: Person | None = None) -> Post:
    """A post held by the board member, unless told."""
    organisation, _ = Organisation.objects.get_or_create(name="Fosse Council")
    post, made = Post.objects.get_or_create(title=title, organisation=organisation)
    if made:
        PostHolding.objects.create(person=person or cast.member, post=post, begins=days(-300))
    return post


def past_meeting(cast: Cast, ago: int = 30) -> Meeting:
    return make_meeting(cast.board, in_days=-ago, due_in=-ago - 12)


def item_of(meeting: Meeting, title: str = "Bridges", *, private: bool = False) -> AgendaItem:
    ground: dict[str, Any] = (
        {"exempt_paragraph": 3, "public_interest": "It is a contract.", "public_title": "A contract"} if private else {}
    )
    return AgendaItem.objects.create(meeting=meeting, order=meeting.items.count() + 1, title=title, **ground)


def of_post(cast: Cast, text: str = "Mend the bridge") -> ActionDetails:
    return ActionDetails(text, post=owner_post(cast))


def of_lead(cast: Cast, text: str = "Write to every school") -> ActionDetails:
    return ActionDetails(text, role=Role.LEAD, remit=cast.burglary.remit)


def make_action(
    cast: Cast, text: str = "Mend the bridge", *, due: dt.date | None = None, item: AgendaItem | None = None,
    details: ActionDetails | None = None, **more: Any,
) -> Action:  # fmt: skip
    """Agreed at a meeting of a month ago, owned by the post of the board member, due in ten days."""
    if item is None and "agreed_on" not in more:
        item = item_of(Meeting.objects.filter(board=cast.board, date=days(-30)).first() or past_meeting(cast))
    return add_action(
        board=cast.board,
        details=details or of_post(cast, text),
        due=due or days(10),
        item=item,
        by=cast.manager,
        **more,
    )


def make_late(cast: Cast, text: str = "Paint the gate") -> Action:
    return make_action(cast, text, due=days(-5))


def make_done(cast: Cast, text: str = "Mend the bridge", **more: Any) -> Action:
    action = make_action(cast, text, **more)
    report(action=action, text=f"{text}: seen to.", evidence="Minute 7", says_done=True, by=cast.manager)
    action.refresh_from_db()
    return action


def make_closed(cast: Cast, text: str = "Mend the bridge", meeting: Meeting | None = None) -> Action:
    action = make_done(cast, text)
    close_actions(actions=[action], meeting=meeting or past_meeting(cast, 7), by=cast.manager)
    action.refresh_from_db()
    return action


def make_private(cast: Cast, text: str = "Sue the builder") -> Action:
    meeting = Meeting.objects.filter(board=cast.board, date=days(-30)).first() or past_meeting(cast)
    return make_action(cast, text, item=item_of(meeting, "Builder's contract", private=True))


def date_parts(name: str, day: dt.date) -> dict[str, Any]:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def action_rows(cast: Cast) -> dict[str, dict[str, object]]:
    """For the matrix of permissions: an open action of the board member with a file, and their calendar address."""
    action = make_action(cast, agreed_on=days(-3))
    made = report(action=action, text="Half of it.", files=[upload()], by=cast.member)
    return {
        "action": {"pk": action.pk},
        "action-download": {"pk": made.files.get().pk},
        "calendar-feed": {"token": make_feed(by=cast.member)},
    }
