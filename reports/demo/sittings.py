"""What happened at past meetings, recorded in the days after by the programme manager of then."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import Any

from django.conf import settings

from reports.demo.clock import on
from reports.demo.story import Story
from snb.attendance import Mark, Other, declare, record_attendance
from snb.decisions import record_decision
from snb.minutes import approve, circulate, minutes_of, open_minutes, write_entry
from snb.models import AgendaItem, Meeting, MinuteEntry, MinutesState
from snb.sittings import Key, Kind, Line, sitting_of

Toml = dict[str, Any]
WRITTEN, CIRCULATED = 3, 9  # days after the meeting


def load_sitting(story: Story, meeting: Meeting) -> None:
    """The record of one meeting that is past, if the board's folder describes it. It approves the minutes before."""
    data = _described(story)
    told = {story.data["_by_slug"][row["slug"]].pk: row for row in data.get("meetings", [])}
    if meeting.date >= story.today or meeting.pk not in told:
        return
    _set_quorum(story, data)
    row = told[meeting.pk]
    meeting = Meeting.objects.select_related("board").get(pk=meeting.pk)
    items = {item.title: item for item in meeting.items.filter(withdrawn_reason="")}
    with on(meeting.date, 15):
        _approve_before(story, meeting, told)
        _sit(story, meeting, row, items)
        for said in row.get("decisions", []):
            by = story.manager(meeting.date)
            record_decision(item=items[said["item"]], text=said["text"], reasons=said.get("reasons", ""), by=by)
    _write(story, meeting, row, items, data["otherwise"])


def _described(story: Story) -> Toml:
    path = settings.BASE_DIR / "fixtures" / story.loaded.board.slug / "sittings.toml"
    return tomllib.loads(path.read_text()) if path.exists() else {}


def _set_quorum(story: Story, data: Toml) -> None:
    board = story.loaded.board
    if board.quorum != data.get("quorum"):
        board.quorum = data["quorum"]
        board.save()


def _approve_before(story: Story, meeting: Meeting, told: dict[int, Toml]) -> None:
    """The minutes of the meeting before, if they were circulated."""
    before = Meeting.objects.filter(board=meeting.board, date__lt=meeting.date).order_by("-date").first()
    minutes = minutes_of(before) if before else None
    if before is None or minutes is None or minutes.state != MinutesState.CIRCULATED:
        return
    corrections = told[before.pk].get("corrections", "")
    by = story.manager(meeting.date)
    approve(meeting=before, approving=meeting, corrections=corrections, version=minutes.version, by=by)


def _sit(story: Story, meeting: Meeting, row: Toml, items: dict[str, AgendaItem]) -> None:
    by, sitting = story.manager(meeting.date), sitting_of(meeting)
    said = _said_of_posts(story, row)
    marks: dict[Key, Mark] = {line.key: said.get(line.post_id) or _usual(line) for line in sitting.lines}
    others = [Other(*(part.strip() for part in text.split(",", 1))) for text in row.get("in_attendance", [])]
    record_attendance(meeting=meeting, marks=marks, others=others, seen=sitting.stamp, by=by)
    holders = {line.post_id: line.holder for line in sitting.lines}
    for declared in row.get("declarations", []):
        declare(
            meeting=meeting, name=holders[story.loaded.posts[declared["post"]].pk], interest=declared["interest"],
            item=items[declared["item"]], left_the_room=declared.get("left_the_room", False), by=by,
        )  # fmt: skip


def _said_of_posts(story: Story, row: Toml) -> dict[int, Mark]:
    posts = story.loaded.posts
    said = {posts[key].pk: Mark(Kind.SUBSTITUTE, name) for key, name in row.get("substitutes", {}).items()}
    for kind in (Kind.APOLOGIES, Kind.ABSENT):
        said |= {posts[key].pk: Mark(kind) for key in row.get(kind.value, [])}
    return said


def _usual(line: Line) -> Mark:
    return Mark(Kind.PRESENT if line.holder else Kind.ABSENT)


def _write(story: Story, meeting: Meeting, row: Toml, items: dict[str, AgendaItem], otherwise: str) -> None:
    day = meeting.date + dt.timedelta(days=WRITTEN)
    with on(day, 10):
        minutes = open_minutes(meeting=meeting, by=story.manager(day))
        for title, item in items.items():
            text = row["minutes"].get(title, otherwise).strip()
            version = MinuteEntry.objects.get(item=item).version
            write_entry(item=item, text=text, version=version, by=story.manager(day))
    day = meeting.date + dt.timedelta(days=CIRCULATED)
    if day <= story.today:
        with on(day, 9):
            circulate(meeting=meeting, version=minutes.version, by=story.manager(day))
