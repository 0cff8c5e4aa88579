"""Notice of a meeting: deadlines counted back from it, its agenda published in time or late, the meeting cancelled."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from snb.agenda import add_item, change_item, move_item, remove_item, withdraw_item
from snb.law import install_after_migrate
from snb.meetings import DateStays, Details, change_meeting, plan_ahead
from snb.models import AgendaItem, AuditEvent, Board, LegalSetting, Meeting, Minutes
from snb.models.meetings import Purpose
from snb.notice import Deadlines, TooLate, cancel_meeting, counting_of, deadlines_of, publish_agenda
from snb.querysets import today
from snb.workflow import Refusal
from tests.cast import Cast, days
from tests.snb.notice_scene import details, far, item, moved
from tests.snb.test_sign_in import problems

MARCH = dt.date(2024, 3, 20)


@pytest.fixture(autouse=True)
def _law(db) -> None:
    install_after_migrate()


def url(meeting: Meeting, act: str = "") -> str:
    return f"/boards/fosse/meetings/{meeting.pk}/{act}"


def posted(day: dt.date, **more: str) -> dict[str, object]:
    return {"on_day": day.day, "on_month": day.month, "on_year": day.year, **more}


def published(cast: Cast) -> Meeting:
    """The cast's meeting with two items, its agenda published today and in time."""
    far(cast)
    item(cast, details("A"))
    item(cast, details("B"))
    return publish_agenda(meeting=cast.meeting, on=today(), by=cast.manager)


class TestDeadlines:
    def test_they_are_counted_back_from_the_meeting(self, cast: Cast) -> None:
        due = deadlines_of(moved(cast, MARCH))
        assert (due.returns_due, due.publish_by, due.papers_due) == (
            dt.date(2024, 3, 10), dt.date(2024, 3, 12), dt.date(2024, 3, 8),
        )  # fmt: skip
        assert (due.clear_days, due.is_verified) == (5, True)

    def test_papers_fall_due_by_the_boards_own_rule(self, cast: Cast) -> None:
        Board.objects.filter(pk=cast.board.pk).update(papers_due_before_publication=0)
        cast.meeting.board.refresh_from_db()
        assert deadlines_of(moved(cast, MARCH)).papers_due == dt.date(2024, 3, 12)

    def test_without_a_setting_nothing_is_guessed(self, cast: Cast) -> None:
        LegalSetting.objects.all().delete()
        due = deadlines_of(cast.meeting)
        assert (due.publish_by, due.papers_due, due.clear_days) == (None, None, None)
        assert not due.is_late(days(400))
        assert due.warning(days(400)) == ""

    def test_the_warning_names_the_last_lawful_day(self, cast: Cast) -> None:
        due = deadlines_of(moved(cast, MARCH))
        assert due.warning(dt.date(2024, 3, 12)) == ""
        assert due.warning(dt.date(2024, 3, 13)) == (
            "13 March 2024 is too late. 5 clear days’ notice is due before the meeting on 20 March 2024: "
            "the last lawful day is Tuesday 12 March 2024."
        )

    def test_a_weekend_after_the_last_lawful_day_takes_no_clear_day_away(self, cast: Cast) -> None:
        due = deadlines_of(moved(cast, dt.date(2024, 4, 3)))
        assert due.publish_by == dt.date(2024, 3, 22)  # a Friday
        assert [due.is_late(dt.date(2024, 3, day)) for day in (22, 23, 24, 25)] == [False, False, False, True]

    def test_counting_is_read_once_for_all_meetings(self, cast: Cast, django_assert_num_queries) -> None:
        with django_assert_num_queries(2):
            counting = counting_of(cast.board)
            assert {type(counting.deadlines(cast.meeting)) for _ in range(5)} == {Deadlines}


