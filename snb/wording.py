"""Words as they are counted and spelled: on pages, in mail and in papers alike."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

LONGEST_RUN = 300  # characters without white space; a longer one is no word and no address that a person typed


def long_date(day: dt.date) -> str:
    """9 December 2026."""
    return f"{day.day} {day:%B %Y}"


def count_words(text: str) -> int:
    """Words as the counter on the page counts them."""
    return len(re.findall(r"\S+", text))


def longest_run(text: str) -> int:
    """How long the longest word is, in characters."""
    return max(map(len, text.split()), default=0)


def one_line(text: str) -> str:
    """The text as one line: white space and control characters, however many, become one space."""
    return " ".join("".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text).split())


def small_number(text: str | None) -> int:
    """A number that somebody sent, of up to nine digits; 0 for whatever else it is."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def lower_first(label: str) -> str:
    """A label as it reads inside a sentence; abbreviations such as "CSP" keep their capitals."""
    return label if label[1:2].isupper() or label.startswith("I ") else label[:1].lower() + label[1:]
