"""Committees and what they asked, told through the product's own functions: history as it was entered, the rest as it
happened."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import Any

from django.conf import settings

from reports.demo.clock import on
from reports.demo.story import Story
from snb.action_workflow import ActionDetails, revise_due
from snb.committee_reports import Answered, Considered, FrontSheet, SignedOff, add_report, set_lines
from snb.committees import CommitteeDetails, add_committee, add_meeting
from snb.models import Committee, CommitteeMeeting, CommitteeReport, Organisation, Person, Recipient, Recommendation
from snb.permissions import Permission, Role
from snb.recipients import offered_on, post_to_reply_from
from snb.replying import Reply, reply, reply_on_behalf
from snb.scrutiny_workflow import Asked, Sent, become_action, end, record_recommendation, reschedule, send

Toml = dict[str, Any]
ENTERED = -500  # days: when the clerk put in what had been before


def load_scrutiny(story: Story) -> None:
    """Everything `scrutiny.toml` of the board's folder describes, if there is one."""
    path = settings.BASE_DIR / "fixtures" / story.loaded.board.slug / "scrutiny.toml"
    data = tomllib.loads(path.read_text()) if path.exists() else {}
    telling = Telling(story)
    for row in data.get("committees", []):
        telling.committee(row)
    for row in data.get("meetings", []):
        telling.meeting(row)


