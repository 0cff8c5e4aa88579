"""Keeping the core dataset by hand: figures, rebasing, commentary, measures and the board's way of reading."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, connections, transaction

from performance.analysis.rag import Rag
from performance.curating import (
    Figure,
    Stale,
    comment,
    rebase,
    record_figure,
    save_measure,
    save_policy,
    version_of,
)
from performance.intake.rows import LARGEST
from performance.known import known_on
from performance.models import Commentary, Measure, Observation, PerformancePolicy, Rebase
from performance.periods import Cadence, Period
from performance.readings import reading_of
from performance.revisions import revised_in
from snb.models import AuditEvent, Person
from snb.querysets import today
from snb.workflow import Refusal
from tests.cast import Cast, days, fresh, make_area
from tests.performance.measuring import EARLY, LATE, NEWEST, STEADY, measure, observe, quarter, run

Q1 = quarter(2025, 1)
BETWEEN = dt.date(2025, 11, 1)


@pytest.fixture
def thefts(cast: Cast) -> Measure:
    return measure(cast)


def keep(held: Measure, by: Person, value: object = 90, vintage: dt.date = EARLY, **more: object) -> Observation:
    number = None if value is None else Decimal(str(value))
    values = {"area": held.area, "period": Q1, "value": number, "vintage": vintage, **more}
    return record_figure(measure=held, figure=Figure(**values), by=by)  # type: ignore[arg-type]


def held_of(held: Measure) -> list[tuple[Decimal | None, dt.date, int]]:
    rows = Observation.objects.filter(measure=held).order_by("vintage", "sequence")
    return list(rows.values_list("value", "vintage", "sequence"))


def logged(action: str) -> dict[str, object]:
    return AuditEvent.objects.get(action=action).detail


# Figures ---------------------------------------------------------------------------------------------


def test_a_first_figure_is_recorded_and_logged(cast: Cast, thefts: Measure) -> None:
    made = keep(thefts, cast.analyst, is_provisional=True, note="From the dashboard")
    assert held_of(thefts) == [(Decimal(90), EARLY, 0)]
    assert (made.recorded_by, made.is_provisional, made.note) == (cast.analyst, True, "From the dashboard")
    details = logged("figure recorded")
    assert (details["period"], details["value"], details["before"]) == ("Q1 2025-26", "90", "")


def test_a_revision_stands_beside_what_was_known(cast: Cast, thefts: Measure) -> None:
    keep(thefts, cast.analyst, 90)
    keep(thefts, cast.analyst, 95, LATE, note="Late recording")
    assert held_of(thefts) == [(Decimal(90), EARLY, 0), (Decimal(95), LATE, 0)]
    assert [known_on(day, [thefts]).of(thefts).value_at(Q1) for day in (BETWEEN, LATE)] == [Decimal(90), Decimal(95)]
    details = logged("figure revised")
    assert (details["value"], details["before"]) == ("95", "90")
    (revised,) = revised_in(thefts, thefts.area_id, [Q1.start])
    assert [(version.value, version.vintage, version.by, version.note) for version in revised.versions] == [
        (Decimal(95), LATE, "Analyst Person", "Late recording"), (Decimal(90), EARLY, "Analyst Person", ""),
    ]  # fmt: skip


def test_two_corrections_of_one_day_take_their_turns(cast: Cast, thefts: Measure) -> None:
    for value in (90, 95, 93):
        keep(thefts, cast.analyst, value)
    assert held_of(thefts) == [(Decimal(90), EARLY, 0), (Decimal(95), EARLY, 1), (Decimal(93), EARLY, 2)]
    assert known_on(EARLY, [thefts]).of(thefts).value_at(Q1) == Decimal(93)


@pytest.mark.parametrize(("value", "said"), [(90, "90"), (None, "without a figure")])
def test_a_figure_that_says_nothing_new_is_refused(cast: Cast, thefts: Measure, value: object, said: str) -> None:
    keep(thefts, cast.analyst, 90)
    if value is None:
        keep(thefts, cast.analyst, None)
    before = held_of(thefts)
    with pytest.raises(Refusal, match=rf"^Q1 2025-26 \(April to June 2025\) is already {said}: nothing to save\.$"):
        keep(thefts, cast.analyst, value, LATE)
    assert held_of(thefts) == before


def test_the_same_value_confirmed_is_new(cast: Cast, thefts: Measure) -> None:
    keep(thefts, cast.analyst, 90, is_provisional=True)
    keep(thefts, cast.analyst, 90, LATE)
    assert [row.is_provisional for row in Observation.objects.order_by("vintage")] == [True, False]


def test_a_zero_is_recorded_as_a_figure(cast: Cast, thefts: Measure) -> None:
    keep(thefts, cast.analyst, 0)
    keep(thefts, cast.analyst, None, LATE)
    assert [value for value, _, _ in held_of(thefts)] == [Decimal(0), None]


def test_a_figure_older_than_what_is_held_is_refused(cast: Cast, thefts: Measure) -> None:
    keep(thefts, cast.analyst, 90, LATE)
    with pytest.raises(Refusal, match="A later figure is already held"):
        keep(thefts, cast.analyst, 95, EARLY)
    assert held_of(thefts) == [(Decimal(90), LATE, 0)]


def test_a_figure_taken_back_is_a_gap_and_may_come_again(cast: Cast, thefts: Measure) -> None:
    keep(thefts, cast.analyst, 90)
    keep(thefts, cast.analyst, None)
    assert known_on(EARLY, [thefts]).of(thefts).value_at(Q1) is None
    keep(thefts, cast.analyst, 90)
    assert [value for value, _, _ in held_of(thefts)] == [Decimal(90), None, Decimal(90)]


def test_what_was_never_known_cannot_be_taken_back(cast: Cast, thefts: Measure) -> None:
    with pytest.raises(Refusal, match=r"^There is no figure for Q1 2025-26 .*to take back\.$"):
        keep(thefts, cast.analyst, None)
    assert held_of(thefts) == []


def test_another_period_or_area_is_a_first_figure_of_its_own(cast: Cast, thefts: Measure) -> None:
    keep(thefts, cast.analyst, 90, LATE)
    keep(thefts, cast.analyst, 90, EARLY, period=Q1.next())
    keep(thefts, cast.analyst, 90, EARLY, area=make_area("North Fosse", "district"))
    assert AuditEvent.objects.filter(action="figure recorded").count() == 3


@pytest.mark.parametrize(
    ("per", "top", "bottom", "value"),
    [(100, 1, 3, "33.3333"), (100, 0, 3, "0"), (1000, 5, 2000, "2.5"), (100, 2, 3, "66.6667")],
)
def test_a_share_is_worked_out_of_its_parts(cast: Cast, per: int, top: int, bottom: int, value: str) -> None:
    share = measure(cast, "charged", per=per, numerator="charged", denominator="crimes")
    made = keep(share, cast.analyst, None, numerator=Decimal(top), denominator=Decimal(bottom))
    assert (made.value, made.numerator, made.denominator) == (Decimal(value), Decimal(top), Decimal(bottom))


def test_a_value_that_is_given_is_kept_beside_its_parts(cast: Cast) -> None:
    share = measure(cast, "charged", per=100)
    made = keep(share, cast.analyst, "33.3", numerator=Decimal(1), denominator=Decimal(3))
    assert (made.value, made.numerator) == (Decimal("33.3"), Decimal(1))


def test_a_plain_count_is_worked_out_of_nothing(cast: Cast, thefts: Measure) -> None:
    with pytest.raises(Refusal, match="to take back"):
        keep(thefts, cast.analyst, None, numerator=Decimal(1), denominator=Decimal(3))


@pytest.mark.parametrize("denominator", [None, Decimal(0)])
def test_half_a_share_is_no_figure(cast: Cast, denominator: Decimal | None) -> None:
    share = measure(cast, "charged", per=100)
    with pytest.raises(Refusal, match="to take back"):
        keep(share, cast.analyst, None, numerator=Decimal(1), denominator=denominator)


def test_what_the_database_cannot_hold_is_refused_in_words(cast: Cast) -> None:
    share = measure(cast, "rate", per=1000)
    with pytest.raises(Refusal, match="too large to be kept"):
        keep(share, cast.analyst, None, numerator=LARGEST - 1, denominator=Decimal("0.0001"))
    keep(share, cast.analyst, LARGEST - 1)
    assert reading_of(share, today()).value == LARGEST - 1


@pytest.mark.parametrize("who", ["member", "lead", "chair", "csp_officer", "scrutiny", "other_manager", "outsider"])
def test_nobody_else_keeps_figures(cast: Cast, thefts: Measure, who: str) -> None:
    person = fresh(cast.by_name[who])
    for act in (
        lambda: keep(thefts, person),
        lambda: rebase(measure=thefts, area=thefts.area, period=Q1, reason="Because", by=person),
        lambda: comment(measure=thefts, text="Said", by=person),
        lambda: save_measure(measure=thefts, by=person, version=version_of(thefts)),
        lambda: save_policy(policy=PerformancePolicy(board=cast.board), by=person),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not Observation.objects.exists()
    assert not Rebase.objects.exists()
    assert not Commentary.objects.exists()
    assert not PerformancePolicy.objects.exists()


# Rebasing --------------------------------------------------------------------------------------------


def test_a_rebasing_starts_limits_afresh_and_leaves_the_old_ones(cast: Cast, thefts: Measure) -> None:
    run(thefts, *STEADY[:8], *(value + 500 for value in STEADY))
    before = reading_of(thefts, today()).chart
    at = NEWEST.shifted(1 - len(STEADY))
    rebase(measure=thefts, area=thefts.area, period=at, reason="A new recording system", by=cast.analyst)
    first, second = reading_of(thefts, today()).chart.phases
    assert len(before.phases) == 1
    assert (first.end, second.start) == (at.previous(), at)
    assert first.limits is not None
    assert second.limits is not None
    assert first.limits.upper < 200 < second.limits.lower
    decided = second.rebase
    assert decided is not None
    assert (decided.reason, decided.decided_by, decided.decided_on) == (
        "A new recording system", "Analyst Person", today(),
    )  # fmt: skip
    assert logged("chart rebased")["reason"] == "A new recording system"


def test_a_rebasing_is_of_one_area(cast: Cast, thefts: Measure) -> None:
    north = make_area("North Fosse", "district")
    for area in (thefts.area, north):
        run(thefts, *STEADY, area=area)
    rebase(measure=thefts, area=north, period=NEWEST.shifted(-5), reason="Because", by=cast.analyst)
    assert len(reading_of(thefts, today()).chart.phases) == 1
    assert len(reading_of(thefts, today(), area_id=north.pk).chart.phases) == 2


def test_a_rebasing_is_not_known_before_its_day(cast: Cast, thefts: Measure) -> None:
    run(thefts, *STEADY)
    rebase(measure=thefts, area=thefts.area, period=NEWEST.shifted(-5), reason="Because", by=cast.analyst)
    assert len(reading_of(thefts, days(-1)).chart.phases) == 1


def test_limits_start_afresh_once_at_a_period(cast: Cast, thefts: Measure) -> None:
    rebase(measure=thefts, area=thefts.area, period=Q1, reason="Because", by=cast.analyst)
    with pytest.raises(Refusal, match="already start afresh"):
        rebase(measure=thefts, area=thefts.area, period=Q1, reason="Again", by=cast.analyst)
    assert Rebase.objects.get().reason == "Because"


def refused(sql: str, *values: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize("table", ["rebase", "observation", "commentary"])
def test_the_database_keeps_what_was_decided_known_and_said(cast: Cast, thefts: Measure, table: str) -> None:
    keep(thefts, cast.analyst)
    rebase(measure=thefts, area=thefts.area, period=Q1, reason="Because", by=cast.analyst)
    comment(measure=thefts, text="Said", by=cast.analyst)
    column = {"rebase": "reason", "observation": "note", "commentary": "text"}[table]
    assert refused(f"UPDATE performance_{table} SET {column} = %s", "forged")
    assert refused(f"DELETE FROM performance_{table}")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM performance_{table}")
        assert cursor.fetchall() == [({"rebase": "Because", "observation": "", "commentary": "Said"}[table],)]


# Commentary and the way of reading -------------------------------------------------------------------


def test_a_comment_is_dated_and_logged(cast: Cast, thefts: Measure) -> None:
    for text in ("One", "Two"):
        comment(measure=thefts, text=text, by=cast.analyst)
    assert [(said.text, said.written_on, said.written_by) for said in thefts.commentaries.all()] == [
        ("One", today(), cast.analyst), ("Two", today(), cast.analyst),
    ]  # fmt: skip
    events = AuditEvent.objects.filter(action="measure commented on").order_by("pk")
    assert [event.detail["text"] for event in events] == ["One", "Two"]


def test_the_policy_changes_the_words_of_the_rule_and_the_rating(cast: Cast) -> None:
    held = measure(cast, target=Decimal(100))
    run(held, 90, 1, 1, 1, 115)

    def result():
        return reading_of(Measure.objects.get(), today()).result

    assert (result().rag, result().rule) == (
        Rag.RED,
        "Green within 10% of the target, or better; amber beyond that but no worse than a year ago; red beyond that "
        "and worse.",
    )
    policy = PerformancePolicy(
        board=cast.board, rule="bands", tolerance=Decimal("0.05"), amber_tolerance=Decimal("0.2"),
    )  # fmt: skip
    save_policy(policy=policy, by=cast.analyst)
    assert (result().rag, result().rule) == (
        Rag.AMBER, "Green within 5% of the target, or better; amber within 20%; red beyond that.",
    )  # fmt: skip
    assert (
        AuditEvent.objects.filter(action="way of reading figures changed", actor_email=cast.analyst.email).count() == 1
    )


# Two people ------------------------------------------------------------------------------------------


def test_a_measure_changed_in_the_meantime_is_not_overwritten(cast: Cast, thefts: Measure) -> None:
    seen = version_of(thefts)
    mine, theirs = Measure.objects.get(), Measure.objects.get()
    theirs.name = "Thefts of bicycles"
    save_measure(measure=theirs, by=cast.manager, version=seen)
    mine.name = "Thefts of cars"
    with pytest.raises(Stale) as stale:
        save_measure(measure=mine, by=cast.analyst, version=seen)
    assert stale.value.saved.name == "Thefts of bicycles"
    assert Measure.objects.get().name == "Thefts of bicycles"
    save_measure(measure=mine, by=cast.analyst, version=version_of(thefts))
    assert [row.name for row in thefts.history.all()] == ["Thefts of cars", "Thefts of bicycles", "Thefts"]


def test_a_policy_set_in_the_meantime_is_not_overwritten(cast: Cast) -> None:
    save_policy(policy=PerformancePolicy(board=cast.board, suppress_below=6), by=cast.manager)
    with pytest.raises(Stale):
        save_policy(policy=PerformancePolicy(board=cast.board, suppress_below=7), by=cast.analyst)
    policy = PerformancePolicy.objects.get()
    seen = version_of(policy)
    policy.suppress_below = 8
    save_policy(policy=policy, by=cast.analyst, version=seen)
    with pytest.raises(Stale):
        save_policy(policy=policy, by=cast.analyst, version=seen)
    assert PerformancePolicy.objects.get().suppress_below == 8


def test_a_second_measure_of_one_short_name_is_refused_in_words(cast: Cast, thefts: Measure) -> None:
    again = Measure(board=cast.board, slug="thefts", name="Again", unit="offences", area=thefts.area)
    with pytest.raises(Refusal, match="has just been added"):
        save_measure(measure=again, by=cast.analyst)
    again.board = cast.other_board
    save_measure(measure=again, by=cast.other_manager)  # of another board it is another measure


@pytest.mark.django_db(transaction=True)
def test_two_corrections_at_once_are_both_kept(cast: Cast) -> None:
    """On PostgreSQL the two would take one number without the lock; SQLite lets one writer in at a time."""
    thefts = measure(cast)
    keep(thefts, cast.analyst, 90)
    at_once, faults = Barrier(2), []

    def correct(value: int) -> None:
        try:
            at_once.wait(10)
            keep(Measure.objects.get(pk=thefts.pk), fresh(cast.analyst), value)
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    people = [Thread(target=correct, args=(value,)) for value in (95, 97)]
    for each in people:
        each.start()
    for each in people:
        each.join(30)
    if connection.vendor == "postgresql":
        assert faults == []
        assert [sequence for _, _, sequence in held_of(thefts)] == [0, 1, 2]


def test_years_follow_on_those_that_are_held(cast: Cast) -> None:
    residents = measure(cast, "residents", cadence=Cadence.YEAR)
    observe(residents, Period(dt.date(2023, 1, 1), Cadence.YEAR), 100)
    keep(residents, cast.analyst, 110, period=Period(dt.date(2024, 1, 1), Cadence.YEAR))
    assert [point.value for point in reading_of(residents, today()).series.known] == [Decimal(100), Decimal(110)]
