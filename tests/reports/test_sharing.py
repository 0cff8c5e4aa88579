"""One paper for one person until a day: given, mailed, ended, and nothing more than that paper."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from reports.compiling import compile_document
from reports.models import Edition, EditionGrant, EditionState
from reports.sharing import share, unshare
from reports.workflow import move_edition
from snb.models import AuditEvent
from snb.permissions import Permission
from snb.workflow import Refusal
from tests.cast import Cast, days, fresh


@pytest.fixture
def paper(cast: Cast) -> Edition:
    return compile_document(board=cast.board, kind="csa", by=cast.manager)


def give(cast: Cast, paper: Edition, **more: Any) -> EditionGrant:
    given: dict[str, Any] = {"person": cast.outsider, "until": days(7), "reason": "Early sight", "by": cast.manager}
    return share(edition=paper, **given | more)


def page(paper: Edition, name: str = "paper-detail", *more: str) -> str:
    return reverse(f"reports:{name}", args=[paper.board.slug, paper.reference, *more])


def test_a_shared_paper_is_read_by_that_person_alone(cast: Cast, paper: Edition, as_) -> None:
    assert as_(cast.outsider).get(page(paper)).status_code == 404
    give(cast, paper)
    client = as_(cast.outsider)
    assert paper.title in client.get(page(paper)).content.decode()
    assert client.get(page(paper, "paper-file", "json")).content.decode() == paper.content
    assert as_(cast.scrutiny).get(page(paper)).status_code == 404
    assert client.get(reverse("reports:paper-list", args=[cast.board.slug])).status_code == 404


def test_the_person_is_told_and_it_is_on_record(
    cast: Cast, paper: Edition, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        grant = give(cast, paper)
    mail = mailoutbox[0]
    assert (mail.to, mail.subject) == ([cast.outsider.email], f"FOSSE: {paper.title} is shared with you")
    assert page(paper) in mail.body
    assert "Early sight" in mail.body
    event = AuditEvent.objects.get(action="shared paper")
    assert event.detail == {"person": cast.outsider.email, "until": str(days(7)), "reason": "Early sight"}
    assert (grant.giver, grant.permission.codename) == (cast.manager, Permission.PAPER_READ)


def test_an_ended_grant_gives_nothing(cast: Cast, paper: Edition, as_) -> None:
    grant = give(cast, paper, until=days(0))
    assert as_(cast.outsider).get(page(paper)).status_code == 200
    EditionGrant.objects.filter(pk=grant.pk).update(ends=days(-1))
    assert as_(cast.outsider).get(page(paper)).status_code == 404
    assert as_(cast.outsider).get(page(paper, "paper-file", "pdf")).status_code == 404
    assert fresh(cast.outsider).has_perm(Permission.PAPER_READ, paper) is False


def test_ending_it_takes_effect_at_once_and_keeps_the_row(cast: Cast, paper: Edition, as_) -> None:
    grant = give(cast, paper)
    response = as_(cast.manager).post(page(paper, "paper-unshare"), {"grant": grant.pk})
    assert response["Location"] == page(paper, "paper-share")
    assert as_(cast.outsider).get(page(paper)).status_code == 404
    assert EditionGrant.objects.get().ends == days(-1)
    assert AuditEvent.objects.filter(action="ended sharing of paper").count() == 1
    with pytest.raises(Refusal, match="ended already"):
        unshare(grant=grant, by=cast.manager)


def test_sharing_again_sets_the_new_day(cast: Cast, paper: Edition) -> None:
    give(cast, paper)
    give(cast, paper, until=days(9), reason="A week more")
    grant = EditionGrant.objects.get()
    assert (grant.ends, grant.reason) == (days(9), "A week more")


def test_what_is_refused(cast: Cast, paper: Edition) -> None:
    refused: list[tuple[dict[str, Any], str]] = [
        ({"until": days(-1)}, "today or a later day"), ({"reason": "  "}, "Give a reason"),
    ]  # fmt: skip
    for more, message in refused:
        with pytest.raises(Refusal, match=message):
            give(cast, paper, **more)
    cast.outsider.is_active = False
    with pytest.raises(Refusal, match="is closed"):
        give(cast, paper)
    for actor in ("chair", "lead", "other_manager"):
        with pytest.raises(PermissionDenied):
            give(cast, paper, by=cast.by_name[actor], person=cast.scrutiny)
    move_edition(edition=paper, to=EditionState.CLEARED, by=cast.chair)
    move_edition(edition=paper, to=EditionState.PUBLISHED, by=cast.manager)
    with pytest.raises(Refusal, match="everybody can read it"):
        give(cast, paper, person=cast.scrutiny)
    assert EditionGrant.objects.count() == 0


def test_the_form(cast: Cast, paper: Edition, as_) -> None:
    client, until = as_(cast.manager), days(5)
    answers = {
        "email": cast.outsider.email.upper(), "until_day": until.day, "until_month": until.month,
        "until_year": until.year, "reason": "Observer",
    }  # fmt: skip
    assert client.post(page(paper, "paper-share"), answers)["Location"] == page(paper, "paper-share")
    grant = EditionGrant.objects.get()
    assert (grant.user, grant.ends, grant.reason) == (cast.outsider, until, "Observer")
    text = client.get(page(paper, "paper-share")).content.decode()
    assert "Outsider Person" in text


def test_a_wrong_answer_keeps_what_was_typed(cast: Cast, paper: Edition, as_) -> None:
    past = {"until_day": "1", "until_month": "1", "until_year": "2020"}
    answers = {"email": "nobody@fosse.example", "reason": "R"} | past
    text = as_(cast.manager).post(page(paper, "paper-share"), answers).content.decode()
    assert "Nobody with this email address has an account here." in text
    assert "Shared until must be on or after" in text
    assert 'value="nobody@fosse.example"' in text
    assert EditionGrant.objects.count() == 0


def test_others_may_not_share(cast: Cast, paper: Edition, as_) -> None:
    give(cast, paper)
    for actor, status in [("chair", 403), ("outsider", 403), ("member", 404)]:
        client = as_(cast.by_name[actor])
        assert client.get(page(paper, "paper-share")).status_code == status
        assert client.post(page(paper, "paper-unshare"), {"grant": 1}).status_code == status
    assert as_(cast.manager).post(page(paper, "paper-unshare"), {"grant": "x"}).status_code == 404
    assert as_(cast.manager).get(page(paper, "paper-unshare")).status_code == 405


def test_a_paper_that_was_not_cleared_is_shared_with_nobody(cast: Cast, paper: Edition) -> None:
    move_edition(edition=paper, to=EditionState.DECLINED, by=cast.chair, reason="Wrong figures")
    with pytest.raises(Refusal, match="was not cleared"):
        give(cast, paper)
