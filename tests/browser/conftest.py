"""A browser and a running site for each worker; each file of stories finds the demonstration as it was loaded."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.site import Site
from tests.browser.template import copied

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
expect.set_options(timeout=15_000)  # machines are shared, and two servers start at once
PASSWORD = "golden thread demonstration"


def chromium() -> str:
    """The system's Chromium; that there is none is an error, never a skip."""
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not found:
        raise RuntimeError("The browser tests need Chromium: `make test` installs it, or name one in $CHROMIUM.")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The stories of one file share a site, so one worker tells them all."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(copied(tmp_path_factory.mktemp("site"))) as site:
        yield site


@pytest.fixture(scope="module")
def site(running: Site) -> Site:
    running.restore()
    return running


@pytest.fixture(scope="session")
def sessions() -> dict[str, str]:
    """What the session of each person held right after they signed in, by their address."""
    return {}


@pytest.fixture
def visit(browser: Browser, site: Site, sessions: dict[str, str]) -> Iterator[Callable[..., Page]]:
    """`visit("someone@…")` is a page of a browser of its own, signed in; without an address, of a stranger.

    Each person fills in the sign-in page once: hashing a password is slow on purpose. Later visits get a session of
    their own that holds the same.
    """
    contexts = []

    def open_page(email: str | None = None, *, javascript: bool = True, width: int = 1280) -> Page:
        context = browser.new_context(
            base_url=site.url, java_script_enabled=javascript, viewport={"width": width, "height": 900}
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        if email in sessions:
            key = site.new_session(sessions[email])
            context.add_cookies([{"name": "sessionid", "value": key, "url": site.url, "httpOnly": True}])
            page.goto("/")
        elif email:
            page.goto("/sign-in/")
            sign_in(page, email)
            (key,) = (cookie["value"] for cookie in context.cookies() if cookie["name"] == "sessionid")
            sessions[email] = site.session_of(key)
        return page

    yield open_page
    for context in contexts:
        context.close()


def sign_in(page: Page, email: str) -> None:
    """Fill in the sign-in page that is shown and wait for what comes after it."""
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()
