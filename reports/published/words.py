"""The words of a paper, section by section, and how words are folded so that every database finds the same. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reports.paper_tags import moment
from reports.printed import printed_data, texts
from reports.render import heading_text

Content = Mapping[str, Any]
# Letters that Unicode does not take apart into a letter and a mark.
LETTERS = str.maketrans({
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th", "'": "", "’": "",
})  # fmt: skip
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Words:
    """One section as text. `anchor` is empty for the cover, `page` the printed number where the paper holds it."""

    anchor: str
    heading: str
    text: str
    page: int | None = None


def folded(text: str) -> str:
    """The words in one case, without accents and signs, each with a space before and after it: " the boards 2 aims ".

    Empty where there is no word.
    """
    # Taken apart before and after: some signs become capitals by the one, others are put together by the other.
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(sign for sign in spread if not unicodedata.combining(sign)).translate(LETTERS)
    found = _NO_WORD.sub(" ", bare).strip()
    return f" {found} " if found else ""


def sections_of(content: Content) -> Iterator[Words]:
    """The cover, then every section with what it prints itself; those within it come after it."""
    if content.get("title"):
        yield Words("", str(content["title"]), "\n".join(_cover(content)))
    yield from _sections(content, content.get("sections", ()))


def _cover(content: Content) -> Iterator[str]:
    meeting = content.get("meeting") or {}
    day = meeting.get("date", "")
    yield from filter(None, (content.get("subtitle"), day and moment(day), meeting.get("title"), meeting.get("place")))


def _sections(content: Content, sections: Any) -> Iterator[Words]:
    for section in sections:
        said = [line for block in section["blocks"] for line in texts(printed_data(block))]
        said += [str(paper["title"]) for paper in section.get("papers", ())]
        page = next(iter(content.get("pages", {}).get(section["anchor"], ())), None)
        yield Words(section["anchor"], heading_text(section), "\n".join(said), page)
        yield from _sections(content, section.get("sections", ()))
