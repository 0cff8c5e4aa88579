"""The pages of figures on a million observations, next to the same pages on as many as the demonstration has."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.db import connection
from django.test import Client
from django.urls import reverse

from reports.bench.timing import Timed, both, in_turn, page_lines, ratio, signed_in
from reports.bench.worlds import World, copies, settled
from reports.volume.boards import load_volume, manager_of
from reports.volume.figures import DEMO, MILLION, Size, load_figures
from snb.models import Board

RUNS = 15
WARDS = "map by ward"
Tell = Callable[[str], None]


def figures_part(tell: Tell, runs: int = RUNS) -> list[str]:
    if connection.vendor != "postgresql":
        return ["Figures: only on PostgreSQL; `make bench` starts one."]
    with copies(2) as (small, large):
        return compared(small, large, DEMO, MILLION, tell, runs)


def compared(small: World, large: World, few: Size, many: Size, tell: Tell, runs: int) -> list[str]:
    """Every page with `few` figures and with `many`, in turn."""
    few_scene, few_count = _filled(small, few, tell)
    many_scene, many_count = _filled(large, many, tell)
    rows = [(name, *both(partial(few_scene.get, name), partial(many_scene.get, name), runs)) for name in few_scene.urls]
    lines = [
        f"{few_count:,} figures ({few.areas} areas, {few.months} months), then {many_count:,} "
        f"({many.areas} areas, {many.months} months); {many.measures} measures on both",
        *page_lines(rows),
    ]
    return [*lines, *_wards(many_scene, rows[-1][2], few, many, runs)] if many.wards else lines


def _wards(scene: Scene, districts: Timed, few: Size, many: Size, runs: int) -> list[str]:
    """A map that shows more has more to draw: its own line, not a ratio to keep within."""
    wards = in_turn([partial(scene.get, WARDS)], runs)[0]
    return [
        f"The map of {many.wards} wards, not {few.districts} districts: {wards.queries} queries, {wards.ms:.0f} ms, "
        f"{ratio(wards.ms, districts.ms)} times as long for {many.wards / few.districts:.0f} times as many areas"
    ]


class Scene:
    """A board with figures in one of the two databases, and its manager's browser."""

    def __init__(self, world: World, board: Board) -> None:
        self._world = world
        self._client: Client = signed_in(manager_of(board))
        own, chosen = [board.slug], "?measure=monthly-0&by="
        page_of_maps = reverse("performance:measure-map", args=own)
        self.urls = {
            "priority": reverse("reports:priority-detail", args=[*own, "priority-0"]),
            "matrix": reverse("performance:measure-list", args=own),
            "measure": reverse("reports:measure", args=[*own, "monthly-0"]),
            "map by district": f"{page_of_maps}{chosen}district",
        }
        self._wards = f"{page_of_maps}{chosen}ward"

    def get(self, name: str) -> None:
        self._world.get(self._client, self._wards if name == WARDS else self.urls[name])


def _filled(world: World, size: Size, tell: Tell) -> tuple[Scene, int]:
    world.enter()
    board = load_volume(boards=1, quarters=4, tell=lambda line: None)[0]
    count = load_figures(board, size)
    settled()
    tell(f"{count:,} figures")
    return Scene(world, board), count
