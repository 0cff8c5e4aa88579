"""A paper printed piece by piece: what is merged reads, links and counts as if it had been laid out in one."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import page
import pikepdf
import pytest
from django.conf import settings
from django.test import override_settings

from reports.bench.pack_of import pack_of
from reports.pdf import tagged_pdf
from reports.printing import laying, presses
from reports.printing.keeping import forget_unused, piece_path
from reports.printing.merging import Binding
from reports.printing.paper import page_counts, paper_pdf
from reports.render import fingerprint
from tests.reports.pdf_reading import Reading, squeezed

Content = dict[str, Any]
ARTEFACT = -1  # where Reading puts the text that is in no tag
SUBPROCESS = (
    "import django, hashlib; django.setup(); from tests.reports.test_printing import made, small;"
    "print(hashlib.sha256(made(small())).hexdigest())"
)


def small(**changes: Any) -> Content:
    """A pack of an agenda and three items of a page each, with a chart, a table and a link to the next in each."""
    pack = pack_of(3)
    for section in pack["sections"][1:]:
        section["blocks"] = [section["blocks"][0], section["blocks"][1]]
    pack["sections"][-1]["blocks"][0]["data"]["markdown"] = "See [the first](#item-1)."
    return pack | changes


def made(content: Content, **options: Any) -> bytes:
    return paper_pdf(content, fingerprint(content), **options)


def longer(content: Content) -> Content:
    """The same with two more pages of words in its first item."""
    content["sections"][1]["blocks"][0]["data"]["markdown"] += "\n\nMore words." * 120
    return content


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    with override_settings(PAPERS_DIR=tmp_path_factory.mktemp("papers")):
        return Reading(made(small()))


# Reading --------------------------------------------------------------------------------------------------------------


def test_passes_pdf_ua_1() -> None:
    report = page.validate_pdf_bytes(made(small()), profile="ua1")
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []


def test_what_is_stamped_is_on_every_page_but_the_cover_and_is_not_read_out(reading: Reading) -> None:
    for number, marked in enumerate(reading.marked, start=1):
        assert (f"Page {number}" in marked.pop(ARTEFACT, "")) == (number > 1)
        assert not [text for text in marked.values() if text.startswith("Page ")]
    aloud = squeezed(reading.root.all_text())
    assert "·Boardpackfor" not in aloud
    assert aloud.count(squeezed("Made up to measure with.")) == 1  # on the cover alone


def test_each_word_on_a_page_is_in_the_tree_that_its_page_names(reading: Reading) -> None:
    tree = pikepdf.NumberTree(reading.pdf.Root.StructTreeRoot.ParentTree)
    for each, marked in zip(reading.pdf.pages, reading.marked, strict=True):
        listed = tree[int(each.obj.StructParents)]
        for number in set(marked) - {ARTEFACT}:
            assert number in [int(kid) for kid in listed[number].K if isinstance(kid, int)]
            assert listed[number].Pg.objgen == each.obj.objgen


def test_each_link_is_found_from_its_note(reading: Reading) -> None:
    tree = pikepdf.NumberTree(reading.pdf.Root.StructTreeRoot.ParentTree)
    notes = [note for each in reading.pdf.pages for note in each.obj.get("/Annots", ())]
    assert len(notes) == 4 + 3 + 3  # contents, agenda, one in each item
    for note in notes:
        assert any(kid.Obj.objgen == note.objgen for kid in tree[int(note.StructParent)].K if not isinstance(kid, int))


def test_sections_follow_each_other_as_sects_of_one_document(reading: Reading) -> None:
    document = reading.root.children[0]
    assert (document.name, [tag.name for tag in document.children]) == ("Document", ["Sect"] * 5)
    heads = [next(tag for tag in sect.walk() if tag.name == "H2").all_text() for sect in document.children]
    assert [head.strip() for head in heads] == ["Contents", "Agenda", "1 Item 1", "2 Item 2", "3 Item 3"]


def test_nothing_is_tagged_that_says_nothing(reading: Reading) -> None:
    """Elements about nothing cost time and memory, and some readers stop at each."""
    spans_of_words = [tag for tag in reading.tags("Span") if tag.children]
    assert spans_of_words == []
    assert not [tag for tag in reading.tags("NonStruct", "Div") if not tag.parts]


def test_cells_that_span_others_name_their_headers_by_ids_of_the_whole_file() -> None:
    """Where no cell does, the scope of the headers says it all, and there is no list in each cell."""
    table = (
        '<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'
        '<tbody><tr><th scope="row">r</th><td>1</td></tr>{}</tbody></table>'
    )
    wide = table.format('<tr><td colspan="2">both</td></tr>')
    with pikepdf.new() as pdf:
        binding = Binding(pdf, lambda name: b"font")
        for html in (wide, f"<p>Another.</p>{wide}", table.format("")):
            with pikepdf.open(io.BytesIO(tagged_pdf(f'<html lang="en"><body>{html}'))) as piece:
                binding.add_piece(piece, html[:9])
        binding.close(str)
        tree = dict(pikepdf.NameTree(pdf.Root.StructTreeRoot.IDTree).items())
        cells = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/TD"]
        listed = [[tree[str(each)] for each in cell.A.Headers] for cell in cells if "/A" in cell]
        assert len(tree) == 2 * 3
        assert sorted(len(headers) for headers in listed) == [1, 2, 2, 2] or sorted(map(len, listed)) == [2, 2, 2, 2]
        assert all(header.S == "/TH" for headers in listed for header in headers)
        assert len(cells) == 5


# Numbers --------------------------------------------------------------------------------------------------------------


def test_contents_and_agenda_print_the_pages_of_now_after_a_change_in_length() -> None:
    before, after = Reading(made(small())), Reading(made(longer(small())))
    assert after.page_of("item-1") == before.page_of("item-1")
    assert after.page_of("item-2") > before.page_of("item-2") + 1
    contents = squeezed(after.tags("L")[1].all_text())
    assert contents == "".join(
        f"{squeezed(label)}{after.page_of(anchor)}"
        for label, anchor in [("Agenda", "agenda"), *((f"{n}Item{n}", f"item-{n}") for n in (1, 2, 3))]
    )
    cells = [squeezed(row.children[-1].all_text()) for row in after.tags("Table")[0].walk() if row.name == "TR"]
    assert cells == ["Page", *(str(after.page_of(f"item-{n}")) for n in (1, 2, 3))]


def test_labels_bookmarks_and_titles(reading: Reading) -> None:
    assert [str(each.label) for each in reading.pdf.pages] == [str(n + 1) for n in range(len(reading.pdf.pages))]
    assert reading.outline() == [(1, "Agenda"), (1, "1 Item 1"), (1, "2 Item 2"), (1, "3 Item 3")]
    assert str(reading.pdf.Root.Lang) == "en-GB"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in reading.pdf.Root.Metadata.read_bytes()


def test_a_link_into_another_piece_lands_on_its_page_and_says_where_it_leads(reading: Reading) -> None:
    for anchor, target, words in (("item-1", "item-2", "2 Item 2"), ("item-3", "item-1", "1 Item 1")):
        (note,) = reading.pdf.pages[reading.page_of(anchor) - 1].obj.Annots
        assert reading.index[note.Dest[0].objgen] + 1 == reading.page_of(target)
        assert (str(note.Contents), "/A" in note) == (words, False)


def test_counting_pages_agrees_with_printing_them(reading: Reading) -> None:
    counts = page_counts(small())
    assert counts.total == len(reading.pdf.pages)
    starts = [reading.page_of(anchor) for anchor in counts.sections] + [counts.total + 1]
    assert list(counts.sections.values()) == [after - before for before, after in pairwise(starts)]
    assert counts.front == starts[0] - 1


def test_two_versions_print_the_same_numbers() -> None:
    """The restricted one has three pages where the public one says, on a page, that it does not have them."""
    secret = small()
    counts = page_counts(longer(secret))
    first = counts.front + counts.sections["agenda"] + 1
    ranges = {"item-1": [first, first + counts.sections["item-1"] - 1]}
    data: dict[str, Any] = {"ground": "Paragraph 3", "first": ranges["item-1"][0], "last": ranges["item-1"][1]}
    public = small(pages=ranges)
    public["sections"][1]["blocks"] = [{"block": "not-published", "data": data}]
    restricted, shown = Reading(made(secret | {"pages": ranges})), Reading(made(public))
    stretch = f"{data['first']} to {data['last']}"
    labels = {name: [str(each.label) for each in got.pdf.pages] for name, got in (("r", restricted), ("p", shown))}
    assert labels["p"][first - 1] == stretch
    assert f"Pages {stretch}" in shown.marked[first - 1][ARTEFACT]
    assert labels["p"][first:] == labels["r"][data["last"] :]
    assert squeezed(f"1Item1{first}2Item2{data['last'] + 1}") in squeezed(shown.root.all_text())


def test_a_supplement_goes_on_from_the_page_it_is_told() -> None:
    supplement = {"number": 1, "of": "abc123", "title": "Board pack for 9 December 2026"}
    reading = Reading(made(small(first_page=88, supplement=supplement)))
    assert [str(each.label) for each in reading.pdf.pages][:3] == ["88", "89", "90"]
    assert "it begins at page 88" in reading.root.all_text()


def test_what_changed_since_the_last_edition_is_printed_before_the_first_section() -> None:
    row = {"section": "1 Item 1", "what": "Text", "was": "The old words", "now": ""}
    reading = Reading(made(small(changes={"since": "abc123", "date": "2026-11-02", "rows": [row]})))
    text = reading.root.all_text()
    assert "Changes since edition abc123" in text
    assert "published on 2 November 2026" in text
    assert "The old wordsTaken out" in text
    page_of_words = next(n for n, marked in enumerate(reading.marked, 1) if "The old words" in marked.values())
    assert page_of_words < reading.page_of("agenda")


# What is kept ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def laid(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pieces were laid out, each time that some were asked for."""
    counts: list[int] = []

    def counted(pieces: Any, keep: Any, told: Any) -> None:
        counts.append(len(pieces))
        presses.lay_out_all(pieces, keep, told)

    monkeypatch.setattr(laying, "lay_out_all", counted)
    return counts


