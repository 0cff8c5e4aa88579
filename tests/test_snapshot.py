"""A scene that is put back is the scene that was made."""

from __future__ import annotations

from django.apps import apps

from snb.models import Appointment, Board
from tests.cast import Cast, make_cast
from tests.snapshot import Snapshot


def everything() -> dict[str, list[dict]]:
    found = {}
    for model in apps.get_models(include_auto_created=True):
        rows = list(model._default_manager.order_by("pk").values())
        if rows:
            found[model._meta.label] = rows
    return found


def test_what_is_put_back_is_what_was_made(db) -> None:
    from django.db import transaction

    snapshot: Snapshot[Cast] = Snapshot()

    class Undo(Exception):
        pass

    def taken() -> dict[str, list[dict]]:
        found: dict[str, list[dict]] = {}
        try:
            with transaction.atomic():
                cast = snapshot.take(make_cast, of="the same")
                assert cast.lead.appointments.get().remit.board == Board.objects.get(slug="fosse") == cast.board
                found = everything()
                raise Undo
        except Undo:
            return found

    made, again = taken(), taken()
    assert again == made
    assert len(made["snb.Appointment"]) > 10


def test_new_rows_get_ids_of_their_own(cast: Cast) -> None:
    first = Appointment.objects.order_by("-pk")[0]
    added = Appointment.objects.create(person=cast.member, role="analyst", remit=first.remit, begins=first.begins)
    assert added.pk > first.pk


def test_another_day_makes_it_anew(db) -> None:
    made: list[str] = []
    snapshot: Snapshot[str] = Snapshot()
    for day in ("Monday", "Monday", "Tuesday"):
        snapshot.take(lambda: made.append("x") or "scene", of=day)  # type: ignore[func-returns-value]
    assert made == ["x", "x"]
