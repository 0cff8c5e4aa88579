"""No row of the source documents is passed over: each is held by something that is there, and is loaded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings

from tests.browser.site import Site
from tests.source_rows import LAST, Row, described, document, resolve, rows
from tests.test_generated_docs import check

DOMAIN = Path(settings.BASE_DIR).parent / "shared" / "DOMAIN.md"
ROWS = rows()


def test_every_row_is_there_once_and_in_order() -> None:
    assert [row.number for row in ROWS] == list(range(1, LAST + 1))


@pytest.mark.skipif(not DOMAIN.exists(), reason="the domain page is not beside this clone")
def test_the_kinds_are_those_of_the_domain_page() -> None:
    assert {row.number: sorted(row.kinds) for row in ROWS} == {
        number: sorted(kinds) for number, kinds in described(DOMAIN.read_text()).items()
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_holds_a_row_is_there(row: Row) -> None:
    for name in row.held_by:
        assert resolve(name) is not None
    assert row.held_by or row.missing


@pytest.mark.parametrize("row", [row for row in ROWS if "R" in row.kinds], ids=lambda row: row.name)
def test_a_record_is_loaded_or_said_to_be_missing(row: Row) -> None:
    assert row.loaded or row.missing


@pytest.mark.parametrize("wrong", ["snb.models.Nothing", "snb.nowhere.Thing", "fixtures/none.toml"])
def test_a_name_that_is_not_there_is_found_out(wrong: str) -> None:
    with pytest.raises((AttributeError, LookupError, ModuleNotFoundError, ValueError)):
        resolve(wrong)


@pytest.mark.browser  # for the loaded demonstration that the stories share; no browser is opened
def test_the_demonstration_has_the_records_of_every_row(template: Path) -> None:
    asked = "import json; from tests.source_rows import counts; print(json.dumps(counts()))"
    found = json.loads(Site(template).manage("shell", "-v", "0", "-c", asked).splitlines()[-1])
    wrong = [
        f"{row.name}: {number} instead of {query.words}"
        for row in ROWS
        for query, number in zip(row.loaded, found.get(row.name, []), strict=True)
        if not query.holds(number)
    ]
    assert wrong == []


def test_the_page_of_rows_is_fresh() -> None:
    check("source-rows.md", document())
