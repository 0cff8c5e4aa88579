"""What a file says of itself: title, language, its only date, page labels, bookmarks, and what it conforms to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf

from reports.printing.merging import Binding, packed

PRODUCER = "Golden Thread"
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # what XML cannot hold
CLAIM_UA = """<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>"""
# PDF/A asks that a claim of another standard be explained in the file itself.
CLAIM_A = """<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of PDF/UA</pdfaProperty:description><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType></rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


def name_file(pdf: Pdf, content: Mapping[str, Any], digest: str, *, claims: Sequence[str]) -> None:
    """`digest` becomes the file's ID; `claims` are XMP descriptions of the standards it keeps."""
    day = str(content["as_at"])
    root = pdf.Root
    root.Lang = pikepdf.String(content["language"])
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    root.PageMode = Name.UseOutlines
    stamp = pikepdf.String(f"D:{day.replace('-', '')}")
    pdf.trailer.Info = pdf.make_indirect(
        Dictionary(Title=pikepdf.String(content["title"]), Producer=PRODUCER, CreationDate=stamp, ModDate=stamp)
    )
    root.Metadata = pdf.make_stream(_xmp(content, day, claims), Type=Name.Metadata, Subtype=Name.XML)
    identifier = pikepdf.String(digest)
    pdf.trailer.ID = Array([identifier, identifier])


def add_colours(pdf: Pdf, profile: bytes) -> None:
    """What the colours of the file mean, which an archive must be able to know: `profile` is sRGB as ICC has it."""
    held = packed(pdf, profile, N=3)
    intent = Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier="sRGB", Info="sRGB")
    intent.DestOutputProfile = held
    pdf.Root.OutputIntents = Array([intent])


def label_pages(pdf: Pdf, labels: Sequence[str]) -> None:
    """The viewer's page numbers are the printed ones, also where they leap or stand for several."""
    numbers: list[Any] = []
    for page, label in enumerate(labels):
        if not label.isdigit():
            numbers += [page, Dictionary(P=pikepdf.String(label))]
        elif page == 0 or labels[page - 1] != str(int(label) - 1):
            numbers += [page, Dictionary(S=Name.D, St=int(label))]
    pdf.Root.PageLabels = pdf.make_indirect(Dictionary(Nums=Array(numbers)))


def add_bookmarks(binding: Binding, sections: Sequence[Any], uploads: Mapping[str, Sequence[tuple[str, int]]]) -> None:
    """A bookmark for each section under the one it is in, and last in it one for each paper that follows it.

    `uploads`: anchor of a top-level section → title and first page, counted from 0, of each.
    """
    with binding.pdf.open_outline() as outline:
        for section in sections:
            item = _bookmark(binding, section)
            item.children.extend(OutlineItem(title, page) for title, page in uploads.get(section.anchor, ()))
            outline.root.append(item)


def add_destinations(binding: Binding, anchors: Sequence[str]) -> None:
    """Each section by its name, so that an address can end in #anchor."""
    pairs = [part for anchor in sorted(anchors) for part in (pikepdf.String(anchor), binding.destination(anchor))]
    binding.pdf.Root.Names = Dictionary(Dests=binding.pdf.make_indirect(Dictionary(Names=Array(pairs))))


def _bookmark(binding: Binding, section: Any) -> OutlineItem:
    item = OutlineItem(section.label, binding.destination(section.anchor))
    item.children.extend(_bookmark(binding, child) for child in section.sections)
    return item


def _xmp(content: Mapping[str, Any], day: str, claims: Sequence[str]) -> bytes:
    title, language = (escape(_CONTROL.sub("", content[key])) for key in ("title", "language"))
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{day}</xmp:CreateDate><xmp:ModifyDate>{day}</xmp:ModifyDate>
<pdf:Producer>{PRODUCER}</pdf:Producer></rdf:Description>
{"".join(claims)}
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>""".encode()
