"""The parts of a Word file in one ZIP whose bytes depend on nothing but the parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from reports.docx.styles import NAMESPACE
from reports.docx.xml import HEAD, said, w

MIME_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a ZIP can say; the paper's own date is in its properties
_TYPES = {"document": "document.main", "header-upright": "header", "header-lying": "header",
          "footer-upright": "footer", "footer-lying": "footer"}  # fmt: skip


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """The file. `parts` are those of word/ by name; an order of their own, so that the file begins as Word's do."""
    core = parts["docProps/core.xml"]
    word = {name: part for name, part in parts.items() if name != "docProps/core.xml"}
    every = {"[Content_Types].xml": _content_types(word), "_rels/.rels": _ROOT, "docProps/core.xml": core, **word}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, part in every.items():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            archive.writestr(entry, part)
    return target.getvalue()


def core_xml(content: Mapping[str, Any], digest: str) -> str:
    """What the file says of itself. The only date is the day of the records; the only author is the board."""
    day = f"{content['as_at'][:10]}T00:00:00Z"
    fields = {
        "dc:title": content["title"],
        "dc:subject": content["subtitle"],
        "dc:creator": content["board"]["name"],
        "cp:lastModifiedBy": content["board"]["name"],
        "dc:identifier": digest,
        "dc:language": content["language"],
    }
    told = "".join(f"<{name}>{said(text)}</{name}>" for name, text in fields.items() if text)
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{day}</dcterms:{name}>' for name in ("created", "modified")
    )
    spaces = (
        f'xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    )
    return f"{HEAD}<cp:coreProperties {spaces}>{told}{dates}</cp:coreProperties>"


def settings_xml(language: str) -> str:
    """word/settings.xml: the present Word, or it would open the paper in a mode of compatibility."""
    mode = w("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)
    notes = w("footnotePr", w("footnote", id=-1), w("footnote", id=0))
    language_of = w("themeFontLang", val=language)
    tab = w("defaultTabStop", val=720)
    return f"{HEAD}<w:settings {NAMESPACE}>{tab}{notes}{w('compat', mode)}{language_of}</w:settings>"


def _content_types(parts: Mapping[str, Any]) -> str:
    known = "".join(
        f'<Override PartName="/{name}" ContentType="{_WORD}.{_TYPES.get(stem, stem)}+xml"/>'
        for name in parts
        if name.endswith(".xml") and (stem := name.removeprefix("word/").removesuffix(".xml"))
    )
    return (
        f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        '<Override PartName="/docProps/core.xml" '
        f'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>{known}</Types>'
    )


_ROOT = (
    f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    '<Relationship Id="rId1" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>'
    '<Relationship Id="rId2" Target="docProps/core.xml" '
    f'Type="{_PACKAGE}/relationships/metadata/core-properties"/></Relationships>'
)
