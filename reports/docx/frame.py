"""What stands around the text: pages, their size and way, the line above and the line below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports.docx.relations import Relations
from reports.docx.runs import field_begin, field_end, plain_run
from reports.docx.styles import NAMESPACE, RED, look
from reports.docx.xml import HEAD, w
from reports.render import short_code

SHORT, LONG = 11906, 16838  # A4 in twentieths of a point
UPRIGHT_MARGINS = {"top": 1531, "right": 1247, "bottom": 1417, "left": 1247}
LYING_MARGINS = {"top": 1361, "right": 1020, "bottom": 1247, "left": 1020}


def text_width(*, wide: bool) -> int:
    """The width of the text in twentieths of a point."""
    return LONG - 2 * LYING_MARGINS["left"] if wide else SHORT - 2 * UPRIGHT_MARGINS["left"]


def section(relations: Relations, *, wide: bool, first_page: int | None = None, has_cover: bool = False) -> str:
    """The properties of a run of pages. `first_page` is the number it begins with, None to go on counting."""
    size = {"w": LONG, "h": SHORT, "orient": "landscape"} if wide else {"w": SHORT, "h": LONG}
    margins = LYING_MARGINS if wide else UPRIGHT_MARGINS
    return w(
        "sectPr",
        *(_reference(relations, kind, wide=wide) for kind in ("header", "footer")),
        w("type", val="nextPage"),
        w("pgSz", **size),
        w("pgMar", **margins, header=680, footer=624, gutter=0),
        w("pgNumType", start=first_page) if first_page is not None else "",
        w("titlePg") if has_cover else "",  # no lines around the cover
    )


def _reference(relations: Relations, kind: str, *, wide: bool) -> str:
    identity = relations.part(kind, part_name(kind, wide=wide))
    return f'<w:{kind}Reference w:type="default" r:id="{identity}"/>'


def part_name(kind: str, *, wide: bool) -> str:
    return f"{kind}-{'lying' if wide else 'upright'}.xml"


def header_xml(content: Mapping[str, Any], *, wide: bool) -> str:
    """Board and title, and at the right the marking."""
    said = [content["board"]["name"], content["title"]]
    runs = plain_run(" · ".join(filter(None, said))) + _tab()
    marking = plain_run(content["marking"], look(bold=True, colour=RED)) if content["marking"] else ""
    return _part("hdr", "Header", runs + marking, wide)


def footer_xml(content: Mapping[str, Any], digest: str, *, wide: bool) -> str:
    """Edition, notice and the page's number."""
    said = " · ".join(filter(None, [f"Edition {short_code(digest)}", content["notice"]]))
    page = plain_run("Page ") + field_begin("PAGE") + plain_run("1") + field_end()
    return _part("ftr", "Footer", plain_run(said) + _tab() + page, wide)


def _part(root: str, style: str, runs: str, wide: bool) -> str:
    tabs = w("tabs", w("tab", val="right", pos=text_width(wide=wide)))
    paragraph = w("p", w("pPr", w("pStyle", val=style), tabs), runs)
    return f"{HEAD}<w:{root} {NAMESPACE}>{paragraph}</w:{root}>"


def _tab() -> str:
    return w("r", w("tab"))