class Telling:
    """A board's committees, told meeting by meeting."""

    def __init__(self, story: Story) -> None:
        self.story, self.board = story, story.loaded.board
        self.committees: dict[str, Committee] = {}
        self.reports: dict[str, CommitteeReport] = {}

    def committee(self, row: Toml) -> None:
        details = CommitteeDetails(row["name"], _body(row["body"]), row["statutory"], row["from"], note=row["note"])
        with on(self.story.day(ENTERED)):
            self.committees[row["key"]] = add_committee(board=self.board, details=details, by=self.clerk(ENTERED))

    def meeting(self, row: Toml) -> None:
        date = row["date"] if "date" in row else self.story.day(row["day"])
        entered = max(ENTERED, min((date - self.story.today).days + 1, 0))
        with on(self.story.day(entered)):
            by = self.clerk(entered)
            held = add_meeting(committee=self.committees[row["committee"]], date=date, note=row.get("note", ""), by=by)
            for report in row.get("reports", []):
                self.reports[report["key"]] = self.report(held, report, by)
        for asked in row.get("asked", []):
            self.ask(held, asked, entered)

    def report(self, meeting: CommitteeMeeting, row: Toml, by: Person) -> CommitteeReport:
        sheet = FrontSheet(**{name: row[name] for name in FrontSheet.__dataclass_fields__ if name in row})
        report = add_report(meeting=meeting, sheet=sheet, by=by)
        lines: dict[str, list[Any]] = {
            "implications": [Considered(**line) for line in row.get("implications", [])],
            "sign_offs": [self.sign_off(line) for line in row.get("sign_offs", [])],
            "flags": [Answered(line["question"], line["yes"], line.get("reason", "")) for line in row.get("flags", [])],
        }
        for part, made in lines.items():
            if made:
                report = set_lines(report=report, part=part, lines=made, version=report.version, by=by)
        return report

    def sign_off(self, line: Toml) -> SignedOff:
        return SignedOff(line["step"], line.get("initials", ""), self.day(line, "on"), line.get("text", ""))

    def ask(self, meeting: CommitteeMeeting, row: Toml, entered: int) -> None:
        due = row.get("due") or (self.story.day(row["due_in"]) if "due_in" in row else None)
        asked = Asked(Recommendation.Kind(row["kind"]), row["text"], due, self.reports.get(row.get("report", "")))
        with on(self.story.day(entered), 10):
            held = record_recommendation(meeting=meeting, asked=asked, by=self.clerk(entered))
        if "to" in row:
            self.send(held, row)
        for action in row.get("actions", []):
            self.act(held, action)
        for move in row.get("moves", []):
            self.move(held, move)
        if "end" in row:
            self.end(held, row["end"])

    def send(self, held: Recommendation, row: Toml) -> None:
        day = held.meeting.date + dt.timedelta(days=row["sent_after"])
        law = [each.organisation for each in offered_on(self.board, day) if each.must_be_asked]
        to = law if row["to"] == "law" else [_body(name) for name in row["to"]]
        with on(day, 11):
            made = send(recommendation=held, sent=Sent(tuple(to), day), by=self.clerk((day - self.story.today).days))
        by_name = {str(recipient.organisation): recipient for recipient in made}
        for said in row.get("replies", []):
            self.reply(by_name[said["body"]], said, day + dt.timedelta(days=said["after"]))

    def reply(self, recipient: Recipient, row: Toml, day: dt.date) -> None:
        """By somebody of that body who may; on its behalf where nobody is."""
        said = Reply(Recipient.Answer(row["answer"]), row["text"])
        with on(day, 14):
            person = None if "post" in row else self.of_body(recipient, day)
            if person is not None:
                reply(recipient=recipient, said=said, by=person)
            else:
                clerk = self.clerk((day - self.story.today).days)
                reply_on_behalf(
                    recipient=recipient, said=said, post=row.get("post", "Chief Executive"), on=day, by=clerk
                )

    def of_body(self, recipient: Recipient, day: dt.date) -> Person | None:
        people = [self.story.person(key) for key in self.story.people]
        return next(
            (
                person
                for person in people
                if person.has_perm(Permission.SCRUTINY_REPLY, recipient) and post_to_reply_from(person, recipient, day)
            ),
            None,
        )

    def act(self, held: Recommendation, row: Toml) -> None:
        agreed, post = self.story.day(row["agreed"]), self.story.loaded.posts[row["post"]]
        with on(agreed, 12):
            held.refresh_from_db()
            action = become_action(
                recommendation=held, details=ActionDetails(row["text"], post=post), due=self.story.day(row["due"]),
                version=held.version, by=self.story.manager(agreed),
            )  # fmt: skip
        if "revised" in row:
            day = self.story.day(row["due"] - 10)
            with on(day, 12):
                revise_due(
                    action=action, due=self.story.day(row["revised"]), reason=row["why"], version=action.version,
                    by=self.story.manager(day),
                )  # fmt: skip

    def move(self, held: Recommendation, row: Toml) -> None:
        decided, to = self.day(row, "on"), self.day(row, "to")
        if decided is None or to is None:
            raise ValueError(f"A move of {held} has no day.")
        entered = max(ENTERED, (decided - self.story.today).days + 1)
        with on(self.story.day(entered), 15):
            held.refresh_from_db()
            reschedule(
                recommendation=held, new_due=to, decision=row["decision"], decided_on=decided, version=held.version,
                by=self.clerk(entered),
            )  # fmt: skip

    def end(self, held: Recommendation, row: Toml) -> None:
        day = self.day(row, "on") or self.story.today
        entered = max(ENTERED, (day - self.story.today).days)
        with on(self.story.day(entered), 16):
            held.refresh_from_db()
            end(
                recommendation=held, state=Recommendation.State(row["state"]), became=row["became"], on=day,
                version=held.version, by=self.clerk(entered),
            )  # fmt: skip

    def day(self, row: Toml, name: str) -> dt.date | None:
        """A published day, or one counted from today; None where neither is said."""
        return self.story.day(row[f"{name}_day"]) if f"{name}_day" in row else row.get(name)

    def clerk(self, offset: int) -> Person:
        day = self.story.day(offset)
        clerk = self.story.holder(Role.SCRUTINY_CLERK, self.story.loaded.remits["board"].pk, day)
        if clerk is None:
            raise ValueError(f"The fixture of {self.board} has no scrutiny officer on {day}.")
        return clerk


def _body(name: str) -> Organisation:
    return Organisation.objects.get(name=name)
