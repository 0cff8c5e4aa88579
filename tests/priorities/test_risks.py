"""The register: what may be written in it, by whom, what the database holds, and how it reads on a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from priorities.models import CategoryAppetite, Priority, Risk, RiskAssessment, RiskPolicy, RiskRaising
from priorities.models.returns import State
from priorities.raised import likely_match, raised_rows
from priorities.reviewing import reopen
from priorities.risk_filter import narrowed
from priorities.risk_values import Limits, Standing, grid_of
from priorities.risk_workflow import (
    StaleRisk,
    assess,
    change_risk,
    choose_actions,
    close_risk,
    open_risk,
    reopen_risk,
    take_up,
)
from priorities.risks import risk_register
from priorities.scale import Bands, Score
from reports.demo.clock import on
from snb.models import AuditEvent, Person, PostHolding
from snb.permissions import Permission, Role
from snb.querysets import today
from snb.workflow import Refusal
from tests.cast import Cast, board_remit, bring_to, days, fresh, give, make_meeting, make_priority, open_return
from tests.priorities.risks import SCORES, details, make_risk, owner_post, raise_risk, review, scores
from tests.snb.helpers import with_only


def register(cast: Cast, day: dt.date | None = None):
    return risk_register(cast.board, day or today())


# Writing -------------------------------------------------------------------------------------------------------------


def test_a_risk_is_opened_with_its_number_and_first_assessment(cast: Cast) -> None:
    first, second = make_risk(cast), make_risk(cast, title="Data are late")
    assert [str(first), str(second)] == ["R1: Funding ends", "R2: Data are late"]
    made = first.assessments.get()
    assert (made.number, made.by, made.by_title) == (1, cast.manager, "Manager Person")
    assert (made.residual_likelihood, made.residual_impact, made.review_due) == (4, 3, days(60))
    assert list(first.priorities.all()) == [cast.burglary]
    event = AuditEvent.objects.filter(action="opened a risk").earliest("pk")
    assert (event.object_label, event.board_slug, event.detail) == (
        "R1: Funding ends", "fosse", {"residual": "12 (4 × 3)"},
    )  # fmt: skip


def test_each_board_numbers_its_own(cast: Cast) -> None:
    make_risk(cast)
    theirs = open_risk(
        board=cast.other_board, details=details(cast, priorities=()), scores=SCORES, rationale="Theirs.",
        review_due=days(9), by=cast.other_manager,
    )  # fmt: skip
    assert theirs.reference == "R1"
    assert [row.title for row in register(cast).rows] == ["Funding ends"]


def test_a_review_adds_an_assessment_and_sets_the_next(cast: Cast) -> None:
    risk = review(make_risk(cast), scores((3, 3)), cast.manager, due=days(120))
    assert list(risk.assessments.values_list("number", "residual_likelihood")) == [(1, 4), (2, 3)]
    assert (risk.review_due, risk.version) == (days(120), 2)
    assert AuditEvent.objects.get(action="assessed a risk").detail == {"residual": "9 (3 × 3)", "was": "12"}


def test_changing_keeps_history_and_says_what_changed(cast: Cast) -> None:
    risk = make_risk(cast)
    risk.actions.set(cast.burglary.planned_actions.all())
    change_risk(
        risk=risk, details=details(cast, title="Money ends", priorities=(cast.arson,)), version=1, by=cast.manager
    )
    risk.refresh_from_db()
    assert (risk.title, risk.version, list(risk.priorities.all())) == ("Money ends", 2, [cast.arson])
    assert list(risk.actions.all()) == []  # an action goes with its priority
    assert [held.title for held in risk.history.order_by("history_id")] == ["Funding ends", "Money ends"]
    changes = AuditEvent.objects.get(action="changed a risk").detail["changes"]
    assert changes == {"title": ["Funding ends", "Money ends"], "priorities": ["Burglary", "Arson"]}


def test_actions_are_those_of_its_priorities(cast: Cast) -> None:
    action = cast.burglary.planned_actions.get()
    elsewhere = make_risk(cast, priorities=(cast.arson,))
    with pytest.raises(Refusal, match="a priority that the risk is linked to"):
        choose_actions(risk=elsewhere, actions=[action], version=1, by=cast.manager)
    risk = choose_actions(risk=make_risk(cast), actions=[action], version=1, by=cast.manager)
    assert list(risk.actions.all()) == [action]


def test_closing_needs_a_reason_and_closed_is_closed(cast: Cast) -> None:
    risk = make_risk(cast)
    with pytest.raises(Refusal, match="Say why"):
        close_risk(risk=risk, reason="  ", version=1, by=cast.manager)
    closed = close_risk(risk=risk, reason="It happened.", version=1, by=cast.manager)
    assert (closed.state, closed.closed_by, closed.closing_reason) == ("closed", cast.manager, "It happened.")
    with pytest.raises(Refusal, match="Reopen it first"):
        assess(risk=risk, scores=SCORES, rationale="x", review_due=days(9), version=2, by=cast.manager)
    with pytest.raises(Refusal, match="Reopen it first"):
        change_risk(risk=risk, details=details(cast), version=2, by=cast.manager)
    opened = reopen_risk(risk=risk, reason="It may again.", review_due=days(30), version=2, by=cast.manager)
    assert (opened.state, opened.closed_at, opened.closed_by, opened.closing_reason) == ("open", None, None, "")
    with pytest.raises(Refusal, match="This risk is open"):
        reopen_risk(risk=risk, reason="Again.", review_due=days(30), version=3, by=cast.manager)
    event = AuditEvent.objects.get(action="reopened a risk")
    assert event.detail == {"reason": "It may again.", "closed_for": "It happened."}


@pytest.mark.parametrize("act", ["change", "assess", "close", "actions"])
def test_whoever_comes_second_is_told(cast: Cast, act: str) -> None:
    risk = make_risk(cast)
    review(risk, scores((3, 3)), cast.lead)
    acts: dict[str, Any] = {
        "change": lambda: change_risk(risk=risk, details=details(cast), version=1, by=cast.manager),
        "assess": lambda: assess(
            risk=risk, scores=SCORES, rationale="x", review_due=days(9), version=1, by=cast.manager
        ),
        "close": lambda: close_risk(risk=risk, reason="x", version=1, by=cast.manager),
        "actions": lambda: choose_actions(risk=risk, actions=[], version=1, by=cast.manager),
    }
    with pytest.raises(StaleRisk) as stale:
        acts[act]()
    assert stale.value.saved.version == 2
    assert risk.assessments.count() == 2


# Who -----------------------------------------------------------------------------------------------------------------


def test_the_permission_opens_the_register(cast: Cast, monkeypatch) -> None:
    def opened(person: Person) -> Risk:
        return open_risk(
            board=cast.board, details=details(cast), scores=SCORES, rationale="x", review_due=days(9), by=person
        )

    for name in ("lead", "analyst", "chair", "member", "support", "other_manager", "outsider"):
        with pytest.raises(PermissionDenied):
            opened(cast.by_name[name])
    assert opened(with_only(monkeypatch, board_remit(cast.board), Permission.RISK_EDIT)).reference == "R1"


def test_every_lead_of_a_linked_priority_may_assess_and_no_other(cast: Cast) -> None:
    shared = make_risk(cast, priorities=(cast.burglary, cast.arson))
    for person in (cast.lead, cast.deputy, cast.other_lead):
        review(shared, scores((3, 3)), person)
    alone = make_risk(cast, priorities=(cast.burglary,))
    for name in ("other_lead", "former_lead", "support", "chair", "member", "analyst", "other_manager", "outsider"):
        with pytest.raises(PermissionDenied):
            review(alone, scores((3, 3)), cast.by_name[name])
    general = make_risk(cast, priorities=())
    with pytest.raises(PermissionDenied):
        review(general, scores((3, 3)), cast.lead)
    review(general, scores((3, 3)), cast.manager)


def test_a_lead_assesses_and_does_not_edit(cast: Cast) -> None:
    risk = make_risk(cast)
    with pytest.raises(PermissionDenied):
        close_risk(risk=risk, reason="x", version=1, by=cast.lead)
    with pytest.raises(PermissionDenied):
        change_risk(risk=risk, details=details(cast), version=1, by=cast.lead)


def test_priorities_of_another_board_are_refused(cast: Cast) -> None:
    theirs = Priority.objects.create(board=cast.other_board, slug="theirs", remit=cast.other_board.remits.get())
    with pytest.raises(Refusal, match="another board"):
        make_risk(cast, priorities=(theirs,))


# What leads raise ----------------------------------------------------------------------------------------------------


def test_a_raised_risk_is_taken_up_and_known_from_both_sides(cast: Cast) -> None:
    raised = raise_risk(cast)
    assert [row.risk for row in raised_rows(cast.board)] == [None]
    risk = open_risk(
        board=cast.board, details=details(cast), scores=SCORES, rationale="x", review_due=days(9), by=cast.manager,
        raised=raised,
    )  # fmt: skip
    assert [row.risk for row in raised_rows(cast.board)] == [risk]
    found = register(cast).rows[0].raised
    assert [(held.label, held.title, held.score) for held in found] == [
        (str(raised.quarterly_return), "Funding ends", Score(3, 4))
    ]
    with pytest.raises(Refusal, match="It is in the register already, as R1: Funding ends"):
        take_up(raised=raised, risk=make_risk(cast), by=cast.manager)


def test_taking_up_links_the_priority_to_a_risk_that_was_there(cast: Cast) -> None:
    risk, raised = make_risk(cast, priorities=(cast.arson,)), raise_risk(cast)
    take_up(raised=raised, risk=risk, by=cast.manager)
    assert set(risk.priorities.all()) == {cast.arson, cast.burglary}
    with pytest.raises(PermissionDenied):
        take_up(raised=raised, risk=risk, by=cast.lead)


def test_what_is_not_accepted_is_not_taken_up(cast: Cast) -> None:
    raised = raise_risk(cast, State.SIGNED)
    assert raised_rows(cast.board) == []
    with pytest.raises(Refusal, match="not been accepted"):
        take_up(raised=raised, risk=make_risk(cast), by=cast.manager)


def test_nothing_is_linked_to_a_closed_risk(cast: Cast) -> None:
    risk, raised = make_risk(cast), raise_risk(cast)
    close_risk(risk=risk, reason="Over.", version=1, by=cast.manager)
    with pytest.raises(Refusal, match="R1 is closed"):
        take_up(raised=raised, risk=risk, by=cast.manager)


def test_the_link_outlives_a_return_that_is_reopened_and_written_anew(cast: Cast) -> None:
    raised = raise_risk(cast)
    risk = make_risk(cast)
    take_up(raised=raised, risk=risk, by=cast.manager)
    held = reopen(quarterly_return=raised.quarterly_return, reason="Add a figure.", by=cast.manager)
    bring_to(held, State.ACCEPTED, cast)  # its list of risks is deleted and written again
    again = held.risks.get()
    assert again.pk != raised.pk
    assert [(row.raised, row.risk) for row in raised_rows(cast.board)] == [(again, risk)]


def test_the_same_title_in_a_later_return_suggests_the_same_risk(cast: Cast) -> None:
    raised, risk = raise_risk(cast), make_risk(cast)
    assert likely_match(raised) is None
    take_up(raised=raised, risk=risk, by=cast.manager)
    cast.meeting = make_meeting(cast.board, in_days=111, due_in=100)
    later = bring_to(open_return(cast), State.ACCEPTED, cast).risks.get()
    assert [(row.raised, row.risk) for row in raised_rows(cast.board)] == [(later, None)]
    assert likely_match(later) == risk


# The database --------------------------------------------------------------------------------------------------------


def refused(act: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        act()


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_an_assessment_is_never_changed_or_removed(cast: Cast) -> None:
    made = make_risk(cast).assessments.get()
    made.rationale = "Forged"
    refused(made.save)
    refused(lambda: RiskAssessment.objects.update(residual_impact=1))
    refused(lambda: RiskAssessment.objects.bulk_update([made], ["rationale"]))
    refused(lambda: sql("UPDATE priorities_riskassessment SET residual_impact = 1"))
    refused(made.delete)
    refused(lambda: sql("DELETE FROM priorities_riskassessment"))
    assert RiskAssessment.objects.get().rationale == "First look."


def test_a_risk_is_never_removed_and_keeps_its_number(cast: Cast) -> None:
    risk = make_risk(cast)
    refused(lambda: sql("DELETE FROM priorities_risk WHERE id = %s", risk.pk))
    refused(lambda: Risk.objects.update(number=7))
    refused(lambda: Risk.objects.update(board=cast.other_board))
    refused(lambda: Risk.objects.update(opened_on=days(-100)))
    assert Risk.objects.get().number == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's")
def test_replace_rewrites_neither(cast: Cast) -> None:
    made = make_risk(cast).assessments.get()
    columns = "risk_id, number, rationale, review_due, at, by_id, by_title, " + ", ".join(
        f"{kind}_{axis}" for kind in ("inherent", "residual", "target") for axis in ("likelihood", "impact")
    )
    refused(
        lambda: sql(
            f"REPLACE INTO priorities_riskassessment (id, {columns}) SELECT id, {columns} FROM "
            "priorities_riskassessment WHERE id = %s",
            made.pk,
        )
    )


@pytest.mark.skipif(connection.vendor != "postgresql", reason="TRUNCATE is PostgreSQL's")
@pytest.mark.parametrize("table", ["priorities_risk", "priorities_riskassessment"])
def test_truncate_empties_neither(cast: Cast, table: str) -> None:
    make_risk(cast)
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    refused(lambda: sql(f"TRUNCATE {table} CASCADE"))


@pytest.mark.parametrize("score", [0, 6])
def test_scores_off_the_scale_are_refused(cast: Cast, score: int) -> None:
    risk = make_risk(cast)
    values = {f"{kind}_{axis}": 3 for kind in ("inherent", "residual", "target") for axis in ("likelihood", "impact")}
    values["target_impact"] = score
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskAssessment.objects.create(risk=risk, number=2, review_due=days(9), by=cast.manager, **values)


@pytest.mark.parametrize(
    "values",
    [
        {"state": "closed"},
        {"closing_reason": "For no state"},
        {"appetite": 8},
        {"appetite": 12, "tolerance": 8},
        {"appetite": 0, "tolerance": 8},
        {"appetite": 8, "tolerance": 26},
    ],
)
def test_what_makes_no_sense_is_refused(cast: Cast, values: dict[str, Any]) -> None:
    risk = make_risk(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Risk.objects.filter(pk=risk.pk).update(**values)


def test_a_boards_bands_are_in_order(cast: Cast) -> None:
    for bands in ({"medium_from": 12, "high_from": 12}, {"medium_from": 1}, {"high_from": 26}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RiskPolicy.objects.create(board=cast.board, **bands)


# Reading -------------------------------------------------------------------------------------------------------------


def test_those_above_appetite_come_first_then_by_score(cast: Cast) -> None:
    """Low as its score is, a risk above an appetite of its own comes before a higher one that is accepted."""
    make_risk(cast, scores((2, 4)), title="Accepted")
    make_risk(cast, scores((3, 2)), title="Above its own", appetite=4, tolerance=9)
    make_risk(cast, scores((5, 5)), title="Beyond tolerance")
    closed = make_risk(cast, scores((5, 5)), title="Closed")
    close_risk(risk=closed, reason="Over.", version=1, by=cast.manager)
    found = register(cast)
    assert [(row.title, row.standing.label) for row in found.rows] == [
        ("Beyond tolerance", "Above tolerance"),
        ("Above its own", "Above appetite"),
        ("Accepted", "Within appetite"),
        ("Closed", "Above tolerance"),
    ]
    assert [row.title for row in found.above_appetite] == ["Beyond tolerance", "Above its own"]
    assert [row.title for row in found.open] == ["Beyond tolerance", "Above its own", "Accepted"]


def test_the_appetite_is_the_risks_or_the_categorys_or_the_boards(cast: Cast) -> None:
    make_risk(cast, title="Of its category")
    make_risk(cast, title="Of the board", category="people")
    make_risk(cast, title="Its own", appetite=2, tolerance=3)
    unset = {row.title: row.limits for row in register(cast).rows}
    assert unset["Of the board"] == Limits(8, 12)
    policy = RiskPolicy.objects.create(board=cast.board, appetite=10, tolerance=15)
    CategoryAppetite.objects.create(policy=policy, category="money", appetite=4, tolerance=6)
    limits = {row.title: row.limits for row in register(cast).rows}
    assert limits == {
        "Of its category": Limits(4, 6),
        "Of the board": Limits(10, 15),
        "Its own": Limits(2, 3, own=True),
    }


@pytest.mark.parametrize(
    ("score", "standing"),
    [((2, 4), Standing.WITHIN), ((3, 3), Standing.ABOVE_APPETITE), ((3, 4), Standing.ABOVE_APPETITE),
     ((3, 5), Standing.ABOVE_TOLERANCE)],
)  # fmt: skip
def test_up_to_the_limit_is_within_it(score: tuple[int, int], standing: Standing) -> None:
    assert Limits(8, 12).standing(Score(*score)) == standing


def test_bands_word_every_score() -> None:
    bands = Bands(medium_from=5, high_from=12)
    assert [bands.word(score) for score in (1, 4, 5, 10, 12, 25)] == ["Low", "Low", "Medium", "Medium", "High", "High"]
    assert bands.ranges == [("Low", "1 to 4"), ("Medium", "5 to 11"), ("High", "12 to 25")]


def test_the_grid_holds_each_open_risk_once_where_it_stands(cast: Cast) -> None:
    make_risk(cast, scores((4, 3)), title="One")
    make_risk(cast, scores((4, 3)), title="Two")
    make_risk(cast, scores((3, 4)), title="Three")
    closed = make_risk(cast, scores((1, 1)), title="Closed")
    close_risk(risk=closed, reason="Over.", version=1, by=cast.manager)
    found = register(cast)
    grid = found.grid()
    assert [[cell.score.value for cell in line] for line in grid] == [
        [5, 10, 15, 20, 25], [4, 8, 12, 16, 20], [3, 6, 9, 12, 15], [2, 4, 6, 8, 10], [1, 2, 3, 4, 5],
    ]  # fmt: skip
    held = {
        (cell.score.likelihood, cell.score.impact): [row.title for row in cell.rows]
        for line in grid
        for cell in line
        if cell.rows
    }
    assert held == {(4, 3): ["One", "Two"], (3, 4): ["Three"]}
    assert grid_of([], found.policy.bands)[0][4].band == "High"


def test_movement_is_said_in_words(cast: Cast) -> None:
    risk = make_risk(cast, scores((4, 3)))
    day = f"{today().day} {today():%B %Y}"

    def moved():
        found = register(cast).rows[0].movement
        return found.meaning, found.way, found.words

    assert moved() == ("unknown", "", "This is the first assessment")
    review(risk, scores((3, 4)), cast.manager)
    assert moved() == ("level", "", f"The same score as on {day}, differently made: it was 12 (4 × 3)")
    review(risk, scores((3, 3)), cast.manager)
    assert moved() == ("better", "down", f"Down from 12 (3 × 4) on {day}")
    review(risk, scores((5, 3)), cast.manager)
    assert moved() == ("worse", "up", f"Up from 9 (3 × 3) on {day}")
    review(risk, scores((5, 3)), cast.manager)
    assert moved() == ("level", "", f"No change since {day}")


def test_a_past_day_reads_as_it_was(cast: Cast) -> None:
    first_due, next_due = days(-40), days(30)  # days are counted from today, which `on` changes
    with on(days(-90)):
        risk = make_risk(cast, scores((4, 4)), due=first_due)
    with on(days(-30)):
        review(risk, scores((2, 2)), cast.manager, due=next_due)
    with on(days(-10)):
        close_risk(risk=risk, reason="Over.", version=2, by=cast.manager)
    assert register(cast, days(-91)).rows == ()
    then = register(cast, days(-31)).rows[0]
    assert (then.score, then.is_open, then.review_due, then.is_overdue) == (Score(4, 4), True, days(-40), True)
    later = register(cast, days(-11)).rows[0]
    assert (later.score, later.is_open, later.review_due, later.is_overdue) == (Score(2, 2), True, days(30), False)
    now = register(cast).rows[0]
    assert (now.is_open, now.closed_on, now.closed_by, now.closing_reason) == (
        False, days(-10), "Manager Person", "Over.",
    )  # fmt: skip


def test_the_owner_is_whoever_holds_the_post_on_the_day(cast: Cast) -> None:
    with on(days(-50)):
        make_risk(cast)
    PostHolding.objects.filter(post=owner_post(cast)).update(ends=days(-20))
    PostHolding.objects.create(person=cast.chair, post=owner_post(cast), begins=days(-9))
    names = [register(cast, days(offset)).rows[0].owner.names for offset in (-25, -15, 0)]
    assert names == ["Member Person", "", "Chair Person"]
    assert register(cast, days(-15)).rows[0].owner.is_vacant


def test_an_overdue_review_is_overdue_from_the_day_after(cast: Cast) -> None:
    make_risk(cast, due=days(5))
    assert [len(register(cast, days(offset)).overdue) for offset in (5, 6)] == [0, 1]


def test_actions_say_what_the_newest_accepted_return_said(cast: Cast) -> None:
    action = cast.burglary.planned_actions.get()
    choose_actions(risk=make_risk(cast), actions=[action], version=1, by=cast.manager)
    assert [(held.title, held.status) for held in register(cast).rows[0].actions] == [("Fit locks", "")]
    bring_to(open_return(cast), State.ACCEPTED, cast)
    assert [(held.status, held.tone) for held in register(cast).rows[0].actions] == [("On track", "doing")]


def test_a_priority_has_its_open_risks(cast: Cast) -> None:
    make_risk(cast, title="Both", priorities=(cast.burglary, cast.arson))
    make_risk(cast, title="None", priorities=())
    gone = make_risk(cast, title="Gone")
    close_risk(risk=gone, reason="Over.", version=1, by=cast.manager)
    found = register(cast)
    assert [row.title for row in found.of_priority(cast.burglary.pk)] == ["Both"]
    assert [row.title for row in found.of_priority(cast.arson.pk)] == ["Both"]


def test_narrowing_and_sorting(cast: Cast) -> None:
    make_risk(cast, scores((2, 2)), title="Low", due=days(-1))
    make_risk(cast, scores((5, 5)), title="High", priorities=(cast.arson,))
    gone = make_risk(cast, title="Gone")
    close_risk(risk=gone, reason="Over.", version=1, by=cast.manager)
    rows = register(cast).rows

    def titles(**asked: Any) -> list[str]:
        return [row.title for row in narrowed(rows, **asked)]

    assert titles() == ["High", "Low"]
    assert titles(state="closed") == ["Gone"]
    assert titles(state="all") == ["High", "Low", "Gone"]
    assert titles(priority=cast.arson.pk) == ["High"]
    assert titles(above=True) == ["High"]
    assert titles(overdue=True) == ["Low"]
    assert titles(sort="score") == ["Low", "High"]
    assert titles(sort="-review") == ["High", "Low"]


@pytest.mark.parametrize("count", [1, 4])
def test_reading_is_a_constant_few_queries(cast: Cast, count: int, django_assert_num_queries) -> None:
    bring_to(open_return(cast), State.ACCEPTED, cast)
    RiskPolicy.objects.create(board=cast.board)
    for number in range(count):
        theme = cast.agreement.themes.get()
        priority = make_priority(theme, f"extra-{number}", f"Extra {number}")
        risk = make_risk(cast, title=f"Risk {number}", priorities=(cast.burglary, priority))
        choose_actions(risk=risk, actions=cast.burglary.planned_actions.all(), version=1, by=cast.manager)
        for _ in range(number):
            review(risk, scores((3, 3)), cast.manager)
        RiskRaising.objects.create(
            risk=risk, quarterly_return=cast.burglary.returns.get(), title=f"Raised {number}", likelihood=1, impact=1,
            by=cast.manager,
        )  # fmt: skip
    with django_assert_num_queries(READING):
        rows = register(cast).rows
        assert [len(row.actions) for row in rows] == [1] * count
        assert [(row.owner.names, len(row.priorities), len(row.raised)) for row in rows] == [
            ("Member Person", 2, 1)
        ] * count


READING = 15


def test_roles_hold_what_they_should(cast: Cast) -> None:
    editors = {name for name, person in cast.by_name.items() if person.has_perm(Permission.RISK_EDIT, cast.board)}
    assert editors == {"manager"}
    give(cast.analyst, Role.LEAD, cast.burglary.remit, -1)
    risk = make_risk(cast).seen_by(fresh(cast.analyst))
    assert fresh(cast.analyst).has_perm(Permission.RISK_ASSESS, risk)
