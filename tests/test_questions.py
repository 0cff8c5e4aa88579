"""Questions that have a right answer, by their number in the domain's list. Later capabilities add theirs."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.exceptions import PermissionDenied

from partnerships.merging import merge_partnerships
from performance.analysis.rates import rate
from performance.breakdown import PARTNERSHIPS, breakdown_of
from performance.periods import Cadence, Period
from priorities.agreement_workflow import AgreementDetails, make_successor
from priorities.models import QuarterlyReturn, RefreshOutcome
from priorities.models.returns import State
from priorities.refreshing import ask_for_work
from priorities.workflow import move
from priorities.writing import save_section
from reports.compiling import compile_document
from reports.documents.files import file_name
from reports.models import Edition
from snb.appointing import hand_over
from snb.models import Action, ActionState, Organisation, Post, PostHolding, RemitName, Seat
from snb.permissions import Permission, Role
from snb.quarters import Quarter
from snb.reading import seats_on
from snb.working_days import Calendar
from tests.cast import Cast, bring_to, days, fill, fresh, give, make_meeting, open_return, sign_off_all
from tests.performance.measuring import LATE, measure, observe, quarter
from tests.performance.sharing import cover, make_partnership
from tests.priorities.agreement_scene import agreed, opened
from tests.snb.notice_scene import MARKER, item, paper, private
from tests.snb.sittings_scene import make_scene


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


def test_8_a_vacancy_is_out_of_the_denominators_of_attendance(cast: Cast) -> None:
    scene = make_scene(cast)
    after = scene.sit()
    assert [row.organisation for row in after.vacancies] == ["Business sector"]
    assert len(after.rows) == 5
    assert after.quorums[0].words == "Quorate: 3 of 4 rows, quorum 3"


def test_9_a_row_of_several_posts_is_there_once_and_a_person_in_two_rows_counts_once(cast: Cast) -> None:
    scene = make_scene(cast)
    PostHolding.objects.create(post=scene.health.posts.get(), person=cast.member, begins=days(-300))
    after = scene.sit(south="apologies")
    assert [len(row.lines) for row in after.rows] == [1, 2, 1, 1, 0]
    assert (after.quorums[0].present, after.people) == (4, 3)


def test_11_a_confirmed_priority_has_dated_actions_open_and_the_next_agreement_accounts_for_both(cast: Cast) -> None:
    refresh = opened(cast)
    lead = {"post": None, "role": Role.LEAD.value, "remit": cast.burglary.remit}
    ask_for_work(
        refresh=refresh, outcome=refresh.outcomes.get(priority=cast.burglary), text="Look at online burglary",
        owner=lead, due=days(300), by=cast.manager,
    )  # fmt: skip
    agreed(cast, refresh)
    assert refresh.outcomes.get(priority=cast.burglary).kind == RefreshOutcome.Kind.CONFIRMED
    action = Action.objects.get()
    assert (action.state, action.due, action.origin) == (ActionState.OPEN, days(300), Action.Origin.REFRESH)
    cast.agreement.ends = days(0)
    cast.agreement.save()
    details = AgreementDetails("The next agreement", days(1), days(1000))
    sign_off_all(make_successor(agreement=cast.agreement, details=details, by=cast.manager), cast.manager)
    edition = compile_document(board=cast.board, kind="csa", by=cast.manager, as_at=days(1))
    printed = sections_of(edition)
    assert edition.data["title"] == "The next agreement"
    assert "Burglary: confirmed" in printed
    assert "Look at online burglary (A1" in printed


def test_3_merged_partnerships_are_a_new_body_whose_counts_add_and_whose_rates_are_worked_out_anew(
    cast: Cast,
) -> None:
    before, after = quarter(2025, 1), quarter(2025, 2)
    (upper,), south = cover(cast.partnership, "Upper Fosse"), make_partnership(cast, "south", "South Fosse CSP")
    (lower,) = cover(south, "Lower Fosse")
    thefts, people = measure(cast), measure(cast, "people", cadence=Cadence.YEAR, unit="people")
    for area, count, crowd in ((upper, 10, 1000), (lower, 2, 3000)):
        observe(people, Period(dt.date(2024, 1, 1), Cadence.YEAR), crowd, area=area)
        for period in (before, after):
            observe(thefts, period, count, area=area)
    pack = compile_document(board=cast.board, kind="board-pack", meeting=cast.meeting, by=cast.manager)
    merged = merge_partnerships(
        parts=[cast.partnership, south], name="Fosse CSP", begins=dt.date(2025, 7, 1), chair=None, by=cast.manager
    )
    assert {part.name_on(before.end) for part in merged.predecessors.all()} == {"North Fosse CSP", "South Fosse CSP"}

    def shown(period: Period) -> dict[str, tuple[object, object]]:
        where = breakdown_of(thefts, cast.board, LATE, PARTNERSHIPS, start=period.start, population=people)
        return {figure.name: (figure.value, figure.rate) for figure in where.figures}

    assert shown(before) == {"North Fosse CSP": (10, 10), "South Fosse CSP": (2, rate(2, 3000))}
    assert shown(after) == {"Fosse CSP": (12, 3)}
    assert Edition.objects.get(pk=pack.pk).content == pack.content
    new = compile_document(board=cast.board, kind="board-pack", meeting=cast.meeting, by=cast.manager)
    assert ("South Fosse CSP" in pack.content, "South Fosse CSP" in new.content) == (True, False)


def test_10_a_resolution_rescheduled_by_its_committee_keeps_both_dates_and_the_decision_and_is_not_overdue(
    cast: Cast,
) -> None:
    from snb.scrutiny import row_of
    from snb.scrutiny_workflow import reschedule
    from tests.snb.scrutiny_scene import make_asked

    asked = make_asked(cast, "A further progress report is received.", due=days(-1))
    assert row_of(asked, days(0)).is_overdue
    reschedule(
        recommendation=asked, new_due=days(40), decision="Agreed in the work programme.", decided_on=days(-2),
        version=1, by=cast.clerk,
    )  # fmt: skip
    row = row_of(asked, days(0))
    assert (row.recommendation.original_due, row.recommendation.due) == (days(-1), days(40))
    assert [(each.old_due, each.new_due, each.decision) for each in row.recommendation.reschedulings.all()] == [
        (days(-1), days(40), "Agreed in the work programme.")
    ]
    assert (row.is_overdue, row.status) == (False, "Open")


def test_4_a_linkage_that_a_role_owns_moves_with_the_appointment(cast: Cast) -> None:
    from snb.linkages import register_of
    from snb.models import Appointment, Linkage

    Linkage.objects.create(
        board=cast.board, order=1, body="Adults Safeguarding", role=Role.LEAD, remit=cast.arson.remit
    )
    held = Appointment.objects.get(person=cast.other_lead)
    hand_over(appointment=held, successor=cast.member, last_day=days(0), by=cast.manager)
    owners = [[person.name for person in register_of(cast.board, days(day))[0].people] for day in (0, 1)]
    assert owners == [["Other Lead Person"], ["Member Person"]]


def test_8_a_row_whose_organisation_has_ended_is_a_gap_to_fill_and_its_past_stays(cast: Cast) -> None:
    from snb.bodies import BodyDetails, follow
    from snb.reading import VACANT
    from tests.snb.bodies_scene import EVE, JULY, make_body, make_post

    body = make_body(cast.board, "Fosse CCG")
    row = cast.board.seats.create(order=1, organisation="Health", representative="Chair")
    row.posts.add(make_post(body, "Chair", cast.member))
    follow(parts=[body], into=[BodyDetails("Fosse ICS")], day=JULY, board=cast.board, by=cast.manager)
    (before,), (after,) = seats_on(cast.board, EVE), seats_on(cast.board, JULY)
    assert (before.representative, before.holders, before.vacant) == ("Chair", ("Member Person",), False)
    assert (after.representative, after.holders, after.vacant) == (VACANT, (), True)


def test_7_an_exempt_item_is_in_no_public_paper_and_no_name_of_a_file(cast: Cast) -> None:
    """Everything that the public can have is looked through in tests/attacks/test_leaks.py."""
    paper(item(cast, private()), cast.manager, title=f"{MARKER} prices")
    compiled = compile_document(board=cast.board, kind="board-pack", meeting=cast.meeting, by=cast.manager)
    assert MARKER in compiled.content
    pack = compiled.public_version
    assert MARKER not in pack.content
    assert MARKER not in f"{pack.title} {file_name(pack, 'pdf')}"
    assert "A contract" in pack.content  # that there is such an item, and its ground, the public may know


def test_the_last_lawful_day_for_a_meeting_on_20_march_2024() -> None:
    assert Calendar().last_publication_day(dt.date(2024, 3, 20), 5) == dt.date(2024, 3, 12)