class TestPublishing:
    def test_in_time_it_needs_no_reason_and_keeps_none(self, cast: Cast) -> None:
        far(cast)
        item(cast)
        held = publish_agenda(meeting=cast.meeting, on=today(), late_reason="Not needed", by=cast.manager)
        held.refresh_from_db()
        assert (held.agenda_published_on, held.agenda_published_by, held.late_notice_reason) == (
            today(), cast.manager, "",
        )  # fmt: skip
        assert held.version == cast.meeting.version + 1
        assert AuditEvent.objects.get(action="published the agenda").detail["on"] == today().isoformat()

    def test_too_late_it_needs_a_reason_which_is_kept(self, cast: Cast) -> None:
        moved(cast, days(3))
        item(cast)
        with pytest.raises(TooLate, match="the last lawful day is"):
            publish_agenda(meeting=cast.meeting, on=today(), late_reason="  ", by=cast.manager)
        held = publish_agenda(meeting=cast.meeting, on=today(), late_reason=" A flood ", by=cast.manager)
        assert held.late_notice_reason == "A flood"

    def test_what_cannot_be_published(self, cast: Cast) -> None:
        far(cast)
        with pytest.raises(Refusal, match="nothing to publish"):
            publish_agenda(meeting=cast.meeting, on=today(), by=cast.manager)
        item(cast)
        with pytest.raises(Refusal, match="is still to come"):
            publish_agenda(meeting=cast.meeting, on=days(1), by=cast.manager)
        with pytest.raises(Refusal, match="given before it"):
            publish_agenda(meeting=cast.meeting, on=days(41), late_reason="x", by=cast.manager)
        publish_agenda(meeting=cast.meeting, on=today(), by=cast.manager)
        with pytest.raises(Refusal, match="already"):
            publish_agenda(meeting=cast.meeting, on=today(), by=cast.manager)

    def test_it_is_the_managers_act(self, cast: Cast) -> None:
        far(cast)
        item(cast)
        for person in (cast.chair, cast.member, cast.other_manager, cast.outsider):
            with pytest.raises(PermissionDenied):
                publish_agenda(meeting=cast.meeting, on=today(), by=person)

    def test_on_its_page_a_date_that_is_too_late_is_answered_with_the_last_lawful_day(self, as_, cast: Cast) -> None:
        far(cast)
        item(cast)
        client, due = as_(cast.manager), deadlines_of(cast.meeting)
        assert "late_reason" not in client.get(url(cast.meeting, "publish/")).content.decode()
        answer = client.post(url(cast.meeting, "publish/"), posted(days(38)))
        assert due.publish_by is not None
        assert f"the last lawful day is {due.publish_by:%A}" in problems(answer)[0]
        assert "late_reason" in answer.content.decode()
        assert client.post(url(cast.meeting, "publish/"), posted(days(1))).status_code == 200  # still to come
        assert client.post(url(cast.meeting, "publish/"), posted(today()))["Location"] == url(cast.meeting)
        assert "Published" in client.get(url(cast.meeting)).content.decode()

    def test_late_on_its_page_the_reason_is_asked_for_at_once(self, as_, cast: Cast) -> None:
        moved(cast, days(3))
        item(cast)
        client = as_(cast.manager)
        assert "late_reason" in client.get(url(cast.meeting, "publish/")).content.decode()
        client.post(url(cast.meeting, "publish/"), posted(today(), late_reason="A flood"))
        assert "A flood" in as_(cast.member).get(url(cast.meeting)).content.decode()


