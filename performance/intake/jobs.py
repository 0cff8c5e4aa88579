"""An import from its upload to its end: checked and saved at once where it is small, in the background where not."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Sequence

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from performance.importing.dates import when
from performance.intake.checking import Stale, Unclean, apply, prepare
from performance.intake.preview import Preview
from performance.intake.staging import discard_files, kilobytes, opened, stage
from performance.models import Import
from performance.periods import Period
from snb.audit import record
from snb.models import Board, Person
from snb.permissions import Permission
from snb.querysets import today
from snb.workflow import Refusal, demand

logger = logging.getLogger(__name__)

State = Import.State
OVER = (State.APPLIED, State.DISCARDED)
FRESH = dt.timedelta(minutes=35)  # the queue takes a job up again twice before: then nobody works on it any more
EVERY = 0.5  # seconds between two notes of how far it is
BROKEN = "Something went wrong on our side, and nothing was saved. It is in the server’s log. Upload the files again."
GONE = "The uploaded files are no longer here. Upload them again."


def start_check(
    *, board: Board, source: str, files: Sequence[UploadedFile], vintage: dt.date, period: str, by: Person
) -> Import:
    """Keep the files and check them. Nothing of them is saved by that."""
    demand(by, Permission.FIGURE_EDIT, board)
    if vintage > today():
        raise Refusal("The day of publication is still to come.")
    with transaction.atomic():
        imported = Import.objects.create(board=board, source=source, vintage=vintage, period=period, started_by=by)
        stage(imported, files)
        if not is_small(imported):
            async_task("performance.intake.jobs.run_check", imported.pk, task_name=f"check {imported.pk}")
    if is_small(imported):
        run_check(imported.pk)
    imported.refresh_from_db()
    return imported


def is_small(imported: Import) -> bool:
    """Small enough to be read while somebody waits for the page."""
    return sum(file["size"] for file in imported.files) <= settings.IMPORT_AT_ONCE_BYTES


def is_left_lying(imported: Import) -> bool:
    """Its worker was killed, and the queue has given it up."""
    busy = imported.state in (State.CHECKING, State.APPLYING)
    asked = dt.datetime.fromisoformat(imported.outcome.get("asked_at", imported.started_at.isoformat()))
    return busy and timezone.now() - asked > FRESH


def period_of(imported: Import) -> Period | None:
    return when(imported.period, None).period if imported.period else None


def run_check(import_id: int) -> None:
    """Read the files and say what they would do. Done again from the start where a worker was killed in the middle."""
    imported = _with_board(import_id)
    if imported.state != State.CHECKING:
        return

    def do() -> None:
        with opened(imported, _teller(imported)) as files:
            found = prepare(imported.board, imported.source, files, imported.vintage, period_of(imported)).preview()
        _checked(imported, found, State.CHECKING)

    _guarded(imported, do)


def _checked(imported: Import, found: Preview, origin: State, **more: object) -> None:
    """Ready to save, or refused; unless it was discarded meanwhile."""
    state = State.CHECKED if found.is_clean else State.REFUSED
    outcome = found.as_json() | more
    Import.objects.filter(pk=imported.pk, state=origin).update(state=state, outcome=outcome)  # one row, no history
    if state is State.REFUSED:
        discard_files(imported)


def start_apply(*, imported: Import, by: Person) -> Import:
    """Save what was checked. Asking twice saves once. Raises Refusal where there is nothing to save."""
    demand(by, Permission.FIGURE_EDIT, imported)
    with transaction.atomic():
        held = Import.objects.select_for_update(no_key=True).get(pk=imported.pk)
        if held.state == State.APPLIED or (held.state == State.APPLYING and not is_left_lying(held)):
            return held
        _refuse_unless_checked(held)
        held.state, held.outcome = State.APPLYING, held.outcome | {"asked_at": timezone.now().isoformat()}
        held.save(update_fields=["state", "outcome"])
        if not is_small(held):
            async_task("performance.intake.jobs.run_apply", held.pk, by.pk, task_name=f"save {held.pk}")
    if is_small(held):
        run_apply(held.pk, by.pk)
    held.refresh_from_db()
    return held


def _refuse_unless_checked(imported: Import) -> None:
    if imported.state == State.DISCARDED:
        raise Refusal("These figures were discarded. Upload the files again.")
    if imported.state not in (State.CHECKED, State.APPLYING):
        raise Refusal("These files have not been checked, or have errors: there is nothing to save.")
    if not imported.outcome.get("changes"):
        raise Refusal("These figures are already held: there is nothing to save.")


def run_apply(import_id: int, by_id: int) -> None:
    """Read the files again and save them, all or nothing, if that still does what was shown."""
    imported, by = _with_board(import_id), Person.objects.get(pk=by_id)
    if imported.state != State.APPLYING:
        return

    def still() -> bool:
        return Import.objects.filter(pk=import_id, state=State.APPLYING).exists()

    def do() -> None:
        with opened(imported) as files:
            prepared = prepare(imported.board, imported.source, files, imported.vintage, period_of(imported))
            try:
                apply(prepared, imported, by=by, expected=imported.outcome.get("fingerprint", ""), still=still)
            except (Stale, Unclean) as refused:
                _checked(imported, refused.preview, State.APPLYING, stale=True)
                return
        discard_files(imported)

    _guarded(imported, do)


def _guarded(imported: Import, do: Callable[[], None]) -> None:
    try:
        do()
    except FileNotFoundError:
        _fail(imported, GONE)
    except Refusal as refused:
        _fail(imported, refused.reason)
    except Exception:
        logger.exception("Import %s failed", imported.pk)
        _fail(imported, BROKEN)


def _fail(imported: Import, reason: str) -> None:
    rows = Import.objects.filter(pk=imported.pk).exclude(state__in=OVER)
    rows.update(state=State.FAILED, outcome={"reason": reason})
    discard_files(imported)


def _teller(imported: Import) -> Callable[[int], None]:
    """Notes how many KB were read, twice a second at most: whoever watches the page sees it."""
    last, size = time.monotonic(), kilobytes(imported)

    def tell(read: int) -> None:
        nonlocal last
        if time.monotonic() - last > EVERY:
            last = time.monotonic()
            Import.objects.filter(pk=imported.pk).update(progress=min(read, size))  # a few bytes are read twice

    return tell


@transaction.atomic
def discard(*, imported: Import, by: Person) -> None:
    """Throw the files away. What was saved stays."""
    demand(by, Permission.FIGURE_EDIT, imported)
    held = Import.objects.select_for_update(no_key=True).get(pk=imported.pk)
    if held.state == State.DISCARDED:
        return
    if held.state == State.APPLIED:
        raise Refusal("These figures are saved. To take one back, record that there is no figure.")
    if held.state == State.APPLYING and not is_left_lying(held):
        raise Refusal("These figures are being saved at this moment.")
    held.state = State.DISCARDED
    held.save(update_fields=["state"])
    record(by=by, action="discarded an import", obj=held, board=held.board, source=held.source)
    transaction.on_commit(lambda: discard_files(held))


def _with_board(import_id: int) -> Import:
    return Import.objects.select_related("board").get(pk=import_id)
