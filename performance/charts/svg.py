"""Shapes → SVG with presentation attributes alone: a strict CSP lets it through, and papers know no other style."""

from __future__ import annotations

import re
from html import escape
from itertools import pairwise

from performance.charts.drawing import DOTS, HATCH, Area, Disc, Drawing, Shape, Stroke, Words
from performance.charts.palette import MUTED, WASH, WHITE
from performance.charts.wording import plain

# "Paper latin" is what reports/fonts.py calls our typeface in papers; pages know it by its own name.
FONT = "'Paper latin','Paper latin-ext','Source Sans 3',arial,sans-serif"
LONGEST = 1000  # of a title or description: nobody listens to more
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9_-]+")


def to_svg(drawing: Drawing, *, key: str, title: str, description: str = "", css: str = "") -> str:
    """The drawing as an image with a name. `key` is the drawing's own on its page."""
    key = _NOT_IN_ID.sub("-", key)
    body = "".join(_shape(shape, key) for shape in drawing.shapes)
    names = f"{key}-title {key}-desc" if description else f"{key}-title"
    size = f"{_n(drawing.width)} {_n(drawing.height)}"
    wide, high = size.split()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" width="{wide}" height="{high}" role="img"'
        f' aria-labelledby="{names}" font-family="{FONT}"{_class(css)}>'
        f'<title id="{key}-title">{_said(title)}</title>'
        f"{_described(key, description)}{_patterns(drawing, key)}{body}</svg>"
    )


def _described(key: str, description: str) -> str:
    return f'<desc id="{key}-desc">{_said(description)}</desc>' if description else ""


def _class(css: str) -> str:
    return f' class="{escape(css)}"' if css else ""


def _said(text: str) -> str:
    text = plain(text)
    return escape(text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…")


def _n(value: float) -> str:
    """At most one decimal with a point, whatever the locale."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def _patterns(drawing: Drawing, key: str) -> str:
    fills = {shape.fill for shape in drawing.shapes if isinstance(shape, Area)}
    made = ""
    if HATCH in fills:
        made += (
            f'<pattern id="{key}-hatch" width="7" height="7" patternUnits="userSpaceOnUse">'
            f'<rect width="7" height="7" fill="{WHITE}"/>'
            f'<path d="M0 7 7 0M-1 1 1 -1M6 8 8 6" stroke="{MUTED}" stroke-width="0.9"/></pattern>'
        )
    if DOTS in fills:
        made += (
            f'<pattern id="{key}-dots" width="6" height="6" patternUnits="userSpaceOnUse">'
            f'<rect width="6" height="6" fill="{WASH}"/><circle cx="3" cy="3" r="1.1" fill="{MUTED}"/></pattern>'
        )
    return f"<defs>{made}</defs>" if made else ""


def _shape(shape: Shape, key: str) -> str:
    match shape:
        case Stroke():
            return _stroke(shape)
        case Area():
            return _area(shape, key)
        case Disc():
            return _disc(shape)
        case Words():
            return _words(shape)


def _stroke(line: Stroke) -> str:
    dash = f' stroke-dasharray="{line.dash}"' if line.dash else ' stroke-linejoin="round"'
    way = _way(line.points)
    return f'<path d="{way}" fill="none" stroke="{line.colour}" stroke-width="{_n(line.thick)}"{dash}/>'


def _area(area: Area, key: str) -> str:
    fill = f"url(#{key}-{area.fill})" if area.fill in (HATCH, DOTS) else area.fill
    edge = f' stroke="{area.edge}" stroke-width="{_n(area.thick)}"' if area.edge != "none" else ""
    way = "".join(f"{_way(ring)}Z" for ring in area.rings)
    holes = ' fill-rule="evenodd"' if len(area.rings) > 1 else ""
    return f'<path d="{way}" fill="{fill}"{edge}{holes}/>'


def _way(points: tuple[tuple[float, float], ...]) -> str:
    """Points that round to the same place are written once."""
    places = [f"{_n(x)} {_n(y)}" for x, y in points]
    kept = places[:1] + [place for before, place in pairwise(places) if place != before]
    return f"M{' '.join(kept)}"


def _disc(disc: Disc) -> str:
    edge = f' stroke="{disc.edge}" stroke-width="{_n(disc.thick)}"' if disc.edge != "none" else ""
    dash = f' stroke-dasharray="{disc.dash}"' if disc.dash else ""
    return f'<circle cx="{_n(disc.x)}" cy="{_n(disc.y)}" r="{_n(disc.radius)}" fill="{disc.fill}"{edge}{dash}/>'


def _words(words: Words) -> str:
    text = plain(words.text)
    if not text:
        return ""
    anchor = f' text-anchor="{words.anchor}"' if words.anchor != "start" else ""
    weight = f' font-weight="{words.weight}"' if words.weight != 400 else ""
    return (
        f'{_halo(words)}<text x="{_n(words.x)}" y="{_n(words.y)}" font-size="{_n(words.size)}" fill="{words.colour}"'
        f"{anchor}{weight}>{escape(text)}</text>"
    )


def _halo(words: Words) -> str:
    if not words.halo:
        return ""
    left, top, wide, high = words.box
    place = f'x="{_n(left - 2)}" y="{_n(top)}" width="{_n(wide + 4)}" height="{_n(high)}"'
    return f'<rect {place} fill="{WHITE}" fill-opacity="0.85"/>'
