"""A table: fixed widths, header rows that are marked and come again on each page, rows that stay in one piece."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from reports.docx.paragraphs import Table
from reports.docx.tree import Node
from reports.docx.xml import w

_WIDTH = re.compile(r"width:\s*([\d.]+)%")
_FLAGS = {"firstRow": 1, "lastRow": 0, "lastColumn": 0, "noHBand": 1, "noVBand": 1}
_MOST_SPAN = 63  # columns that Word allows
Cell = Callable[[Node, int], str]  # a cell and its width in twentieths of a point → its paragraphs


@dataclass(frozen=True)
class Grid:
    """The rows of a table and the share of its width that each column has."""

    rows: Sequence[Node]
    shares: tuple[float, ...]

    def widths(self, width: int) -> list[int]:
        return [round(width * share) for share in self.shares]


def table(node: Node, *, width: int, name: str, cell: Cell) -> Table | None:
    """The table, `name` its title for those who hear it. None where it has no cell."""
    grid = _grid(_without_page_numbers(node))
    if not grid.shares:
        return None
    widths = grid.widths(width)
    columns = w("tblGrid", *(w("gridCol", w=each) for each in widths))
    rows = "".join(_row(row, widths, taken, cell) for row, taken in zip(grid.rows, _taken(grid.rows), strict=True))
    first_column = all(next(_cells(row)).name == "th" for row in grid.rows)
    properties = w(
        "tblPr",
        w("tblStyle", val="PaperTable"),
        w("tblW", w=sum(widths), type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblLook", val="04A0" if first_column else "0420", firstColumn=int(first_column), **_FLAGS),
        w("tblCaption", val=name) if name else "",
    )
    return Table(w("tbl", properties, columns, rows))


def _cells(row: Node) -> Iterator[Node]:
    return (each for each in row.elements() if each.name in ("td", "th"))


def _span(cell: Node, way: str = "colspan") -> int:
    given = cell.attributes.get(way, "1")
    return min(max(int(given), 1), _MOST_SPAN) if given.isdecimal() else 1


def _grid(node: Node) -> Grid:
    rows = [row for row in node.walk() if row.name == "tr" and any(_cells(row))]
    count = max((sum(map(_span, _cells(row))) for row in rows), default=0)
    given = [_WIDTH.search(col.attributes.get("style", "")) for col in node.walk() if col.name == "col"]
    known = [float(each[1]) if each else 0.0 for each in given][:count]
    known += [0.0] * (count - len(known))
    spare = max(100 - sum(known), 1) / max(known.count(0.0), 1)
    shares = [each or spare for each in known]
    return Grid(rows, tuple(share / sum(shares) for share in shares))


def _taken(rows: Sequence[Node]) -> Iterator[dict[int, int]]:
    """For each row: the columns that a cell from above still fills, each with how many columns it is wide."""
    filled: dict[int, tuple[int, int]] = {}  # column → rows to come, columns wide
    for row in rows:
        now = {column: wide for column, (_, wide) in filled.items()}
        yield now
        filled = {column: (left - 1, wide) for column, (left, wide) in filled.items() if left > 1}
        column = 0
        for cell in _cells(row):
            while column in now:
                column += now[column]
            if (down := _span(cell, "rowspan")) > 1:
                filled[column] = (down - 1, _span(cell))
            column += _span(cell)


def _row(row: Node, widths: Sequence[int], taken: dict[int, int], cell: Cell) -> str:
    is_head = all(each.name == "th" and each.attributes.get("scope") != "row" for each in _cells(row))
    properties = w("trPr", w("cantSplit"), w("tblHeader") if is_head else "")
    return w("tr", properties, *_row_cells(row, widths, taken, cell))


def _row_cells(row: Node, widths: Sequence[int], taken: dict[int, int], cell: Cell) -> Iterator[str]:
    """The cells of a row, those that go on from above among them, and empty ones where the row is short."""
    column, left = 0, list(_cells(row))
    while column < len(widths):
        if column in taken:
            yield w("tc", _cell_properties(widths, column, taken[column], merge="continue"), w("p"))
            column += taken[column]
        elif left:
            node = left.pop(0)
            wide = min(_span(node), len(widths) - column)
            merge = "restart" if _span(node, "rowspan") > 1 else ""
            fill = "FAF4E6" if "theme" in row.classes else ""
            inner = cell(node, sum(widths[column : column + wide]))
            yield w("tc", _cell_properties(widths, column, wide, merge=merge, fill=fill), inner)
            column += wide
        else:
            yield w("tc", _cell_properties(widths, column, 1), w("p"))
            column += 1


def _cell_properties(widths: Sequence[int], column: int, wide: int, *, merge: str = "", fill: str = "") -> str:
    return w(
        "tcPr",
        w("tcW", w=sum(widths[column : column + wide]), type="dxa"),
        w("gridSpan", val=wide) if wide > 1 else "",
        w("vMerge", val=merge) if merge else "",
        w("shd", val="clear", color="auto", fill=fill) if fill else "",
    )


def _without_page_numbers(node: Node) -> Node:
    """Page numbers are those of the PDF and would be wrong here: an agenda's column of them goes, its links stay."""
    heads = [cell.text() for row in node.walk() if row.name == "tr" for cell in _cells(row)]
    return _without_column(node, heads.index("Page")) if "agenda" in node.classes and "Page" in heads else node


def _without_column(node: Node, at: int) -> Node:
    if node.name in ("tr", "colgroup"):
        return Node(node.name, node.attributes, [each for number, each in enumerate(node.elements()) if number != at])
    children = [_without_column(each, at) if isinstance(each, Node) else each for each in node.children]
    return Node(node.name, node.attributes, children)
