"""The styles of a paper in Word: the look of `assets/paper.css` in the styles that Word's own tools know."""

from __future__ import annotations

from typing import Any

from reports.docx.xml import HEAD, w

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
FONT = "Source Sans 3"
FALLBACK = "Calibri"  # what Word takes where ours is not installed; LibreOffice has its own
INK, PETROL, LINK, QUIET, GOLD, RED, LINE, WASH = (
    "14191A", "0B2F3A", "0F5360", "4A5558", "D9A637", "8E1318", "C3D0D2", "F3F7F7",
)  # fmt: skip
HANG = 737  # 13 mm in twentieths of a point: where numbers hang and text begins
HEADING_SIZES = (38, 30, 25, 22, 22, 22)  # half points, from the level of sections down
_HEADING_SPACE = ((480, 200), (380, 140), (300, 100), (220, 60), (220, 60), (220, 60))


def styles_xml(language: str) -> str:
    """word/styles.xml."""
    every = [_defaults(language), *_paragraph_styles(), *_character_styles(), *_table_styles()]
    return f"{HEAD}<w:styles {NAMESPACE}>{''.join(every)}</w:styles>"


def font_table_xml() -> str:
    """word/fontTable.xml: our typeface, and the one that stands in for it."""
    ours = w("font", w("altName", val=FALLBACK), w("charset", val="00"), w("family", val="swiss"),
             w("pitch", val="variable"), name=FONT)  # fmt: skip
    stand_in = w("font", w("charset", val="00"), w("family", val="swiss"), w("pitch", val="variable"), name=FALLBACK)
    return f"{HEAD}<w:fonts {NAMESPACE}>{ours}{stand_in}</w:fonts>"


def look(*, bold: bool = False, italic: bool = False, size: int = 0, colour: str = "", underline: bool = False) -> str:
    """Run properties in the order the schema asks for. `size` in half points."""
    return "".join((
        w("b") + w("bCs") if bold else "",
        w("i") + w("iCs") if italic else "",
        w("color", val=colour) if colour else "",
        w("sz", val=size) + w("szCs", val=size) if size else "",
        w("u", val="single") if underline else "",
    ))  # fmt: skip


