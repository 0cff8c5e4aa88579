"""HTML → PDF/UA-1. The only module that knows WeasyPrint; the same HTML gives the same bytes everywhere."""

import gc
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pikepdf
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reports.fonts import font_css, printable

PROJECT = Path(__file__).resolve().parent.parent
STYLE = PROJECT / "assets" / "paper.css"
BUILT = PROJECT / "build" / "assets"
# A made-up root: a real path would get into the PDF and differ from machine to machine.
ROOT = "file:///paper/"
TYPES = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".png": "image/png"}
ALLOCATIONS_BETWEEN_SWEEPS = 100_000


class AssetRefused(RuntimeError):
    """The paper asked for something that is not an asset of this project."""


class AssetFetcher(URLFetcher):
    """Answers ``file:///paper/…`` from the project's own assets and refuses every other address."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"file"}, allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The asset. Raises AssetRefused for anything that is not one; opens no connection."""
        path = asset_path(url)
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": TYPES[path.suffix]})


def asset_path(url: str) -> Path:
    """The file behind an address under ROOT. Raises AssetRefused."""
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc or not parts.path.startswith(urlsplit(ROOT).path):
        raise AssetRefused(f"Not an asset of this project: {url}")
    name = unquote(parts.path.removeprefix(urlsplit(ROOT).path))
    path = STYLE if name == STYLE.name else (BUILT / name).resolve()
    if path != STYLE and not path.is_relative_to(BUILT.resolve()):
        raise AssetRefused(f"Outside the project's assets: {url}")
    if path.suffix not in TYPES or not path.is_file():
        raise AssetRefused(f"No such asset: {url}")
    return path


def pdf_bytes(html: str, *, title: str, language: str, identifier: str, created: date) -> bytes:
    """The PDF of a paper.

    ``language`` is a BCP 47 tag, ``identifier`` the fingerprint (becomes the file's ID), ``created`` the
    only date in the file. Raises AssetRefused, or FontsMissing when the assets have not been built.
    """
    try:
        with _few_sweeps():
            laid_out = lay_out(html)
            laid_out.metadata.title = title
            laid_out.metadata.lang = language
            laid_out.metadata.created = laid_out.metadata.modified = created.isoformat()
            raw = laid_out.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier.encode())
    except FatalURLFetchingError as error:  # a BaseException, which no caller expects
        raise AssetRefused(str(error.__cause__ or error)) from error
    return _finish(raw)


def lay_out(html: str) -> Any:
    """A laid-out WeasyPrint document."""
    fetcher, fonts = AssetFetcher(), FontConfiguration()
    rules = font_css(BUILT / "fonts", f"{ROOT}fonts/")
    families = CSS(string=rules, base_url=ROOT, url_fetcher=fetcher, font_config=fonts)
    page = HTML(string=printable(html, BUILT / "fonts"), base_url=ROOT, url_fetcher=fetcher)
    return page.render(stylesheets=[families], font_config=fonts)


@contextmanager
def _few_sweeps() -> Iterator[None]:
    """Rare garbage collection while a document is laid out: its boxes live to the end anyway."""
    before = gc.get_threshold()
    gc.set_threshold(ALLOCATIONS_BETWEEN_SWEEPS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _finish(raw: bytes) -> bytes:
    """What WeasyPrint leaves out: the direction of header cells, page labels, bodies of list items."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        for element, in_head in list(_elements(pdf.Root.StructTreeRoot)):
            if element.get("/S") == "/TH":
                _scope_header(element, in_head=in_head)
            if element.get("/S") == "/LI":
                _wrap_item_body(pdf, element)
        # Printed page numbers count from the cover, so that "page 14" is 14 on paper and in the viewer.
        pdf.Root.PageLabels = pikepdf.Dictionary(Nums=[0, pikepdf.Dictionary(S=pikepdf.Name.D)])
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        pdf.Root.PageMode = pikepdf.Name.UseOutlines
        pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


def _scope_header(header: pikepdf.Object, *, in_head: bool) -> None:
    """Write /Scope: Column in the table's head, Row elsewhere (PDF/UA-1 7.5)."""
    attributes = header.get("/A", pikepdf.Dictionary(O=pikepdf.Name.Table))
    attributes["/Scope"] = pikepdf.Name.Column if in_head else pikepdf.Name.Row
    header["/A"] = attributes


def _wrap_item_body(pdf: pikepdf.Pdf, item: pikepdf.Object) -> None:
    """Put paragraphs of a list item into an LBody, the only place where PDF/UA-1 allows them."""
    label = [child for child in _children(item) if child.get("/S") == "/Lbl"]
    loose = [child for child in _children(item) if child.get("/S") not in {"/Lbl", "/LBody"}]
    if not loose:
        return
    body = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.LBody, P=item, Pg=item.Pg, K=loose)
    )
    for child in loose:
        child["/P"] = body
    item["/K"] = pikepdf.Array([*label, body])


def _elements(root: pikepdf.Object) -> Iterator[tuple[pikepdf.Object, bool]]:
    """Every structure element, with whether it stands in a table head. Tags nest deeper than Python may."""
    stack = [(root, False)]
    while stack:
        element, in_head = stack.pop()
        in_head = in_head or element.get("/S") == "/THead"
        yield element, in_head
        stack.extend((child, in_head) for child in _children(element))


def _children(element: pikepdf.Object) -> list[pikepdf.Object]:
    """The children that are dictionaries: elements and object references, not marked-content numbers."""
    children: Any = element.get("/K", [])
    listed = children if isinstance(children, pikepdf.Array) else [children]
    return [child for child in listed if isinstance(child, pikepdf.Dictionary)]
