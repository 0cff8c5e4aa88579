"""Lists as Word counts them: one definition for each look, one numbering for each list that starts afresh."""

from __future__ import annotations

from reports.docx.styles import HANG, LINK, NAMESPACE, look
from reports.docx.xml import HEAD, w

DEEPEST = 8  # Word has nine levels, from 0
_BULLETS = "•–•–•–•–•"
_FORMATS = ("decimal", "lowerLetter", "lowerRoman") * 3
# Look of a list → its definition: in the text or in a cell, bullets or numbers.
_DEFINITIONS = {(in_cell, ordered): 2 * in_cell + ordered for in_cell in (False, True) for ordered in (False, True)}


class Numbering:
    """Gives each list its number, and is word/numbering.xml in the end."""

    BULLETS = (1, 2)  # those of text and of cells: all lists of one look share a numbering

    def __init__(self) -> None:
        self._lists: list[str] = [_number(1, 0), _number(2, 2)]

    def bullets(self, *, in_cell: bool) -> int:
        return self.BULLETS[in_cell]

    def counted(self, *, in_cell: bool, level: int, start: int) -> int:
        """A list of its own that counts from `start` at `level`."""
        identity = len(self._lists) + 1
        override = w("lvlOverride", w("startOverride", val=start), ilvl=level)
        self._lists.append(_number(identity, _DEFINITIONS[in_cell, True], override))
        return identity

    def xml(self) -> str:
        definitions = "".join(
            _definition(number, in_cell, ordered) for (in_cell, ordered), number in _DEFINITIONS.items()
        )
        return f"{HEAD}<w:numbering {NAMESPACE}>{definitions}{''.join(self._lists)}</w:numbering>"


def _number(identity: int, definition: int, override: str = "") -> str:
    return w("num", w("abstractNumId", val=definition), override, numId=identity)


def _definition(number: int, in_cell: bool, ordered: bool) -> str:
    levels = "".join(_level(level, in_cell, ordered) for level in range(DEEPEST + 1))
    return w("abstractNum", w("multiLevelType", val="hybridMultilevel"), levels, abstractNumId=number)


def _level(level: int, in_cell: bool, ordered: bool) -> str:
    step = 227 if in_cell and not ordered else 340
    left = (0 if in_cell else HANG) + step * (level + 1)
    return w(
        "lvl",
        w("start", val=1),
        w("numFmt", val=_FORMATS[level] if ordered else "bullet"),
        w("lvlText", val=f"%{level + 1}." if ordered else _BULLETS[level]),
        w("lvlJc", val="left"),
        w("pPr", w("ind", left=left, hanging=step)),
        w("rPr", look(colour=LINK)),
        ilvl=level,
    )
