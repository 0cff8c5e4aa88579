"""The editor's way from Markdown to its document and back: what nobody touches stays as it is written."""

from __future__ import annotations

import json
import random
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from reports.prose import prose

ROOT = Path(settings.BASE_DIR)
LONG_ENOUGH = 40  # characters of a string of a fixture that somebody may have written

ODD = [
    "# One\n### Three [x] & <b>raw</b> &copy; &amp;amp;\n\nSetext\n---\n\nOther\n===",
    "_em_ __strong__ ***both*** `code | x` \\*not\\* a\\_b 2 * 3 * 4 snake_case_word",
    "* star\n* list\n\n\n- dash\n- list\n\n1) one\n2) two\n\n7. seven\n8. eight",
    "- loose\n\n- list\n\n  with a paragraph\n\n      and code\n- # heading in it\n- - - deep",
    "> quoted\nlazily\n> > twice\n\n***\n\n```python\nx = '|'\n\n```\n\n    indented\n\n~~~\ntilde",
    "| A | B |\n|:--|--:|\n| a \\| b | **c** [d](http://e) |\n| only one |\n\nNo | table | here",
    "|a|\n|-|\n|`x\\|y`|",
    "[one][a] and [a] and [b]\n\n[a]: http://x.example 'Title'\n[b]: <http://y.example>\nText after.",
    "Note[^1] and[^long-name] and [^missing].\n\n[^1]: First *note*\ngoes on.\n[^long-name]: Second.",
    "X[^1].\n\n[^1]: Several\n\n    blocks\n\n    - of it\n\nAfter.",
    "X[^1].\n\n[^1]: - a list\n- not of it\n\nAfter.",
    "![picture](http://x.example/y.png) <http://auto.example> <mail@auto.example> <div>\n\n<script>alert(1)</script>",
    "Line one  \nline two\\\nline three\nsoft",
    "1990. A year\n\n\\- dash\n\n\\# hash\n\n+ plus\n\n1\\. one",
    "\n\n  Leading\n\n\n\nGaps\n   \nTrailing  \n\n",
    "\u202eright to left\u202c \u00a0 no-break \U0001f600 a\u0300",
    "*a*\n\n_a_\n\n*a*",
    "", " ", "\n", "-", "#", "[^1]:", "|", "[^1]", "[]()", "[x](<>)", "\\", "&", "<", "```", "    ", "[a]:", "- ", "1.",
]  # fmt: skip
BITS = [
    "word ", "*", "**", "_", "`", "[", "]", "(http://a.example)", "\n", "\n\n", "- ", "1. ", "# ", "> ", "    ", "|",
    "---", "[^1]", "[^1]: ", "\\", "<", "&amp;", "~~~\n", "|a|b|\n|-|-|\n|c|d|\n", "!", "\t",
]  # fmt: skip


def run(texts: list[str]) -> list[dict[str, Any]]:
    done = subprocess.run(
        ["scripts/front-end", "node", "tests/snb/editor_round_trip.mjs"], cwd=ROOT, input=json.dumps(texts), text=True,
        capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def fixture_texts() -> list[str]:
    found = []
    for path in sorted((ROOT / "fixtures").rglob("*.toml")):
        found += [text for text in strings(tomllib.loads(path.read_text())) if len(text) >= LONG_ENOUGH]
    return found


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)


def random_texts() -> list[str]:
    chance = random.Random(12)
    return ["".join(chance.choices(BITS, k=chance.randint(1, 14))) for _ in range(1500)]


@pytest.fixture(scope="module")
def corpus() -> list[tuple[str, dict[str, Any]]]:
    texts = [*ODD, *random_texts(), *fixture_texts()]
    assert len(texts) > 2000
    return list(zip(texts, run(texts), strict=True))


def printed(text: str) -> str:
    """As a paper prints it, but for white space: a line end inside a paragraph prints as a space does."""
    html = re.sub(r"\s+", " ", prose(text, under=1).html).strip()
    return re.sub(r" (?=</code>)|(?<=>) | (?=<)", "", html)


def test_nothing_changes_where_nobody_changes_anything(corpus: list[tuple[str, dict[str, Any]]]) -> None:
    assert [text for text, answer in corpus if answer["same"] != text] == []


def test_a_line_added_changes_no_other_letter(corpus: list[tuple[str, dict[str, Any]]]) -> None:
    """But for blank lines at the ends, which are nothing in Markdown, and code, which may get another fence."""
    wrong = []
    for text, answer in corpus:
        if re.search(r"^(?: {1,4}|\t)|~~~|```", text, re.MULTILINE):
            continue
        after, before = answer["added"].strip(), answer["before"].strip()
        assert after.endswith("Added."), text
        assert before.startswith("Before."), text
        rest = {after.removesuffix("Added.").strip(), before.removeprefix("Before.").strip()}
        if rest != {text.strip()}:
            wrong.append((text, rest))
    assert wrong == []


def test_what_is_written_anew_prints_the_same(corpus: list[tuple[str, dict[str, Any]]]) -> None:
    wrong = [(text, answer["anew"]) for text, answer in corpus if printed(answer["anew"]) != printed(text)]
    assert wrong == []


def test_code_that_nobody_closed_does_not_take_in_what_is_written_after_it() -> None:
    for answer in run(["~~~\ncode", "```python\nx = 1\n\n", "    indented"]):
        assert printed(answer["added"]).endswith("</code></pre><p>Added.</p>")


def test_a_bar_in_a_cell_stays_in_its_cell() -> None:
    (answer,) = run(["| A |\n|---|\n| b \\| c |"])
    assert answer["anew"] == "| A |\n| --- |\n| b \\| c |"


def test_what_people_write_is_shown_and_not_kept_as_source() -> None:
    """Or all of the above would hold for an editor that understands nothing."""
    shapes = [answer["shape"] for answer in run(ODD[:9])]
    assert shapes[0] == ["heading"] * 4
    assert shapes[2] == ["bullet_list", "bullet_list", "ordered_list", "ordered_list"]
    assert shapes[4] == ["blockquote", "horizontal_rule", "code_block", "code_block", "code_block"]
    assert shapes[5] == ["table", "paragraph"]
    assert shapes[7] == ["paragraph", "raw", "raw", "paragraph"]
    assert shapes[8] == ["paragraph", "footnote", "footnote"]
    plain = [shape for shape in (answer["shape"] for answer in run(fixture_texts())) if "raw" in shape]
    assert plain == []
