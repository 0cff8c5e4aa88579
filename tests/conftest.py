"""Fixtures that every test may use: the cast, signed-in clients, plain static files, mail in memory."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from snb.models import Person
from tests.cast import Cast, make_cast


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


@pytest.fixture
def cast(db) -> Cast:
    return make_cast()


@pytest.fixture
def as_(client) -> Callable[[Person], Client]:
    """`as_(cast.lead)` is a client signed in as that person."""

    def signed_in(person: Person) -> Client:
        signed = Client()
        signed.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return signed

    return signed_in
