"""A board with one of everything that the performance product prints."""

from __future__ import annotations

import datetime as dt
from typing import Any

from partnerships.models import Area
from performance.grants.writing import approve_scenario
from performance.importing.severity import SERIES
from performance.models import Commentary, Feed, Measure, PerformancePolicy, ThematicArea
from performance.periods import Cadence, Period
from priorities.models import PriorityMeasure, Risk
from reports.documents.kinds import build_content, kind_of
from reports.documents.performance.figures import Figures
from reports.documents.reading import Reading, read
from snb.querysets import today
from tests.cast import Cast, days, make_area
from tests.performance.measuring import STEADY, measure, observe, run
from tests.performance.sharing import Sharing, draft, make_set, score
from tests.priorities.risks import make_risk, review, scores

KIND = "performance-product"
WORSE = (*STEADY, 180)
YEAR = Period.of(today(), Cadence.YEAR).previous()
DISTRICTS = ("Upper Fosse", "Lower Fosse", "South Fosse")


class Product:
    """Thefts are of concern, help calls excellent, referrals changed; victims are few people, a survey is to come."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.harm = ThematicArea.objects.create(board=cast.board, order=1, name="Harm")
        self.thefts = self.add("thefts", *WORSE, target=100, breakdown="district", name="Thefts recorded")
        PriorityMeasure.objects.create(priority=cast.burglary, measure=self.thefts)
        Commentary.objects.create(measure=self.thefts, text="Two shops were raided.", written_on=days(-3))
        self.calls = self.add("calls", *WORSE, polarity="higher", name="Calls for help", unit="calls")
        self.referrals = self.add("referrals", *WORSE, polarity="neutral", name="Referrals", unit="referrals")
        self.victims = self.add("victims", 9, 8, 3, 7, counts_people=True, is_published=True, unit="people")
        self.survey = self.add("survey", state="in_development", expected=dt.date(2030, 3, 1), name="Survey")
        for name in DISTRICTS:
            district = make_area(name, Area.Kind.DISTRICT)
            run(self.thefts, 40, 41, 42, 43, 60, area=district)

    def add(self, slug: str, *values: object, **more: Any) -> Measure:
        made = measure(self.cast, slug, thematic_area=self.harm, source="Fosse Police", **more)
        run(made, *values)
        return made

    def with_severity(self) -> Measure:
        """Published scores by CSP area for two years, of one release."""
        made = measure(
            self.cast, "harm", name="Severity score", unit="points", cadence="year", decimals=1, breakdown="csp",
            thematic_area=self.harm,
        )  # fmt: skip
        Feed.objects.create(measure=made, source="ons-severity-score", series=SERIES)
        for name, value in zip(DISTRICTS, ("12.5", "17.6", "9.1"), strict=True):
            csp = make_area(name, Area.Kind.CSP)
            observe(made, YEAR, value, area=csp)
            observe(made, YEAR.a_year_before(), "11", area=csp)
        return made

    def with_risks(self) -> list[Risk]:
        """R1 within appetite, R2 above it, risen and overdue."""
        low = make_risk(self.cast, scores((1, 2), (1, 2)), title="Stores flood")
        high = review(make_risk(self.cast, scores((3, 4)), title="Funding ends"), scores((5, 5)), self.cast.manager)
        Risk.objects.filter(pk=high.pk).update(review_due=days(-9))
        return [low, high]

    def with_benchmarks(self) -> None:
        held = make_set()
        score(self.cast, held, "2022", [2, 5, 3])
        score(self.cast, held, "2023", [4, 4, None])

    def with_grant(self) -> None:
        """An approved scenario; the residents are the board's measure of people."""
        PerformancePolicy.objects.filter(board=self.cast.board).delete()
        sharing = Sharing(self.cast)
        grant = sharing.grant()
        approve_scenario(scenario=draft(self.cast, grant), version=1, by=self.cast.chair)

    def with_everything(self) -> Product:
        self.with_severity()
        self.with_risks()
        self.with_benchmarks()
        self.with_grant()
        return self


def reading_of(cast: Cast) -> Reading:
    return read(board=cast.board, meeting=cast.meeting, as_at=today(), figures=True)


def figures_of(cast: Cast) -> Figures:
    found = reading_of(cast).figures
    assert found is not None
    return found


def content_of(cast: Cast, kind: str = KIND) -> dict[str, Any]:
    return build_content(kind_of(kind), reading_of(cast), notice="", progress=lambda *_: None)


def section(content: dict[str, Any], anchor: str) -> dict[str, Any]:
    """The section of that anchor, at either depth."""
    for outer in content["sections"]:
        for found in (outer, *outer.get("sections", [])):
            if found["anchor"] == anchor:
                return dict(found)
    raise AssertionError(f"No section {anchor}.")


def block(content: dict[str, Any], anchor: str, name: str) -> dict[str, Any]:
    return next(dict(each["data"]) for each in section(content, anchor)["blocks"] if each["block"] == name)
