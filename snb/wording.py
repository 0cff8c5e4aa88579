"""Words as they are counted and spelled: on pages, in mail and in papers alike."""

from __future__ import annotations

import datetime as dt
import re


def long_date(day: dt.date) -> str:
    """9 December 2026."""
    return f"{day.day} {day:%B %Y}"


def count_words(text: str) -> int:
    """Words as the counter on the page counts them."""
    return len(re.findall(r"\S+", text))


def lower_first(label: str) -> str:
    """A label as it reads inside a sentence; abbreviations such as "CSP" keep their capitals."""
    return label if label[1:2].isupper() or label.startswith("I ") else label[:1].lower() + label[1:]
