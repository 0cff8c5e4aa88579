"""What partnerships know and plan, and what was learnt: facts with their own days, the rest told on its own day."""

from __future__ import annotations

import datetime as dt
import tomllib
from decimal import Decimal
from typing import Any

from django.conf import settings

from partnerships import learning, local_plans, profiles, wards
from partnerships.assessments import kind_of, owed, write_assessment
from partnerships.models import Area, DeathReview, Partnership, StrategicAssessment
from reports.demo.clock import on
from reports.demo.story import Story
from snb.models import Organisation, Person, Remit
from snb.permissions import Role

Toml = dict[str, Any]
SOURCE_ENTERED, WARDS_ENTERED, REVIEWS_ENTERED = -400, -380, -360  # days on which the past was entered


def load_local(story: Story) -> None:
    """What the board's folder says of its partnerships, if it does."""
    path = settings.BASE_DIR / "fixtures" / story.loaded.board.slug / "local.toml"
    if not path.exists():
        return
    data = tomllib.loads(path.read_text())
    _Told(story, data).tell()


class _Told:
    """One board's fixture and what telling it needs."""

    def __init__(self, story: Story, data: Toml) -> None:
        self.story, self.data = story, data
        held = Partnership.objects.filter(board=story.loaded.board).select_related("board", "remit")
        self.partnerships = {row.slug: row for row in held}

    def tell(self) -> None:
        for row in self.data.get("assessments_past", []):
            self.past_assessment(row)
        for row in self.data.get("assessments", []):
            self.assessment(row)
        for row in self.data.get("priorities", []):
            self.priority(row)
        for row in self.data.get("profiles", []):
            self.profile(row)
        if "wards" in self.data:
            self.wards(self.data["wards"])
        for row in self.data.get("reviews", []):
            self.review(row)

    def officer(self, partnership: Partnership, day: dt.date) -> Person:
        """Whoever was the partnership's officer on a day; where nobody was, the programme manager."""
        found = self.story.holder(Role.CSP_OFFICER, partnership.remit_id, day)
        return found or self.story.manager(day)

    def remit(self, slug: str) -> Remit | None:
        return self.story.loaded.priorities[slug].remit if slug else None

    def past_assessment(self, row: Toml) -> None:
        """From a time of which no appointment is known, so nobody is said to have saved it."""
        for slug in row["partnerships"]:
            with on(row["completed_on"]):
                StrategicAssessment.objects.create(
                    partnership=self.partnerships[slug], kind=kind_of(row["due"]), due=row["due"], version=1,
                    completed_on=row["completed_on"], findings=row["findings"], changes=row["changes"],
                )  # fmt: skip

    def assessment(self, row: Toml) -> None:
        partnership, today = self.partnerships[row["partnership"]], self.story.today
        dues = owed(partnership.begins, partnership.ends, today)[::-1]
        if row["back"] >= len(dues):
            return
        due = dues[row["back"]]
        completed_on = min(due + dt.timedelta(days=row["completed"]), today) if "completed" in row else None
        day = max(completed_on or self.story.day(row.get("written", 0)), self.story.day(SOURCE_ENTERED))
        with on(day, 11):
            write_assessment(
                partnership=partnership, due=due, findings=row["findings"], changes=row.get("changes", ""),
                completed_on=completed_on, version=0, by=self.officer(partnership, day),
            )  # fmt: skip

    def priority(self, row: Toml) -> None:
        partnership, source = self.partnerships[row["partnership"]], self.data["priorities_source"]
        details = local_plans.PriorityDetails(
            title=row["title"], detail=row.get("detail", ""), begins=source["begins"], source=source["text"],
            serves=self.remit(row.get("serves", source["serves"])),
        )  # fmt: skip
        day = self.story.day(SOURCE_ENTERED)
        by = self.officer(partnership, day)
        with on(day, 14):
            made = local_plans.add_priority(partnership=partnership, details=details, by=by)
            for action in row.get("actions", []):
                said = {name: action[name] for name in ("title", "owner", "status")}
                due, progress = self.story.day(action["due"]), action.get("progress", "")
                plan = local_plans.ActionDetails(due=due, progress=progress, **said)
                local_plans.add_action(priority=made, details=plan, by=by)

    def profile(self, row: Toml) -> None:
        partnership, day = self.partnerships[row["partnership"]], self.story.day(row["day"])
        scored = [
            profiles.Line(subject, Decimal(str(score)), self.remit(slug)) for subject, score, slug in row["lines"]
        ]
        with on(day, 15):
            by = self.officer(partnership, day)
            profiles.add_profile(partnership=partnership, on=day, note=row["note"], lines=scored, by=by)

    def wards(self, row: Toml) -> None:
        day = self.story.day(WARDS_ENTERED)
        by, made = self.story.manager(day), {}
        with on(day, 10):
            for number, name, code in row["listed"]:
                details = wards.WardDetails(
                    number, name, Area.objects.get(code=code), row["begins"], row["ends"], row["source"]
                )
                made[number] = wards.add_ward(board=self.story.loaded.board, details=details, by=by)
                wards.set_target(ward=made[number], text=row["target"], due=row["target_by"], result="", by=by)
            for told in row["profiles"]:
                said = {name: told[name] for name in ("on", "problem", "response")}
                wards.write_problem(ward=made[told["number"]], by=by, **said)

    def review(self, row: Toml) -> None:
        partnership = self.partnerships[row["partnership"]]
        commissioned_on = row.get("commissioned_on") or self.story.day(row["commissioned"])
        published_on = row.get("published_on") or (self.story.day(row["published"]) if "published" in row else None)
        details = learning.ReviewDetails(
            row["reference"], commissioned_on, row["state"], published_on, row["themes"], row.get("joint_with", "")
        )
        day = max(published_on or commissioned_on, self.story.day(REVIEWS_ENTERED))
        with on(day, 9, 30):
            by = self.officer(partnership, day)
            review = learning.open_review(partnership=partnership, details=details, by=by, confirmed=True)
        for line in row.get("learning", []):
            self.recommendation(review, line, day)

    def recommendation(self, review: DeathReview, line: Toml, day: dt.date) -> None:
        details = learning.LearningDetails(
            text=line["text"], owner=Organisation.objects.get(name=line["owner"]), due=self.day(line["due"]),
            is_joint=line.get("joint", False),
        )  # fmt: skip
        with on(day, 10):
            by = self.officer(review.partnership, day)
            made = learning.add_learning(review=review, details=details, by=by, confirmed=True)
        if "done" not in line:
            return
        done_on = self.day(line["done"])
        entered = max(done_on, day)
        with on(entered, 16):
            by = self.officer(review.partnership, entered)
            learning.finish_learning(
                learning=made, done_on=done_on, evidence=line["evidence"], version=1, by=by, confirmed=True
            )

    def day(self, said: Any) -> dt.date:
        """A day as the fixture says it: a date of history, or days from today."""
        return said if isinstance(said, dt.date) else self.story.day(said)
