"""Files handed in to break a paper, and words typed to: each is refused in plain words, or printed whole."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import page as checker
import pikepdf
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from reports.documents.files import kept
from reports.docx.paper import paper_docx
from reports.printing import presses
from reports.printing.keeping import is_kept, keep, piece_path, read_whole
from reports.printing.pieces import Upload
from reports.printing.settling import held_in
from reports.printing.stamping import _edges
from reports.printing.uploads import settle, settled, settled_key
from snb.papers import read_pdf
from snb.workflow import Refusal
from tests.reports.pdf_reading import Reading
from tests.reports.test_printing import Content, made, small
from tests.reports.test_printing_uploads import changed, claims, stored, tagged, with_papers
from tests.snb.notice_scene import pdf_bytes

Change = Callable[[Pdf], None]
NULL = Object.parse(b"null")


def take(data: bytes) -> int:
    """The pages of the file as an upload is looked at."""
    return read_pdf(SimpleUploadedFile("paper.pdf", data)).pages


def elements(pdf: Pdf) -> list[Any]:
    return [each for each in pdf.objects if isinstance(each, Dictionary) and each.get("/Type") == Name.StructElem]


def encrypted(*, owner: str, user: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_bytes())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner=owner, user=user))
    return out.getvalue()


# At the door ----------------------------------------------------------------------------------------------------------


def looped(pdf: Pdf) -> None:
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)


def portfolio(pdf: Pdf) -> None:
    pdf.Root.Collection = Dictionary()


def drawing_itself(pdf: Pdf) -> None:
    pdf.Root.NeedsRendering = True


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (encrypted(owner="o", user=""), "is protected"),
        (encrypted(owner="o", user="u"), "is protected"),
        (pdf_bytes(2)[: len(pdf_bytes(2)) // 2], "is damaged"),
        (b"%PDF-1.7\n", "is damaged"),
        (changed(pdf_bytes(2), looped), "is damaged"),
        (changed(pdf_bytes(), portfolio), "is a portfolio"),
        (changed(pdf_bytes(), drawing_itself), "draws itself"),
        (b"<html>", "not a PDF"),
    ],
    ids=["owner", "user", "half", "header", "loop", "portfolio", "XFA", "html"],
)
def test_what_cannot_be_printed_is_refused_when_it_is_handed_in(data: bytes, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        take(data)


def test_a_file_whose_end_is_lost_is_mended_or_refused_and_never_half_printed() -> None:
    data = pdf_bytes(2)[:-30]
    assert take(data) == 2
    with pikepdf.open(io.BytesIO(settled(data, "x"))) as pdf:
        assert len(pdf.pages) == 2


def test_one_with_a_password_that_got_into_storage_is_refused_in_words() -> None:
    with pytest.raises(Refusal, match="cannot be put into a document"):
        made(with_papers(encrypted(owner="o", user="u")))


# Tags without sense ---------------------------------------------------------------------------------------------------


def on_last(**entries: Any) -> Change:
    def change(pdf: Pdf) -> None:
        for key, value in entries.items():
            elements(pdf)[-1][f"/{key}"] = value

    return change


def on_root(**entries: Any) -> Change:
    def change(pdf: Pdf) -> None:
        for key, value in entries.items():
            pdf.Root.StructTreeRoot[f"/{key}"] = value

    return change


def on_page(**entries: Any) -> Change:
    def change(pdf: Pdf) -> None:
        for key, value in entries.items():
            pdf.pages[0].obj[f"/{key}"] = value

    return change


def in_itself(pdf: Pdf) -> None:
    elements(pdf)[-1].K = Array([elements(pdf)[0]])


def in_two_places(pdf: Pdf) -> None:
    for each in elements(pdf)[:2]:
        each.K.append(elements(pdf)[-1])


def very_deep(pdf: Pdf) -> None:
    last = elements(pdf)[-1]
    for _ in range(2000):
        last.K = Array([pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Div, P=last, K=Array()))])
        last = last.K[0]


def without_places(pdf: Pdf) -> None:
    del pdf.Root.StructTreeRoot["/ParentTree"]


def notes_without_sense(pdf: Pdf) -> None:
    for note in pdf.pages[0].obj.Annots:
        note.StructParent = Name.X


SENSELESS: list[Change] = [
    in_itself, in_two_places, very_deep, without_places, notes_without_sense,
    on_last(K=Name.X), on_last(K=Array([999, -1, String("x"), NULL])), on_last(S=String("P")), on_last(ID=Name.X),
    on_last(Pg=Name.X), on_last(A=Dictionary(O=Name.Table, Headers=Array([3]))), on_last(C=Array([Name.Y, 0])),
    on_last(K=Array([Dictionary(Type=Name.OBJR)])),
    on_root(ParentTree=Name.X), on_root(ParentTree=Dictionary(Nums=Array([-5, NULL]))), on_root(RoleMap=Name.X),
    on_root(RoleMap=Dictionary(P=String("x"), H1=3)), on_root(K=3), on_root(ClassMap=Dictionary(Y=Array([1]))),
    on_page(StructParents=Name.X), on_page(StructParents=9999), on_page(Annots=Array([1, Name.X, NULL])),
    lambda pdf: pdf.pages[0].obj.Resources.__setattr__("XObject", Array([])),
    lambda pdf: pdf.Root.__setattr__("MarkInfo", Name.X),
    lambda pdf: pdf.Root.__setattr__("StructTreeRoot", Name.X),
    lambda pdf: pdf.Root.__setattr__("StructTreeRoot", Array([])),
    lambda pdf: pdf.Root.__setattr__("Lang", Name.X),
]  # fmt: skip


def test_tags_without_sense_break_no_pack_that_holds_them_all() -> None:
    """One paper with every one of these files: it is made, and its own tags are whole."""
    files = [changed(tagged(), change) for change in SENSELESS]
    assert [take(data) for data in files] == [1] * len(files)
    reading = Reading(made(with_papers(*files)))
    assert len(reading.pdf.pages) >= len(files)
    tree = pikepdf.NumberTree(reading.pdf.Root.StructTreeRoot.ParentTree)
    own = reading.pdf.pages[reading.page_of("item-3") - 1].obj
    assert all(each.Pg.objgen == own.objgen for each in tree[int(own.StructParents)])


def test_tags_that_go_round_are_left_out() -> None:
    """Whoever reads them aloud would never come to an end."""
    for change in (in_itself, in_two_places):
        with pikepdf.open(io.BytesIO(settled(changed(tagged(), change), "x"))) as pdf:
            assert "/StructTreeRoot" not in pdf.Root


def test_the_same_file_in_two_places_has_ids_of_its_own_in_each() -> None:
    table = (
        "<table><thead><tr><th scope=col>A</th><th scope=col>B</th></tr></thead>"
        "<tbody><tr><th scope=row>r</th><td>1</td></tr><tr><td colspan=2>both</td></tr></tbody></table>"
    )
    data = made(with_papers(tagged(table), tagged(table)))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        names = [bytes(name) for leaf in pdf.Root.StructTreeRoot.IDTree.Kids for name in list(leaf.Names)[::2]]
        tree = dict(pikepdf.NameTree(pdf.Root.StructTreeRoot.IDTree).items())
        heads = [str(each) for cell in elements(pdf) if cell.S == "/TD" and "/A" in cell for each in cell.A.Headers]
        assert len(names) == len(set(names)) >= 6
        assert heads
        assert all(tree[head].S == "/TH" for head in heads)
    assert checker.is_pdf_compliant_bytes(data, profile="ua1")


def drawing_in_drawing(pdf: Pdf) -> None:
    more: dict[str, Any] = {"Type": Name.XObject, "Subtype": Name.Form, "BBox": Array([0, 0, 9, 9])}
    inner = pdf.make_stream(b"/P <</MCID 0>> BDC EMC", **more, StructParents=0)
    outer = pdf.make_stream(b"/I Do", **more, Resources=Dictionary(XObject=Dictionary(I=inner)))
    pdf.pages[0].obj.Resources.XObject = Dictionary(O=outer)


@pytest.mark.parametrize("data", [tagged(), pdf_bytes()], ids=["tagged", "untagged"])
def test_a_drawing_within_a_drawing_names_no_tags_of_another_part(data: bytes) -> None:
    with pikepdf.open(io.BytesIO(made(with_papers(changed(data, drawing_in_drawing))))) as pdf:
        (inner,) = [
            each for each in pdf.objects if isinstance(each, pikepdf.Stream) and b"MCID 0" in each.read_bytes()[:20]
        ]
        first = next(int(each.obj.StructParents) for each in pdf.pages if "/StructParents" in each.obj)
        assert int(inner.get("/StructParents", -1)) != first == 0


def test_drawings_in_drawings_without_end_are_refused_in_words() -> None:
    """Copied, 50,000 of them ended the whole process."""

    def endless(pdf: Pdf) -> None:
        drawing = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
        for _ in range(5_100):
            held = Dictionary(XObject=Dictionary(I=drawing))
            drawing = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9], Resources=held)
        pdf.pages[0].obj.Resources.XObject = Dictionary(I=drawing)

    with pytest.raises(Refusal, match="without end"):
        made(with_papers(changed(pdf_bytes(), endless)))


# What acts, hides or hangs on -----------------------------------------------------------------------------------------


def acting_everywhere(pdf: Pdf) -> None:
    """JavaScript, launches and files in every place that may hold one."""
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert('MARK')"))
    held = Dictionary(EF=Dictionary(F=pdf.make_stream(b"MARK inside")), F=String("MARK.exe"))
    launch = Dictionary(S=Name.Launch, F=String("MARK.exe"))
    root, first = pdf.Root, pdf.pages[0].obj
    root.OpenAction, root.AA = script, Dictionary(WC=script)
    root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array(["x", script])), EmbeddedFiles=Dictionary(Names=Array(["x", held]))
    )
    root.AF, root.URI, root.Threads = Array([held]), Dictionary(Base=String("MARK")), Array([Dictionary(I=script)])
    note = pdf.make_indirect(Dictionary(Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9], FS=held))
    quiet: dict[str, Any] = {"Type": Name.Annot, "Rect": Array([0, 0, 9, 9])}
    field = pdf.make_indirect(
        Dictionary(**quiet, Subtype=Name.Widget, FT=Name.Btn, T=String("f"), A=script, AA=Dictionary(U=script), MK={})
    )
    root.AcroForm = Dictionary(Fields=Array([field]), XFA=pdf.make_stream(b"<MARK/>"), CO=Array([field]))
    first.AA, first.AF = Dictionary(O=script), Array([held])
    link = Dictionary(S=Name.URI, URI=String("https://a.example/"), Next=script)
    first.Annots = Array([
        note, field, Dictionary(**quiet, Subtype=Name.Text, IRT=note, Popup=note),
        *(Dictionary(**quiet, Subtype=Name.Link, A=action) for action in (link, launch)),
        Dictionary(**quiet, Subtype=Name.Screen, A=script), Dictionary(**quiet, Subtype=Name.Link, PA=launch),
        Dictionary(**quiet, Subtype=Name.RichMedia, RichMediaContent=held),
    ])  # fmt: skip


def test_nothing_in_a_file_acts_or_carries_another_file_wherever_it_was_put() -> None:
    with pikepdf.open(io.BytesIO(made(with_papers(changed(pdf_bytes(), acting_everywhere))))) as pdf:
        said = [repr(each) for each in pdf.objects]
        said += [repr(each.read_bytes()) for each in pdf.objects if isinstance(each, pikepdf.Stream)]
        assert not [each for each in said if "MARK" in each or "JavaScript" in each or "/Launch" in each]
        assert any("https://a.example/" in each for each in said)


def hiding(base: str, on: bool) -> Change:
    def change(pdf: Pdf) -> None:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Notes")))
        said = {"/BaseState": Name(f"/{base}"), "/ON" if on else "/OFF": Array([layer])}
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(said))
        pdf.pages[0].obj.Resources.Properties = Dictionary(L=layer)
        pdf.pages[0].obj.Contents = pdf.make_stream(b"/OC /L BDC BT /F1 9 Tf (Not for you) Tj ET EMC")

    return change


@pytest.mark.parametrize(
    ("base", "on", "off"), [("ON", False, 1), ("OFF", False, 1), ("OFF", True, 0), ("ON", True, 0)]
)
def test_a_layer_that_was_switched_off_stays_off(base: str, on: bool, off: int) -> None:
    """A page draws a layer that its file does not list, so a hidden note would be printed for everybody."""
    data = changed(pdf_bytes(), hiding(base, on))
    with pikepdf.open(io.BytesIO(made(with_papers(data)))) as pdf:
        (page,) = [each.obj for each in pdf.pages if "/Properties" in each.obj.get("/Resources", {})]
        listed = pdf.Root.OCProperties
        assert [each.objgen for each in listed.OCGs] == [page.Resources.Properties.L.objgen]
        assert len(listed.D.OFF) == off


def test_what_was_typed_into_a_form_is_drawn() -> None:
    def form(pdf: Pdf) -> None:
        field = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("n"), V=String("TYPED"),
                Rect=[9, 9, 200, 40], DA=String("/F1 12 Tf"),
            )
        )  # fmt: skip
        fonts = Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        pdf.pages[0].obj.Annots = Array([field])
        pdf.Root.AcroForm = Dictionary(Fields=Array([field]), NeedAppearances=True, DR=Dictionary(Font=fonts))

    with pikepdf.open(io.BytesIO(settled(changed(pdf_bytes(), form), "x"))) as pdf:
        assert not list(pdf.pages[0].obj.get("/Annots", ()))
        drawn = [each.read_bytes() for each in pdf.pages[0].obj.Resources.XObject.values()]
        assert any(b"TYPED" in each for each in drawn)


# Pages without sense --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entries", "edges"),
    [
        ({"MediaBox": [595, 842, 0, 0]}, (0, 0, 595, 842)),
        ({"MediaBox": [-595, -842, 0, 0]}, (-595, -842, 0, 0)),
        ({"CropBox": [100, 100, 300, 300]}, (100, 100, 300, 300)),
        ({"CropBox": [9000, 9000, 9900, 9900]}, (0, 0, 595, 842)),
        ({"CropBox": [-50, -50, 300, 9000]}, (0, 0, 300, 842)),
        ({"MediaBox": [0, 0, 10]}, (0, 0, 595, 842)),
        ({"MediaBox": [0, 0, 0, 0]}, (0, 0, 595, 842)),
    ],
)
def test_the_number_goes_where_the_page_is_shown(entries: dict[str, Any], edges: tuple[float, ...]) -> None:
    with pikepdf.open(io.BytesIO(pdf_bytes())) as pdf:
        for key, value in entries.items():
            pdf.pages[0].obj[f"/{key}"] = Array(value)
        assert tuple(round(edge) for edge in _edges(pdf.pages[0])) == edges


@pytest.mark.parametrize("resources", [Name.X, Dictionary(Font=Name.Q), Dictionary(Font=Dictionary(GtNumber=Name.Q))])
def test_a_page_whose_fonts_are_none_gets_its_number(resources: Any) -> None:
    with pikepdf.open(io.BytesIO(made(with_papers(changed(pdf_bytes(), on_page(Resources=resources)))))) as pdf:
        names = [name for page in pdf.pages for name in held_in(page.obj.Resources, "/Font")]
        assert sum(name.startswith("/GtNumber") for name in names) >= len(pdf.pages) - 1


def test_a_paper_of_ours_in_another_keeps_its_digits() -> None:
    own = made(small())
    with pikepdf.open(io.BytesIO(made(with_papers(own)))) as pdf:
        fonts = [page.obj.Resources.Font for page in pdf.pages]
        both = [each for each in fonts if "/GtNumber" in each and "/GtNumbers" in each]
        assert len(both) >= 3
        assert all(each.GtNumber.objgen != each.GtNumbers.objgen for each in both)


def test_a_bomb_is_not_unpacked_and_a_thousand_pages_are_numbered() -> None:
    def bomb(pdf: Pdf) -> None:
        import zlib

        packer = zlib.compressobj(9)
        data = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(100)) + packer.flush()
        pdf.pages[0].obj.Contents = pdf.make_stream(data, Filter=Name.FlateDecode)
        for _ in range(999):
            pdf.pages.append(pdf.pages[0])

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_bytes())) as pdf:
        bomb(pdf)
        pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    with pikepdf.open(io.BytesIO(made(with_papers(out.getvalue())))) as pdf:
        assert len(pdf.pages) > 1000
        assert str(pdf.pages[-1].label) == str(len(pdf.pages))
        assert sum(len(each.read_raw_bytes()) for each in pdf.objects if isinstance(each, pikepdf.Stream)) < 3_000_000


# What is kept ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("harm", ["cut", "garbage", "empty", "bit"])
def test_a_kept_piece_that_was_spoilt_is_laid_out_again(harm: str) -> None:
    whole = made(small())
    for path in Path(settings.PAPERS_DIR).rglob("*.pdf"):
        data = path.read_bytes()
        spoilt = {
            "cut": data[: len(data) // 2], "garbage": b"garbage" * 99, "empty": b"",
            "bit": data[:200] + bytes([data[200] ^ 1]) + data[201:],
        }[harm]  # fmt: skip
        path.write_bytes(spoilt)
    assert made(small()) == whole


def test_what_was_kept_is_read_as_it_was_written(tmp_path: Path) -> None:
    for data in (b"", b"x", b"%PDF" * 1_000_000):
        keep("ab" * 32, data)
        assert is_kept("ab" * 32)
        assert read_whole(piece_path("ab" * 32)) == data
    assert read_whole(tmp_path / "none") is None


def test_a_settled_file_that_was_spoilt_is_settled_again() -> None:
    data = pdf_bytes()
    upload = Upload("item-1", "Paper", stored(data))
    settle(upload)
    piece_path(settled_key(upload)).write_bytes(b"")
    settle(upload)
    assert is_kept(settled_key(upload))


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_full_disk_leaves_no_half_of_a_piece_and_the_next_try_makes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full)
        with pytest.raises(OSError, match="No space left"):
            made(small())
    assert files_in(Path(settings.PAPERS_DIR)) == []
    assert len(Reading(made(small())).pdf.pages) > 4


def test_a_file_that_cannot_be_kept_is_given_to_whoever_asked(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full)
        assert kept("ab" * 32, "docx", lambda: b"words") == b"words"
    assert "could not be kept" in caplog.text
    assert files_in(Path(settings.PAPERS_DIR)) == []
    assert kept("ab" * 32, "docx", lambda: b"words") == b"words"
    assert kept("ab" * 32, "docx", lambda: pytest.fail("made twice")) == b"words"


def test_a_kept_file_that_was_spoilt_is_made_again() -> None:
    kept("ab" * 32, "docx", lambda: b"words")
    (path,) = files_in(Path(settings.PAPERS_DIR))
    path.write_bytes(path.read_bytes().replace(b"words", b"swords"))
    assert kept("ab" * 32, "docx", lambda: b"words") == b"words"


def test_on_a_disk_that_is_really_small(tmp_path: Path, settings: Any) -> None:
    """Where this runs as root in a place that may mount: 64 KB for pieces that need more."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(folder)], capture_output=True, check=False
    )
    if mount.returncode:
        pytest.skip("may not mount")
    try:
        settings.PAPERS_DIR = folder
        with pytest.raises(OSError, match="No space left"):
            made(small())
        for path in files_in(folder):
            assert read_whole(path) is not None
    finally:
        subprocess.run(["umount", str(folder)], check=True)