def test_only_what_changed_is_laid_out_again(laid: list[int]) -> None:
    made(small())
    assert laid == [5, 2]  # front, agenda and three items; then front and agenda with their numbers
    laid.clear()
    content = small()
    content["sections"][2]["blocks"][0]["data"]["markdown"] += " And so on."
    made(content)
    assert laid == [1, 1]  # the item; the front, which prints the edition's code
    laid.clear()
    made(content)
    assert laid == [0, 0]


def test_the_same_bytes_from_what_is_kept_and_from_nothing() -> None:
    first = made(small())
    assert made(small()) == first
    for kept in Path(settings.PAPERS_DIR).rglob("*.pdf"):
        kept.unlink()
    laying.facts.cache_clear()
    assert made(small()) == first


def test_the_same_bytes_from_many_presses_and_in_another_process(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    there = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SUBPROCESS],
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "VAR_DIR": str(tmp_path)},
        cwd=presses.ROOT, capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    monkeypatch.setattr(presses, "FEW", 0)
    assert hashlib.sha256(made(small())).hexdigest() == there


def test_no_page_is_drawn_in_thousands_of_dots(reading: Reading) -> None:
    """A dotted line was a clip path for each dot: 1.4 MB for one page of contents."""
    for each in reading.pdf.pages:
        drawn = each.obj.Contents
        streams = list(drawn) if isinstance(drawn, pikepdf.Array) else [drawn]
        assert sum(len(stream.read_bytes()) for stream in streams) < 200_000


