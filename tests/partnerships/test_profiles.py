"""Severity profiles: added up by subject, ranked, and honest about what is missing."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from partnerships.models import ProfileLine, SeverityProfile
from partnerships.profiles import add_profile, added_up, aggregate, aggregate_sheet, change_profile, key_of
from partnerships.versions import version_of
from snb.models import AuditEvent
from snb.querysets import today
from snb.seen import StaleRow
from snb.workflow import Refusal
from tests.cast import Cast, days
from tests.partnerships.local_scene import another, date, line, make_profile, theirs, url

SCORES = st.integers(min_value=0, max_value=9999).map(lambda tenths: Decimal(tenths) / 10)
PROFILES = st.lists(
    st.lists(st.tuples(st.sampled_from(["Knives", "knives ", "Theft", "Fraud", "Drugs"]), SCORES), max_size=5),
    max_size=5,
)


@given(PROFILES)
def test_totals_are_the_sum_of_what_was_scored_and_nothing_else(given_: list[list[tuple[str, Decimal]]]) -> None:
    made = added_up([[ProfileLine(subject=name, score=score) for name, score in lines] for lines in given_])
    slow: dict[str, Decimal] = defaultdict(Decimal)
    by: dict[str, set[int]] = defaultdict(set)
    for index, lines in enumerate(given_):
        for name, score in lines:
            slow[key_of(name)] += score
            by[key_of(name)].add(index)
    assert {key_of(row.name): row.total for row in made} == dict(slow)
    for row in made:
        scored = by[key_of(row.name)]
        assert [score is not None for score in row.scores] == [index in scored for index in range(len(given_))]
        assert row.scored_by == len(scored)
        assert row.rank == 1 + sum(other.total > row.total for other in made)
    assert [row.total for row in made] == sorted((row.total for row in made), reverse=True)


def test_equal_totals_share_a_rank() -> None:
    lines = [
        [ProfileLine(subject=name, score=Decimal(score)) for name, score in [("A", 5), ("B", 7), ("C", 5), ("D", 1)]]
    ]
    assert [(row.name, row.rank) for row in added_up(lines)] == [("B", 1), ("A", 2), ("C", 2), ("D", 4)]


def test_the_latest_of_each_partnership_counts_as_known_on_the_day(cast: Cast) -> None:
    south = another(cast)
    make_profile(cast, line("Knives", 10), on=-20)
    make_profile(cast, line("KNIVES", 30), on=-5)
    make_profile(cast, line("knives", 2.5), line("Fraud", 9), on=-9, partnership=south)
    now, before = aggregate(cast.board, today()), aggregate(cast.board, days(-10))
    assert [(row.name, row.total, row.scores) for row in now.subjects] == [
        ("KNIVES", Decimal("32.5"), (Decimal(30), Decimal("2.5"))), ("Fraud", Decimal(9), (None, Decimal(9))),
    ]  # fmt: skip
    assert [(row.total, row.scores) for row in before.subjects] == [(Decimal(10), (Decimal(10), None))]
    assert [each.partnership for each in before.missing] == ["South Fosse CSP"]


def test_who_has_given_none_is_said_and_never_zero(cast: Cast) -> None:
    another(cast)
    make_profile(cast, line("Knives", 10))
    found = aggregate(cast.board, today())
    assert [(each.partnership, each.pk) for each in found.missing] == [("South Fosse CSP", None)]
    assert found.subjects[0].scores == (Decimal(10), None)
    sheet = aggregate_sheet(cast.board, found, {}, today())
    assert list(sheet.rows[0]) == [1, "Knives", Decimal(10), Decimal(10), None, "1 of 2", ""]
    assert "South Fosse CSP has given no profile." in sheet.notes


def test_only_partnerships_in_being_on_the_day_count(cast: Cast) -> None:
    south = another(cast)
    make_profile(cast, line("Fraud", 9), on=-30, partnership=south)
    south.ends = days(-10)
    south.save()
    theirs(cast)
    assert [each.slug for each in aggregate(cast.board, today()).contributions] == ["north"]
    assert [row.name for row in aggregate(cast.board, days(-10)).subjects] == ["Fraud"]


def test_an_old_profile_and_different_scales_are_said(cast: Cast) -> None:
    south = another(cast)
    make_profile(cast, on=-400, note="Harm  score")
    make_profile(cast, on=-3, note="harm score", partnership=south)
    found = aggregate(cast.board, today())
    assert [each.is_old for each in found.contributions] == [True, False]
    assert not found.differ
    make_profile(cast, on=-2, note="Number of crimes", partnership=south)
    assert aggregate(cast.board, today()).differ


@pytest.mark.parametrize(
    ("lines", "more", "words"),
    [
        ([], {}, "at least one subject"),
        ([line("Knives", 1), line(" KNIVES ", 2)], {}, "scored twice"),
        ([line("Knives", -1)], {}, "not below zero"),
        ([line("Knives", 1)], {"note": " "}, "what the scores measure"),
        ([line("Knives", 1)], {"on": 1}, "day to come"),
        ([line("Knives", 1)], {"on": -9000}, "not in being"),
    ],
)  # fmt: skip
def test_what_makes_no_profile_is_refused(cast: Cast, lines: Any, more: Any, words: str) -> None:
    said = {"note": "Harm", "on": 0} | more
    with pytest.raises(Refusal, match=words):
        add_profile(
            partnership=cast.partnership, on=days(said["on"]), note=said["note"], lines=lines, by=cast.csp_officer
        )
    assert not SeverityProfile.objects.exists()


def test_one_profile_a_day_and_under_priorities_of_this_board(cast: Cast) -> None:
    make_profile(cast)
    with pytest.raises(Refusal, match="already"):
        make_profile(cast)
    with pytest.raises(Refusal, match="this board's own priorities"):
        make_profile(cast, line("Knives", 1, cast.partnership.remit), on=-1)


def test_correcting_replaces_the_lines_and_says_so(cast: Cast) -> None:
    profile = make_profile(cast, line("Knives", 10))
    seen = version_of(profile)
    change_profile(profile=profile, note="Harm score", lines=[line("Fraud", 3)], version=seen, by=cast.csp_officer)
    assert [(row.subject, row.score) for row in profile.lines.all()] == [("Fraud", Decimal("3.0"))]
    assert SeverityProfile.objects.get().saved_by == cast.csp_officer
    detail = AuditEvent.objects.get(action="changed a severity profile").detail
    assert detail["changes"] == {"lines": ["Knives 10.0", "Fraud 3.0"]}
    with pytest.raises(StaleRow):
        change_profile(profile=profile, note="Harm", lines=[line("Fraud", 4)], version=seen, by=cast.manager)


def test_only_its_officer_and_the_manager_write(cast: Cast) -> None:
    profile = make_profile(cast)
    for name in ("lead", "chair", "member", "support", "analyst", "other_manager", "outsider"):
        with pytest.raises(PermissionDenied):
            change_profile(profile=profile, note="x", lines=[line("A", 1)], version=0, by=cast.by_name[name])


# The page ------------------------------------------------------------------------------------------------------------


def posted(note: str = "Harm score", on: int = 0, **lines: Any) -> dict[str, Any]:
    return {"note": note, **date("on", days(on)), **{name.replace("__", "-"): value for name, value in lines.items()}}


def test_a_profile_is_entered_line_by_line(cast: Cast, as_: Any) -> None:
    client = as_(cast.csp_officer)
    data = posted(
        line0__subject="Knives", line0__score="10.5", line0__concerns=str(cast.burglary.remit_id),
        line3__subject="Fraud", line3__score="3",
    )  # fmt: skip
    page = client.post(url("profile-add", "north"), data, follow=True).content.decode()
    assert "The severity profile is saved." in page
    profile = SeverityProfile.objects.get()
    assert [(row.subject, row.score, row.concerns) for row in profile.lines.all()] == [
        ("Knives", Decimal("10.5"), cast.burglary.remit), ("Fraud", Decimal("3.0"), None),
    ]  # fmt: skip
    again = client.get(url("profile-add", "north")).content.decode()
    assert 'value="Knives"' in again  # the next one starts from the same subjects
    assert "10.5" not in again


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ({"line0__subject": "Knives"}, "Enter a score for Knives"),
        ({"line0__score": "3"}, "Enter the subject of this score"),
        ({"line0__subject": "Knives", "line0__score": "many"}, "Score must be a number"),
        ({"line0__subject": "A", "line0__score": "1", "line2__subject": "a", "line2__score": "1"}, "scored twice"),
        ({"line0__subject": "A", "line0__score": "1", "line0__concerns": "999"}, "Select a valid choice"),
        ({}, "Score at least one subject"),
        ({"line0__subject": "A", "line0__score": "1", "note": ""}, "Enter what the scores measure"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_said_beside_it_and_nothing_is_saved(cast: Cast, as_: Any, lines: Any, words: str) -> None:
    answer = as_(cast.csp_officer).post(url("profile-add", "north"), posted(**lines))
    assert words in answer.content.decode()
    assert "There is a problem" in answer.content.decode()
    assert not SeverityProfile.objects.exists()


def test_two_who_correct_at_once_see_both(cast: Cast, as_: Any) -> None:
    profile = make_profile(cast, line("Knives", 10))
    data = posted(line0__subject="Knives", line0__score="11", version=version_of(profile))
    client = as_(cast.csp_officer)
    assert client.post(url("profile-edit", profile.pk), data).status_code == 302
    stale = client.post(url("profile-edit", profile.pk), data | {"line0-score": "12"})
    assert stale.status_code == 409
    for words in ("Knives 11.0", "Knives 12", "Save what I typed"):
        assert words in stale.content.decode()
