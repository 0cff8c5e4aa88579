"""An agreed refresh is kept by the database itself, whoever asks; an open one is not."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from priorities.models import Refresh, RefreshOutcome
from priorities.refreshing import ask_for_work
from snb.permissions import Role
from tests.cast import Cast, days
from tests.priorities.agreement_scene import Kind, agreed, opened, outcome_of


def ask(cast: Cast, refresh: Refresh) -> None:
    owner = {"post": None, "role": Role.LEAD.value, "remit": cast.arson.remit}
    ask_for_work(
        refresh=refresh, outcome=outcome_of(refresh, cast.arson), text="Look again", owner=owner, due=days(5),
        by=cast.manager,
    )  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE priorities_refresh SET note = 'x'",
        "UPDATE priorities_refresh SET agreed_on = NULL, meeting_id = NULL",
        "DELETE FROM priorities_refresh",
        "UPDATE priorities_refreshoutcome SET kind = 'ended', reason = 'x'",
        "DELETE FROM priorities_refreshoutcome",
        "INSERT INTO priorities_refreshoutcome (refresh_id, priority_id, kind, new_name, reason, version) "
        "SELECT refresh_id, priority_id + 1000, '', '', '', 1 FROM priorities_refreshoutcome LIMIT 1",
        "UPDATE priorities_furtherwork SET due = '2030-01-01'",
        "UPDATE priorities_furtherwork SET action_id = NULL",
        "DELETE FROM priorities_furtherwork",
    ],
)
def test_the_database_holds_what_was_agreed(cast: Cast, statement: str) -> None:
    refresh = opened(cast)
    ask(cast, refresh)
    agreed(cast, refresh)
    with pytest.raises(IntegrityError, match="agreed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_leaves_an_open_refresh_alone(cast: Cast) -> None:
    refresh = opened(cast)
    RefreshOutcome.objects.filter(refresh=refresh).update(kind=Kind.CONFIRMED)
    Refresh.objects.filter(pk=refresh.pk).update(note="Said")
    RefreshOutcome.objects.all().delete()
    refresh.delete()
    assert not Refresh.objects.exists()
