"""Markdown that people wrote, as HTML, its headings below the heading they stand under."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

DEEPEST = 6  # HTML has no seventh level
PARSER = MarkdownIt("commonmark", {"html": False}).disable("image")  # raw HTML is printed, never obeyed


def as_prose(markdown: str, under: int = 2) -> SafeString:
    """Markdown that people wrote, as HTML whose headings stand below level `under` without a skipped level."""
    tokens = PARSER.parse(markdown or "")
    demote_headings(tokens, under)
    return mark_safe(PARSER.renderer.render(tokens, PARSER.options, {}))  # noqa: S308 - raw HTML is off


def demote_headings(tokens: Sequence[Token], under: int) -> None:
    """Bring headings to under+1 and below without a skipped level, which PDF/UA forbids. Changes the tokens."""
    open_levels: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            while open_levels and open_levels[-1] >= level:
                open_levels.pop()
            open_levels.append(level)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(under + len(open_levels), DEEPEST)}"
