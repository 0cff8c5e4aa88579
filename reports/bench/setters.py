"""The ways of setting one pack that `make bench` compares: ours, bare WeasyPrint, typst, Chromium and LibreOffice.

Each is a process of its own. Those in Python are timed from when they are ready to begin; Chromium and LibreOffice from
their start to their end.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import Any, ClassVar
from unittest import mock

import django
import pikepdf
from django.test.utils import override_settings

from reports.bench.imports import most_memory
from reports.bench.in_typst import write_typst
from reports.bench.pack_of import pack_of
from reports.docx.paper import paper_docx
from reports.fonts import font_css
from reports.pdf import BUILT, STYLE, key_of, lay_out
from reports.printing import presses
from reports.printing.keeping import is_kept
from reports.printing.paper import paper_pdf
from reports.printing.pieces import Piece, parts_of
from reports.render import PaperView, edition_html, fingerprint, short_code

CORES = 2
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
TAGGED = "pdf:writer_pdf_Export:{{{}}}".format(
    ",".join(f'"{name}":{{"type":"boolean","value":"true"}}' for name in ("PDFUACompliance", "ExportBookmarks"))
)


@dataclass(frozen=True)
class Run:
    """Seconds by the clock and of all processors, and the most memory in MB of a process and of any that it started.

    `chain` is the processor's seconds that had to follow one another: the clock's on cores that nobody else uses. It is
    0 where it is not known. `right` says that the contents print the pages on which the sections begin.
    """

    seconds: float
    cpu: float
    memory: float
    helpers: float = 0.0
    chain: float = 0.0
    right: bool = True


@dataclass(frozen=True)
class Facts:
    """What a PDF is like."""

    pages: int
    kilobytes: int
    tagged: bool
    outline: bool


def facts_of(path: Path) -> Facts:
    with pikepdf.open(path) as pdf:
        tagged = "/StructTreeRoot" in pdf.Root and "/MarkInfo" in pdf.Root and bool(pdf.Root.MarkInfo.get("/Marked"))
        outline = "/Outlines" in pdf.Root and "/First" in pdf.Root.Outlines
        return Facts(len(pdf.pages), path.stat().st_size // 1024, tagged, outline)


def apart(call: Callable[..., Any], *given: Any) -> Any:
    """The answer of a call in a process of its own: the most memory that a process ever took never sinks."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=django.setup) as pool:
        return pool.submit(call, *given).result()


def missing() -> dict[str, str]:
    """Of each way that cannot be measured here, why."""
    found = {}
    if find_spec("typst") is None:
        found["typst"] = "its Python package is not installed"
    if browser() is None:
        found["Chromium"] = f"there is no {BROWSERS[0]} on this machine"
    if shutil.which("soffice") is None:
        found["LibreOffice"] = "there is no soffice on this machine"
    return found


def browser() -> str | None:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


# What they are given --------------------------------------------------------------------------------------------------


def handed_out(folder: Path, items: int) -> None:
    """In `folder` the pack as HTML, as a page with its style, as a Word file and, in a folder, as typst reads it."""
    content = pack_of(items)
    html = edition_html(content)
    rules = STYLE.read_text() + font_css(BUILT / "fonts", f"{(BUILT / 'fonts').as_uri()}/")
    (folder / "typst").mkdir()
    (folder / "pack.html").write_text(html)
    (folder / "page.html").write_text(html.replace("</head>", f"<style>{rules}</style></head>"))
    (folder / "empty.html").write_text("<title>Nothing</title>")
    (folder / "pack.docx").write_bytes(paper_docx(content, fingerprint(content)))
    write_typst(
        html, folder / "typst", header=f"{content['board']['name']} · {content['title']}", footer=content["notice"]
    )


# Ours -----------------------------------------------------------------------------------------------------------------


class _Weighed(subprocess.Popen[bytes]):
    """A process that is weighed and timed when it is ended: afterwards nobody can say."""

    found: ClassVar[list[tuple[float, float]]] = []  # MB and the processor's seconds of each

    def kill(self) -> None:
        _Weighed.found.append((most_memory(self.pid), _cpu_of(self.pid)))
        super().kill()


