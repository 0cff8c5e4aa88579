"""Five quarters of returns, told through the product's own workflow on the days they happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from priorities.chasing import extend
from priorities.models import PlannedAction, QuarterlyReturn, ReturnSection
from priorities.models.returns import State
from priorities.opening import open_returns
from priorities.workflow import Remark, move
from priorities.writing import save_section
from reports.demo.board import Loaded
from reports.demo.clock import on
from snb.holders import appointments_on
from snb.models import AgendaItem, ForwardPlanItem, Meeting, Person
from snb.permissions import Role
from snb.quarters import Quarter

Toml = dict[str, Any]
PAST = {"started": -32, "submitted": -28, "signed": -24, "accepted": -20}  # days before the quarter's meeting
OPENED = -45
ACCEPTED_LATE = "accepted_late"  # after the pack is compiled
UNCHANGED = "Carry on with the plan as it stands."


@dataclass
class Story:
    """One board's story and what telling it needs. `today` is the day all offsets count from."""

    data: Toml
    loaded: Loaded
    people: dict[str, int]
    today: dt.date

    def day(self, offset: int) -> dt.date:
        return self.today + dt.timedelta(days=offset)

    def person(self, key: str) -> Person:
        """Read afresh, because rights are of the day on which they are asked."""
        return Person.objects.get(pk=self.people[key])

    def holder(self, role: Role, remit_id: int, day: dt.date) -> Person | None:
        found = appointments_on(day, roles=[role], remit_ids=[remit_id])[remit_id]
        return Person.objects.get(pk=found[0].person_id) if found else None

    def manager(self, day: dt.date) -> Person:
        manager = self.holder(Role.PROGRAMME_MANAGER, self.loaded.remits["board"].pk, day)
        if manager is None:
            raise ValueError(f"The fixture of {self.loaded.board} has no programme manager on {day}.")
        return manager


def load_meetings(story: Story) -> dict[int, Meeting]:
    """Meetings by the fixture's number of the quarter; 0 is the one ahead."""
    meetings: dict[int, Meeting] = {}
    reported = Quarter.of(story.today).previous()
    for row in story.data["meetings"]:
        meeting = meetings[row["quarter"]] = Meeting.objects.create(
            board=story.loaded.board,
            date=story.day(row["in_days"]),
            time=row["time"],
            place=row["venue"],
            quarter_start=reported.shifted(row["quarter"]).start,
            returns_due=story.day(row["returns_due_in_days"]),
        )
        for order, item in enumerate(row.get("items", []), 1):
            _load_item(story, meeting, order, item)
        story.data.setdefault("_by_slug", {})[row["slug"]] = meeting
    for row in story.data.get("forward_plan", []):
        meeting = story.data["_by_slug"][row["meeting"]]
        ForwardPlanItem.objects.create(meeting=meeting, title=row["title"], purpose=row["purpose"])
    return meetings


def _load_item(story: Story, meeting: Meeting, order: int, item: Toml) -> None:
    private = item.get("exempt", {})
    AgendaItem.objects.create(
        meeting=meeting,
        order=order,
        title=item["title"],
        purpose=item["purpose"],
        minutes=item["minutes"],
        presenter=story.loaded.posts.get(item.get("presenter", "")),
        block=item.get("block", ""),
        text=item.get("text", ""),
        exempt_paragraph=private.get("paragraph"),
        public_interest=private.get("reason", ""),
        public_title=private.get("title", ""),
    )


def load_plans(story: Story) -> None:
    for row in story.data["priorities"]:
        for action in row.get("planned_actions", []):
            PlannedAction.objects.create(
                priority=story.loaded.priorities[row["slug"]],
                slug=action["slug"],
                title=action["title"],
                owner=action["owner"],
                begins=story.day(action["starts"]),
                due=story.day(action["due"]),
                budget=action["budget"],
                outputs=action.get("outputs", ""),
                outcome=action.get("outcome", ""),
                milestone=action.get("milestone", "")[:200],
            )


def tell_quarter(story: Story, quarter: int, meeting: Meeting, told: Callable[[str], None]) -> None:
    """Open the quarter's returns and bring each to the state the fixture says it is in."""
    with on(min(meeting.date + dt.timedelta(days=OPENED), story.today)):
        open_returns(meeting=meeting, by=story.manager(meeting.date + dt.timedelta(days=OPENED)))
    for row in story.data["priorities"]:
        told(f"{meeting.quarter.short}: {row['slug']}")
        lines = [line for line in row.get("returns", []) if line["quarter"] == quarter]
        if lines and lines[0].get("state") != "not_started":
            held = QuarterlyReturn.objects.get(meeting=meeting, priority=story.loaded.priorities[row["slug"]])
            Telling(story, row, lines[0], held).tell()


