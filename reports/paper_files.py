"""The files of a paper: which there are for whom, and how each is made from what its edition holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from reports.documents.files import Facts, facts, kept, kept_pdf
from reports.documents.kinds import KINDS
from reports.documents.versions import Content
from reports.docx.paper import paper_docx
from reports.models import Edition, EditionState
from reports.printing.joining import joined
from reports.printing.paper import paper_pdf
from reports.querysets import EditionQuerySet
from snb.sealing import fingerprint


@dataclass(frozen=True)
class PaperFile:
    """One file as a link offers it. `facts` are known once it has been made."""

    suffix: str
    label: str
    note: str = ""
    facts: Facts | None = None


@dataclass(frozen=True)
class Made:
    """A file that can be made. `tag` changes when its bytes do, and is known without making it."""

    tag: str
    make: Callable[[], bytes]


def supplements_of(edition: Edition, known: EditionQuerySet) -> list[Edition]:
    """The supplements whose pages go on from this edition, as far as they are as public as it is, among those that the
    reader may know of: whom one paper is shared with has no right to what came later."""
    issued = [EditionState.PUBLISHED]
    if edition.state == EditionState.CLEARED:
        issued.append(EditionState.CLEARED)
    return list(known.supplementing(edition).filter(state__in=issued))


def files_of(edition: Edition, supplements: Sequence[Edition]) -> list[PaperFile]:
    """What can be taken away of this edition."""
    found = [PaperFile("pdf", "PDF", facts=facts(edition))]
    if supplements:
        many = "its supplement" if len(supplements) == 1 else f"its {len(supplements)} supplements"
        found.append(PaperFile("whole.pdf", "PDF", f"with {many}"))
    if has_docx(edition):
        found.append(PaperFile("docx", "Word document"))
    if can_be_archived(edition):
        found.append(PaperFile("archive.pdf", "PDF", "for archives, PDF/A"))
    found.append(PaperFile("json", "data", "JSON"))
    return found


def file_of(edition: Edition, suffix: str, known: EditionQuerySet) -> Made | None:
    """One of its files, made of what the reader may know of; None where there is no such file of this edition."""
    if suffix == "whole.pdf":
        supplements = supplements_of(edition, known)
        return _whole([edition, *supplements]) if supplements else None
    made: dict[str, Callable[[], bytes]] = {"pdf": lambda: kept_pdf(edition), "json": edition.content.encode}
    if has_docx(edition):
        made["docx"] = _kept(edition, suffix, paper_docx)
    if suffix == "archive.pdf" and can_be_archived(edition):  # asked only then: it reads the whole paper
        made[suffix] = _kept(edition, suffix, _archived)
    return Made(f"{edition.fingerprint}-{suffix}", made[suffix]) if suffix in made else None


def _kept(edition: Edition, suffix: str, make: Callable[[Content, str], bytes]) -> Callable[[], bytes]:
    return lambda: kept(edition.fingerprint, suffix, lambda: make(edition.data, edition.fingerprint))


def _whole(editions: Sequence[Edition]) -> Made:
    """The paper and its supplements as one file. Its tag changes with every supplement that comes to it."""
    digest = fingerprint("".join(edition.fingerprint for edition in editions))
    return Made(
        f"{digest}-whole", lambda: kept(digest, "whole.pdf", lambda: joined([kept_pdf(each) for each in editions]))
    )  # fmt: skip


def has_docx(edition: Edition) -> bool:
    """Whether its kind has a Word file."""
    return edition.kind in KINDS and KINDS[edition.kind].has_docx


def can_be_archived(edition: Edition) -> bool:
    """Whether all of its pages are ours: what others handed in may hold what PDF/A forbids."""
    return not any(section.get("papers") for section in edition.data["sections"])


_archived = partial(paper_pdf, archive=True)
