"""The pages of the annual refresh: opened by a button, decided, further work asked for, agreed, read by everybody."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from priorities.agreement_contents import place
from priorities.models import FurtherWork, Priority, Refresh
from priorities.refreshing import ask_for_work
from snb.models import Action, Person
from snb.permissions import Role
from snb.querysets import today
from tests.cast import Cast, days
from tests.priorities.agreement_scene import agreed, confirm_all, held_today, opened, outcome_of

As = Callable[[Person], Client]


def url(name: str, *args: object) -> str:
    return reverse(f"priorities:{name}", args=["fosse", *args])


def due(offset: int) -> dict[str, object]:
    day = days(offset)
    return {"due_day": day.day, "due_month": day.month, "due_year": day.year}


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_one_button_opens_it_and_a_second_time_is_refused_in_words(cast: Cast, as_: As) -> None:
    client, address = as_(cast.manager), url("refresh-open", cast.agreement.pk)
    assert "Open this year’s refresh" in text_of(client, url("agreement-detail", cast.agreement.pk))
    assert client.get(address).status_code == 405
    assert client.post(address)["Location"] == url("refresh-detail", Refresh.objects.get().pk)
    again = client.post(address)
    assert again.status_code == 409
    assert "open already" in again.content.decode()
    assert as_(cast.member).post(address).status_code == 403
    assert as_(cast.outsider).post(address).status_code == 404


def test_an_open_refresh_is_read_by_members_and_kept_by_the_manager(cast: Cast, as_: As) -> None:
    refresh = opened(cast)
    address = url("refresh-detail", refresh.pk)
    page = text_of(as_(cast.member), address)
    assert "0 of 2 priorities decided" in page
    assert "Agree the refresh" not in page
    assert "Agree the refresh" in text_of(as_(cast.manager), address)
    for who in (cast.scrutiny, cast.outsider, cast.other_manager):
        assert as_(who).get(address).status_code == 404
    decide = url("outcome-decide", outcome_of(refresh, cast.arson).pk)
    assert as_(cast.lead).get(decide).status_code == 403
    assert as_(cast.outsider).get(decide).status_code == 404


def test_an_agreed_refresh_is_there_for_whoever_knows_the_board(cast: Cast, as_: As) -> None:
    refresh = agreed(cast)
    page = text_of(as_(cast.scrutiny), url("refresh-detail", refresh.pk))
    assert "2 confirmed" in page
    assert "Ask for work" not in page
    assert "Ask for work" not in text_of(as_(cast.manager), url("refresh-detail", refresh.pk))


def test_a_decision_says_what_is_missing_and_keeps_what_was_typed(cast: Cast, as_: As) -> None:
    client, outcome = as_(cast.manager), outcome_of(opened(cast), cast.burglary)
    address = url("outcome-decide", outcome.pk)
    page = client.post(address, {"kind": "renamed", "reason": "It is wider now", "version": 1}).content.decode()
    assert "Enter the new name" in page
    assert "It is wider now" in page
    assert "Say why it is ended" in client.post(address, {"kind": "ended", "version": 1}).content.decode()
    assert "Answer the question “What becomes of it?”" in client.post(address, {}).content.decode()
    said = {"kind": "renamed", "new_name": "Theft", "reason": "It is wider now", "version": 1}
    assert client.post(address, said).status_code == 302
    outcome.refresh_from_db()
    assert (outcome.kind, outcome.new_name) == ("renamed", "Theft")
    assert "Renamed to Theft" in text_of(client, url("refresh-detail", outcome.refresh_id))


def test_two_people_decide_at_once_and_the_second_sees_both(cast: Cast, as_: As) -> None:
    client, outcome = as_(cast.manager), outcome_of(opened(cast), cast.burglary)
    address = url("outcome-decide", outcome.pk)
    client.post(address, {"kind": "confirmed", "reason": "As it is", "version": 1})
    stale = client.post(address, {"kind": "ended", "reason": "Done", "version": 1})
    assert stale.status_code == 409
    page = stale.content.decode()
    assert all(words in page for words in ("Confirmed", "Ended", "As it is", "Done"))
    assert client.post(address, {"kind": "ended", "reason": "Done", "version": 2}).status_code == 302


def test_further_work_is_asked_for_of_one_priority_and_dropped(cast: Cast, as_: As) -> None:
    client, refresh = as_(cast.manager), opened(cast)
    outcome = outcome_of(refresh, cast.burglary)
    address = url("work-add", refresh.pk)
    form = client.get(address, {"outcome": outcome.pk}).context["form"]
    assert form.initial["outcome"] == str(outcome.pk)
    assert client.get(address, {"outcome": "x\x00"}).status_code == 200
    owner = f"lead:{cast.burglary.remit_id}"
    said = {"text": "Look at vans", "outcome": outcome.pk, "owner": owner, **due(60)}
    assert "Due by must be on or after" in client.post(address, said | due(0)).content.decode()
    assert "Select who owns it" in client.post(address, said | {"owner": ""}).content.decode()
    assert client.post(address, said).status_code == 302
    work = FurtherWork.objects.get()
    assert (work.outcome, work.role, work.remit) == (outcome, Role.LEAD, cast.burglary.remit)
    assert "Look at vans" in text_of(client, url("refresh-detail", refresh.pk))
    assert client.post(url("work-drop", work.pk)).status_code == 302
    assert not FurtherWork.objects.exists()


def test_a_priority_is_taken_in_and_withdrawn(cast: Cast, as_: As) -> None:
    client, refresh = as_(cast.manager), opened(cast)
    theme = cast.agreement.themes.get()
    address = url("refresh-take-in", refresh.pk)
    said = {"name": "Vans", "theme": theme.pk, "part_of": cast.burglary.pk, "reason": "Hidden until now"}
    assert client.post(address, said | {"name": "Arson"}).status_code == 409
    assert client.post(address, said).status_code == 302
    page = text_of(client, url("refresh-detail", refresh.pk))
    assert "Elevated from a part of Burglary" in page
    made = Priority.objects.get(slug="vans")
    assert client.post(url("outcome-withdraw", outcome_of(refresh, made).pk)).status_code == 302
    assert client.post(url("outcome-withdraw", outcome_of(refresh, cast.arson).pk)).status_code == 409
    assert not Priority.objects.filter(slug="vans").exists()


def test_agreeing_says_what_is_undecided_and_then_holds(cast: Cast, as_: As) -> None:
    client, refresh, meeting = as_(cast.manager), opened(cast), held_today(cast)
    address = url("refresh-agree", refresh.pk)
    assert "Not yet decided: Burglary, Arson" in text_of(client, address)
    early = client.post(address, {"meeting": meeting.pk, "note": "Kept words"})
    assert early.status_code == 409
    assert "Not yet decided: Burglary, Arson" in early.content.decode()
    assert "Kept words" in early.content.decode()
    confirm_all(refresh, cast)
    assert client.post(address, {"meeting": meeting.pk, "note": "Kept words"}).status_code == 302
    refresh.refresh_from_db()
    assert (refresh.agreed_on, refresh.note) == (today(), "Kept words")
    assert client.post(address, {"meeting": meeting.pk}).status_code == 409


def test_a_meeting_that_is_ahead_is_not_offered(cast: Cast, as_: As) -> None:
    refresh = opened(cast)
    form = as_(cast.manager).get(url("refresh-agree", refresh.pk)).context["form"]
    assert list(form.fields["meeting"].queryset) == []
    held_today(cast)
    assert cast.meeting not in form.fields["meeting"].queryset


def test_an_agreed_piece_of_work_leads_to_its_action(cast: Cast, as_: As) -> None:
    refresh = opened(cast)
    owner = {"post": None, "role": Role.LEAD.value, "remit": cast.burglary.remit}
    ask_for_work(
        refresh=refresh, outcome=outcome_of(refresh, cast.burglary), text="Vans", owner=owner, due=days(9),
        by=cast.manager,
    )  # fmt: skip
    agreed(cast, refresh)
    page = text_of(as_(cast.member), url("refresh-detail", refresh.pk))
    assert reverse("board:action-detail", args=["fosse", Action.objects.get().pk]) in page
    assert "Lead Person" in page
    assert "/actions/" not in text_of(as_(cast.scrutiny), url("refresh-detail", refresh.pk)).split("<main")[1]


def test_an_empty_agreement_has_nothing_to_decide(cast: Cast, as_: As) -> None:
    cast.agreement.themes.get().placements.all().delete()
    refresh = opened(cast)
    assert "there is nothing to decide" in text_of(as_(cast.manager), url("refresh-detail", refresh.pk))


def test_queries_do_not_grow(cast: Cast, as_: As) -> None:
    client, refresh = as_(cast.manager), opened(cast)
    owner = {"post": None, "role": Role.LEAD.value, "remit": cast.burglary.remit}
    ask_for_work(refresh=refresh, text="One", owner=owner, due=days(9), by=cast.manager)
    address = url("refresh-detail", refresh.pk)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(6):
        made = place(theme=cast.agreement.themes.get(), name=f"Priority {number}", by=cast.manager).priority
        owner = {"post": None, "role": Role.LEAD.value, "remit": made.remit}
        ask_for_work(
            refresh=refresh, outcome=outcome_of(refresh, made), text=f"Work {number}", owner=owner, due=days(9),
            by=cast.manager,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(one)
