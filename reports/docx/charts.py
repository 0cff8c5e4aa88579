"""A chart as a picture in a paragraph, with its name and description for those who hear it.

Word shows no SVG without a picture beside it, so the paper's own drawing is turned into one, in the paper's own type.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.ttLib import TTFont
from resvg_py import svg_to_bytes

from reports.docx.relations import Relations
from reports.docx.tree import Node
from reports.docx.xml import said, value
from reports.fonts import faces

FONTS = Path(__file__).resolve().parent.parent.parent / "build" / "assets" / "fonts"
ZOOM = 2.5  # 240 dots to the inch
_PIXEL, _TWENTIETH = 9525, 635  # in the units of drawings, 914,400 to the inch
# HTML knows no capitals in names, SVG does.
_CAPITALS = {"viewbox": "viewBox", "patternunits": "patternUnits"}
_DRAWN = "http://schemas.openxmlformats.org/drawingml/2006/picture"


def chart_run(svg: Node, relations: Relations, width: int) -> str:
    """The run that holds the picture, no wider than `width` twentieths of a point."""
    png = picture(svg)
    wide, high = (float(svg.attributes[side]) for side in ("width", "height"))
    scale = min(_PIXEL, width * _TWENTIETH / wide)
    number = relations.drawing()
    extent = f'cx="{round(wide * scale)}" cy="{round(high * scale)}"'
    told = f'id="{number}" name="Chart {number}" descr="{value(said_of(svg))}"'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/><wp:docPr {told}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic><a:graphicData uri="{_DRAWN}"><pic:pic><pic:nvPicPr><pic:cNvPr {told}/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{relations.picture(png)}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def said_of(svg: Node) -> str:
    """The name of a drawing and its description."""
    parts = (svg.find(name) for name in ("title", "desc"))
    return ". ".join(part.text().rstrip(".") for part in parts if part) + "."


def picture(svg: Node) -> bytes:
    """The drawing as PNG; the same bytes each time, for it uses no font of the machine."""
    folder, family = _fonts()
    drawn = Node(svg.name, {**svg.attributes, "font-family": family}, svg.children)
    return svg_to_bytes(
        svg_string="".join(_written(drawn)), zoom=ZOOM, skip_system_fonts=True, font_dirs=[folder.name],
        font_family=family, sans_serif_family=family,
    )  # fmt: skip


@cache
def _fonts() -> tuple[TemporaryDirectory[str], str]:
    """Our typeface as files that the renderer can read, kept while the process lives, and the name in them."""
    folder, family = TemporaryDirectory(prefix="paper-fonts-"), ""
    for face in faces(FONTS):
        with TTFont(face.path) as font:
            font.flavor = None  # woff2 is for browsers
            family = font["name"].getBestFamilyName() or family
            font.save(Path(folder.name) / f"{face.path.stem}.ttf")
    return folder, family


def _written(node: Node | str) -> Iterator[str]:
    """A drawing as it was before it was read."""
    if isinstance(node, str):
        yield said(node)
        return
    attributes = "".join(f' {_CAPITALS.get(name, name)}="{value(text)}"' for name, text in node.attributes.items())
    yield f"<{node.name}{attributes}>"
    for child in node.children:
        yield from _written(child)
    yield f"</{node.name}>"
