"""The pages of action plans and funding: who sees and does what, and what they say."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from priorities.models import FundingStream, Initiative, Milestone, PlannedAction, PlannedMeasure
from priorities.plan_workflow import change_planned
from tests.cast import ACTORS, Cast, days
from tests.priorities.pages import Page
from tests.priorities.plans_scene import details, locks, make_measure, make_stream, plan_rows

READERS = {"lead", "deputy", "support", "other_lead", "manager", "chair", "member", "analyst", "csp_officer"}


def url(name: str, *args: object) -> str:
    return reverse(f"priorities:{name}", args=["fosse", *args])


def date(name: str, offset: int) -> dict[str, str]:
    day = days(offset)
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def form(**changes: Any) -> dict[str, Any]:
    return {"title": "Light the paths", "owner": "Housing manager", "budget": "£1,200.50", "version": "1",
            **date("begins", -5), **date("due", 50)} | changes  # fmt: skip


@pytest.mark.parametrize("page", ["plan-list", "funding-list"])
def test_who_reads_plans(cast: Cast, as_, page: str) -> None:
    found: dict[int, set[str]] = {}
    for name in ACTORS:
        found.setdefault(as_(cast.by_name[name]).get(url(page)).status_code, set()).add(name)
    assert found[200] == READERS
    assert found[403] == {"scrutiny", "clerk", "administrator"}


def test_the_list_shows_the_timeline_and_what_ends_soon(cast: Cast, as_) -> None:
    action = locks()
    action.funding = make_stream(cast, 60, name="Safer streets fund")
    action.save()
    page = Page(as_(cast.member).get(url("plan-list")))
    assert page.tree.xpath("//svg/title")[0].text.startswith("Planned actions: 1 from")
    assert "Safer streets fund ends on" in page.all("//*[contains(@class, 'govuk-inset-text')]")[0]
    assert "Ends first" in " ".join(page.rows[0])
    none = as_(cast.member).get(url("plan-list") + "?show=late").content.decode()
    assert "No planned action fits this filter." in none


def test_empty_plans_say_so(cast: Cast, as_) -> None:
    assert "No action is planned yet." in as_(cast.member).get(url("plan-detail", "arson")).content.decode()
    assert "No source of money has been entered." in as_(cast.member).get(url("funding-list")).content.decode()
    cast.agreement.themes.all().delete()
    assert "No agreement is in force" in as_(cast.member).get(url("plan-list")).content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_plans_can_be_taken_away(cast: Cast, as_, kind: str) -> None:
    make_stream(cast)
    for address in (url("plan-list"), url("plan-detail", "burglary"), url("funding-list")):
        answer = as_(cast.member).get(address, {"format": kind})
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_the_plan_of_a_priority_leads_to_its_parts(cast: Cast, as_) -> None:
    plan_rows(cast)
    page = Page(as_(cast.lead).get(url("plan-detail", "burglary")))
    assert "Plan an action" in page.buttons
    assert {"Burglaries", "Add a charter, team or programme"} <= set(page.links)
    reader = Page(as_(cast.member).get(url("plan-detail", "burglary")))
    assert "Plan an action" not in reader.buttons
    assert "Tie to a measure" not in " ".join(reader.links)


def test_planning_and_changing(cast: Cast, as_) -> None:
    client = as_(cast.lead)
    assert client.post(url("planned-add", "burglary"), form()).status_code == 302
    made = PlannedAction.objects.get(title="Light the paths")
    assert made.budget == 120_050
    shown = Page(client.get(url("planned-edit", made.pk)))
    assert shown.tree.xpath("//input[@name='budget']/@value") == ["1200.50"]
    assert client.post(url("planned-edit", made.pk), form(title="Light all paths")).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.version) == ("Light all paths", 2)


def test_two_at_once_see_both_texts_and_lose_nothing(cast: Cast, as_) -> None:
    change_planned(action=locks(), details=details(title="What the manager wrote"), version=1, by=cast.manager)
    answer = as_(cast.lead).post(url("planned-edit", locks().pk), form(title="What the lead typed"))
    assert answer.status_code == 409
    page = Page(answer)
    assert ["What will be done", "What the manager wrote", "What the lead typed"] in page.rows
    assert page.tree.xpath("//input[@name='title']/@value") == ["What the lead typed"]
    assert locks().title == "What the manager wrote"
    again = as_(cast.lead).post(url("planned-edit", locks().pk), form(title="What the lead typed", version="2"))
    assert again.status_code == 302


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"title": ""}, "id_title"), ({"budget": "much"}, "id_budget"), ({"budget": "-1"}, "id_budget"),
     ({"funding": "99999"}, "id_funding"), (date("due", -6), "id_due_0"), ({"title": "x" * 201}, "id_title")],
)  # fmt: skip
def test_a_mistake_is_said_at_its_field_and_everything_typed_is_there(cast: Cast, as_, changes, field: str) -> None:
    page = Page(as_(cast.lead).post(url("planned-add", "burglary"), form(owner="My typed owner") | changes))
    assert [where for where, _ in page.errors] == [field]
    assert page.tree.xpath("//input[@name='owner']/@value") == ["My typed owner"]


def test_others_may_not_change_it(cast: Cast, as_) -> None:
    rows = plan_rows(cast)
    addresses = [
        url("planned-add", "burglary"), url("planned-edit", rows["planned"]["pk"]),
        url("planned-withdraw", rows["planned"]["pk"]), url("planned-milestone-add", rows["planned"]["pk"]),
        url("planned-tie", rows["planned"]["pk"]), url("milestone-edit", rows["milestone"]["pk"]),
        url("milestone-remove", rows["milestone"]["pk"]), url("tie-remove", rows["tie"]["pk"]),
        url("initiative-add", "burglary"), url("initiative-edit", rows["initiative"]["pk"]),
        url("funding-add"), url("funding-edit", rows["funding"]["pk"]),
    ]  # fmt: skip
    for address in addresses:
        assert as_(cast.other_lead).get(address).status_code == 403, address
        assert as_(cast.other_manager).get(address).status_code == 404, address
        assert as_(cast.manager).get(address).status_code == 200, address


def test_milestones_measures_and_initiatives_by_hand(cast: Cast, as_) -> None:
    client, action, measure = as_(cast.lead), locks(), make_measure(cast)
    step = {"title": "Half done", **date("due", 9)}
    assert client.post(url("planned-milestone-add", action.pk), step).status_code == 302
    milestone = Milestone.objects.get()
    assert client.post(url("milestone-edit", milestone.pk), step | date("done_on", -1)).status_code == 302
    assert Milestone.objects.get().done_on == days(-1)
    late = Page(client.post(url("milestone-edit", milestone.pk), step | date("done_on", 3)))
    assert [where for where, _ in late.errors] == ["id_done_on_0"]
    assert client.post(url("milestone-remove", milestone.pk)).status_code == 302
    assert client.post(url("planned-tie", action.pk), {"measure": measure.pk, "kind": "outcome"}).status_code == 302
    assert client.post(url("tie-remove", PlannedMeasure.objects.get().pk)).status_code == 302
    assert not PlannedMeasure.objects.exists()
    charter = {"title": "Lock charter", "kind": "charter", "points": "Lock up\n\n Look out ", **date("begins", -3)}
    assert client.post(url("initiative-add", "burglary"), charter).status_code == 302
    made = Initiative.objects.get()
    assert made.points == ["Lock up", "Look out"]
    assert client.post(url("initiative-edit", made.pk), charter | {"title": "Charter of locks"}).status_code == 302
    assert "Charter of locks" in client.get(url("plan-detail", "burglary")).content.decode()


def test_withdrawing_asks_why(cast: Cast, as_) -> None:
    client, address = as_(cast.lead), url("planned-withdraw", locks().pk)
    assert [where for where, _ in Page(client.post(address, {})).errors] == ["id_reason"]
    assert client.post(address, {"reason": "Done by the landlord"}).status_code == 302
    assert "Done by the landlord" in client.get(url("plan-detail", "burglary")).content.decode()
    assert "no longer planned" in client.post(address, {"reason": "Again"}).content.decode()


def test_funding_is_entered_and_changed(cast: Cast, as_) -> None:
    client = as_(cast.manager)
    said = {"name": "Safer streets", "amount": "5,000", "warn_months": "6", **date("begins", -9), **date("ends", 90)}
    assert client.post(url("funding-add"), said).status_code == 302
    stream = FundingStream.objects.get()
    assert (stream.amount, stream.warn_months) == (500_000, 6)
    assert client.post(url("funding-edit", stream.pk), said | {"after": "A bid"}).status_code == 302
    assert "A bid" in client.get(url("funding-list")).content.decode()
    wrong = Page(client.post(url("funding-edit", stream.pk), said | date("ends", -10)))
    assert "The money must not end before it begins." in wrong.all("//*[contains(@class, 'govuk-error-summary')]")[0]
