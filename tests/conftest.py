"""Fixtures that every test may use: the cast, signed-in clients, plain static files, mail in memory."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

import partnerships.protection
import performance.protection
import priorities.protection
import reports.protection
import snb.protection
import snb.triggers
from snb.models import Person
from snb.querysets import today
from tests.browser.site import prepare
from tests.cast import Cast, make_cast
from tests.snapshot import Snapshot

ROOMS = {"snb", "partnerships", "performance", "priorities", "reports"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what one database is enough for: plain is what asks for none, page is one room's pages as a client sees
    them. Every address is asked for on both databases by the matrix of permissions and by the attacks."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if not {"db", "transactional_db", "live_server"} & fixtures and item.get_closest_marker("django_db") is None:
            item.add_marker(pytest.mark.plain)
        if "as_" in fixtures and item.path.parent.name in ROOMS:
            item.add_marker(pytest.mark.page)


@pytest.fixture(autouse=True)
def _plain_settings(settings, tmp_path):
    """No manifest of static files, no mail leaving, uploads in a folder of the test's own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.MEDIA_ROOT = tmp_path / "evidence"
    settings.PAPERS_DIR = tmp_path / "papers"
    settings.DEMO = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # speed


@pytest.fixture(autouse=True)
def _emptied_without_protection(request: pytest.FixtureRequest):
    """A test with transactions of its own ends by emptying every table, which the database would refuse."""
    marker = request.node.get_closest_marker("django_db")
    if not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    for triggers in (
        snb.triggers.TRIGGERS,
        partnerships.protection.TRIGGERS,
        performance.protection.TRIGGERS,
        priorities.protection.TRIGGERS,
        reports.protection.TRIGGERS,
    ):
        snb.protection.remove(triggers)  # the emptying itself installs them again


CAST: Snapshot[Cast] = Snapshot()


@pytest.fixture
def cast(db) -> Cast:
    return CAST.take(make_cast, of=today())


@pytest.fixture
def as_(client) -> Callable[[Person], Client]:
    """`as_(cast.lead)` is a client signed in as that person."""

    def signed_in(person: Person) -> Client:
        signed = Client()
        signed.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return signed

    return signed_in


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The installed demonstration, made once: a second worker waits for the first."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    folder, ready = shared / "template", shared / "template.ready"
    with (shared / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            folder.mkdir(exist_ok=True)
            prepare(folder)
            ready.touch()
    return folder
