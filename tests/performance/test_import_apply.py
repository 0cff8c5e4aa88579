"""Figures taken in: compared with what is known, kept whole or not at all, and never twice."""

from __future__ import annotations

import datetime as dt
import zipfile
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from partnerships.models import Area, AreaPart, Boundary
from performance.importing.cells import File
from performance.intake.checking import Stale, Unclean, apply, check, prepare
from performance.intake.preview import Preview
from performance.intake.rows import Row
from performance.intake.saving import record_figures
from performance.models import Import, Measure, Observation, PerformancePolicy, WeightSet
from performance.periods import Cadence
from snb.models import AuditEvent
from snb.workflow import Refusal
from tests.cast import Cast
from tests.performance.importing_scene import (
    EARLY,
    FORCE,
    LATE,
    NORTH,
    SOUTH,
    Scene,
    feed,
    file,
    make_scene,
    offences,
    quarters,
    template,
)

D = Decimal


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return make_scene(cast)


def counts(preview) -> tuple[int, int, int]:
    return preview.new, preview.revised, preview.unchanged


def messages(preview) -> list[str]:
    return [str(problem) for problem in preview.problems]


# New, revised, unchanged ---------------------------------------------------------------------------------


def test_new_figures_are_kept_with_where_they_came_from(scene: Scene) -> None:
    assert counts(scene.take(quarters(10, 20), by=scene.cast.analyst)) == (2, 0, 0)
    assert scene.known() == [("Q1 2024-25", 10, 0), ("Q2 2024-25", 20, 0)]
    held = Observation.objects.earliest("period_start")
    imported = Import.objects.get()
    assert (held.imported, held.vintage, held.recorded_by) == (imported, EARLY, scene.cast.analyst)
    assert (imported.state, imported.applied_by, imported.outcome["new"]) == ("applied", scene.cast.analyst, 2)
    event = AuditEvent.objects.get(action="imported figures")
    assert (event.board_slug, event.detail["new"], event.detail["revised"]) == ("fosse", 2, 0)


@pytest.mark.parametrize("vintage", [EARLY, LATE])
def test_the_same_file_twice_changes_nothing(scene: Scene, vintage: dt.date) -> None:
    scene.take(quarters(10, 20))
    assert counts(scene.take(quarters(10, 20), vintage)) == (0, 0, 2)
    assert Observation.objects.count() == 2


def test_a_revision_stands_beside_what_it_revises(scene: Scene) -> None:
    scene.take(quarters(10, 20))
    preview = scene.take(quarters(10, 25), LATE)
    assert counts(preview) == (0, 1, 1)
    assert [(line.old, line.new) for line in preview.lines["revised"]] == [("20", "25")]
    assert scene.known()[1:] == [("Q2 2024-25", 20, 0), ("Q2 2024-25", 25, 0)]
    assert (scene.value_on(LATE - dt.timedelta(days=1)), scene.value_on(LATE)) == (20, 25)


def test_a_correction_of_the_same_day_is_the_next_in_sequence(scene: Scene) -> None:
    for value in (10, 11, 12):
        scene.take(quarters(value))
    assert scene.known() == [("Q1 2024-25", 10, 0), ("Q1 2024-25", 11, 1), ("Q1 2024-25", 12, 2)]


def test_an_earlier_publication_is_kept_as_history_and_the_newest_stays(scene: Scene) -> None:
    scene.take(quarters(12), LATE)
    preview = scene.take(quarters(10), EARLY)
    assert (counts(preview), preview.history) == ((1, 0, 0), 1)
    assert (scene.value_on(EARLY), scene.value_on(LATE)) == (10, 12)


def test_no_figure_takes_a_held_one_back_and_says_nothing_otherwise(scene: Scene) -> None:
    scene.take(quarters(10))
    assert counts(scene.take(quarters("[x]", "[x]"), LATE)) == (0, 1, 1)
    assert scene.known() == [("Q1 2024-25", 10, 0), ("Q1 2024-25", None, 0)]


def test_an_empty_cell_takes_nothing_back(scene: Scene) -> None:
    scene.take(quarters(10, 20))
    assert counts(scene.take(quarters("", 21), LATE)) == (0, 1, 0)


