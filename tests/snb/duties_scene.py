"""A duty and a linkage of Fosse, for tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from snb.duty_workflow import DutyDetails, Evidence, file_evidence
from snb.models import Board, Duty, Linkage, Post
from snb.permissions import Role
from tests.cast import Cast, board_remit, days

FIRST = -400  # days from today


def chief_post() -> Post:
    """The post that the lead of burglary holds."""
    return Post.objects.get(title="Chief Constable")


def details(cast: Cast, **changes: Any) -> DutyDetails:
    said: dict[str, Any] = {
        "title": "Send the agreement", "kind": "statutory", "owed_by": "The authorities", "source": "SI 2012/2660",
        "every_months": 12, "begins": days(FIRST - 10), "first_due": days(FIRST),
        "role": Role.PROGRAMME_MANAGER.value, "remit": board_remit(cast.board),
    }  # fmt: skip
    return DutyDetails(**said | changes)


def make_duty(board: Board, **changes: Any) -> Duty:
    said: dict[str, Any] = {
        "slug": f"duty-{board.duties.count()}", "title": f"Duty {board.duties.count()}", "kind": "statutory",
        "owed_by": "The authorities", "source": "An Act", "begins": days(FIRST - 10), "first_due": days(FIRST),
        "role": Role.PROGRAMME_MANAGER.value, "remit": board_remit(board),
    }  # fmt: skip
    return Duty.objects.create(board=board, **said | changes)


def evidence(due: dt.date, done_on: dt.date | None = None, **more: Any) -> Evidence:
    return Evidence(due=due, done_on=done_on or min(due, days(0)), text="Sent by e-mail; receipt kept.", **more)


def make_linkage(board: Board, **changes: Any) -> Linkage:
    said: dict[str, Any] = {
        "order": board.linkages.count() + 1, "body": f"Body {board.linkages.count() + 1}", "post": chief_post(),
        "report_in_months": 6, "report_out_months": 12, "reports_from": days(-200),
    }  # fmt: skip
    return Linkage.objects.create(board=board, **said | changes)


def duty_rows(cast: Cast) -> dict[str, dict[str, object]]:
    """What the addresses of duties and linkages name, for the matrix of permissions."""
    duty = make_duty(cast.board)
    upload = SimpleUploadedFile("letter.pdf", b"%PDF-1.7\n%made up\n")
    held = file_evidence(duty=duty, evidence=evidence(days(FIRST), files=(upload,)), by=cast.manager)
    return {
        "duty": {"pk": duty.pk},
        "fulfilment": {"pk": held.pk},
        "fulfilment-download": {"pk": held.files.get().pk},
        "linkage": {"pk": make_linkage(cast.board).pk},
    }
