"""A made-up committee that scrutinises the cast's board, what it asks, and forms as a browser would send them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from snb.committee_reports import FrontSheet, add_report
from snb.committees import CommitteeDetails, add_committee, add_meeting
from snb.models import (
    Action,
    AgendaItem,
    Committee,
    CommitteeMeeting,
    CommitteeReport,
    Organisation,
    Post,
    PostHolding,
    Recipient,
    Recommendation,
    Standing,
)
from snb.scrutiny_workflow import Asked, Sent, record_recommendation
from tests.cast import Cast, days

Kind = Recommendation.Kind


def council() -> Organisation:
    return Organisation.objects.get_or_create(name="Fosse Council", defaults={"kind": "council"})[0]


def make_committee(cast: Cast, name: str = "Safety Committee", *, statutory: bool = True) -> Committee:
    details = CommitteeDetails(name, council(), statutory, days(-1000))
    return add_committee(board=cast.board, details=details, by=cast.clerk)


def make_meeting(cast: Cast, committee: Committee | None = None, *, day: dt.date | None = None) -> CommitteeMeeting:
    """A meeting of a committee, ten days ago unless told otherwise."""
    held = committee or Committee.objects.filter(board=cast.board).first() or make_committee(cast)
    return add_meeting(committee=held, date=day or days(-10), note="", by=cast.clerk)


def body(cast: Cast, name: str = "Fosse Police", kind: str = Standing.Kind.RESPONSIBLE) -> Organisation:
    """An organisation that stands to the board. Of the police, the cast's lead is chief constable."""
    organisation = Organisation.objects.get_or_create(name=name)[0]
    Standing.objects.get_or_create(
        board=cast.board, organisation=organisation, kind=kind, defaults={"begins": days(-900)}
    )
    return organisation


def fire(cast: Cast) -> Organisation:
    """A co-operating body in which the board member holds a post."""
    made = body(cast, "Fosse Fire", Standing.Kind.CO_OPERATING)
    post, is_new = Post.objects.get_or_create(title="Chief Fire Officer", organisation=made)
    if is_new:
        PostHolding.objects.create(person=cast.member, post=post, begins=days(-300))
    return made


def make_asked(
    cast: Cast, text: str = "Tell residents how to report.", *, to: tuple[Organisation, ...] = (),
    due: dt.date | None = None, meeting: CommitteeMeeting | None = None, sent_on: dt.date | None = None,
) -> Recommendation:  # fmt: skip
    """A resolution of the committee, sent to `to` on the day of its meeting unless told otherwise."""
    held = meeting or CommitteeMeeting.objects.filter(date__lte=days(0)).first() or make_meeting(cast)
    sent = Sent(to, sent_on or held.date) if to else None
    return record_recommendation(meeting=held, asked=Asked(Kind.RESOLUTION, text, due), sent=sent, by=cast.clerk)


def recipient_of(asked: Recommendation, name: str = "Fosse Police") -> Recipient:
    return Recipient.objects.get(recommendation=asked, organisation__name=name)


def make_report(cast: Cast, **more: str) -> CommitteeReport:
    meeting = CommitteeMeeting.objects.first() or make_meeting(cast)
    return add_report(
        meeting=meeting, sheet=FrontSheet(**({"title": "Delivery of the agreement"} | more)), by=cast.clerk
    )


def make_action(cast: Cast, text: str = "Run a campaign", *, exempt: bool = False, number: int = 1) -> Action:
    """An action of the board, owned by the chief constable; perhaps of an item heard in private."""
    item = None
    if exempt:
        item = AgendaItem.objects.create(
            meeting=cast.meeting, order=9, title="Zanzibar plan", exempt_paragraph=3, public_interest="Named people.",
            public_title="A private matter",
        )  # fmt: skip
    return Action.objects.create(
        board=cast.board, number=number, origin=Action.Origin.SCRUTINY, item=item, text=text, agreed_on=days(-9),
        original_due=days(20), due=days(20), post=Post.objects.get(title="Chief Constable"),
    )  # fmt: skip


def parts(name: str, day: dt.date | None) -> dict[str, Any]:
    """A date as a browser sends it; empty boxes for None."""
    values = (day.day, day.month, day.year) if day else ("", "", "")
    return dict(zip((f"{name}_day", f"{name}_month", f"{name}_year"), values, strict=True))


def recorded(meeting: CommitteeMeeting, *to: Organisation, **more: Any) -> dict[str, Any]:
    """The form of a new resolution."""
    said = {"meeting": meeting.pk, "kind": "resolution", "text": "Explain how to report.", "report": ""}
    return said | {"to": [each.pk for each in to]} | parts("due", None) | parts("sent_on", days(0)) | more


def scrutiny_rows(cast: Cast) -> dict[str, dict[str, object]]:
    """What the addresses of scrutiny name, by the noun they begin with."""
    asked, report = make_asked(cast, to=(body(cast),), due=days(20)), make_report(cast)
    committee: dict[str, object] = {"pk": report.meeting.committee_id}
    meeting: dict[str, object] = {"pk": report.meeting_id}
    return {
        "recommendation": {"pk": asked.pk},
        "reply": {"pk": recipient_of(asked).pk},
        "committee": committee,
        "committee-meeting": meeting,
        "committee-meeting-add": committee,
        "committee-report": {"pk": report.pk, "part": "flags"},
        "committee-report-add": meeting,
        "report-public": {"pk": report.pk},
        "scrutiny-public-file": {"suffix": "json"},
    }
