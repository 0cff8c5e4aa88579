"""A board in a database of its own, and a worker that compiles its pack: run as a process that a test can kill.

`python -m tests.faults.worker prepare` makes the board and queues the job; `… run` does the job as the cluster would.
Both print one line of JSON.
"""

from __future__ import annotations

import json
import os
import sys

import django
from django.conf import settings
from django.core.management import call_command


class NoMigrations:
    """Tables straight from the models: this process is about something else."""

    def __contains__(self, app: str) -> bool:
        return True

    def __getitem__(self, app: str) -> None:
        return None


def prepare() -> dict[str, object]:
    settings.MIGRATION_MODULES = NoMigrations()
    call_command("migrate", run_syncdb=True, verbosity=0)
    from priorities.models.returns import State
    from reports.jobs import start_compile
    from snb.models import AgendaItem
    from tests.cast import bring_to, make_cast, open_return

    cast = make_cast()
    for priority in (cast.burglary, cast.arson):
        bring_to(open_return(cast, priority), State.ACCEPTED, cast)
    for order in range(1, 9):
        AgendaItem.objects.create(
            meeting=cast.meeting, order=order, title=f"Item {order}", text="Some words. " * 200,
            **({"exempt_paragraph": 3, "public_title": "A contract", "public_interest": "Bids."} if order == 4 else {}),
        )  # fmt: skip
    job = start_compile(board=cast.board, kind="board-pack", meeting=cast.meeting, by=cast.manager)
    return {"job": job.pk}


def run(job: int) -> dict[str, object]:
    from reports.jobs import run_compile
    from reports.models import CompileJob

    run_compile(job)
    held = CompileJob.objects.get(pk=job)
    return {"state": held.state, "problem": held.problem}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snb.settings")
    django.setup()
    told = prepare() if sys.argv[1] == "prepare" else run(int(sys.argv[2]))
    print(json.dumps(told))
