"""The pages that compare two editions: for everybody, and inside; who sees which, and what they show."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.models import Audience, Edition, EditionState
from snb.models import AuditEvent
from tests.cast import Cast, days
from tests.reports.page_scene import share
from tests.reports.published_scene import PATHS, paper, section, serve_both_boards

PUBLIC, INSIDE = "/papers/fosse/compare/", "/boards/fosse/papers/compare/"
MARK = "Numbat"


def pair(cast: Cast) -> tuple[Edition, Edition]:
    same, gone = section("Same", "As it was."), section("Gone", "Taken out.")
    table = {"rows": [{"priority": "Fraud", "lead": "Ann <b>"}]}
    other = {"rows": [{"priority": "Fraud", "lead": "Bo <b>"}]}
    leads = {"number": "", "heading": "Leads", "anchor": "leads", "blocks": [{"block": "leads-table", "data": table}]}
    later = {**leads, "blocks": [{"block": "leads-table", "data": other}]}
    old = paper(cast, same, section("Text", "The Board met twice."), leads, gone)
    new = paper(cast, same, section("Text", "The Board met often."), later, section("Come", "Put in."), corrects=old)
    return old, new


def asked(address: str, old: Edition, new: Edition, **more: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in {"old": old.reference, "new": new.reference, **more}.items())
    return f"{address}?{query}"


def test_everybody_sees_what_changed_section_by_section(cast: Cast, client) -> None:
    old, new = pair(cast)
    answer = client.get(asked(PUBLIC, old, new))
    text = answer.content.decode()
    assert answer.context["counts"] == {"added": 1, "removed": 1, "changed": 2, "same": 1, "moved": 0}
    assert "The Board met <del>" in text
    assert "twice.</del><ins>" in text
    assert "Ann &lt;b&gt;</del> <ins>" in text
    assert "1 section the same: Same" in text
    assert reverse("reports:paper-public", args=[old.reference]) in text
    assert "no-cache" in answer["Cache-Control"]


def test_what_changed_can_be_taken_away_as_a_table(cast: Cast, client) -> None:
    old, new = pair(cast)
    rows = list(csv.reader(io.StringIO(client.get(asked(PUBLIC, old, new, format="csv")).content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["Section", "What", "Change"]
    assert ["Leads", "Fraud: lead", "changed", "Ann <b>", "Bo <b>"] in rows
    assert ["Come", "Text", "added", "", "Put in."] in rows


def test_two_that_say_the_same_say_so(cast: Cast, client) -> None:
    one, other = paper(cast, section("One", "Text.")), paper(cast, section("One", "Text."))
    assert "Both editions say the same." in client.get(asked(PUBLIC, one, other)).content.decode()


def test_papers_of_two_kinds_are_compared_with_a_word_of_warning(cast: Cast, client) -> None:
    one, other = paper(cast, section("One", "Text.")), paper(cast, section("One", "Text."), kind="csa")
    assert "papers of different kinds" in client.get(asked(PUBLIC, one, other)).content.decode()


def test_where_one_is_missing_the_page_lets_choose(cast: Cast, client) -> None:
    assert "no two editions here" in client.get(PUBLIC).content.decode()
    old, new = pair(cast)
    text = client.get(f"{PUBLIC}?new={new.reference}").content.decode()
    assert f'<option value="{new.reference}" selected>' in text
    assert f'<option value="{old.reference}">' in text
    assert "There is a problem" not in text
    assert "There is a problem" in client.get(f"{PUBLIC}?old=&new={new.reference}").content.decode()
    again = client.get(asked(PUBLIC, new, new)).content.decode()
    assert "Select another edition" in again


@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize("state", list(PATHS))
def test_the_public_compares_only_what_is_published(
    cast: Cast, client, state: EditionState, audience: Audience
) -> None:
    open_one = paper(cast, section("One", "Text."))
    held = paper(cast, section("One", MARK), title=MARK, state=state, audience=audience)
    is_public = audience == Audience.PUBLIC
    expected = 200 if is_public and state == EditionState.PUBLISHED else 404
    if is_public and state == EditionState.WITHDRAWN:
        expected = 410
    for address in (asked(PUBLIC, open_one, held), asked(PUBLIC, held, open_one), f"{PUBLIC}?new={held.reference}"):
        answer = client.get(address)
        assert answer.status_code == expected
        assert expected == 200 or f"<ins>{MARK}" not in answer.content.decode()
    assert (held.reference in client.get(PUBLIC).content.decode()) is (expected == 200)


@pytest.mark.parametrize(
    ("actor", "state", "audience", "expected"),
    [
        ("manager", EditionState.COMPILED, Audience.PUBLIC, 200),
        ("member", EditionState.COMPILED, Audience.PUBLIC, 404),
        ("member", EditionState.CLEARED, Audience.PUBLIC, 200),
        ("outsider", EditionState.CLEARED, Audience.PUBLIC, 404),
        ("outsider", EditionState.PUBLISHED, Audience.PUBLIC, 200),
        ("outsider", EditionState.PUBLISHED, Audience.RESTRICTED, 404),
        ("manager", EditionState.WITHDRAWN, Audience.PUBLIC, 410),
        ("other_manager", EditionState.COMPILED, Audience.PUBLIC, 404),
    ],
)  # fmt: skip
def test_inside_each_compares_what_they_may_read(
    cast: Cast, as_, actor: str, state: EditionState, audience: Audience, expected: int
) -> None:
    open_one = paper(cast, section("One", "Text."))
    held = paper(cast, section("One", MARK), state=state, audience=audience)
    client = as_(cast.by_name[actor])
    assert client.get(asked(INSIDE, open_one, held)).status_code == expected
    assert (held.reference in client.get(INSIDE).content.decode()) is (expected == 200)


def test_a_draft_of_another_board_is_not_there_and_the_attempt_is_logged(cast: Cast, as_) -> None:
    ours = paper(cast, section("One", "Text."), state=EditionState.COMPILED)
    theirs = paper(cast, section("One", MARK), state=EditionState.COMPILED, board=cast.other_board)
    before = AuditEvent.objects.filter(action="refused").count()
    for address in (asked(INSIDE, ours, theirs), asked("/boards/wold/papers/compare/", ours, theirs)):
        assert as_(cast.manager).get(address).status_code == 404
    assert AuditEvent.objects.filter(action="refused").count() == before + 2


def test_editions_of_two_boards_are_not_compared(cast: Cast, client, as_) -> None:
    serve_both_boards(cast)
    ours = paper(cast, section("One", "Text."))
    theirs = paper(cast, section("One", "Text."), board=cast.other_board)
    assert client.get(asked(PUBLIC, ours, theirs)).status_code == 404
    assert as_(cast.manager).get(asked(INSIDE, ours, theirs)).status_code == 404


def test_a_paper_shared_with_somebody_can_be_compared_by_them(cast: Cast, as_) -> None:
    open_one = paper(cast, section("One", "Text."))
    held = paper(cast, section("One", "Shared text."), state=EditionState.CLEARED)
    share(held, cast.outsider, cast, until=days(3))
    assert as_(cast.outsider).get(asked(INSIDE, open_one, held)).status_code == 200


@pytest.mark.parametrize("reference", ["nonsense", "0" * 12, "%00", "A" * 12, "0" * 5000])
def test_a_forged_reference_is_nothing(cast: Cast, client, as_, reference: str) -> None:
    assert client.get(f"{PUBLIC}?new={reference}").status_code == 404
    assert as_(cast.manager).get(f"{INSIDE}?old={reference}").status_code == 404


def test_nobody_compares_inside_without_signing_in(cast: Cast, client) -> None:
    assert client.get(INSIDE)["Location"].startswith(reverse("sign-in"))
    assert client.get("/papers/nowhere/compare/").status_code == 404


def test_comparing_asks_the_database_as_often_among_thirty_as_among_two(cast: Cast, client) -> None:
    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    old, new = pair(cast)
    few = [count(address) for address in (PUBLIC, asked(PUBLIC, old, new))]
    for _ in range(14):
        pair(cast)
    assert [count(address) for address in (PUBLIC, asked(PUBLIC, old, new))] == few
