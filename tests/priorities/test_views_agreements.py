"""The pages of agreements: who sees them, what they say, their forms with the error path, and their tables."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from priorities.agreement_contents import add_lineage, add_statement, add_theme, place
from priorities.agreement_workflow import make_successor
from priorities.models import Agreement, Lineage, Placement, Priority, Statement, Theme
from reports.models import ChecklistSignOff
from snb.models import Person
from snb.querysets import today
from tests.cast import Cast, days
from tests.priorities.agreement_scene import add_to, make_earlier, opened
from tests.priorities.test_agreements import details

As = Callable[[Person], Client]


def url(name: str, *args: object) -> str:
    return reverse(f"priorities:{name}", args=["fosse", *args])


def day_parts(name: str, offset: int) -> dict[str, object]:
    day = days(offset)
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


# Reading -------------------------------------------------------------------------------------------------------------


def test_whoever_knows_the_board_reads_its_agreements_and_others_do_not_know_of_them(cast: Cast, as_: As) -> None:
    for address in (url("agreement-list"), url("agreement-detail", cast.agreement.pk), url("agreement-compare")):
        for who in ("lead", "member", "scrutiny", "clerk", "administrator"):
            assert as_(cast.by_name[who]).get(address).status_code == 200
        for who in ("other_manager", "outsider"):
            assert as_(cast.by_name[who]).get(address).status_code == 404


def test_the_list_has_an_empty_state_and_its_room(cast: Cast, as_: As) -> None:
    Placement.objects.all().delete()
    ChecklistSignOff.objects.all().delete()
    Agreement.objects.all().delete()
    page = text_of(as_(cast.manager), url("agreement-list"))
    assert "This board has no agreement yet." in page
    assert "Add an agreement" in page
    assert 'href="/boards/fosse/agreements/"' in page
    assert "Add an agreement" not in text_of(as_(cast.member), url("agreement-list"))


def test_the_list_warns_where_none_is_in_force_and_where_the_successor_is_late(cast: Cast, as_: As) -> None:
    Agreement.objects.update(successor_starts=days(-3))
    assert "Not started" in text_of(as_(cast.member), url("agreement-list"))
    Agreement.objects.update(successor_starts=None, ends=days(-1))
    assert "No agreement is in force today." in text_of(as_(cast.member), url("agreement-list"))


def test_an_agreement_says_who_leads_what_it_identifies_and_what_comes_next(cast: Cast, as_: As) -> None:
    cast.other_lead.appointments.all().delete()
    Agreement.objects.update(successor_starts=days(30), source="Gazette")
    add_statement(agreement=cast.agreement, kind="objective", text="Less harm", by=cast.manager)
    page = text_of(as_(cast.member), url("agreement-detail", cast.agreement.pk))
    for words in ("Lead Person", "Not currently identified", "Less harm", "Strategic objective", "SI 2007/1830",
                  "2 priorities stand in it", "Not met", "Every year", "Gazette", "in 30 days"):  # fmt: skip
        assert words in page
    assert "Change the agreement" not in page
    assert "Open this year" not in page
    assert "Change the agreement" in text_of(as_(cast.manager), url("agreement-detail", cast.agreement.pk))


def test_a_scrutiny_member_sees_priorities_without_links_and_no_open_refresh(cast: Cast, as_: As) -> None:
    refresh = opened(cast)
    page = text_of(as_(cast.scrutiny), url("agreement-detail", cast.agreement.pk))
    assert "Burglary" in page
    assert f'href="/boards/fosse/priorities/{cast.burglary.slug}' not in page
    assert "Go to the refresh" not in page
    assert "Go to the refresh" in text_of(as_(cast.member), url("agreement-detail", cast.agreement.pk))
    assert as_(cast.scrutiny).get(url("refresh-detail", refresh.pk)).status_code == 404


def test_an_empty_agreement_says_what_it_needs(cast: Cast, as_: As) -> None:
    Placement.objects.all().delete()
    page = text_of(as_(cast.manager), url("agreement-detail", cast.agreement.pk))
    assert "No priority stands under this theme yet." in page
    Theme.objects.all().delete()
    assert "Nothing stands in this agreement yet" in text_of(
        as_(cast.manager), url("agreement-detail", cast.agreement.pk)
    )


def test_an_agreement_of_another_board_is_not_found_here(cast: Cast, as_: As) -> None:
    theirs = Agreement.objects.create(board=cast.other_board, title="Theirs", begins=days(-5), ends=days(5))
    assert as_(cast.manager).get(url("agreement-detail", theirs.pk)).status_code == 404
    assert as_(cast.manager).post(url("agreement-edit", theirs.pk)).status_code == 404


def test_two_agreements_are_compared_in_words_and_the_address_can_be_kept(cast: Cast, as_: As) -> None:
    client = as_(cast.member)
    assert "Two agreements are needed to compare" in text_of(client, url("agreement-compare"))
    old = make_earlier(cast)
    fire = add_to(old, "fire", "Fire")
    add_lineage(agreement=cast.agreement, kind="merged", earlier=fire, later=cast.arson, by=cast.manager)
    page = text_of(client, url("agreement-compare"))
    assert "Fire is merged into Arson." in page
    query = f"?earlier={cast.agreement.pk}&later={old.agreement_id}"
    assert "Fire is merged into Arson." in text_of(client, url("agreement-compare") + query)  # in their own order
    same = f"?earlier={old.agreement_id}&later={old.agreement_id}"
    assert "one agreement twice" in text_of(client, url("agreement-compare") + same)
    for odd in ("?earlier=x", "?later=-1", "?earlier=99999999999999999999", "?earlier=\x00"):
        assert client.get(url("agreement-compare") + odd).status_code == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_table_can_be_taken_away(cast: Cast, as_: As, kind: str) -> None:
    make_earlier(cast)
    for address in (url("agreement-list"), url("agreement-detail", cast.agreement.pk), url("agreement-compare"),
                    url("refresh-detail", opened(cast).pk)):  # fmt: skip
        response = as_(cast.member).get(address, {"format": kind})
        assert response.status_code == 200
        assert f".{kind}" in response["Content-Disposition"]
        assert kind != "csv" or b"Burglary" in response.content or b"Fosse" in response.content


def test_queries_do_not_grow(cast: Cast, as_: As) -> None:
    client = as_(cast.manager)
    addresses = [url("agreement-list"), url("agreement-detail", cast.agreement.pk)]
    before = []
    for address in addresses:
        client.get(address)
        with CaptureQueriesContext(connection) as one:
            client.get(address)
        before.append(len(one))
    for number in range(5):
        theme = add_theme(agreement=cast.agreement, name=f"Theme {number}", kind="theme", by=cast.manager)
        made = place(theme=theme, name=f"Priority {number}", by=cast.manager).priority
        add_statement(agreement=cast.agreement, kind="objective", text=f"Objective {number}", by=cast.manager)
        Lineage.objects.create(agreement=cast.agreement, kind="split", earlier=cast.arson, later=made)
        Agreement.objects.create(
            board=cast.board, title=f"Old {number}", begins=days(-2000 + number * 20), ends=days(-1990 + number * 20)
        )
    for address, was in zip(addresses, before, strict=True):
        with CaptureQueriesContext(connection) as many:
            client.get(address)
        assert len(many) <= was + 2, address  # what is asked only where there is something: lineage and the one before


# Keeping -------------------------------------------------------------------------------------------------------------


def test_an_agreement_is_added_and_a_clash_keeps_what_was_typed(cast: Cast, as_: As) -> None:
    client = as_(cast.manager)
    said = {"title": "The next one", "reviewed_every_months": 12, **day_parts("begins", 500), **day_parts("ends", 900)}
    clash = client.post(url("agreement-add"), said)
    assert clash.status_code == 409
    assert "cannot be in force on one day" in clash.content.decode()
    assert 'value="The next one"' in clash.content.decode()
    made = client.post(url("agreement-add"), said | day_parts("begins", 601))
    agreement = Agreement.objects.get(title="The next one")
    assert made["Location"] == url("agreement-detail", agreement.pk)
    assert as_(cast.member).post(url("agreement-add"), said).status_code == 403


def test_an_incomplete_form_says_what_is_missing(cast: Cast, as_: As) -> None:
    page = as_(cast.manager).post(url("agreement-add"), {}).content.decode()
    assert "Enter title" in page
    assert "Error: " in page


def test_two_people_change_it_at_once_and_the_second_sees_both(cast: Cast, as_: As) -> None:
    client, address = as_(cast.manager), url("agreement-edit", cast.agreement.pk)
    said = {"title": "Mine", "reviewed_every_months": 12, "version": 1, **day_parts("begins", -500)}
    said |= day_parts("ends", 600)
    assert client.post(address, said | {"title": "Theirs"}).status_code == 302
    both = client.post(address, said)
    assert both.status_code == 409
    page = both.content.decode()
    assert "Somebody else" in page
    assert '<td role="cell" data-label="Saved">Theirs</td>' in page
    assert Agreement.objects.get(pk=cast.agreement.pk).title == "Theirs"
    assert client.post(address, said | {"version": 2}).status_code == 302
    assert Agreement.objects.get(pk=cast.agreement.pk).title == "Mine"


def test_the_successor_is_started_with_the_days_filled_in(cast: Cast, as_: As) -> None:
    client, address = as_(cast.manager), url("agreement-successor", cast.agreement.pk)
    form = client.get(address).context["form"]
    assert form.initial["begins"] == days(601)
    said = {"title": "Next", "reviewed_every_months": 12, **day_parts("begins", 601), **day_parts("ends", 1600)}
    assert client.post(address, said).status_code == 302
    assert Agreement.objects.get(title="Next").themes.get().placements.count() == 2


def test_a_theme_and_a_priority_are_added_changed_and_removed(cast: Cast, as_: As) -> None:
    client = as_(cast.manager)
    client.post(url("theme-add", cast.agreement.pk), {"name": "Place", "kind": "theme"})
    theme = Theme.objects.get(name="Place")
    page = client.post(url("placement-add", theme.pk), {"priority": "new"})
    assert "Enter the name of the new priority" in page.content.decode()
    both = client.post(url("placement-add", theme.pk), {"priority": str(cast.arson.pk), "name": "Rural"})
    assert "leave the name empty" in both.content.decode()
    again = client.post(url("placement-add", theme.pk), {"priority": str(cast.arson.pk)})
    assert again.status_code == 409
    client.post(url("placement-add", theme.pk), {"priority": "new", "name": "Rural crime"})
    placement = Placement.objects.get(theme=theme)
    version = Agreement.objects.get(pk=cast.agreement.pk).version
    said = {"theme": theme.pk, "name": "Rural crime", "wording": "In the fields", "version": version}
    assert client.post(url("placement-edit", placement.pk), said).status_code == 302
    stale = client.post(url("placement-edit", placement.pk), said | {"wording": "On the farm"})
    assert stale.status_code == 409
    assert "In the fields" in stale.content.decode()
    assert client.post(url("theme-remove", theme.pk)).status_code == 409
    assert client.post(url("placement-remove", placement.pk)).status_code == 302
    assert client.post(url("theme-remove", theme.pk)).status_code == 302
    assert not Theme.objects.filter(name="Place").exists()


def test_a_theme_changed_by_somebody_else_shows_both(cast: Cast, as_: As) -> None:
    theme = cast.agreement.themes.get()
    client, address = as_(cast.manager), url("theme-edit", theme.pk)
    assert client.post(address, {"name": "One", "kind": "theme", "version": 1}).status_code == 302
    page = client.post(address, {"name": "Two", "kind": "theme", "version": 1})
    assert (page.status_code, "Two" in page.content.decode(), "One" in page.content.decode()) == (409, True, True)


def test_statements_and_their_days(cast: Cast, as_: As) -> None:
    client = as_(cast.manager)
    address = url("statement-add", cast.agreement.pk)
    page = client.post(address, {"kind": "step", "text": "Begun"}).content.decode()
    assert "Enter the day of the step" in page
    client.post(address, {"kind": "step", "text": "Begun", "to_the_month": "on", **day_parts("day", -600)})
    step = Statement.objects.get()
    assert f"{days(-600):%B %Y}" in text_of(client, url("agreement-detail", cast.agreement.pk))
    version = Agreement.objects.get(pk=cast.agreement.pk).version
    said = {"text": "Started", "version": version, **day_parts("day", -590)}
    assert client.post(url("statement-edit", step.pk), said).status_code == 302
    assert Statement.objects.get().to_the_month is False
    assert client.post(url("statement-remove", step.pk)).status_code == 302
    client.post(address, {"kind": "objective", "text": "Less", **day_parts("day", -600)})
    assert Statement.objects.get().day is None


def test_where_a_priority_came_from_is_recorded_and_removed(cast: Cast, as_: As) -> None:
    client, address = as_(cast.manager), url("lineage-add", cast.agreement.pk)
    said = {"earlier": cast.arson.pk, "later": cast.arson.pk, "kind": "split"}
    assert client.post(address, said).status_code == 409
    assert client.post(address, said | {"later": cast.burglary.pk}).status_code == 302
    assert "Burglary: split from Arson" in text_of(client, url("agreement-detail", cast.agreement.pk))
    assert client.post(url("lineage-remove", Lineage.objects.get().pk)).status_code == 302
    assert not Lineage.objects.exists()


def test_the_successor_in_the_making_shows_on_the_page_and_nothing_of_it_today(cast: Cast, as_: As) -> None:
    made = make_successor(agreement=cast.agreement, details=details(), by=cast.manager)
    place(theme=made.themes.get(), name="Tomorrow's crime", by=cast.manager)
    page = text_of(as_(cast.member), url("agreement-detail", made.pk))
    assert "To come" in page
    assert "Tomorrow&#x27;s crime" in page
    assert Priority.objects.agreed_on(today()).count() == 2
    dashboard = text_of(as_(cast.member), reverse("reports:dashboard", args=["fosse"]))
    assert "Tomorrow" not in dashboard
