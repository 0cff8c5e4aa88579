"""What the partnerships tell each meeting and raise, told through the product's own workflow on the days it happened.

Days in the fixture count from the day a narrative is due, but for those of an action, which count from the meeting.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import Any

from django.conf import settings

from partnerships.escalating import EscalationDetails, Slot, answer_escalation, put_on_agenda, raise_escalation
from partnerships.models import Escalation, Narrative, Partnership
from partnerships.narrative_workflow import (
    NarrativeText,
    accept_narrative,
    open_narratives,
    save_narrative,
    send_back_narrative,
    submit_narrative,
)
from reports.demo.clock import on
from reports.demo.story import OPENED, Story
from snb.action_workflow import ActionDetails, add_action, close_actions, report
from snb.agenda import move_item
from snb.decisions import record_decision
from snb.models import Action, AgendaItem, Meeting, Person
from snb.models.meetings import ExemptParagraph
from snb.permissions import Role

Toml = dict[str, Any]
USUAL = {"written": -6, "submitted": -3, "accepted": 1, "settled": 2}


def load_narratives(story: Story, quarter: int, meeting: Meeting) -> None:
    """Every narrative to one meeting, and what was put on its agenda: before its pack is compiled."""
    rows = [row for row in _described(story).get("narratives", []) if row["quarter"] == quarter]
    if not rows:
        return
    opened = min(meeting.date + dt.timedelta(days=OPENED), story.today)
    with on(opened, 10):
        open_narratives(meeting=meeting, by=story.manager(opened))
    for row in rows:
        partnership = Partnership.objects.get(board=story.loaded.board, slug=row["partnership"])
        _Telling(story, row, Narrative.objects.get(meeting=meeting, partnership=partnership)).tell()


def load_outcomes(story: Story, quarter: int, meeting: Meeting) -> None:
    """What the Board decided of it and who was to act: once the meeting is over."""
    for row in _described(story).get("narratives", []):
        for said in row.get("raised", []):
            if row["quarter"] == quarter and "decided" in said:
                _decide(story, meeting, Escalation.objects.get(item__meeting=meeting, title=said["title"]), said)
            if said.get("action", {}).get("closed_by") == quarter:
                _close(story, meeting, said["action"])


def _described(story: Story) -> Toml:
    path = settings.BASE_DIR / "fixtures" / story.loaded.board.slug / "narratives.toml"
    return tomllib.loads(path.read_text()) if path.exists() else {}


class _Telling:
    """One narrative from its first word to where it stands."""

    def __init__(self, story: Story, row: Toml, held: Narrative) -> None:
        self.story, self.row, self.held = story, row, held
        self.days = USUAL | row.get("days", {})

    def day(self, what: str) -> dt.date:
        return self.held.due + dt.timedelta(days=self.days[what])

    def writer(self, day: dt.date) -> Person:
        found = self.story.holder(Role.CSP_OFFICER, self.held.remit_id, day)
        if found is None:
            raise ValueError(f"{self.held} has no officer on {day}.")
        return found

    def tell(self) -> None:
        state = self.row.get("state", "accepted")
        if state == "not_started":
            return
        self.write()
        if state == "draft":
            return
        day = self.day("submitted")
        with on(day, 16):
            submit_narrative(narrative=self.held, by=self.writer(day))
        if state == "sent_back":
            self.send_back()
        elif state == "accepted":
            self.accept()

    def write(self) -> None:
        day, text = self.day("written"), NarrativeText(**self.row["text"])
        with on(day, 11):
            save_narrative(narrative=self.held, text=text, version=0, by=self.writer(day))
            for said in self.row.get("raised", []):
                purpose = Escalation.Purpose(said["purpose"])
                details = EscalationDetails(said["title"], said["text"], said["ask"], purpose)
                raise_escalation(narrative=self.held, details=details, by=self.writer(day))

    def send_back(self) -> None:
        day = self.day("sent_back")
        with on(day, 9):
            send_back_narrative(narrative=self.held, reason=self.row["sent_back"], by=self.story.manager(day))

    def accept(self) -> None:
        day = self.day("accepted")
        with on(day, 15):
            accept_narrative(narrative=self.held, by=self.story.manager(day))
        for said in self.row.get("raised", []):
            self.settle(Escalation.objects.get(narrative=self.held, title=said["title"]), said)

    def settle(self, raised: Escalation, said: Toml) -> None:
        day = self.day("settled")
        with on(day, 10):
            by = self.story.manager(day)
            if "answer" in said:
                answer_escalation(escalation=raised, answer=said["answer"], by=by)
            elif "minutes" in said:
                put_on_agenda(escalation=raised, slot=_slot(self.held.meeting, said), by=by)
                item = AgendaItem.objects.get(escalations=raised)
                move_item(item=item, up=True, by=by)  # the forward plan closes every agenda


def _slot(meeting: Meeting, said: Toml) -> Slot:
    private = said.get("private", {})
    paragraph = ExemptParagraph(private["paragraph"]) if private else None
    return Slot(
        meeting, said["minutes"], exempt_paragraph=paragraph,
        public_interest=private.get("because", ""), public_title=private.get("title", ""),
    )  # fmt: skip


def _decide(story: Story, meeting: Meeting, raised: Escalation, said: Toml) -> None:
    item = AgendaItem.objects.get(escalations=raised)
    with on(meeting.date, 17):
        by = story.manager(meeting.date)
        decision = record_decision(item=item, text=said["decided"], reasons=said.get("because", ""), by=by)
        if "action" not in said:
            return
        told = said["action"]
        details = ActionDetails(told["text"], post=story.loaded.posts[told["post"]])
        due = meeting.date + dt.timedelta(days=told["due"])
        action = add_action(board=story.loaded.board, details=details, due=due, decision=decision, by=by)
    if "done" in told:
        day = meeting.date + dt.timedelta(days=told["done"])
        with on(day, 14):
            report(
                action=action, text=told["outcome"], evidence=told["evidence"], says_done=True, by=story.manager(day)
            )


def _close(story: Story, meeting: Meeting, told: Toml) -> None:
    with on(meeting.date, 16):
        found = Action.objects.filter(board=story.loaded.board, text=told["text"])
        close_actions(actions=found, meeting=meeting, by=story.manager(meeting.date))
