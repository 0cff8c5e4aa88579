"""HTML → tagged PDF. The only module that knows WeasyPrint; the same HTML gives the same bytes everywhere."""

import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import weasyprint
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reports.fonts import faces, font_css, printable
from reports.printing.tagging import mend_tags

PROJECT = Path(__file__).resolve().parent.parent
STYLE = PROJECT / "assets" / "paper.css"
BUILT = PROJECT / "build" / "assets"
# A made-up root: a real path would get into the PDF and differ from machine to machine.
ROOT = "file:///paper/"
TYPES = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".png": "image/png"}
OURS = "4"  # of what we do to WeasyPrint's PDF: another number lays everything out anew


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


@cache
def setting() -> str:
    """What decides, beside its HTML, how a piece is laid out: style, fonts, WeasyPrint, what we add. A SHA-256."""
    digest = hashlib.sha256(f"{weasyprint.__version__} {OURS}".encode())
    for path in (STYLE, *(face.path for face in faces(BUILT / "fonts"))):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def key_of(html: str) -> str:
    """The name under which a piece laid out from this HTML is kept: 64 hexadecimal digits."""
    return hashlib.sha256(f"{setting()}\n{html}".encode()).hexdigest()


def tagged_pdf(html: str) -> bytes:
    """A piece of a paper: tagged, with a named destination for every id, and nothing of the paper around it.

    Raises AssetRefused, or FontsMissing when the assets have not been built.
    """
    name = key_of(html)[:16]
    return _written(html, pdf_variant="pdf/ua-1", finisher=lambda _, pdf: mend_tags(pdf, name))


def untagged_pdf(html: str) -> bytes:
    """What is stamped on pages: no part of what is read aloud."""
    return _written(html)


def _written(html: str, **options: Any) -> bytes:
    try:
        with _no_sweep():
            written: bytes = lay_out(html).write_pdf(pdf_identifier=b"piece", **options)
            return written
    except FatalURLFetchingError as error:  # a BaseException, which no caller expects
        raise AssetRefused(str(error.__cause__ or error)) from error


def lay_out(html: str) -> Any:
    """A laid-out WeasyPrint document."""
    styles, fonts = _styles()
    page = HTML(string=printable(html, BUILT / "fonts"), base_url=ROOT, url_fetcher=AssetFetcher())
    return page.render(stylesheets=styles, font_config=fonts)


@cache
def _styles() -> tuple[list[CSS], FontConfiguration]:
    """The style sheet and the fonts, read once in a process."""
    fetcher, fonts = AssetFetcher(), FontConfiguration()
    rules = font_css(BUILT / "fonts", f"{ROOT}fonts/")
    texts = (STYLE.read_text(), rules)
    return [CSS(string=text, base_url=ROOT, url_fetcher=fetcher, font_config=fonts) for text in texts], fonts


def colour_profile() -> bytes:
    """sRGB as the ICC describes it, from WeasyPrint's own files."""
    return resources.files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes()


@contextmanager
def _no_sweep() -> Iterator[None]:
    """No garbage collection while a piece is laid out: its boxes live to its end anyway."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
