"""Organisations over time, what they are to a board, what it also sits as, its groups and protocols."""

from __future__ import annotations

import tomllib
from typing import Any

from django.conf import settings

from reports.demo.clock import on
from reports.demo.story import Story
from snb.appointing import appoint
from snb.models import Capacity, Group, GroupTopic, Organisation, Protocol, Seat, Standing, Succession
from snb.permissions import Role

Toml = dict[str, Any]
TOPICS = {"themes": GroupTopic.Kind.THEME, "plans": GroupTopic.Kind.PLAN, "information": GroupTopic.Kind.INFORMATION}


def load_bodies(story: Story) -> None:
    """What the board's folder says of its bodies, if it does. What is history was so before there was a product: it is
    written as rows; the champions of today are appointed as anybody is."""
    path = settings.BASE_DIR / "fixtures" / story.loaded.board.slug / "bodies.toml"
    if not path.exists():
        return
    data = tomllib.loads(path.read_text())
    for row in data.get("organisations", []):
        fields = {name: row[name] for name in ("short_name", "kind", "begins", "ends", "note") if name in row}
        Organisation.objects.get_or_create(name=row["name"], defaults=fields)
    _load_successions(data)
    _load_standings(story, data)
    _load_capacities(story, data)
    _load_groups(story, data)
    _load_protocols(story, data)
    for row in data["linkage_notes"]:
        _note_linkage(story, row)
    for row in data.get("champions", []):
        _champion(story, row)


def _load_successions(data: Toml) -> None:
    for row in data.get("successions", []):
        later = Organisation.objects.get(name=row["into"])
        for name in row["parts"]:
            earlier = Organisation.objects.get(name=name)
            Succession.objects.get_or_create(
                earlier=earlier, later=later, defaults={"on": row["on"], "note": row["note"]}
            )


def _load_standings(story: Story, data: Toml) -> None:
    for row in data["standings"]:
        for name in row["organisations"]:
            Standing.objects.create(
                board=story.loaded.board,
                organisation=Organisation.objects.get(name=name),
                kind=row["kind"],
                begins=row["since"],
                ends=row.get("until"),
                source=row["source"],
            )


def _load_capacities(story: Story, data: Toml) -> None:
    board = story.loaded.board
    made = {
        row["key"]: Capacity.objects.create(board=board, name=row["name"], duty=row["duty"], begins=row["begins"])
        for row in data.get("capacities", [])
    }
    for row in data.get("seats", []):
        seat = Seat.objects.create(
            board=board,
            order=board.seats.count() + 1,
            capacity=made[row["capacity"]],
            organisation=row["organisation"],
            representative=row["representative"],
            begins=row["begins"],
        )
        seat.posts.set(story.loaded.posts[key] for key in row["posts"])


def _load_groups(story: Story, data: Toml) -> None:
    made: dict[str, Group] = {}
    for row in data["groups"]:
        texts = {name: row[name] for name in ("kind", "purpose", "chair", "reports_to", "source") if name in row}
        group = made[row["name"]] = Group.objects.create(
            board=story.loaded.board,
            name=row["name"],
            begins=_day(story, row, "begins"),
            ends=_day(story, row, "ends"),
            parent=made.get(row.get("parent", "")),
            post=story.loaded.posts.get(row.get("post", "")),
            **texts,
        )
        topics = [(kind, text) for name, kind in TOPICS.items() for text in row.get(name, [])]
        for order, (kind, text) in enumerate(topics, 1):
            GroupTopic.objects.create(group=group, order=order, kind=kind, text=text)


def _load_protocols(story: Story, data: Toml) -> None:
    for row in data["protocols"]:
        Protocol.objects.create(
            board=story.loaded.board,
            begins=_day(story, row, "begins"),
            review_due=_day(story, row, "review"),
            **{name: row[name] for name in ("title", "text", "parties", "source")},
        )


def _note_linkage(story: Story, row: Toml) -> None:
    for linkage in story.loaded.board.linkages.filter(body__startswith=row["body"]):
        linkage.note = row["note"]
        linkage.save()


def _champion(story: Story, row: Toml) -> None:
    day = story.day(row["begins_in"])
    with on(day, 11):
        appoint(
            person=story.person(row["person"]),
            role=Role.CHAMPION,
            remit=story.loaded.priorities[row["priority"]].remit,
            begins=day,
            by=story.manager(day),
        )


def _day(story: Story, row: Toml, name: str) -> Any:
    """A real day, or one counted from today."""
    return row.get(name) or (story.day(row[f"{name}_in"]) if f"{name}_in" in row else None)
