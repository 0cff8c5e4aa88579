"""The typeface of the papers: its files, the CSS that names them and the characters they can print."""

import io
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FILE_NAME = re.compile(r"^(?P<family>.+?)-(?P<subset>(?:latin|greek|cyrillic|vietnamese)(?:-ext)?)"
                       r"-(?P<weight>\d+)(?:-(?P<style>normal|italic))?\.woff2$")  # fmt: skip
SUBSETS = ("latin", "latin-ext", "greek", "cyrillic", "vietnamese", "greek-ext", "cyrillic-ext")

# What Word and phones put into text, in characters that every text face has.
ALIKE = {
    "\u2010": "-", "\u2011": "-", "\u2028": " ", "\u2029": " ", "\u2190": "&lt;-", "\u2192": "-&gt;",
    "\u2264": "&lt;=", "\u2265": "&gt;=", "\u2248": "about ", "\u25a0": "•", "\u25aa": "•", "\u25cf": "•",
    "\uf0b7": "•", "\u2713": "yes", "\u2714": "yes", "\u2717": "no", "\u2718": "no",
}  # fmt: skip
KEPT_CONTROLS = "\n\t"


class FontsMissing(RuntimeError):
    """The font files have not been built."""


@dataclass(frozen=True)
class Face:
    """One font file. ``subset`` is its range of characters and its place in the order of fallback."""

    path: Path
    subset: str
    weight: int
    style: str


@cache
def faces(folder: Path) -> tuple[Face, ...]:
    """The font files of a folder in a fixed order. Raises FontsMissing when there is no plain Latin one."""
    found = [
        Face(path, match["subset"], int(match["weight"]), match["style"] or "normal")
        for path in folder.glob("*.woff2")
        if (match := FILE_NAME.match(path.name))
    ]
    if not any(face.subset == "latin" and face.style == "normal" for face in found):
        raise FontsMissing(f"No fonts for papers in {folder}: run npm ci and npm run build first")
    return tuple(sorted(found, key=lambda face: (SUBSETS.index(face.subset), face.style, face.weight)))


def font_css(folder: Path, address: str) -> str:
    """@font-face rules and the font stack. ``address`` is the URL of the folder, with its slash.

    Each subset is a family of its own, so that the order of fallback is ours and not fontconfig's.
    """
    found = faces(folder)
    rules = [
        f'@font-face{{font-family:"Paper {face.subset}";font-weight:{face.weight};font-style:{face.style};'
        f'src:url("{address}{face.path.name}") format("woff2")}}'
        for face in found
    ]
    stack = ",".join(f'"Paper {subset}"' for subset in dict.fromkeys(face.subset for face in found))
    rules.append(f"html{{font-family:{stack}}}")
    # A slant that no file holds would be made by the machine's own font settings: weight says it instead.
    if not any(face.style == "italic" for face in found):
        rules.append("em,i,cite,address,dfn,var{font-style:normal;font-weight:600}")
    return "\n".join(rules)


def printable(html: str, folder: Path) -> str:
    """HTML in which every character has a glyph in our files, so that no font of the machine is ever asked.

    A character none of them has is printed as its code ("[U+1F600]"): seen, and the same everywhere.
    """
    known = _coverage(folder)
    text = unicodedata.normalize("NFC", html)
    strange = {char for char in set(text) if ord(char) not in known and char not in KEPT_CONTROLS}
    return text.translate({ord(char): _stand_in(char, known) for char in strange})


@cache
def _coverage(folder: Path) -> frozenset[int]:
    """Code points that every weight and style can print."""
    by_style: dict[tuple[int, str], set[int]] = {}
    for face in faces(folder):
        with TTFont(face.path, lazy=True) as font:
            by_style.setdefault((face.weight, face.style), set()).update(font.getBestCmap())
    return frozenset(set.intersection(*by_style.values()))


def _stand_in(char: str, known: frozenset[int]) -> str:
    if char in ALIKE:
        return ALIKE[char]
    if unicodedata.category(char) in {"Cc", "Cf", "Mn", "Zs"}:
        return " " if unicodedata.category(char) == "Zs" else ""
    plain = unicodedata.normalize("NFKC", char)
    return plain if plain != char and all(ord(part) in known for part in plain) else f"[U+{ord(char):04X}]"


STYLES = {"Medium": 500, "Semi-Bold": 600, "Bold": 700}
IN_PDF = re.compile(rf"^Paper-(?P<subset>{'|'.join(sorted(SUBSETS, key=len, reverse=True))})"
                    rf"(?:-(?P<weight>{'|'.join(STYLES)}))?(?:-(?P<style>Italic))?$")  # fmt: skip
FOR_A_PDF = {"head", "hhea", "maxp", "hmtx", "loca", "glyf", "cvt ", "fpgm", "prep", "post", "name", "cmap", "OS/2"}


@cache
def font_file(folder: Path, name: str) -> bytes:
    """The whole typeface that a PDF calls `name` ("Paper-latin-Semi-Bold"), as PDF holds it. LookupError if none is."""
    match = IN_PDF.match(name)
    if match is None:
        raise LookupError(f"No font of papers is called {name}")
    wanted = (match["subset"], STYLES.get(match["weight"], 400), (match["style"] or "normal").lower())
    face = next((face for face in faces(folder) if (face.subset, face.weight, face.style) == wanted), None)
    if face is None:
        raise LookupError(f"No font file for {name}")
    target = io.BytesIO()
    with TTFont(face.path, recalcTimestamp=False) as font:
        font.flavor = None
        for tag in set(font.keys()) - FOR_A_PDF - {"GlyphOrder"}:
            del font[tag]
        font.save(target)
    return target.getvalue()