def test_a_withheld_figure_is_kept_as_withheld(scene: Scene) -> None:
    scene.take(quarters("[c]"))
    held = Observation.objects.get()
    assert (held.value, held.is_suppressed) == (None, True)


def test_a_provisional_figure_that_is_confirmed_is_a_revision(scene: Scene) -> None:
    scene.take(quarters("10 [p]"))
    preview = scene.take(quarters(10), LATE)
    assert [(line.old, line.new) for line in preview.lines["revised"]] == [("10 (provisional)", "10")]


def test_nothing_is_published_before_its_period_begins(scene: Scene) -> None:
    preview = check(scene.cast.board, "template", [file(quarters(10, 20))], dt.date(2024, 5, 1))
    assert messages(preview) == [
        "1 figure is of a period that begins after 1 May 2024, the day of publication you gave."
    ]
    row = Row(scene.thefts.pk, scene.force.pk, dt.date(2024, 4, 1), D(10))
    with pytest.raises(Refusal, match="before its period begins"):
        record_figures(measure=scene.thefts, rows=[row], vintage=dt.date(2024, 3, 1), by=scene.cast.analyst)


# Which measures and areas ----------------------------------------------------------------------------------


def test_checking_writes_nothing(scene: Scene) -> None:
    assert counts(check(scene.cast.board, "template", [file(quarters(10))], EARLY)) == (1, 0, 0)
    assert (Observation.objects.count(), Import.objects.count()) == (0, 0)


def test_a_measure_by_district_takes_its_districts_and_one_without_does_not(scene: Scene) -> None:
    rows = template(
        f"thefts,{NORTH},Q1 2024-25,4", f"thefts-monthly,{NORTH},Apr 2024,1", f"thefts,{FORCE},Q1 2024-25,9"
    )
    preview = scene.take(rows)
    assert (preview.new, dict(preview.facts)["Areas in the files that these measures are not kept for"]) == (2, "1")
    assert scene.known(area=scene.north) == [("Q1 2024-25", 4, 0)]
    assert scene.known(scene.monthly, scene.north) == []


def test_an_unknown_area_is_a_problem_of_its_row(scene: Scene) -> None:
    with pytest.raises(Unclean) as refused:
        scene.take(template("thefts,E99999999,Q1 2024-25,4"))
    assert messages(refused.value.preview) == [
        "Row 2, column B (Area): E99999999 is not the code of an area that is known here."
    ]
    assert Observation.objects.count() == 0


def test_another_boards_measures_are_not_touched(scene: Scene) -> None:
    Measure.objects.create(
        board=scene.cast.other_board, slug="lamps", name="Lamps", unit="lamps", polarity="lower", area=scene.force
    )
    with pytest.raises(Unclean) as refused:
        scene.take(template(f"lamps,{FORCE},Q1 2024-25,4"))
    assert "not a measure of this board" in messages(refused.value.preview)[0]


def test_a_source_that_feeds_no_measure_says_so(scene: Scene) -> None:
    preview = check(scene.cast.board, "home-office-quarters", [file(offences((1, "49", 5)))], EARLY)
    assert messages(preview) == ["No measure of this board takes figures from this source yet: a feed says which does."]


def test_a_source_and_a_day_that_cannot_be(scene: Scene) -> None:
    with pytest.raises(Refusal, match="no source called"):
        check(scene.cast.board, "tea-leaves", [], EARLY)
    with pytest.raises(Refusal, match="still to come"):
        check(scene.cast.board, "template", [], dt.date(2200, 1, 1))


# Adding up -------------------------------------------------------------------------------------------------


def test_series_are_added_all_or_none(scene: Scene) -> None:
    feed(scene.thefts, "home-office-quarters", "offence:49", "offence:50")
    rows = [(1, "49", 5), (1, "50", 7), (2, "49", 6)]
    preview = scene.take(offences(*rows), source="home-office-quarters")
    assert scene.known() == [("Q1 2024-25", 12, 0)]
    assert [str(warning) for warning in preview.warnings] == [
        "Thefts: 1 figure is not added up, because the files have no “offence:50” for the same area and period."
    ]


