"""Fixtures that every test may use: the cast, signed-in clients, plain static files, mail in memory."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

import partnerships.protection
import performance.protection
import priorities.protection
import reports.protection
import snb.protection
import snb.triggers
from snb.models import Person
from snb.querysets import today
from tests.browser.template import installed
from tests.cast import Cast, make_cast
from tests.migrated import migrated
from tests.snapshot import Snapshot

READS_A_PDF = {"content_pdf", "edition_pdf", "kept_pdf", "Reading"}
ROOMS = {"snb", "partnerships", "performance", "priorities", "reports"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what one database is enough for: plain is what asks for none, page is one room's pages as a client sees
    them, paper is what is laid out as PDF. Every address is asked for on both databases by the matrix of permissions
    and by the attacks, and papers are compiled on both. The long tests go first: no worker is left alone with one."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if not {"db", "transactional_db", "live_server"} & fixtures and item.get_closest_marker("django_db") is None:
            item.add_marker(pytest.mark.plain)
        if "as_" in fixtures and item.path.parent.name in ROOMS:
            item.add_marker(pytest.mark.page)
        if item.path.parent.name == "reports" and READS_A_PDF & _names(getattr(item, "function", None)):
            item.add_marker(pytest.mark.paper)
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def _names(function: object) -> set[str]:
    """What the test calls, by name, with what is called by helpers of its own file."""
    names = set(getattr(getattr(function, "__code__", None), "co_names", ()))
    here: dict[str, Any] = getattr(function, "__globals__", {})
    own = [here[name] for name in names if getattr(here.get(name), "__globals__", None) is here]
    return names.union(*(helper.__code__.co_names for helper in own))


def pytest_collection_finish() -> None:
    """What is imported by now stays: it need not be looked through for garbage again and again."""
    gc.collect()
    gc.freeze()


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


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_use_migrations: bool
) -> None:
    """On PostgreSQL the migrations run once, and each worker's database is a copy of what they made."""
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith("postgres") and django_db_use_migrations:
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated(url)


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
def template() -> Path:
    """The installed demonstration, to read."""
    return installed()
