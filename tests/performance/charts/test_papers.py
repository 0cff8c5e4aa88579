"""Every chart in a PDF: it passes PDF/UA-1, says what it shows and prints in our typeface alone."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path

import page
import pytest
from django.conf import settings
from django.template import Context, Engine

from reports.pdf import tagged_pdf
from reports.printing.sheet import sheet_pdf
from tests.performance.charts import samples
from tests.reports.pdf_reading import Reading, squeezed

CHARTS = """<!doctype html><html lang="en"><head><title>Charts</title></head>
<body><h1>Charts</h1><p>{% sparkline spark key="spark" %} {% indicator_icon "icon" "better" "down" %}</p>
{% for name, plot in plots %}{% paper_chart plot key=name finding="It moved" source="Police" %}{% endfor %}
</body></html>"""
FIGURES = {name: plot for name, plot in samples.ALL.items() if name != "sparkline"}


@pytest.fixture(scope="module")
def paper() -> bytes:
    engine = Engine(dirs=[str(Path(settings.BASE_DIR) / "templates")], builtins=["performance.templatetags.charts"])
    context = Context({"spark": samples.sparkline(), "plots": list(FIGURES.items())}, use_l10n=False, use_tz=False)
    html = engine.from_string(CHARTS).render(context)
    return sheet_pdf(html, title="Charts", language="en-GB", identifier="x", created=date(2026, 11, 22))


def test_passes_pdf_ua_1(paper: bytes) -> None:
    report = page.validate_pdf_bytes(paper, profile="ua1")
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []


def test_every_chart_says_what_it_shows(paper: bytes) -> None:
    reading = Reading(paper)
    said = [str(tag.entry.Alt) for tag in reading.tags("Figure")]
    expected = [samples.sparkline().title(), "Falling: better", *(plot.title() for plot in FIGURES.values())]
    assert said == expected


def test_every_chart_has_its_figures_beside_it(paper: bytes) -> None:
    reading = Reading(paper)
    text = squeezed(reading.root.all_text())
    for plot in FIGURES.values():
        for row in plot.table().rows:
            assert squeezed("".join(row)) in text


def test_words_of_the_drawings_are_in_our_typeface(paper: bytes) -> None:
    reading = Reading(paper)
    sheets = reading.pdf.pages
    fonts = {str(font.BaseFont).split("+")[1] for each in sheets for font in each.Resources.Font.values()}
    assert fonts
    assert all(font.startswith("Paper-latin") for font in fonts)


def test_draws_without_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    engine = Engine(dirs=[str(Path(settings.BASE_DIR) / "templates")], builtins=["performance.templatetags.charts"])
    html = engine.from_string("<html lang=en><title>x</title>{% paper_chart plot key='k' %}").render(
        Context({"plot": samples.district_map()})
    )
    with caplog.at_level(logging.WARNING):
        tagged_pdf(html)
    assert [record.getMessage() for record in caplog.records] == []
