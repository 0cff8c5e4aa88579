"""How the papers that were handed in do for people who have them read out: what the programme manager is told."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from reports.documents.files import kept
from reports.printing.uploads import Accessibility, accessibility_of
from snb.papers import stored_bytes

SUFFIX = "accessibility.json"


@dataclass(frozen=True)
class HandedIn:
    """A file whose pages are part of a paper, and what was found in it."""

    title: str
    pages: int
    found: Accessibility


def handed_in(content: Mapping[str, Any]) -> list[HandedIn]:
    """The uploaded papers of an edition, each checked once and its findings kept by the fingerprint of the file.

    Refusal where a file is missing or spoilt.
    """
    return [HandedIn(row["title"], row["pages"], _found(row)) for row in uploaded(content["sections"])]


def uploaded(sections: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """What the edition records of the files, in the order of their pages."""
    for section in sections:
        yield from section.get("papers", ())
        yield from uploaded(section.get("sections", ()))


def _found(row: Mapping[str, Any]) -> Accessibility:
    def check() -> bytes:
        return json.dumps(asdict(accessibility_of(stored_bytes(row["sha256"], row["title"])))).encode()

    found = json.loads(kept(row["sha256"], SUFFIX, check))
    return Accessibility(found["is_tagged"], tuple(found["broken"]))
