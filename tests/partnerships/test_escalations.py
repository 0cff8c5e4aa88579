"""The thread of an issue: raised, on an agenda, decided, acted on, answered; and who may see what of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from partnerships.escalating import (
    EscalationDetails,
    Slot,
    StaleEscalation,
    answer_escalation,
    change_escalation,
    drop_escalation,
    put_on_agenda,
    raise_escalation,
    take_off_agenda,
)
from partnerships.escalation_values import EVERYBODY, Reader, Thread
from partnerships.escalations import raised_to, reader_of, threads
from partnerships.models import Escalation
from partnerships.narrative_workflow import submit_narrative
from partnerships.narratives import news, previous
from snb.agenda import remove_item
from snb.models import AgendaItem, Meeting
from snb.workflow import Refusal
from tests.cast import Cast, days, make_meeting
from tests.partnerships.narratives_scene import (
    FARMS,
    act,
    close,
    decide,
    drafted,
    finish,
    in_private,
    open_narrative,
    placed,
    raised,
    submitted,
)

ALL = Reader(exempt=True)


def thread_of(cast: Cast, reader: Reader = ALL, day: int = 0) -> Thread:
    (thread,) = threads(raised_to(cast.board), reader, days(day))
    return thread


def after(cast: Cast) -> int:
    """The day after the meeting ahead, counted from today."""
    return (cast.meeting.date - days(0)).days + 1


def test_an_issue_is_raised_changed_and_dropped_in_a_draft(cast: Cast) -> None:
    held = drafted(cast)
    made = raise_escalation(narrative=held, details=FARMS, by=cast.csp_officer)
    other = EscalationDetails("Farm thefts", "As before.", "Agree it.", Escalation.Purpose.SUPPORT)
    changed = change_escalation(escalation=made, details=other, version=0, by=cast.csp_officer)
    assert (changed.title, changed.purpose, changed.version) == ("Farm thefts", "support", 1)
    with pytest.raises(StaleEscalation) as stale:
        change_escalation(escalation=made, details=FARMS, version=0, by=cast.csp_officer)
    assert stale.value.saved.title == "Farm thefts"
    with pytest.raises(PermissionDenied):
        drop_escalation(escalation=made, by=cast.manager)
    drop_escalation(escalation=changed, by=cast.csp_officer)
    with pytest.raises(Refusal, match="taken this out"):
        change_escalation(escalation=made, details=FARMS, version=1, by=cast.csp_officer)


def test_it_becomes_an_item_of_a_meeting_with_its_text(cast: Cast) -> None:
    escalation = placed(cast)
    item = escalation.item
    assert item is not None
    assert (item.title, item.purpose, item.minutes, item.meeting) == ("Thefts from farms", "decide", 15, cast.meeting)
    assert item.text.startswith(f"Raised by North Fosse CSP in its narrative for {cast.meeting.quarter}.")
    assert FARMS.text in item.text
    assert FARMS.ask in item.text
    assert (escalation.placed_on, escalation.placed_as) == (days(0), "Manager Person")


def test_it_is_settled_once_and_only_when_its_narrative_is_accepted(cast: Cast) -> None:
    held = drafted(cast)
    made = raise_escalation(narrative=held, details=FARMS, by=cast.csp_officer)
    for settle in (
        lambda: put_on_agenda(escalation=made, slot=Slot(cast.meeting, 5), by=cast.manager),
        lambda: answer_escalation(escalation=made, answer="No", by=cast.manager),
    ):
        with pytest.raises(Refusal, match="has not been accepted"):
            settle()


def test_on_an_agenda_it_is_answered_there(cast: Cast) -> None:
    escalation = placed(cast)
    with pytest.raises(Refusal, match=r"on the agenda of .* already"):
        put_on_agenda(escalation=escalation, slot=Slot(cast.meeting, 5), by=cast.manager)
    with pytest.raises(Refusal, match="answers it there"):
        answer_escalation(escalation=escalation, answer="No", by=cast.manager)


def test_an_answer_without_a_meeting_is_final(cast: Cast) -> None:
    escalation = raised(cast)
    with pytest.raises(Refusal, match="Write the answer"):
        answer_escalation(escalation=escalation, answer=" ", by=cast.manager)
    with pytest.raises(PermissionDenied):
        answer_escalation(escalation=escalation, answer="Yes", by=cast.csp_officer)
    answer_escalation(escalation=escalation, answer="The fund is open to you.", by=cast.manager)
    for settle in (
        lambda: answer_escalation(escalation=escalation, answer="No", by=cast.manager),
        lambda: put_on_agenda(escalation=escalation, slot=Slot(cast.meeting, 5), by=cast.manager),
    ):
        with pytest.raises(Refusal, match="answered already"):
            settle()
    thread = thread_of(cast, EVERYBODY)
    assert (thread.standing.key, thread.is_settled, thread.said) == ("answered", True, "The fund is open to you.")
    assert thread.answered_as == "Manager Person"


def test_only_a_meeting_ahead_of_this_board_hears_it(cast: Cast) -> None:
    escalation = raised(cast)
    past = make_meeting(cast.board, in_days=-3, due_in=-9)
    with pytest.raises(Refusal, match="has been held"):
        put_on_agenda(escalation=escalation, slot=Slot(past, 5), by=cast.manager)
    with pytest.raises(Refusal, match="another board"):
        put_on_agenda(escalation=escalation, slot=Slot(make_meeting(cast.other_board), 5), by=cast.manager)


def test_it_leaves_an_agenda_from_its_own_page_while_nothing_has_come_of_it(cast: Cast) -> None:
    escalation = placed(cast)
    item = escalation.item
    assert item is not None
    with pytest.raises(Refusal, match="on its own page"):
        remove_item(item=item, by=cast.manager)
    off = take_off_agenda(escalation=escalation, by=cast.manager)
    assert (off.item, off.placed_on, AgendaItem.objects.filter(pk=item.pk).exists()) == (None, None, False)
    with pytest.raises(Refusal, match="on no agenda"):
        take_off_agenda(escalation=escalation, by=cast.manager)
    again = put_on_agenda(escalation=escalation, slot=Slot(cast.meeting, 5), by=cast.manager)
    decide(again.item, cast)  # type: ignore[arg-type]
    with pytest.raises(Refusal, match="has dealt with"):
        take_off_agenda(escalation=escalation, by=cast.manager)


def test_one_whose_item_was_withdrawn_goes_on_another_agenda(cast: Cast) -> None:
    escalation = placed(cast)
    AgendaItem.objects.filter(escalations=escalation).update(withdrawn_reason="No quorum for it")
    assert thread_of(cast).standing.words == "Withdrawn from the agenda"
    later = make_meeting(cast.board, in_days=100, due_in=90)
    again = put_on_agenda(escalation=escalation, slot=Slot(later, 5), by=cast.manager)
    assert again.item is not None
    assert again.item.meeting == later


def test_where_it_stands_is_told_by_its_links(cast: Cast) -> None:
    escalation = raised(cast)
    assert thread_of(cast).standing.key == "raised"
    escalation = put_on_agenda(escalation=escalation, slot=Slot(cast.meeting, 5), by=cast.manager)
    assert thread_of(cast).standing.key == "agenda"
    assert thread_of(cast, day=after(cast) - 1).standing.key == "agenda"
    assert thread_of(cast, day=after(cast)).standing.key == "heard"
    item = escalation.item
    assert item is not None
    decision = decide(item, cast)
    assert (thread_of(cast).standing.key, thread_of(cast).is_settled) == ("decided", True)
    action = act(cast, due=10, decision=decision)
    assert (thread_of(cast).standing.key, thread_of(cast).is_settled) == ("open", False)
    assert thread_of(cast).actions[0].names == ("Manager Person",)
    assert thread_of(cast, day=11).standing.key == "late"
    second = act(cast, due=30, item=item)
    assert [line.number for line in thread_of(cast).actions] == [action.number, second.number]
    finish(action, cast)
    assert thread_of(cast).standing.key == "open"
    close(second, cast.meeting, cast)
    assert thread_of(cast).standing.key == "done"
    close(action, cast.meeting, cast)
    thread = thread_of(cast)
    assert (thread.standing.key, thread.is_settled, thread.last_day) == ("closed", True, cast.meeting.date)
    assert thread.said == "One rural team was agreed. The team works since May. The team works since May."


def test_actions_that_were_dropped_settle_it_too(cast: Cast) -> None:
    escalation = placed(cast)
    action = act(cast, due=10, item=escalation.item)
    action.state = "dropped"
    action.save()
    assert thread_of(cast).standing.words == "Action no longer asked for"


def test_a_submitted_narrative_is_shown_as_waiting_and_a_draft_not_at_all(cast: Cast) -> None:
    held = drafted(cast)
    raise_escalation(narrative=held, details=FARMS, by=cast.csp_officer)
    assert list(raised_to(cast.board)) == []
    assert threads(Escalation.objects.all(), ALL, days(0))[0].standing.key == "draft"
    submit_narrative(narrative=held, by=cast.csp_officer)
    assert thread_of(cast).standing.key == "review"


def test_what_was_heard_in_private_is_hidden_from_whoever_may_not_read_it(cast: Cast) -> None:
    escalation = placed(cast, in_private(cast.meeting))
    item = escalation.item
    assert item is not None
    act(cast, due=10, decision=decide(item, cast))
    stranger = thread_of(cast, EVERYBODY)
    assert (stranger.title, stranger.text, stranger.ask) == ("A matter of rural crime", "", "")
    assert (stranger.decisions, stranger.actions, stranger.is_hidden) == ((), (), True)
    assert stranger.standing.words.startswith("To be heard in private on")
    assert stranger.said == ""
    assert not stranger.is_settled
    assert thread_of(cast, EVERYBODY, after(cast)).is_settled
    writer = thread_of(cast, reader_of(cast.csp_officer, cast.board))
    assert (writer.title, writer.text) == (FARMS.title, FARMS.text)  # what they wrote themselves
    assert (writer.decisions, writer.actions) == ((), ())  # but not what was done in private
    member = thread_of(cast, reader_of(cast.member, cast.board))
    assert (member.title, len(member.decisions), len(member.actions)) == (FARMS.title, 1, 1)


def test_the_answer_comes_back_into_the_next_narrative_once(cast: Cast) -> None:
    escalation = placed(cast)
    item = escalation.item
    assert item is not None
    close(act(cast, due=10, decision=decide(item, cast)), cast.meeting, cast)
    second = open_narrative(cast, make_meeting(cast.board, in_days=110, due_in=90))
    before = previous(second)
    (told,) = news(second, before, ALL, days(0))
    assert (told.pk, told.actions[0].outcome) == (escalation.pk, "The team works since May.")
    assert [row.pk for row in before] == [escalation.narrative_id]


def test_what_was_settled_before_the_last_narrative_is_no_news_and_what_is_open_is(cast: Cast) -> None:
    first = raised(cast, make_meeting(cast.board, in_days=1, due_in=0))
    Meeting.objects.filter(pk=first.narrative.meeting_id).update(date=days(-99), returns_due=days(-110))
    submitted(cast)
    third = open_narrative(cast, make_meeting(cast.board, in_days=110, due_in=90))
    (last,) = previous(third)
    assert last.submitted_at is not None
    last.submitted_at += dt.timedelta(days=1)
    assert [thread.pk for thread in news(third, [last], ALL, days(0))] == [first.pk]  # old, and open
    answer_escalation(escalation=first, answer="Yes.", by=cast.manager)
    assert news(third, [last], ALL, days(0)) == []
    assert [thread.pk for thread in news(third, previous(third), ALL, days(0))] == [first.pk]  # answered that very day


def test_the_list_asks_the_same_few_questions_for_many(cast: Cast) -> None:
    first = placed(cast)
    decision = decide(first.item, cast)  # type: ignore[arg-type]
    act(cast, due=10, decision=decision)
    act(cast, due=10, item=first.item)

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            threads(raised_to(cast.board), ALL, days(0))
        return len(caught)

    few = asked()
    for offset in (120, 210, 300):
        meeting = make_meeting(cast.board, in_days=offset, due_in=offset - 10)
        held = put_on_agenda(escalation=raised(cast, meeting), slot=Slot(meeting, 5), by=cast.manager)
        act(cast, due=10, item=held.item)
        act(cast, due=20, decision=decide(held.item, cast))  # type: ignore[arg-type]
    assert asked() == few


REFUSED = {
    "text": "UPDATE partnerships_escalation SET ask = 'Something else' WHERE id = %s",
    "answer": "UPDATE partnerships_escalation SET answer = 'Something else' WHERE id = %s",
    "removal": "DELETE FROM partnerships_escalation WHERE id = %s",
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_database_holds_what_was_raised_and_answered(cast: Cast, what: str) -> None:
    escalation = raised(cast)
    answer_escalation(escalation=escalation, answer="Yes.", by=cast.manager)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(REFUSED[what], [escalation.pk])
    escalation.refresh_from_db()
    assert (escalation.ask, escalation.answer) == (FARMS.ask, "Yes.")


def test_nothing_is_taken_up_from_a_draft_in_the_database_either(cast: Cast) -> None:
    made = raise_escalation(narrative=drafted(cast), details=FARMS, by=cast.csp_officer)
    with pytest.raises(DatabaseError), transaction.atomic():
        Escalation.objects.filter(pk=made.pk).update(answer="Yes", answered_on=days(0))
