"""Footnotes in prose: a number in the text and, after the text, its note; each links to the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML, RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.footnote import footnote_plugin

KEY = "notes"  # in the parser's env


@dataclass
class Notes:
    """The notes of one text. ``anchor`` begins their ids, ``after`` is how many numbers are used before them;
    ``bodies`` are the tokens of each, by the number that the plugin counts from 0."""

    anchor: str
    after: int
    bodies: dict[int, list[Token]] = field(default_factory=dict)
    marked: set[int] = field(default_factory=set)  # those whose number has been printed in the text

    def number(self, position: int) -> int:
        return self.after + position + 1

    def note(self, position: int) -> str:
        """The id of a note; that of the place in the text that it is of ends in ``-text``."""
        return f"{self.anchor}note-{self.number(position)}"


def use_footnotes(parser: MarkdownIt) -> None:
    parser.use(footnote_plugin, inline=False, move_to_end=False)
    parser.add_render_rule("footnote_ref", _mark)
    for name in ("footnote_reference_open", "footnote_reference_close"):
        parser.add_render_rule(name, _nothing)


def take_notes(tokens: Iterable[Token], env: MutableMapping[str, Any], notes: Notes) -> list[Token]:
    """The tokens without the notes that the text refers to, which go into ``notes``.

    A note that nothing refers to stays where it was written, so that no word is lost.
    """
    env[KEY] = notes
    wanted = {label[1:]: number for label, number in env.get("footnotes", {}).get("refs", {}).items() if number >= 0}
    kept: list[Token] = []
    into = kept
    for token in tokens:
        if token.type == "footnote_reference_open" and (number := wanted.pop(token.meta["label"], None)) is not None:
            into = notes.bodies.setdefault(number, [])
        elif token.type == "footnote_reference_close":
            into = kept
        else:
            into.append(token)
    return kept


def notes_html(renderer: RendererProtocol, options: OptionsDict, env: Mapping[str, Any]) -> str:
    """The notes in the order of their numbers; nothing where there are none."""
    notes: Notes = env[KEY]
    bodies = "".join(_note(notes, number, renderer, options, env) for number in sorted(notes.bodies))
    return f'<div class="notes"><p class="notes-heading">Notes</p>\n{bodies}</div>\n' if bodies else ""


def _note(notes: Notes, position: int, renderer: RendererProtocol, options: OptionsDict, env: Mapping[str, Any]) -> str:
    number, anchor, body = notes.number(position), notes.note(position), notes.bodies[position]
    label = f"Back to note {number} in the text"
    begins = f'<p><span class="n"><a href="#{anchor}-text" title="{label}">{number}</a></span> '
    html = renderer.render(body, options, dict(env))
    html = begins + html.removeprefix("<p>") if html.startswith("<p>") else f"{begins}</p>\n{html}"
    return f'<div class="note" id="{anchor}">{html}</div>\n'


def _mark(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: Mapping[str, Any]
) -> str:
    notes: Notes = env[KEY]
    position, is_first = tokens[index].meta["id"], tokens[index].meta["id"] not in notes.marked
    notes.marked.add(position)  # a note links back to the first place that names it
    number, anchor = notes.number(position), notes.note(position)
    place = f' id="{anchor}-text"' if is_first else ""
    return f'<sup class="mark"><a href="#{anchor}"{place} title="Note {number}">{number}</a></sup>'


def _nothing(*_args: Any) -> str:
    return ""
