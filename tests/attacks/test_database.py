"""Raw SQL against what the database itself is to hold."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from priorities.models import Move, QuarterlyReturn, Signature
from priorities.models.returns import State
from reports.models import Edition, EditionState
from snb.models import AuditEvent
from tests.cast import Cast, bring_to, open_return
from tests.reports.page_scene import add_edition

sqlite_only = pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's")
postgres_only = pytest.mark.skipif(connection.vendor != "postgresql", reason="TRUNCATE is PostgreSQL's")


def run(sql: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def refused(sql: str, *values: Any) -> bool:
    try:
        run(sql, *values)
    except DatabaseError:
        return True
    return False


def copy_over(table: str, pk: int, **changes: object) -> bool:
    """REPLACE a row by a copy of itself with `changes`. Whether it was refused."""
    with connection.cursor() as cursor:
        columns = [row.name for row in connection.introspection.get_table_description(cursor, table)]
    chosen = ", ".join("%s" if name in changes else f'"{name}"' for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    values = [changes[name] for name in columns if name in changes]
    return refused(f"REPLACE INTO {table} ({names}) SELECT {chosen} FROM {table} WHERE id = %s", *values, pk)


@sqlite_only
def test_replace_does_not_rewrite_a_published_paper(cast: Cast):
    paper = add_edition(cast, EditionState.PUBLISHED)
    stamps = dict.fromkeys(("cleared_at", "cleared_by_id", "published_at", "published_by_id"))
    copy_over("reports_edition", paper.pk, state="compiled", content='{"forged": true}', **stamps)
    assert Edition.objects.get(pk=paper.pk).content == paper.content
    assert Edition.objects.get(pk=paper.pk).state == EditionState.PUBLISHED


@sqlite_only
def test_replace_does_not_rewrite_a_signature(cast: Cast):
    bring_to(open_return(cast), State.SIGNED, cast)
    signature = Signature.objects.get()
    copy_over("priorities_signature", signature.pk, content='{"forged": true}')
    assert Signature.objects.get().content == signature.content


@sqlite_only
def test_replace_does_not_rewrite_the_audit_log(cast: Cast):
    open_return(cast)
    event = AuditEvent.objects.all()[0]
    copy_over("snb_auditevent", event.pk, actor="Nobody at all")
    assert AuditEvent.objects.get(pk=event.pk).actor == event.actor


@sqlite_only
def test_replace_does_not_rewrite_a_move(cast: Cast):
    bring_to(open_return(cast), State.SIGNED, cast)
    move = Move.objects.all()[0]
    copy_over("priorities_move", move.pk, by_title="Nobody at all")
    assert Move.objects.get(pk=move.pk).by_title == move.by_title


@sqlite_only
def test_replace_does_not_reset_a_signed_return(cast: Cast):
    held = bring_to(open_return(cast), State.SIGNED, cast)
    copy_over(
        "priorities_quarterlyreturn", held.pk, state="not_started", rag="green", signed_at=None, signed_by_id=None
    )
    assert QuarterlyReturn.objects.get(pk=held.pk).rag == "amber"


@sqlite_only
def test_update_or_replace_does_not_push_a_paper_out(cast: Cast):
    paper, forged = add_edition(cast, EditionState.PUBLISHED), add_edition(cast)
    refused("UPDATE OR REPLACE reports_edition SET id = %s WHERE id = %s", paper.pk, forged.pk)
    assert Edition.objects.get(pk=paper.pk).fingerprint == paper.fingerprint


@postgres_only
@pytest.mark.parametrize(
    "table",
    ["snb_auditevent", "priorities_signature", "priorities_move", "reports_edition", "priorities_returnsection"],
)
def test_truncate_is_refused(cast: Cast, table: str):
    bring_to(open_return(cast), State.SIGNED, cast)
    add_edition(cast)
    run("SET CONSTRAINTS ALL IMMEDIATE")  # what the test itself has pending would refuse it too
    assert refused(f"TRUNCATE {table} CASCADE")


def test_the_key_of_a_paper_is_frozen(cast: Cast):
    paper = add_edition(cast, EditionState.PUBLISHED)
    assert refused("UPDATE reports_edition SET id = 987654 WHERE id = %s", paper.pk)


def test_nobody_signs_by_inserting_a_row(cast: Cast):
    """The newest signature is what the page, the receipt and the pack print."""
    held = bring_to(open_return(cast), State.ACCEPTED, cast)
    forged = (
        "INSERT INTO priorities_signature (quarterly_return_id, number, by_id, signed_as, content, fingerprint, at) "
        "SELECT quarterly_return_id, number + 1, by_id, signed_as, '{}', 'f', at FROM priorities_signature "
        "WHERE quarterly_return_id = %s"
    )
    assert refused(forged, held.pk)


def test_moves_made_does_not_change_without_a_move(cast: Cast):
    held = bring_to(open_return(cast), State.SIGNED, cast)
    assert refused("UPDATE priorities_quarterlyreturn SET moves_made = 99 WHERE id = %s", held.pk)


def test_a_row_is_not_moved_out_of_a_signed_return(cast: Cast):
    signed, draft = bring_to(open_return(cast), State.SIGNED, cast), open_return(cast, cast.arson)
    for table in ("requiredactionreport", "plannedactionreport", "raisedrisk", "returnsection"):
        sql = f"UPDATE priorities_{table} SET quarterly_return_id = %s WHERE quarterly_return_id = %s"
        assert refused(sql, draft.pk, signed.pk), table
    risk = "UPDATE priorities_raisedrisk SET likelihood = 5 WHERE quarterly_return_id = %s"
    assert refused(risk, signed.pk)
