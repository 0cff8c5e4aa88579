"""The rows of the source documents: what holds each, and that the demonstration has it loaded."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings

ROWS = Path(settings.BASE_DIR) / "fixtures" / "rows.toml"
LAST = 71
HEAD = """# The rows of the source documents, and what holds them

Made from `fixtures/rows.toml` by `make docs`. F0 is the county agreement of 2020-23, F1 the scrutiny report of March
2024, F2 the county agreement of 2012-15, F3 the city partnership’s presentation, F4 the city council’s report of July
2024. R is a record, C a rule that is computed or enforced, D a document that is produced. A test finds every name below
in the code, and counts the records of the last column in the loaded demonstration.
"""


@dataclass(frozen=True)
class Query:
    """Records that the demonstration must have: exactly `count` of them, or at least one where no number is given."""

    model: str
    where: dict[str, Any]
    count: int | None

    def found(self) -> int:
        asked = {name: None if value == "none" else value for name, value in self.where.items()}  # TOML has no null
        return int(apps.get_model(self.model).objects.filter(**asked).distinct().count())

    def holds(self, found: int) -> bool:
        return found == self.count if self.count is not None else found > 0

    @property
    def words(self) -> str:
        asked = ", ".join(f"{name}={value}" for name, value in self.where.items())
        return f"{'at least one' if self.count is None else self.count} {self.model} ({asked})"


@dataclass(frozen=True)
class Row:
    """One numbered row: R a record, C a rule, D a document; in our own words; and what holds it."""

    number: int
    source: str
    kinds: str
    what: str
    held_by: tuple[str, ...]
    loaded: tuple[Query, ...]
    missing: str

    @property
    def name(self) -> str:
        return f"S{self.number}"

    @property
    def is_held(self) -> bool:
        return bool(self.held_by) and not self.missing


def rows() -> list[Row]:
    """In the order of the file."""
    return [
        Row(
            row["row"], row["source"], row["kinds"], row["what"], tuple(row.get("held_by", ())),
            tuple(Query(one["model"], one.get("where", {}), one.get("count")) for one in row.get("loaded", ())),
            row.get("missing", ""),
        )
        for row in tomllib.loads(ROWS.read_text())["rows"]
    ]  # fmt: skip


def resolve(dotted: str) -> Any:
    """What `package.module.name` names; a fixture or a kind of document by its own sign. Raises where there is none."""
    if dotted.startswith("fixtures/"):
        path = Path(settings.BASE_DIR) / dotted
        if not path.exists():
            raise LookupError(dotted)
        return path
    module, _, name = dotted.rpartition(".")
    try:
        return getattr(import_module(module), name)
    except ModuleNotFoundError:  # a class's own name, such as package.module.Class.method
        return getattr(resolve(module), name)


def counts() -> dict[str, list[int]]:
    """How many records each query finds, by row: asked inside the demonstration's own site."""
    return {row.name: [query.found() for query in row.loaded] for row in rows() if row.loaded}


def document() -> str:
    """The page of docs/: each row with what holds it, and what is missing by name."""
    all_rows = rows()
    missing = [row for row in all_rows if not row.is_held]
    lines = [
        HEAD,
        f"Held: {len(all_rows) - len(missing)} of {len(all_rows)}. "
        + (f"Missing: {', '.join(row.name for row in missing)}." if missing else "None is missing."), "",
        "| row | from | kind | what | held by | loaded |", "|---|---|---|---|---|---|",
        *(_line(row) for row in all_rows),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _line(row: Row) -> str:
    held = "<br>".join(f"`{name}`" for name in row.held_by)
    if row.missing:
        held = f"**Missing:** {row.missing}" + (f"<br>{held}" if held else "")
    loaded = "<br>".join(query.words for query in row.loaded)
    return f"| {row.name} | {row.source} | {' '.join(row.kinds)} | {row.what} | {held} | {loaded} |"


def described(text: str) -> dict[int, str]:
    """Kinds of each row as a domain page lists them: lines such as `| S12 | R C | … |`."""
    found = re.findall(r"^\| S(\d+) \| ([RCD ]+) \|", text, re.MULTILINE)
    return {int(number): kinds.replace(" ", "") for number, kinds in found}
