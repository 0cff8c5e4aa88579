"""Compiling freezes what was read, once, whole or not at all; and the database keeps it so."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from priorities.models import Move, QuarterlyReturn
from priorities.models.returns import State
from priorities.workflow import move
from reports import compiling, freezing
from reports.compiling import compile_document, edition_pdf
from reports.documents import reading as documents_reading
from reports.documents.kinds import KINDS
from reports.models import Edition
from snb.models import AuditEvent, Board
from snb.permissions import Role
from snb.sealing import canonical, fingerprint
from snb.workflow import Refusal
from tests.cast import Cast, bring_to, days, fresh, open_return
from tests.reports.pdf_reading import Reading, squeezed


def pack(cast: Cast, **more: Any) -> Edition:
    more = {"by": fresh(cast.manager)} | more
    return compile_document(board=cast.board, kind="board-pack", meeting=cast.meeting, **more)


@pytest.fixture
def accepted(cast: Cast) -> QuarterlyReturn:
    return bring_to(open_return(cast), State.ACCEPTED, cast)


def test_an_edition_is_its_own_fingerprint(cast: Cast, accepted: QuarterlyReturn) -> None:
    edition = pack(cast)
    assert edition.content == canonical(json.loads(edition.content))
    assert edition.fingerprint == fingerprint(edition.content)
    assert edition.gaps == len(edition.data["gaps"]) > 0
    assert (edition.kind, edition.meeting, edition.compiled_by) == ("board-pack", cast.meeting, cast.manager)
    assert edition.reference == edition.fingerprint[:12]


def test_a_pack_takes_accepted_returns_in_and_leaves_the_others(cast: Cast, accepted: QuarterlyReturn) -> None:
    pack(cast)
    states = dict(QuarterlyReturn.objects.values_list("priority__slug", "state"))
    assert states == {"burglary": State.COMPILED, "arson": State.NOT_STARTED}
    accepted.refresh_from_db()
    assert accepted.compiled_by == cast.manager


def test_compiling_again_without_a_change_gives_the_same_edition(cast: Cast, accepted: QuarterlyReturn) -> None:
    first = pack(cast)
    assert [pack(cast).pk, pack(cast).pk] == [first.pk, first.pk]
    assert Edition.objects.count() == 1
    assert AuditEvent.objects.filter(action="compiled paper").count() == 1
    assert Move.objects.filter(target=State.COMPILED).count() == 1


def test_a_late_return_goes_into_a_new_edition_and_the_first_stays(cast: Cast, accepted: QuarterlyReturn) -> None:
    first = pack(cast)
    before = first.content
    bring_to(open_return(cast, cast.arson), State.ACCEPTED, cast)
    second = pack(cast)
    first.refresh_from_db()
    assert (first.content, second.pk != first.pk, second.gaps < first.gaps) == (before, True, True)


def test_a_reopened_return_that_is_accepted_again_is_taken_in_again(cast: Cast, accepted: QuarterlyReturn) -> None:
    pack(cast)
    for to, by in ((State.SENT_BACK, cast.manager), (State.SIGNED, cast.lead), (State.ACCEPTED, cast.manager)):
        move(quarterly_return=accepted, to=to, by=by, comment="Again.")
    pack(cast)
    accepted.refresh_from_db()
    assert accepted.state == State.COMPILED


def test_the_agreement_takes_no_return_in(cast: Cast, accepted: QuarterlyReturn) -> None:
    edition = compile_document(board=cast.board, kind="csa", by=cast.manager)
    accepted.refresh_from_db()
    assert (accepted.state, edition.meeting) == (State.ACCEPTED, None)


# Who, and what not ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("actor", ["chair", "member", "lead", "support", "scrutiny", "other_manager", "outsider"])
def test_only_the_programme_manager_compiles(cast: Cast, actor: str) -> None:
    with pytest.raises(PermissionDenied, match="You may not compile papers"):
        pack(cast, by=cast.by_name[actor])
    assert Edition.objects.count() == 0


def test_what_cannot_be_compiled_is_refused_in_plain_words(cast: Cast) -> None:
    kinds = re.escape(f"There are: {', '.join(KINDS)}.")
    with pytest.raises(Refusal, match=r"There is no kind of document called “minutes”\. " + kinds):
        compile_document(board=cast.board, kind="minutes", by=cast.manager)
    with pytest.raises(Refusal, match="choose one"):
        compile_document(board=cast.board, kind="board-pack", by=cast.manager)
    with pytest.raises(Refusal, match="another board"):
        compile_document(board=cast.other_board, kind="board-pack", meeting=cast.meeting, by=cast.other_manager)


def test_from_the_command_line_it_is_done_in_the_managers_name_and_says_so(
    cast: Cast, accepted: QuarterlyReturn
) -> None:
    edition = pack(cast, by=None)
    made = Move.objects.get(target=State.COMPILED)
    event = AuditEvent.objects.get(action="compiled paper")
    assert edition.compiled_by is None
    assert (made.by, made.comment) == (cast.manager, "Compiled from the command line.")
    assert (event.actor, event.detail["via"]) == ("The system", "from the command line")


def test_without_a_programme_manager_nothing_is_half_made(cast: Cast, accepted: QuarterlyReturn) -> None:
    cast.manager.appointments.update(ends=days(-1))
    with pytest.raises(Refusal, match="no programme manager today"):
        pack(cast, by=None)
    accepted.refresh_from_db()
    assert (Edition.objects.count(), accepted.state) == (0, State.ACCEPTED)


def test_a_failure_in_the_middle_leaves_nothing(cast: Cast, accepted: QuarterlyReturn, monkeypatch) -> None:
    def fail(**kwargs: object) -> None:
        raise OSError("the machine stopped")

    monkeypatch.setattr(freezing, "move", fail)
    with pytest.raises(OSError, match="stopped"):
        pack(cast)
    assert (Edition.objects.count(), AuditEvent.objects.filter(action="compiled paper").count()) == (0, 0)


# Two at once ---------------------------------------------------------------------------------------------------------


def after_reading(monkeypatch, act: Callable[[], object], times: int = 1) -> list[int]:
    """Do `act` between the reading and the freezing of the next compiles, as another process might."""
    real = documents_reading.read_with_private
    done: list[int] = []

    def read_and_act(**kwargs: Any) -> object:
        readings = real(**kwargs)
        if len(done) < times:
            done.append(1)
            act()
        return readings

    monkeypatch.setattr(compiling, "read_with_private", read_and_act)
    return done


def test_two_compiles_at_once_make_one_edition(cast: Cast, accepted: QuarterlyReturn, monkeypatch) -> None:
    inner: list[Edition] = []
    after_reading(monkeypatch, lambda: inner.append(pack(cast)))
    assert pack(cast).pk == inner[0].pk
    assert (Edition.objects.count(), Move.objects.filter(target=State.COMPILED).count()) == (1, 1)


def test_a_return_sent_back_while_compiling_is_read_again(cast: Cast, accepted: QuarterlyReturn, monkeypatch) -> None:
    after_reading(
        monkeypatch,
        lambda: move(quarterly_return=accepted, to=State.SENT_BACK, by=cast.manager, comment="One figure."),
    )
    edition = pack(cast)
    assert "About progress" not in edition.content
    accepted.refresh_from_db()
    assert accepted.state == State.SENT_BACK


def test_returns_that_keep_changing_end_in_a_refusal(cast: Cast, accepted: QuarterlyReturn, monkeypatch) -> None:
    dues = iter(range(1, 9))
    after_reading(
        monkeypatch,
        lambda: QuarterlyReturn.objects.filter(pk=accepted.pk).update(due=days(next(dues))),
        times=compiling.ATTEMPTS,
    )
    with pytest.raises(Refusal, match="kept changing"):
        pack(cast)
    assert Edition.objects.count() == 0


def test_progress_is_told_outside_every_transaction_of_ours(cast: Cast, accepted: QuarterlyReturn) -> None:
    depth = len(connection.savepoint_ids)
    told: list[tuple[str, int, int, int]] = []

    def tell(step: str, done: int, total: int) -> None:
        told.append((step, done, total, len(connection.savepoint_ids)))

    pack(cast, progress=tell)
    assert told[0] == ("Reading the records", 0, 0, depth)
    assert [row[1] for row in told[1:]] == list(range(len(told) - 1))
    assert {row[2] for row in told[1:]} == {len(told) - 1}
    assert {row[3] for row in told} == {depth}


def test_a_compile_costs_the_same_for_one_return_and_for_two(cast: Cast) -> None:
    """Of returns that are in the pack; taking one in is a move, with its own record, for each."""
    bring_to(open_return(cast), State.ACCEPTED, cast)
    pack(cast)
    with CaptureQueriesContext(connection) as one:
        pack(cast)
    bring_to(open_return(cast, cast.arson), State.ACCEPTED, cast)
    pack(cast)
    with CaptureQueriesContext(connection) as two:
        pack(cast)
    assert len(one) == len(two)


# Protection ----------------------------------------------------------------------------------------------------------


def save(edition: Edition) -> None:
    edition.content = "{}"
    edition.save()


WAYS: dict[str, Callable[[Edition], object]] = {
    "save": save,
    "update": lambda edition: Edition.objects.filter(pk=edition.pk).update(content="{}"),
    "update title": lambda edition: Edition.objects.filter(pk=edition.pk).update(title="Another"),
    "sql": lambda edition: _sql("UPDATE reports_edition SET content = '{}' WHERE id = %s", edition),
    "publish by sql": lambda edition: _sql("UPDATE reports_edition SET state = 'published' WHERE id = %s", edition),
    "delete": lambda edition: edition.delete(),
    "delete by sql": lambda edition: _sql("DELETE FROM reports_edition WHERE id = %s", edition),
}


def _sql(statement: str, edition: Edition) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [edition.pk])


@pytest.mark.parametrize("way", WAYS)
def test_an_edition_cannot_be_changed_or_removed(cast: Cast, way: str) -> None:
    edition = pack(cast)
    before = Edition.objects.filter(pk=edition.pk).values().get()
    with pytest.raises(DatabaseError), transaction.atomic():
        WAYS[way](Edition.objects.get(pk=edition.pk))
    assert Edition.objects.filter(pk=edition.pk).values().get() == before


# The file ------------------------------------------------------------------------------------------------------------


def test_the_pdf_is_made_from_the_json_alone_and_prints_what_is_in_it(
    cast: Cast, accepted: QuarterlyReturn, django_assert_num_queries
) -> None:
    edition = pack(cast)
    with django_assert_num_queries(0):
        data = edition_pdf(edition)
    Board.objects.filter(pk=cast.board.pk).update(name="Renamed since")
    cast.lead.appointments.filter(role=Role.LEAD).update(ends=days(0))
    assert edition_pdf(Edition.objects.get(pk=edition.pk)) == data
    reading = Reading(data)
    headings = [title for _, title in reading.outline()]
    assert any("Reports of the priority leads" in heading for heading in headings)
    text = squeezed("".join(reading.page_text(number + 1) for number in range(len(reading.pdf.pages))))
    assert "Aboutprogress." in text
    assert edition.reference in text
