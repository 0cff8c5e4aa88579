"""Notice of meetings: closed days, papers handed in, agendas published, one of them late."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape

from reports.demo.clock import on
from reports.demo.story import Story
from reports.printing.sheet import sheet_pdf
from snb.closing import calendar_of, close_day
from snb.models import Meeting
from snb.notice import deadlines_of, publish_agenda
from snb.papers import add_paper

Toml = dict[str, Any]


def load_papers(story: Story, meetings: dict[int, Meeting]) -> None:
    """Closed days, and papers of agenda items: before the packs that take them in are compiled."""
    data = _described(story)
    for row in data.get("closed", []):
        day = calendar_of(story.loaded.board).following(story.day(row["in_days"]))
        close_day(board=story.loaded.board, day=day, reason=row["reason"], by=story.manager(story.today))
    for row in data.get("papers", []):
        day = story.day(row["on"])
        item = meetings[row["quarter"]].items.get(title=row["item"])
        upload = SimpleUploadedFile(row["file"], _pdf(row, day))
        with on(day):
            add_paper(item=item, title=row["title"], upload=upload, by=story.manager(day))


def publish_past(story: Story, meetings: dict[int, Meeting]) -> None:
    """Notice of every meeting that is past, on its last lawful day but for those that were late."""
    late = {row["quarter"]: row for row in _described(story).get("late", [])}
    for number, meeting in sorted(meetings.items()):
        due = deadlines_of(meeting).publish_by
        if meeting.date >= story.today or due is None or not meeting.items.exists():
            continue
        said = late.get(number)
        day = due
        for _ in range(said["days"] if said else 0):
            day = calendar_of(story.loaded.board).following(day)
        with on(day, 8):
            reason = said["reason"] if said else ""
            publish_agenda(meeting=meeting, on=day, late_reason=reason, by=story.manager(day))


def _described(story: Story) -> Toml:
    path = settings.BASE_DIR / "fixtures" / story.loaded.board.slug / "notice.toml"
    return tomllib.loads(path.read_text()) if path.exists() else {}


def _pdf(row: Toml, day: dt.date) -> bytes:
    """A tagged PDF of a heading and paragraphs, as somebody's office program would export it."""
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in row["paragraphs"])
    html = (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{escape(row["heading"])}</title>'
        f'</head><body><main><header class="masthead"><h1>{escape(row["heading"])}</h1></header>'
        f"{paragraphs}</main></body>"
        "</html>"
    )
    return sheet_pdf(html, title=row["heading"], language="en-GB", identifier=row["file"], created=day)