# Presses --------------------------------------------------------------------------------------------------------------


def press_that(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", f"import sys, time\n{code}")


@pytest.mark.parametrize(
    "code",
    [
        "print('hello 5'); print('12345', end='', flush=True); time.sleep(60)",
        "print('ok -5', flush=True); sys.stdout.close()",
        "print('garbage', flush=True); time.sleep(60)",
    ],
)
def test_a_press_that_talks_nonsense_is_replaced_and_then_given_up(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(presses, "FEW", 0)
    monkeypatch.setattr(presses, "COMMAND", press_that(code))
    kept: list[bytes] = []
    with pytest.raises(presses.LayoutFailed):
        presses.lay_out_all(["<p>a", "<p>b"], lambda html, data: kept.append(data), lambda done: None)
    assert kept == []


def test_a_press_that_hangs_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "from reports.printing import press\npress.LONGEST = 1\npress.tagged_pdf = lambda html: time.sleep(60)\n"
        "press.work(sys.stdin.buffer, sys.stdout.buffer)"
    )
    monkeypatch.setattr(presses, "FEW", 0)
    monkeypatch.setattr(presses, "COMMAND", press_that(code))
    with pytest.raises(presses.LayoutFailed, match="ended twice"):
        presses.lay_out_all(["<p>a", "<p>b"], lambda html, data: None, lambda done: None)


def test_while_a_press_is_at_one_piece_the_work_says_that_it_goes_on_and_can_be_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Stop(Exception):
        pass

    beats: list[int] = []

    def told(done: int) -> None:
        beats.append(done)
        if len(beats) == 3:
            raise Stop

    monkeypatch.setattr(presses, "FEW", 0)
    monkeypatch.setattr(presses, "BEAT", 0.05)
    monkeypatch.setattr(presses, "COMMAND", press_that("time.sleep(60)"))
    with pytest.raises(Stop):
        presses.lay_out_all(["<p>a", "<p>b"], lambda html, data: None, told)
    assert beats == [0, 0, 0]
    running = subprocess.run(
        ["ps", "-o", "args=", "--ppid", str(os.getpid())], capture_output=True, text=True, check=False
    )
    assert "time.sleep(60)" not in running.stdout


# Words ----------------------------------------------------------------------------------------------------------------

STRANGE = "a\x07b\x1b[31m\ufffe\u202eevil\u2066x 😀👩‍👩‍👧 \u0605 <b>&amp;"
TABLE = "| a |  |\n|---|---|\n|  |  |\n"
WORDS = [
    STRANGE, "".join("  " * level + f"- level {level}\n" for level in range(60)), "> " * 200 + "x", "*" * 3000 + "x",
    f"| {' | '.join('h' * 80)} |\n|{'---|' * 80}\n", TABLE, "###### deep\n\n# top\n\n### three\n", "# \n\nx\n\n## \n",
    '[x](#nowhere) [y](#a%20b) [z](#) [j](javascript:alert(1)) [f](file:///etc/passwd) [p](paper:#item-2) ![i](x.png)',
    "a[^1] b[^1] c[^2]\n\n[^1]: one\n[^2]: \n[^3]: unused", "- \n- \n\n1. \n", "x" * 5000, "",
]  # fmt: skip


def of_words(heading: str = "The same heading") -> Content:
    content = small(title=STRANGE, subtitle=STRANGE)
    content["sections"][1]["blocks"] = [{"block": "prose", "data": {"markdown": words}} for words in WORDS]
    content["sections"][2] |= {
        "heading": heading,
        "blocks": [{"block": "prose", "data": {"markdown": TABLE + "\n[^1]\n\n[^1]: n"}}],
    }
    content["sections"][3] |= {"heading": heading, "blocks": content["sections"][2]["blocks"]}
    return content


def test_whatever_is_typed_is_printed_and_keeps_pdf_ua() -> None:
    data = made(of_words())
    report = checker.validate_pdf_bytes(data, profile="ua1")
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    assert claims(Reading(data))
    said = "".join(repr(each) for each in Reading(data).pdf.objects)
    assert "javascript" not in said
    assert "/etc/passwd" not in said


def test_whatever_is_typed_is_written_to_word() -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document(io.BytesIO(paper_docx(of_words(), "0" * 64)))
    assert [each.text for each in document.paragraphs if "The same heading" in each.text]


@pytest.mark.parametrize("sections", [0, 1])
def test_a_paper_without_sections_or_without_blocks_is_printed(sections: int) -> None:
    content = small()
    content["sections"] = [each | {"blocks": []} for each in content["sections"][:sections]]
    assert checker.is_pdf_compliant_bytes(made(content), profile="ua1")


def test_a_paper_of_nothing_but_files_is_printed() -> None:
    content = with_papers(tagged(), tagged("<h1>Two</h1>"), item=0)
    content["sections"] = [content["sections"][0] | {"blocks": []}]
    reading = Reading(made(content))
    assert [title for _, title in reading.outline()][-2:] == ["Paper 1", "Paper 2"]
    assert claims(reading)
