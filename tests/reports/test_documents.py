"""The blocks of the documents print what the database holds, and list what it lacks."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partnerships.models import Area, Coverage
from performance.analysis.words import figure
from performance.models import Measure, Observation
from priorities.models import PriorityMeasure
from priorities.models.returns import State
from reports.documents.agreement import CSA_GAPS
from reports.documents.blocks import plain
from reports.documents.gaps import found_by
from reports.documents.governance import key_roles, leads_table, linkages, membership, terms, themes, tiers
from reports.documents.kinds import build_content, kind_of
from reports.documents.measures import measures
from reports.documents.meetings import Agenda, agenda, forward_plan, matters
from reports.documents.overview import priorities_matrix, required_actions_matrix, risks
from reports.documents.pack import PACK_GAPS
from reports.documents.partnerships import partnerships
from reports.documents.reading import Reading, read
from reports.documents.returns import Return, ReturnMissing, return_of
from reports.documents.snapshot import one_moment
from reports.models import Passage
from snb.models import (
    AgendaItem,
    ForwardPlanItem,
    KeyRole,
    Linkage,
    Organisation,
    Post,
    PostHolding,
    Seat,
    TermOfReference,
    Tier,
)
from snb.permissions import Role
from snb.quarters import Quarter
from snb.querysets import today
from snb.workflow import Refusal
from tests.cast import (
    VALUES,
    Cast,
    board_remit,
    bring_to,
    days,
    fresh,
    make_area,
    make_meeting,
    make_priority,
    open_return,
)

Block = TypeVar("Block")


def reading_of(cast: Cast) -> Reading:
    return read(board=cast.board, meeting=cast.meeting, as_at=today())


def some(block: Block | None) -> Block:
    """A block that must be there."""
    assert block is not None
    return block


def quietly(step: str, done: int, total: int) -> None:
    pass


def content_of(cast: Cast, kind: str = "board-pack") -> dict[str, Any]:
    meeting = cast.meeting if kind == "board-pack" else None
    reading = read(board=cast.board, meeting=meeting, as_at=today())
    return build_content(kind_of(kind), reading, notice="", progress=quietly)


def sections(content: dict) -> list[tuple[str, str]]:
    return [(section["number"], section["heading"]) for section in content["sections"]]


def add_measure(
    cast: Cast, value: str | None, *, target: str = "100", polarity: str = "lower", a_year_ago: str | None = "150"
) -> Measure:
    measure = Measure.objects.create(
        board=cast.board, slug="homes", name="Homes burgled", unit="offences", polarity=polarity, area=make_area(),
        target=Decimal(target), source="Fosse Police",
    )  # fmt: skip
    PriorityMeasure.objects.create(priority=cast.burglary, measure=measure)
    quarter = Quarter(2024, 2)
    for back, amount in ((0, value), (4, a_year_ago)):
        Observation.objects.create(
            measure=measure,
            area=measure.area,
            period_start=quarter.shifted(-back).start,
            value=amount,
            vintage=dt.date(2024, 12, 1),
        )
    return measure


# Leads, themes, terms ------------------------------------------------------------------------------------------------


def test_the_leads_table_names_the_lead_of_the_day_their_post_and_their_deputy(cast: Cast) -> None:
    burglary, arson = some(leads_table(reading_of(cast))).rows
    assert (burglary.theme, burglary.priority, burglary.lead) == ("Harm", "Burglary", "Lead Person")
    assert (burglary.post, burglary.organisation) == ("Chief Constable", "Fosse Police")
    assert (burglary.deputy, burglary.vacant) == ("Deputy Person", False)
    assert (arson.lead, arson.post, arson.deputy) == ("Other Lead Person", "", "")


def test_a_priority_without_a_lead_is_printed_as_a_vacancy_and_listed(cast: Cast) -> None:
    cast.arson.remit.appointments.update(ends=days(-1))
    reading = reading_of(cast)
    row = some(leads_table(reading)).rows[1]
    assert (row.lead, row.vacant) == ("", True)
    assert "Arson has no Strategic Priority Lead: not currently identified." in found_by(PACK_GAPS, reading)


def test_themes_tiers_and_terms_are_the_boards_own(cast: Cast) -> None:
    Tier.objects.create(board=cast.board, order=1, name="The Board", role="Direction", responsibilities=["Lead"])
    TermOfReference.objects.create(board=cast.board, order=1, kind="aim", text="Be safe")
    TermOfReference.objects.create(board=cast.board, order=2, kind="duty", text="Meet")
    reading = reading_of(cast)
    assert [(row.name, row.priorities) for row in some(themes(reading)).themes] == [("Harm", ("Burglary", "Arson"))]
    assert [(row.name, row.role, row.responsibilities) for row in some(tiers(reading)).tiers] == [
        ("The Board", "Direction", ("Lead",))
    ]
    assert (some(terms(reading)).aims, some(terms(reading)).duties) == (("Be safe",), ("Meet",))


def test_blocks_with_nothing_to_say_are_left_out(cast: Cast) -> None:
    reading = reading_of(cast)
    blocks = (tiers, terms, key_roles, linkages, membership, measures, matters, risks, forward_plan)
    assert [build.__name__ for build in blocks if build(reading) is not None] == []


# Seats, roles, linkages ----------------------------------------------------------------------------------------------


def test_a_seat_is_not_a_person(cast: Cast) -> None:
    police = Post.objects.get(title="Chief Constable")
    council = Organisation.objects.create(name="Fosse Council", short_name="Fosse")
    empty = Post.objects.create(title="Chief Executive", organisation=council)
    both = Seat.objects.create(board=cast.board, order=1, organisation="Authorities", representative="Heads")
    both.posts.set([police, empty])
    Seat.objects.create(board=cast.board, order=2, organisation="Business", representative="Not currently identified")
    reading = reading_of(cast)
    authorities, business = some(membership(reading)).rows
    assert authorities.holders == ("Not currently identified (Fosse)", "Lead Person (Fosse Police)")
    assert (business.vacant, business.representative, business.holders) == (True, "Not currently identified", ())
    gaps = found_by(CSA_GAPS, reading)
    assert "Business: the seat’s representative is not currently identified." in gaps
    assert "Authorities: nobody holds the seat of Fosse." in gaps


def test_key_roles_and_linkages_follow_the_holder_of_the_day(cast: Cast) -> None:
    KeyRole.objects.create(board=cast.board, order=1, name="Chair", designation="Chair", role=Role.CHAIR)
    KeyRole.objects.create(board=cast.board, order=2, name="Leads", designation="The leads", role=Role.LEAD)
    Linkage.objects.create(
        board=cast.board, order=1, body="Health Board", owner="Lead for arson", role=Role.LEAD, remit=cast.arson.remit
    )
    Linkage.objects.create(board=cast.board, order=2, body="Trade Board", owner="Somebody")
    reading = reading_of(cast)
    holders = [row.person for row in some(key_roles(reading)).rows]
    assert holders == ["Chair Person", "2 people, named in the table of leads"]
    assert [row.person for row in some(linkages(reading)).rows] == ["Other Lead Person", ""]
    assert "Link to the Trade Board: Somebody is not currently identified." in found_by(CSA_GAPS, reading)


def test_one_lead_of_two_priorities_is_one_person(cast: Cast) -> None:
    KeyRole.objects.create(board=cast.board, order=1, name="Leads", designation="The leads", role=Role.LEAD)
    cast.arson.remit.appointments.update(person=cast.lead)
    assert some(key_roles(reading_of(cast))).rows[0].person == "1 person, named in the table of leads"


# Returns -------------------------------------------------------------------------------------------------------------


def test_a_return_is_printed_as_it_was_signed(cast: Cast) -> None:
    held = bring_to(open_return(cast), State.ACCEPTED, cast)
    block = return_of(cast.burglary)(reading_of(cast))
    assert isinstance(block, Return)
    assert (block.priority, block.lead, block.signed_as) == ("Burglary", "Lead Person", "Chief Constable, Fosse Police")
    assert block.signed_at.startswith(today().isoformat())
    assert (block.judgement.rag.word, block.judgement.outlook) == ("Amber", "Steady")
    assert [(text.heading, text.markdown) for text in block.texts][:2] == [
        ("Progress this quarter", "About progress."), ("Good practice", "About good_practice.")
    ]  # fmt: skip
    assert [(row.number, row.status) for row in block.required_actions] == [(1, "Done"), (2, "Done")]
    assert [(row.title, row.spent, row.budget) for row in block.planned_actions] == [("Fit locks", 100_000, 250_000)]
    assert [(row.title, row.score) for row in block.risks] == [("Funding ends", 12)]
    assert (block.escalation, held.state) == (None, State.ACCEPTED)


@pytest.mark.parametrize("state", [state for state in State if state not in (State.ACCEPTED, State.COMPILED)])
def test_a_return_that_is_not_accepted_gives_its_state_and_none_of_its_words(cast: Cast, state: State) -> None:
    bring_to(open_return(cast), state, cast)
    content = content_of(cast)
    block = return_of(cast.burglary)(reading_of(cast))
    assert isinstance(block, ReturnMissing)
    assert (block.status, block.due) == (state.label, cast.meeting.returns_due.isoformat())
    assert "About progress" not in str(content)
    assert "Funding ends" not in str(content)
    assert any(gap.startswith(f"Burglary: no accepted return. {state.label}, with ") for gap in content["gaps"])


def test_a_return_in_the_pack_prints_as_accepted(cast: Cast) -> None:
    bring_to(open_return(cast), State.COMPILED, cast)
    assert some(priorities_matrix(reading_of(cast))).rows[0].return_status == "Accepted"


def test_a_deputy_signs_in_the_leads_stead(cast: Cast) -> None:
    lead, cast.lead = cast.lead, cast.deputy
    bring_to(open_return(cast), State.ACCEPTED, cast)
    block = return_of(cast.burglary)(reading_of(cast))
    assert isinstance(block, Return)
    assert (block.lead, block.signed_as) == (lead.name, "Deputy Person, deputy for the lead")


def test_the_matrix_keeps_the_figures_apart_from_the_leads_judgement(cast: Cast) -> None:
    add_measure(cast, "180")
    bring_to(open_return(cast), State.ACCEPTED, cast)
    burglary, arson = some(priorities_matrix(reading_of(cast))).rows
    assert (burglary.rag.word, burglary.judgement.word, burglary.outlook) == ("Red", "Amber", "Steady")
    assert (burglary.actions_done, burglary.actions_total) == (2, 2)
    assert (burglary.spent, burglary.planned, burglary.lead) == (100_000, 250_000, "Lead Person")
    assert (arson.rag.word, arson.judgement.word, arson.return_status) == ("No data", "Not judged", "Not started")
    assert (arson.spent, arson.planned) == (None, None)


def test_required_actions_side_by_side(cast: Cast) -> None:
    bring_to(open_return(cast), State.ACCEPTED, cast)
    block = some(required_actions_matrix(reading_of(cast)))
    assert [(column.number, column.label) for column in block.columns] == [(1, "Scoping"), (2, "Plan")]
    assert [(row.priority, row.statuses) for row in block.rows] == [("Burglary", ("Done", "Done")), ("Arson", ("", ""))]


def test_risks_come_by_score_and_print_letter_for_letter(cast: Cast, monkeypatch) -> None:
    raised = [
        {"title": title, "likelihood": likelihood, "impact": 5, "mitigation": "-"}
        for title, likelihood in (("Small", 1), ("A | *big* one", 5))
    ]
    monkeypatch.setitem(VALUES, "risks", {"risks": raised})
    bring_to(open_return(cast), State.ACCEPTED, cast)
    block = some(risks(reading_of(cast)))
    assert [(row.score, row.title) for row in block.rows] == [(25, "A | *big* one"), (5, "Small")]
    assert r"A \| \*big\* one" in block.as_block()["data"]["markdown"]


def test_what_leads_escalate_is_asked_of_the_board(cast: Cast, monkeypatch) -> None:
    monkeypatch.setitem(VALUES, "escalation", {"text": "Pay for locks.", "ask": "decide"})
    bring_to(open_return(cast), State.ACCEPTED, cast)
    block = some(matters(reading_of(cast)))
    assert [(row.ask, row.priority, row.markdown) for row in block.rows] == [("decide", "Burglary", "Pay for locks.")]
    assert block.as_block()["data"]["markdown"] == ("## The Board is asked to decide\n\n### Burglary\n\nPay for locks.")


def test_plain_text_says_the_same_in_markdown() -> None:
    assert plain("1 < 2 & [x](y)\n# no") == r"1 \< 2 \& \[x\](y) \# no"


# Meetings, partnerships, measures ------------------------------------------------------------------------------------


def test_the_agenda_has_times_and_leads_to_its_papers(cast: Cast) -> None:
    post = Post.objects.get(title="Chief Constable")
    AgendaItem.objects.create(meeting=cast.meeting, order=1, title="Welcome", minutes=5, presenter=post)
    AgendaItem.objects.create(
        meeting=cast.meeting, order=2, title="Glance", minutes=15, block="priorities-matrix", purpose="decide"
    )
    AgendaItem.objects.create(meeting=cast.meeting, order=3, title="Minutes", block="minutes")
    content = content_of(cast)
    items = content["sections"][0]["blocks"][0]["data"]["items"]
    assert [(row["number"], row["start"], row["paper_anchor"], row["purpose"]) for row in items] == [
        ("1", "10:00", None, "Note"), ("2", "10:05", "priorities-matrix", "Decide"), ("3", "10:20", "minutes", "Note"),
    ]  # fmt: skip
    assert items[0]["presenter"] == "Lead Person, Chief Constable"
    assert "No earlier meeting is recorded, so there are no minutes to approve." in content["gaps"]
    assert isinstance(agenda({})(reading_of(cast)), Agenda)


def test_sections_follow_the_agenda_and_the_rest_is_annexed(cast: Cast) -> None:
    open_return(cast)
    for order, (title, block, text) in enumerate(
        [("Gaps first", "gaps", ""), ("A fund", "prose", "Choose."), ("Reports", "returns", "")], 1
    ):
        AgendaItem.objects.create(meeting=cast.meeting, order=order, title=title, block=block, text=text)
    content = content_of(cast)
    assert sections(content) == [
        ("", "Agenda"), ("1", "Gaps first"), ("2", "A fund"), ("3", "Reports"),
        ("Annex A", "Strategic Priority Leads"), ("Annex B", "The priorities at a glance"),
        ("Annex C", "Required actions"), ("Annex D", "Spend and funding"), ("Annex E", "Community safety partnerships"),
    ]  # fmt: skip
    reports = content["sections"][3]["sections"]
    assert [(row["number"], row["anchor"]) for row in reports] == [("3.1", "return-burglary"), ("3.2", "return-arson")]


def test_without_an_agenda_sections_are_numbered_through(cast: Cast) -> None:
    open_return(cast)
    assert sections(content_of(cast)) == [
        ("1", "Strategic Priority Leads"), ("2", "The priorities at a glance"), ("3", "Required actions"),
        ("4", "Reports of the priority leads"), ("5", "Spend and funding"), ("6", "What this pack lacks"),
        ("7", "Community safety partnerships"),
    ]  # fmt: skip


def test_the_forward_plan_is_of_later_meetings(cast: Cast) -> None:
    later = make_meeting(cast.board, in_days=110, due_in=100)
    ForwardPlanItem.objects.create(meeting=later, title="Refresh", purpose="decide")
    ForwardPlanItem.objects.create(meeting=cast.meeting, title="Now")
    assert [(row.date, row.items) for row in some(forward_plan(reading_of(cast))).rows] == [
        (later.date.isoformat(), ("Refresh (decide)",))
    ]


def test_partnerships_have_the_districts_of_the_day(cast: Cast) -> None:
    for name, ends in (("Now", None), ("Then", days(-1))):
        district = Area.objects.create(code=f"E0700000{len(name)}", name=name)
        Coverage.objects.create(partnership=cast.partnership, district=district, begins=days(-900), ends=ends)
    reading = reading_of(cast)
    assert [(row.name, row.districts, row.chair) for row in some(partnerships(reading)).rows] == [
        ("North Fosse CSP", ("Now",), "")
    ]
    assert "North Fosse CSP has no chair who is currently identified." in found_by(PACK_GAPS, reading)


def test_measures_say_what_they_are_compared_with(cast: Cast) -> None:
    add_measure(cast, "1234.50")
    row = some(measures(reading_of(cast))).rows[0]
    assert (row.value, row.unit, row.period) == ("1,234.5", "offences", "July to September 2024")
    assert (row.comparison, row.rag.word, row.source) == ("150 a year before", "Red", "Fosse Police")


def test_no_figure_is_not_zero(cast: Cast) -> None:
    measure = add_measure(cast, None, a_year_ago=None)
    Measure.objects.filter(pk=measure.pk).update(state="in_development", expected=dt.date(2030, 1, 2))
    reading = reading_of(cast)
    row = some(measures(reading)).rows[0]
    assert (row.value, row.period, row.rag.word) == (None, "Expected by 2 January 2030", "No data")
    gaps = found_by(PACK_GAPS, reading)
    assert "Burglary: no figure for “Homes burgled” (in development, figures expected by 2 January 2030)." in gaps
    assert "Arson: no measure shows how it is doing." in gaps


def test_a_neutral_measure_has_a_figure_and_no_rating(cast: Cast) -> None:
    add_measure(cast, "180", polarity="neutral")
    assert some(measures(reading_of(cast))).rows[0].rag.word == "Not rated"


@pytest.mark.parametrize(("value", "words"), [("1200.00", "1,200"), ("0.00", "0"), ("31.40", "31.4"), ("-2", "-2")])
def test_figures_have_no_more_decimals_than_they_need(value: str, words: str) -> None:
    assert figure(Decimal(value)) == words


# Whole documents -----------------------------------------------------------------------------------------------------


def test_the_agreement_follows_its_layout(cast: Cast) -> None:
    content = content_of(cast, "csa")
    assert sections(content) == [
        ("", "Introduction"), ("Section One", "Governance"), ("Section Two", "Operations"),
        ("Appendix One", "Core membership, roles, responsibilities and linkages of the Board"),
        ("Annex A", "What changed since the last agreement"), ("Annex B", "What the law asks of this agreement"),
    ]  # fmt: skip
    one, two = content["sections"][1]["sections"], content["sections"][2]["sections"]
    assert [section["number"] for section in (*one, *two)] == [str(number) for number in range(1, 10)]
    assert [section["heading"] for section in two] == ["Performance Group", "Resource allocation"]
    assert (content["title"], content["meeting"]) == ("Fosse Community Safety Agreement", None)


def test_missing_prose_is_listed_and_said_in_its_place(cast: Cast) -> None:
    Passage.objects.create(board=cast.board, key="introduction", markdown="Once.")
    content = content_of(cast, "csa")
    first, second = content["sections"][0]["blocks"]
    assert first["data"]["markdown"] == "Once."
    assert second["data"]["markdown"] == "## Background\n\n*This text has not been written yet.*"
    assert "The text “Background” has not been written." in content["gaps"]
    assert "The text “Introduction” has not been written." not in content["gaps"]


def test_without_an_agreement_there_is_none_to_compile(cast: Cast) -> None:
    cast.agreement.begins = days(300)
    cast.agreement.save()
    with pytest.raises(Refusal, match="No agreement is in force"):
        content_of(cast, "csa")
    assert "No agreement is in force, so no priorities are agreed." in content_of(cast)["gaps"]


def test_a_document_names_no_live_row(cast: Cast) -> None:
    bring_to(open_return(cast), State.ACCEPTED, cast)

    def keys(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {key for inner in value.values() for key in keys(inner)}
        return {key for inner in value for key in keys(inner)} if isinstance(value, list | tuple) else set()

    found = keys(content_of(cast)) | keys(content_of(cast, "csa"))
    assert {key for key in found if key in ("id", "pk") or key.endswith("_id")} == set()


def test_building_asks_the_database_nothing(cast: Cast, django_assert_num_queries) -> None:
    bring_to(open_return(cast), State.ACCEPTED, cast)
    reading = reading_of(cast)
    with django_assert_num_queries(0):
        build_content(kind_of("board-pack"), reading, notice="", progress=quietly)


def test_a_reading_costs_the_same_for_two_returns_and_for_eight(cast: Cast) -> None:
    Coverage.objects.create(
        partnership=cast.partnership, district=Area.objects.create(code="E07000001", name="A"), begins=days(-9)
    )
    add_measure(cast, "5")
    PostHolding.objects.filter(person=cast.lead).update(begins=days(-300))
    theme = cast.agreement.themes.get()
    for held in (cast.burglary, cast.arson):
        bring_to(open_return(cast, held), State.ACCEPTED, cast)
    with CaptureQueriesContext(connection) as two:
        reading_of(cast)
    for number in range(6):
        priority = make_priority(theme, f"more-{number}", f"More {number}")
        priority.remit.appointments.create(person=cast.other_lead, role=Role.LEAD, begins=days(-9))
        cast.other_lead = fresh(cast.other_lead)
        bring_to(open_return(cast, priority), State.ACCEPTED, cast)
    with CaptureQueriesContext(connection) as eight:
        assert len(reading_of(cast).returns) == 8
    assert len(two) == len(eight)


@pytest.mark.django_db(transaction=True)
def test_a_reading_is_one_moment_and_holds_up_no_writer() -> None:
    with CaptureQueriesContext(connection) as captured, one_moment(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    statements = [query["sql"] for query in captured]
    if connection.vendor == "sqlite":
        assert "BEGIN DEFERRED" in statements
        sqlite: Any = connection
        assert sqlite.transaction_mode != "DEFERRED"
    else:
        assert "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY" in statements


def test_the_boards_remit_is_known(cast: Cast) -> None:
    assert reading_of(cast).board_remit_id == board_remit(cast.board).pk
