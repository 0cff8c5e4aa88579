"""What a block of a document is: frozen figures with the name of the template that prints them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from reports.documents.reading import Reading

VACANT = "Not currently identified"


@dataclass(frozen=True)
class BlockData:
    """The figures of one block. `name` is one of `reports.shapes.BlockName`, the fields are its shape."""

    name: ClassVar[str] = ""

    def as_block(self) -> dict[str, Any]:
        return {"block": self.name, "data": asdict(self)}


Build = Callable[["Reading"], BlockData | None]  # None: there is nothing to print


@dataclass(frozen=True)
class Prose(BlockData):
    name: ClassVar[str] = "prose"
    markdown: str


@dataclass(frozen=True)
class Bullets(BlockData):
    name: ClassVar[str] = "bullets"
    items: tuple[str, ...]
    numbered: bool = False


def prose(markdown: str) -> Build:
    """A fixed sentence of ours."""
    return lambda reading: Prose(markdown)


def before(build: Build, markdown: str) -> Build:
    """A heading or a sentence of ours that leads into a block, and goes where the block goes."""
    return lambda reading: Prose(markdown) if build(reading) is not None else None


def headed(heading: str, *builds: Build) -> tuple[Build, ...]:
    """A heading of ours with the blocks under it; it goes where all of them go."""

    def lead(reading: Reading) -> Prose | None:
        return Prose(f"## {heading}") if any(build(reading) is not None for build in builds) else None

    return (lead, *builds)


_MARKDOWN_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~&!+-])")
_LIST_NUMBER = re.compile(r"^(\d{1,9})([.)])(?=\s)")  # would begin a list


def plain(text: str) -> str:
    """Text that a person gave as one plain line, as Markdown that prints it letter for letter."""
    signs = _MARKDOWN_SIGNS.sub(r"\\\1", " ".join(text.split()))
    return _LIST_NUMBER.sub(r"\1\\\2", signs)
