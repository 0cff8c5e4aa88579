"""Severity profiles against the board's priorities: what no priority covers, and what no profile mentions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from reports.alignment import alignment_of
from snb.querysets import today
from tests.cast import Cast, days, make_priority
from tests.partnerships.local_scene import another, line, make_profile, url


def test_uncovered_subjects_and_unmentioned_priorities(cast: Cast) -> None:
    south = another(cast)
    make_profile(cast, line("Break-ins", 30, cast.burglary.remit), line("Fraud", 10))
    make_profile(cast, line("Fraud", 20), partnership=south)
    found = alignment_of(cast.board, today())
    assert [(row.name, row.total) for row in found.uncovered] == [("Fraud", Decimal(30))]
    assert [row.name for row in found.unmentioned] == ["Arson"]
    assert [(row.name, row.theme, row.share) for row in found.priorities] == [
        ("Burglary", "Harm", Decimal("50.0")), ("Arson", "Harm", None),
    ]  # fmt: skip
    assert [(row.name, row.share) for row in found.themes] == [("Harm", Decimal("50.0"))]


def test_one_partnerships_word_is_enough_to_cover_a_subject(cast: Cast) -> None:
    south = another(cast)
    make_profile(cast, line("Break-ins", 30))
    make_profile(cast, line("break-ins", 5, cast.burglary.remit), partnership=south)
    assert alignment_of(cast.board, today()).uncovered == []


def test_a_subject_under_two_priorities_of_a_theme_counts_once_in_it(cast: Cast) -> None:
    south = another(cast)
    make_profile(cast, line("Fires in empty homes", 30, cast.burglary.remit))
    make_profile(cast, line("Fires in empty homes", 30, cast.arson.remit), partnership=south)
    found = alignment_of(cast.board, today())
    assert [row.share for row in found.priorities] == [Decimal("100.0")] * 2
    assert [row.share for row in found.themes] == [Decimal("100.0")]


def test_a_priority_that_is_no_longer_in_force_covers_nothing(cast: Cast) -> None:
    make_profile(cast, line("Break-ins", 30, cast.burglary.remit))
    cast.agreement.ends = days(-1)
    cast.agreement.save()
    found = alignment_of(cast.board, today())
    assert found.priorities == ()
    assert [row.name for row in found.uncovered] == ["Break-ins"]


def test_nothing_scored_is_not_nought_per_cent(cast: Cast) -> None:
    assert {row.share for row in alignment_of(cast.board, today()).priorities} == {None}
    make_profile(cast, line("Break-ins", 0, cast.burglary.remit))
    assert {row.share for row in alignment_of(cast.board, today()).priorities} == {None}


def test_the_page_says_who_is_missing_and_where_they_do_not_meet(cast: Cast, as_: Any) -> None:
    another(cast)
    make_profile(cast, line("Break-ins", 30, cast.burglary.remit), line("Fraud", 10), on=-500)
    page = as_(cast.member).get(url("reports:alignment-detail")).content.decode()
    for words in (
        "No profile given",
        "Over a year old",
        "Not scored",
        "Fraud, rank 2, total 10.0",
        ">Arson</a>",
        "75.0%",
    ):
        assert words in page
    assert "Add a profile" not in page
    officer = as_(cast.csp_officer).get(url("reports:alignment-detail")).content.decode()
    assert officer.count("Add a profile") == 1


def test_it_takes_as_many_queries_for_many_as_for_few(cast: Cast, django_assert_max_num_queries: Any) -> None:
    theme = cast.agreement.themes.get()
    for number in range(6):
        more = another(cast, f"P{number}", f"p{number}")
        priority = make_priority(theme, f"q{number}", f"Q{number}")
        make_profile(cast, *[line(f"S{n}", n, priority.remit) for n in range(1, 5)], partnership=more)
    with django_assert_max_num_queries(6):
        found = alignment_of(cast.board, today())
        assert len(found.themes) == 1
        assert len(found.priorities) == 8