def test_pieces_share_the_files_of_the_typeface(reading: Reading) -> None:
    files = {each.objgen for each in reading.pdf.objects if isinstance(each, pikepdf.Stream) and "/Length1" in each}
    fonts = {
        str(font.BaseFont).partition("+")[2] for each in reading.pdf.pages for font in each.obj.Resources.Font.values()
    }
    assert len(files) == len(fonts) <= 8


def test_a_piece_that_nobody_asks_for_is_forgotten() -> None:
    made(small())
    kept = sorted(Path(settings.PAPERS_DIR).rglob("*.pdf"))
    os.utime(kept[0], (0, 0))
    assert forget_unused() == 1
    assert sorted(Path(settings.PAPERS_DIR).rglob("*.pdf")) == kept[1:]


# Faults ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every piece goes to a press; afterwards each of them has ended."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*args: Any, **options: Any) -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen(*args, **options))
        return started[-1]

    monkeypatch.setattr(presses, "FEW", 0)
    monkeypatch.setattr(presses, "start", start)
    yield
    assert started
    assert all(each.returncode is not None for each in started)


def dying(tmp_path: Path, times: int) -> tuple[str, ...]:
    """A press that is killed over its first pieces, `times` in all."""
    code = (
        "import os, pathlib, signal, sys; from reports.printing.press import work\n"
        f"mark = pathlib.Path({str(tmp_path)!r})\n"
        "head = sys.stdin.buffer.peek(1)\n"
        f"if len(list(mark.glob('died-*'))) < {times}:\n"
        "    (mark / f'died-{os.getpid()}').touch(); os.kill(os.getpid(), signal.SIGKILL)\n"
        "work(sys.stdin.buffer, sys.stdout.buffer)"
    )
    return (sys.executable, "-c", code)


