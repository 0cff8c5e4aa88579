"""Keeping agreements: who may, what is refused, the successor as a copy, and what stands today."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from priorities.agreement_contents import (
    add_statement,
    add_theme,
    change_placement,
    change_statement,
    change_theme,
    place,
    remove_lineage,
    remove_placement,
    remove_statement,
    remove_theme,
)
from priorities.agreement_workflow import (
    AgreementDetails,
    StaleAgreement,
    add_agreement,
    change_agreement,
    make_successor,
)
from priorities.agreements import (
    Standing,
    agreements_of,
    day_of,
    next_review,
    reviews_of,
    standing_on,
    succession_of,
    themes_of,
)
from priorities.models import Agreement, Lineage, Placement, Priority, Refresh, Statement, Theme
from snb.models import AuditEvent
from snb.querysets import today
from snb.workflow import Refusal
from tests.cast import Cast, days, open_return
from tests.priorities.agreement_scene import add_to, make_earlier


def details(begins: int = 601, ends: int | None = 1700, **more: object) -> AgreementDetails:
    last = None if ends is None else days(ends)
    return AgreementDetails(**{"title": "Next", "begins": days(begins), "ends": last} | more)  # type: ignore[arg-type]


def add(cast: Cast, said: AgreementDetails) -> Agreement:
    return add_agreement(board=cast.board, details=said, by=cast.manager)


def theme_of(cast: Cast) -> Theme:
    return cast.agreement.themes.get()


# The agreement -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["lead", "chair", "member", "analyst", "administrator", "other_manager", "outsider"])
def test_only_the_programme_manager_of_the_board_adds_one(cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied):
        add_agreement(board=cast.board, details=details(), by=cast.by_name[who])


def test_two_agreements_are_never_in_force_on_one_day(cast: Cast) -> None:
    for begins, ends in ((600, 900), (-900, -500), (-900, None), (-100, 100), (-900, 900)):
        with pytest.raises(Refusal, match="cannot be in force on one day"):
            add(cast, details(begins, ends))
    assert add(cast, details(601)).begins == days(601)
    assert add(cast, details(-900, -501)).ends == days(-501)
    assert Agreement.objects.filter(board=cast.board).count() == 3


def test_another_boards_agreement_is_no_obstacle(cast: Cast) -> None:
    assert add_agreement(board=cast.other_board, details=details(0), by=cast.other_manager).board == cast.other_board


@pytest.mark.parametrize("starts", [600, 1701])
def test_work_on_the_successor_starts_within_the_term(cast: Cast, starts: int) -> None:
    with pytest.raises(Refusal, match="own term"):
        add(cast, details(successor_starts=days(starts)))


def test_it_must_not_end_before_it_begins(cast: Cast) -> None:
    with pytest.raises(Refusal, match="not end before"):
        add(cast, details(700, 699))


def test_a_change_is_audited_and_a_stale_one_refused(cast: Cast) -> None:
    said = details(-500, 600, title="New title")
    changed = change_agreement(agreement=cast.agreement, details=said, version=1, by=cast.manager)
    assert (changed.title, changed.version) == ("New title", 2)
    event = AuditEvent.objects.get(action="changed an agreement")
    assert event.detail["changes"]["title"] == ["Fosse Community Safety Agreement", "New title"]
    with pytest.raises(StaleAgreement) as stale:
        change_agreement(agreement=cast.agreement, details=said, version=1, by=cast.manager)
    assert stale.value.saved.title == "New title"


def test_the_successor_is_a_copy_and_changes_nothing_of_today(cast: Cast) -> None:
    add_statement(agreement=cast.agreement, kind="objective", text="Less crime", by=cast.manager)
    add_statement(agreement=cast.agreement, kind="step", text="Begun", day=days(-600), by=cast.manager)
    Placement.objects.filter(priority=cast.arson).update(ends=days(-5))
    before = list(Priority.objects.agreed_on(today()))
    made = make_successor(agreement=cast.agreement, details=details(), by=cast.manager)
    assert [theme.name for theme in made.themes.all()] == ["Harm"]
    assert [row.priority for row in made.themes.get().placements.all()] == [cast.burglary]
    assert [row.text for row in made.statements.all()] == ["Less crime"]
    assert made.required_actions.count() == 2
    assert list(Priority.objects.agreed_on(today())) == before == [cast.burglary]
    assert succession_of(cast.agreement, today()).successor == made
    with pytest.raises(Refusal, match="must begin after"):
        make_successor(agreement=made, details=details(-900, -600), by=cast.manager)


# What stands in it ---------------------------------------------------------------------------------------------------


def test_a_new_priority_has_its_name_from_the_agreements_start_and_a_slug_of_its_own(cast: Cast) -> None:
    first = place(theme=theme_of(cast), name="Rural crime!", by=cast.manager).priority
    other = place(theme=theme_of(cast), name="Rural crime", by=cast.manager).priority
    assert (first.slug, other.slug) == ("rural-crime", "rural-crime-2")
    assert first.remit.names.get().begins == cast.agreement.begins
    with pytest.raises(Refusal, match="Choose it from the list"):
        place(theme=theme_of(cast), name="BURGLARY", by=cast.manager)


def test_a_priority_stands_once_under_themes_and_once_more_under_an_objective(cast: Cast) -> None:
    other = add_theme(agreement=cast.agreement, name="Other", kind="theme", by=cast.manager)
    objective = add_theme(agreement=cast.agreement, name="Objective", kind="objective", by=cast.manager)
    for theme in (theme_of_name(cast, "Harm"), other):
        with pytest.raises(Refusal, match="already"):
            place(theme=theme, priority=cast.burglary, by=cast.manager)
    place(theme=objective, priority=cast.burglary, wording="Fewer burglaries", by=cast.manager)
    assert list(Priority.objects.agreed_on(today())) == [cast.burglary, cast.arson]
    theirs = Priority.objects.create(board=cast.other_board, slug="theirs", remit=cast.other_board.remits.get())
    with pytest.raises(Refusal, match="another board"):
        place(theme=other, priority=theirs, by=cast.manager)


def theme_of_name(cast: Cast, name: str) -> Theme:
    return cast.agreement.themes.get(name=name)


def test_a_priority_of_an_old_agreement_is_not_one_of_today(cast: Cast) -> None:
    add_to(make_earlier(cast), "poaching", "Poaching")
    assert list(Priority.objects.filter(board=cast.board).agreed_on(today())) == [cast.burglary, cast.arson]
    assert [row.slug for row in Priority.objects.agreed_on(days(-600))] == ["poaching"]


def test_a_placement_moves_and_is_renamed_only_while_the_agreement_is_not_in_force(cast: Cast) -> None:
    made = make_successor(agreement=cast.agreement, details=details(), by=cast.manager)
    placement = made.themes.get().placements.get(priority=cast.burglary)
    other = add_theme(agreement=made, name="Homes", kind="theme", by=cast.manager)
    version = Agreement.objects.get(pk=made.pk).version
    change_placement(
        placement=placement, theme=other, name="Theft", wording="Safe homes", version=version, by=cast.manager
    )  # fmt: skip
    burglary = Priority.objects.get(pk=cast.burglary.pk)
    assert (burglary.name_on(today()), burglary.name_on(made.begins)) == ("Burglary", "Theft")
    assert other.placements.get().wording == "Safe homes"
    now = cast.burglary.placements.get(theme__agreement=cast.agreement)
    with pytest.raises(Refusal, match="annual refresh"):
        change_placement(
            placement=now, theme=now.theme, name="Other", wording="",
            version=Agreement.objects.get(pk=cast.agreement.pk).version, by=cast.manager,
        )  # fmt: skip
    with pytest.raises(Refusal, match="another agreement"):
        change_placement(
            placement=now, theme=other, name="Burglary", wording="",
            version=Agreement.objects.get(pk=cast.agreement.pk).version, by=cast.manager,
        )  # fmt: skip


def test_what_has_been_worked_on_is_not_taken_out(cast: Cast) -> None:
    open_return(cast)
    placement = cast.burglary.placements.get()
    with pytest.raises(Refusal, match="End it by the annual refresh"):
        remove_placement(placement=placement, by=cast.manager)
    fresh = place(theme=theme_of(cast), name="Slip of the pen", by=cast.manager)
    remove_placement(placement=fresh, by=cast.manager)
    assert not Placement.objects.filter(pk=fresh.pk).exists()


def test_a_theme_goes_only_when_it_is_empty(cast: Cast) -> None:
    with pytest.raises(Refusal, match="Move or remove"):
        remove_theme(theme=theme_of(cast), by=cast.manager)
    other = add_theme(agreement=cast.agreement, name="Other", kind="theme", by=cast.manager)
    version = Agreement.objects.get(pk=cast.agreement.pk).version
    change_theme(theme=other, name="Another", kind="cross-cutting", version=version, by=cast.manager)
    with pytest.raises(StaleAgreement):
        change_theme(theme=other, name="Third", kind="theme", version=version, by=cast.manager)
    remove_theme(theme=other, by=cast.manager)
    assert list(cast.agreement.themes.values_list("name", flat=True)) == ["Harm"]


def test_statements_are_numbered_by_kind_and_close_the_gap(cast: Cast) -> None:
    for text in ("One", "Two", "Three"):
        add_statement(agreement=cast.agreement, kind="objective", text=text, by=cast.manager)
    add_statement(agreement=cast.agreement, kind="community", text="Four", by=cast.manager)
    remove_statement(statement=Statement.objects.get(text="One"), by=cast.manager)
    rows = cast.agreement.statements.values_list("kind", "number", "text")
    assert list(rows) == [("community", 1, "Four"), ("objective", 1, "Two"), ("objective", 2, "Three")]
    version = Agreement.objects.get(pk=cast.agreement.pk).version
    row = Statement.objects.get(text="Two")
    change_statement(statement=row, text="Second", version=version, by=cast.manager)
    assert Statement.objects.get(pk=row.pk).text == "Second"


def test_lineage_can_be_taken_back(cast: Cast) -> None:
    row = Lineage.objects.create(agreement=cast.agreement, kind="split", earlier=cast.arson, later=cast.burglary)
    remove_lineage(lineage=row, by=cast.manager)
    assert not Lineage.objects.exists()
    assert AuditEvent.objects.get(action="removed where a priority came from").detail["lineage"] == str(row)


# Reading -------------------------------------------------------------------------------------------------------------


def test_where_an_agreement_stands_and_the_day_it_is_shown_as_of(cast: Cast) -> None:
    agreement = cast.agreement
    cases = [(-501, Standing.TO_COME, -500), (-500, Standing.IN_FORCE, -500), (0, Standing.IN_FORCE, 0),
             (600, Standing.IN_FORCE, 600), (601, Standing.ENDED, 600)]  # fmt: skip
    for day, standing, shown in cases:
        assert (standing_on(agreement, days(day)), day_of(agreement, days(day))) == (standing, days(shown))


def test_themes_name_the_lead_of_the_day_without_the_deputy(cast: Cast) -> None:
    (theme,) = themes_of(cast.agreement, today())
    assert [row.leads for row in theme.rows] == [("Lead Person",), ("Other Lead Person",)]
    (before,) = themes_of(cast.agreement, days(-1))
    assert before.rows[0].leads == ("Former Lead Person",)


def test_work_on_the_successor_is_late_until_there_is_one(cast: Cast) -> None:
    cast.agreement.successor_starts = days(-1)
    assert (succession_of(cast.agreement, days(-2)).word, succession_of(cast.agreement, days(-1)).word) == (
        "Not due yet", "Not started",
    )  # fmt: skip
    add(cast, details())
    assert succession_of(cast.agreement, today()).word == "Started"


def review_scene(begins: dt.date, ends: dt.date, agreed: list[dt.date]) -> tuple[Agreement, list[Refresh]]:
    return Agreement(begins=begins, ends=ends), [Refresh(year=day.year, agreed_on=day) for day in agreed]


def test_a_refresh_before_the_day_meets_it_and_one_after_all_that_wait() -> None:
    three_years = (dt.date(2020, 4, 1), dt.date(2023, 3, 31))
    agreement, refreshes = review_scene(*three_years, [dt.date(2020, 12, 9)])
    found = reviews_of(agreement, refreshes, dt.date(2021, 6, 1))
    assert [(review.due.year, review.refresh is not None) for review in found] == [(2021, True), (2022, False)]
    agreement, refreshes = review_scene(*three_years, [dt.date(2022, 9, 1)])
    late = reviews_of(agreement, refreshes, dt.date(2022, 10, 1))
    assert [(review.due.year, review.was_late) for review in late] == [(2021, True), (2022, True)]
    assert next_review(late) is None  # nothing falls due after the agreement has ended


@given(st.lists(st.dates(dt.date(2020, 4, 2), dt.date(2026, 3, 31)), max_size=6), st.integers(1, 36))
def test_no_refresh_meets_a_review_twice_and_reviews_keep_their_order(agreed: list[dt.date], months: int) -> None:
    agreement, refreshes = review_scene(dt.date(2020, 4, 1), dt.date(2026, 3, 31), agreed)
    agreement.reviewed_every_months = months
    found = reviews_of(agreement, refreshes, dt.date(2026, 3, 31))
    dues = [review.due for review in found]
    assert dues == sorted(set(dues))
    met = [review.refresh.agreed_on for review in found if review.refresh]
    assert met == sorted(met)  # type: ignore[type-var]
    if agreed and found and max(agreed) >= found[-1].due:
        assert next_review(found) is None


def test_the_list_counts_priorities_and_says_what_is_due(cast: Cast, django_assert_num_queries) -> None:
    objective = Theme.objects.create(agreement=cast.agreement, order=2, name="Objective", kind="objective")
    Placement.objects.create(theme=objective, priority=cast.burglary, order=1)
    for number in range(3):
        add(cast, details(700 + 100 * number, 790 + 100 * number))
    with django_assert_num_queries(2):
        rows = agreements_of(cast.board, today())
    assert [row.priorities for row in rows] == [0, 0, 0, 2]
    assert rows[-1].standing is Standing.IN_FORCE
    assert rows[-1].review is not None
    assert rows[-1].review.due < today()