class Telling:
    """One return from its first word to where it stands."""

    def __init__(self, story: Story, row: Toml, line: Toml, held: QuarterlyReturn) -> None:
        self.story, self.row, self.line, self.held = story, row, line, held
        self.state = line.get("state", "accepted")
        offsets = line.get("days") or PAST
        origin = story.today if "days" in line else held.meeting.date
        self.days = {what: origin + dt.timedelta(days=offset) for what, offset in offsets.items()}

    def tell(self) -> None:
        lead = self.lead(self.days.get("signed", self.days["started"]))
        writer_day = self.days["started"]
        support = self.story.holder(Role.SUPPORT_OFFICER, self.held.remit_id, writer_day)
        self.write(support or self.lead(writer_day), writer_day)
        if "extension" in self.line:
            self.extend(self.line["extension"])
        if "submitted" in self.days and support:
            self.move(State.WITH_LEAD, support, "submitted", 11)
        if "signed" in self.days:
            self.move(State.SIGNED, lead, "signed", 14)
        if "sent_back" in self.days:
            self.send_back(self.line["sent_back"])
        elif "accepted" in self.days and self.state != ACCEPTED_LATE:
            self.move(State.ACCEPTED, self.story.manager(self.days["accepted"]), "accepted", 16)

    def lead(self, day: dt.date) -> Person:
        if "signed_by" in self.line and day == self.days.get("signed"):
            return self.story.person(self.line["signed_by"])
        lead = self.story.holder(Role.LEAD, self.held.remit_id, day)
        if lead is None:
            raise ValueError(f"{self.held} has no lead on {day}.")
        return lead

    def move(self, to: State, by: Person, when: str, hour: int) -> None:
        with on(self.days[when], hour):
            self.held = move(quarterly_return=self.held, to=to, by=by)

    def send_back(self, said: Toml) -> None:
        with on(self.days["sent_back"], 15):
            remark = Remark(section_key=said["section"], text=said["comment"])
            self.held = move(
                quarterly_return=self.held, to=State.SENT_BACK, by=self.story.person(said["by"]), remarks=[remark]
            )

    def extend(self, given: Toml) -> None:
        day = self.story.day(-5)
        with on(day):
            extend(
                quarterly_return=self.held,
                new_due=self.story.day(given["until"]),
                reason=given["reason"],
                by=self.story.manager(day),
            )

    def write(self, by: Person, day: dt.date) -> None:
        """Every section in turn, as a person would; a draft leaves its last sections open."""
        sections = list(ReturnSection.objects.filter(quarterly_return=self.held))
        for minute, section in enumerate(sections):
            done = self.state != "draft" or minute < 3
            with on(day, 10, minute * 5):
                save_section(section=section, version=0, values=self.values(section.key), is_complete=done, by=by)

    def values(self, key: str) -> Toml:
        line = self.line
        if key == "judgement":
            return {"rag": line["rag"], "outlook": line["outlook"], "reason": line["reason"]}
        if key == "escalation":
            asked = line.get("escalation", {})
            return {"text": asked.get("text", ""), "ask": asked.get("ask", "")}
        if key == "required_actions":
            return {"reports": self.required()}
        if key == "planned_actions":
            return {"reports": self.planned()}
        if key == "risks":
            return {"risks": self.risks()}
        return {"text": line.get(key) or (UNCHANGED if key == "next_quarter" else "")}

    def required(self) -> dict[int, Toml]:
        """A sentence of evidence stands until a later quarter gives another."""
        evidence: dict[str, str] = {}
        for line in sorted(self.row["returns"], key=lambda line: line["quarter"]):
            if line["quarter"] <= self.line["quarter"]:
                evidence |= line.get("evidence", {})
        statuses = self.line.get("required", [])
        return {
            report.pk: {
                "status": statuses[report.required_action.number - 1],
                "evidence": evidence.get(str(report.required_action.number), ""),
            }
            for report in self.held.required_reports.select_related("required_action")
            if report.required_action.number <= len(statuses)
        }

    def planned(self) -> dict[int, Toml]:
        told = self.line.get("planned", {})
        return {
            report.pk: self.planned_report(told[report.planned_action.slug])
            for report in self.held.planned_reports.select_related("planned_action")
            if report.planned_action.slug in told
        }

    def planned_report(self, told: Toml) -> Toml:
        revised = self.story.day(told["due"]) if "due" in told else None
        return {
            "status": told["status"],
            "spent": told.get("spent", 0),
            "revised_due": revised,
            "revised_reason": told.get("reason", "") if revised else "",
        }

    def risks(self) -> list[Toml]:
        known = {risk["slug"]: risk for risk in self.row.get("risks", [])}
        return [
            {
                "title": known[slug]["title"],
                "likelihood": score[0],
                "impact": score[1],
                "mitigation": known[slug]["mitigation"],
            }
            for slug, score in self.line.get("risks", {}).items()
        ]
