"""The overview of a partnership, slide by slide as the city's partnership presents itself to its scrutiny committee."""

from __future__ import annotations

import json
from typing import Any

import page
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from priorities.models import FundingStream, Initiative
from reports.documents.kinds import build_content, kind_of
from reports.documents.reading import read
from reports.models import Passage
from reports.printing.paper import paper_pdf
from reports.render import fingerprint
from snb.models import Capacity, Duty, Group, GroupTopic, Organisation, Post, Seat, Standing, TermOfReference
from snb.querysets import today
from snb.sealing import canonical
from tests.cast import Cast, days, make_priority
from tests.performance.measuring import measure, run
from tests.performance.sharing import make_set, score
from tests.priorities.risks import make_risk

KIND = "partnership-overview"
# The presentation, slide by slide, in the words of this paper. Its slides on domestic abuse, substance use and serious
# violence are those of the boards that it also sits as, in that order.
PUBLISHED = [
    "What is the partnership?", "Composition", "Responsibilities",
    "Domestic Abuse Board", "Substance Use Board", "Serious Violence Board",
    "Partnership strategy", "Priorities", "Delivery", "Interventions and initiatives", "Measuring impact",
    "Performance indicators", "Teams", "Benchmarks", "Local profiles", "Funding", "Risks",
]  # fmt: skip


def content_of(cast: Cast) -> dict[str, Any]:
    reading = read(board=cast.board, meeting=None, as_at=today(), figures=True)
    made = build_content(kind_of(KIND), reading, notice="", progress=lambda *said: None)
    return dict(json.loads(canonical(made)))


def section(content: dict[str, Any], anchor: str) -> dict[str, Any]:
    return next(each for each in content["sections"] if each["anchor"] == anchor)


def blocks(content: dict[str, Any], anchor: str) -> list[str]:
    return [block["block"] for block in section(content, anchor)["blocks"]]


@pytest.fixture
def city(cast: Cast) -> Cast:
    board = cast.board
    for key in ("role", "background", "performance_purpose", "performance_considered"):
        Passage.objects.create(board=board, key=key, markdown=f"About {key}.")
    for name in ("Domestic Abuse Board", "Substance Use Board", "Serious Violence Board"):
        Capacity.objects.create(board=board, name=name, duty="An Act of 2021", begins=days(-900))
    for name, kind in [("The council", "responsible"), ("A prison", "voluntary")]:
        body = Organisation.objects.create(name=name)
        Standing.objects.create(board=board, organisation=body, kind=kind, begins=days(-900))
    TermOfReference.objects.create(board=board, order=1, kind="duty", text="Strategic management")
    group = Group.objects.create(
        board=board, kind="subgroup", name="Strategy Group", begins=days(-900), purpose="Manages the strategy.",
        reports_to="The Board, as Domestic Abuse Board",
    )  # fmt: skip
    GroupTopic.objects.create(group=group, order=1, kind="theme", text="Safe homes")
    GroupTopic.objects.create(group=group, order=2, kind="plan", text="Action plan")
    extra = Capacity.objects.get(name="Domestic Abuse Board")
    Seat.objects.create(board=board, order=9, capacity=extra, organisation="Refuges", representative="Manager")
    for kind, title in [("programme", "Panel"), ("team", "Prevent team"), ("profile", "Local profile 2023")]:
        Initiative.objects.create(
            priority=cast.burglary, kind=kind, title=title, text=f"About {title}.", points=["First", "Second"],
            begins=days(-900), ends=days(-10) if kind == "profile" else None,
        )  # fmt: skip
    FundingStream.objects.create(board=board, slug="grant", name="Grant", amount=570_000_000, begins=days(-9))
    held = make_set(titles=("Assessment", "Panel"))
    score(cast, held, "2022", [2, 5])
    score(cast, held, "2023", [5, 4])
    run(measure(cast, "thefts", name="Thefts recorded"), 40, 41, 42, 43, 44)
    make_risk(cast, title="Funding is lost")
    return cast


