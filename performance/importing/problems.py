"""What is wrong with a file, in words for the person who filled it in. Pure: no Django."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

LIMIT = 200


class Unreadable(Exception):
    """A whole file cannot be read; `message` says why and what to do, in plain English."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: the row as Excel numbers it and the column ("D (Value)"), where they are known."""

    row: int | None
    column: str
    message: str
    file: str = ""

    def __str__(self) -> str:
        """ "figures.xlsx, row 7, column D (Q1 2025-26): “12k” is not a number." """
        places = [self.file, f"row {self.row}" if self.row else "", f"column {self.column}" if self.column else ""]
        place = ", ".join(part for part in places if part)
        if place and not self.file:
            place = place[0].upper() + place[1:]
        return f"{place}: {self.message}" if place else self.message


@dataclass
class Problems:
    """Collects up to `limit` problems and counts the rest. Truth: there is at least one."""

    limit: int = LIMIT
    file: str = ""
    found: list[Problem] = field(default_factory=list)
    more: int = 0

    def add(self, row: int | None, column: str, message: str) -> None:
        if len(self.found) < self.limit:
            self.found.append(Problem(row, column, message, self.file))
        else:
            self.more += 1

    def __iter__(self) -> Iterator[Problem]:
        """The problems in the order found, and a last one that says how many more there are."""
        yield from self.found
        if self.more:
            yield Problem(None, "", f"And {self.more:,} more problems like these.")

    def __len__(self) -> int:
        return len(self.found) + self.more
