"""The tags of a PDF from anywhere, made to stand beside those of other files: no roles, classes or ids of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

KEPT = {"/Type", "/S", "/P", "/Pg", "/K", "/A", "/ID", "/Alt", "/ActualText", "/E", "/Lang", "/T", "/R"}
KEYS = ("/StructParents", "/StructParent")
Places = set[tuple[int, int]]  # object numbers
DEEPEST = 1_000  # of tags in tags: whoever copies or reads them goes down by a call for each
MOST_ROLES = 20  # a chain of roles that is longer goes round


def settle_tags(pdf: Pdf, name: str) -> bool:
    """Bring the tags into the form of a piece of ours; False where there are none that can be kept."""
    root = pdf.Root.get("/StructTreeRoot")
    if not isinstance(root, Dictionary) or "/K" not in root or "/ParentTree" not in root:
        return False
    notes = {note.objgen for page in pdf.pages for note in page.obj.get("/Annots", ()) if note.is_indirect}
    pages = {page.obj.objgen for page in pdf.pages}
    named: list[tuple[bytes, Any]] = []
    for element in _elements(root):
        _settle(element, root, name, notes, pages)
        if "/ID" in element:
            named.append((bytes(element.ID), element))
    tops = [kid for kid in _kids(root) if isinstance(kid, Dictionary)]
    top = Dictionary(Type=Name.StructElem, S=Name.Document, P=root, K=Array(tops))
    if "/Lang" in pdf.Root:
        top.Lang = pdf.Root.Lang
    names = [part for key, element in sorted(named, key=lambda row: row[0]) for part in (pikepdf.String(key), element)]
    pdf.Root.StructTreeRoot = pdf.make_indirect(
        Dictionary(
            Type=Name.StructTreeRoot, K=Array([pdf.make_indirect(top)]),
            ParentTree=pdf.make_indirect(Dictionary(Nums=_numbers(pdf, root.ParentTree))),
            IDTree=Dictionary(Names=Array(names)),
        )
    )  # fmt: skip
    return True


def drop_tags(pdf: Pdf) -> None:
    """Leave no page, note or drawing that points into tags that are not there."""
    for held in holders(pdf.pages):
        for key in KEYS:
            if key in held:
                del held[key]
    if "/StructTreeRoot" in pdf.Root:
        del pdf.Root["/StructTreeRoot"]


def holders(pages: Iterable[Any]) -> Iterator[Any]:
    """All that can name its place in the tree of tags, each once: pages, notes, drawings and drawings in those."""
    seen: set[tuple[int, int]] = set()
    for page in pages:
        stack = [page.obj, *(note for note in _listed(page.obj.get("/Annots")) if isinstance(note, Dictionary))]
        while stack:
            held = stack.pop()
            if held.is_indirect:
                if held.objgen in seen:
                    continue
                seen.add(held.objgen)
            yield held
            drawings = held_in(held.get("/Resources"), "/XObject")
            stack += [each for each in drawings.values() if isinstance(each, pikepdf.Stream)]


def held_in(resources: Any, kind: str) -> Any:
    """The fonts or drawings of a page by name; none where the file has no sense there."""
    found = resources.get(kind) if isinstance(resources, Dictionary) else None
    return found if isinstance(found, Dictionary) else Dictionary()


def settle_keys(pdf: Pdf) -> None:
    """Take away the places in the tree of tags that are no numbers."""
    for held in holders(pdf.pages):
        for key in KEYS:
            if key in held and not isinstance(held[key], int):
                del held[key]


def _elements(root: Any) -> Iterator[Any]:
    """Every element once, in no order. ValueError where they go round, nest without end, or one is in two others."""
    stack, seen = [(root, 0)], {root.objgen}
    while stack:
        element, depth = stack.pop()
        for kid in _kids(element):
            if isinstance(kid, Dictionary) and kid.is_indirect and kid.objgen in seen and kid.get("/Type") != Name.OBJR:
                raise ValueError(f"A tag is in itself, or in two others: {kid.objgen}")
            if isinstance(kid, Dictionary) and "/S" in kid:
                seen.add(kid.objgen)
                yield kid
                stack.append((kid, depth + 1))
        if depth > DEEPEST:
            raise ValueError("Tags nest without end.")


def _kids(element: Any) -> list[Any]:
    found = element.get("/K", ())
    return list(found) if isinstance(found, Array) else [found]


def _settle(element: Any, root: Any, name: str, notes: Places, pages: Places) -> None:
    element.S = _standard(element.S, root.get("/RoleMap", Dictionary()))
    if "/C" in element:
        _add_attributes(element, root.get("/ClassMap", Dictionary()))
    for key in set(element.keys()) - KEPT:
        del element[key]
    if "/ID" in element:
        element.ID = _named(name, element.ID)
    for attributes in _listed(element.get("/A")):
        if isinstance(attributes, Dictionary) and "/Headers" in attributes:
            attributes.Headers = Array([_named(name, each) for each in attributes.Headers])
    for held in (element, *(kid for kid in _kids(element) if isinstance(kid, Dictionary))):
        if "/Pg" in held and held.Pg.objgen not in pages:  # a page that was taken out, with all that was on it
            del held["/Pg"]
    element.K = Array([
        kid for kid in _kids(element) if not _is_lost(kid, notes) and ("/Pg" in element or isinstance(kid, Dictionary))
    ])  # fmt: skip


def _standard(kind: Any, roles: Any) -> Name:
    """The kind of element that a role stands for. A document within ours is a part of it."""
    for _ in range(MOST_ROLES):
        if str(kind) not in roles or roles[str(kind)] == kind:
            break
        kind = roles[str(kind)]
    return Name.Part if kind == Name.Document else kind


def _add_attributes(element: Any, classes: Any) -> None:
    """Those of its classes as its own, which come after and so hold where both say something."""
    given = [each for kind in _listed(element.C) if str(kind) in classes for each in _listed(classes[str(kind)])]
    own = [each for each in _listed(element.get("/A")) if isinstance(each, Dictionary)]
    if given:
        element.A = Array([*(each for each in given if isinstance(each, Dictionary)), *own])


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def _named(name: str, own: Any) -> pikepdf.String:
    return pikepdf.String(f"{name}-".encode() + bytes(own))


def _is_lost(kid: Any, notes: Places) -> bool:
    """A note that was left behind is not read out either, nor is what is neither a tag nor words on a page."""
    if not isinstance(kid, Dictionary):
        return not isinstance(kid, int)
    return kid.get("/Type") == Name.OBJR and kid.Obj.objgen not in notes


def _numbers(pdf: Pdf, tree: Any) -> Array:
    """The tree of numbers as one list, each page's own list an object by itself."""
    pairs = sorted(pikepdf.NumberTree(tree).items())
    values = [value if value.is_indirect else pdf.make_indirect(value) for _, value in pairs]
    return Array([part for (key, _), value in zip(pairs, values, strict=True) for part in (key, value)])
