"""What changed between two agreements: every fate, through agreements between, and never round in a circle."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from priorities.agreement_contents import add_lineage
from priorities.lineage import Change, Fate, compare
from priorities.models import Agreement, Lineage, Placement, Priority, Theme
from snb.models import RemitName
from snb.workflow import Refusal
from tests.cast import Cast, days
from tests.priorities.agreement_scene import add_to, make_earlier

SPLIT, MERGED, ELEVATED, LOWERED = Lineage.Kind.SPLIT, Lineage.Kind.MERGED, Lineage.Kind.ELEVATED, Lineage.Kind.LOWERED


def link(cast: Cast, kind: str, earlier: Priority, later: Priority, agreement: Agreement | None = None) -> Lineage:
    return add_lineage(
        agreement=agreement or cast.agreement, kind=kind, earlier=earlier, later=later, by=cast.manager, note="Why."
    )  # fmt: skip


def changes(cast: Cast, old: Theme) -> dict[str, Change]:
    found = compare(old.agreement, cast.agreement)
    assert found.earlier == old.agreement
    return {(change.after or change.before).name: change for change in found.changes}  # type: ignore[union-attr]


def test_what_stands_in_both_continues_and_may_have_moved(cast: Cast) -> None:
    old = make_earlier(cast)
    Placement.objects.create(theme=old, priority=cast.burglary, order=1)
    found = changes(cast, old)
    assert (found["Burglary"].fate, found["Burglary"].moved) == (Fate.CONTINUES, True)
    assert found["Burglary"].sentence == "Burglary continues."
    assert (found["Arson"].fate, found["Arson"].sentence) == (Fate.NEW, "Arson is new.")


def test_a_name_counts_as_of_each_agreements_own_start(cast: Cast) -> None:
    old = make_earlier(cast)
    Placement.objects.create(theme=old, priority=cast.burglary, order=1)
    RemitName.objects.create(remit=cast.burglary.remit, name="Theft", begins=days(-499))  # a day too late to count
    assert changes(cast, old)["Burglary"].fate is Fate.CONTINUES
    RemitName.objects.filter(name="Theft").update(begins=days(-500))
    found = changes(cast, old)["Theft"]
    assert (found.fate, found.sentence) == (Fate.RENAMED, "Burglary is now called Theft.")


def test_what_only_the_earlier_has_has_ended(cast: Cast) -> None:
    old = make_earlier(cast)
    add_to(old, "poaching", "Poaching")
    found = changes(cast, old)["Poaching"]
    assert (found.fate, found.after, found.sentence) == (Fate.ENDED, None, "Poaching is no longer a priority.")


@pytest.mark.parametrize(
    ("kind", "fate", "sentence"),
    [
        (SPLIT, Fate.SPLIT, "Arson is split from Fire. Why."),
        (ELEVATED, Fate.ELEVATED, "Arson is elevated: it was a part of Fire. Why."),
        (MERGED, Fate.MERGED, "Arson is made of Fire. Why."),
    ],
)
def test_what_the_later_one_came_from(cast: Cast, kind: str, fate: Fate, sentence: str) -> None:
    old = make_earlier(cast)
    link(cast, kind, add_to(old, "fire", "Fire"), cast.arson)
    found = changes(cast, old)["Arson"]
    assert (found.fate, found.others, found.sentence) == (fate, ("Fire",), sentence)


@pytest.mark.parametrize(
    ("kind", "fate", "sentence"),
    [
        (MERGED, Fate.MERGED, "Fire is merged into Arson. Why."),
        (LOWERED, Fate.LOWERED, "Fire is now a part of Arson. Why."),
        (SPLIT, Fate.SPLIT, "Fire is split into Arson. Why."),
        (ELEVATED, Fate.ENDED, "Fire is no longer a priority."),
    ],
)
def test_what_the_earlier_one_went_into(cast: Cast, kind: str, fate: Fate, sentence: str) -> None:
    old = make_earlier(cast)
    link(cast, kind, add_to(old, "fire", "Fire"), cast.arson)
    found = changes(cast, old)["Fire"]
    assert (found.fate, found.sentence) == (fate, sentence)


def test_several_ends_are_all_named(cast: Cast) -> None:
    old = make_earlier(cast)
    fire = add_to(old, "fire", "Fire")
    for later in (cast.arson, cast.burglary):
        link(cast, SPLIT, fire, later)
    assert changes(cast, old)["Fire"].sentence == "Fire is split into Arson and Burglary. Why."


def test_lineage_is_followed_through_the_agreements_between(cast: Cast) -> None:
    old = make_earlier(cast, begins=-3000, ends=-2001)
    between = Agreement.objects.create(board=cast.board, title="Between", begins=days(-2000), ends=days(-501))
    middle = Theme.objects.create(agreement=between, order=1, name="Middle")
    fire, flames = add_to(old, "fire", "Fire"), add_to(middle, "flames", "Flames")
    link(cast, MERGED, fire, flames, between)
    link(cast, MERGED, flames, cast.arson)
    assert changes(cast, old)["Fire"].sentence == "Fire is merged into Arson. Why."
    assert changes(cast, middle)["Flames"].others == ("Arson",)


def test_lineage_of_the_earlier_agreement_itself_says_nothing_of_what_came_after(cast: Cast) -> None:
    old = make_earlier(cast)
    link(cast, MERGED, add_to(old, "fire", "Fire"), cast.arson, old.agreement)
    assert changes(cast, old)["Fire"].fate is Fate.ENDED


def test_a_circle_ends(cast: Cast) -> None:
    old = make_earlier(cast, begins=-3000, ends=-2001)
    between = Agreement.objects.create(board=cast.board, title="Between", begins=days(-2000), ends=days(-501))
    middle = Theme.objects.create(agreement=between, order=1, name="Middle")
    fire, flames = add_to(old, "fire", "Fire"), add_to(middle, "flames", "Flames")
    link(cast, MERGED, fire, flames, between)
    link(cast, MERGED, flames, fire)
    assert changes(cast, old)["Fire"].fate is Fate.ENDED


def test_who_came_in_or_ended_by_a_refresh_says_so(cast: Cast) -> None:
    old = make_earlier(cast)
    Placement.objects.filter(priority=cast.arson).update(begins=days(-100), ends=days(-5))
    note = changes(cast, old)["Arson"].note
    assert note.startswith("Taken in on ")
    assert "Ended after " in note


def test_a_lineage_must_join_two_priorities_of_the_board_once(cast: Cast) -> None:
    theirs = Priority.objects.create(board=cast.other_board, slug="theirs", remit=cast.other_board.remits.get())
    with pytest.raises(Refusal, match="two different"):
        link(cast, SPLIT, cast.arson, cast.arson)
    with pytest.raises(Refusal, match="another board"):
        link(cast, SPLIT, cast.arson, theirs)
    link(cast, SPLIT, cast.arson, cast.burglary)
    with pytest.raises(Refusal, match="says already"):
        link(cast, MERGED, cast.burglary, cast.arson)


def test_the_summary_counts(cast: Cast) -> None:
    old = make_earlier(cast)
    Placement.objects.create(theme=old, priority=cast.burglary, order=1)
    add_to(old, "poaching", "Poaching")
    found = compare(old.agreement, cast.agreement)
    assert found.summary == "1 continues, 1 new and 1 ended"
    assert compare(cast.agreement, cast.agreement).summary == "2 continue"


def test_queries_do_not_grow(cast: Cast) -> None:
    old = make_earlier(cast)
    with CaptureQueriesContext(
        connection,
    ) as one:
        compare(old.agreement, cast.agreement)
    for number in range(6):
        made = add_to(old, f"p{number}", f"Priority {number}")
        link(cast, MERGED, made, cast.arson)
    with CaptureQueriesContext(connection) as many:
        compare(old.agreement, cast.agreement)
    assert len(many) <= len(one) + 1  # names are asked for only where there is a priority