def test_quarters_become_years_only_where_they_are_complete(scene: Scene) -> None:
    yearly = Measure.objects.create(
        board=scene.cast.board, slug="year", name="Year", unit="offences", polarity="lower", area=scene.force,
        cadence=Cadence.YEAR,
    )  # fmt: skip
    feed(yearly, "home-office-quarters", "total")
    preview = check(scene.cast.board, "home-office-quarters", [file(offences((1, "49", 5), (2, "49", 5)))], EARLY)
    assert preview.new == 0
    assert [str(each) for each in preview.warnings] == [
        "Year: not complete, so no figure: 2024-25 (2 of 4 quarters). Give all the files of a period together."
    ]
    scene.take(offences(*((number, "49", 5) for number in range(1, 5))), source="home-office-quarters")
    assert scene.known(yearly) == [("2024-25", 20, 0)]


def test_quarters_become_rolling_years(scene: Scene) -> None:
    scene.thefts.cadence = Cadence.ROLLING
    scene.thefts.save()
    feed(scene.thefts, "home-office-quarters", "total")
    scene.take(offences(*((number, "49", number) for number in range(1, 5))), source="home-office-quarters")
    assert scene.known() == [("year to Mar 2025", 10, 0)]


def population(scene: Scene, **people: int) -> None:
    residents = Measure.objects.create(
        board=scene.cast.board, slug="residents", name="Residents", unit="people", polarity="neutral",
        area=scene.force, cadence=Cadence.YEAR,
    )  # fmt: skip
    PerformancePolicy.objects.create(board=scene.cast.board, population=residents)
    for year, value in people.items():
        Observation.objects.create(
            measure=residents, area=scene.force, period_start=dt.date(int(year[1:]), 1, 1), value=value, vintage=EARLY
        )


def test_counts_become_rates_by_the_residents_of_the_year_or_before(scene: Scene) -> None:
    population(scene, y2022=1000, y2023=2000, y2025=9000)
    scene.thefts.per = 1000
    scene.thefts.save()
    feed(scene.thefts, "home-office-quarters", "total")
    scene.take(offences((1, "49", 5)), source="home-office-quarters")
    held = Observation.objects.get(measure=scene.thefts)
    assert (held.value, held.numerator, held.denominator) == (D("2.5"), D(5), D(2000))
    assert held.note == "By the residents of 2023."


def test_a_rate_without_residents_is_no_figure(scene: Scene) -> None:
    scene.thefts.per = 1000
    scene.thefts.save()
    feed(scene.thefts, "home-office-quarters", "total")
    preview = check(scene.cast.board, "home-office-quarters", [file(offences((1, "49", 5)))], EARLY)
    assert [str(each) for each in preview.warnings] == [
        f"Thefts: no figure for {FORCE}, whose residents are not known here."
    ]


def test_severity_is_weighted_per_resident_and_says_what_has_no_weight(scene: Scene) -> None:
    population(scene, y2023=100)
    weights = WeightSet.objects.create(version="c2020", source="Made up")
    weights.weights.create(code="49", offence="Theft", value=D("2.5"))
    weights.weights.create(code="1/4.1", offence="Homicide", value=1000)
    scene.thefts.weights = weights
    scene.thefts.save()
    feed(scene.thefts, "home-office-quarters", "offence:*")
    preview = scene.take(offences((1, "49", 10), (1, "4.1", 1), (1, "99Z", 7)), source="home-office-quarters")
    held = Observation.objects.get(measure=scene.thefts)
    assert held.value == D("10.25")  # (10 × 2.5 + 1000) ÷ 100
    assert held.note == "Weights c2020. By the residents of 2023. 7 offences have no weight."
    assert dict(preview.facts)["Thefts: offences without a weight in c2020, period from April 2024"] == "7"


def test_a_percentage_is_worked_out_from_its_parts(scene: Scene) -> None:
    scene.take(template(f"charged,{FORCE},Q1 2024-25,33.3,1,3"))
    held = Observation.objects.get()
    assert (held.value, held.numerator, held.denominator) == (D("33.3333"), D(1), D(3))
    assert counts(scene.take(template(f"charged,{FORCE},Q1 2024-25,33.3,1,3"), LATE)) == (0, 0, 1)


# Totals ----------------------------------------------------------------------------------------------------


def parts(total: int, north: int, south: int) -> str:
    areas = [(FORCE, total), (NORTH, north), (SOUTH, south)]
    return template(*(f"thefts,{code},Q1 2024-25,{value}" for code, value in areas))


