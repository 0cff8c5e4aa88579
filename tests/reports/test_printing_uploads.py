"""Papers that were handed in, among the compiled pages: kept as they are, numbered, read out where they can be."""

from __future__ import annotations

import hashlib
import io
from datetime import date
from pathlib import Path
from typing import Any

import page
import pikepdf
import pytest
from django.conf import settings
from pikepdf import Array, Dictionary, Name

from reports.printing.paper import page_counts, paper_pdf
from reports.printing.sheet import sheet_pdf
from reports.printing.uploads import accessibility_of, settled
from reports.render import fingerprint
from snb.workflow import Refusal
from tests.reports.pdf_reading import Reading, squeezed
from tests.reports.test_printing import ARTEFACT, Content, made, small
from tests.snb.notice_scene import pdf_bytes

BODY = "<h1>Options</h1><p>We can <a href='https://a.example/'>read</a> them.</p>"


def stored(data: bytes) -> str:
    digest = hashlib.sha256(data).hexdigest()
    path = Path(settings.MEDIA_ROOT) / digest[:2] / digest
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return digest


def tagged(body: str = BODY, language: str = "en-GB") -> bytes:
    html = f'<!doctype html><html lang="{language}"><body><main>{body}</main></body></html>'
    return sheet_pdf(html, title="Options", language=language, identifier="x", created=date(2026, 1, 1))


def with_papers(*files: bytes, item: int = 1) -> Content:
    """A pack with the files after an item of it."""
    content = small()
    content["sections"][item]["papers"] = [
        {"title": f"Paper {number}", "pages": 1, "sha256": stored(data), "is_tagged": True}
        for number, data in enumerate(files, start=1)
    ]
    return content


def changed(data: bytes, change: Any) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(out)
    return out.getvalue()


def claims(reading: Reading) -> bool:
    return b"pdfuaid:part" in reading.pdf.Root.Metadata.read_bytes()


def test_its_pages_follow_its_section_with_their_numbers_and_a_bookmark() -> None:
    content = with_papers(pdf_bytes(2, text="Hello map"), tagged())
    reading = Reading(made(content))
    first = reading.page_of("item-2") - 3
    assert b"Hello map" in reading.pdf.pages[first - 1].Contents[1].read_bytes()
    assert [f"Page {first + n}" in reading.marked[first + n - 1][ARTEFACT] for n in range(3)] == [True] * 3
    assert reading.outline()[1:5] == [(1, "1 Item 1"), (2, "Paper 1"), (2, "Paper 2"), (1, "2 Item 2")]
    assert page_counts(content).sections["item-1"] == first - reading.page_of("item-1") + 3


def test_one_that_is_tagged_is_read_out_in_its_place_and_the_whole_keeps_pdf_ua() -> None:
    data = made(with_papers(tagged()))
    reading = Reading(data)
    assert page.is_pdf_compliant_bytes(data, profile="ua1")
    assert claims(reading)
    sect = next(tag for tag in reading.tags("Sect") if str(tag.entry.get("/T", "")) == "Paper 1")
    assert squeezed(sect.all_text()) == squeezed("Options We can read them.")
    text = squeezed(reading.root.all_text())
    assert text.index("Wecanreadthem") < text.rindex("2Item2")
    assert [tag.name for tag in sect.walk() if tag.name in ("H1", "P", "Link")] == ["H1", "P", "Link"]


def test_one_that_is_not_tagged_stays_as_it_is_and_the_whole_claims_nothing() -> None:
    reading = Reading(made(with_papers(pdf_bytes(text="Hello map"))))
    assert not claims(reading)
    assert not [tag for tag in reading.tags("Sect") if "/T" in tag.entry]
    assert reading.outline()[2] == (2, "Paper 1")


def test_one_that_says_it_is_tagged_and_breaks_the_rules_takes_the_claim_away() -> None:
    def unlabelled(pdf: pikepdf.Pdf) -> None:
        for each in pdf.objects:
            if isinstance(each, Dictionary) and each.get("/S") == "/H1":
                each.S = Name.H3

    data = changed(tagged(), unlabelled)
    found = accessibility_of(data)
    assert (found.is_tagged, bool(found.broken), found.is_whole) == (True, True, False)
    assert not claims(Reading(made(with_papers(data))))


def test_what_can_be_said_of_a_file() -> None:
    assert accessibility_of(tagged()).is_whole
    assert not accessibility_of(pdf_bytes()).is_tagged
    assert "could not be checked" in accessibility_of(b"no PDF").broken[0]


def test_another_language_is_said_where_it_is_spoken() -> None:
    reading = Reading(made(with_papers(tagged("<p>Dzień dobry</p>", language="pl"))))
    assert [str(tag.entry.Lang) for tag in reading.tags("Sect") if "/Lang" in tag.entry][-1] == "pl"


def test_roles_classes_and_ids_of_two_files_do_not_meet() -> None:
    def styled(pdf: pikepdf.Pdf) -> None:
        root = pdf.Root.StructTreeRoot
        root.RoleMap = Dictionary({"/Body": Name("/Text"), "/Text": Name.P, "/Loop": Name("/Loop")})
        root.ClassMap = Dictionary(Tight=Dictionary(O=Name.Layout, SpaceAfter=3))
        for each in pdf.objects:
            if isinstance(each, Dictionary) and each.get("/S") == "/P":
                each.S, each.C, each.ID = Name("/Body"), Name("/Tight"), pikepdf.String("p1")

    one = changed(tagged(), styled)
    reading = Reading(made(with_papers(one, changed(tagged("<p>Other</p>"), styled))))
    root = reading.pdf.Root.StructTreeRoot
    named = [tag for tag in reading.tags("P") if "/ID" in tag.entry]
    assert ("/RoleMap" in root, "/ClassMap" in root, len(named)) == (False, False, 2)
    assert len({bytes(tag.entry.ID) for tag in named}) == 2
    assert [int(tag.entry.A[0].SpaceAfter) for tag in named] == [3, 3]
    assert len(list(pikepdf.NameTree(root.IDTree).items())) == 2


