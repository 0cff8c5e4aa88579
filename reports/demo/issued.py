"""Papers after they are compiled: published, supplemented, corrected, withdrawn; and a kind of the board's own."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import Any

from django.conf import settings

from reports.compiling import compile_document
from reports.demo.clock import on
from reports.demo.story import Story
from reports.documents.committee.subject import key_of
from reports.documents.narrative_paper import PREFIX
from reports.models import Edition, EditionState, Passage, PassageState
from reports.own_kinds.layout import read_layout
from reports.own_kinds.writing import create_kind, use_draft
from reports.workflow import move_edition
from reports.writing import comment_on, move_passage, save_passage
from snb.models import CommitteeReport, Meeting, Person
from snb.permissions import Role
from snb.seen import fingerprint

Toml = dict[str, Any]


def publish(story: Story, edition: Edition, *, cleared: dt.date, published: dt.date) -> None:
    """By the chair and the programme manager of those days; nothing where the board has no chair."""
    chair = _chair(story, cleared)
    if chair is None:
        return
    with on(cleared, 7):
        move_edition(edition=edition, to=EditionState.CLEARED, by=chair)
    with on(published, 7, 30):
        move_edition(edition=edition, to=EditionState.PUBLISHED, by=story.manager(published))


def issue_about(story: Story, kind: str, subject: str) -> None:
    """A paper of no meeting, issued yesterday; once more today where a mistake was found in it."""
    _issue_of_nobody(story, kind, subject, story.day(-1))
    for row in _described(story).get("corrections", []):
        if (row["kind"], key_of(_report(story, row))) == (kind, subject):
            _correct(story, row, subject)
            _issue_of_nobody(story, kind, subject, story.today)


def load_issued(story: Story, quarter: int, meeting: Meeting) -> None:
    """What `papers.toml` of the board's folder says of one meeting: as the records stood then, so before it is held."""
    told = {what: [row for row in rows if row.get("quarter") == quarter] for what, rows in _described(story).items()}
    for row in told.get("kinds", []):
        _issue(story, row, meeting, kind=_own_kind(story, row))
    for row in told.get("supplements", []):
        papers = Edition.objects.filter(meeting=meeting, kind=row["kind"], state=EditionState.PUBLISHED, public_of=None)
        _issue(story, row, meeting, supplement_to=papers.get())
    for row in told.get("withdrawn", []):
        edition = _issue(story, row, meeting, subject=f"{PREFIX}{row['partnership']}")
        day = meeting.date + dt.timedelta(days=row["withdrawn"])
        with on(day, 14):
            move_edition(edition=edition, to=EditionState.WITHDRAWN, reason=row["reason"], by=story.manager(day))


def load_texts(story: Story) -> None:
    """Texts for papers on their way: each saved, sent out, commented on by the chair and cleared as far as it is."""
    for row in _described(story).get("texts", []):
        _write(story, row)


def _described(story: Story) -> Toml:
    path = settings.BASE_DIR / "fixtures" / story.loaded.board.slug / "papers.toml"
    return tomllib.loads(path.read_text()) if path.exists() else {}


def _report(story: Story, row: Toml) -> CommitteeReport:
    return CommitteeReport.objects.get(meeting__committee__board=story.loaded.board, title=row["report"])


def _chair(story: Story, day: dt.date) -> Person | None:
    return story.holder(Role.CHAIR, story.loaded.remits["board"].pk, day)


def _issue(story: Story, row: Toml, meeting: Meeting, **about: Any) -> Edition:
    """A paper of a meeting on the days that the fixture counts from it."""
    compiled, published = (meeting.date + dt.timedelta(days=row[what]) for what in ("compiled", "published"))
    with on(compiled, 12):
        edition = compile_document(
            board=story.loaded.board, meeting=meeting, by=story.manager(compiled), as_at=compiled,
            **{"kind": row.get("kind"), **about},
        )  # fmt: skip
    publish(story, edition, cleared=published, published=published)
    return edition


def _issue_of_nobody(story: Story, kind: str, subject: str, day: dt.date) -> None:
    """A paper of no meeting, compiled and published on that day."""
    with on(day, 6):
        edition = compile_document(
            board=story.loaded.board, kind=kind, subject=subject, by=story.manager(day), as_at=day
        )  # fmt: skip
    publish(story, edition, cleared=day, published=day)


def _own_kind(story: Story, row: Toml) -> str:
    day = story.day(row["on"])
    layout, problems = read_layout(row["layout"])
    if problems:
        raise ValueError(f"The layout of “{row['name']}” in the fixture: {problems[0].message}")
    with on(day, 10):
        by = story.manager(day)
        own = create_kind(board=story.loaded.board, name=row["name"], of_meeting=True, layout=layout, by=by)
        use_draft(own=own, note=row["note"], seen=fingerprint(own.versions.get()), by=by)
    return own.slug


def _correct(story: Story, row: Toml, subject: str) -> None:
    passage = Passage.objects.get(board=story.loaded.board, subject=subject, key=row["key"])
    if row["was"] not in passage.markdown:
        raise ValueError(f"The text “{row['key']}” does not say what the fixture corrects: {row['was']}")
    markdown = passage.markdown.replace(row["was"], row["now"])
    with on(story.today, 5):
        by = story.manager(story.today)
        held = save_passage(passage=passage, markdown=markdown, version=passage.version, by=by)
        for to in (PassageState.COMMENTS, PassageState.CLEARED):
            held = move_passage(passage=held, to=to, version=held.version, by=by)


def _write(story: Story, row: Toml) -> None:
    day = story.day(row["on"])
    passage = Passage(board=story.loaded.board, subject=key_of(_report(story, row)), key=row["key"])
    with on(day, 10):
        by = story.manager(day)
        held = save_passage(passage=passage, markdown=row["markdown"].strip(), version=0, by=by)
        if row["state"] != PassageState.DRAFT:
            held = move_passage(passage=held, to=PassageState.COMMENTS, version=held.version, by=by)
    for said in row.get("comments", []):
        with on(story.day(said["on"]), 13):
            comment_on(passage=held, text=said["text"], by=_chair(story, story.day(said["on"])) or by)
    if row["state"] == PassageState.CLEARED:
        with on(day, 16):
            move_passage(passage=held, to=PassageState.CLEARED, version=held.version, by=by)
