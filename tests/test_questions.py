"""Questions that have a right answer, by their number in the domain's list. Later capabilities add theirs."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.exceptions import PermissionDenied

from priorities.models import QuarterlyReturn
from priorities.models.returns import State
from priorities.workflow import move
from priorities.writing import save_section
from reports.compiling import compile_document
from reports.models import Edition
from snb.appointing import hand_over
from snb.models import Organisation, Post, PostHolding, RemitName, Seat
from snb.permissions import Permission, Role
from snb.quarters import Quarter
from snb.reading import seats_on
from tests.cast import Cast, bring_to, days, fill, fresh, give, make_meeting, open_return


def sections_of(edition: Edition) -> str:
    return json.dumps(edition.data["sections"], ensure_ascii=False)


def test_1_one_lead_of_two_priorities_has_two_returns_and_signs_twice_and_counts_once(cast: Cast) -> None:
    give(cast.lead, Role.LEAD, cast.arson.remit, -1)
    lead = fresh(cast.lead)
    for priority in (cast.burglary, cast.arson):
        held = fill(open_return(cast, priority), lead)
        move(quarterly_return=held, to=State.SIGNED, by=lead)
    signed = QuarterlyReturn.objects.filter(signed_by=lead)
    assert signed.count() == 2
    assert [held.signatures.count() for held in signed] == [1, 1]
    assert signed.values("signed_by").distinct().count() == 1


def test_2_a_renamed_priority_is_one_priority_and_each_return_prints_the_name_of_its_day(cast: Cast) -> None:
    past = make_meeting(cast.board, in_days=-70, due_in=-90)
    RemitName.objects.create(remit=cast.burglary.remit, name="Serious burglary", begins=days(-10))
    older = QuarterlyReturn.objects.create(
        priority=cast.burglary, meeting=past, due=past.returns_due, originally_due=past.returns_due
    )
    newer = open_return(cast)
    assert older.priority == newer.priority
    assert str(older) == f"Burglary, {Quarter.of(past.quarter_start).short}"
    assert str(newer) == f"Serious burglary, {cast.meeting.quarter.short}"


def test_4_a_draft_passes_to_the_successor_and_whoever_is_lead_on_the_day_signs(cast: Cast) -> None:
    held = fill(open_return(cast, cast.arson), cast.other_lead)
    successor = cast.outsider
    hand_over(appointment=cast.other_lead.appointments.get(), successor=successor, last_day=days(-1), by=cast.manager)
    with pytest.raises(PermissionDenied):
        move(quarterly_return=held, to=State.SIGNED, by=fresh(cast.other_lead))
    signed = move(quarterly_return=held, to=State.SIGNED, by=fresh(successor))
    assert signed.signed_by == successor
    assert signed.signatures.get().data["texts"]["progress"] == "About progress."


def test_5_a_return_after_the_pack_leaves_the_pack_as_it_is_and_is_marked_late(cast: Cast) -> None:
    open_return(cast)
    bring_to(open_return(cast, cast.arson), State.ACCEPTED, cast)
    pack = compile_document(board=cast.board, kind="board-pack", meeting=cast.meeting, by=cast.manager)
    before = Edition.objects.get(pk=pack.pk).content
    held = open_return(cast)
    QuarterlyReturn.objects.filter(pk=held.pk).update(due=days(-1))
    accepted = bring_to(open_return(cast), State.ACCEPTED, cast)
    assert accepted.is_late
    assert Edition.objects.get(pk=pack.pk).content == before
    later = compile_document(board=cast.board, kind="board-pack", meeting=cast.meeting, by=cast.manager)
    assert later.pk != pack.pk
    assert "Not received" in before or "has not come in" in before or pack.gaps > later.gaps


def test_8_a_vacancy_is_valid_printed_and_a_gap(cast: Cast) -> None:
    Seat.objects.create(
        board=cast.board, order=1, organisation="Business sector", representative="Not currently identified"
    )
    agreement = compile_document(board=cast.board, kind="csa", by=cast.manager)
    assert "Not currently identified" in sections_of(agreement)
    assert any("Business sector" in gap for gap in agreement.data["gaps"])


def test_9_a_row_of_the_membership_table_is_not_a_person(cast: Cast) -> None:
    seat = Seat.objects.create(
        board=cast.board, order=1, organisation="Districts", representative="Chief Executive (or equivalent)"
    )
    for number in range(3):
        council = Organisation.objects.create(name=f"District {number}")
        post = Post.objects.create(title="Chief Executive", organisation=council)
        PostHolding.objects.create(post=post, person=[cast.member, cast.chair, cast.analyst][number], begins=days(-5))
        seat.posts.add(post)
    (row,) = seats_on(cast.board, days(0))
    assert len(row.holders) == 3


def test_9_a_lead_need_not_be_a_core_member(cast: Cast) -> None:
    assert not Seat.objects.exists()
    assert fresh(cast.lead).has_perm(Permission.RETURN_SIGN, open_return(cast))


def test_a_stale_save_is_refused_also_by_the_same_person(cast: Cast) -> None:
    from priorities.writing import StaleSection

    section = open_return(cast).sections.get(key="progress")
    save_section(section=section, version=0, values={"text": "First"}, is_complete=False, by=cast.support)
    with pytest.raises(StaleSection) as stale:
        save_section(section=section, version=0, values={"text": "Second"}, is_complete=False, by=cast.lead)
    assert stale.value.section.text == "First"
    section.refresh_from_db()
    assert (section.text, section.version) == ("First", 1)


def test_the_quarter_of_a_meeting_is_the_one_before_it(cast: Cast) -> None:
    assert cast.meeting.quarter.end < cast.meeting.date
    assert Quarter.of(dt.date(2026, 12, 9)).previous() == Quarter(2026, 2)
