"""How the paper templates print a date, a sum, a time and a rating. No settings, no locale."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any
from zlib import crc32

from django.template import Context, Library
from django.utils.safestring import SafeString, mark_safe

from reports.prose import Counted, prose

register = Library()

# At least 4:1 on white and on the tints of rows.
COLOURS = {"red": "#98151a", "amber": "#a86a00", "green": "#0b5c3e"}
SHAPES = frozenset({"circle", "triangle", "diamond", "square", "ring", "half"})
WORD_SHAPES = {
    "red": "diamond", "amber": "triangle", "green": "circle", "blue": "square",
    "done": "circle", "complete": "circle", "completed": "circle", "met": "circle",
    "in progress": "half", "started": "half", "under way": "half", "on track": "half", "partly met": "half",
    "overdue": "diamond", "blocked": "diamond", "not met": "diamond", "delayed": "triangle",
}  # fmt: skip


@register.filter
def day(value: str | None) -> str:
    """``2026-11-22`` → 22 November 2026; no date → Not set."""
    if not value:
        return "Not set"
    moment = date.fromisoformat(value[:10])
    return f"{moment.day} {moment:%B %Y}"


@register.filter
def weekday(value: str) -> str:
    """``2026-12-09`` → Wednesday 9 December 2026."""
    return f"{date.fromisoformat(value[:10]):%A} {day(value)}"


@register.filter
def moment(value: str) -> str:
    """``2026-11-20T14:05`` → 20 November 2026 at 2:05pm; a plain date stays a date."""
    return f"{day(value)} at {clock(value[11:16])}" if len(value) > 10 else day(value)


@register.filter
def clock(value: str) -> str:
    """``14:00`` → 2pm, ``09:05`` → 9:05am, ``12:00`` → midday; words stay as they are."""
    try:
        at = time.fromisoformat(value)
    except ValueError:
        return value
    if at == time(12):
        return "midday"
    minutes = f":{at.minute:02d}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


@register.filter
def pounds(pence: int | None) -> str:
    """1234500 → £12,345; 1234550 → £12,345.50; None → a gap in words, never £0."""
    if pence is None:
        return "Not given"
    sign, whole, part = "−" if pence < 0 else "", *divmod(abs(pence), 100)
    return f"{sign}£{whole:,}" + (f".{part:02d}" if part else "")


@register.simple_tag
def spend(spent: int | None, budget: int | None) -> str:
    """£9,200 of £18,500, or what is known of it."""
    if budget is None:
        return "Not given" if spent is None else f"{pounds(spent)}, no budget given"
    return f"{'Not given' if spent is None else pounds(spent)} of {pounds(budget)}"


@register.filter
def given(value: Any) -> Any:
    """The value, or "Not given" where there is none; 0 is a value."""
    return "Not given" if value is None or value == "" else value


@register.filter
def in_words(items: list[str]) -> str:
    """["A", "B", "C"] → A, B and C."""
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


@register.filter
def word(rating: Mapping[str, str] | str | None) -> str:
    """The word of a rating given as {"word", "symbol"} or as the word alone."""
    if isinstance(rating, Mapping):
        rating = rating.get("word")
    return rating or "Not rated"


@register.filter
def shape(rating: Mapping[str, str] | str | None) -> str:
    """The name of the symbol: as given, else by the word, else a ring. No rating is told by colour alone."""
    symbol = rating.get("symbol", "") if isinstance(rating, Mapping) else ""
    return symbol if symbol in SHAPES else WORD_SHAPES.get(word(rating).lower(), "ring")


@register.filter
def colour(rating: Mapping[str, str] | str | None) -> str:
    """The symbol's fill, grey where the word is no RAG. It stands in the SVG, which sees no style sheet."""
    return COLOURS.get(word(rating).lower(), "#4a5558")


@register.filter
def below(level: int, steps: int = 1) -> int:
    """A heading level further down, at most 6."""
    return min(level + steps, 6)


@register.simple_tag(takes_context=True)
def markdown(context: Context, text: str, under: int) -> SafeString:
    """Prose inside a block, its headings below level ``under``."""
    # Texts in blocks number their footnotes each from 1, so the ids need what tells the texts apart.
    counted = Counted(anchor=f"{context['section'].anchor}-{crc32(text.encode()):x}-" if "section" in context else "")
    written = prose(text, under=under, anchors=context["anchors"], counted=counted)
    return mark_safe(written.html)  # noqa: S308  the parser escapes every piece of raw HTML
