"""What reaches the page: named, escaped, un-localised, readable colours, and the same from frozen JSON."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings as django_settings
from django.template import Context, Engine, engines
from django.test import override_settings
from django.utils import translation

from performance.charts import icons, palette
from performance.charts.bars import Bar, BarsPlot
from performance.charts.control import ControlPhase, ControlPlot
from performance.charts.freezing import CHARTS, ChartInvalid, frozen, thawed
from performance.charts.maps import MapArea, MapPlot
from performance.charts.plot import NARROW, WIDE, Plot, PlotPoint
from performance.charts.risks import RiskMark, RiskPlot
from performance.charts.svg import to_svg
from snb.sealing import canonical
from tests.performance.charts import samples

SVG = "{http://www.w3.org/2000/svg}"
EACH = pytest.mark.parametrize("plot", samples.ALL.values(), ids=samples.ALL)
ATTRIBUTES = {
    "xmlns", "viewBox", "width", "height", "role", "aria-labelledby", "font-family", "class", "id", "d", "fill",
    "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "fill-rule", "fill-opacity", "cx", "cy", "r",
    "x", "y", "font-size", "font-weight", "text-anchor", "patternUnits",
}  # fmt: skip
NUMBERS = {"d", "width", "height", "cx", "cy", "r", "x", "y", "font-size", "stroke-width", "viewBox"}


def svg(plot: Plot, width: float = WIDE, key: str = "k") -> str:
    return to_svg(plot.draw(width), key=key, title=plot.title(), description=plot.description())


def read(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def page(template: str, **context: object) -> str:
    return engines["django"].from_string("{% load charts %}" + template).render(context)


@EACH
class TestNamed:
    def test_title_comes_first_then_the_description(self, plot: Plot) -> None:
        root = read(svg(plot))
        assert root.get("role") == "img"
        assert root[0].tag == f"{SVG}title"
        assert root[0].text == plot.title()
        if plot.description():
            assert root[1].tag == f"{SVG}desc"
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert set(root.get("aria-labelledby", "").split()) <= set(ids)
        assert len(ids) == len(set(ids))
        assert all(str(name).startswith("k-") for name in ids)

    def test_presentation_attributes_alone(self, plot: Plot) -> None:
        root = read(svg(plot))
        assert {name for element in root.iter() for name in element.attrib} <= ATTRIBUTES
        assert not {"style", "script", "foreignObject", "image", "a"} & {
            element.tag.removeprefix(SVG) for element in root.iter()
        }

    def test_numbers_do_not_follow_the_language(self, plot: Plot) -> None:
        plain = svg(plot)
        with override_settings(USE_THOUSAND_SEPARATOR=True), translation.override("de"):
            assert svg(plot) == plain
            figure = page("{% chart plot key='k' %}", plot=plot)
        drawn = to_svg(
            plot.draw(WIDE), key="k", title=plot.title(), description=plot.description(), css="gt-chart__wide"
        )
        assert drawn in figure
        for element in read(plain).iter():
            for name in NUMBERS & set(element.attrib):
                assert re.fullmatch(r"[-MZ0-9. ]+", element.attrib[name]), (name, element.attrib[name])

    def test_small_enough(self, plot: Plot) -> None:
        assert len(svg(plot)) < 16_000


HOSTILE = '<script>alert("1")</script>&\x00' + "ä" * 5000


def hostile() -> list[Plot]:
    points = (PlotPoint(HOSTILE, 3, note=HOSTILE), PlotPoint(HOSTILE, 5, "outside"))
    phase = ControlPhase(0, 1, 4, 2, 6, label=HOSTILE)
    return [
        ControlPlot(HOSTILE, points, (phase,), notes=(HOSTILE,)),
        BarsPlot(HOSTILE, (Bar(HOSTILE, 3), Bar(HOSTILE, None)), reference=2, reference_label=HOSTILE),
        MapPlot(HOSTILE, (MapArea(HOSTILE, 3, tile=(0, 0)), MapArea(HOSTILE, None, tile=(1, 0)))),
        RiskPlot(HOSTILE, (RiskMark(HOSTILE, HOSTILE, (1, 1)),), likelihood=(HOSTILE,) * 5, impact=(HOSTILE,) * 5),
    ]


@pytest.mark.parametrize("plot", hostile(), ids=["control", "bars", "map", "risks"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
class TestHostileNames:
    def test_are_escaped_and_cut(self, plot: Plot, width: float) -> None:
        text = svg(plot, width)
        root = read(text)
        assert "<script" not in text
        assert len(text) < 20_000
        for words in root.iter(f"{SVG}text"):
            assert len(words.text or "") < 120

    def test_are_whole_in_the_table(self, plot: Plot, width: float) -> None:
        figure = page("{% chart plot key='k' finding=name source=name %}", plot=plot, name=HOSTILE)
        assert "<script" not in figure
        assert "ä" * 5000 in figure


def test_a_key_of_any_letters_makes_plain_ids() -> None:
    root = read(svg(samples.district_map(), key='a"b<c d'))
    assert {element.get("id") for element in root.iter() if element.get("id")} == {
        "a-b-c-d-title", "a-b-c-d-desc", "a-b-c-d-hatch", "a-b-c-d-dots",
    }  # fmt: skip


class TestColours:
    @pytest.mark.parametrize("name", ["INK", "BRAND", "MUTED", "TEXT", "SIGNAL", "TARGET", "BETTER", "WORSE"])
    def test_text_and_lines_are_readable(self, name: str) -> None:
        colour = getattr(palette, name)
        assert palette.contrast(colour, palette.WHITE) >= 4.5
        assert palette.contrast(colour, palette.WASH) >= 4.5
        assert palette.contrast(colour, palette.BAND) >= 4.5

    @pytest.mark.parametrize("name", ["FAINT", "QUIET"])
    def test_graphics_can_be_seen(self, name: str) -> None:
        assert palette.contrast(getattr(palette, name), palette.WHITE) >= 3

    def test_letters_on_every_class(self) -> None:
        for ground, words in zip(palette.CLASSES, palette.ON_CLASSES, strict=True):
            assert palette.contrast(ground, words) >= 4.5
        for cell in palette.CELLS:
            assert palette.contrast(cell, palette.INK) >= 4.5
            assert palette.contrast(cell, palette.WHITE) < palette.contrast(cell, palette.INK)

    def test_classes_darken_evenly(self) -> None:
        shades = [palette.contrast(shade, palette.WHITE) for shade in palette.CLASSES]
        assert all(after / before > 1.3 for before, after in pairwise(shades))

    def test_known_contrasts(self) -> None:
        assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
        assert palette.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)

    def test_house_colours_are_those_of_the_style_sheet(self) -> None:
        rules = (Path(django_settings.BASE_DIR) / "assets/scss/_settings.scss").read_text()
        for name in ("ink", "brand", "wash", "line", "gold", "muted", "text"):
            assert f"${name}: {getattr(palette, name.upper())};" in rules


class TestFrozen:
    @EACH
    def test_comes_back_the_same_from_json(self, plot: Plot) -> None:
        data = json.loads(canonical(frozen(plot)))
        assert thawed(data) == plot
        assert svg(thawed(data)) == svg(plot)
        assert canonical(frozen(thawed(data))) == canonical(frozen(plot))

    def test_every_kind_has_a_sample(self) -> None:
        assert {plot.kind for plot in samples.ALL.values()} == set(CHARTS)

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"chart": "pie"}, "Unknown chart: 'pie'"),
            ({"chart": None}, "Unknown chart: None"),
            ({"colour": "red"}, "BarsPlot has no colour"),
            ({"name": 3}, "name is 3"),
            ({"bars": "x"}, "bars is no list"),
            ({"bars": [{"label": "x", "value": True}]}, "value is True"),
            ({"bars": [{"label": "x"}]}, "Bar: .*missing"),
            ({"bars": [{"label": "x", "value": float("inf")}]}, "cannot|can be drawn"),
        ],
    )
    def test_refuses_what_it_does_not_know(self, change: dict[str, object], message: str) -> None:
        with pytest.raises(ChartInvalid, match=message):
            thawed(frozen(samples.bars()) | change)


class TestTags:
    @EACH
    def test_a_figure_has_both_drawings_words_and_the_table(self, plot: Plot) -> None:
        text = page(
            "{% chart plot key='k' finding='It fell' subtitle='By quarter' source='Police' level=3 %}", plot=plot
        )
        assert re.findall(r'class="(gt-chart__(?:wide|narrow))"', text) == ["gt-chart__wide", "gt-chart__narrow"]
        assert '<h3 class="gt-chart__finding">It fell</h3>' in text
        assert "By quarter" in text
        assert "Police" in text
        ids = re.findall(r' id="([^"]+)"', text)
        assert len(ids) == len(set(ids))
        rows = plot.table().rows
        assert text.count('<th scope="row"') == len(rows)
        assert text.count("<details") == 1

    def test_a_frozen_chart_is_drawn_alike(self) -> None:
        plot = samples.control()
        template = "{% chart plot key='k' %}"
        assert page(template, plot=json.loads(canonical(frozen(plot)))) == page(template, plot=plot)

    def test_the_table_may_stand_open_or_be_left_out(self) -> None:
        opened = page("{% chart plot key='k' table='open' %}", plot=samples.bars())
        assert ("<details" in opened, "<table" in opened) == (False, True)
        assert "<table" not in page("{% chart plot key='k' table='none' %}", plot=samples.bars())
        with pytest.raises(ValueError, match="Unknown way"):
            page("{% chart plot key='k' table='odd' %}", plot=samples.bars())

    def test_sparkline_is_the_drawing_alone(self) -> None:
        root = read(page("{% sparkline plot key='s' %}", plot=samples.sparkline()))
        assert (root.get("width"), root.get("height"), root.get("class")) == ("120", "32", "gt-sparkline")

    @pytest.mark.parametrize(
        ("meaning", "way", "title"),
        [
            ("better", "down", "Falling: better"),
            ("worse", "up", "Rising: worse"),
            ("level", "level", "Level: no real change"),
            ("unknown", "", "Direction not known: not known"),
            ("odd", "odd", "Direction not known: not known"),
        ],
    )
    def test_indicator_says_direction_and_performance(self, meaning: str, way: str, title: str) -> None:
        root = read(page("{% indicator_icon 'i' meaning way %}", meaning=meaning, way=way))
        assert root[0].text == title
        assert len(root) > 1

    def test_indicators_differ_by_shape(self) -> None:
        around = {
            svg_text[: svg_text.index("fill=")]
            for meaning in icons.MEANINGS
            for svg_text in [to_svg(icons.icon(meaning, ""), key="i", title="x").split("</title>")[1]]
        }
        assert len(around) == 4

    def test_works_in_the_engine_of_papers(self) -> None:
        folder = str(Path(django_settings.BASE_DIR) / "templates")
        engine = Engine(dirs=[folder], builtins=["performance.templatetags.charts"])
        template = engine.from_string("{% paper_chart plot key='k' finding='It fell' %}")
        text = template.render(Context({"plot": samples.bars()}, use_l10n=False, use_tz=False))
        assert "<strong>It fell</strong>" in text
        assert text.count('<th scope="row">') == 8
        bare = engine.from_string("{% paper_chart plot key='k' table='none' %}").render(
            Context({"plot": samples.bars()})
        )
        assert "<table" not in bare
