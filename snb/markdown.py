"""Headings of Markdown that people wrote, brought below the heading they stand under."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

DEEPEST = 6  # HTML has no seventh level


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
