"""Breaking the life of papers: who moves what, what goes on from what, and what the public learns of it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from reports.compiling import compile_document
from reports.models import Audience, Edition, EditionState
from reports.needs import papers_of
from reports.paper_files import supplements_of
from reports.sharing import share
from snb.models import AgendaItem
from snb.querysets import today
from snb.workflow import Refusal
from tests.attacks.test_requests import soft
from tests.cast import Cast, days, fresh
from tests.reports.published_scene import paper
from tests.reports.test_restricted import SECRET, counted, late_return, move_to, pack, private_item

__all__ = ["counted"]  # sections have a page for each of their blocks here too

CLEARED, DECLINED, PUBLISHED, WITHDRAWN = (
    EditionState.CLEARED, EditionState.DECLINED, EditionState.PUBLISHED, EditionState.WITHDRAWN,
)  # fmt: skip


def add_item(cast: Cast, title: str = "A late item", order: int = 9) -> AgendaItem:
    return AgendaItem.objects.create(meeting=cast.meeting, order=order, title=title, text="Some words.")


def reword(item: AgendaItem) -> None:
    item.text = f"{SECRET} was the cheapest."
    item.save()


def page(edition: Edition, name: str = "paper-detail", *more: str) -> str:
    return reverse(f"reports:{name}", args=[edition.board.slug, edition.reference, *more])


# A restricted version always has a public one of its own ------------------------------------------------------------


def test_what_was_declined_for_its_private_words_can_be_mended(cast: Cast) -> None:
    """The public words were the same, so the paper was "declined already" for ever."""
    item = private_item(cast)
    declined = move_to(pack(cast), cast, DECLINED)
    reword(item)
    mended = pack(cast)
    assert mended.public_version != declined.public_version
    assert pack(cast) == mended
    move_to(mended, cast, CLEARED, PUBLISHED)
    assert Edition.objects.published().get() == mended.public_version


def test_a_draft_that_changed_only_in_private_is_published_in_public_too(cast: Cast) -> None:
    """The second restricted version had no public one, and publishing it published nothing."""
    item = private_item(cast)
    first = pack(cast)
    reword(item)
    second = pack(cast)
    assert (first.public_version.data.get("turn"), second.public_version.data["turn"]) == (None, 2)
    move_to(second, cast, CLEARED, PUBLISHED)
    assert Edition.objects.published().get().public_of == second


def test_the_chair_is_asked_to_clear_a_restricted_paper(cast: Cast) -> None:
    """Its public version was taken for a newer edition of it, and so were its supplements and others of its kind."""
    private_item(cast)
    edition = pack(cast)
    asked = [need.url for _, need in papers_of(fresh(cast.chair), today())]
    assert asked == [page(edition)]
    held = [paper(cast, kind="scrutiny-report", state=EditionState.COMPILED) for _ in range(2)]
    asked = [need.url for _, need in papers_of(fresh(cast.chair), today())]
    assert sorted(asked) == sorted(map(page, [edition, *held]))


# What becomes private, and what is withdrawn, is not said once more ---------------------------------------------------


@pytest.mark.parametrize("order", [1, 9])
def test_what_becomes_private_is_not_printed_as_what_it_was(cast: Cast, order: int) -> None:
    """ "Changes since" quoted the title and the words of the item that is heard in private now."""
    add_item(cast, order=5)
    item = add_item(cast, "Tender of Zanzibar", order)
    move_to(pack(cast), cast, CLEARED, PUBLISHED)
    item.exempt_paragraph, item.public_title, item.public_interest = 3, "A contract", "A fair tender."
    item.save()
    restricted = pack(cast)
    public = restricted.public_version
    assert restricted.corrects == public.corrects
    assert "Zanzibar" in str(restricted.data["changes"])
    assert "Zanzibar" not in public.content
    assert public.data["changes"]["rows"]
    assert {(row["was"], row["now"]) for row in public.data["changes"]["rows"]} == {("", "")}


def test_a_new_private_item_hides_no_other_change(cast: Cast) -> None:
    item = add_item(cast, order=1)
    move_to(pack(cast), cast, CLEARED, PUBLISHED)
    item.text = "Other words."
    item.save()
    private_item(cast, order=9)
    rows = pack(cast).public_version.data["changes"]["rows"]
    assert any("Some words" in row["was"] for row in rows)


def test_a_correction_of_what_was_withdrawn_is_not_published(cast: Cast) -> None:
    """It repeats words of the withdrawn edition in its changes."""
    issued = move_to(pack(cast), cast, CLEARED, PUBLISHED)
    add_item(cast)
    correction = move_to(pack(cast), cast, CLEARED)
    move_to(issued, cast, WITHDRAWN)
    with pytest.raises(Refusal, match="withdrawn"):
        move_to(correction, cast, PUBLISHED)
    again = pack(cast)
    assert "changes" not in again.data
    move_to(again, cast, CLEARED, PUBLISHED)


def test_who_withdraws_a_paper_is_told_that_its_correction_repeats_it(cast: Cast) -> None:
    private_item(cast)
    issued = move_to(pack(cast), cast, CLEARED, PUBLISHED)
    client, told = soft(cast.manager), "withdraw that too"
    assert told not in client.get(page(issued, "paper-withdraw")).content.decode()
    AgendaItem.objects.all().delete()
    correction = move_to(pack(cast), cast, CLEARED, PUBLISHED)
    assert correction.corrects == issued.public_version
    assert told in client.get(page(issued, "paper-withdraw")).content.decode()
    assert told not in client.get(page(correction, "paper-withdraw")).content.decode()


def test_an_older_draft_does_not_replace_what_was_published(cast: Cast) -> None:
    first = pack(cast)
    cleared = move_to(first, cast, CLEARED)
    add_item(cast)
    second = move_to(pack(cast), cast, CLEARED, PUBLISHED)
    with pytest.raises(Refusal, match="Another edition"):
        move_to(cleared, cast, PUBLISHED)
    text = soft(cast.manager).get(page(first)).content.decode()
    assert page(first, "paper-publish") not in text
    assert list(Edition.objects.published()) == [second]


# Supplements ---------------------------------------------------------------------------------------------------------


def test_two_supplements_do_not_take_one_number_and_the_same_pages(cast: Cast) -> None:
    base = move_to(pack(cast), cast, CLEARED, PUBLISHED)
    late_return(cast)
    one = pack(cast, supplement_to=base)
    add_item(cast)
    two = pack(cast, supplement_to=base)
    move_to(one, cast, CLEARED)
    with pytest.raises(Refusal, match="Another supplement"):
        move_to(two, cast, CLEARED)
    move_to(two, cast, DECLINED)


def test_a_number_stays_with_its_supplement_when_an_earlier_one_is_withdrawn(cast: Cast) -> None:
    base = move_to(pack(cast), cast, CLEARED, PUBLISHED)
    late_return(cast)
    one = move_to(pack(cast, supplement_to=base), cast, CLEARED, PUBLISHED)
    add_item(cast)
    two = move_to(pack(cast, supplement_to=base), cast, CLEARED, PUBLISHED)
    move_to(one, cast, WITHDRAWN)
    add_item(cast, "A later item", order=10)
    three = move_to(pack(cast, supplement_to=base), cast, CLEARED, PUBLISHED)
    assert [row.data["supplement"]["number"] for row in (one, two, three)] == [1, 2, 3]


def test_a_supplement_is_out_only_while_its_paper_is(cast: Cast) -> None:
    base = move_to(pack(cast), cast, CLEARED)
    late_return(cast)
    one = move_to(pack(cast, supplement_to=base), cast, CLEARED)
    with pytest.raises(Refusal, match="after its paper"):
        move_to(one, cast, PUBLISHED)
    add_item(cast)
    two = pack(cast, supplement_to=base)
    move_to(base, cast, PUBLISHED, WITHDRAWN)
    with pytest.raises(Refusal, match="after its paper"):
        move_to(one, cast, PUBLISHED)
    with pytest.raises(Refusal, match="was withdrawn"):
        move_to(two, cast, CLEARED)


def test_a_private_supplement_to_an_open_paper_belongs_to_it(cast: Cast) -> None:
    """It was tied to nothing: then it counted as the newest edition of the paper itself."""
    base = move_to(pack(cast), cast, CLEARED, PUBLISHED)
    private_item(cast)
    one = move_to(pack(cast, supplement_to=base), cast, CLEARED, PUBLISHED)
    assert (one.audience, one.supplement_to, one.public_version.supplement_to) == (Audience.RESTRICTED, base, base)
    assert supplements_of(base, Edition.objects.all()) == [one.public_version]
    text = soft(cast.member).get(page(base)).content.decode()
    assert (one.reference in text, one.public_version.reference in text) == (True, False)
    late_return(cast)
    two = pack(cast, supplement_to=base)
    assert (two.data["supplement"]["number"], SECRET in two.content) == (2, False)
    add_item(cast)
    assert pack(cast).public_version.corrects == base
    move_to(base, cast, WITHDRAWN)
    one.refresh_from_db()
    assert one.state == WITHDRAWN


@pytest.mark.parametrize("kind", ["csa", "performance-product"])
def test_a_supplement_is_of_the_same_paper(cast: Cast, kind: str) -> None:
    base = move_to(pack(cast), cast, CLEARED)
    with pytest.raises(Refusal, match="what its paper is about"):
        compile_document(board=cast.board, kind=kind, meeting=cast.meeting, by=cast.manager, supplement_to=base)


# Sharing -------------------------------------------------------------------------------------------------------------


def test_whom_a_paper_is_shared_with_does_not_get_its_private_supplement(cast: Cast) -> None:
    """The file with all supplements asked nobody who was reading."""
    private_item(cast)
    base = move_to(pack(cast), cast, CLEARED)
    private_item(cast, order=2, title="Another private matter")
    move_to(pack(cast, supplement_to=base), cast, CLEARED)
    share(edition=base, person=cast.outsider, until=days(5), reason="Observer", by=fresh(cast.manager))
    client = soft(cast.outsider)
    assert client.get(page(base)).status_code == 200
    assert "whole.pdf" not in client.get(page(base)).content.decode()
    assert client.get(page(base, "paper-file", "whole.pdf")).status_code == 404
    assert soft(cast.member).get(page(base, "paper-file", "whole.pdf")).status_code == 200


def test_what_was_not_cleared_is_shared_with_nobody(cast: Cast) -> None:
    draft = pack(cast)
    share(edition=draft, person=cast.outsider, until=days(5), reason="Observer", by=fresh(cast.manager))
    assert soft(cast.outsider).get(page(draft)).status_code == 200
    move_to(draft, cast, DECLINED)
    for address in (page(draft), page(draft, "paper-file", "json")):
        assert soft(cast.outsider).get(address).status_code == 404
