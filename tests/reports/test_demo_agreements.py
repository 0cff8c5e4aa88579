"""The agreements of the two boards as the source documents have them: rows S1, S2, S8, S25, S27, S29, S30, S42, S44,
S45, S54, S61, S69 and S70 of the domain."""

from __future__ import annotations

import datetime as dt
import itertools
import tomllib

import pytest
from django.conf import settings

from priorities.agreements import agreements_of, placements_of, reviews_of, themes_of
from priorities.lineage import Fate, compare
from priorities.models import Agreement, Priority, Refresh, Statement
from priorities.refresh_reading import refresh_page
from priorities.statutory import what_it_must_identify
from reports.demo.agreements import load_agreements, load_refreshes
from reports.demo.board import load_board
from reports.demo.people import load_people
from reports.demo.story import Story, load_meetings
from snb.models import Action, ActionState
from snb.querysets import today

pytestmark = pytest.mark.django_db
Kind = Statement.Kind


def load(slug: str) -> Story:
    folder = settings.BASE_DIR / "fixtures" / slug
    data = {name: tomllib.loads((folder / f"{name}.toml").read_text()) for name in ("board", "people", "story")}
    day = today()
    first = day + dt.timedelta(days=min(row["in_days"] for row in data["story"]["meetings"]))
    begins = dt.date(first.year if first.month >= 4 else first.year - 1, 4, 1)
    loaded = load_board(data["board"], demo_begins=begins)
    story = Story(data["story"], loaded, load_people(data["people"], loaded, day), day)
    load_agreements(story)
    load_refreshes(story, load_meetings(story))
    return story


@pytest.fixture
def county(db) -> Story:
    return load("snb")


@pytest.fixture
def city(db) -> Story:
    return load("ncsp")


def of(story: Story, year: int) -> Agreement:
    return Agreement.objects.get(board=story.loaded.board, begins__year=year)


def names(agreement: Agreement, theme: str) -> list[str]:
    rows = placements_of([agreement])
    return [row.priority.name_on(agreement.begins) for row in rows if row.theme.name == theme]


def said(agreement: Agreement, kind: str) -> list[str]:
    return [row.text for row in agreement.statements.filter(kind=kind)]


def test_the_agreement_of_2012_has_what_its_document_has(county: Story) -> None:
    agreement = of(county, 2012)
    assert (agreement.begins, agreement.ends) == (dt.date(2012, 4, 1), dt.date(2015, 3, 31))
    counts = {kind: len(said(agreement, kind)) for kind in Kind}
    assert {kind: number for kind, number in counts.items() if number} == {
        Kind.SECTION: 4, Kind.DOCUMENT: 10, Kind.OBJECTIVE: 3, Kind.COMMUNITY: 4, Kind.DELIVERY: 5
    }  # fmt: skip
    assert names(agreement, "Common priorities") == [
        "Domestic violence", "Violent crime", "Reducing re-offending", "Anti-social behaviour", "Substance misuse",
        "Youth issues", "Hate crime", "Road safety",
    ]  # fmt: skip
    objectives = [theme for theme in themes_of(agreement, agreement.begins) if theme.kind == "Strategic objective"]
    assert [len(theme.rows) for theme in objectives] == [4, 4, 4]
    assert all(row.wording for theme in objectives for row in theme.rows)


def test_the_agreement_of_2020_is_there_as_it_was(county: Story) -> None:
    agreement = of(county, 2020)
    themes = themes_of(agreement, dt.date(2021, 6, 1))
    assert [(theme.name, len(theme.rows)) for theme in themes] == [
        ("Vulnerability", 3), ("Cohesion", 2), ("Crime & Harm Prevention", 6)
    ]  # fmt: skip
    steps = [(row.day, row.to_the_month) for row in agreement.statements.filter(kind=Kind.STEP)]
    assert steps == [
        (dt.date(2020, 1, 1), True), (dt.date(2020, 3, 1), True), (dt.date(2020, 12, 1), True),
        (dt.date(2021, 3, 1), True),
    ]  # fmt: skip
    assert agreement.required_actions.count() == 9


def test_violence_and_serious_violence_are_one_priority(county: Story) -> None:
    priority = Priority.objects.get(board=county.loaded.board, slug="serious-violence")
    told = {year: priority.name_on(dt.date(year, 6, 1)) for year in (2013, 2020, 2021, 2024)}
    assert told == {2013: "Violent crime", 2020: "Violence", 2021: "Serious violence", 2024: "Serious violence"}
    assert priority.placements.values("theme__agreement").distinct().count() == 4


