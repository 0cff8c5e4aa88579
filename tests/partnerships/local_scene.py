"""What the tests of a partnership's knowledge and plans share: one of everything, made by the product's functions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from partnerships import learning, local_plans, profiles, wards
from partnerships.assessments import owed
from partnerships.models import (
    Area,
    Coverage,
    DeathReview,
    Learning,
    LocalAction,
    LocalPriority,
    Partnership,
    PriorityWard,
    SeverityProfile,
)
from snb.models import Organisation, Person, Remit
from snb.permissions import RemitKind
from snb.querysets import today
from tests.cast import LONG_AGO, Cast, days, make_area, make_remit


def another(cast: Cast, name: str = "South Fosse CSP", slug: str = "south", begins: dt.date = LONG_AGO) -> Partnership:
    """A second partnership of the board, of which nobody is the officer."""
    remit = make_remit(cast.board, RemitKind.PARTNERSHIP, name)
    return Partnership.objects.create(board=cast.board, remit=remit, slug=slug, begins=begins)


def theirs(cast: Cast) -> Partnership:
    """A partnership of the other board."""
    remit = make_remit(cast.other_board, RemitKind.PARTNERSHIP, "Wold CSP")
    return Partnership.objects.create(board=cast.other_board, remit=remit, slug="wold", begins=LONG_AGO)


def covered(cast: Cast, *names: str) -> list[Area]:
    """Districts that the partnership covers."""
    found = [make_area(name, Area.Kind.DISTRICT) for name in names]
    for area in found:
        Coverage.objects.get_or_create(partnership=cast.partnership, district=area, begins=LONG_AGO)
    return found


def local_details(**more: Any) -> local_plans.PriorityDetails:
    said: dict[str, Any] = {"title": "Safer streets", "detail": "", "serves": None, "begins": days(-30), "source": ""}
    return local_plans.PriorityDetails(**(said | more))


def action_details(**more: Any) -> local_plans.ActionDetails:
    said: dict[str, Any] = {
        "title": "Walk the streets",
        "owner": "Warden",
        "due": days(30),
        "status": "planned",
        "progress": "",
    }
    return local_plans.ActionDetails(**(said | more))


def make_local(cast: Cast, by: Person | None = None, **more: Any) -> LocalPriority:
    partnership = more.pop("partnership", cast.partnership)
    return local_plans.add_priority(partnership=partnership, details=local_details(**more), by=by or cast.csp_officer)


def make_action(cast: Cast, priority: LocalPriority, **more: Any) -> LocalAction:
    return local_plans.add_action(priority=priority, details=action_details(**more), by=cast.csp_officer)


def line(subject: str, score: Any, concerns: Remit | None = None) -> profiles.Line:
    return profiles.Line(subject, Decimal(str(score)), concerns)


def make_profile(
    cast: Cast, *lines: profiles.Line, on: int = 0, note: str = "Harm score", partnership: Partnership | None = None
) -> SeverityProfile:
    return profiles.add_profile(
        partnership=partnership or cast.partnership, on=days(on), note=note, lines=lines or [line("Knives", 10)],
        by=cast.manager,
    )  # fmt: skip


def make_ward(cast: Cast, number: int = 1, name: str = "Castle", **more: Any) -> PriorityWard:
    district = more.pop("district", None) or covered(cast, "North Fosse")[0]
    said = {"begins": days(-100), "ends": None, "source": ""} | more
    details = wards.WardDetails(number=number, name=name, district=district, **said)
    return wards.add_ward(board=cast.board, details=details, by=cast.manager)


def review_details(**more: Any) -> learning.ReviewDetails:
    said: dict[str, Any] = {
        "reference": "R1", "commissioned_on": days(-300), "state": DeathReview.State.COMMISSIONED,
        "published_on": None, "themes": "housing, risk assessment", "joint_with": "",
    }  # fmt: skip
    return learning.ReviewDetails(**(said | more))


def make_review(cast: Cast, by: Person | None = None, **more: Any) -> DeathReview:
    partnership = more.pop("partnership", cast.partnership)
    return learning.open_review(partnership=partnership, details=review_details(**more), by=by or cast.csp_officer)


def police() -> Organisation:
    return Organisation.objects.get(name="Fosse Police")


def learning_details(**more: Any) -> learning.LearningDetails:
    said: dict[str, Any] = {"text": "Ask about safety at every visit.", "owner": police(), "due": days(40)}
    return learning.LearningDetails(**(said | more))


def make_learning(cast: Cast, review: DeathReview | None = None, **more: Any) -> Learning:
    return learning.add_learning(
        review=review or make_review(cast), details=learning_details(**more), by=cast.csp_officer
    )


def date(name: str, day: dt.date | None) -> dict[str, Any]:
    """A date as its form posts it."""
    parts = (day.day, day.month, day.year) if day else ("", "", "")
    return dict(zip((f"{name}_day", f"{name}_month", f"{name}_year"), parts, strict=True))


def url(name: str, *args: Any, board: str = "fosse") -> str:
    return reverse(name if ":" in name else f"partnerships:{name}", args=[board, *args])


def local_rows(cast: Cast) -> dict[str, dict[str, object]]:
    """One of everything that an address of this room can name, for the matrix of permissions."""
    due = owed(cast.partnership.begins, None, today())[0]
    priority, profile, ward = make_local(cast), make_profile(cast), make_ward(cast)
    target = wards.set_target(ward=ward, text="Fewer thefts", due=None, result="", by=cast.manager)
    problem = wards.write_problem(ward=ward, on=today(), problem="Thefts.", response="", by=cast.manager)
    held = make_learning(cast)
    done = learning.finish_learning(
        learning=make_learning(cast, held.review), done_on=today(), evidence="Seen.", version=1, by=cast.manager,
        uploads=[SimpleUploadedFile("plan.pdf", b"%PDF-1.7\n")],
    )  # fmt: skip
    slug = cast.partnership.slug
    return {
        "assessment": {"slug": slug, "due": due.isoformat()},
        "local": {"slug": slug, "pk": priority.pk},
        "local-action": {"pk": make_action(cast, priority).pk},
        "local-action-add": {"pk": priority.pk},
        "profile": {"slug": slug, "pk": profile.pk},
        "ward": {"pk": ward.pk},
        "ward-target-edit": {"pk": target.pk},
        "ward-profile-edit": {"pk": problem.pk},
        "learning": {"pk": held.pk},
        "learning-add": {"pk": held.review.pk},
        "learning-file": {"pk": done.files.get().pk},
        "review": {"slug": slug, "pk": held.review.pk},
    }
