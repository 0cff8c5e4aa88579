"""Markdown that people wrote, as HTML, its headings below the heading they stand under."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.footnote import footnote_plugin

DEEPEST = 6  # HTML has no seventh level


def header_cell(_self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: Any) -> str:
    """A heading says what it heads; a class stands for the style that the content policy forbids."""
    return '<th scope="col" class="number">' if _is_right(tokens[index]) else '<th scope="col">'


def cell(_self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: Any) -> str:
    return '<td class="number">' if _is_right(tokens[index]) else "<td>"


def _is_right(token: Token) -> bool:
    return str(token.attrGet("style") or "").endswith("right")


def parser() -> MarkdownIt:
    """CommonMark and tables; raw HTML is printed, never obeyed, and there are no images: nothing is fetched."""
    made = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    made.add_render_rule("th_open", header_cell)
    made.add_render_rule("td_open", cell)
    return made


PARSER = parser()
IN_FULL = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")  # all that a paper prints
IN_FULL.use(footnote_plugin, inline=False, move_to_end=False)


def as_prose(markdown: str, under: int = 2) -> SafeString:
    """Markdown that people wrote, as HTML whose headings stand below level `under` without a skipped level."""
    tokens = PARSER.parse(markdown or "")
    demote_headings(tokens, under)
    return mark_safe(PARSER.renderer.render(tokens, PARSER.options, {}))  # noqa: S308 - raw HTML is off


def below_a_heading(markdown: str) -> str:
    """The text as it may follow "## Heading" of ours: its own headings a level deeper."""
    lines = markdown.split("\n")
    for token in PARSER.parse(markdown):
        if token.type == "heading_open" and token.level == 0 and token.map:
            first, last = token.map[0], token.map[1] - 1
            if token.markup.startswith("#"):
                lines[first] = lines[first].replace("#", "##", 1) if len(token.markup) < DEEPEST else lines[first]
            elif token.markup == "=":
                lines[last] = lines[last].replace("=", "-")
    return "\n".join(lines)


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


def plain_paragraphs(markdown: str) -> list[str]:
    """What Markdown prints, without its signs: a heading, a paragraph, an item or a table's row each as one line."""
    found: list[str] = []
    cells: list[str] | None = None  # of the table row that is open
    for token in IN_FULL.parse(markdown):
        if token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            found.append(" | ".join(cells or ()))
            cells = None
        elif token.type == "inline" or token.type in {"code_block", "fence"}:
            line = " ".join(_plain(token).split())
            (found if cells is None else cells).append(line)
    return [line for line in found if line.strip(" |")]


def _plain(token: Token) -> str:
    if token.children is None:
        return token.content
    breaks = {"softbreak", "hardbreak"}
    return "".join(" " if child.type in breaks else child.content for child in token.children)
