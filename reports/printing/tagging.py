"""What WeasyPrint leaves out of the tags of a piece, added before it is written. Works on its unwritten objects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf

HOLDS_WORDS = frozenset({"/P", "/Span", "/TD", "/TH", "/LBody", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/Caption"})
Element = Any  # a pydyf.Dictionary; its entries are plain values, and other objects by name: b"12 0 R"


def mend_tags(pdf: Any, name: str) -> None:
    """Fewer elements, scope of header cells, bodies of list items, a tree of ids; and each page's list by itself.

    `name` goes before every id, so that no two pieces of a paper share one.
    """
    root = _held(pdf, pdf.catalog["StructTreeRoot"])
    _flatten(pdf, root)
    named: dict[str, Element] = {}
    for element in [each for each in pdf.objects if _is_element(each)]:
        if element["S"] == "/Table" and not any(_spans(cell) for cell in _cells(pdf, element)):
            for cell in _cells(pdf, element):
                _plain_cell(cell)
    for element in [each for each in pdf.objects if _is_element(each)]:
        if element["S"] == "/TH":
            element["A"]["Scope"] = "/Column" if _in_head(pdf, element) else "/Row"
        elif element["S"] == "/LI":
            _wrap_item_body(pdf, element)
        elif element["S"] == "/Table":
            _give_body(pdf, element)
        if "ID" in element:
            # The cells under a header hold this very string object, so theirs changes with it.
            element["ID"].string = f"{name}-{element['ID'].string}"
            named[element["ID"].string] = element
    pairs = [part for _, each in sorted(named.items()) for part in (each["ID"], each.reference)]
    root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(pairs)})
    _name_lists(pdf, root)


def _flatten(pdf: Any, root: Element) -> None:
    """Take out the elements that say nothing: of a long paper they are two in three, and each costs time and memory."""
    gone: dict[bytes, bytes] = {}
    _flatten_below(pdf, _held(pdf, root["K"][0]), gone)
    for entry in _held(pdf, root["ParentTree"])["Nums"][1::2]:
        if isinstance(entry, pydyf.Array):
            entry[:] = [_last(gone, reference) for reference in entry]


def _flatten_below(pdf: Any, top: Element, gone: dict[bytes, bytes]) -> None:
    """Tags nest deeper than Python may, so this goes down by a stack, and up again from the last to the first."""
    order, stack = [], [top]
    while stack:
        element = stack.pop()
        order.append(element)
        stack.extend(_held(pdf, kid) for kid in _kids(element) if _is_element(_held(pdf, kid)))
    for element in reversed(order):
        kept: list[Any] = []
        for kid in element["K"]:
            inner = _held(pdf, kid) if isinstance(kid, bytes) else None
            if inner is None or not _is_element(inner) or not _says_nothing(pdf, inner, element):
                kept.append(kid)
                continue
            for grandchild in inner["K"]:
                if isinstance(grandchild, bytes) and _is_element(_held(pdf, grandchild)):
                    _held(pdf, grandchild)["P"] = element.reference
            kept += inner["K"]
            gone[inner.reference] = element.reference
            inner.clear()
        element["K"][:] = kept


def _says_nothing(pdf: Any, element: Element, parent: Element) -> bool:
    """Whether an element can give its place to what is in it: words stay in an element that may hold words."""
    if element["Pg"] != parent.get("Pg", element["Pg"]) or "A" in element or "Alt" in element:
        return False
    if element["S"] == "/Span":
        return parent["S"] in HOLDS_WORDS
    return element["S"] in ("/NonStruct", "/Div") and all(
        isinstance(kid, bytes) and _held(pdf, kid).get("S", "/Span") not in ("/Span", "/Link", "/Lbl")
        for kid in element["K"]
    )


def _last(gone: dict[bytes, bytes], reference: bytes) -> bytes:
    while reference in gone:
        reference = gone[reference]
    return reference


def _is_element(entry: Any) -> bool:
    return isinstance(entry, pydyf.Dictionary) and entry.get("Type") == "/StructElem"


def _held(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _cells(pdf: Any, table: Element) -> Iterator[Element]:
    """The cells of a table, not those of a table in a cell."""
    stack = [_held(pdf, kid) for kid in _kids(table)]
    while stack:
        element = stack.pop()
        if element.get("S") in ("/TH", "/TD"):
            yield element
        elif _is_element(element):
            stack.extend(_held(pdf, kid) for kid in _kids(element))


def _spans(cell: Element) -> bool:
    return "ColSpan" in cell["A"] or "RowSpan" in cell["A"]


def _plain_cell(cell: Element) -> None:
    """Where no cell spans another's place, the scope of the headers says it all: the list in each cell can go."""
    cell.pop("ID", None)
    if cell["S"] == "/TD":
        del cell["A"]


def _in_head(pdf: Any, element: Element) -> bool:
    """Whether a cell stands in the head of its table (PDF/UA-1 7.5)."""
    while _is_element(element) and element["S"] != "/Table":
        if element["S"] == "/THead":
            return True
        element = _held(pdf, element["P"])
    return False


def _wrap_item_body(pdf: Any, item: Element) -> None:
    """Put paragraphs of a list item into an LBody, the only place where PDF/UA-1 allows them."""
    loose = [kid for kid in _kids(item) if _held(pdf, kid).get("S") not in ("/Lbl", "/LBody")]
    if not loose:
        return
    body = pydyf.Dictionary({"Type": "/StructElem", "S": "/LBody", "P": item.reference, "K": pydyf.Array(loose)})
    body["Pg"] = item["Pg"]
    pdf.add_object(body)
    for kid in loose:
        _held(pdf, kid)["P"] = body.reference
    item["K"] = pydyf.Array([*(kid for kid in item["K"] if kid not in loose), body.reference])


def _give_body(pdf: Any, table: Element) -> None:
    """A head alone is no table in PDF/UA-1 (7.5): its rows are those of the table."""
    groups = [_held(pdf, kid) for kid in _kids(table)]
    if not any(group["S"] in ("/TBody", "/TR") for group in groups):
        for head in groups:
            if head["S"] == "/THead":
                head["S"] = "/TBody"


def _kids(element: Element) -> Iterator[bytes]:
    """References to what is within; marked content is named by its number and left out here."""
    return (kid for kid in element["K"] if isinstance(kid, bytes))


def _name_lists(pdf: Any, root: Element) -> None:
    """Each page's list of elements as an object of its own: a merge copies it whole and looks at nothing in it."""
    numbers = _held(pdf, root["ParentTree"])["Nums"]
    for at, entry in enumerate(numbers):
        if isinstance(entry, pydyf.Array):
            pdf.add_object(entry)
            numbers[at] = entry.reference