def test_parts_that_do_not_add_up_are_refused(scene: Scene) -> None:
    with pytest.raises(Unclean):
        scene.take(parts(10, 6, 5))
    assert Observation.objects.count() == 0


def test_a_revised_total_that_no_longer_adds_up_is_a_warning(scene: Scene) -> None:
    scene.take(parts(10, 6, 4))
    more = scene.take(quarters(12), LATE)
    assert [str(each) for each in more.warnings] == [
        "Thefts, Q1 2024-25: Fosse police force area is 12, its parts 10. "
        "Until now they agreed: import the revision of the others too."
    ]
    less = scene.take(quarters(8), LATE)
    assert "is 8, its parts 10, some of them held already" in str(less.warnings[0])
    assert scene.take(quarters(10), LATE).warnings == []


# Whole or not at all ---------------------------------------------------------------------------------------


class Killed(BaseException):
    """As a signal ends a process: no handler of ours sees it."""


def test_a_worker_that_is_killed_leaves_nothing_half_made(scene: Scene, monkeypatch) -> None:
    monkeypatch.setattr("performance.intake.saving.BATCH", 1)
    real = Observation.objects.bulk_create
    made: list[Observation] = []

    def die(batch: list, **more: object) -> list:
        if made:
            raise Killed
        made.extend(real(batch))
        return made

    with monkeypatch.context() as patch:
        patch.setattr(type(Observation.objects), "bulk_create", lambda self, batch, **more: die(batch))
        with pytest.raises(Killed):
            scene.take(quarters(10, 20, 30))
    assert (len(made), Observation.objects.count()) == (1, 0)
    imported = Import.objects.get()
    assert imported.state != "applied"
    prepared = prepare(scene.cast.board, "template", [file(quarters(10, 20, 30))], EARLY, None)
    apply(prepared, imported, by=None)
    assert Observation.objects.count() == 3


def test_a_stale_preview_is_refused_with_the_new_one(scene: Scene) -> None:
    seen = check(scene.cast.board, "template", [file(quarters(10))], EARLY)
    scene.take(quarters(9))
    prepared = prepare(scene.cast.board, "template", [file(quarters(10))], EARLY, None)
    imported = Import.objects.create(board=scene.cast.board, source="template", vintage=EARLY)
    with pytest.raises(Stale) as refused:
        apply(prepared, imported, by=None, expected=seen.fingerprint)
    assert counts(refused.value.preview) == (0, 1, 0)
    assert scene.known() == [("Q1 2024-25", 9, 0)]


def test_two_that_were_read_at_once_do_not_double(scene: Scene) -> None:
    first, second = (prepare(scene.cast.board, "template", [file(quarters(10))], EARLY, None) for _ in range(2))
    for prepared in (first, second):
        apply(prepared, Import.objects.create(board=scene.cast.board, source="template", vintage=EARLY), by=None)
    assert scene.known() == [("Q1 2024-25", 10, 0)]


@pytest.mark.parametrize("rows", [3, 300])
def test_the_queries_do_not_grow_with_the_rows(scene: Scene, rows: int, django_assert_max_num_queries) -> None:
    months = [dt.date(1990 + number // 12, number % 12 + 1, 1) for number in range(rows)]
    text = template(*(f"thefts-monthly,{FORCE},{month:%b %Y},{number}" for number, month in enumerate(months)))
    with django_assert_max_num_queries(24):  # one more for each 70 rows on SQLite, which takes 999 values at a time
        assert scene.take(text).new == rows


# Bad files -------------------------------------------------------------------------------------------------


def bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("figures.csv", b"0" * 30_000_000)
    return out.getvalue()


def with_formula() -> bytes:
    book, out = openpyxl.Workbook(), BytesIO()
    sheet = book.create_sheet("Figures", 0)
    sheet.append(["Measure", "Area", "Period", "Value"])
    sheet.append(["thefts", FORCE, "Q1 2024-25", "=1+1"])
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        ("Shop,Price\nTea,2\n", "figures.csv", "are missing"),
        (bomb(), "figures.zip", "hundreds of times its size"),
        (with_formula(), "figures.xlsx", "formula"),
        (b"", "figures.csv", "The file is empty."),
        (quarters(1) + f"thefts,{FORCE},Q1 2024-25,2\n", "figures.csv", "A second figure for"),
        (quarters("99999999999999"), "figures.csv", "too large"),
        (b"%PDF-1.7 figures", "figures.xlsx", "This is a PDF"),
    ],
)
def test_a_bad_file_is_told_in_plain_words_and_nothing_is_kept(scene: Scene, content, name: str, said: str) -> None:
    preview = check(scene.cast.board, "template", [file(content, name)], EARLY)
    assert len(preview.problems) >= 1
    assert said in " ".join(messages(preview))
    assert preview.changes == 0


