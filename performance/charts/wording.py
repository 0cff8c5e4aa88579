"""How wide words are in Source Sans 3, and words that fit the room there is."""

from __future__ import annotations

import re
from functools import lru_cache

# Advance widths in thousandths of the size, read from the font's own table.
_WIDTHS = {
    char: width
    for width, chars in {
        246: "ijlI", 249: ".,:;'’‘", 200: " ", 300: "f()[]", 347: "rt/-", 419: "sz", 456: "cJ", 467: "vyxkLY–",
        497: "0123456789eag£−FE", 543: "bdhnopquASTVXPBRCZK", 640: "DGHUNOQ&", 725: "wM", 829: "mW%",
    }.items()
    for char in chars
}  # fmt: skip
_OTHER = 620  # a capital with an accent, say; erring wide keeps labels apart
_FULL = 1000  # scripts drawn on a square
_SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


def plain(text: str) -> str:
    """One line without control characters."""
    return text if text.isprintable() and "  " not in text else _SPACES.sub(" ", text).strip()


def width(text: str, size: float, weight: int = 400) -> float:
    """The width of a line, within a few per cent."""
    return _thousandths(text) * size / 1000 * (1.045 if weight > 400 else 1)


@lru_cache(maxsize=4096)  # the same ticks and names come again on every chart
def _thousandths(text: str) -> int:
    return sum(_WIDTHS.get(char) or (_FULL if char >= "\u2e80" else _OTHER) for char in text)


def fit(text: str, room: float, size: float, weight: int = 400) -> str:
    """The text, or as much of it as fits with an ellipsis; nothing where not even that fits."""
    text = plain(text[:400])
    if width(text, size, weight) <= room:
        return text
    room -= width("…", size, weight)
    kept = 0.0
    for at, char in enumerate(text):
        kept += width(char, size, weight)
        if kept > room:
            return f"{text[:at].rstrip()}…" if at else ""
    return text


def wrap(text: str, room: float, size: float, lines: int = 2) -> tuple[str, ...]:
    """At most so many lines, broken at spaces; the last one is cut to fit."""
    words, made = plain(text[:400]).split(" "), list[str]()
    while words and len(made) < lines - 1:
        line = words.pop(0)
        while words and width(f"{line} {words[0]}", size) <= room:
            line = f"{line} {words.pop(0)}"
        made.append(fit(line, room, size))
    return (*made, fit(" ".join(words), room, size)) if words else tuple(made)
