"""A paper's own HTML as typst's source: the same words, tables, charts, headings and contents for another program."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from reports.docx.tree import Node, parsed
from reports.fonts import font_file
from reports.pdf import BUILT

SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
TITLE = re.compile(r"<title\b[^>]*>(.*?)</title>", re.DOTALL)
WIDTH = re.compile(r"width:\s*(\d+)%")
DRAWN = re.compile(r'\bwidth="(\d+)')
SPACE = re.compile(r"\s+")
FACES = ("Paper-latin", "Paper-latin-Semi-Bold", "Paper-latin-Bold", "Paper-latin-Italic")
SIGN = 100  # points: what is drawn no wider is a sign within a line, and not a chart
STYLE = """\
#set document(title: {title})
#set page(paper: "a4", margin: (top: 27mm, bottom: 25mm, x: 22mm), header: text(size: 8.5pt, {header}),
  footer: text(size: 8pt)[{footer} #h(1fr) Page #context counter(page).display()])
#set text(font: "Source Sans 3", size: 11pt, lang: {lang}, region: {region})
#set par(leading: 0.74em, spacing: 0.74em + 2.6mm)
#set table(stroke: (x: none, top: none, bottom: 0.5pt + rgb("#c3d0d2")), inset: (x: 2mm, y: 1.2mm))
#show table: set text(size: 9.5pt)
#show table: set par(leading: 0.67em)
#show heading.where(level: 1): set text(size: 19pt)
#let number(place) = context str(counter(page).at(place).first())
"""


def write_typst(html: str, folder: Path, *, header: str, footer: str) -> Path:
    """The source in `folder`, with its pictures and typefaces beside it; which file to begin with."""
    tree = parsed(_without_drawings(html, folder))
    page, title, body = (tree.find(name) or Node(name) for name in ("html", "title", "body"))
    language, _, region = page.attributes["lang"].partition("-")
    head = STYLE.format(
        title=_said(title.text()), header=_said(header), footer=f"#{_said(footer)};",
        lang=_said(language), region=_said(region),
    )  # fmt: skip
    for name in FACES:
        (folder / f"{name}.ttf").write_bytes(font_file(BUILT / "fonts", name))
    ids = {node.attributes["id"] for node in tree.walk() if "id" in node.attributes}
    source = folder / "pack.typ"
    source.write_text(head + "".join(_Writer(frozenset(ids)).inside(body)))
    return source


def _without_drawings(html: str, folder: Path) -> str:
    """Each drawing as a file, the same one once, and in its place its name."""
    names: dict[str, str] = {}

    def taken_out(match: re.Match[str]) -> str:
        drawing = match[0]
        if drawing not in names:
            names[drawing] = f"{len(names)}.svg"
            (folder / names[drawing]).write_text(drawing)
        said, wide = TITLE.search(drawing), DRAWN.search(drawing)
        kind = "chart" if wide and int(wide[1]) > SIGN else "sign"
        return f'<img class="{kind}" src="{names[drawing]}" alt="{said[1] if said else ""}">'

    return SVG.sub(taken_out, html)


def _said(text: str) -> str:
    """A string of typst's, in which nothing but its end has a meaning."""
    return json.dumps(text, ensure_ascii=False)


class _Writer:
    """`ids` are the places that a link may lead to."""

    def __init__(self, ids: frozenset[str]) -> None:
        self._ids = ids
        self._own: dict[str, Callable[[Node], str]] = {
            "p": lambda node: f"{self._inner(node)}\n\n",
            "br": lambda node: "#linebreak()",
            "img": self._picture,
            "table": self._table,
            "a": self._link,
            "section": lambda node: ("#pagebreak(weak: true)\n" if "part" in node.classes else "") + self._inner(node),
            "nav": lambda node: "#outline(depth: 2)\n\n",
            "ul": lambda node: self._list("list", node),
            "ol": lambda node: self._list("enum", node),
            "dt": lambda node: f"#strong[{self._inner(node)}] ",
            "dd": lambda node: f"{self._inner(node)}\n\n",
            "div": self._div,
            **dict.fromkeys(("strong", "b"), lambda node: f"#strong[{self._inner(node)}]"),
            **dict.fromkeys(("em", "i"), lambda node: f"#emph[{self._inner(node)}]"),
            "h1": lambda node: f"#v(60mm)\n#title[{self._inner(node)}]\n\n",
            **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), self._heading),
            "header": lambda node: f"{self._inner(node)}\n#pagebreak()\n",
        }

    def inside(self, node: Node) -> Iterator[str]:
        """The children of an element, one after another."""
        for child in node.children:
            if isinstance(child, Node):
                yield self._own.get(child.name, self._any)(child)
            elif child.strip():
                yield f"#{_said(SPACE.sub(' ', child))};"

    def _inner(self, node: Node) -> str:
        return "".join(self.inside(node))

    def _any(self, node: Node) -> str:
        if "page-of" in node.classes:
            return f"#number(label({_said(node.attributes['data-to'].removeprefix('#'))}))"
        return f"#text(size: 0.88em)[{self._inner(node)}]" if "small" in node.classes else self._inner(node)

    def _div(self, node: Node) -> str:
        inner = self._inner(node)
        return f"#pad(left: 13mm, right: 31mm)[{inner}]\n\n" if "prose" in node.classes else f"{inner}\n\n"

    def _heading(self, node: Node) -> str:
        place = f" #label({_said(node.attributes['id'])})" if "id" in node.attributes else ""
        return f"#heading(level: {int(node.name[1]) - 1})[{self._inner(node)}]{place}\n\n"

    def _list(self, kind: str, node: Node) -> str:
        return f"#{kind}({', '.join(f'[{self._inner(child)}]' for child in node.elements())})\n\n"

    def _link(self, node: Node) -> str:
        address = node.attributes["href"]
        inner = self._inner(node)
        if not address.startswith("#"):
            return f"#link({_said(address)})[{inner}]"
        place = address.removeprefix("#")
        return f"#link(label({_said(place)}))[{inner}]" if place in self._ids else inner

    def _picture(self, node: Node) -> str:
        """A chart stands by itself; a sign stands in its line."""
        asked = f"{_said(node.attributes['src'])}, alt: {_said(node.attributes['alt'])}"
        is_chart = "chart" in node.classes
        return f"#image({asked}, width: 86mm)\n\n" if is_chart else f"#box(image({asked}, height: 0.9em))"

    def _table(self, node: Node) -> str:
        rows = [row for row in node.walk() if row.name == "tr"]
        head = node.find("thead")
        heads = [row for row in head.elements() if row.name == "tr"] if head else []
        count = max(sum(_span(cell) for cell in row.elements()) for row in rows)
        cells = [self._cell(cell) for row in rows[len(heads) :] for cell in row.elements()]
        top = ", ".join(self._cell(cell) for row in heads for cell in row.elements())
        return f"#table(columns: {_columns(node, count)}, table.header({top}), {', '.join(cells)})\n\n"

    def _cell(self, cell: Node) -> str:
        inner = self._inner(cell)
        words = f"#strong[{inner}]" if cell.name == "th" else inner
        align = ", align: right" if "number" in cell.classes else ""
        return f"table.cell(colspan: {_span(cell)}{align})[{words}]"


def _span(cell: Node) -> int:
    return int(cell.attributes.get("colspan", 1))


def _columns(table: Node, count: int) -> str:
    """The widths that the table's columns ask for; one that asks for none takes what is left."""
    asked = [WIDTH.search(column.attributes.get("style", "")) for column in table.walk() if column.name == "col"]
    asked += [None] * (count - len(asked))
    return "(" + "".join(f"{match[1]}%, " if match else "1fr, " for match in asked) + ")"
