"""Papers that were handed in as PDF files: their pages stay as they are, but nothing in them acts by itself.

Each file is settled once, and kept under its fingerprint, in the form in which the merge takes any piece.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import page as checker
import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from reports.printing.keeping import is_kept, keep, piece_path
from reports.printing.layers import settled_layers
from reports.printing.pieces import Upload
from reports.printing.settling import drop_tags, settle_keys, settle_tags
from snb.papers import stored_bytes
from snb.workflow import Refusal

OURS = "settled 2"  # another number settles every file anew
# What acts by itself, carries a file, or points into what stays behind.
NOT_OF_A_PAGE = ("/AA", "/AF", "/B", "/Dur", "/PieceInfo", "/PresSteps", "/Trans")
NOT_OF_A_NOTE = ("/A", "/AA", "/AF", "/Dest", "/FS", "/IRT", "/Kids", "/P", "/PA", "/Parent", "/Popup", "/RT")
# Notes that show something; those that play, run or carry a file are left behind.
SUBTYPES = tuple(
    Name(f"/{name}")
    for name in (
        "Caret", "Circle", "FreeText", "Highlight", "Ink", "Line", "Link", "PolyLine", "Polygon", "Square", "Squiggly",
        "Stamp", "StrikeOut", "Text", "Underline",
    )
)  # fmt: skip
ADDRESSES = ("https:", "http:", "mailto:")
DEEPEST = 5_000  # objects, each held by the one before it
CONFORMS = Name.GtConforms  # in the root of a settled file: it was found to keep PDF/UA-1


@dataclass(frozen=True)
class Accessibility:
    """What was found in a PDF: whether it is tagged, and the rules of PDF/UA-1 that it breaks, in words."""

    is_tagged: bool
    broken: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return self.is_tagged and not self.broken


def accessibility_of(data: bytes) -> Accessibility:
    """How a PDF does for people who have it read out. A file that cannot be checked breaks the rule that it can be."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            marked = pdf.Root.get("/MarkInfo")
            says_so = isinstance(marked, Dictionary) and bool(marked.get("/Marked", False))
            is_tagged = says_so and "/StructTreeRoot" in pdf.Root
        failures = checker.validate_pdf_bytes(data, profile="ua1").failures
    except (pikepdf.PdfError, pikepdf.PasswordError, checker.PageError) as problem:
        return Accessibility(is_tagged=False, broken=(f"The file could not be checked: {problem}",))
    return Accessibility(is_tagged, tuple(dict.fromkeys(f"{each.message} ({each.rule_id})" for each in failures)))


def settled_key(upload: Upload) -> str:
    return hashlib.sha256(f"{OURS} {upload.sha256}".encode()).hexdigest()


def settle(upload: Upload) -> None:
    """Make the settled file, where it is not there. Refusal where the upload is missing, spoilt or cannot be read."""
    if is_kept(settled_key(upload)):
        return
    data = stored_bytes(upload.sha256, upload.title)
    try:
        keep(settled_key(upload), settled(data, upload.sha256[:16]))
    except (pikepdf.PdfError, pikepdf.PasswordError) as problem:
        raise Refusal(f"The paper “{upload.title}” cannot be put into a document: {problem}") from problem


def settled_path(upload: Upload) -> Path:
    return piece_path(settled_key(upload))


def settled(data: bytes, name: str) -> bytes:
    """The pages and tags of a PDF and nothing else of it. `name` goes before every id of its tags."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _refuse_endless(pdf)
        has_form = any(note.get("/Subtype") == Name.Widget for page in pdf.pages for note in _notes(page.obj))
        if has_form:
            # What was typed into a form is drawn by the form, which stays behind: so it becomes part of the page.
            pdf.generate_appearance_streams()
            pdf.flatten_annotations("all")
        for page in pdf.pages:
            _quieten(page.obj)
            _mend_resources(page.obj)
        settle_keys(pdf)
        layers = settled_layers(pdf)
        if not _settle_tags(pdf, name):
            drop_tags(pdf)
        elif not has_form and accessibility_of(data).is_whole:
            pdf.Root[CONFORMS] = True
        for key in set(pdf.Root.keys()) - {"/Type", "/Pages", "/StructTreeRoot", str(CONFORMS)}:
            del pdf.Root[key]
        if layers is not None:
            pdf.Root.OCProperties = pdf.make_indirect(layers)
        del pdf.docinfo
        pdf.trailer.Size = len(pdf.objects) + 1  # a file that was mended may have lost it, and would be written without
        pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


def _settle_tags(pdf: Pdf, name: str) -> bool:
    """False also where the tags make no sense: then the pages are kept without them."""
    try:
        return settle_tags(pdf, name)
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def conforms(pdf: Pdf) -> bool:
    """Whether a settled file kept PDF/UA-1 when it was handed in."""
    return CONFORMS in pdf.Root


def _refuse_endless(pdf: Pdf) -> None:
    """Raises PdfError for objects in objects without end: a copy goes down by a call for each, until it crashes."""
    if len(pdf.objects) < DEEPEST:
        return
    stack: list[tuple[Any, int]] = [(page.obj, 0) for page in pdf.pages]
    pages = {page.objgen for page, _ in stack}
    seen = set()
    while stack:
        held, depth = stack.pop()
        if depth > DEEPEST:
            raise pikepdf.PdfError("its objects hold one another without end")
        if held.is_indirect and held.objgen in seen:
            continue
        seen.add(held.objgen)
        inner = list(held) if isinstance(held, Array) else [value for key, value in held.items() if key != "/Parent"]
        stack += [
            (each, depth + 1) for each in inner
            if isinstance(each, Array | Dictionary | pikepdf.Stream) and each.objgen not in pages
        ]  # fmt: skip


def _mend_resources(page: Any) -> None:
    """Leave no list of fonts or drawings that is none: a number is to be stamped with one of ours."""
    resources = page.get("/Resources")
    if not isinstance(resources, Dictionary):
        page.Resources = Dictionary()
        return
    for kind in ("/Font", "/XObject"):
        if kind in resources and not isinstance(resources[kind], Dictionary):
            del resources[kind]


def _quieten(page: Any) -> None:
    """Take from a page what would act by itself or point into what stays behind."""
    for key in NOT_OF_A_PAGE:
        _drop(page, key)
    if "/Annots" in page:
        page.Annots = Array([note for note in _notes(page) if _is_quiet(note)])


def _notes(page: Any) -> list[Any]:
    found = page.get("/Annots")
    return [note for note in found if isinstance(note, Dictionary)] if isinstance(found, Array) else []


def _is_quiet(note: Any) -> bool:
    """Whether the note stays; then it has been made to do nothing, but for a link to an address."""
    if note.get("/Subtype") not in SUBTYPES:
        return False
    action = note.get("/A")
    for key in NOT_OF_A_NOTE:
        _drop(note, key)
    address = action.get("/URI") if isinstance(action, Dictionary) else None
    if isinstance(address, pikepdf.String) and str(address).lower().startswith(ADDRESSES):
        # Made anew: an action may carry another that is done after it.
        note.A = Dictionary(S=Name.URI, URI=address)
    return True


def _drop(held: pikepdf.Object, key: str) -> None:
    if key in held:
        del held[key]