class TestAfterPublication:
    def test_items_are_not_moved_changed_or_removed(self, cast: Cast) -> None:
        first = published(cast).items.all()[0]
        for act in (
            lambda: move_item(item=first, up=False, by=cast.manager),
            lambda: change_item(item=first, details=details("X"), by=cast.manager),
            lambda: remove_item(item=first, by=cast.manager),
        ):
            with pytest.raises(Refusal, match="its items stay as they are"):
                act()
        assert list(cast.meeting.items.values_list("title", flat=True)) == ["A", "B"]

    def test_an_item_is_added_with_a_reason_only(self, cast: Cast) -> None:
        meeting = published(cast)
        with pytest.raises(Refusal, match="Say why this item is urgent"):
            add_item(meeting=meeting, details=details("C"), by=cast.manager)
        late = add_item(meeting=meeting, details=details("C"), late_reason=" A fire ", by=cast.manager)
        assert (late.order, late.added_late_reason) == (3, "A fire")

    def test_before_publication_no_reason_is_kept(self, cast: Cast) -> None:
        assert item(cast, details(), late_reason="Because").added_late_reason == ""

    def test_an_item_is_withdrawn_with_a_reason_and_keeps_its_number(self, cast: Cast) -> None:
        first = published(cast).items.all()[0]
        with pytest.raises(Refusal, match="Say why"):
            withdraw_item(item=first, reason=" ", by=cast.manager)
        held = withdraw_item(item=first, reason="Not ready", by=cast.manager)
        assert (held.order, held.is_withdrawn) == (1, True)
        with pytest.raises(Refusal, match="withdrawn already"):
            withdraw_item(item=first, reason="Again", by=cast.manager)
        with pytest.raises(PermissionDenied):
            withdraw_item(item=first, reason="x", by=cast.chair)

    def test_before_publication_an_item_is_taken_off_not_withdrawn(self, cast: Cast) -> None:
        with pytest.raises(Refusal, match="take the item off"):
            withdraw_item(item=item(cast), reason="x", by=cast.manager)

    def test_the_date_stays_and_the_rest_may_change(self, cast: Cast) -> None:
        meeting = published(cast)
        given = Details(meeting.title, meeting.date, dt.time(14), "Elsewhere", meeting.quarter, meeting.returns_due)
        changed = change_meeting(meeting=meeting, details=given, version=meeting.version, by=cast.manager)
        assert changed.place == "Elsewhere"
        other = Details(meeting.title, days(50), dt.time(14), "Hall", meeting.quarter)
        with pytest.raises(DateStays, match="Cancel it, or call another"):
            change_meeting(meeting=meeting, details=other, version=changed.version, by=cast.manager)

    def test_the_database_holds_it_too(self, cast: Cast) -> None:
        meeting = published(cast)
        items, held = AgendaItem.objects.filter(meeting=meeting), Meeting.objects.filter(pk=meeting.pk)
        for act in (
            lambda: items.update(order=9), lambda: items.update(title="X"), lambda: items.update(text="X"),
            lambda: items.filter(title="A").delete(), lambda: AgendaItem.objects.create(meeting=meeting, order=3),
            lambda: held.update(date=days(60)), lambda: held.update(agenda_published_on=days(-1)),
            lambda: held.update(agenda_published_on=None, agenda_published_by=None),
        ):  # fmt: skip
            with pytest.raises(IntegrityError), transaction.atomic():
                act()
        assert items.filter(title="A").update(withdrawn_reason="Not ready") == 1
        with pytest.raises(IntegrityError), transaction.atomic():
            items.filter(title="A").update(withdrawn_reason="")


class TestCancelling:
    def test_it_keeps_its_reason_and_takes_no_more_changes(self, cast: Cast) -> None:
        first = item(cast)
        held = cancel_meeting(meeting=cast.meeting, reason=" Snow ", by=cast.manager)
        assert held.cancelled_reason == "Snow"
        given = Details(held.title, held.date, dt.time(14), "Hall", held.quarter, held.returns_due)
        for act in (
            lambda: cancel_meeting(meeting=held, reason="x", by=cast.manager),
            lambda: publish_agenda(meeting=held, on=today(), by=cast.manager),
            lambda: item(cast),
            lambda: move_item(item=first, up=True, by=cast.manager),
            lambda: plan_ahead(meeting=held, title="x", purpose=Purpose.NOTE, by=cast.manager),
            lambda: change_meeting(meeting=held, details=given, version=held.version, by=cast.manager),
        ):
            with pytest.raises(Refusal, match=r"cancelled \(Snow\)"):
                act()

    def test_it_needs_a_reason_and_a_meeting_that_was_not_held(self, cast: Cast) -> None:
        with pytest.raises(Refusal, match="Say why"):
            cancel_meeting(meeting=cast.meeting, reason=" ", by=cast.manager)
        Minutes.objects.create(meeting=cast.meeting)
        with pytest.raises(Refusal, match="has minutes"):
            cancel_meeting(meeting=cast.meeting, reason="Snow", by=cast.manager)
        with pytest.raises(PermissionDenied):
            cancel_meeting(meeting=cast.meeting, reason="Snow", by=cast.chair)

    def test_on_its_page(self, as_, cast: Cast) -> None:
        client = as_(cast.manager)
        assert problems(client.post(url(cast.meeting, "cancel/"), {})) == ["Answer the question “Why is it cancelled?”"]
        client.post(url(cast.meeting, "cancel/"), {"reason": "Snow"})
        page = as_(cast.member).get(url(cast.meeting)).content.decode()
        assert "This meeting is cancelled." in page
        assert "Snow" in page
        assert "Cancelled" in client.get("/boards/fosse/meetings/").content.decode()
        assert client.get("/boards/fosse/meetings/").context["plan"] == []
