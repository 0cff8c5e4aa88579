"""What `make bench` says of papers: each program sets the same pack, each line of its tables is there and is sane."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pikepdf
import pytest

from reports.bench import setters
from reports.bench.in_typst import write_typst
from reports.bench.pack_of import pack_of
from reports.bench.papers import (
    BARE,
    CHANGED,
    COLD,
    LONGER,
    MOST_MEMORY,
    OTHERS,
    papers_part,
    queries_lines,
    table,
    verdicts,
)
from reports.bench.setters import Facts, Run, compiled, facts_of, in_typst, missing, prints_right_numbers
from reports.docx.tree import parsed
from reports.render import edition_html

LITERAL = re.compile(r'#("(?:[^"\\]|\\.)*");')
ODD = 'Costs #1 "quoted" \\ and $5 *each*_now_ <b> @x [y] // no = 1. + ~'


def quiet(line: str) -> None:
    pass


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


# The whole part, small ------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_a_small_pack_is_set_by_every_program(db) -> None:
    lines = papers_part(2, quiet, rounds=1)
    assert lines[0].startswith(
        "A pack of 2 items, 4 charts and 8 tables on 2 cores: medians of 1 rounds in turn; load "
    )
    rows = {line[:30].strip(): line[30:].split() for line in lines[2:9]}
    assert list(rows) == [COLD, CHANGED, LONGER, *OTHERS]
    assert missing() == {}  # CI has them by scripts/system-packages: where one is missing this fails and does not skip
    for bare, cold, seconds, cpu, _, memory, pages, kilobytes, tags, outline in rows.values():
        assert min(float(bare), float(cold), float(seconds), float(cpu)) >= 0
        assert 30 < float(memory) < 1000
        assert 12 < int(pages) < 25
        assert 50 < int(kilobytes) < 2000
        assert (tags, outline in ("yes", "no")) == ("yes", True)
    assert (rows[BARE][0], rows[COLD][1], rows[COLD][9]) == ("1.00", "1.00", "yes")
    assert int(rows[LONGER][6]) == int(rows[COLD][6]) + 1
    assert float(rows[CHANGED][1]) < 1
    assert 0 < float(rows[COLD][4]) < float(rows[COLD][3])  # the presses worked beside each other
    assert "The contents print the pages of now after every change: yes" in lines
    check_memory(lines[lines.index("") + 1 :])


def check_memory(lines: list[str]) -> None:
    rows = [line.split() for line in lines[1:4]]
    assert [row[0] for row in rows] == ["1", "2", "4"]
    pages = [int(row[2]) for row in rows]
    assert pages == sorted(set(pages))
    assert all(30 < float(row[3]) < MOST_MEMORY for row in rows)
    assert 30 < float(rows[2][4]) < MOST_MEMORY  # a press was weighed before it was ended
    assert lines[4].endswith("300 MB at most, kept")


def test_queries_do_not_grow_with_returns_but_for_those_that_the_pack_freezes(db) -> None:
    rows = [line.rsplit(maxsplit=2) for line in queries_lines(1, 4)[1:]]
    assert [(few == many) for _, few, many in rows] == [True, False, True]
    accepted = rows[1]
    assert int(accepted[2]) - int(accepted[1]) == 3 * 10  # a move, a version and a line of the log for each


# The tables -----------------------------------------------------------------------------------------------------------


RUNS = {
    COLD: [Run(4, 8, 150, chain=5), Run(8, 8, 160, chain=4)],
    CHANGED: [Run(0.4, 0.4, 150, chain=0.4), Run(0.8, 0.4, 150, chain=0.4)],
    LONGER: [Run(0.8, 0.4, 150, chain=0.5), Run(1.6, 0.4, 150, chain=0.4)],
    BARE: [Run(10, 10, 400, chain=10), Run(10, 10, 400, chain=10)],
    "Chromium": [Run(2, 2, 200), Run(2, 2, 200)],
}
LACKING = {"typst": "its Python package is not installed", "LibreOffice": "there is no soffice on this machine"}


def test_ratios_are_of_the_same_round_and_what_is_missing_is_said() -> None:
    facts = dict.fromkeys(RUNS, Facts(pages=200, kilobytes=1234, tagged=True, outline=False))
    lines = list(table(30, RUNS, facts, LACKING, {}))
    assert lines[2].split()[3:] == ["0.60", "1.00", "6.00", "8.0", "4.5", "155", "200", "1,234", "yes", "no"]
    assert lines[5].split()[2:4] == ["1.00", "1.88"]  # of 10/4 and 10/8
    assert lines[6].split()[5] == "-"
    assert [line.split(maxsplit=1)[1].strip() for line in lines[7:9]] == [
        f"not measured: {why}" for why in LACKING.values()
    ]


def test_verdicts() -> None:
    assert list(verdicts({**RUNS, LONGER: [RUNS[LONGER][0], Run(1.6, 0.4, 150, chain=0.4, right=False)]})) == [
        "From nothing 0.60 of bare WeasyPrint by the clock: asked for is 0.50 at most, MISSED",
        "After one change 0.10 of that, 0.20 where pages move, by the clock: asked for is 0.15 at most, MISSED",
        "From nothing 0.45 of bare WeasyPrint in a row: asked for is 0.50 at most, kept",
        "After one change 0.09 of that, 0.10 where pages move, in a row: asked for is 0.15 at most, kept",
        "Ours, from nothing: 3.00 times as long as Chromium from nothing",
        "The contents print the pages of now after every change: no",
    ]
    kept = {
        **RUNS,
        COLD: [Run(4, 8, 150, chain=5)] * 2,
        CHANGED: RUNS[CHANGED][:1] * 2,
        LONGER: [Run(0.6, 1, 150, chain=0.6)] * 2,
    }
    assert [line.rpartition(" ")[2] for line in list(verdicts(kept))[:4]] == ["kept"] * 4


# The ways of setting --------------------------------------------------------------------------------------------------


def test_what_a_machine_lacks_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nothing")
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(setters, "find_spec", lambda name: None)
    assert missing() == {
        "typst": "its Python package is not installed",
        "Chromium": "there is no chromium on this machine",
        "LibreOffice": "there is no soffice on this machine",
    }


def test_wrong_page_numbers_are_seen(tmp_path: Path) -> None:
    """Of a file whose pages are labelled from 2 on, contents that print them from 1 on are wrong."""
    (run,) = compiled(tmp_path, [{"items": 1}])
    assert (run.cpu > 0, run.right) == (True, True)
    with pikepdf.open(tmp_path / "0.pdf", allow_overwriting_input=True) as pdf:
        pdf.Root.PageLabels = pikepdf.Dictionary(Nums=[0, pikepdf.Dictionary(S=pikepdf.Name.D, St=2)])
        pdf.save()
    assert not prints_right_numbers(tmp_path / "0.pdf", pack_of(1))


def test_facts_of_a_plain_pdf(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "plain.pdf")
    assert facts_of(tmp_path / "plain.pdf") == Facts(pages=1, kilobytes=0, tagged=False, outline=False)


def test_typst_is_given_the_same_words(tmp_path: Path) -> None:
    html = edition_html(pack_of(1))
    text = write_typst(html, tmp_path, header="", footer="").read_text()
    said = "".join(json.loads(literal) for literal in LITERAL.findall(text))
    page = parsed(re.sub(r"<(svg|nav)\b.*?</\1>", "", html, flags=re.DOTALL)).find("body")
    assert page is not None
    assert squeezed(said) == squeezed(page.text())
    assert (text.count("#table("), text.count("#image(")) == (4 + 1, 2 + 1)  # the agenda; the cover's thread


def test_typst_sets_odd_words_as_they_are(tmp_path: Path) -> None:
    escaped = ODD.replace("&", "&amp;").replace("<", "&lt;")
    html = (
        f'<html lang="en-GB"><head><title>{escaped}</title></head><body><h2 id="a:b.c">{escaped}</h2><p>{escaped}</p>'
        f'<p><a href="#a:b.c">{escaped}</a> <a href="#nowhere">x</a> <a href="https://example.org/">y</a></p>'
        f'<table><tr><td colspan="2">{escaped}</td></tr><tr><td>1</td><td>2</td></tr></table></body></html>'
    )
    (tmp_path / "typst").mkdir()
    source = write_typst(html, tmp_path / "typst", header=ODD, footer=ODD)
    assert [json.loads(literal) for literal in LITERAL.findall(source.read_text())].count(ODD) == 5
    in_typst(tmp_path)
    found = facts_of(tmp_path / "typst.pdf")
    assert (found.pages, found.tagged, found.outline) == (1, True, True)
