"""One partnership on screen, the areas that statistics publish beside it, and the forms that change it."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

from partnerships.merging import merge_partnerships
from partnerships.models import Area, AreaPart, Partnership
from snb.models import Organisation, Post, PostHolding
from tests.cast import Cast, days, make_meeting
from tests.partnerships.narratives_scene import (
    FARMS,
    accepted,
    drafted,
    make_district,
    make_partnership,
    open_narrative,
    raised,
)
from tests.partnerships.test_narrative_pages import text_of

LIST = "/boards/fosse/partnerships/"


def date(name: str, day: dt.date) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def make_csp(name: str, *districts: str) -> None:
    whole = Area.objects.create(code=f"CSP{name}"[:12], name=name, kind=Area.Kind.CSP)
    for district in districts:
        AreaPart.objects.create(whole=whole, part=make_district(district), source="A look-up")


def test_the_published_areas_stand_beside_those_that_meet(cast: Cast, as_) -> None:
    make_partnership(cast, "Joint CSP", "Eastby", "Westby")
    make_partnership(cast, "Same CSP", "Millby")
    make_partnership(cast, "Odd CSP", "Oddby")
    for name, districts in (("Eastby", ["Eastby"]), ("Westby", ["Westby"]), ("Mills", ["Millby"])):
        make_csp(name, *districts)
    make_csp("Wide", "Oddby", "Elsewhere")
    page = text_of(as_(cast.member), LIST)
    assert "2 published areas, which together are this partnership." in page
    assert "The published area is the same." in page
    assert "do not fit its districts" in page
    assert "National statistics publish no figure for it" in page  # North Fosse has no district here
    assert "Figures stay those of the published areas" in page
    sheet = text_of(as_(cast.member), f"{LIST}?format=csv")
    assert '"Eastby, Westby","2 published areas, which together are this partnership."' in sheet


def test_a_partnerships_page_says_where_it_works_and_who_answers_for_it(cast: Cast, as_) -> None:
    made = make_partnership(cast, "East CSP", "Eastby")
    made.chair = Post.objects.create(title="Chair", organisation=Organisation.objects.create(name="East CSP body"))
    made.save()
    page = text_of(as_(cast.member), f"{LIST}east-csp/")
    for said in ("Eastby", "Chair, East CSP body", "Nobody holds this post today", "Nobody is appointed"):
        assert said in page
    PostHolding.objects.create(person=cast.chair, post=made.chair, begins=days(-3))
    assert cast.chair.name in text_of(as_(cast.member), f"{LIST}east-csp/")
    assert "Eastby,D" in text_of(as_(cast.member), f"{LIST}east-csp/?format=csv")
    assert "No district is recorded" in text_of(as_(cast.member), f"{LIST}north/")
    assert "Csp Officer Person, since" in text_of(as_(cast.member), f"{LIST}north/")
    text_of(as_(cast.member), f"{LIST}nowhere/", 404)
    text_of(as_(cast.other_manager), f"{LIST}north/", 404)


def test_narratives_and_issues_are_the_boards_readers(cast: Cast, as_) -> None:
    assert "has raised nothing" in text_of(as_(cast.member), f"{LIST}north/")
    assert "no narrative yet" in text_of(as_(cast.member), f"{LIST}north/")
    drafted(cast)
    assert "no narrative yet" in text_of(as_(cast.member), f"{LIST}north/")  # a draft is its writers'
    assert "Draft" in text_of(as_(cast.csp_officer), f"{LIST}north/")


def test_what_it_told_and_raised_is_on_its_page_and_on_its_successors(cast: Cast, as_) -> None:
    raised(cast)
    page = text_of(as_(cast.member), f"{LIST}north/")
    assert FARMS.title in page
    assert "Accepted" in page
    assert FARMS.title not in text_of(as_(cast.scrutiny), f"{LIST}north/")  # knows the board, and does not read it
    east = make_partnership(cast, "East CSP", "Eastby")
    joint = merge_partnerships(parts=[cast.partnership, east], name="J", begins=days(1), chair=None, by=cast.manager)
    page = text_of(as_(cast.member), f"{LIST}{joint.slug}/")
    assert FARMS.title in page
    assert "North Fosse CSP" in page
    assert "It is in being from" in page
    assert "Its last day is" in text_of(as_(cast.member), f"{LIST}north/")
    assert "Became" in text_of(as_(cast.member), f"{LIST}north/")


def test_one_that_ended_long_ago_has_its_page(cast: Cast, as_) -> None:
    make_partnership(cast, "Old CSP", "Oldby", begins=dt.date(2012, 4, 1), ends=dt.date(2019, 12, 31))
    page = text_of(as_(cast.manager), f"{LIST}old-csp/")
    assert "It ended on 31 December 2019" in page
    assert "Give it another name" not in page


def test_merging_by_the_form(cast: Cast, as_) -> None:
    east, west = make_partnership(cast, "East CSP", "Eastby"), make_partnership(cast, "West CSP", "Westby")
    client = as_(cast.manager)
    assert "Merge partnerships" in text_of(client, LIST)
    assert "Merge partnerships" not in text_of(as_(cast.member), LIST)
    said = {"parts": [east.pk, west.pk], "name": "Joint CSP", "chair": "", **date("begins", days(3))}
    empty = client.post(f"{LIST}merge/", {}).content.decode()
    assert "Choose the partnerships that merge" in empty
    refused = client.post(f"{LIST}merge/", said | {"parts": [east.pk]})
    assert refused.status_code == 409
    assert "Choose two or more" in refused.content.decode()
    assert "Joint CSP" in refused.content.decode()
    early = client.post(f"{LIST}merge/", said | date("begins", dt.date(2019, 4, 1)))
    assert "began on 1 April 2019" in early.content.decode()
    done = client.post(f"{LIST}merge/", said, follow=True).content.decode()
    assert "Appoint its officers" in done
    assert Partnership.objects.get(slug="joint-csp").predecessors.count() == 2
    for person in (cast.member, cast.csp_officer):
        assert as_(person).post(f"{LIST}merge/", said).status_code == 403


def test_renaming_and_ending_by_the_form(cast: Cast, as_) -> None:
    make_partnership(cast, "East CSP", "Eastby")
    client = as_(cast.manager)
    client.post(f"{LIST}east-csp/rename/", {"name": "Eastern CSP", **date("begins", days(-1))})
    assert "Eastern CSP" in text_of(client, f"{LIST}east-csp/")
    again = client.post(f"{LIST}east-csp/rename/", {"name": "Eastern CSP", **date("begins", days(0))})
    assert (again.status_code, "There is a partnership called" in again.content.decode()) == (409, True)
    assert (
        "Last day must"
        in client.post(f"{LIST}east-csp/end/", date("last_day", days(0)) | {"last_day_day": "32"}).content.decode()
    )
    client.post(f"{LIST}east-csp/end/", date("last_day", days(0)))
    assert Partnership.objects.get(slug="east-csp").ends == days(0)
    refused = client.post(f"{LIST}east-csp/end/", date("last_day", days(3)))
    assert (refused.status_code, "last day already" in refused.content.decode()) == (409, True)
    assert as_(cast.chair).get(f"{LIST}east-csp/end/").status_code == 403


def test_its_page_asks_the_same_for_one_narrative_and_for_many(cast: Cast, as_) -> None:
    raised(cast)
    client = as_(cast.member)

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            text_of(client, f"{LIST}north/")
        return len(caught)

    few = asked()
    for offset in (120, 210, 300):
        raised(cast, make_meeting(cast.board, in_days=offset, due_in=offset - 10))
    accepted(cast, make_meeting(cast.board, in_days=400, due_in=390))
    open_narrative(cast, make_meeting(cast.board, in_days=500, due_in=490))
    assert asked() == few
