"""What a person sees on a page: headings, links, buttons, rows and errors, as words."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from lxml import html  # type: ignore[import-untyped]

from priorities.models import QuarterlyReturn


def url(thing: QuarterlyReturn, view: str = "return-detail", **more: Any) -> str:
    return reverse(f"priorities:{view}", kwargs={"board": thing.priority.board.slug, "pk": thing.pk, **more})


def words(node: Any) -> str:
    return re.sub(r"\s+", " ", node.text_content()).strip()


class Page:
    """A response, read."""

    def __init__(self, response: HttpResponse) -> None:
        self.status, self.tree = response.status_code, html.fromstring(response.content)
        for hidden in self.tree.xpath("//*[contains(@class, 'govuk-visually-hidden')]"):
            hidden.drop_tree()

    def all(self, xpath: str) -> list[str]:
        return [words(node) for node in self.tree.xpath(f"//main{xpath}")]

    @property
    def heading(self) -> str:
        return self.all("//h1")[0]

    @property
    def buttons(self) -> list[str]:
        """What can be pressed: buttons, and links that look like them."""
        return self.all("//*[self::button or self::a[contains(@class, 'govuk-button')]]")

    @property
    def links(self) -> list[str]:
        return self.all("//a[not(contains(@class, 'govuk-button'))]")

    @property
    def messages(self) -> list[str]:
        return self.all("//*[contains(@class, 'govuk-notification-banner__heading')]")

    @property
    def errors(self) -> list[tuple[str, str]]:
        """(id that it links to, message) of the error summary."""
        items = self.tree.xpath("//*[contains(@class, 'govuk-error-summary__list')]/li")
        return [((item.xpath("a/@href") or ["#"])[0][1:], words(item)) for item in items]

    @property
    def rows(self) -> list[list[str]]:
        """The cells of each row of the page's tables."""
        return [[words(cell) for cell in row.xpath("th|td")] for row in self.tree.xpath("//main//tbody/tr")]

    @property
    def tasks(self) -> list[list[str]]:
        """Title and state of each task."""
        found = self.tree.xpath("//li[contains(@class, 'govuk-task-list__item')]")
        return [
            [words(item.xpath(".//a|.//div/div")[0]), words(item.xpath(".//*[contains(@class, 'gt-status')]")[0])]
            for item in found
        ]

    def value(self, name: str) -> str:
        """What a form's field holds."""
        field = self.tree.xpath(f"//*[@name='{name}']")[0]
        if field.tag == "textarea":
            return (field.text or "").removeprefix("\n").removeprefix("\r\n")
        if field.tag == "select":
            return (field.xpath(".//option[@selected]/@value") or [""])[0]
        if field.get("type") == "radio":
            return (self.tree.xpath(f"//*[@name='{name}'][@checked]/@value") or [""])[0]
        return field.get("value", "")

    @property
    def text(self) -> str:
        return words(self.tree.xpath("//main")[0])


def get(client: Any, address: str, **more: Any) -> Page:
    return Page(client.get(address, **more))


def post(client: Any, address: str, data: dict[str, Any] | None = None, **more: Any) -> Page:
    """Post, and go where it leads."""
    return Page(client.post(address, data or {}, follow=True, **more))
