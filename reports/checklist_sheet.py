"""The statutory checklist as a table to take away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from priorities.models import Agreement
from reports.documents.checklist import CheckRow
from snb.exporting import Sheet, Value
from snb.wording import long_date

COLUMNS = ("Requirement", "Standing", "By which records", "What is missing", "Signed off by", "Reason", "Law",
           "Text of the law read")  # fmt: skip


def checklist_sheet(agreement: Agreement, rows: Iterable[CheckRow], day: dt.date) -> Sheet:
    title = f"{agreement.board.short_name} statutory checklist"
    return Sheet(title, COLUMNS, [_cells(row) for row in rows], [str(agreement), f"As at {long_date(day)}"])


def _cells(row: CheckRow) -> list[Value]:
    signed = row.sign_off
    return [
        row.item.text, row.word, "; ".join(row.by), "" if row.is_met else row.missing,
        signed.by.name if signed else "", signed.reason if signed else "", row.item.law,
        "Yes" if row.item.is_verified else "No",
    ]  # fmt: skip
