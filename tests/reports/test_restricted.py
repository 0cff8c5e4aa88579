"""One freeze, two versions: who reads which, how they move, what corrects them and what goes on from them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from priorities.models.returns import State
from reports import compiling
from reports.compiling import compile_document
from reports.documents.versions import Content, PageCounts
from reports.models import Audience, Edition, EditionState
from reports.paper_files import supplements_of
from reports.sharing import share
from reports.workflow import move_edition
from snb.models import AgendaItem
from snb.workflow import Refusal
from tests.cast import Cast, bring_to, days, fresh, open_return

SECRET = "The tender of a certain supplier"


@pytest.fixture(autouse=True)
def counted(monkeypatch) -> None:
    """Laying out has tests of its own: a section has a page for each of its blocks here."""

    def count(content: Content, told: Any) -> PageCounts:
        return PageCounts(2, {part["anchor"]: max(len(part["blocks"]), 1) for part in content["sections"]})

    monkeypatch.setattr(compiling, "page_counts", count)


def private_item(cast: Cast, **more: Any) -> AgendaItem:
    told: dict[str, Any] = {
        "order": 1, "title": SECRET, "text": f"{SECRET} is weighed here.", "exempt_paragraph": 3,
        "public_title": "A contract", "public_interest": "The public gains more by a fair tender.",
    }  # fmt: skip
    return AgendaItem.objects.create(meeting=cast.meeting, **told | more)


def pack(cast: Cast, **more: Any) -> Edition:
    return compile_document(board=cast.board, kind="board-pack", meeting=cast.meeting, by=fresh(cast.manager), **more)


def move_to(edition: Edition, cast: Cast, *states: EditionState) -> Edition:
    for state in states:
        by = cast.chair if state in (EditionState.CLEARED, EditionState.DECLINED) else cast.manager
        edition = move_edition(edition=edition, to=state, by=by, reason="A figure was wrong.")
    return edition


def test_without_anything_private_there_is_one_version(cast: Cast) -> None:
    edition = pack(cast)
    assert (edition.audience, edition.public_of) == (Audience.PUBLIC, None)
    assert Edition.objects.count() == 1


def test_what_is_private_makes_a_restricted_version_and_a_public_one(cast: Cast) -> None:
    private_item(cast)
    restricted = pack(cast)
    public = restricted.public_version
    assert (restricted.audience, public.audience) == (Audience.RESTRICTED, Audience.PUBLIC)
    assert (SECRET in restricted.content, SECRET in public.content) == (True, False)
    assert "A contract" in public.content
    assert (restricted.data["marking"] != "", public.data["marking"]) == (True, "")
    assert restricted.data["pages"] == public.data["pages"]


def test_compiling_again_gives_the_same_pair(cast: Cast) -> None:
    private_item(cast)
    first = pack(cast)
    assert (pack(cast).pk, Edition.objects.count()) == (first.pk, 2)


def test_both_versions_move_together(cast: Cast) -> None:
    private_item(cast)
    edition = move_to(pack(cast), cast, EditionState.CLEARED, EditionState.PUBLISHED)
    assert set(Edition.objects.values_list("state", flat=True)) == {EditionState.PUBLISHED}
    move_to(edition.public_version, cast, EditionState.WITHDRAWN)
    assert set(Edition.objects.values_list("state", flat=True)) == {EditionState.WITHDRAWN}


def test_only_the_public_version_is_published_to_everybody(cast: Cast) -> None:
    private_item(cast)
    edition = move_to(pack(cast), cast, EditionState.CLEARED, EditionState.PUBLISHED)
    assert list(Edition.objects.published()) == [edition.public_version]
    move_to(edition, cast, EditionState.WITHDRAWN)
    assert list(Edition.objects.out()) == [edition.public_version]


@pytest.mark.parametrize(
    ("actor", "state", "expected"),
    [
        ("member", EditionState.COMPILED, set()),
        ("member", EditionState.CLEARED, {"restricted", "public"}),
        ("member", EditionState.PUBLISHED, {"restricted", "public"}),
        ("support", EditionState.CLEARED, set()),
        ("support", EditionState.PUBLISHED, {"public"}),
        ("csp_officer", EditionState.PUBLISHED, {"public"}),
        ("outsider", EditionState.PUBLISHED, {"public"}),
        ("other_manager", EditionState.PUBLISHED, {"public"}),
        ("manager", EditionState.COMPILED, {"restricted", "public"}),
        ("chair", EditionState.COMPILED, {"restricted", "public"}),
        ("outsider", EditionState.WITHDRAWN, {"public"}),
    ],
)
def test_who_reads_which(cast: Cast, actor: str, state: EditionState, expected: set[str]) -> None:
    private_item(cast)
    way = [EditionState.COMPILED, EditionState.CLEARED, EditionState.PUBLISHED, EditionState.WITHDRAWN]
    move_to(pack(cast), cast, *way[1 : way.index(state) + 1])
    seen = Edition.objects.visible_to(fresh(cast.by_name[actor])).values_list("audience", flat=True)
    assert set(seen) == expected


def test_a_restricted_reference_is_nothing_in_public(cast: Cast, client) -> None:
    private_item(cast)
    edition = move_to(pack(cast), cast, EditionState.CLEARED, EditionState.PUBLISHED)
    page = reverse("reports:paper-public", args=[edition.reference])
    assert client.get(page).status_code == 404
    for suffix in ("pdf", "json", "docx"):
        assert client.get(reverse("reports:paper-public-file", args=[edition.reference, suffix])).status_code == 404


def test_the_list_names_a_paper_once(cast: Cast, as_) -> None:
    private_item(cast)
    edition = pack(cast)
    text = as_(cast.manager).get(reverse("reports:paper-list", args=[cast.board.slug])).content.decode()
    assert edition.reference in text
    assert edition.public_version.reference not in text


def test_each_version_leads_to_the_other_for_who_may_read_both(cast: Cast, as_) -> None:
    private_item(cast)
    edition = move_to(pack(cast), cast, EditionState.CLEARED, EditionState.PUBLISHED)
    public = edition.public_version
    there = reverse("reports:paper-detail", args=[cast.board.slug, edition.reference])
    here = reverse("reports:paper-detail", args=[cast.board.slug, public.reference])
    assert here in as_(cast.member).get(there).content.decode()
    assert there in as_(cast.member).get(here).content.decode()
    assert there not in as_(cast.support).get(here).content.decode()


def test_a_published_restricted_version_can_still_be_shared(cast: Cast, as_) -> None:
    private_item(cast)
    edition = move_to(pack(cast), cast, EditionState.CLEARED, EditionState.PUBLISHED)
    told: dict[str, Any] = {"person": cast.outsider, "until": days(5), "reason": "An observer.", "by": cast.manager}
    share(edition=edition, **told)
    assert edition in Edition.objects.visible_to(fresh(cast.outsider))
    with pytest.raises(Refusal, match="everybody can read it"):
        share(edition=edition.public_version, **told)
    page = reverse("reports:paper-detail", args=[cast.board.slug, edition.reference])
    assert "Share with a person" in as_(cast.manager).get(page).content.decode()


def test_a_public_version_stays_with_its_restricted_one(cast: Cast) -> None:
    private_item(cast)
    public = pack(cast).public_version
    with pytest.raises(DatabaseError, match="stays with"), transaction.atomic():
        Edition.objects.filter(pk=public.pk).update(public_of=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Edition.objects.filter(pk=public.pk).update(audience=Audience.RESTRICTED)


# Corrections ---------------------------------------------------------------------------------------------------------


def test_the_next_edition_of_a_published_paper_says_what_changed(cast: Cast) -> None:
    issued = move_to(pack(cast), cast, EditionState.CLEARED, EditionState.PUBLISHED)
    AgendaItem.objects.create(meeting=cast.meeting, order=1, title="A late item", text="Some words.")
    corrected = pack(cast)
    assert corrected.corrects == issued
    changes = corrected.data["changes"]
    assert changes["since"] == issued.reference
    assert any("late item" in str(row) for row in changes["rows"])


def test_nothing_to_correct_gives_the_published_edition(cast: Cast) -> None:
    issued = move_to(pack(cast), cast, EditionState.CLEARED, EditionState.PUBLISHED)
    assert pack(cast) == issued
    assert Edition.objects.count() == 1


def test_a_private_change_alone_is_a_correction_too(cast: Cast) -> None:
    item = private_item(cast)
    issued = move_to(pack(cast), cast, EditionState.CLEARED, EditionState.PUBLISHED)
    item.text = f"{SECRET} was the cheapest."
    item.save()
    corrected = pack(cast)
    assert corrected.corrects == issued
    assert corrected.public_version.data["changes"]["rows"] == []


def test_a_draft_or_a_withdrawn_paper_is_not_corrected(cast: Cast) -> None:
    pack(cast)
    AgendaItem.objects.create(meeting=cast.meeting, order=1, title="An item", text="Some words.")
    second = move_to(pack(cast), cast, EditionState.CLEARED, EditionState.PUBLISHED, EditionState.WITHDRAWN)
    assert (second.corrects, "changes" in second.data) == (None, False)
    AgendaItem.objects.create(meeting=cast.meeting, order=2, title="Another item", text="More words.")
    assert pack(cast).corrects is None


def test_the_public_version_says_nothing_of_a_private_change(cast: Cast) -> None:
    item = private_item(cast)
    issued = move_to(pack(cast), cast, EditionState.CLEARED, EditionState.PUBLISHED)
    item.text = f"{SECRET} was the cheapest."
    item.save()
    AgendaItem.objects.create(meeting=cast.meeting, order=2, title="Another item", text="More words.")
    restricted = pack(cast)
    public = restricted.public_version
    assert (restricted.corrects, public.corrects) == (issued, issued.public_version)
    assert "cheapest" in str(restricted.data["changes"])
    assert ("cheapest" in public.content, SECRET in public.content) == (False, False)
    assert "Another item" in str(public.data["changes"])


# Supplements ---------------------------------------------------------------------------------------------------------


def late_return(cast: Cast) -> None:
    bring_to(open_return(cast, cast.arson), State.ACCEPTED, cast)


def test_a_supplement_holds_the_late_return_and_leaves_the_pack(cast: Cast) -> None:
    base = move_to(pack(cast), cast, EditionState.CLEARED, EditionState.PUBLISHED)
    before = base.content
    late_return(cast)
    supplement = pack(cast, supplement_to=base)
    base.refresh_from_db()
    assert base.content == before
    assert (supplement.supplement_to, supplement.corrects) == (base, None)
    assert supplement.data["supplement"] == {"number": 1, "of": base.reference, "title": base.title}
    assert "About progress" in supplement.content
    last = 2 + sum(max(len(part["blocks"]), 1) for part in base.data["sections"])
    assert supplement.data["first_page"] == last + 1


def test_the_page_says_that_a_return_came_late(cast: Cast, as_) -> None:
    base = move_to(pack(cast), cast, EditionState.CLEARED)
    page = reverse("reports:paper-detail", args=[cast.board.slug, base.reference])
    assert "accepted after this paper" not in as_(cast.manager).get(page).content.decode()
    late_return(cast)
    assert "1 return was accepted after this paper was compiled" in as_(cast.manager).get(page).content.decode()
    assert "accepted after this paper" not in as_(cast.chair).get(page).content.decode()
    pack(cast, supplement_to=base)
    assert "accepted after this paper" not in as_(cast.manager).get(page).content.decode()


def test_a_second_supplement_goes_on_from_the_first(cast: Cast) -> None:
    base = move_to(pack(cast), cast, EditionState.CLEARED)
    late_return(cast)
    first = move_to(pack(cast, supplement_to=base), cast, EditionState.CLEARED)
    AgendaItem.objects.create(meeting=cast.meeting, order=1, title="A late item", text="Some words.")
    second = pack(cast, supplement_to=base)
    assert second.data["supplement"]["number"] == 2
    assert second.data["first_page"] > first.data["first_page"]
    assert "About progress" not in second.content


def test_what_takes_no_supplement(cast: Cast) -> None:
    draft = pack(cast)
    with pytest.raises(Refusal, match="was cleared"):
        pack(cast, supplement_to=draft)
    base = move_to(draft, cast, EditionState.CLEARED)
    with pytest.raises(Refusal, match="nothing for a supplement"):
        pack(cast, supplement_to=base)
    late_return(cast)
    supplement = move_to(pack(cast, supplement_to=base), cast, EditionState.CLEARED)
    with pytest.raises(Refusal, match="paper itself"):
        pack(cast, supplement_to=supplement)


def test_an_open_supplement_belongs_to_both_versions_of_its_paper(cast: Cast) -> None:
    private_item(cast)
    base = move_to(pack(cast), cast, EditionState.CLEARED, EditionState.PUBLISHED)
    late_return(cast)
    first = move_to(pack(cast, supplement_to=base), cast, EditionState.CLEARED, EditionState.PUBLISHED)
    assert (first.audience, first.supplement_to) == (Audience.PUBLIC, base.public_version)
    known = Edition.objects.all()
    assert supplements_of(base, known) == supplements_of(base.public_version, known) == [first]
    private_item(cast, order=2)
    second = pack(cast, supplement_to=base)
    assert "About progress" not in second.content
    assert [each.data["supplement"]["number"] for each in (second, second.public_version)] == [2, 2]
    assert second.data["first_page"] == second.public_version.data["first_page"] > first.data["first_page"]
    move_to(base, cast, EditionState.WITHDRAWN)
    first.refresh_from_db()
    assert first.state == EditionState.WITHDRAWN


def test_a_withdrawn_paper_takes_its_supplements_along(cast: Cast) -> None:
    base = move_to(pack(cast), cast, EditionState.CLEARED, EditionState.PUBLISHED)
    late_return(cast)
    supplement = move_to(pack(cast, supplement_to=base), cast, EditionState.CLEARED, EditionState.PUBLISHED)
    move_to(base, cast, EditionState.WITHDRAWN)
    supplement.refresh_from_db()
    assert (supplement.state, supplement.reason) == (
        EditionState.WITHDRAWN, "The paper was withdrawn: A figure was wrong.",
    )  # fmt: skip


def test_the_button_queues_a_supplement(cast: Cast, as_) -> None:
    base = move_to(pack(cast), cast, EditionState.CLEARED)
    page = reverse("reports:paper-detail", args=[cast.board.slug, base.reference])
    start = reverse("reports:supplement-start", args=[cast.board.slug, base.reference])
    assert start in as_(cast.manager).get(page).content.decode()
    assert start not in as_(cast.chair).get(page).content.decode()
    assert as_(cast.chair).post(start).status_code == 403
    assert as_(cast.manager).get(start).status_code == 405
    answer = as_(cast.manager).post(start)
    assert base.supplement_jobs.get().supplement_to == base
    assert "/jobs/" in answer["Location"]


def test_days_are_part_of_what_was_read(cast: Cast) -> None:
    assert pack(cast, as_at=days(0)) == pack(cast)
