"""Partnerships merge, end and take other names; each thing that cannot be is refused with its reason."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnerships.merging import end_partnership, merge_partnerships, rename_partnership
from partnerships.models import Coverage, Narrative, Partnership
from partnerships.narrative_workflow import open_narratives
from partnerships.narratives import previous
from partnerships.reading import ancestors, kin_of, partnerships_on, published_as
from snb.models import AuditEvent
from snb.workflow import Refusal
from tests.cast import Cast, days, make_meeting
from tests.partnerships.narratives_scene import make_partnership, submitted


def merge(cast: Cast, *parts: Partnership, name: str = "Joint CSP", begins: dt.date | None = None) -> Partnership:
    return merge_partnerships(parts=parts, name=name, begins=begins or days(0), chair=None, by=cast.manager)


def test_the_parts_end_the_day_before_and_their_districts_move(cast: Cast) -> None:
    east, west = make_partnership(cast, "East CSP", "Eastby"), make_partnership(cast, "West CSP", "Westby", "Millby")
    merged = merge(cast, east, west, begins=days(5))
    for part in (east, west):
        part.refresh_from_db()
        assert part.ends == days(4)
    assert sorted(row.district.name for row in merged.coverage.all()) == ["Eastby", "Millby", "Westby"]
    for district in ("Eastby", "Westby"):
        spans = Coverage.objects.filter(district__name=district).values_list("begins", "ends").order_by("begins")
        assert [ends for _, ends in spans] == [days(4), None]
        assert [begins for begins, _ in spans][1] == days(5)
    before, after = kin_of(merged)
    assert ([kin.name for kin in before], after) == (["East CSP", "West CSP"], [])
    assert [kin.name for kin in kin_of(east)[1]] == ["Joint CSP"]
    assert AuditEvent.objects.get(action="merged partnerships").detail["parts"] == ["East CSP", "West CSP"]


def test_it_may_be_recorded_after_it_happened(cast: Cast) -> None:
    east, west = make_partnership(cast, "East CSP", "Eastby"), make_partnership(cast, "West CSP", "Westby")
    merge(cast, east, west, begins=days(-200))
    current, former = partnerships_on(cast.board, days(0))
    assert [row.name for row in current] == ["Joint CSP", "North Fosse CSP"]
    assert [row.name for row in former] == ["East CSP", "West CSP"]
    current, _ = partnerships_on(cast.board, days(-201))
    assert [row.name for row in current] == ["East CSP", "North Fosse CSP", "West CSP"]


def test_a_merger_dated_before_its_parts_began_is_refused(cast: Cast) -> None:
    east, west = make_partnership(cast, "East CSP"), make_partnership(cast, "West CSP", begins=days(-10))
    with pytest.raises(Refusal, match="West CSP began on"):
        merge(cast, east, west, begins=days(-10))
    assert not Partnership.objects.filter(remit__names__name="Joint CSP").exists()
    east.refresh_from_db()
    assert east.ends is None
    merge(cast, east, west, begins=days(-9))  # it was in being for one day


def test_a_part_that_has_ended_is_refused(cast: Cast) -> None:
    east, west = make_partnership(cast, "East CSP"), make_partnership(cast, "West CSP", ends=days(-10))
    with pytest.raises(Refusal, match="West CSP has its last day already"):
        merge(cast, east, west)


def test_a_circular_merge_is_refused(cast: Cast) -> None:
    east, west = make_partnership(cast, "East CSP"), make_partnership(cast, "West CSP")
    joint = merge(cast, east, west, begins=days(-50))
    with pytest.raises(Refusal, match="Joint CSP came from East CSP"):
        merge(cast, joint, east, name="Circle CSP")
    wider = merge(cast, joint, cast.partnership, name="Wider CSP", begins=days(-20))
    assert ancestors(wider) == {joint.pk, cast.partnership.pk, east.pk, west.pk}
    with pytest.raises(Refusal, match="Wider CSP came from"):
        merge(cast, wider, west, name="Circle CSP")
    east.predecessors.add(wider)  # a circle in the data does not hang the reading
    assert east.pk in ancestors(east)


def test_a_district_covered_twice_on_one_day_is_refused(cast: Cast) -> None:
    east, west = make_partnership(cast, "East CSP", "Eastby"), make_partnership(cast, "West CSP", "Eastby")
    with pytest.raises(Refusal, match="Eastby is covered twice on"):
        merge(cast, east, west)
    Coverage.objects.filter(partnership=west).delete()
    third = make_partnership(cast, "Third CSP", "Eastby", begins=days(100))
    with pytest.raises(Refusal, match=r"Eastby would be covered twice on .*: Third CSP covers it then"):
        merge(cast, east, west)
    Coverage.objects.filter(partnership=third).delete()
    merge(cast, east, west)


def test_a_district_that_joins_later_than_the_merger_is_refused(cast: Cast) -> None:
    east, west = make_partnership(cast, "East CSP", "Eastby"), make_partnership(cast, "West CSP", "Westby")
    Coverage.objects.filter(partnership=west).update(begins=days(10))
    with pytest.raises(Refusal, match="covers Westby only from"):
        merge(cast, east, west)
    with pytest.raises(Refusal, match="covers Westby only from"):
        end_partnership(partnership=west, last_day=days(2), by=cast.manager)


def test_two_parts_of_one_board_and_a_name_of_its_own_are_needed(cast: Cast) -> None:
    east = make_partnership(cast, "East CSP")
    with pytest.raises(Refusal, match="two or more"):
        merge(cast, east)
    with pytest.raises(Refusal, match="once"):
        merge(cast, east, east)
    with pytest.raises(Refusal, match="called north fosse csp on that day"):
        merge(cast, east, make_partnership(cast, "West CSP"), name="north fosse csp")
    with pytest.raises(Refusal, match="Give it a name"):
        merge(cast, east, cast.partnership, name=" ")
    foreign = make_partnership(cast, "Wold CSP")
    Partnership.objects.filter(pk=foreign.pk).update(board=cast.other_board)
    foreign.refresh_from_db()
    with pytest.raises(Refusal, match="two boards"):
        merge(cast, east, foreign)
    with pytest.raises(PermissionDenied):
        merge_partnerships(parts=[east, cast.partnership], name="J", begins=days(0), chair=None, by=cast.csp_officer)


def test_an_address_of_the_room_is_no_slug(cast: Cast) -> None:
    east, west = make_partnership(cast, "East CSP"), make_partnership(cast, "West CSP")
    assert merge(cast, east, west, name="Merge").slug == "merge-2"


def test_blank_narratives_of_the_parts_go_and_the_successor_has_its_own(cast: Cast) -> None:
    told = submitted(cast, make_meeting(cast.board, in_days=3, due_in=1))
    east = make_partnership(cast, "East CSP", "Eastby")
    open_narratives(meeting=cast.meeting, by=cast.manager)
    begun = Narrative.objects.get(partnership=east, meeting=cast.meeting)
    begun.picture, begun.version = "Begun.", 1
    begun.save()
    joint = merge(cast, cast.partnership, east, begins=days(5))
    open_narratives(meeting=cast.meeting, by=cast.manager)
    assert set(cast.meeting.narratives.values_list("partnership", flat=True)) == {east.pk, joint.pk}
    assert previous(Narrative.objects.get(partnership=joint)) == [told]


def test_a_partnership_ends_with_its_districts(cast: Cast) -> None:
    east = make_partnership(cast, "East CSP", "Eastby")
    end_partnership(partnership=east, last_day=days(-1), by=cast.manager)
    assert list(east.coverage.values_list("ends", flat=True)) == [days(-1)]
    with pytest.raises(Refusal, match="last day already"):
        end_partnership(partnership=east, last_day=days(5), by=cast.manager)
    with pytest.raises(Refusal, match="began on"):
        end_partnership(
            partnership=cast.partnership, last_day=cast.partnership.begins - dt.timedelta(1), by=cast.manager
        )


def test_another_name_holds_from_its_day_on(cast: Cast) -> None:
    north = cast.partnership
    rename_partnership(partnership=north, name="Fosse CSP", begins=days(-10), by=cast.manager)
    assert (north.name_on(days(-11)), north.name_on(days(-10))) == ("North Fosse CSP", "Fosse CSP")
    with pytest.raises(Refusal, match="on that very day"):
        rename_partnership(partnership=north, name="Other", begins=days(-10), by=cast.manager)
    with pytest.raises(Refusal, match="There is a partnership called Fosse CSP"):
        rename_partnership(partnership=north, name="Fosse CSP", begins=days(-5), by=cast.manager)
    with pytest.raises(Refusal, match="not in being"):
        rename_partnership(partnership=north, name="Old", begins=dt.date(2001, 1, 1), by=cast.manager)
    with pytest.raises(PermissionDenied):
        rename_partnership(partnership=north, name="Mine", begins=days(0), by=cast.csp_officer)


AREAS = st.dictionaries(st.text("abc", min_size=1, max_size=2), st.sets(st.integers(0, 6), min_size=1), max_size=4)


@given(districts=st.sets(st.integers(0, 6)), areas=AREAS)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_published_areas_fit_only_where_together_they_are_the_partnership(
    districts: set[int], areas: dict[str, set[int]]
) -> None:
    told = published_as(districts, areas)
    met = {name for name, parts in areas.items() if parts & districts}
    assert set(told.areas) == met
    covered = {part for name in met for part in areas[name]}
    if met and covered == districts:
        assert ("the same" in told.fit) == (len(met) == 1)
        assert ("together" in told.fit) == (len(met) > 1)
    else:
        assert "together" not in told.fit
        assert "the same" not in told.fit
