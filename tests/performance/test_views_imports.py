"""The pages of imports: who may see them, and the way from an upload to figures that are saved or not."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ

from performance.intake import jobs
from performance.intake.jobs import discard, run_apply, run_check, start_apply, start_check
from performance.intake.staging import clean_name, discard_files, folder_of
from performance.models import Import, Observation
from snb.models import AuditEvent, Person
from snb.workflow import Refusal
from tests.cast import Cast, fresh
from tests.performance.importing_scene import EARLY, LATE, Scene, make_scene, quarters, upload

DAY = {"vintage_day": "1", "vintage_month": "10", "vintage_year": "2025"}
As = Callable[[Person], Client]


@pytest.fixture
def scene(cast: Cast, settings, tmp_path: Path) -> Scene:
    settings.IMPORTS_DIR = tmp_path / "imports"
    return make_scene(cast)


@pytest.fixture
def analyst(scene: Scene, as_: As) -> Client:
    return as_(scene.cast.analyst)


def url(name: str, *more: object) -> str:
    return reverse(f"performance:{name}", args=["fosse", *more])


def send(client: Client, *files: object, **more: str):
    return client.post(url("import-source", "template"), {"uploads": list(files), **DAY, **more})


def brought(scene: Scene, text: str, name: str = "figures.csv", vintage: dt.date = EARLY) -> Import:
    return start_check(
        board=scene.cast.board, source="template", files=[upload(text, name)], vintage=vintage, period="",
        by=fresh(scene.cast.analyst),
    )  # fmt: skip


def words(response) -> str:
    return " ".join(response.content.decode().split())


# The way through ---------------------------------------------------------------------------------------


def test_from_the_upload_to_saved_figures(scene: Scene, analyst: Client) -> None:
    answer = send(analyst, upload(quarters(10, 20)))
    imported = Import.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, url("import-detail", imported.pk))
    assert (imported.state, Observation.objects.count()) == ("checked", 0)
    page = analyst.get(answer["Location"])
    assert "2 new. Published on 1 October 2025. Nothing is saved yet." in words(page)
    assert "Save 2 figures" in words(page)
    assert page["Cache-Control"] == "no-store"
    saved = analyst.post(url("import-apply", imported.pk), follow=True)
    assert "Saved: 2 figures." in words(saved)
    imported.refresh_from_db()
    assert (imported.state, imported.applied_by, Observation.objects.count()) == ("applied", scene.cast.analyst, 2)
    assert not folder_of(imported).exists()


def test_a_revision_shows_the_old_value_and_the_new(scene: Scene, analyst: Client) -> None:
    scene.take(quarters(10))
    imported = brought(scene, quarters(12_000), vintage=LATE)
    page = words(analyst.get(url("import-detail", imported.pk)))
    assert 'data-label="Held" class="gt-table__number">10</td>' in page
    assert 'data-label="In the files" class="gt-table__number">12,000</td>' in page


def test_a_file_that_is_held_already_has_nothing_to_save(scene: Scene, analyst: Client) -> None:
    scene.take(quarters(10))
    imported = brought(scene, quarters(10))
    page = words(analyst.get(url("import-detail", imported.pk)))
    assert "These figures are already held; nothing would change." in page
    assert "import-apply" not in page
    assert analyst.post(url("import-apply", imported.pk)).status_code == 409


def test_errors_are_listed_by_row_and_column_and_nothing_is_saved(scene: Scene, analyst: Client) -> None:
    answer = send(analyst, upload(quarters(10, "12k")))
    imported = Import.objects.get()
    page = words(analyst.get(answer["Location"]))
    assert "Nothing was saved: there is 1 problem" in page
    assert "Row 3, column D (Value)" in page
    assert "<title>Error: " in page
    assert analyst.post(url("import-apply", imported.pk)).status_code == 409
    assert (imported.state, Observation.objects.count(), folder_of(imported).exists()) == ("refused", 0, False)


def test_what_strangers_wrote_in_cells_is_shown_and_never_run(scene: Scene, analyst: Client) -> None:
    imported = brought(scene, quarters("<script>alert(1)</script>"), "<img src=x>.csv")
    page = analyst.get(url("import-detail", imported.pk)).content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x>" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\Users\\me\\figures.xlsx", "figures.xlsx"),
        ("..", "file"),
        ("a\x00b\u202ec.csv", "abc.csv"),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
    ],
)
def test_a_name_is_never_a_path(name: str, clean: str) -> None:
    assert clean_name(name) == clean


def test_a_file_lies_under_a_number_whatever_it_is_called(scene: Scene) -> None:
    imported = brought(scene, quarters(10), "../../x")
    assert [path.name for path in folder_of(imported).iterdir()] == ["0"]
    assert imported.files[0]["name"] == "x"


def test_discarded_then_saved_is_refused(scene: Scene, analyst: Client) -> None:
    imported = brought(scene, quarters(10))
    answer = analyst.post(url("import-discard", imported.pk), follow=True)
    assert "Nothing of them was saved." in words(answer)
    refused = analyst.post(url("import-apply", imported.pk))
    assert (refused.status_code, Observation.objects.count()) == (409, 0)
    assert "These figures were discarded. Upload the files again." in words(refused)
    assert AuditEvent.objects.filter(action="discarded an import").count() == 1


def test_what_is_saved_cannot_be_discarded(scene: Scene, analyst: Client) -> None:
    imported = brought(scene, quarters(10))
    start_apply(imported=imported, by=fresh(scene.cast.analyst))
    refused = analyst.post(url("import-discard", imported.pk))
    assert (refused.status_code, Observation.objects.count()) == (409, 1)


def test_a_double_click_saves_once(scene: Scene, analyst: Client) -> None:
    imported = brought(scene, quarters(10))
    answers = [analyst.post(url("import-apply", imported.pk)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Observation.objects.count() == 1
    assert AuditEvent.objects.filter(action="imported figures").count() == 1


def test_a_preview_that_is_out_of_date_is_shown_anew(scene: Scene, analyst: Client) -> None:
    imported = brought(scene, quarters(10), vintage=LATE)
    scene.take(quarters(9))
    page = words(analyst.post(url("import-apply", imported.pk), follow=True))
    assert "Other figures were saved since these were checked" in page
    assert "1 revised" in page
    assert scene.known() == [("Q1 2024-25", 9, 0)]
    analyst.post(url("import-apply", imported.pk))
    assert [value for _, value, _ in scene.known()] == [9, 10]


# In the background -------------------------------------------------------------------------------------


def test_a_large_file_is_checked_and_saved_in_the_background(scene: Scene, analyst: Client, settings) -> None:
    settings.IMPORT_AT_ONCE_BYTES = 10
    send(analyst, upload(quarters(10)))
    imported = Import.objects.get()
    assert (imported.state, OrmQ.objects.get().task["func"]) == ("checking", "performance.intake.jobs.run_check")
    page = analyst.get(url("import-detail", imported.pk))
    assert "The files are being checked" in words(page)
    part = analyst.get(url("import-detail", imported.pk), {"part": "progress"})
    assert "data-poll-done" not in words(part)
    run_check(imported.pk)
    assert "data-poll-done" in words(analyst.get(url("import-detail", imported.pk), {"part": "progress"}))
    analyst.post(url("import-apply", imported.pk))
    assert OrmQ.objects.last().task["func"] == "performance.intake.jobs.run_apply"
    assert "The figures are being saved" in words(analyst.get(url("import-detail", imported.pk)))
    assert analyst.post(url("import-discard", imported.pk)).status_code == 409
    for _ in range(2):  # taken up twice, it saves once
        run_apply(imported.pk, scene.cast.analyst.pk)
    assert Observation.objects.count() == 1


def test_progress_is_told_in_kilobytes(scene: Scene, settings, monkeypatch) -> None:
    settings.IMPORT_AT_ONCE_BYTES = 10
    monkeypatch.setattr(jobs, "EVERY", -1)
    imported = brought(scene, quarters(10) + "\n" * 60_000)
    run_check(imported.pk)
    imported.refresh_from_db()
    assert imported.progress == sum(file["size"] for file in imported.files) // 1024


class Killed(BaseException):
    """As a signal ends a process: no handler of ours sees it."""


def test_a_save_whose_worker_was_killed_is_done_by_the_next(scene: Scene, settings, monkeypatch) -> None:
    settings.IMPORT_AT_ONCE_BYTES = 10
    imported = brought(scene, quarters(10))
    run_check(imported.pk)
    analyst = fresh(scene.cast.analyst)
    start_apply(imported=imported, by=analyst)

    def die(**more: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("performance.intake.checking.record", die)
        with pytest.raises(Killed):
            run_apply(imported.pk, analyst.pk)
    assert Observation.objects.count() == 0
    run_apply(imported.pk, analyst.pk)
    imported.refresh_from_db()
    assert (imported.state, Observation.objects.count()) == ("applied", 1)


def test_a_fault_is_told_and_nothing_is_saved(scene: Scene, analyst: Client, monkeypatch, caplog) -> None:
    monkeypatch.setattr("performance.intake.jobs.prepare", lambda *a: 1 / 0)
    answer = send(analyst, upload(quarters(10)))
    page = words(analyst.get(answer["Location"]))
    assert "Something went wrong on our side, and nothing was saved." in page
    assert Import.objects.get().state == "failed"


def test_files_that_are_gone_are_told(scene: Scene) -> None:
    imported = brought(scene, quarters(10))
    discard_files(imported)
    held = start_apply(imported=imported, by=fresh(scene.cast.analyst))
    assert (held.state, held.outcome["reason"]) == ("failed", jobs.GONE)


def test_one_that_was_left_lying_can_be_discarded(scene: Scene, analyst: Client, settings) -> None:
    settings.IMPORT_AT_ONCE_BYTES = 10
    imported = brought(scene, quarters(10))
    Import.objects.filter(pk=imported.pk).update(started_at=timezone.now() - dt.timedelta(hours=2))
    assert "Whatever worked on it was interrupted" in words(analyst.get(url("import-detail", imported.pk)))
    discard(imported=imported, by=fresh(scene.cast.analyst))
    run_check(imported.pk)
    imported.refresh_from_db()
    assert imported.state == "discarded"


# The forms ---------------------------------------------------------------------------------------------


def test_the_source_is_chosen_first(scene: Scene, analyst: Client) -> None:
    assert "Figures in our own template" in words(analyst.get(url("import-add")))
    assert "Select where the figures come from" in words(analyst.get(url("import-add"), {"source": ""}))
    chosen = analyst.get(url("import-add"), {"source": "ons-c2"})
    assert chosen["Location"] == url("import-source", "ons-c2")
    assert analyst.get(url("import-source", "tea-leaves")).status_code == 404


def test_without_files_and_with_too_much(scene: Scene, analyst: Client, settings) -> None:
    assert "Choose a file" in words(send(analyst))
    settings.IMPORT_MAX_BYTES = 100
    page = words(send(analyst, upload(quarters(10, 20, 30))))
    assert "import_figures" in page
    assert "The file is empty" in words(send(analyst, upload("")))
    assert Import.objects.count() == 0


def test_the_day_of_publication_is_not_to_come(scene: Scene, analyst: Client) -> None:
    page = words(send(analyst, upload(quarters(10)), vintage_year="2090"))
    assert "must be on or before" in page
    with pytest.raises(Refusal):
        brought(scene, quarters(10), vintage=dt.date(2090, 1, 1))


def test_a_period_is_asked_only_where_the_file_does_not_say_it(scene: Scene, analyst: Client) -> None:
    assert "Period of the figures" not in words(analyst.get(url("import-source", "template")))
    asked = url("import-source", "ons-c2")
    assert "Period of the figures" in words(analyst.get(asked))
    page = analyst.post(asked, {"uploads": upload("a,b\n1,2\n"), "period": "lately", **DAY})
    assert "is not a period" in words(page)


@pytest.mark.parametrize(("query", "rows"), [({}, 20), ({"area": "E23000901"}, 20), ({"measure": "thefts"}, 12)])
def test_the_template_holds_the_boards_measures(scene: Scene, analyst: Client, query: dict, rows: int) -> None:
    """Four periods of each of three measures and of… whatever areas it is for."""
    sheet = analyst.get(url("template-download", "xlsx"), query)
    book = openpyxl.load_workbook(io.BytesIO(sheet.content))
    text = analyst.get(url("template-download", "csv"), query).content.decode("utf-8-sig")
    assert book["Figures"].max_row == len(text.splitlines())
    assert len(text.splitlines()) - 1 == (12 if rows == 20 else rows)


def test_a_template_of_nothing_is_not_found(scene: Scene, analyst: Client) -> None:
    assert analyst.get(url("template-download", "xlsx"), {"measure": "no-such"}).status_code == 404
    assert analyst.get(url("template-download", "pdf")).status_code == 404


# Who -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "listed", "changed"),
    [("analyst", 200, 200), ("manager", 200, 200), ("member", 200, 403), ("lead", 200, 403),
     ("scrutiny", 403, 403), ("other_manager", 404, 404), ("outsider", 404, 404)],
)  # fmt: skip
def test_who_may(scene: Scene, as_: As, who: str, listed: int, changed: int) -> None:
    imported = brought(scene, quarters(10))
    client = as_(scene.cast.by_name[who])
    assert client.get(url("import-list")).status_code == listed
    for address in (url("import-add"), url("import-source", "template"), url("template-download", "csv")):
        assert client.get(address).status_code == changed
    expected = changed if listed != 403 else 404
    assert client.get(url("import-detail", imported.pk)).status_code == expected
    saved = client.post(url("import-apply", imported.pk)).status_code
    assert saved == (302 if changed == 200 else expected)


def test_another_boards_import_is_not_found(scene: Scene, as_: As) -> None:
    imported = brought(scene, quarters(10))
    client = as_(scene.cast.other_manager)
    assert client.get(reverse("performance:import-detail", args=["wold", imported.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_however_long(scene: Scene, analyst: Client, count: int) -> None:
    for _ in range(count):
        brought(scene, quarters(10))
    with CaptureQueriesContext(connection) as found:
        page = analyst.get(url("import-list"))
    assert words(page).count("Ready to save") == count
    assert sum("performance_import" in query["sql"] for query in found.captured_queries) == 2


def test_saving_is_only_by_post(scene: Scene, analyst: Client) -> None:
    imported = brought(scene, quarters(10))
    for name in ("import-apply", "import-discard"):
        assert analyst.get(url(name, imported.pk)).status_code == 405
