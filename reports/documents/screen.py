"""A document as HTML on a page: the very HTML of its PDF, in the classes of the screen."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from reports.render import edition_html, heading_text

# What the papers' templates write, and what the screen's look calls it. The content security policy allows no style
# attribute, and a page has no page numbers.
_CHANGES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), replacement)
    for pattern, replacement in (
        (r"<colgroup>.*?</colgroup>", ""),
        # The column of page numbers: the item's title is the link.
        (r'<th scope="col" class="number">Page</th>', ""),
        (r'<td class="number">(?:<a [^>]*>)?(?:<span class="page-of"[^>]*></span>|No paper)(?:</a>)?</td>', ""),
        (r"<h2 ([^>]*)>", r'<h2 class="govuk-heading-l" \1>'),
        (r"<h3( [^>]*)?>", r'<h3 class="govuk-heading-m"\1>'),
        (r"<h([456])( [^>]*)?>", r'<h\1 class="govuk-heading-s"\2>'),
        (r'(<h\d class="[^"]*"[^>]*?) class="[^"]*"', r"\1"),
        (r'<p class="notes-heading">', '<p class="govuk-body govuk-!-font-weight-bold">'),
        (r'<ul class="boxes">', '<ul class="govuk-list">'),
        (r"<p>", '<p class="govuk-body">'),
        (r'<p class="(?!govuk)', '<p class="govuk-body '),
        (r"<ul>", '<ul class="govuk-list govuk-list--bullet">'),
        (r"<ol>", '<ol class="govuk-list govuk-list--number">'),
        (r'<a href="', '<a class="govuk-link" href="'),
        (r'<div class="prose', '<div class="gt-prose'),
        (r"<blockquote>", '<blockquote class="gt-lede">'),
        (r'<div class="chart">', '<div class="gt-chart gt-chart--paper">'),
        (r'<div class="summary"', '<div class="gt-card"'),
        (r'<div class="summary missing"', '<div class="gt-empty"'),
        (r'<div class="(statement|escalation|gaps)', '<div class="govuk-inset-text'),
        (r'class="number"', 'class="gt-table__number"'),
        (r'<dl class="facts">', '<dl class="govuk-body">'),
    )
)
_TABLE = re.compile(r"<table(?: class=\"[^\"]*\")?>(.*?)</table>", re.DOTALL)


@dataclass(frozen=True)
class Entry:
    """A line of the contents."""

    anchor: str
    label: str
    inner: tuple[Entry, ...] = ()


def contents(sections: Iterable[Mapping[str, Any]]) -> tuple[Entry, ...]:
    """The headings of `sections` and of those within them."""
    return tuple(
        Entry(section["anchor"], heading_text(section), contents(section.get("sections", ()))) for section in sections
    )


def screen_html(edition: Mapping[str, Any]) -> SafeString:
    """The sections, from h2 down, to stand under a page's own h1."""
    # No text of a person's can end this early: every "<" of theirs is escaped.
    _, _, rest = edition_html(edition).partition("<main>")
    html = rest.partition("</main>")[0]
    for pattern, replacement in _CHANGES:
        html = pattern.sub(replacement, html)
    count = itertools.count(1)
    html = _TABLE.sub(lambda match: _scrolling(match[1], next(count)), html)
    return mark_safe(html)  # noqa: S308 - rendered by the papers' own templates, which escape


def _scrolling(rows: str, number: int) -> str:
    """A wide table scrolls inside its own box, which the keyboard reaches."""
    return (
        f'<div class="gt-scroll" tabindex="0" role="region" aria-label="Table {number}">'
        f'<table class="gt-table gt-table--dense">{rows}</table></div>'
    )
