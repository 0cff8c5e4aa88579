"""Every page that offers its table as a file gives it in both forms to whoever may see the page, and to nobody else."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from openpyxl import load_workbook

from performance.models import FundingGrant
from snb.exporting import XLSX
from tests.cast import Cast
from tests.reports.page_scene import add_measure
from tests.test_permission_matrix import ADDRESSES, address, scene

__all__ = ["scene"]
LINKS = re.compile(r'href="(\?[^"]*format=(?:csv|xlsx)[^"]*)" download')
# Offered where there is something to show, which the scene of the matrix has not: their own tests take them away.
UNSEEN = {
    "performance/exception_list.html", "performance/map.html", "priorities/agreement_compare.html",
    "reports/papers/compare.html", "snb/linkage_detail.html",
}  # fmt: skip
PUBLIC = ("reports:public-", "reports:library-", "reports:figure", "scrutiny:")  # how the names of public pages begin


@pytest.fixture
def everything(cast: Cast, scene: dict) -> dict:
    """The scene of the permission matrix, with figures."""
    add_measure(cast.arson, "fires", {0: 12, 1: 15})
    scene["measure"] = {"slug": "fires"}
    return scene


def got(client: Client, url: str):
    """The answer, read to its end, so that a file is closed."""
    answer = client.get(url)
    answer.getvalue()
    return answer


@pytest.mark.long
def test_every_page_that_offers_files_gives_them_to_its_readers_alone(cast: Cast, everything: dict, as_) -> None:
    manager, nobody, outsider, stranger = as_(cast.manager), Client(), as_(cast.outsider), as_(cast.other_manager)
    administrator, seen = as_(cast.administrator), set()
    for name, wanted in ADDRESSES:
        if name in ("sign-out", "sign-in"):
            continue
        url = address(name, wanted, everything)
        reader, page = manager, got(manager, url)
        if page.status_code != 200:
            reader, page = administrator, got(administrator, url)
        if page.status_code != 200 or "text/html" not in page["Content-Type"]:
            continue
        queries = [query.replace("&amp;", "&") for query in LINKS.findall(page.content.decode())]
        if not queries:
            continue
        seen |= {template.name for template in page.templates}
        assert len(queries) % 2 == 0
        for query in queries:
            file = reader.get(url + query)
            assert file["Content-Disposition"].startswith("attachment; filename="), name
            assert _lines(file), name
            if not name.startswith(PUBLIC):
                for other in (nobody, outsider, stranger):
                    refused = other.get(url + query)
                    assert refused.status_code in (302, 403, 404), name
                    assert "Content-Disposition" not in refused, name
    assert offering() - seen == UNSEEN


def offering() -> set[str]:
    """The templates that offer their table."""
    folder = Path(settings.BASE_DIR) / "templates"
    files = folder.rglob("*.html")
    return {str(path.relative_to(folder)) for path in files if "{% export_links" in path.read_text()}


def _lines(file) -> list:
    """The lines of the table, its heading the first."""
    if file["Content-Type"] == XLSX:
        assert zipfile.ZipFile(io.BytesIO(file.content)).testzip() is None
        return list(load_workbook(io.BytesIO(file.content)).worksheets[0].iter_rows())
    return list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"), newline="")))


def table(client: Client, url: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(url).content.decode("utf-8-sig"), newline="")))


def test_the_filter_of_the_page_is_that_of_the_file(cast: Cast, everything: dict, as_) -> None:
    manager = as_(cast.manager)
    assert [row["Priority"] for row in table(manager, "/boards/fosse/?format=csv")] == ["Burglary", "Arson"]
    assert [row["Priority"] for row in table(manager, "/boards/fosse/?format=csv&status=signed")] == ["Burglary"]
    tracked = table(manager, "/boards/fosse/returns/?format=csv&state=accepted")
    assert [(row["Priority"], row["State"], row["Who holds it"]) for row in tracked] == [
        ("Arson", "Accepted", "Manager Person")
    ]
    acted = table(as_(cast.administrator), "/boards/fosse/audit/?format=csv&action=entered+a+grant")
    assert {row["What"] for row in acted} == {"Entered a grant"}


def test_a_meeting_has_a_row_for_each_subject_of_the_forward_plan(cast: Cast, everything: dict, as_) -> None:
    rows = table(as_(cast.manager), "/boards/fosse/meetings/?format=csv")
    assert [row["Forward plan"] for row in rows if row["Date"] == f"{cast.meeting.date}"] == ["Arson"]


def test_the_register_of_appointments_says_who_has_no_lead(cast: Cast, as_) -> None:
    rows = table(as_(cast.manager), "/boards/fosse/appointments/?format=csv")
    states = {row["State"] for row in rows}
    assert states == {"Current", "Ended"}
    assert ("Former Lead Person", "Ended") in {(row["Person"], row["State"]) for row in rows}


def test_a_file_of_the_audit_log_is_bounded(cast: Cast, everything: dict, as_, monkeypatch) -> None:
    monkeypatch.setattr("snb.audit_log.MOST_IN_A_FILE", 2)
    answer = as_(cast.administrator).get("/boards/fosse/audit/?format=xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert sheet.max_row == 5
    assert sheet.cell(5, 1).value == "Only the newest 2 events: narrow the filter to see earlier ones."


def test_grants_are_in_pounds(cast: Cast, as_) -> None:
    FundingGrant.objects.create(
        board=cast.board, title="Safer streets", giver="PCC", total=12_345_67, begins=dt.date(2026, 4, 1),
        ends=dt.date(2027, 3, 31), entered_by=cast.manager,
    )  # fmt: skip
    [row] = table(as_(cast.manager), "/boards/fosse/grants/?format=csv")
    assert (row["Grant"], row["Total (£)"], row["Spent (£)"]) == ("Safer streets", "12345.67", "")