def test_a_press_that_is_killed_is_replaced(many: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(presses, "COMMAND", dying(tmp_path, 1))
    assert page.is_pdf_compliant_bytes(made(small()), profile="ua1")
    assert len(list(tmp_path.glob("died-*"))) == 1


def test_a_piece_that_kills_every_press_is_an_error_in_words(
    many: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(presses, "COMMAND", dying(tmp_path, 1000))
    with pytest.raises(presses.LayoutFailed, match="ended twice"):
        made(small())


def test_what_a_press_says_is_heard(many: None, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import sys; from reports.printing import press\ndef no(html): raise ValueError('too wide')\n"
    code += "press.tagged_pdf = no; press.work(sys.stdin.buffer, sys.stdout.buffer)"
    monkeypatch.setattr(presses, "COMMAND", (sys.executable, "-c", code))
    with pytest.raises(presses.LayoutFailed, match="ValueError: too wide"):
        made(small())


class Stopped(Exception):
    pass


def test_progress_is_told_and_the_work_can_be_stopped(many: None) -> None:
    heard: list[tuple[str, int, int]] = []

    def told(step: str, done: int, total: int) -> None:
        heard.append((step, done, total))
        if done == 2:
            raise Stopped

    with pytest.raises(Stopped):
        made(small(), told=told)
    assert heard == [("Laying out the pages", done, 5) for done in (0, 1, 2)]
    assert not list(Path(settings.PAPERS_DIR).rglob(".part-*"))
    kept = list(Path(settings.PAPERS_DIR).rglob("*.pdf"))
    assert len(kept) == 2
    for each in kept:
        pikepdf.open(each).close()


def test_a_disk_that_is_full_leaves_nothing_half_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int, mode: str) -> Any:
        os.close(handle)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fdopen", full)
    with pytest.raises(OSError, match="No space left"):
        made(small())
    assert [each for each in Path(settings.PAPERS_DIR).rglob("*") if each.is_file()] == []


def test_a_kept_piece_is_whole(reading: Reading) -> None:
    made(small())
    for each in Path(settings.PAPERS_DIR).rglob("*.pdf"):
        assert piece_path(each.stem) == each
        with pikepdf.open(io.BytesIO(each.read_bytes())) as pdf:
            assert len(pdf.pages)
