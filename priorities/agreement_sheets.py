"""The tables of agreements to take away."""

from __future__ import annotations

from collections.abc import Iterable

from priorities.agreements import AgreementRow, ThemeRow
from priorities.lineage import Comparison, Stood
from priorities.models import Agreement
from priorities.refresh_reading import RefreshPage
from snb.exporting import Sheet, Value
from snb.models import Board


def agreements_sheet(board: Board, rows: Iterable[AgreementRow]) -> Sheet:
    columns = ("Agreement", "From", "Until", "Standing", "Priorities", "Last refresh", "Next review due",
               "Work on its successor starts", "Successor")  # fmt: skip
    return Sheet(
        f"Agreements of {board.name}", columns,
        [
            (row.agreement.title, row.agreement.begins, row.agreement.ends, row.standing.word, row.priorities,
             row.last_refresh.agreed_on if row.last_refresh else None, row.review.due if row.review else None,
             row.agreement.successor_starts, row.succession.word)
            for row in rows
        ],
    )  # fmt: skip


def agreement_sheet(agreement: Agreement, themes: Iterable[ThemeRow]) -> Sheet:
    columns = (
        "Theme",
        "Kind",
        "Priority",
        "As the agreement prints it",
        "Name when it came in",
        "Lead",
        "From",
        "Until",
    )
    return Sheet(
        f"Priorities of {agreement}", columns,
        [
            (theme.name, theme.kind, row.name, row.wording or row.name, row.first_name, ", ".join(row.leads),
             row.begins or agreement.begins, row.ends or agreement.ends)
            for theme in themes for row in theme.rows
        ],
    )  # fmt: skip


def comparison_sheet(found: Comparison) -> Sheet:
    columns = ("Change", "Before", "Under", "After", "Under now", "In words")
    return Sheet(
        f"From {found.earlier} to {found.later}", columns,
        [
            (change.fate.word, *_cells(change.before), *_cells(change.after), change.sentence)
            for change in found.changes
        ],
        notes=[f"Names as they were when each agreement began. {found.summary}."],
    )  # fmt: skip


def _cells(stood: Stood | None) -> tuple[str, str]:
    return (stood.name, ", ".join(stood.themes)) if stood else ("", "")


def refresh_sheet(page: RefreshPage) -> Sheet:
    """A line for each priority and for each piece of further work."""
    columns = ("Priority", "Theme", "Outcome", "Reason", "Further work", "Owner", "Due", "Action", "State")
    rows: list[tuple[Value, ...]] = []
    for row in page.rows:
        said = (row.name, row.theme, row.sentence, row.reason)
        works = [(work.text, work.owner, work.due, work.reference, work.state) for work in row.works]
        rows += [(*said, *work) for work in works] or [(*said, "", "", None, "", "")]
    rows += [
        ("The agreement as a whole", "", "", "", work.text, work.owner, work.due, work.reference, work.state)
        for work in page.general
    ]
    return Sheet(f"{page.refresh}, {page.refresh.agreement}", columns, rows)