# Figures typed by hand -------------------------------------------------------------------------------------


def test_figures_by_hand_follow_the_same_rules(scene: Scene) -> None:
    rows = [Row(scene.thefts.pk, scene.force.pk, dt.date(2024, 4, 1), D(10))]
    first = record_figures(measure=scene.thefts, rows=rows, vintage=EARLY, by=scene.cast.analyst)
    again = record_figures(measure=scene.thefts, rows=rows, vintage=LATE, by=scene.cast.analyst)
    assert ([change.kind for change in first], again) == (["new"], [])
    assert AuditEvent.objects.filter(action="recorded figures").count() == 1
    with pytest.raises(ValueError, match="of the measure"):
        record_figures(measure=scene.share, rows=rows, vintage=EARLY, by=scene.cast.analyst)


# What gives no figures -------------------------------------------------------------------------------------

LOOKUP = "lsoa21_code,lsoa21_name,ward24_code,ward24_name,ltla24_code,ltla24_name\n"


def reference(scene: Scene, source: str, one: File) -> Preview:
    imported = Import.objects.create(board=scene.cast.board, source=source, vintage=EARLY)
    kept = apply(prepare(scene.cast.board, source, [one], EARLY, None), imported, by=None)
    assert kept is not None
    return kept


def test_a_lookup_adds_areas_and_moves_what_lies_elsewhere(scene: Scene) -> None:
    row = f"E01000901,Fosse 001A,E05000901,Mill,{NORTH},Nordfosse\n"
    kept = reference(scene, "lookup-lsoa", file(LOOKUP + row))
    assert (kept.new, dict(kept.facts)["Areas that have another name here (kept as it is)"]) == (5, "1")
    assert Area.objects.get(code=NORTH).name == "North Fosse"
    assert reference(scene, "lookup-lsoa", file(LOOKUP + row)).changes == 0
    moved = reference(scene, "lookup-lsoa", file(LOOKUP + row.replace(NORTH, SOUTH)))
    assert moved.revised == 2
    wholes = AreaPart.objects.filter(part__code="E05000901").values_list("whole__code", flat=True)
    assert list(wholes) == [SOUTH]


def test_a_set_of_weights_is_kept_once_and_never_changed(scene: Scene) -> None:
    text = "code_original,weight\n49,2.5\n50,3\n"
    assert reference(scene, "severity-weights", file(text, "weights_c2020.csv")).new == 2
    assert reference(scene, "severity-weights", file(text, "weights_c2020.csv")).changes == 0
    with pytest.raises(Unclean) as refused:
        reference(scene, "severity-weights", file(text.replace("2.5", "9"), "weights_c2020.csv"))
    assert "with other weights for 49" in messages(refused.value.preview)[0]
    with pytest.raises(Unclean, match="errors"):
        reference(scene, "severity-weights", file(text, "weights.csv"))


def test_outlines_are_kept_of_areas_that_are_known(scene: Scene) -> None:
    square = "[[[0,0],[0,1],[1,1],[0,0]]]"
    shapes = ",".join(
        f'{{"properties":{{"LAD24CD":"{code}"}},"geometry":{{"type":"Polygon","coordinates":{square}}}}}'
        for code in (NORTH, "E07000999")
    )
    text = f'{{"type":"FeatureCollection","features":[{shapes}]}}'
    kept = reference(scene, "boundaries", file(text, "districts.geojson"))
    assert (kept.new, dict(kept.facts)["Outlines of areas that are not known here (not kept)"]) == (1, "1")
    assert Boundary.objects.get().polygons == [[[[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.0, 0.0]]]]
    assert reference(scene, "boundaries", file(text, "districts.geojson")).changes == 0
