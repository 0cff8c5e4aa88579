"""What stories start from is made anew when what it is made from changes, and is put back whole: without a browser."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from email.message import Message
from pathlib import Path

import pytest

from tests.browser import site, template
from tests.browser.site import AS_LOADED, DATABASE, Site


@pytest.fixture
def product(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(template, "ROOT", tmp_path)
    (tmp_path / "snb" / "__pycache__").mkdir(parents=True)
    (tmp_path / "snb" / "models.py").write_text("one = 1")
    (tmp_path / "requirements.lock").write_text("django==5.2")
    return tmp_path


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "snb" / "models.py").write_text("one = 2"),
        lambda root: (root / "snb" / "models.py").rename(root / "snb" / "model.py"),
        lambda root: (root / "snb" / "new.py").write_text(""),
        lambda root: (root / "snb" / "models.py").unlink(),
        lambda root: (root / "requirements.lock").write_text("django==5.3"),
    ],
    ids=["changed", "renamed", "added", "removed", "packages"],
)
def test_whatever_changes_makes_another_key(product: Path, change) -> None:
    before = template.key()
    change(product)
    assert template.key() != before


def test_what_cannot_change_it_keeps_the_key(product: Path) -> None:
    before = template.key()
    (product / "snb" / "__pycache__" / "models.pyc").write_text("compiled")
    (product / "docs").mkdir()
    (product / "docs" / "page.md").write_text("text")
    assert template.key() == before


def test_it_is_made_once_and_again_after_a_change(product: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []
    monkeypatch.setattr(template, "KEPT", product / "kept")
    monkeypatch.setattr(template, "_install", made.append)
    first = template.installed()
    assert (template.installed(), len(made)) == (first, 1)
    (product / "snb" / "models.py").write_text("one = 2")
    assert template.installed() != first
    assert (len(made), first.exists()) == (2, True)  # another run may still copy the first


def test_code_that_is_written_meanwhile_is_never_taken_for_the_code_before(product: Path, monkeypatch) -> None:
    def install(folder: Path) -> None:
        (product / "snb" / "models.py").write_text("one = 3")

    monkeypatch.setattr(template, "KEPT", product / "kept")
    monkeypatch.setattr(template, "_install", install)
    before = (product / "snb" / "models.py").read_text()
    first = template.installed()
    (product / "snb" / "models.py").write_text(before)
    assert template.installed() != first


def test_every_part_of_the_product_is_in_the_key() -> None:
    for name in template.MADE_FROM:
        assert (site.ROOT / name).exists(), name
    packages = {path.parent.name for path in site.ROOT.glob("*/apps.py")}
    assert packages <= set(template.MADE_FROM)


@pytest.fixture
def told(tmp_path: Path) -> Site:
    """A site in which a story was told: a row changed, mail was sent, somebody signed in."""
    with closing(sqlite3.connect(tmp_path / DATABASE)) as made, made:
        made.execute("CREATE TABLE story (words)")
        made.execute("CREATE TABLE django_q_ormq (id)")
        made.execute("CREATE TABLE django_session (session_key, session_data, expire_date)")
        made.execute("INSERT INTO story VALUES ('as loaded')")
    shutil.copyfile(tmp_path / DATABASE, tmp_path / AS_LOADED)
    here = Site(tmp_path)
    with closing(sqlite3.connect(tmp_path / DATABASE)) as live, live:
        live.execute("UPDATE story SET words = 'told'")
        live.execute("INSERT INTO django_session VALUES ('first', 'who', 'later')")
    here.outbox.messages.append(Message())
    return here


def rows(here: Site, query: str) -> list[tuple]:
    with closing(sqlite3.connect(here.database)) as live:
        return live.execute(query).fetchall()


def test_the_demonstration_is_put_back_whole(told: Site) -> None:
    told.restore()
    assert rows(told, "SELECT words FROM story") == [("as loaded",)]
    assert rows(told, "SELECT * FROM django_session") == []
    assert told.outbox.messages == []


def test_nothing_is_put_back_while_the_worker_still_works(told: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "PATIENCE", 0)
    (told.folder / "server.log").write_text("busy")
    with closing(sqlite3.connect(told.database)) as live, live:
        live.execute("INSERT INTO django_q_ormq VALUES (1)")
    with pytest.raises(RuntimeError, match="did not finish:\nbusy"):
        told.restore()
    assert rows(told, "SELECT words FROM story") == [("told",)]


def test_another_browser_gets_a_session_of_its_own_with_the_same_content(told: Site) -> None:
    key = told.new_session(told.session_of("first"))
    assert key != "first"
    assert told.session_of(key) == "who"
    query = "SELECT expire_date > datetime('now', '+7 hours') FROM django_session ORDER BY session_key = 'first'"
    assert rows(told, query)[0] == (1,)
