"""What the demonstration tells of papers after they are compiled: texts on their way, a correction, an own kind."""

from __future__ import annotations

import pytest

from reports.demo import issued
from reports.demo.issued import issue_about, load_issued, load_texts
from reports.demo.story import Story
from reports.models import Edition, EditionState, KindVersion, Passage, PassageState
from tests.reports.committee_scene import SCRUTINY, told

issued_of = issued._described
pytestmark = pytest.mark.django_db


@pytest.fixture
def story(db) -> Story:
    return told("snb")[0]


def test_a_text_stands_in_each_state_and_one_has_an_open_comment(story: Story) -> None:
    load_texts(story)
    rows = Passage.objects.exclude(subject="").filter(changed_by__isnull=False)
    assert dict(rows.values_list("key", "state")) == {
        "purpose": PassageState.CLEARED, "information": PassageState.COMMENTS, "next": PassageState.DRAFT,
    }  # fmt: skip
    (said,) = rows.get(key="information").comments.all()
    assert (said.settled_at, said.by_id) == (None, story.people["marian-oldershaw"])


def test_a_published_report_is_corrected_in_the_one_place_that_was_wrong(story: Story) -> None:
    subject = Passage.objects.filter(key="next").get().subject
    issue_about(story, SCRUTINY, subject)
    first, second = Edition.objects.order_by("pk")
    assert (first.state, second.state, second.corrects) == (EditionState.PUBLISHED, EditionState.PUBLISHED, first)
    changes = [row for row in second.data["changes"]["rows"] if "Developing" in row["section"]]
    assert [("July 2024" in row["was"], "June 2024" in row["now"]) for row in changes] == [(True, True)]


def test_the_boards_own_kind_is_in_use_and_a_paper_of_it_is_out(story: Story, monkeypatch) -> None:
    monkeypatch.setattr(issued, "_described", lambda story: {"kinds": issued_of(story)["kinds"]})
    meeting = story.data["_by_slug"]["quarter-minus-1"]
    for quarter in (0, -1):
        load_issued(story, quarter, meeting)
    edition = Edition.objects.get()
    assert (edition.meeting, edition.state) == (meeting, EditionState.PUBLISHED)
    assert edition.published_at
    assert edition.published_at.date() < meeting.date
    assert (edition.data["kind_name"], edition.data["kind_version"]) == ("Note to the chair", 1)
    assert KindVersion.objects.get().state == KindVersion.State.IN_USE
