"""The Board's actions, told by the product's own functions on the days on which they happened."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable
from typing import Any

from django.conf import settings

from reports.demo.board import ROLES
from reports.demo.clock import on
from reports.demo.story import Story
from snb.action_workflow import (
    ActionDetails,
    add_action,
    change_action,
    close_actions,
    drop_action,
    reopen_action,
    report,
    revise_due,
)
from snb.models import Action, Meeting, Person
from snb.owners import owners_on

Toml = dict[str, Any]
Event = tuple[dt.date, int, Callable[[], object]]  # when, in which order on one day, and what


class ActionsStory:
    """Everything that happens to a board's actions, in the order of days; `until` tells the next stretch of it."""

    def __init__(self, story: Story) -> None:
        self.story = story
        path = settings.BASE_DIR / "fixtures" / story.loaded.board.slug / "actions.toml"
        rows = tomllib.loads(path.read_text())["actions"] if path.exists() else []
        told = [event for number, row in enumerate(rows) for event in self._events(number, row)]
        self.told: list[Event] = sorted(told, key=lambda event: event[:2])
        self.made: dict[int, int] = {}  # ids of the actions by their place in the fixture

    def until(self, day: dt.date) -> None:
        """What happened up to `day`, which is not after today."""
        while self.told and self.told[0][0] <= min(day, self.story.today):
            when, order, happen = self.told.pop(0)
            with on(when, 9 + order):
                happen()

    def _events(self, number: int, row: Toml) -> list[Event]:
        """An action is written down on the day of its meeting, what follows on the day that the fixture gives."""
        meeting, day = self._meeting(row.get("meeting")), self.story.day
        agreed = meeting.date if meeting else day(row["day"])
        events: list[Event] = [(agreed, 8, lambda: self._add(number, row, meeting))]
        acts = {
            "revised": (0, self._revise), "passed": (1, self._pass), "reports": (2, self._report),
            "dropped": (3, self._drop), "reopened": (4, self._reopen),
        }  # fmt: skip
        for name, (order, act) in acts.items():
            for said in row.get(name, []):
                events.append((day(said["day"]), order, lambda act=act, said=said: act(self._action(number), said)))  # type: ignore[misc]
        closing = self._meeting(row.get("closed"))
        if closing:
            events.append((closing.date, 7, lambda: self._close(number, closing)))
        return events

    def _meeting(self, slug: str | None) -> Meeting | None:
        return self.story.data["_by_slug"][slug] if slug else None

    def _action(self, number: int) -> Action:
        return Action.objects.select_related("board").get(pk=self.made[number])

    def _now(self, day: int) -> Person:
        return self.story.manager(self.story.day(day))

    def _details(self, text: str, owner: Toml) -> ActionDetails:
        loaded = self.story.loaded
        if "post" in owner:
            return ActionDetails(text, post=loaded.posts[owner["post"]])
        return ActionDetails(text, role=ROLES[owner["role"]], remit=loaded.remits[owner["remit"]])

    def _add(self, number: int, row: Toml, meeting: Meeting | None) -> None:
        item = meeting.items.get(title=row["item"]) if meeting else None
        made = add_action(
            board=self.story.loaded.board, details=self._details(row["text"], row["owner"]),
            due=self.story.day(row["due"]), item=item, decision=item.decisions.first() if item else None,
            origin=row.get("origin", Action.Origin.MEETING),
            by=self.story.manager(meeting.date if meeting else self.story.day(row["day"])),
        )  # fmt: skip
        self.made[number] = made.pk

    def _revise(self, action: Action, said: Toml) -> None:
        due = self.story.day(said["due"])
        revise_due(action=action, due=due, reason=said["why"], version=action.version, by=self._now(said["day"]))

    def _pass(self, action: Action, said: Toml) -> None:
        details = self._details(action.text, said["owner"])
        change_action(action=action, details=details, version=action.version, by=self._now(said["day"]))

    def _report(self, action: Action, said: Toml) -> None:
        owners = owners_on(self.story.day(said["day"]), [action])[action.pk]
        by = Person.objects.get(pk=owners[0].pk) if owners else self._now(said["day"])
        done = said.get("done", False)
        report(action=action, text=said["text"], evidence=said.get("evidence", ""), says_done=done, by=by)

    def _drop(self, action: Action, said: Toml) -> None:
        drop_action(action=action, reason=said["why"], version=action.version, by=self._now(said["day"]))

    def _reopen(self, action: Action, said: Toml) -> None:
        due, by = self.story.day(said["due"]), self._now(said["day"])
        reopen_action(action=action, reason=said["why"], due=due, version=action.version, by=by)

    def _close(self, number: int, meeting: Meeting) -> None:
        close_actions(actions=[self._action(number)], meeting=meeting, by=self.story.manager(meeting.date))
