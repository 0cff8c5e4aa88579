"""The content of a made-up board pack, as long as one likes: to measure how fast papers are laid out."""

from __future__ import annotations

from typing import Any

from performance.charts.bars import Bar, BarsPlot
from performance.charts.freezing import frozen

Data = dict[str, Any]

DISTRICTS = ("Ashdale", "Brookmere", "Castleford Vale", "Danesby", "Elmworth", "Fenwick", "Gatley", "Hollowell")
WORDS = (
    "The partnership met twice in the quarter and agreed what each body does by the spring. "
    "Visits to those at the highest risk went up, and the share seen within five working days held steady. "
)


def pack_of(items: int = 30, *, changed: int | None = None, said: str = "Changed. ") -> Data:
    """About 6.5 pages, two charts and four tables for each item. The item `changed` begins with what is `said`."""
    sections = [_item(number, said if number == changed else "") for number in range(1, items + 1)]
    agenda = {"number": "", "heading": "Agenda", "anchor": "agenda", "blocks": [_agenda(items)]}
    return {
        "format": 1, "kind": "board-pack", "title": "Board pack for 9 December 2026",
        "subtitle": "Quarterly returns for July to September 2026", "language": "en-GB", "as_at": "2026-11-22",
        "board": {"slug": "fosse", "name": "Safer Fosse Board", "short_name": "SFB", "area": "Fosse"},
        "meeting": {"date": "2026-12-09", "time": "14:00", "place": "Fosse Hall", "title": "Quarterly meeting"},
        "marking": "Draft for the chair", "notice": "Made up to measure with.", "gaps": [],
        "sections": [agenda, *sections],
    }  # fmt: skip


def _agenda(items: int) -> Data:
    rows = [
        {"number": str(number), "title": f"Item {number}", "purpose": "Note", "presenter": "Chair", "minutes": 5,
         "start": "14:00", "paper_anchor": f"item-{number}"}
        for number in range(1, items + 1)
    ]  # fmt: skip
    return _block("agenda", items=rows)


def _item(number: int, said: str) -> Data:
    text = f"{said}{WORDS * 4}\n\n{WORDS * 5}\n\nSee also [the next item](#item-{number + 1}).\n\n- {WORDS}\n- {WORDS}"
    blocks = [_block("prose", markdown=text), _figures(number, 0), _actions(number), _figures(number, 1)]
    blocks += [_block("prose", markdown=f"{WORDS * 6}\n\n{WORDS * 4}"), _measures(number)]
    return {"number": str(number), "heading": f"Item {number}", "anchor": f"item-{number}", "blocks": blocks}


def _figures(number: int, turn: int) -> Data:
    values = [round(10 + (number * 7 + turn * 3 + place * 5) % 31 + place / 10, 1) for place in range(len(DISTRICTS))]
    bars = tuple(Bar(name, value) for name, value in zip(DISTRICTS, values, strict=True))
    rows = [
        {"area": name, "value": f"{value}", "rate": "", "a_year_ago": None, "sentence": ""}
        for name, value in zip(DISTRICTS, values, strict=True)
    ]
    return _block(
        "area-figures", area_label="District", unit="points", has_rates=False, has_comparison=False,
        subtitle=f"Score {turn + 1} of item {number}, 2025-26.", source="Made up.",
        chart=frozen(BarsPlot(f"Score {turn + 1} of item {number}", bars)), rows=rows, notes=[],
    )  # fmt: skip


def _actions(number: int) -> Data:
    rows = [
        {"reference": f"A{number}-{row}", "text": WORDS, "owner": "Director of Public Health", "held_by": "Sam Example",
         "original_due": "2026-09-30", "due": "2026-11-30", "status": "Late", "is_late": True, "ended": ""}
        for row in range(14)
    ]  # fmt: skip
    return _block("matters-arising", rows=rows)


def _measures(number: int) -> Data:
    rows = [
        {"priority": f"Priority {row % 9}", "measure": f"Measure {row} of item {number}",
         "value": f"{row * 13 + number}", "unit": "offences", "period": "July to September 2026",
         "comparison": f"{row * 12} a year before", "rag": {"word": ("Red", "Amber", "Green")[row % 3]},
         "source": "Home Office open data"}
        for row in range(26)
    ]  # fmt: skip
    return _block("measures", rows=rows)


def _block(name: str, **data: Any) -> Data:
    return {"block": name, "data": data}
