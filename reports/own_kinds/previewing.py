"""An own kind as it would print now: built as an edition is, and never kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reports.documents.kinds import build_content
from reports.documents.reading import read
from reports.models import KindVersion, OwnKind
from reports.own_kinds.building import kind_from
from reports.own_kinds.layout import every_section, read_layout
from snb.models import Meeting
from snb.querysets import today

NOTICE = "Preview: not an edition"


@dataclass(frozen=True)
class Preview:
    """`left_out` are headings of sections that have nothing to print now."""

    content: dict[str, Any]
    left_out: tuple[str, ...]


def preview(own: OwnKind, version: KindVersion, meeting: Meeting | None) -> Preview:
    """As everybody would read it: what is heard in private is not in it. Refusal where it needs a meeting."""
    kind = kind_from(own, version)
    reading = read(
        board=own.board, meeting=meeting if own.of_meeting else None, as_at=today(), figures=kind.has_figures
    )
    content = build_content(kind, reading, notice=NOTICE, progress=lambda *_: None)
    content["marking"] = NOTICE  # at the head of every page
    layout, _ = read_layout(version.layout)
    printed = set(_anchors(content["sections"]))
    left_out = tuple(section.heading for section in every_section(layout) if section.anchor not in printed)
    return Preview(content, left_out)


def _anchors(sections: list[dict[str, Any]]) -> Iterator[str]:
    for section in sections:
        yield section["anchor"]
        yield from _anchors(section.get("sections", []))