def _cpu_of(process: int) -> float:
    """Seconds of the processor until now; none where the system does not say."""
    status = Path(f"/proc/{process}/stat")
    if not status.exists():
        return 0.0
    fields = status.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def compiled(folder: Path, packs: Sequence[dict[str, Any]]) -> list[Run]:
    """Packs, as `pack_of` is asked for them, one after another by a worker that has kept nothing: `0.pdf`, `1.pdf` …"""
    with (
        override_settings(PAPERS_DIR=folder / "papers"),
        mock.patch.object(presses, "start", _Weighed),
        mock.patch.object(os, "cpu_count", return_value=CORES),
    ):
        return [_compiled(pack_of(**pack), folder / f"{number}.pdf") for number, pack in enumerate(packs)]


def _compiled(content: dict[str, Any], target: Path) -> Run:
    _Weighed.found.clear()
    began = time.process_time()
    run = _timed(lambda: target.write_bytes(paper_pdf(content, fingerprint(content))))
    own = time.process_time() - began
    memory, cpu = (max((each[part] for each in _Weighed.found), default=0.0) for part in (0, 1))
    return replace(run, helpers=memory, chain=own + cpu, right=prints_right_numbers(target, content))


def prints_right_numbers(path: Path, content: dict[str, Any]) -> bool:
    """Whether this worker laid out contents with the number of the page where each section of the file begins."""
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        labels = {page.objgen: page.label for page in pdf.pages}
        found = [str(labels[mark.destination[0].objgen]) for mark in outline.root]  # type: ignore[index]
    numbers = dict(zip((section["anchor"] for section in content["sections"]), found, strict=True))
    front = next(parts_of(PaperView(content), short_code(fingerprint(content))))
    return isinstance(front, Piece) and is_kept(key_of(front.with_numbers(numbers)))


# The others -----------------------------------------------------------------------------------------------------------


def in_bare_weasyprint(folder: Path) -> Run:
    """In one go and one process, in our style and typefaces, with no more done to it."""
    html, target = (folder / "pack.html").read_text(), folder / "weasyprint.pdf"
    run = _timed(lambda: lay_out(html).write_pdf(target, pdf_variant="pdf/ua-1"))
    return replace(run, chain=run.cpu)


def in_typst(folder: Path) -> Run:
    import typst  # is no part of the product

    own = folder / "typst"
    return _timed(
        lambda: typst.compile(
            str(own / "pack.typ"), output=str(folder / "typst.pdf"), font_paths=[str(own)], ignore_system_fonts=True,
            pdf_standards=["ua-1"],
        )
    )  # fmt: skip


def in_chromium(folder: Path, name: str = "page.html") -> Run:
    # Without the zygote its processes are children of its own, and their time is counted.
    flags = ["--headless", "--no-sandbox", "--no-zygote", "--disable-gpu", "--disable-dev-shm-usage"]
    target = folder / "chromium.pdf"
    return _command(
        [browser() or "", *flags, f"--user-data-dir={folder / 'chromium'}", "--no-pdf-header-footer",
         "--generate-pdf-document-outline", f"--print-to-pdf={target}", (folder / name).as_uri()]
    )  # fmt: skip


def in_libreoffice(folder: Path, name: str = "pack.docx") -> Run:
    profile = f"-env:UserInstallation={(folder / 'libreoffice').as_uri()}"
    run = _command(
        ["soffice", profile, "--headless", "--convert-to", TAGGED, "--outdir", str(folder), str(folder / name)]
    )
    (folder / name).with_suffix(".pdf").rename(folder / "libreoffice.pdf")
    return run


def _command(words: Sequence[str]) -> Run:
    """A program from its start to its end. Raises RuntimeError with what it said where it failed."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"{words[0]}: {said.read()[-500:].decode(errors='replace')}")
    return Run(time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _timed(make: Callable[[], object]) -> Run:
    began, cpu = time.perf_counter(), _cpu()
    make()
    return Run(time.perf_counter() - began, _cpu() - cpu, most_memory())


def _cpu() -> float:
    """Seconds of this process and of those that it started and that have ended."""
    every = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in every)