def test_the_agreement_of_2023_has_its_priorities_and_its_cross_cutting_themes(county: Story) -> None:
    agreement = of(county, 2023)
    assert (agreement.ends, agreement.successor_starts) == (dt.date(2025, 3, 31), dt.date(2024, 7, 1))
    assert names(agreement, "Priorities") == [
        "Domestic abuse", "Serious violence", "Prevent", "High Harm Offences, Slavery and Exploitation", "Fraud"
    ]  # fmt: skip
    assert names(agreement, "Cross-cutting themes") == [
        "Reducing reoffending", "Substance misuse", "Feelings of safety", "Violence Against Women and Girls"
    ]  # fmt: skip


def test_from_2020_to_2023_vawg_is_elevated_and_the_rest_is_told(county: Story) -> None:
    found = compare(of(county, 2020), of(county, 2023))
    fates = {(change.after or change.before).pk: change for change in found.changes}  # type: ignore[union-attr]
    by_slug = {priority.slug: fates[priority.pk] for priority in Priority.objects.filter(pk__in=fates)}
    assert by_slug["vawg"].fate is Fate.ELEVATED
    assert by_slug["vawg"].others == ("Violence",)
    assert by_slug["modern-slavery"].fate is Fate.RENAMED
    assert by_slug["serious-violence"].fate is Fate.RENAMED
    assert by_slug["domestic-abuse"].fate is Fate.CONTINUES
    assert by_slug["fraud"].fate is Fate.NEW
    assert by_slug["hate-crime"].fate is Fate.ENDED


def test_the_refresh_of_january_2024_confirms_all_and_asks_for_further_work(county: Story) -> None:
    refresh = Refresh.objects.get(agreement=of(county, 2023))
    page = refresh_page(refresh, today())
    assert (refresh.agreed_on.year, refresh.agreed_on.month) == (2024, 1)  # type: ignore[union-attr]
    assert {row.word for row in page.rows} == {"Confirmed"}
    assert len(page.rows) == 9
    assert ["digital space" in page.general[0].text, "multiple disadvantage" in page.general[1].text] == [True, True]
    assert {action.state for action in Action.objects.filter(agreed_on__year=2024)} == {ActionState.CLOSED}
    assert next(review.was_late for review in reviews_of(of(county, 2023), [refresh], dt.date(2025, 1, 1))) is False


def test_today_knows_only_what_stands_in_the_agreement_in_force(county: Story) -> None:
    current = Priority.objects.filter(board=county.loaded.board).agreed_on(today())
    assert len(current) == 11
    assert next(priority.name_on(today()) for priority in current) == "Modern slavery"
    assert Priority.objects.filter(board=county.loaded.board).count() == 18


def test_the_agreement_in_force_was_refreshed_and_is_being_refreshed(county: Story) -> None:
    made = list(Refresh.objects.filter(agreement=county.loaded.agreement).order_by("opened_on"))
    assert made[0].agreed_on is not None
    page = refresh_page(made[0], today())
    assert page.open_works + sum(not work.is_open for _, work in page.works) == 3
    if len(made) > 1:  # not at the turn of a year
        now = refresh_page(made[1], today())
        assert (now.is_agreed, now.decided, len(now.rows)) == (False, 8, 11)
    assert all(row.is_met for row in what_it_must_identify(county.loaded.agreement, today()))


def test_no_two_agreements_of_a_board_are_in_force_on_one_day(county: Story, city: Story) -> None:
    for story in (county, city):
        rows = sorted(Agreement.objects.filter(board=story.loaded.board), key=lambda row: row.begins)
        for earlier, later in itertools.pairwise(rows):
            assert earlier.ends is not None
            assert earlier.ends < later.begins
        assert len(agreements_of(story.loaded.board, today())) == len(rows)


def test_the_city_strategy_rolls_on_with_its_priorities_unchanged(city: Story) -> None:
    found = compare(of(city, 2023), of(city, 2024))
    assert [change.fate for change in found.changes].count(Fate.CONTINUES) == 6
    (renamed,) = [change for change in found.changes if change.fate is Fate.RENAMED]
    assert renamed.after is not None
    assert renamed.after.name == "Domestic and Sexual Violence and Abuse"
    assert len(found.changes) == 7
    counts = {kind: len(said(of(city, 2024), kind)) for kind in (Kind.STATUTORY, Kind.DRIVER, Kind.STEP)}
    assert counts == {Kind.STATUTORY: 4, Kind.DRIVER: 4, Kind.STEP: 5}
    refresh = Refresh.objects.get(agreement=of(city, 2023))
    assert refresh.agreed_on == dt.date(2024, 1, 26)
    assert {outcome.kind for outcome in refresh.outcomes.all()} == {"confirmed"}
    assert list(refresh.further_work.values_list("outcome__priority__slug", flat=True)) == ["hate-crime"]
