"""Tags and filters of the look; markup in templates/components/, listed in docs/look.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django import template
from django.http import QueryDict
from django.template import loader
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from snb import govuk
from snb.markdown import as_prose

register = template.Library()
register.filter(as_prose)

RAG_WORDS = {
    "red": "Red",
    "amber": "Amber",
    "green": "Green",
    "no-data": "No data",
    "not-judged": "Not judged",
}
DIRECTIONS = {"better": "Better", "worse": "Worse", "level": "No real change", "unknown": "Not known"}
THREAD = ("What we know", "Priority", "Plan", "Return", "Did it move?")


def _slug(value: Any) -> str:
    """An enum, its value or its words, as the end of a class name."""
    return str(getattr(value, "value", value) or "").strip().lower().replace("_", "-").replace(" ", "-")


# Dates and figures -----------------------------------------------------------------------------------


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, dt.date) else None


@register.filter
def long_date(value: Any) -> str:
    """9 December 2026."""
    day = _day(value)
    return govuk.long_date(day) if day else ""


@register.filter
def short_date(value: Any) -> str:
    """9 Dec 2026, for tables."""
    day = _day(value)
    return f"{day.day} {day:%b %Y}" if day else ""


@register.filter
def clock(value: Any) -> str:
    """9:05am; midday; midnight."""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    if not isinstance(value, dt.datetime | dt.time):
        return ""
    if value.minute == 0 and value.hour in (0, 12):
        return "midday" if value.hour else "midnight"
    minutes = f":{value.minute:02d}" if value.minute else ""
    return f"{value.hour % 12 or 12}{minutes}{'am' if value.hour < 12 else 'pm'}"


@register.filter
def days_left(value: Any, today: dt.date | None = None) -> str:
    """ "in 5 days", "tomorrow", "today", "3 days late"; takes a date or a number of days."""
    days = _days(value, today)
    if days is None:
        return ""
    if days < 0:
        return f"{-days} day{'' if days == -1 else 's'} late"
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def _days(value: Any, today: dt.date | None) -> int | None:
    if isinstance(value, int):
        return value
    day = _day(value)
    return (day - (today or timezone.localdate())).days if day else None


@register.filter
def is_late(value: Any, today: dt.date | None = None) -> bool:
    """Whether the day has passed, by the same count as `days_left`."""
    days = _days(value, today)
    return days is not None and days < 0


@register.filter
def pounds(value: Any) -> str:
    """£12,500; pence only where there are any; −£3 for a negative; nothing for nothing."""
    try:
        amount = Decimal(str(value)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    except InvalidOperation:
        return ""
    figures = f"{abs(amount):,.2f}".removesuffix(".00")
    return f"{'−' if amount < 0 else ''}£{figures}"


# Marks -----------------------------------------------------------------------------------------------


@register.inclusion_tag("components/rag.html")
def rag(value: Any) -> dict[str, Any]:
    """Red, Amber, Green, No data or Not judged: word, shape and colour."""
    name = _slug(value)
    name = name if name in RAG_WORDS else "not-judged" if name else "no-data"
    return {"name": name, "word": RAG_WORDS[name]}


@register.inclusion_tag("components/status.html")
def status(word: Any, tone: Any = "quiet") -> dict[str, Any]:
    """A workflow state in its own word; tone is todo, doing, waiting, done, late or quiet."""
    return {"word": word, "tone": _slug(tone) or "quiet"}


@register.inclusion_tag("components/direction.html")
def direction(meaning: Any, way: str = "", words: str = "") -> dict[str, Any]:
    """An arrow and its words: `meaning` is better, worse, level or unknown; `way` is up or down."""
    name = _slug(meaning)
    name = name if name in DIRECTIONS else "unknown"
    way = way if way in {"up", "down"} else ("level" if name == "level" else "")
    return {"name": name, "way": way, "words": words or DIRECTIONS[name]}


@register.inclusion_tag("components/due.html")
def due(day: Any, today: dt.date | None = None) -> dict[str, Any]:
    """A due date with the days left."""
    return {"day": _day(day), "words": days_left(day, today), "late": is_late(day, today)}


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int, words: str = "done", label: str = "Progress") -> dict[str, Any]:
    """A bar and the sentence "3 of 8 sections complete"."""
    return {"done": done, "total": total, "words": words, "label": label}


@register.inclusion_tag("components/thread.html")
def thread(steps: Sequence[Mapping[str, Any]], label: str = "The golden thread") -> dict[str, Any]:
    """The five steps; each may have state (done, current, todo), note, url and a label of its own."""
    named = [
        {"label": THREAD[index] if index < len(THREAD) else "", "state": "todo", **step}
        for index, step in enumerate(steps)
    ]
    return {"steps": named, "label": label}


# Lists and tables ------------------------------------------------------------------------------------


@register.inclusion_tag("components/task_list.html")
def task_list(items: Sequence[Any], id_prefix: str = "task") -> dict[str, Any]:
    """Items have title, url (none: cannot start yet), status, tone and hint."""
    return {"items": items, "id_prefix": id_prefix}


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: Sequence[Any], borders: bool = True) -> dict[str, Any]:
    """Rows have key, value and actions (each url, label, of: what is changed, for screen readers)."""
    return {"rows": rows, "borders": borders}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.RequestContext, page: Any, param: str = "page", noun: str = "") -> dict[str, Any]:
    """For a Page of Django's Paginator; keeps the filter that is in the address."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [{"number": n, "url": _address(context, **{param: n}) if isinstance(n, int) else ""} for n in numbers]
    return {
        "page": page,
        "links": links,
        "noun": noun,
        "previous": _address(context, **{param: page.previous_page_number()}) if page.has_previous() else "",
        "next": _address(context, **{param: page.next_page_number()}) if page.has_next() else "",
    }


