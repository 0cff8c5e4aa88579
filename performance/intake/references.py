"""What figures are read, weighed and drawn with: look-ups of areas, severity weights, outlines of areas."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence

from performance.importing.boundaries import Boundaries
from performance.importing.cells import File
from performance.importing.lookups import Lookup
from performance.importing.problems import Problems
from performance.importing.severity import Weights
from performance.importing.sources import Reference
from performance.intake.preview import FIRST, Line, OfMeasure, Preview, told, with_findings
from performance.intake.reference_plans import Item, plan_boundaries, plan_lookup, plan_weights
from performance.intake.rows import Kind
from performance.models import Import
from snb.models import Person


class PreparedReference:
    """One file that gives no figures, read."""

    def __init__(self, reference: Reference, files: Sequence[File], vintage: dt.date) -> None:
        self.reference, self.vintage = reference, vintage
        self._found = reference.read(files[0]) if len(files) == 1 else None
        self._items: list[Item] = []

    def preview(self) -> Preview:
        problems, warnings = Problems(), Problems()
        if self._found is None:
            problems.add(None, "", "Give one file of this kind at a time.")
            return with_findings(Preview(), problems, warnings)
        facts = list(getattr(self._found, "notes", []))
        if not self._found.problems:
            self._items = self._plan(self._found, problems, facts)
        preview = _shown(self._items)
        preview.facts = told(facts)
        return with_findings(preview, problems or self._found.problems, warnings)

    def _plan(self, found: Lookup | Weights | Boundaries, problems: Problems, facts: list) -> list[Item]:
        cited = f"{self.reference.title}, {self.reference.publisher}"
        if isinstance(found, Lookup):
            return plan_lookup(found, cited, facts)
        if isinstance(found, Weights):
            return plan_weights(found, cited, self.vintage, problems, facts)
        return plan_boundaries(found, f"{cited}. {self.reference.licence}"[:300], facts)

    def save(self, by: Person | None, imported: Import) -> None:
        keep: dict[int, tuple[Callable[[list[Item]], None], list[Item]]] = {}
        for item in self._items:
            if item.kind is not Kind.UNCHANGED:
                keep.setdefault(id(item.keep), (item.keep, []))[1].append(item)
        for act, items in keep.values():
            act(items)


def _shown(items: list[Item]) -> Preview:
    preview = Preview(
        noun="item",
        new=sum(item.kind is Kind.NEW for item in items),
        revised=sum(item.kind is Kind.REVISED for item in items),
        unchanged=sum(item.kind is Kind.UNCHANGED for item in items),
    )
    for kind in Kind:
        of_kind = [item for item in items if item.kind is kind][:FIRST]
        preview.lines[kind.value] = [Line(item.what, item.where, "", item.old, item.new) for item in of_kind]
    for what in dict.fromkeys(item.what for item in items):
        own = [item.kind for item in items if item.what == what]
        preview.by_measure.append(
            OfMeasure(what, own.count(Kind.NEW), own.count(Kind.REVISED), own.count(Kind.UNCHANGED))
        )
    changed = sorted(f"{item.what} {item.where} {item.old} {item.new}" for item in items if item.kind != Kind.UNCHANGED)
    preview.fingerprint = hashlib.sha256("\n".join(changed).encode()).hexdigest()
    return preview
