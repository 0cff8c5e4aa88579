"""HTML → PDF/UA-1. The only module that knows WeasyPrint; the same HTML gives the same bytes on every machine."""

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

    ``language`` is a BCP 47 tag, ``identifier`` the fingerprint (becomes the file's ID), ``created`` the only date in
    the file. Raises AssetRefused, or FontsMissing when the assets have not been built.
    """
    try:
        with _few_sweeps():
            laid_out = _lay_out(html)
            laid_out.metadata.title = title
            laid_out.metadata.lang = language
            laid_out.metadata.created = laid_out.metadata.modified = created.isoformat()
            raw = laid_out.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier.encode())
    except FatalURLFetchingError as error:  # a BaseException, which no caller expects
        raise AssetRefused(str(error.__cause__ or error)) from error
    return _finish(raw)


def _lay_out(html: str) -> Any:
    """A laid-out WeasyPrint document."""
    fetcher, fonts = AssetFetcher(), FontConfiguration()
    families = CSS(
        string=font_css(BUILT / "fonts", f"{ROOT}fonts/"), base_url=ROOT, url_fetcher=fetcher, font_config=fonts
    )
    page = HTML(string=printable(html, BUILT / "fonts"), base_url=ROOT, url_fetcher=fetcher)
    return page.render(stylesheets=[families], font_config=fonts)


@contextmanager
def _few_sweeps() -> Iterator[None]:
    """Rare garbage collection while a document is laid out: its boxes live to the end anyway (a fifth of the time)."""
    before = gc.get_threshold()
    gc.set_threshold(ALLOCATIONS_BETWEEN_SWEEPS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _finish(raw: bytes) -> bytes:
    """What WeasyPrint leaves out: the direction of header cells, page labels, a second ID that is not random."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        _scope_headers(pdf.Root.StructTreeRoot)
        # Printed page numbers count from the cover, so that "page 14" is 14 on paper and in the viewer.
        pdf.Root.PageLabels = pikepdf.Dictionary(Nums=[0, pikepdf.Dictionary(S=pikepdf.Name.D)])
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        pdf.Root.PageMode = pikepdf.Name.UseOutlines
        pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


def _scope_headers(tree: pikepdf.Object) -> None:
    """Write /Scope on each TH: Column in the table's head, Row elsewhere (PDF/UA-1 7.5)."""
    for element, in_head in _elements(tree):
        if element.get("/S") == "/TH":
            attributes = element.get("/A", pikepdf.Dictionary(O=pikepdf.Name.Table))
            attributes["/Scope"] = pikepdf.Name.Column if in_head else pikepdf.Name.Row
            element["/A"] = attributes


def _elements(root: pikepdf.Object) -> Iterator[tuple[pikepdf.Object, bool]]:
    """Every structure element with whether it stands in a table head. A stack, since tags nest deeper than Python."""
    stack = [(root, False)]
    while stack:
        element, in_head = stack.pop()
        in_head = in_head or element.get("/S") == "/THead"
        yield element, in_head
        children = element.get("/K", [])
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            if isinstance(child, pikepdf.Dictionary):
                stack.append((child, in_head))