def test_tags_that_go_round_or_lead_nowhere_end() -> None:
    def round_and_round(pdf: pikepdf.Pdf) -> None:
        top = pdf.Root.StructTreeRoot.K[0]
        top.K.append(top)

    with pikepdf.open(io.BytesIO(settled(changed(tagged(), round_and_round), "x"))) as pdf:
        assert len(pdf.pages) == 1


@pytest.mark.parametrize(
    "entry",
    [{"K": 7}, {"S": 7}, {"ID": 7}, {"K": Dictionary(Type=Name.OBJR)}, {"A": Dictionary(Headers=7)}],
    ids=["no such words", "no kind", "no id", "no note", "no headers"],
)
def test_tags_without_sense_break_no_pack(entry: dict[str, Any]) -> None:
    def senseless(pdf: pikepdf.Pdf) -> None:
        for each in pdf.objects:
            if isinstance(each, Dictionary) and each.get("/S") == "/P":
                for key, value in entry.items():
                    each[f"/{key}"] = value

    assert page_counts(with_papers(changed(tagged(), senseless))).sections["item-1"] > 1
    made(with_papers(changed(tagged(), senseless)))


@pytest.mark.parametrize(
    "entries", [{"Rotate": 45}, {"Rotate": Name.X}, {"CropBox": Array([1, Name.X])}, {"Resources": 7}]
)
def test_a_page_without_sense_breaks_no_pack(entries: dict[str, Any]) -> None:
    def senseless(pdf: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            pdf.pages[0].obj[f"/{key}"] = value

    reading = pikepdf.open(io.BytesIO(made(with_papers(changed(pdf_bytes(), senseless)))))
    assert len(reading.pages) > 4


def test_a_note_that_acts_is_neither_kept_nor_read_out() -> None:
    def acting(pdf: pikepdf.Pdf) -> None:
        note = pdf.pages[0].obj.Annots[0]
        note.Subtype, note.A = Name.Screen, Dictionary(S=Name.JavaScript, JS="app.alert(1)")
        pdf.Root.OpenAction = note.A
        pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["x", note.A])))

    data = made(with_papers(changed(tagged(), acting)))
    reading = Reading(data)
    said = " ".join(repr(each) for each in reading.pdf.objects)
    assert "JavaScript" not in said
    assert "alert" not in said
    first = reading.page_of("item-2") - 1
    assert not list(reading.pdf.pages[first - 1].obj.get("/Annots", ()))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_number_stands_upright_at_the_lower_right_of_a_turned_page(turn: int) -> None:
    def turned(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Rotate = turn

    reading = Reading(made(with_papers(changed(pdf_bytes(), turned))))
    drawn = reading.pdf.pages[reading.page_of("item-2") - 2].Contents[-1].read_bytes()
    a, b, c, d, x, y = (float(part) for part in drawn.split(b" Tf ")[1].split(b" Tm")[0].split())
    seen = {0: (595 - x, y), 90: (842 - y, 595 - x), 180: (x, 842 - y), 270: (y, x)}[turn]
    assert (round(a * d - b * c), 0 < seen[0] < 60, 0 < seen[1] < 20) == (1, True, True)


@pytest.mark.parametrize(("harm", "said"), [("missing", "is not in storage"), ("spoilt", "is not the one")])
def test_a_file_that_is_missing_or_spoilt_is_said_plainly(harm: str, said: str) -> None:
    content = with_papers(tagged())
    digest = content["sections"][1]["papers"][0]["sha256"]
    path = Path(settings.MEDIA_ROOT) / digest[:2] / digest
    path.unlink() if harm == "missing" else path.write_bytes(b"%PDF-1.7 else")
    with pytest.raises(Refusal, match=f"“Paper 1” {said}"):
        made(content)


def test_one_that_cannot_be_read_is_said_plainly() -> None:
    with pytest.raises(Refusal, match="“Paper 1” cannot be put into a document"):
        made(with_papers(b"%PDF-1.7 and then nothing of one"))


def test_the_same_bytes_twice() -> None:
    content = with_papers(pdf_bytes(2), tagged())
    assert made(content) == made(content)


def test_a_long_one_costs_no_tags_and_one_stamp_a_page() -> None:
    reading_pages = page_counts(with_papers(pdf_bytes(400))).sections["item-1"]
    assert reading_pages > 400


def test_for_the_archive_a_paper_is_pdf_a_and_pdf_ua() -> None:
    data = paper_pdf(small(), fingerprint(small()), archive=True)
    for profile in ("ua1", "2a"):
        report = page.validate_pdf_bytes(data, profile=profile)
        assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    assert not page.is_pdf_compliant_bytes(made(small()), profile="2a")


def test_what_was_handed_in_cannot_be_vouched_for_in_the_archive() -> None:
    with pytest.raises(Refusal, match="may not keep PDF/A"):
        made(with_papers(tagged()), archive=True)
