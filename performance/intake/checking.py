"""Files in, a preview out; and the same once more, under a lock, when the figures are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Protocol

from django.db import transaction
from django.utils import timezone

from performance.importing.cells import File
from performance.importing.sources import REFERENCES, SOURCES, Source
from performance.intake.comparing import compare, fingerprint
from performance.intake.context import context_of
from performance.intake.dividing import Residents
from performance.intake.gathering import gather
from performance.intake.preview import Preview, of_changes, told, with_findings
from performance.intake.references import PreparedReference
from performance.intake.rows import Change
from performance.intake.saving import lock_figures, save_changes
from performance.intake.totals import check_totals
from performance.models import Import
from performance.periods import Period
from snb.audit import record
from snb.models import Board, Person
from snb.querysets import today
from snb.workflow import Refusal


class Unclean(Refusal):
    """The files have problems: nothing is kept."""

    def __init__(self, preview: Preview) -> None:
        super().__init__("The files have errors, so nothing was saved.")
        self.preview = preview


class Stale(Refusal):
    """Keeping would now do something else than was shown."""

    def __init__(self, preview: Preview) -> None:
        super().__init__("Other figures were saved since these were checked, so nothing was saved.")
        self.preview = preview


class Prepared(Protocol):
    """Files that were read. `preview` compares with the database of the moment, `save` keeps what it last compared."""

    vintage: dt.date

    def preview(self) -> Preview: ...
    def save(self, by: Person | None, imported: Import) -> None: ...


class PreparedFigures:
    """Everything that does not change while others import is done once: reading and adding up."""

    def __init__(
        self, board: Board, source: Source, files: Sequence[File], vintage: dt.date | None, period: Period | None
    ) -> None:
        context, self._fed, self._geography = context_of(board, source.key, period)
        reading = source.read(files, context)
        self.vintage = vintage or reading.published or today()
        if vintage and reading.published and reading.published != vintage:
            said = f"The files say that they were published on {reading.published:%-d %B %Y}."
            reading.warnings.add(None, "", said)
        self._gathered = gather(reading, source.key, self._fed, Residents(board, self.vintage))
        self._refuse_ahead()
        self._changes: list[Change] = []

    def _refuse_ahead(self) -> None:
        """No figure is known before its period begins: the day or the period is mistyped."""
        ahead = sum(row.start > self.vintage for row in self._gathered.rows)
        if ahead:
            said = f"{ahead:,} {'figure is' if ahead == 1 else 'figures are'} of a period that begins after"
            self._gathered.problems.add(None, "", f"{said} {self.vintage:%-d %B %Y}, the day of publication you gave.")

    def preview(self) -> Preview:
        found = self._gathered
        if found.problems:
            return with_findings(Preview(facts=told(found.facts)), found.problems, found.warnings)
        self._changes = compare(found.rows, self.vintage)
        said = len(found.warnings.found)
        check_totals(self._fed, self._changes, self._geography, self.vintage, found)
        preview = of_changes(self._changes, self._fed, self._geography)
        preview.facts = told(found.facts)
        preview.fingerprint = fingerprint(self._changes)
        with_findings(preview, found.problems, found.warnings)
        del found.warnings.found[said:]  # of totals: said anew at the next comparison
        return preview

    def save(self, by: Person | None, imported: Import) -> None:
        save_changes(self._changes, self.vintage, by, imported)


def prepare(
    board: Board, source: str, files: Sequence[File], vintage: dt.date | None, period: Period | None
) -> Prepared:
    """Raises Refusal for a source that is not known and a day that is still to come."""
    if vintage and vintage > today():
        raise Refusal("The day of publication is still to come.")
    if source in REFERENCES:
        return PreparedReference(REFERENCES[source], files, vintage or today())
    if source not in SOURCES:
        raise Refusal(f"There is no source called “{source}”.")
    return PreparedFigures(board, SOURCES[source], files, vintage, period)


def check(
    board: Board,
    source: str,
    files: Sequence[File],
    vintage: dt.date | None = None,
    period: Period | None = None,
) -> Preview:
    """What keeping these files would do. Writes nothing."""
    return prepare(board, source, files, vintage, period).preview()


def apply(
    prepared: Prepared,
    imported: Import,
    *,
    by: Person | None,
    expected: str = "",
    still: Callable[[], bool] = lambda: True,
) -> Preview | None:
    """Keep what was read, all or none. Raises Unclean, or Stale where it would do something else than `expected` (a
    preview's fingerprint). `still` is asked under the lock; None where it says that this is no longer wanted."""
    with transaction.atomic():
        lock_figures(imported.board)
        if not still():
            return None
        preview = prepared.preview()
        if not preview.is_clean:
            raise Unclean(preview)
        if expected and preview.fingerprint != expected:
            raise Stale(preview)
        prepared.save(by, imported)
        _mark_applied(imported, preview, by)
    return preview


def _mark_applied(imported: Import, preview: Preview, by: Person | None) -> None:
    imported.state, imported.outcome = Import.State.APPLIED, preview.as_json()
    imported.applied_at, imported.applied_by = timezone.now(), by
    imported.save(update_fields=["state", "outcome", "applied_at", "applied_by"])
    record(
        by=by, action="imported figures", obj=imported, board=imported.board, source=imported.source,
        published=imported.vintage.isoformat(), new=preview.new, revised=preview.revised,
        files=[{"name": file["name"], "sha256": file["sha256"]} for file in imported.files],
    )  # fmt: skip
