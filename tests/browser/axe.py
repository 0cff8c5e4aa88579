"""What is asked of a page: nothing that axe-core minds, no sideways scroll, an answer."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PHONE, TABLET, DESK = 320, 768, 1280  # widths in CSS pixels


def no_violations(page: Page) -> None:
    """Fail with the rule, the address and the first element of each violation."""
    found = Axe().run(page).response["violations"]
    said = [f"{one['id']}: {one['help']} ({one['nodes'][0]['html'][:150]})" for one in found]
    assert said == [], page.url


def fits(page: Page) -> None:
    """No page scrolls sideways at the width it is shown at."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def status(page: Page, path: str) -> int:
    """Go there; how the server answered."""
    response = page.goto(path)
    assert response is not None, path
    return response.status


def looked_at(page: Page, *, axe_at: tuple[int, ...] = (PHONE, DESK)) -> None:
    """No sideways scroll at a phone's, a tablet's and a desk's width, and nothing that axe minds where it is asked."""
    for width in (PHONE, TABLET, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        fits(page)
        if width in axe_at:
            no_violations(page)
