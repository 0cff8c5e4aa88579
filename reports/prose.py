"""What people write in Markdown, as HTML under a heading of ours. Raw HTML is printed, never obeyed."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from reports.footnotes import Notes, notes_html, take_notes, use_footnotes
from snb.markdown import demote_headings, parser
from snb.wording import LONGEST_RUN

# HTML in its pieces: a tag, white space, a sign written as its code, text.
_PIECES = re.compile(r"<[^>]*>|\s+|&[^;\s<&]{1,31};|[^<\s&]+|[<&]")
_INLINE = re.compile(r"</?(?:a|abbr|b|code|em|i|small|span|strong|sub|sup)\b")
PART = 60  # characters between the spaces: less than a line, or the breaks save nothing
OUTSIDE = ("http://", "https://", "mailto:")


@dataclass(frozen=True)
class Prose:
    """``html`` is safe to print; ``paragraphs`` and ``notes`` are how many numbers it used."""

    html: str
    paragraphs: int
    notes: int = 0


@dataclass(frozen=True)
class Counted:
    """Where a text stands: how the numbers of its paragraphs look ("3.#" gives 3.1, 3.2 …, "" none), what its notes'
    ids begin with, and how many paragraphs and notes have a number before it."""

    pattern: str = ""
    anchor: str = ""
    paragraphs: int = 0
    notes: int = 0


UNCOUNTED = Counted()


def prose(markdown: str, *, under: int, anchors: Collection[str] = (), counted: Counted = UNCOUNTED) -> Prose:
    """Markdown to HTML with headings below level ``under``, and its footnotes after it.

    ``anchors``: the anchors a link may point at; other inner links become plain text.
    """
    env: dict[str, Any] = {}
    notes = Notes(counted.anchor, counted.notes)
    tokens = _PARSER.parse(markdown, env)
    demote_headings(tokens, under)
    _keep_known_links(tokens, anchors)
    tokens = take_notes(tokens, env, notes)
    used = _number(tokens, counted.pattern, counted.paragraphs) if counted.pattern else 0
    html = _PARSER.renderer.render(tokens, _PARSER.options, env)
    return Prose(html + notes_html(_PARSER.renderer, _PARSER.options, env), used, len(notes.bodies))


def with_breaks(html: str) -> str:
    """The same with spaces in every run of text that is longer than any word: to lay one such out takes minutes.

    Tags and their attributes stay as they are; a word goes on through bold or a link inside it.
    """
    pieces: list[str] = []
    run = 0
    for piece in _PIECES.findall(html):
        is_tag = piece[0] == "<" and len(piece) > 1
        if piece.isspace() or (is_tag and not _INLINE.match(piece)):
            run = 0
        elif not is_tag:
            length = 1 if piece[0] == "&" else len(piece)
            run += length
            if run > LONGEST_RUN:
                parts = [piece] if length == 1 else [piece[at : at + PART] for at in range(0, length, PART)]
                pieces += [" ", " ".join(parts)]
                run = LONGEST_RUN - PART + (length - 1) % PART + 1  # another part's worth may follow unbroken
                continue
        pieces.append(piece)
    return "".join(pieces)


def _keep_known_links(tokens: Sequence[Token], anchors: Collection[str]) -> None:
    """Links that lead nowhere on paper lose the link and keep the words; the others hold plain text only."""
    for inline in tokens:
        kept: list[Token] = []
        link: Token | None = None
        for token in inline.children or ():
            if token.type == "link_open":
                link = token
            known = link is not None and _leads_somewhere(str(link.attrGet("href") or ""), anchors)
            if known or not token.type.startswith("link_"):
                kept.extend(_plain(token) if known else [token])
            if token.type == "link_close":
                link = None
        inline.children = kept if inline.children is not None else None


def _plain(token: Token) -> list[Token]:
    """A token as it may stand in a link: an element inside becomes a second link in the PDF (UA-1 7.18.5)."""
    if token.type == "code_inline":
        return [Token("text", "", 0, content=token.content)]
    return [token] if token.type in {"text", "softbreak", "link_open", "link_close"} else []


def _leads_somewhere(href: str, anchors: Collection[str]) -> bool:
    return href.startswith(OUTSIDE) or (href.startswith("#") and href[1:] in anchors)


def _number(tokens: Sequence[Token], pattern: str, after: int) -> int:
    """Give each top paragraph its number; returns how many there were."""
    tops = [token for token in tokens if token.type == "paragraph_open" and token.level == 0]
    for position, token in enumerate(tops, start=after + 1):
        token.meta["number"] = pattern.replace("#", str(position))
    return len(tops)


def _paragraph_open(_self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: Any) -> str:
    token = tokens[index]
    if token.hidden:  # a tight list item prints its text without a paragraph
        return ""
    if number := token.meta.get("number"):
        return f'<p class="numbered"><span class="n">{number}</span> '
    return "<p>"


def _parser() -> MarkdownIt:
    """As on pages, with numbered paragraphs and footnotes."""
    made = parser()
    use_footnotes(made)
    made.add_render_rule("paragraph_open", _paragraph_open)
    return made


_PARSER = _parser()
