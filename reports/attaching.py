"""Papers that were handed in as PDF files, put after the compiled pages of their edition.

The tags of the compiled pages stay as they are. Those of an attached paper are not carried over, so a file with
attached papers no longer says of itself that all of it conforms to PDF/UA.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import pikepdf

from snb.papers import stored_bytes

BLOCK = "attached-papers"
# What acts by itself, carries a file, or points into what stays behind.
NOT_OF_A_PAGE = ("/StructParents", "/AA", "/AF", "/B", "/Dur", "/PieceInfo", "/PresSteps", "/Trans")
NOT_OF_A_NOTE = ("/A", "/AA", "/AF", "/Dest", "/FS", "/Kids", "/P", "/PA", "/Parent", "/Popup", "/StructParent")
# Notes that show something; those that play, run or carry a file are left behind.
SUBTYPES = tuple(
    pikepdf.Name(f"/{name}")
    for name in (
        "Caret", "Circle", "FreeText", "Highlight", "Ink", "Line", "Link", "PolyLine", "Polygon", "Square", "Squiggly",
        "Stamp", "StrikeOut", "Text", "Underline", "Widget",
    )
)  # fmt: skip
ADDRESSES = ("https:", "http:", "mailto:")
UA_CLAIM = "{http://www.aiim.org/pdfua/ns/id/}part"


def with_papers(compiled: bytes, content: Mapping[str, Any]) -> bytes:
    """The PDF with the attached papers of its edition and a bookmark to each; the same bytes where it has none.

    Files are found by their fingerprint. Raises Refusal where one is missing or is not what the edition recorded.
    """
    rows = list(attached(content["sections"]))
    if not rows:
        return compiled
    target = io.BytesIO()
    with ExitStack() as held:  # a file that pages are taken from stays open until they are written
        pdf = held.enter_context(pikepdf.open(io.BytesIO(compiled)))
        with pdf.open_outline() as outline:
            for row in rows:
                paper = held.enter_context(pikepdf.open(io.BytesIO(stored_bytes(row["sha256"], row["title"]))))
                outline.root.append(pikepdf.OutlineItem(f"Item {row['number']}: {row['title']}", len(pdf.pages)))
                _append(pdf, paper)
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            metadata.pop(UA_CLAIM, None)
        pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


def attached(sections: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """What the edition records of its attached papers, in their order."""
    for section in sections:
        for block in section["blocks"]:
            if block["block"] == BLOCK:
                yield from block["data"]["rows"]
        yield from attached(section.get("sections", ()))


def _append(pdf: pikepdf.Pdf, paper: pikepdf.Pdf) -> None:
    """The pages of `paper` at the end of `pdf`, without what would act by itself or point into what stays behind."""
    for page in paper.pages:
        for key in NOT_OF_A_PAGE:
            _drop(page.obj, key)
        notes = page.obj.get("/Annots")
        if notes is not None:
            found = notes if isinstance(notes, pikepdf.Array) else ()
            page.obj.Annots = pikepdf.Array([note for note in found if _is_quiet(note)])
        pdf.pages.append(page)


def _is_quiet(note: Any) -> bool:
    """Whether the note stays; then it has been made to do nothing, but for a link to an address."""
    if not isinstance(note, pikepdf.Dictionary) or note.get("/Subtype") not in SUBTYPES:
        return False
    action = note.get("/A")
    for key in NOT_OF_A_NOTE:
        _drop(note, key)
    address = action.get("/URI") if isinstance(action, pikepdf.Dictionary) else None
    if isinstance(address, pikepdf.String) and str(address).lower().startswith(ADDRESSES):
        # Made anew: an action may carry another that is done after it.
        note.A = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=address)
    return True


def _drop(held: pikepdf.Object, key: str) -> None:
    if key in held:
        del held[key]
