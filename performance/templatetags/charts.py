"""Tags that put a chart into a page or a paper. They read no settings, so that papers may use them too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from performance.charts import icons
from performance.charts.freezing import thawed
from performance.charts.plot import NARROW, WIDE, Plot
from performance.charts.sparkline import WIDTH, Sparkline
from performance.charts.svg import to_svg

register = template.Library()
TABLES = frozenset({"details", "open", "none"})


def _plot(chart: Plot | Mapping[str, Any]) -> Plot:
    """A chart as given, or as frozen in a document."""
    return thawed(chart) if isinstance(chart, Mapping) else chart


def _svg(plot: Plot, key: str, width: float, css: str = "") -> SafeString:
    drawn = plot.draw(width)
    text = to_svg(drawn, key=key, title=plot.title(), description=plot.description(), css=css)
    return mark_safe(text)  # noqa: S308  to_svg escapes every word and writes every number itself


@register.inclusion_tag("charts/figure.html")
def chart(
    plot: Plot | Mapping[str, Any],
    key: str,
    finding: str = "",
    subtitle: str = "",
    source: str = "",
    table: str = "details",
    level: int = 0,
) -> dict[str, Any]:
    """A figure for a page, with a second drawing for phones.

    `key` is its own on the page; `finding` the heading, of `level` 2 to 6 or none; `subtitle` what is measured;
    `source` the source and the day of the data; `table` is "details", "open" or "none".
    """
    if table not in TABLES:
        raise ValueError(f"Unknown way to show the table: {table!r}.")
    shown = _plot(plot)
    return {
        **_words(shown, finding, subtitle, source),
        "wide": _svg(shown, key, WIDE, "gt-chart__wide"),
        "narrow": _svg(shown, f"{key}-narrow", NARROW, "gt-chart__narrow"),
        "table": table,
        "level": level,
    }


@register.inclusion_tag("charts/paper.html")
def paper_chart(
    plot: Plot | Mapping[str, Any],
    key: str,
    finding: str = "",
    subtitle: str = "",
    source: str = "",
    table: str = "open",
    width: float = WIDE,
) -> dict[str, Any]:
    """The same drawing for a paper, with its table in view unless `table` is "none".

    `width` is less where the drawing does not stand across the whole text, so that its words stay large enough.
    """
    shown = _plot(plot)
    return {**_words(shown, finding, subtitle, source), "wide": _svg(shown, key, width), "table": table}


def _words(plot: Plot, finding: str, subtitle: str, source: str) -> dict[str, Any]:
    table = plot.table()
    columns = [{"label": column.label, "numeric": column.numeric} for column in table.columns]
    return {
        "finding": finding,
        "subtitle": subtitle,
        "source": source,
        "remarks": plot.remarks(),
        "columns": columns,
        "rows": [list(zip(columns, row, strict=True)) for row in table.rows],
        "caption": finding or plot.title(),
        "cards": len(columns) > CARDS_FROM,
    }


CARDS_FROM = 3  # columns; more do not fit a phone side by side


@register.simple_tag
def sparkline(plot: Sparkline | Mapping[str, Any], key: str, width: int = int(WIDTH)) -> SafeString:
    """The line alone, for a cell of a table."""
    return _svg(_plot(plot), key, width, "gt-sparkline")


@register.simple_tag
def indicator_icon(key: str, meaning: str, way: str = "") -> SafeString:
    """Direction and performance in one sign with its name; with words beside it, `{% direction %}` is better."""
    drawn = icons.icon(meaning, way)
    text = to_svg(drawn, key=key, title=icons.icon_title(meaning, way), css="gt-indicator")
    return mark_safe(text)  # noqa: S308  to_svg escapes every word and writes every number itself