def test_it_follows_the_presentation_slide_by_slide(city: Cast) -> None:
    found = content_of(city)["sections"]
    assert [each["heading"] for each in found] == PUBLISHED
    assert [each["number"] for each in found] == [str(number + 1) for number in range(len(PUBLISHED))]


def test_each_slide_prints_what_the_register_holds(city: Cast) -> None:
    content = content_of(city)
    assert blocks(content, "what") == ["prose", "prose", "bullets"]
    assert section(content, "composition")["blocks"][1]["data"]["items"] == ["The council"]
    assert section(content, "composition")["blocks"][3]["data"]["items"] == ["A prison (voluntary or community body)"]
    assert blocks(content, "delivery") == ["groups"]
    assert blocks(content, "indicators") == ["indicator-matrix"]
    assert [each["blocks"][0]["block"] for each in section(content, "benchmarks")["sections"]] == ["benchmark-set"]
    assert blocks(content, "funding") == ["spend"]
    assert blocks(content, "risks") == ["risk-register"]
    assert "1\\. First" not in json.dumps(section(content, "profiles"))
    assert "1. First\n2. Second" in section(content, "profiles")["blocks"][0]["data"]["markdown"]


def test_a_board_that_it_sits_as_has_its_members_and_its_groups(city: Cast) -> None:
    content = content_of(city)
    abuse, violence = (
        section(content, "sits-as-domestic-abuse-board"),
        section(content, "sits-as-serious-violence-board"),
    )
    said = json.dumps(abuse)
    assert "An Act of 2021" in said
    assert "Refuges: Manager" in said
    assert "Strategy Group: Manages the strategy. It works on: Safe homes; Action plan." in said
    assert "Strategy Group" not in json.dumps(violence)


def test_duties_say_how_often_and_whether_the_source_was_read(city: Cast) -> None:
    post = Post.objects.create(title="Officer", organisation=Organisation.objects.create(name="Council"))
    Duty.objects.create(
        board=city.board, slug="needs", title="Assess the need", kind="statutory", owed_by="The council",
        source="An Act", every_months=36, begins=days(-900), first_due=days(-800), post=post,
    )  # fmt: skip
    (row,) = section(content_of(city), "responsibilities")["blocks"][-1]["data"]["rows"]
    assert (row["title"], row["rhythm"], row["note"]) == ("Assess the need", "Every 3 years", "Its source was not read")


def test_what_an_empty_board_lacks_is_listed(cast: Cast) -> None:
    gaps = content_of(cast)["gaps"]
    assert "No responsible authority or other body is recorded." in gaps
    assert "No responsibilities are recorded." in gaps


def test_measures_without_figures_are_counted_not_listed(city: Cast) -> None:
    for number in range(3):
        measure(city, f"m{number}")
    assert "3 measures have no figure." in content_of(city)["gaps"]


def test_nothing_of_another_board_is_in_it(city: Cast) -> None:
    Capacity.objects.create(board=city.other_board, name="Wold Board", begins=days(-9))
    Group.objects.create(board=city.other_board, kind="task", name="Wold group", begins=days(-9))
    assert "Wold" not in json.dumps(content_of(city))


def test_it_passes_the_validator(city: Cast) -> None:
    content = content_of(city)
    data = paper_pdf(content, fingerprint(content))
    assert [row.message for row in page.validate_pdf_bytes(data, profile="ua1").failures] == []


def test_it_costs_the_same_for_two_priorities_and_for_twenty(city: Cast) -> None:
    with CaptureQueriesContext(connection) as few:
        content_of(city)
    theme = city.agreement.themes.get()
    for number in range(18):
        priority = make_priority(theme, f"more-{number}", f"More {number}")
        Initiative.objects.create(priority=priority, kind="team", title=f"Team {number}", begins=days(-9))
    with CaptureQueriesContext(connection) as many:
        content_of(city)
    assert len(few) == len(many)
