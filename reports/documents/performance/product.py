"""The Performance, Risk and Harm Management Product: what the Board reads each quarter, exceptions first."""

from __future__ import annotations

from collections.abc import Callable

from performance.analysis.exceptions import Call
from reports.documents.performance.benchmarks import benchmark_parts
from reports.documents.performance.brief import in_brief, risks_in_brief
from reports.documents.performance.exceptions import WORDS, exceptions, exceptions_summary
from reports.documents.performance.grant import grant_parts, spend_not_returned
from reports.documents.performance.matrix import indicator_matrix
from reports.documents.performance.quality import figures_missing, how_figures_are_read, measure_quality
from reports.documents.performance.risk import register, risks_overdue
from reports.documents.performance.severity import severity_blocks, severity_parts
from reports.documents.performance.where import where_blocks, where_parts
from reports.documents.reading import Reading
from reports.documents.sections import Part
from snb.wording import long_date
from snb.workflow import Refusal

TITLE = "Performance, Risk and Harm Management Product"
PRODUCT_GAPS = (figures_missing, risks_overdue, spend_not_returned)
ANCHORS = {Call.DECIDE: "of-concern", Call.NOTE: "excellent", Call.CHANGE: "changed"}


def product_title(reading: Reading) -> tuple[str, str]:
    meeting = reading.meeting
    if meeting is None:
        raise Refusal("The performance product is compiled for a meeting: choose one.")
    quarter = meeting.quarter
    return TITLE, f"{quarter.start:%B} to {quarter.end:%B %Y} ({quarter.short}), for {long_date(meeting.date)}"


def product_number(reading: Reading) -> Callable[[int], str]:
    return str


def product_parts(reading: Reading) -> tuple[Part, ...]:
    return (
        Part("In brief", "in-brief", (in_brief, risks_in_brief, exceptions_summary)),
        Part("Exceptions", "exceptions", parts=tuple(_exceptions(call) for call in Call)),
        Part("The indicator matrix", "indicator-matrix", (indicator_matrix,)),
        Part("Risk", "risk", (risks_in_brief, register)),
        Part("Severity", "severity", severity_blocks(reading), severity_parts(reading)),
        Part("Where", "where", where_blocks(reading), where_parts(reading)),
        Part("Benchmarks", "benchmarks", parts=benchmark_parts(reading)),
        Part("Grants", "grants", parts=grant_parts(reading)),
        Part(
            "Data quality",
            "data-quality",
            parts=(
                Part("Each measure", "measure-quality", (measure_quality,)),
                Part("How the figures are read", "methods", (how_figures_are_read,)),
            ),
        ),
    )


def _exceptions(call: Call) -> Part:
    heading, asks = WORDS[call]
    return Part(f"{heading}: {asks.lower()}", ANCHORS[call], (exceptions(call),))
