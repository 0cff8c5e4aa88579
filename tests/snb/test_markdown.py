"""Markdown on pages: tables with headings that say so, and a text's own headings below one of ours."""

from __future__ import annotations

import pytest

from snb.markdown import as_prose, below_a_heading


def test_a_table_says_what_its_headings_head_and_carries_no_style() -> None:
    html = as_prose("| A | B |\n|---|--:|\n| 1 | 2 |")
    assert '<th scope="col">A</th>' in html
    assert '<td class="number">2</td>' in html
    assert "style" not in html


def test_raw_html_in_a_table_is_printed() -> None:
    assert "&lt;script&gt;" in as_prose("| <script> |\n|---|\n| x |")


@pytest.mark.parametrize(
    ("text", "deeper"),
    [
        ("## Own\n\nText.", "### Own\n\nText."),
        ("# One\n### Three", "## One\n#### Three"),
        ("###### Deepest", "###### Deepest"),
        ("One\n===\n\nTwo\n---", "One\n---\n\nTwo\n---"),
        ("```\n# no heading\n```\n\n#tag", "```\n# no heading\n```\n\n#tag"),
        ("Just text.\n\n- # in a list", "Just text.\n\n- # in a list"),
        ("", ""),
    ],
)
def test_headings_of_a_text_stand_below_the_heading_it_is_given(text: str, deeper: str) -> None:
    assert below_a_heading(text) == deeper


def test_a_subheading_is_printed_below_the_passage_it_stands_in() -> None:
    html = as_prose(f"## Background\n\n{below_a_heading('## Own')}", under=2)
    assert "<h3>Background</h3>" in html
    assert "<h4>Own</h4>" in html
