"""The pages of benchmarks."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from performance.benchmarks.writing import open_action
from performance.models import BenchmarkAction, BenchmarkExercise, BenchmarkScore, BenchmarkSet
from snb.models import Post
from tests.cast import Cast, days
from tests.performance.sharing import make_set, score
from tests.priorities.pages import Page, get, post


def url(name: str, *args: object) -> str:
    return reverse(f"performance:benchmark-{name}", args=["fosse", *args])


def day_of(offset: int, name: str) -> dict[str, str]:
    day = days(offset)
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


@pytest.fixture
def held(cast: Cast) -> BenchmarkSet:
    return make_set()


@pytest.fixture
def exercise(cast: Cast, held: BenchmarkSet) -> BenchmarkExercise:
    score(cast, held, "2022", [2, 5, 4])
    return score(cast, held, "2023", [3, 4, None])


def test_without_any_set_the_list_says_so(cast: Cast, as_) -> None:
    page = get(as_(cast.member), url("list"))
    assert "No set of benchmarks has been entered yet." in page.text
    assert page.buttons == []


def test_the_list_counts_within_each_set(cast: Cast, as_, exercise: BenchmarkExercise) -> None:
    make_set("other", ("One",))
    page = get(as_(cast.member), url("list"))
    assert [row[:2] for row in page.rows] == [
        ["2022", "Two of three at 4 or more"],
        ["2023", "One of three at 4 or more, one without a score"],
    ]
    assert page.all("//h2") == ["Prevent: Version three", "Prevent: Version other"]
    assert "never added to, averaged with or compared with those of another" in page.text
    assert "No scores yet 1 criteria." in page.text


def test_a_set_shows_years_changes_and_gaps(cast: Cast, as_, exercise: BenchmarkExercise) -> None:
    page = get(as_(cast.member), url("detail", "three"))
    assert page.rows[:3] == [
        ["1 Risk assessment", "2", "3", "Better, 2 to 3", "Needed"],
        ["2 Channel panel", "5", "4", "Worse, 5 to 4", "Not needed"],
        ["3 Title not given in the source", "4", "No score", "Cannot say: no score for 2023", "Not said"],
    ]
    assert page.all("//h3")[0] == "1 Risk assessment No action yet"
    assert page.buttons == []
    assert "not comparable with those of another" in page.text


def test_those_who_keep_figures_have_one_button(cast: Cast, as_, exercise: BenchmarkExercise) -> None:
    page = get(as_(cast.analyst), url("detail", "three"))
    assert page.buttons == ["Enter scores for a year"]
    assert {"Correct the scores of 2022", "Correct the scores of 2023", "Open an action"} <= set(page.links)


def test_a_set_without_scores_lists_its_criteria(cast: Cast, as_, held: BenchmarkSet) -> None:
    page = get(as_(cast.member), url("detail", "three"))
    assert page.all("//ol/li") == ["Risk assessment", "Channel panel", "Title not given in the source"]
    assert "Nothing has been scored against this set yet." in page.text


@pytest.mark.parametrize(("who", "status"), [("outsider", 404), ("other_manager", 404), ("scrutiny", 403)])
def test_who_may_not_read(cast: Cast, as_, held: BenchmarkSet, who: str, status: int) -> None:
    assert as_(cast.by_name[who]).get(url("detail", "three")).status_code == status


def test_a_set_of_another_board_is_not_found(cast: Cast, as_) -> None:
    make_set("theirs", board=cast.other_board)
    assert as_(cast.analyst).get(url("detail", "theirs")).status_code == 404


# A year ----------------------------------------------------------------------------------------------


def test_a_year_begins_and_goes_on_to_its_scores(cast: Cast, as_, held: BenchmarkSet) -> None:
    page = post(as_(cast.analyst), url("year-add", "three"), {"year": "2024/25", "expected": "3", "assessor": "A team"})
    assert page.heading == "Scores for 2024/25"
    made = BenchmarkExercise.objects.get()
    assert (made.year, made.expected, made.assessor) == ("2024/25", 3, "A team")


def test_a_year_is_said_in_one_form_and_what_was_typed_stays(cast: Cast, as_, held: BenchmarkSet) -> None:
    page = post(as_(cast.analyst), url("year-add", "three"), {"year": "24/25", "assessor": "A team"})
    assert page.errors == [("id_year", "Enter a year like 2026 or 2026/27")]
    assert (page.value("year"), page.value("assessor")) == ("24/25", "A team")


def test_a_year_that_is_there_is_refused_as_a_conflict(cast: Cast, as_, exercise: BenchmarkExercise) -> None:
    page = post(as_(cast.analyst), url("year-add", "three"), {"year": "2023"})
    assert page.status == 409
    assert page.errors == [("", "The scores for 2023 have been started already. Open them to change them.")]


# Scores ----------------------------------------------------------------------------------------------


def typed(page: Page, **more: str) -> dict[str, Any]:
    """The form as it stands, with changes."""
    names = page.tree.xpath("//main//form//@name")
    return {name: page.value(name) for name in names if name != "csrfmiddlewaretoken"} | more


def test_scores_stand_in_the_form_with_the_year_before(cast: Cast, as_, exercise: BenchmarkExercise) -> None:
    page = get(as_(cast.analyst), url("scores", exercise.pk))
    first, _, third = exercise.benchmark_set.criteria.all()
    assert (page.value(f"score_{first.pk}"), page.value(f"score_{third.pk}")) == ("3", "none")
    assert page.value(f"reason_{third.pk}") == "Not assessed"
    assert page.all("//fieldset/p")[0] == "2022: 2"
    assert page.buttons == ["Save the scores"]


def test_a_changed_score_is_kept_as_a_correction(cast: Cast, as_, exercise: BenchmarkExercise) -> None:
    client, address = as_(cast.analyst), url("scores", exercise.pk)
    first = exercise.benchmark_set.criteria.get(number=1)
    changes = {f"score_{first.pk}": "4", f"evidence_{first.pk}": "Seen in May"}
    page = post(client, address, typed(get(client, address), **changes))
    assert page.messages == ["1 score saved for 2023."]
    assert page.rows[0] == ["1 Risk assessment", "2", "4 (corrected)", "Better, 2 to 4", "Not needed"]
    assert post(client, address, typed(get(client, address))).messages == ["Nothing was changed for 2023."]


def test_no_score_needs_a_reason_and_nothing_typed_is_lost(cast: Cast, as_, exercise: BenchmarkExercise) -> None:
    client, address = as_(cast.analyst), url("scores", exercise.pk)
    first, second, third = exercise.benchmark_set.criteria.all()
    changes = {f"score_{first.pk}": "none", f"evidence_{first.pk}": "Long words", f"score_{second.pk}": "",
               f"score_{third.pk}": "2"}  # fmt: skip
    page = post(client, address, typed(get(client, address), **changes))
    assert page.errors == [
        (f"id_reason_{first.pk}", "Say why there is no score for 1 Risk assessment"),
        (f"id_score_{second.pk}", "Select a score, or “No score”, for 2 Channel panel"),
        (f"id_reason_{third.pk}", "3 Title not given in the source has a score: clear the reason why it has none"),
    ]
    assert page.value(f"evidence_{first.pk}") == "Long words"
    assert BenchmarkScore.objects.filter(exercise=exercise).count() == 3


def test_two_people_correct_one_score_and_the_second_sees_both(cast: Cast, as_, exercise: BenchmarkExercise) -> None:
    address = url("scores", exercise.pk)
    first = exercise.benchmark_set.criteria.get(number=1)
    before = typed(get(as_(cast.analyst), address))
    post(as_(cast.manager), address, before | {f"score_{first.pk}": "1"})
    page = post(as_(cast.analyst), address, before | {f"score_{first.pk}": "5", f"evidence_{first.pk}": "Mine"})
    assert page.status == 409
    assert page.rows[0] == ["1 Risk assessment", "1", "5. Mine"]
    assert page.value(f"evidence_{first.pk}") == "Mine"
    assert post(as_(cast.analyst), address, typed(page)).rows[0][2] == "5 (corrected)"


def test_a_first_entry_may_leave_some_for_later(cast: Cast, as_, held: BenchmarkSet) -> None:
    client = as_(cast.analyst)
    page = post(client, url("year-add", "three"), {"year": "2024"})
    exercise, first = BenchmarkExercise.objects.get(), held.criteria.get(number=1)
    page = post(client, url("scores", exercise.pk), typed(page, **{f"score_{first.pk}": "0"}))
    assert [row[1] for row in page.rows[:3]] == ["0", "Not entered", "Not entered"]


@pytest.mark.parametrize("name", ["scores", "action-open"])
def test_who_may_not_write_is_told_why(cast: Cast, as_, exercise: BenchmarkExercise, name: str) -> None:
    response = as_(cast.member).get(url(name, exercise.pk))
    assert (response.status_code, "You may not change measures or figures" in response.text) == (403, True)
    assert as_(cast.other_manager).get(url(name, exercise.pk)).status_code == 404


# Actions ---------------------------------------------------------------------------------------------


def test_an_action_is_opened_for_the_gap_it_was_asked_for(cast: Cast, as_, exercise: BenchmarkExercise) -> None:
    client, first = as_(cast.analyst), exercise.benchmark_set.criteria.get(number=1)
    address = f"{url('action-open', exercise.pk)}?criterion={first.pk}"
    page = get(client, address)
    assert page.value("criterion") == str(first.pk)
    assert page.all("//select[@name='criterion']/option") == ["Choose", "1 Risk assessment"]
    said = {"criterion": str(first.pk), "title": "Write it", "owner": str(Post.objects.get().pk), **day_of(30, "due")}
    page = post(client, address, said)
    assert page.messages == ["“Write it” is open for 1 Risk assessment."]
    assert page.all("//h3")[0] == "1 Risk assessment"


def test_an_action_needs_an_owner_and_a_day_ahead(cast: Cast, as_, exercise: BenchmarkExercise) -> None:
    page = post(as_(cast.analyst), url("action-open", exercise.pk), {"title": "Write it", **day_of(-1, "due")})
    assert [target for target, _ in page.errors] == ["id_criterion", "id_owner", "id_due_0"]
    assert page.value("title") == "Write it"


def test_without_a_gap_there_is_nothing_to_open(cast: Cast, as_, held: BenchmarkSet) -> None:
    exercise = score(cast, held, "2023", [5, 5, 5])
    page = get(as_(cast.analyst), url("action-open", exercise.pk))
    assert (page.buttons, "there is no gap to close" in page.text) == ([], True)


def make_action(cast: Cast, exercise: BenchmarkExercise) -> BenchmarkAction:
    return open_action(
        exercise=exercise, criterion=exercise.benchmark_set.criteria.get(number=1), title="Write it",
        owner=Post.objects.get(), due=days(9), by=cast.analyst,
    )  # fmt: skip


def test_an_action_closes_with_evidence_only(cast: Cast, as_, exercise: BenchmarkExercise) -> None:
    action, client = make_action(cast, exercise), as_(cast.manager)
    address = url("action-close", action.pk)
    page = post(client, address, {"version": "1", "evidence": ""})
    assert page.errors == [("id_evidence", "Give the evidence that the action is done")]
    page = post(client, address, {"version": "1", "evidence": "The plan of May"})
    assert page.messages == ["“Write it” is done."]
    assert "The plan of May" in page.text
    page = post(client, address, {"version": "1", "evidence": "Mine"})
    assert (page.status, page.value("evidence")) == (409, "Mine")
    assert get(client, f"{address}?", follow=True).messages == ["“Write it” is done already."]


@pytest.mark.parametrize("more", [1, 3])
def test_the_same_queries_for_one_set(
    cast: Cast, as_, held: BenchmarkSet, more: int, django_assert_num_queries
) -> None:
    for year in range(more):
        make_action(cast, score(cast, held, f"202{year}", [2, 5, 4]))
    client = as_(cast.analyst)
    with django_assert_num_queries(11):
        client.get(url("detail", "three"))


@pytest.mark.parametrize("more", [1, 3])
def test_the_same_queries_for_the_list(cast: Cast, as_, more: int, django_assert_num_queries) -> None:
    for number in range(more):
        make_action(cast, score(cast, make_set(f"set-{number}"), "2022", [2, 5, 4]))
    client = as_(cast.analyst)
    with django_assert_num_queries(11):
        client.get(url("list"))
