"""Agreements over time, as a board's folder describes them: those of the past by direct entry, what is made up for the
one in force by the product's own functions on the days it happened."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import Any

from django.conf import settings

from priorities.models import (
    Agreement,
    FurtherWork,
    Lineage,
    Placement,
    Priority,
    Refresh,
    RefreshOutcome,
    RequiredAction,
    Statement,
    Theme,
)
from priorities.refreshing import agree_refresh, ask_for_work, decide, open_refresh
from reports.demo.board import ROLES
from reports.demo.clock import on
from reports.demo.story import Story
from snb.action_workflow import close_actions, report
from snb.models import Action, Meeting, Remit, RemitName
from snb.permissions import RemitKind, Role
from snb.quarters import Quarter
from snb.recurrence import months_after

Toml = dict[str, Any]
KINDS = [kind.value for kind in Statement.Kind]
Kind = RefreshOutcome.Kind


def load_agreements(story: Story) -> None:
    """The agreements before the one in force, and what the one in force says beside its themes."""
    data = _described(story)
    for row in data.get("priorities", []):
        _load_priority(story, row)
    for slug, names in data.get("names", {}).items():
        for name in names:
            begins = story.loaded.agreement.begins if name["from"] == "carried_forward" else name["from"]
            remit = story.loaded.priorities[slug].remit
            RemitName.objects.get_or_create(remit=remit, begins=begins, defaults={"name": name["name"]})
    for row in data.get("agreements", []):
        _load_agreement(story, row)
    if current := data.get("current"):
        _load_current(story, current)


def load_refreshes(story: Story, meetings: dict[int, Meeting]) -> None:
    """Every refresh: those published as they were, those made up as people would have made them."""
    data = _described(story)
    for row in data.get("agreements", []):
        agreement = Agreement.objects.get(board=story.loaded.board, title=row["title"])
        for held in row.get("refreshes", []):
            _load_published(story, agreement, held, meetings)
    for held in data.get("current", {}).get("refreshes", []):
        _tell(story, held, meetings)


def _described(story: Story) -> Toml:
    path = settings.BASE_DIR / "fixtures" / story.loaded.board.slug / "agreements.toml"
    return tomllib.loads(path.read_text()) if path.exists() else {}


def _load_priority(story: Story, row: Toml) -> None:
    remit = Remit.objects.create(board=story.loaded.board, kind=RemitKind.PRIORITY)
    RemitName.objects.create(remit=remit, name=row["name"], begins=row["from"])
    story.loaded.priorities[row["slug"]] = Priority.objects.create(
        board=story.loaded.board, remit=remit, slug=row["slug"], summary=row["summary"]
    )


def _load_agreement(story: Story, row: Toml) -> None:
    fields = ("title", "begins", "ends", "successor_starts", "note", "source")
    agreement = Agreement.objects.create(
        board=story.loaded.board, **{name: row[name] for name in fields if name in row}
    )
    for order, theme in enumerate(row["themes"], 1):
        made = Theme.objects.create(
            agreement=agreement, order=order, name=theme["name"], kind=theme.get("kind", Theme.Kind.THEME)
        )
        for place, slug in enumerate(theme["priorities"], 1):
            wording = theme.get("wording", {}).get(slug, "")
            Placement.objects.create(theme=made, priority=story.loaded.priorities[slug], order=place, wording=wording)
    if row.get("required_actions"):
        for action in story.loaded.agreement.required_actions.all():
            RequiredAction.objects.create(
                agreement=agreement, number=action.number, text=action.text, label=action.label
            )
    _load_said(story, agreement, row)


def _load_current(story: Story, row: Toml) -> None:
    agreement = story.loaded.agreement
    agreement.source = row.get("source", "")
    if (months := row.get("successor_months_before")) and agreement.ends:
        agreement.successor_starts = months_after(agreement.ends, -months) + dt.timedelta(days=1)
    agreement.save()
    _load_said(story, agreement, row)


def _load_said(story: Story, agreement: Agreement, row: Toml) -> None:
    """Its statements by kind, and where its priorities came from."""
    for kind in KINDS:
        for number, said in enumerate(row.get(kind, []), 1):
            fields = {"text": said} if isinstance(said, str) else _step(said)
            Statement.objects.create(agreement=agreement, kind=kind, number=number, **fields)
    for link in row.get("lineage", []):
        ends = {name: story.loaded.priorities[link[name]] for name in ("earlier", "later")}
        Lineage.objects.create(agreement=agreement, kind=link["kind"], note=link.get("note", ""), **ends)


def _step(said: Toml) -> Toml:
    return {"text": said["text"], "day": said.get("day") or said["month"], "to_the_month": "month" in said}


# Published refreshes -------------------------------------------------------------------------------------------------


def _load_published(story: Story, agreement: Agreement, row: Toml, meetings: dict[int, Meeting]) -> None:
    """Every priority confirmed, and the further work that was asked for, as the source says."""
    meeting = _meeting(story, row["day"])
    manager = story.manager(story.today)
    refresh = Refresh.objects.create(
        agreement=agreement, year=row["day"].year, opened_on=row["day"], opened_by=manager, note=row["note"]
    )
    placed = Placement.objects.filter(theme__agreement=agreement).order_by("theme__order", "order")
    outcomes = {
        placement.priority_id: RefreshOutcome.objects.create(
            refresh=refresh, priority_id=placement.priority_id, kind=Kind.CONFIRMED
        )
        for placement in placed
    }
    for work in row["work"]:
        about = outcomes[story.loaded.priorities[work["priority"]].pk] if "priority" in work else None
        _published_work(story, refresh, work, about)
    refresh.meeting, refresh.agreed_on = meeting, meeting.date
    refresh.save()
    _close(story, refresh, row["closed"], meetings)


def _meeting(story: Story, day: dt.date) -> Meeting:
    """The meeting of that day, which the board's own record may not have yet."""
    reported = Quarter.of(day).previous()
    return Meeting.objects.get_or_create(
        board=story.loaded.board, date=day,
        defaults={"quarter_start": reported.start, "returns_due": day - dt.timedelta(days=10)},
    )[0]  # fmt: skip


