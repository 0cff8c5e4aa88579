"""An indicator in a table or a paper: the way it went as an arrow, whether that is better as the shape around it."""

from __future__ import annotations

from performance.charts import palette
from performance.charts.drawing import Area, Disc, Drawing, Shape, Stroke, diamond, square

SIDE = 24.0
MEANINGS = {"better": "better", "worse": "worse", "level": "no real change", "unknown": "not known"}
WAYS = {"up": "Rising", "down": "Falling", "level": "Level", "": "Direction not known"}


def icon(meaning: str, way: str) -> Drawing:
    """`meaning` as in `{% direction %}`: a circle is better, a diamond worse, a square level, a dashed ring unknown."""
    return Drawing(SIDE, SIDE, (_around(meaning), *_arrow(way, _ink(meaning))))


def icon_title(meaning: str, way: str) -> str:
    """ "Rising: worse"; unknown names read as not known."""
    return f"{WAYS.get(way, WAYS[''])}: {MEANINGS.get(meaning, MEANINGS['unknown'])}"


def _ink(meaning: str) -> str:
    return palette.WHITE if meaning in ("better", "worse") else palette.MUTED


def _around(meaning: str) -> Area | Disc:
    middle = SIDE / 2
    if meaning == "better":
        return Disc(middle, middle, 11, palette.BETTER)
    if meaning == "worse":
        return diamond(middle, middle, 12, palette.WORSE, "none")
    if meaning == "level":
        return square(middle, middle, 12, palette.WHITE, palette.MUTED)
    return Disc(middle, middle, 10.5, palette.WHITE, palette.MUTED, 1.6, "3 2.4")


def _arrow(way: str, colour: str) -> tuple[Shape, ...]:
    if way == "up":
        return (Stroke(((12, 17.5), (12, 6.5)), colour, 2), Stroke(((7.5, 11), (12, 6.5), (16.5, 11)), colour, 2))
    if way == "down":
        return (Stroke(((12, 6.5), (12, 17.5)), colour, 2), Stroke(((7.5, 13), (12, 17.5), (16.5, 13)), colour, 2))
    if way == "level":
        return (Stroke(((6.5, 12), (17.5, 12)), colour, 2), Stroke(((13, 7.5), (17.5, 12), (13, 16.5)), colour, 2))
    return (Stroke(((8, 12), (16, 12)), colour, 2, "2 2"),)
