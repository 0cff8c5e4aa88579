"""What a block prints of its data, as plain words: for the search over papers and for comparing two of them. Pure.

It goes through any data, so that a block which is made tomorrow is found and compared without a word about it here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reports.paper_tags import clock, moment, pounds
from snb.markdown import plain_paragraphs

# Keys that hold no words: addresses inside the paper, fingerprints, what a chart is drawn from, how a thing looks.
UNPRINTED = frozenset({
    "anchor", "chart", "has_comparison", "has_rates", "is_tagged", "key", "meaning", "numbered", "paper_anchor",
    "sha256", "slug", "symbol", "way",
})  # fmt: skip
# What a block keeps in its data and its template leaves out.
KEPT_BACK = {"risk-register": frozenset({"controls", "priorities"})}
MARKDOWN = frozenset({"markdown", "commentary"})
PENCE = frozenset({"amount", "budget", "planned", "remaining", "spent", "total"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?)?")
_TIME = re.compile(r"\d\d:\d\d")


def printed_data(block: Mapping[str, Any]) -> Any:
    """The data of a block without what its template leaves out."""
    return _without(block.get("data"), KEPT_BACK.get(str(block.get("block")), frozenset()))


def _without(value: Any, keys: frozenset[str]) -> Any:
    if not keys:
        return value
    if isinstance(value, Mapping):
        return {name: _without(inner, keys) for name, inner in value.items() if name not in keys}
    return [_without(inner, keys) for inner in value] if isinstance(value, list | tuple) else value


def is_printed(key: object) -> bool:
    return isinstance(key, str) and key not in UNPRINTED and not key.endswith(("_anchor", "_id", "_key", "_slug"))


def texts(value: Any, key: str = "") -> list[str]:
    """All words and numbers that are printed of a value, in its order: a paragraph, a cell or an item of a list each.

    Yes and no are left out: by themselves they say nothing.
    """
    return list(_texts(value, key))


def one_text(value: Any, key: str = "") -> str:
    """The same as one line."""
    return "; ".join(texts(value, key))


def is_word(value: Any) -> bool:
    """A rating or a direction: a word, with how it looks."""
    return isinstance(value, Mapping) and isinstance(value.get("word", value.get("words")), str)


def _texts(value: Any, key: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if is_printed(name):
                yield from _texts(inner, name)
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        for inner in value:
            yield from _texts(inner, key)
    elif isinstance(value, str) and key in MARKDOWN:
        yield from plain_paragraphs(value)
    elif not isinstance(value, bool) and (word := said(value, key)):
        yield word


def said(value: Any, key: str) -> str:
    """One value in the words of the paper; empty for what is not known."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and key in PENCE:
        return pounds(value)
    if isinstance(value, int | float):
        return str(value)
    if not isinstance(value, str):
        return ""
    if _DAY.fullmatch(value) or _TIME.fullmatch(value):
        return _moment(value)
    return " ".join(value.split())


def _moment(value: str) -> str:
    try:
        return clock(value) if _TIME.fullmatch(value) else moment(value)
    except ValueError:  # digits that are no day
        return value