def _defaults(language: str) -> str:
    fonts = w("rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT)
    run = w("rPr", fonts, look(size=22), w("lang", val=language, eastAsia=language, bidi="ar-SA"))
    paragraph = w("pPr", w("spacing", after=150, line=268, lineRule="auto"))
    return w("docDefaults", w("rPrDefault", run), w("pPrDefault", paragraph))


def _style(
    identity: str, name: str, paragraph: str = "", run: str = "", *, based: str = "Normal", follow: str = ""
) -> str:
    """A paragraph style. `follow` is the style of the paragraph typed after it."""
    return w(
        "style",
        w("name", val=name),
        w("basedOn", val=based) if based else "",
        w("next", val=follow) if follow else "",
        w("qFormat"),
        w("pPr", paragraph) if paragraph else "",
        w("rPr", run) if run else "",
        type="paragraph", styleId=identity, **({"default": 1} if identity == "Normal" else {}),
    )  # fmt: skip


def _edge(side: str, colour: str, eighths: int, space: int = 0) -> str:
    return w(side, val="single", sz=eighths, space=space, color=colour)


def _space(before: int = 0, after: int = 0, **more: Any) -> str:
    return w("spacing", before=before, after=after, **more)


def _paragraph_styles() -> list[str]:
    hang = w("ind", left=HANG, hanging=HANG)
    tab = w("tabs", w("tab", val="left", pos=HANG))
    inset = w("ind", left=HANG)
    gold_bar = w("pBdr", _edge("left", GOLD, 18, 8))
    return [
        # Not among the defaults: LibreOffice sets those over the colours of character styles in tables.
        _style("Normal", "Normal", run=look(colour=INK), based=""),
        _style("BodyText", "Body Text", inset),
        _style("NumberedParagraph", "Numbered Paragraph", tab + hang, based="BodyText"),
        _style("ListContinue", "List Continue", inset),
        _style("ListBullet", "List Bullet", _space(after=60) + inset),
        _style("ListNumber", "List Number", _space(after=60) + inset),
        _style("Title", "Title", w("keepNext") + _space(after=120, line=228, lineRule="auto"),
               look(bold=True, size=64, colour=PETROL), follow="Subtitle"),
        _style("MastheadTitle", "Masthead Title", _space(before=240, after=120), look(size=46), based="Title",
               follow="Subtitle"),
        _style("Subtitle", "Subtitle", _space(after=240), look(size=30, colour=QUIET), follow="BodyText"),
        _style("Board", "Board Name", _space(after=20), look(bold=True, size=30)),
        _style("Area", "Board Area", w("pBdr", _edge("bottom", GOLD, 8, 12)) + _space(after=3600),
               look(size=23, colour=QUIET)),
        _style("Marking", "Protective Marking", _space(before=120, after=240), look(bold=True, size=24, colour=RED)),
        _style("Facts", "Facts", w("tabs", w("tab", val="left", pos=1928)) + w("ind", left=1928, hanging=1928),
               look(size=23)),
        _style("CoverFoot", "Cover Note", _space(after=20), look(size=18, colour=QUIET)),
        *(_heading(level) for level in range(1, 7)),
        _style("TOCHeading", "TOC Heading", w("keepNext") + _space(before=240, after=160),
               look(bold=True, size=34, colour=PETROL)),
        _style("TOC1", "toc 1", _contents_line(before=100), look(bold=True)),
        _style("TOC2", "toc 2", _contents_line(inset=340)),
        _style("Caption", "caption", w("keepNext") + _space(before=120, after=60), look(bold=True, size=19)),
        _style("Figure", "Figure", w("keepNext") + _space(after=80)),
        _style("Small", "Small Print", _space(after=80), look(size=18, colour=QUIET)),
        _style("Quote", "Quote", gold_bar + w("ind", left=HANG + 200)),
        _style("IntenseQuote", "Intense Quote", gold_bar + _space(before=240, after=80) + w("ind", left=HANG + 200),
               look(bold=True, size=30, colour=PETROL)),
        _style("Source", "Source", _space(after=240) + w("ind", left=HANG + 200), look(size=19, colour=QUIET)),
        _style("Verbatim", "Preformatted", w("shd", val="clear", color="auto", fill=WASH) + inset),
        _style("Judgement", "Judgement", w("keepNext") + _space(after=60), look(bold=True, size=34)),
        _style("Ask", "Ask of the Board", gold_bar + w("ind", left=200), look(bold=True)),
        _style("Rule", "Rule", w("pBdr", _edge("bottom", LINE, 6, 1))),
        _style("TableText", "Table Text", _space(after=30, line=252, lineRule="auto"), look(size=19)),
        _style("TableHeading", "Table Heading", _space(after=30), look(bold=True), based="TableText"),
        _style("TableBullet", "Table Bullet", w("ind", left=227, hanging=227), based="TableText"),
        _style("AfterTable", "After Table", _space(line=120, lineRule="exact"), look(size=4)),
        _style("Header", "header", w("pBdr", _edge("bottom", GOLD, 6, 4)) + _space(), look(size=17, colour=QUIET)),
        _style("Footer", "footer", _space(), look(size=16, colour=QUIET)),
        _style("FootnoteText", "footnote text", w("tabs", w("tab", val="left", pos=340))
               + _space(after=40, line=252, lineRule="auto") + w("ind", left=340, hanging=340), look(size=18)),
    ]  # fmt: skip


def _heading(level: int) -> str:
    before, after = _HEADING_SPACE[level - 1]
    paragraph = "".join((
        w("keepNext"), w("keepLines"), w("tabs", w("tab", val="left", pos=HANG)),
        _space(before=before, after=after, line=228, lineRule="auto"), w("ind", left=HANG, hanging=HANG),
        w("outlineLvl", val=level - 1),
    ))  # fmt: skip
    look_of = look(bold=True, size=HEADING_SIZES[level - 1], colour=PETROL)
    return _style(f"Heading{level}", f"heading {level}", paragraph, look_of, follow="BodyText")


def _contents_line(*, before: int = 0, inset: int = 0) -> str:
    """A line of the contents; the page number that Word adds when asked stands at the right, after dots."""
    dots = w("tabs", w("tab", val="right", leader="dot", pos=9400))
    return dots + _space(before=before, after=40) + w("ind", left=inset)


def _character_styles() -> list[str]:
    def character(identity: str, name: str, run: str) -> str:
        return w("style", w("name", val=name), w("rPr", run), type="character", styleId=identity)

    return [
        character("Hyperlink", "Hyperlink", look(colour=LINK, underline=True)),
        character("SmallPrint", "Small Print Character", look(size=18, colour=QUIET)),
        character("Numeral", "Numeral", look(colour=LINK)),
        character("FootnoteReference", "footnote reference", w("vertAlign", val="superscript")),
    ]


def _table_styles() -> list[str]:
    margins = w("tblCellMar", *(w(side, w=width, type="dxa") for side, width in
                                (("top", 60), ("left", 100), ("bottom", 40), ("right", 100))))  # fmt: skip
    lines = w("tblBorders", _edge("bottom", LINE, 4), _edge("insideH", LINE, 4))
    head = w(
        "tblStylePr",
        w("tcPr", w("tcBorders", _edge("bottom", PETROL, 8)), w("shd", val="clear", color="auto", fill=WASH)),
        type="firstRow",
    )
    plain = w("style", w("name", val="Normal Table"), w("tblPr", w("tblCellMar")), type="table", default=1,
              styleId="TableNormal")  # fmt: skip
    ours = w("style", w("name", val="Paper Table"), w("basedOn", val="TableNormal"), w("tblPr", lines, margins), head,
             type="table", styleId="PaperTable")  # fmt: skip
    return [plain, ours]
