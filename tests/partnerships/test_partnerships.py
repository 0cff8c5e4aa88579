"""Partnerships over time, and their page."""

from __future__ import annotations

import datetime as dt

from partnerships.models import Area, Coverage, Partnership
from partnerships.reading import partnerships_on
from snb.permissions import RemitKind
from tests.cast import Cast, days, make_remit


def make_partnership(cast: Cast, name: str, *districts: str, ends: dt.date | None = None) -> Partnership:
    remit = make_remit(cast.board, RemitKind.PARTNERSHIP, name)
    made = Partnership.objects.create(
        board=cast.board, remit=remit, slug=name.lower().replace(" ", "-"), begins=days(-900), ends=ends
    )
    for district in districts:
        known, _ = Area.objects.get_or_create(code=f"E{abs(hash(district)) % 10**8:08}", name=district)
        Coverage.objects.create(partnership=made, district=known, begins=days(-900), ends=ends)
    return made


def test_two_partnerships_merge_and_the_new_one_names_both(cast: Cast) -> None:
    """Question 3: a new body with predecessors and a date."""
    east = make_partnership(cast, "East CSP", "Fosse East", ends=days(-10))
    west = make_partnership(cast, "West CSP", "Fosse West", ends=days(-10))
    merged = make_partnership(cast, "East and West CSP", "Fosse East", "Fosse West")
    Partnership.objects.filter(pk=merged.pk).update(begins=days(-9))
    merged.predecessors.set([east, west])
    current, former = partnerships_on(cast.board, days(0))
    assert [row.name for row in current] == ["East and West CSP", "North Fosse CSP"]
    assert (current[0].districts, current[0].predecessors) == (["Fosse East", "Fosse West"], ["East CSP", "West CSP"])
    assert [(row.name, row.districts) for row in former] == [("East CSP", ["Fosse East"]), ("West CSP", ["Fosse West"])]
    current, former = partnerships_on(cast.board, days(-20))
    assert [row.name for row in current] == ["East CSP", "North Fosse CSP", "West CSP"]
    assert former == []


def test_the_page_names_districts_and_officers(cast: Cast, as_) -> None:
    make_partnership(cast, "South CSP", "Fosse South")
    page = as_(cast.scrutiny).get("/boards/fosse/partnerships/").content.decode()
    assert "Fosse South" in page
    assert "Csp Officer Person" in page
    assert page.index("North Fosse CSP") < page.index("South CSP")
    assert as_(cast.outsider).get("/boards/fosse/partnerships/").status_code == 404


def test_queries_do_not_grow_with_partnerships(cast: Cast, as_, django_assert_num_queries) -> None:
    client = as_(cast.member)
    make_partnership(cast, "South CSP", "Fosse South")
    with django_assert_num_queries(12):
        client.get("/boards/fosse/partnerships/")
    make_partnership(cast, "West CSP", "Fosse West")
    make_partnership(cast, "East CSP", "Fosse East", "Fosse North")
    with django_assert_num_queries(12):
        client.get("/boards/fosse/partnerships/")
