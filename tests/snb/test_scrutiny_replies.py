"""Written replies: who may give one, late ones, ones recorded on behalf; and what the database itself holds."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from snb.models import AuditEvent, PostHolding, Recipient, Recommendation
from snb.permissions import Role
from snb.replying import Reply, may_reply_for, reply, reply_on_behalf
from snb.scrutiny import row_of
from snb.scrutiny_workflow import reschedule
from snb.workflow import Refusal
from tests.cast import Cast, board_remit, days, fresh, give
from tests.snb.scrutiny_scene import body, fire, make_asked, make_meeting, recipient_of

YES = Reply(Recipient.Answer.ACCEPTED, "We will.")


def on_behalf(
    held: Recipient, cast: Cast, *, on: int = 0, post: str = "Chief Constable", text: str = "Yes."
) -> Recipient:
    said = Reply(Recipient.Answer.PARTLY, text)
    return reply_on_behalf(recipient=held, said=said, post=post, on=days(on), by=cast.clerk)


def test_whoever_holds_a_post_there_on_the_day_replies_as_that_post(cast: Cast) -> None:
    given = reply(recipient=recipient_of(make_asked(cast, to=(body(cast),))), said=YES, by=cast.lead)
    assert (given.replied_as, given.replied_post, given.replied_on, given.is_on_behalf, given.is_late) == (
        "Lead Person, Chief Constable, Fosse Police", "Chief Constable, Fosse Police", days(0), False, False,
    )  # fmt: skip
    event = AuditEvent.objects.get(action="replied to a committee")
    assert event.detail == {"body": "Fosse Police", "answer": "accepted", "late": False, "on_behalf": False}


def test_nobody_replies_for_a_body_they_hold_no_post_in_or_without_the_right(cast: Cast) -> None:
    held = recipient_of(make_asked(cast, to=(body(cast),)))
    with pytest.raises(PermissionDenied, match="you hold no post there today"):
        reply(recipient=held, said=YES, by=cast.member)
    PostHolding.objects.create(
        person=cast.support, post=PostHolding.objects.get(person=cast.lead).post, begins=days(-9)
    )
    for person in (cast.support, cast.clerk, cast.scrutiny, cast.other_manager, cast.outsider):
        with pytest.raises(PermissionDenied, match="You may not reply to a committee"):
            reply(recipient=held, said=YES, by=person)
    PostHolding.objects.filter(person=cast.lead).update(ends=days(-1))
    with pytest.raises(PermissionDenied, match="no post there"):
        reply(recipient=held, said=YES, by=cast.lead)


def test_the_page_offers_a_reply_to_whoever_may_give_it(cast: Cast) -> None:
    asked = make_asked(cast, to=(body(cast), fire(cast)))
    held = list(asked.recipients.all())
    police, crew = recipient_of(asked).pk, recipient_of(asked, "Fosse Fire").pk
    assert may_reply_for(cast.lead, held, cast.board) == {police}
    assert may_reply_for(cast.member, held, cast.board) == {crew}
    for person in (cast.clerk, cast.scrutiny, cast.chair, cast.support):
        assert may_reply_for(person, held, cast.board) == set()
    reply(recipient=held[1], said=YES, by=cast.lead)
    assert may_reply_for(cast.lead, list(asked.recipients.all()), cast.board) == set()


def test_a_reply_after_the_last_day_is_taken_and_marked_late(cast: Cast) -> None:
    meeting = make_meeting(cast, day=days(-60))
    asked = make_asked(cast, to=(body(cast), fire(cast)), meeting=meeting)
    row = row_of(asked, days(0))
    assert (row.replies.words, row.replies.overdue, row.replies.tone) == ("0 of 2 replied", 2, "late")
    assert reply(recipient=recipient_of(asked), said=YES, by=cast.lead).is_late
    row = row_of(asked, days(0))
    assert (row.replies.words, row.replies.late, row.replies.overdue) == ("1 of 2 replied", 1, 1)
    on_behalf(recipient_of(asked, "Fosse Fire"), cast, on=-32)
    row = row_of(asked, days(0))
    assert (row.replies.words, row.replies.late, row.replies.overdue, row.replies.tone) == ("All replied", 1, 0, "done")


@pytest.mark.parametrize(("on", "late"), [(-32, False), (-31, True)])
def test_the_last_day_itself_is_in_time(cast: Cast, on: int, late: bool) -> None:
    asked = make_asked(cast, to=(body(cast),), meeting=make_meeting(cast, day=days(-60)))
    assert on_behalf(recipient_of(asked), cast, on=on).is_late is late


def test_a_reply_recorded_on_behalf_says_so_and_by_whom(cast: Cast) -> None:
    given = on_behalf(recipient_of(make_asked(cast, to=(body(cast),))), cast, on=-3)
    assert (given.is_on_behalf, given.replied_post, given.replied_on) == (
        True, "Chief Constable, Fosse Police", days(-3),
    )  # fmt: skip
    assert given.replied_as == "Chief Constable, Fosse Police (recorded by Clerk Person)"
    assert given.recorded_by == cast.clerk


@pytest.mark.parametrize(
    ("on", "post", "text", "said"),
    [
        (-11, "Chief", "Yes.", "no reply can have come before"),
        (1, "Chief", "Yes.", "still to come"),
        (0, " ", "Yes.", "Say which post"),
        (0, "Chief", " ", "in writing"),
    ],
)
def test_a_reply_that_cannot_be_is_refused(cast: Cast, on: int, post: str, text: str, said: str) -> None:
    held = recipient_of(make_asked(cast, to=(body(cast),)))
    with pytest.raises(Refusal, match=said):
        on_behalf(held, cast, on=on, post=post, text=text)
    with pytest.raises(PermissionDenied):
        reply_on_behalf(recipient=held, said=YES, post="Chief", on=days(0), by=cast.member)


def test_a_reply_stands_as_it_was_given(cast: Cast) -> None:
    held = recipient_of(make_asked(cast, to=(body(cast),)))
    reply(recipient=held, said=YES, by=cast.lead)
    for again in (lambda: reply(recipient=held, said=YES, by=cast.lead), lambda: on_behalf(held, cast)):
        with pytest.raises(Refusal, match="a reply stands as it was given"):
            again()


def test_a_member_who_is_also_the_clerk_may_do_both(cast: Cast) -> None:
    give(cast.lead, Role.SCRUTINY_CLERK, board_remit(cast.board))
    asked = make_asked(cast, to=(body(cast), fire(cast)))
    reply(recipient=recipient_of(asked), said=YES, by=fresh(cast.lead))
    held = recipient_of(asked, "Fosse Fire")
    given = reply_on_behalf(recipient=held, said=YES, post="Chief", on=days(0), by=fresh(cast.lead))
    assert given.is_on_behalf


# In the database -----------------------------------------------------------------------------------------------------


def refused(sql: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def allowed(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_keeps_a_reply(cast: Cast) -> None:
    held = recipient_of(make_asked(cast, to=(body(cast),)))
    allowed(
        f"UPDATE snb_recipient SET is_on_behalf = {'true' if connection.vendor != 'sqlite' else 1}"
    )  # not yet given
    reply(recipient=held, said=YES, by=cast.lead)
    for change in ("reply = 'No.'", "answer = 'refused'", "replied_on = '2020-01-01'", "replied_as = 'x'",
                   "replied_post = 'x'", "answer = '', reply = '', replied_on = NULL"):  # fmt: skip
        refused(f"UPDATE snb_recipient SET {change}")
    refused("DELETE FROM snb_recipient")


def test_the_database_keeps_who_was_asked_by_when(cast: Cast) -> None:
    make_asked(cast, to=(body(cast),))
    refused("UPDATE snb_recipient SET reply_due = '2099-01-01'")
    refused("UPDATE snb_recipient SET sent_on = '2000-01-01'")
    refused("DELETE FROM snb_recipient")


def test_the_database_keeps_number_first_date_and_decisions(cast: Cast) -> None:
    asked = make_asked(cast, due=days(30))
    for change in ("number = 9", "original_due = '2099-01-01'", "due = '2099-01-01'", "due = NULL"):
        refused(f"UPDATE snb_recommendation SET {change}")
    allowed("UPDATE snb_recommendation SET text = 'Better'")
    reschedule(recommendation=asked, new_due=days(40), decision="x", decided_on=days(0), version=1, by=cast.clerk)
    assert Recommendation.objects.get().due == days(40)
    refused("UPDATE snb_rescheduling SET decision = 'y'")
    refused("DELETE FROM snb_rescheduling")
    refused("DELETE FROM snb_recommendation")


def test_the_database_keeps_the_words_that_a_body_replied_to(cast: Cast) -> None:
    asked = make_asked(cast, to=(body(cast),))
    allowed("UPDATE snb_recommendation SET text = 'Better'")
    reply(recipient=recipient_of(asked), said=YES, by=cast.lead)
    refused("UPDATE snb_recommendation SET text = 'Worse'")