@register.inclusion_tag("components/table.html", takes_context=True)
def data_table(
    context: template.RequestContext,
    columns: Sequence[Mapping[str, Any]],
    rows: Sequence[Sequence[Any]],
    caption: str,
    caption_hidden: bool = False,
    dense: bool = False,
    cards: bool = True,
) -> dict[str, Any]:
    """Cards on a phone. A column has label, and may have numeric and sort (its name in `?sort=`)."""
    shown = [_column(context, column) for column in columns]
    return {
        "columns": shown,
        "rows": [list(zip(shown, row, strict=True)) for row in rows],
        "caption": caption,
        "caption_hidden": caption_hidden,
        "dense": dense,
        "cards": cards,
    }


@register.inclusion_tag("components/sort_heading.html", takes_context=True)
def sort_heading(context: template.RequestContext, label: str, sort: str, numeric: bool = False) -> dict[str, Any]:
    """A <th> for a table written by hand: a link that sorts, the other way round when pressed again."""
    return {"column": _column(context, {"label": label, "sort": sort, "numeric": numeric})}


def _column(context: template.RequestContext, column: Mapping[str, Any]) -> dict[str, Any]:
    shown = {"numeric": False, "sort": "", **column}
    if shown["sort"]:
        now = _params(context).get("sort", "")
        up, down = shown["sort"], f"-{shown['sort']}"
        shown["aria"] = {up: "ascending", down: "descending"}.get(now, "none")
        shown["url"] = _address(context, sort=down if now == up else up, page=None)
    return shown


def _params(context: template.RequestContext) -> Any:
    request = context.get("request")
    return request.GET if request is not None else {}


def _address(context: template.RequestContext, **changes: Any) -> str:
    """This page's address with its query changed."""
    query = QueryDict(mutable=True)
    query.update(_params(context))
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}"


# Blocks ----------------------------------------------------------------------------------------------


def _block(name: str, content: str, **context: Any) -> SafeString:
    # Django has escaped the content already: it is the rendered body of the block.
    return loader.render_to_string(f"components/{name}.html", {"content": mark_safe(content), **context})  # noqa: S308


@register.simple_block_tag
def inset(content: str) -> SafeString:
    """Text that stands apart."""
    return _block("inset", content)


@register.simple_block_tag
def warning(content: str, word: str = "Warning") -> SafeString:
    """A consequence that must not be missed."""
    return _block("warning", content, word=word)


@register.simple_block_tag
def details(content: str, summary: str, opened: bool = False) -> SafeString:
    """A disclosure: the figures behind a chart, an explanation."""
    return _block("details", content, summary=summary, opened=opened)


@register.simple_block_tag
def filter_panel(
    content: str, heading: str = "Filter", clear_url: str = "", button: str = "Apply filter"
) -> SafeString:
    """A GET form; the address keeps the filter. Put `[data-results]` around what it filters."""
    return _block("filter_panel", content, heading=heading, clear_url=clear_url, button=button)


@register.inclusion_tag("components/export_links.html", takes_context=True)
def export_links(context: template.RequestContext) -> dict[str, Any]:
    """For a page whose view answers `?format=` with `snb.exporting`; keeps the filter that is in the address."""
    return {"csv_url": _address(context, format="csv"), "xlsx_url": _address(context, format="xlsx")}


@register.inclusion_tag("components/empty_state.html")
def empty_state(sentence: str, action: str = "", url: str = "") -> dict[str, Any]:
    """Nothing here, said calmly, with what can be done about it."""
    return {"sentence": sentence, "action": action, "url": url}


@register.simple_tag
def error_summary(*forms: Any) -> SafeString:
    """One summary for several forms and formsets; a single form has `{{ form.error_summary }}`."""
    return govuk.error_summary(*forms)