def _published_work(story: Story, refresh: Refresh, work: Toml, outcome: RefreshOutcome | None) -> None:
    board = story.loaded.board
    owner = {"role": Role.PROGRAMME_MANAGER.value, "remit": story.loaded.remits["board"]}
    action = Action.objects.create(
        board=board, number=board.actions.count() + 1, origin=Action.Origin.REFRESH, text=work["text"],
        agreed_on=refresh.opened_on, original_due=work["due"], due=work["due"], **owner,
    )  # fmt: skip
    FurtherWork.objects.create(
        refresh=refresh, outcome=outcome, text=work["text"], due=work["due"], action=action, **owner
    )


def _close(story: Story, refresh: Refresh, row: Toml, meetings: dict[int, Meeting]) -> None:
    meeting = meetings[row["quarter"]]
    actions = [work.action for work in refresh.further_work.select_related("action") if work.action]
    with on(meeting.date, 8):
        manager = story.manager(meeting.date)
        for action in actions:
            report(action=action, text=row["outcome"], evidence=row["evidence"], says_done=True, by=manager)
    with on(meeting.date, 15):
        close_actions(actions=actions, meeting=meeting, by=story.manager(meeting.date))


# Refreshes of the story ----------------------------------------------------------------------------------------------


def _tell(story: Story, row: Toml, meetings: dict[int, Meeting]) -> None:
    """One of a meeting that is past is agreed there; one without a meeting is open today, and partly decided."""
    meeting = meetings[row["quarter"]] if "quarter" in row else None
    origin = meeting.date if meeting else story.today
    day = origin + dt.timedelta(days=row["opened"])
    agreement = story.loaded.agreement
    if agreement.refreshes.filter(year=day.year).exists():  # at the turn of a year both would be of one
        return
    with on(day, 10):
        refresh = open_refresh(agreement=agreement, by=story.manager(day))
        _ask(story, refresh, row["work"], day)
    with on(day, 11):
        _decide(story, refresh, row, day)
    if meeting:
        with on(meeting.date, 15):
            agree_refresh(refresh=refresh, meeting=meeting, note=row["note"], by=story.manager(meeting.date))


def _ask(story: Story, refresh: Refresh, works: list[Toml], day: dt.date) -> None:
    for work in works:
        priority = story.loaded.priorities.get(work.get("priority", ""))
        remit = priority.remit if priority and work["owner"] == "lead" else story.loaded.remits["board"]
        ask_for_work(
            refresh=refresh, text=work["text"], due=day + dt.timedelta(days=work["due_in"]), by=story.manager(day),
            owner={"role": ROLES[work["owner"]].value, "remit": remit},
            outcome=refresh.outcomes.get(priority=priority) if priority else None,
        )  # fmt: skip


def _decide(story: Story, refresh: Refresh, row: Toml, day: dt.date) -> None:
    """Confirmed are those the row names, or all where it names none."""
    renamed = {said["priority"]: said for said in row.get("renamed", [])}
    confirmed = row.get("confirmed")
    for outcome in refresh.outcomes.select_related("priority__remit"):
        slug, by = outcome.priority.slug, story.manager(day)
        if slug in renamed:
            said = {"new_name": renamed[slug]["name"], "reason": renamed[slug]["reason"]}
            decide(outcome=outcome, kind=Kind.RENAMED, version=outcome.version, by=by, **said)
        elif confirmed is None or slug in confirmed:
            decide(outcome=outcome, kind=Kind.CONFIRMED, version=outcome.version, by=by)
