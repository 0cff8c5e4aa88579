"""The dashboard to take away."""

from __future__ import annotations

from collections.abc import Iterable

from performance.analysis.rag import Rag
from priorities.models.returns import Judgement as Judged
from reports.dashboard import Dashboard, Row
from snb.exporting import Sheet, Value
from snb.models import Board
from snb.wording import long_date

COLUMNS = (
    "Theme", "Priority", "Lead", "Deputy", "Measure", "Figure", "Unit", "Period", "Rating", "Reason for the rating",
    "Lead’s judgement", "Outlook", "Reason for the judgement", "Judged in", "Return", "Return due", "Return late",
    "Required actions done", "Required actions", "Spent (£)", "Budget (£)",
)  # fmt: skip


def dashboard_sheet(board: Board, page: Dashboard, rows: Iterable[Row]) -> Sheet:
    """The rows that the filter selects, in their order."""
    made = [[row.theme, row.name, ", ".join(row.leads) or "No lead appointed", ", ".join(row.deputies), *_figure(row),
             *_judgement(row), *_return(row), row.actions_done, row.actions, row.spent, row.budget]
            for row in rows]  # fmt: skip
    return Sheet(
        f"{board.short_name} priorities", COLUMNS, made, [page.agreement, f"As at {long_date(page.as_at)}"]
    )  # fmt: skip


def _figure(row: Row) -> list[Value]:
    if row.figure is None:
        return ["", None, "", "", Rag.NO_DATA.label, ""]
    figure = row.figure
    return [figure.measure, figure.value, figure.unit, figure.quarter, Rag(figure.rag).label, figure.reason]


def _judgement(row: Row) -> list[Value]:
    if row.judgement is None:
        return ["None accepted yet", "", "", ""]
    said = row.judgement
    return [Judged(said.rag).label if said.rag else "Not judged", said.outlook, said.reason, said.quarter]


def _return(row: Row) -> list[Value]:
    if row.held is None:
        return ["Not opened", None, ""]
    late = "Late" if row.held.is_late else "Signed late" if row.held.came_late else ""
    return [row.held.word, row.held.due, late]
