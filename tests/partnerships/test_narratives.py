"""The life of a narrative: opened, written, submitted, accepted or sent back; and what the database holds fast."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from partnerships.escalating import raise_escalation
from partnerships.models import Narrative
from partnerships.narrative_workflow import (
    NarrativeText,
    StaleNarrative,
    accept_narrative,
    open_narratives,
    save_narrative,
    send_back_narrative,
    submit_narrative,
)
from partnerships.narratives import counts, steps, tracker
from snb.meetings import Details, QuarterStays, change_meeting
from snb.models import AuditEvent, Meeting, Organisation, Post, PostHolding
from snb.permissions import Role
from snb.workflow import Refusal
from tests.cast import Cast, board_remit, days, fresh, give, make_meeting
from tests.partnerships.narratives_scene import (
    FARMS,
    TEXT,
    accepted,
    drafted,
    make_partnership,
    open_narrative,
    submitted,
)


def test_one_narrative_for_each_partnership_of_the_day_of_the_meeting_due_when_returns_are(cast: Cast) -> None:
    make_partnership(cast, "Ended CSP", ends=days(1))
    coming = make_partnership(cast, "Coming CSP", begins=cast.meeting.date)
    make_partnership(cast, "Too late CSP", begins=cast.meeting.date.replace(year=cast.meeting.date.year + 1))
    opened = open_narratives(meeting=cast.meeting, by=cast.manager)
    assert {narrative.partnership for narrative in opened} == {cast.partnership, coming}
    assert {narrative.due for narrative in opened} == {cast.meeting.returns_due}
    assert AuditEvent.objects.get(action="opened narratives").detail == {"count": 2}


def test_opening_again_adds_only_what_is_missing(cast: Cast) -> None:
    held = drafted(cast)
    assert open_narratives(meeting=cast.meeting, by=cast.manager) == []
    later = make_partnership(cast, "Later CSP")
    assert [row.partnership for row in open_narratives(meeting=cast.meeting, by=cast.manager)] == [later]
    held.refresh_from_db()
    assert held.picture == TEXT.picture


def test_nothing_is_opened_for_a_meeting_that_is_past_or_not_held_or_without_partnerships(cast: Cast) -> None:
    past = make_meeting(cast.board, in_days=-1, due_in=-9)
    with pytest.raises(Refusal, match="has been held"):
        open_narratives(meeting=past, by=cast.manager)
    Meeting.objects.filter(pk=cast.meeting.pk).update(cancelled_reason="Snow")
    with pytest.raises(Refusal, match="not held"):
        open_narratives(meeting=cast.meeting, by=cast.manager)
    with pytest.raises(Refusal, match="No partnership"):
        open_narratives(meeting=make_meeting(cast.other_board), by=cast.other_manager)
    with pytest.raises(PermissionDenied):
        open_narratives(meeting=cast.meeting, by=cast.csp_officer)


def test_only_officers_of_the_partnership_write(cast: Cast) -> None:
    held = open_narrative(cast)
    neighbour = make_partnership(cast, "South CSP")
    give(cast.outsider, Role.CSP_OFFICER, neighbour.remit)
    for person in (cast.manager, cast.chair, fresh(cast.outsider)):
        with pytest.raises(PermissionDenied):
            save_narrative(narrative=held, text=TEXT, version=0, by=person)


def test_every_save_is_a_version_and_the_second_of_two_is_told(cast: Cast) -> None:
    held = drafted(cast)
    assert held.version == 1
    with pytest.raises(StaleNarrative) as stale:
        save_narrative(narrative=held, text=NarrativeText("Mine"), version=0, by=cast.csp_officer)
    assert stale.value.saved.picture == TEXT.picture
    saved = save_narrative(narrative=held, text=NarrativeText("Mine", "Yours"), version=1, by=cast.csp_officer)
    assert [(step.words, [title for title, _ in step.texts]) for step in steps(saved)] == [
        ("Saved version 2", ["The local picture", "Emerging risks and issues", "The quarter ahead"]),
        ("Saved version 1", ["The local picture", "Emerging risks and issues", "The quarter ahead"]),
        ("Opened", []),
    ]
    assert steps(saved)[0].by == cast.csp_officer.name


def test_a_narrative_needs_its_picture_and_what_is_emerging(cast: Cast) -> None:
    held = open_narrative(cast)
    with pytest.raises(Refusal, match="the local picture and emerging risks and issues"):
        submit_narrative(narrative=held, by=cast.csp_officer)
    save_narrative(narrative=held, text=NarrativeText("Quiet."), version=0, by=cast.csp_officer)
    with pytest.raises(Refusal, match=r"^Write emerging risks and issues first"):
        submit_narrative(narrative=held, by=cast.csp_officer)


def test_it_is_submitted_under_the_name_and_post_of_the_day(cast: Cast) -> None:
    post = Post.objects.create(title="Partnership Officer", organisation=Organisation.objects.create(name="Fosse BC"))
    PostHolding.objects.create(person=cast.csp_officer, post=post, begins=days(-5))
    held = submitted(cast)
    assert held.submitted_as == "Csp Officer Person, Partnership Officer, Fosse BC"
    assert held.submitted_by == cast.csp_officer


def test_after_submission_the_text_stays(cast: Cast) -> None:
    held = submitted(cast)
    with pytest.raises(Refusal, match="has been submitted"):
        save_narrative(narrative=held, text=TEXT, version=1, by=cast.csp_officer)
    with pytest.raises(Refusal, match="has been submitted"):
        raise_escalation(narrative=held, details=FARMS, by=cast.csp_officer)
    with pytest.raises(Refusal, match="cannot become submitted"):
        submit_narrative(narrative=held, by=cast.csp_officer)


def test_it_goes_back_with_a_reason_and_comes_again(cast: Cast) -> None:
    held = submitted(cast)
    with pytest.raises(Refusal, match="Say why"):
        send_back_narrative(narrative=held, reason="  ", by=cast.manager)
    with pytest.raises(PermissionDenied):
        send_back_narrative(narrative=held, reason="No", by=cast.csp_officer)
    held = send_back_narrative(narrative=held, reason="Which farms?", by=cast.manager)
    assert (held.state, held.submitted_at, held.submitted_by, held.submitted_as) == ("draft", None, None, "")
    held = save_narrative(narrative=held, text=TEXT, version=1, by=cast.csp_officer)
    held = submit_narrative(narrative=held, by=cast.csp_officer)
    assert held.sent_back_reason == ""
    assert [(step.words, step.note) for step in steps(held)][:4] == [
        ("Submitted", ""), ("Saved version 2", ""), ("Sent back", "Which farms?"), ("Submitted", ""),
    ]  # fmt: skip


def test_accepting_is_the_second_pair_of_eyes_and_the_end(cast: Cast) -> None:
    give(cast.csp_officer, Role.PROGRAMME_MANAGER, board_remit(cast.board))
    both = fresh(cast.csp_officer)
    held = submitted(cast)
    with pytest.raises(Refusal, match="You submitted this narrative"):
        accept_narrative(narrative=held, by=both)
    held = accept_narrative(narrative=held, by=cast.manager)
    assert (held.accepted_on, held.accepted_as) == (days(0), "Manager Person")
    with pytest.raises(Refusal, match="cannot become draft"):
        send_back_narrative(narrative=held, reason="Too late", by=cast.manager)


def test_the_quarter_of_a_meeting_that_was_told_stays(cast: Cast) -> None:
    held, meeting = submitted(cast), cast.meeting
    details = Details(
        meeting.title, meeting.date, meeting.time, meeting.place, meeting.quarter.previous(), meeting.returns_due
    )
    with pytest.raises(QuarterStays, match="has told this meeting"):
        change_meeting(meeting=meeting, details=details, version=meeting.version, by=cast.manager)
    send_back_narrative(narrative=held, reason="Another quarter", by=cast.manager)
    change_meeting(meeting=meeting, details=details, version=meeting.version, by=cast.manager)


def test_the_tracker_says_who_holds_each_and_what_is_late(cast: Cast) -> None:
    make_partnership(cast, "South CSP")
    held = open_narrative(cast)
    unopened = make_partnership(cast, "West CSP")
    rows = {row.partnership: row for row in tracker(cast.meeting, days(0))}
    assert rows["North Fosse CSP"].holder == "Csp Officer Person"
    assert (rows["South CSP"].holder, rows["South CSP"].words) == ("Nobody is appointed", "Not started")
    assert (rows["West CSP"].pk, rows["West CSP"].words, unopened.slug) == (None, "Not opened", rows["West CSP"].slug)
    assert [row.is_late for row in tracker(cast.meeting, held.due)] == [False, False, False]
    day_after = days((held.due - days(0)).days + 1)
    assert [row.is_late for row in tracker(cast.meeting, day_after)] == [True, True, False]
    accepted(cast)
    (row, *_) = tracker(cast.meeting, day_after)
    assert (row.words, row.holder, row.is_late, row.was_late) == ("Accepted", "Nobody: it is accepted", False, False)


def test_one_that_came_after_its_day_is_marked(cast: Cast) -> None:
    held = submitted(cast)
    Narrative.objects.filter(pk=held.pk).update(due=days(-1))
    (row,) = tracker(cast.meeting, days(0))
    assert (row.was_late, row.is_late, row.holder) == (True, False, "Manager Person")


REFUSED = {
    "text": "UPDATE partnerships_narrative SET picture = 'other' WHERE id = %s",
    "state": "UPDATE partnerships_narrative SET state = 'draft', submitted_at = NULL, submitted_by_id = NULL, "
    "accepted_on = NULL, accepted_as = '' WHERE id = %s",
    "who": "UPDATE partnerships_narrative SET submitted_as = 'Somebody else' WHERE id = %s",
    "acceptance": "UPDATE partnerships_narrative SET accepted_as = 'Somebody else' WHERE id = %s",
    "removal": "DELETE FROM partnerships_narrative WHERE id = %s",
    "place": "UPDATE partnerships_narrative SET meeting_id = meeting_id + 1 WHERE id = %s",
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_database_holds_an_accepted_narrative(cast: Cast, what: str) -> None:
    held = accepted(cast)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(REFUSED[what], [held.pk])
    held.refresh_from_db()
    assert (held.picture, held.state) == (TEXT.picture, "accepted")


def test_the_database_holds_a_submitted_one_and_lets_a_draft_be(cast: Cast) -> None:
    held = drafted(cast)
    with connection.cursor() as cursor:
        cursor.execute(REFUSED["text"], [held.pk])
    submit_narrative(narrative=held, by=cast.csp_officer)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE partnerships_narrative SET emerging = 'other' WHERE id = %s", [held.pk])


def test_a_narrative_begins_as_a_draft(cast: Cast) -> None:
    with pytest.raises(DatabaseError, match="begins as a draft"), transaction.atomic():
        Narrative.objects.create(
            partnership=cast.partnership, meeting=cast.meeting, due=days(1), state="submitted",
            submitted_at=cast.meeting.date.isoformat() + "T10:00Z", submitted_by=cast.lead,
        )  # fmt: skip


def test_meetings_that_were_told_come_newest_first(cast: Cast) -> None:
    accepted(cast)
    drafted(cast, make_meeting(cast.board, in_days=110, due_in=90))
    make_partnership(cast, "South CSP")
    open_narratives(meeting=cast.meeting, by=cast.manager)
    told = [(row.total, row.submitted, row.accepted, row.raised) for row in counts(cast.board)]
    assert told == [(1, 0, 0, 0), (2, 1, 1, 0)]
