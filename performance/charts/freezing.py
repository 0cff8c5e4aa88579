"""Charts to plain values and back: what a document freezes as JSON, and draws from that alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from performance.charts.bars import BarsPlot, GroupedBarsPlot
from performance.charts.control import ControlPlot
from performance.charts.dots import DotStrip
from performance.charts.maps import MapPlot
from performance.charts.moved import MovedPlot
from performance.charts.plot import Plot
from performance.charts.risks import RiskPlot
from performance.charts.sparkline import Sparkline
from performance.charts.timeline import TimelinePlot

CHARTS: dict[str, type[Any]] = {
    chart.kind: chart
    for chart in (
        BarsPlot, ControlPlot, DotStrip, GroupedBarsPlot, MapPlot, MovedPlot, RiskPlot, Sparkline,
        TimelinePlot,
    )
}  # fmt: skip


class ChartInvalid(ValueError):
    """The frozen chart cannot be read; the message says which part is wrong."""


def frozen(plot: Plot) -> dict[str, Any]:
    """Dicts, lists, strings, numbers and None, with the kind of chart: fit for canonical JSON."""
    return {"chart": plot.kind, **_plain(asdict(plot))}  # type: ignore[call-overload]  # every plot is a dataclass


def thawed(data: Mapping[str, Any]) -> Plot:
    """The chart again. Raises ChartInvalid for an unknown kind, an unknown part or a part of the wrong type."""
    kind = data.get("chart")
    if kind not in CHARTS:
        raise ChartInvalid(f"Unknown chart: {kind!r}")
    plot: Plot = _object(CHARTS[kind], {name: value for name, value in data.items() if name != "chart"})
    return plot


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, tuple | list) else value


@cache
def _hints(made: Any) -> dict[str, Any]:
    hints = get_type_hints(made)
    return {field.name: hints[field.name] for field in fields(made)}


def _object(made: Any, data: Mapping[str, Any]) -> Any:
    hints = _hints(made)
    if unknown := sorted(set(data) - set(hints)):
        raise ChartInvalid(f"{made.__name__} has no {', '.join(unknown)}")
    try:
        return made(**{name: _value(hints[name], value, name) for name, value in data.items()})
    except (TypeError, ValueError) as error:
        raise error if isinstance(error, ChartInvalid) else ChartInvalid(f"{made.__name__}: {error}") from error


def _value(hint: Any, value: Any, name: str) -> Any:
    if get_origin(hint) in (Union, UnionType):
        if value is None:
            return None
        return _value(next(arm for arm in get_args(hint) if arm is not type(None)), value, name)
    if get_origin(hint) is tuple:
        return _items(get_args(hint), value, name)
    if is_dataclass(hint) and isinstance(hint, type) and isinstance(value, Mapping):
        return _object(hint, value)
    accepted = (int, float) if hint is float else hint
    if not isinstance(value, accepted) or (isinstance(value, bool) and hint is not bool):
        raise ChartInvalid(f"{name} is {value!r}")
    return value


def _items(hints: tuple[Any, ...], value: Any, name: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise ChartInvalid(f"{name} is no list")
    if hints[-1] is Ellipsis:
        return tuple(_value(hints[0], item, name) for item in value)
    if len(value) != len(hints):
        raise ChartInvalid(f"{name} has {len(value)} parts, not {len(hints)}")
    return tuple(_value(hint, item, name) for hint, item in zip(hints, value, strict=True))
