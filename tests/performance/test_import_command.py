"""`manage.py import_figures`: what it says, what it keeps, and the code it ends with."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from performance.models import Import, Observation
from tests.cast import Cast
from tests.performance.importing_scene import EARLY, FORCE, LATE, Scene, area, feed, make_scene, quarters, template

STREET = Path(__file__).resolve().parents[3] / "shared" / "data" / "crime" / "police_uk_street_2025"
LOOKUP = STREET.parents[1] / "geography" / "lsoa21_ward24_lad24_lookup_nottinghamshire.csv"


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return make_scene(cast)


def on_disc(tmp_path: Path, text: str, name: str = "figures.csv") -> str:
    path = tmp_path / name
    path.write_text(text)
    return str(path)


def run(*arguments: object, **options: object) -> None:
    call_command("import_figures", *map(str, arguments), board="fosse", **options)


def test_it_reports_and_saves(scene: Scene, tmp_path: Path, capsys) -> None:
    run("template", on_disc(tmp_path, quarters(10, 20)), vintage=EARLY)
    said = capsys.readouterr()
    assert said.err == ""  # no progress bar where nobody watches
    assert "Thefts, Q1 2024-25 to Q2 2024-25: 2 new, 0 revised, 0 unchanged" in said.out.splitlines()
    assert said.out.splitlines()[-1] == "Saved 2 figures, published 2025-10-01."
    imported = Import.objects.get()
    assert (imported.state, imported.applied_by, imported.files[0]["name"]) == ("applied", None, "figures.csv")
    assert (imported.applied_at is not None, len(imported.files[0]["sha256"])) == (True, 64)


def test_a_second_time_there_is_nothing_to_save(scene: Scene, tmp_path: Path, capsys) -> None:
    path = on_disc(tmp_path, quarters(10))
    run("template", path)
    run("template", path)
    assert capsys.readouterr().out.splitlines()[-1] == "All of it is held already: nothing to save."
    assert (Import.objects.count(), Observation.objects.count()) == (1, 1)


def test_a_dry_run_writes_nothing(scene: Scene, tmp_path: Path, capsys) -> None:
    run("template", on_disc(tmp_path, quarters(10)), dry_run=True)
    assert "1 figure would be saved" in capsys.readouterr().out
    assert (Import.objects.count(), Observation.objects.count()) == (0, 0)


def test_problems_end_it_with_an_error_and_the_rows(scene: Scene, tmp_path: Path, capsys) -> None:
    with pytest.raises(CommandError, match=r"1 problem\(s\): nothing was saved"):
        run("template", on_disc(tmp_path, quarters(10, "12k")))
    assert "Row 3, column D (Value): “12k” is not a number." in capsys.readouterr().err
    assert (Import.objects.get().state, Observation.objects.count()) == ("refused", 0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Name a source and at least one file"),
        (("template", "/nowhere/at/all.csv"), "There is no file"),
        (("tea-leaves", __file__), "There is no source"),
    ],
)
def test_what_it_cannot_do_it_says(scene: Scene, arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run(*arguments)


def test_it_asks_for_the_board_and_a_period_that_it_can_read(scene: Scene, tmp_path: Path) -> None:
    path = on_disc(tmp_path, quarters(10))
    with pytest.raises(CommandError, match="Say which board"):
        call_command("import_figures", "template", path)
    with pytest.raises(CommandError, match="There is no board “moon”"):
        call_command("import_figures", "template", path, board="moon")
    with pytest.raises(CommandError, match="is not a period"):
        run("ons-c2", path, period="lately")


def test_the_sources_are_listed(db, capsys) -> None:
    call_command("import_figures", "--list")
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("police-uk ") for line in lines)
    assert any(line.startswith("boundaries ") for line in lines)


def test_several_files_are_added_up_together(scene: Scene, tmp_path: Path) -> None:
    """Three months of police.uk make a quarter; two do not."""
    district = area("E07000903", "Mid Fosse", "district", scene.force)
    area("E01000903", "Fosse 003A", "lsoa", district)
    feed(scene.thefts, "police-uk", "crime:all")
    head = "Crime ID,Month,Reported by,Falls within,LSOA code,LSOA name,Crime type"
    paths = []
    for month, count in [("04", 2), ("05", 3), ("06", 4)]:
        line = f"x,2025-{month},Fosse Police,Fosse Police,E01000903,Fosse 003A,Burglary"
        paths.append(on_disc(tmp_path, "\n".join([head, *[line] * count]), f"2025-{month}-fosse-street.csv"))
    with pytest.raises(CommandError, match="problem"):
        run("police-uk", *paths[:2])
    run("police-uk", *paths, vintage=EARLY)
    assert scene.known() == [("Q1 2025-26", 9, 0)]
    assert scene.known(area=district) == [("Q1 2025-26", 9, 0)]


@pytest.mark.skipif(not STREET.exists(), reason="the published figures are not on this computer")
def test_a_year_of_street_crime(scene: Scene) -> None:
    """The published total of each quarter, from 121,358 rows."""
    scene.force.name = "Nottingham" + "shire"
    scene.force.save()
    run("lookup-lsoa", LOOKUP)
    feed(scene.thefts, "police-uk", "crime:all")
    feed(scene.monthly, "police-uk", "asb")
    run("police-uk", *sorted(STREET.glob("*.csv.gz")), vintage=LATE)
    assert [value for _, value, _ in scene.known()] == [23_828, 26_716, 25_391, 24_937]
    asb = Observation.objects.filter(measure=scene.monthly, area=scene.force)
    assert (asb.count(), sum(row.value or 0 for row in asb)) == (12, 20_486)


def test_the_template_may_come_from_anywhere_on_this_computer(scene: Scene, tmp_path: Path) -> None:
    """Only its name is kept, never its path."""
    folder = tmp_path / "secret"
    folder.mkdir()
    run("template", on_disc(folder, template(f"thefts,{FORCE},Q1 2024-25,1")))
    assert Import.objects.get().files[0]["name"] == "figures.csv"
