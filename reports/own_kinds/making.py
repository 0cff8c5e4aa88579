"""How the blocks of an own kind are made: by a builder of the built-in kinds, or by several one after the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from performance.analysis.exceptions import Call
from reports.documents.blocks import BlockData, Build, Prose, plain
from reports.documents.gaps import Gaps
from reports.documents.governance import UNWRITTEN
from reports.documents.meetings import agenda
from reports.documents.partnerships import narrative_parts
from reports.documents.performance.brief import in_brief
from reports.documents.performance.exceptions import exceptional, exceptions
from reports.documents.performance.grant import grant_parts
from reports.documents.performance.values import figures_of
from reports.documents.reading import Reading
from reports.documents.refresh import further_work, refresh_outcomes, refresh_said
from reports.documents.returns import return_of


@dataclass(frozen=True)
class Around:
    """What a block needs of the paper it stands in, beside the reading."""

    settings: Mapping[str, Any]
    lacks: tuple[str, ...] = ()
    anchors: Mapping[str, str] = field(default_factory=dict)  # of the first section with a block of this name


Make = Callable[[Reading, Around], list[BlockData]]


def every(*builds: Build) -> Make:
    """All that the builders give, one after the other."""

    def make(reading: Reading, around: Around) -> list[BlockData]:
        return [data for build in builds if (data := build(reading)) is not None]

    return make


def prose_of(reading: Reading, around: Around) -> list[BlockData]:
    text = str(around.settings.get("markdown", "")).strip()
    return [Prose(text)] if text else []


def passage_of(reading: Reading, around: Around) -> list[BlockData]:
    return [Prose(reading.prose.get(around.settings.get("key", ""), "").strip() or UNWRITTEN)]


def refresh_of(reading: Reading, around: Around) -> list[BlockData]:
    found = every(refresh_said, refresh_outcomes)(reading, around)
    work = further_work(reading)
    return [*found, Prose("### Further work asked for"), work] if work else found


def figures_in_brief(reading: Reading, around: Around) -> list[BlockData]:
    said = in_brief(reading) if figures_of(reading).measures else None
    return [said] if said else []


def exceptions_shown(reading: Reading, around: Around) -> list[BlockData]:
    """Those that are asked for, in the order of the product; of none that there is nothing of."""
    chosen = around.settings.get("calls") or [call.name.lower() for call in Call]
    figures = figures_of(reading)
    calls = [call for call in Call if call.name.lower() in chosen and exceptional(figures, call)]
    return every(*map(exceptions, calls))(reading, around)


def each_grant(reading: Reading, around: Around) -> list[BlockData]:
    return _parts_as_blocks(grant_parts(reading), reading)


def each_narrative(reading: Reading, around: Around) -> list[BlockData]:
    return _parts_as_blocks(narrative_parts(reading), reading)


def each_return(reading: Reading, around: Around) -> list[BlockData]:
    """A return prints the name of its priority itself."""
    return [data for each in reading.priorities if (data := return_of(each)(reading)) is not None]


def agenda_of(reading: Reading, around: Around) -> list[BlockData]:
    """An item leads to the section that prints what it names, where there is one."""
    items = [item for item in reading.agenda if not item.is_withdrawn and item.block in around.anchors]
    found = agenda({item.pk: around.anchors[item.block] for item in items})(reading)
    return [found] if found else []


def lacking(reading: Reading, around: Around) -> list[BlockData]:
    return [Gaps(around.lacks)] if around.lacks else []


def _parts_as_blocks(parts: Any, reading: Reading) -> list[BlockData]:
    """Each section of a built-in kind under a heading of its own; headings within it go one level down."""
    made: list[BlockData] = []
    for part in parts:
        inner = [data for build in part.blocks if (data := build(reading)) is not None]
        made += [Prose(f"## {plain(part.heading)}"), *map(_one_down, inner)] if inner else []
    return made


def _one_down(data: BlockData) -> BlockData:
    """What people wrote is escaped in these: a line that begins with signs of a heading is ours."""
    return Prose(re.sub(r"^(#+) ", r"#\1 ", data.markdown, flags=re.MULTILINE)) if isinstance(data, Prose) else data
