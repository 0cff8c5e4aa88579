"""What partnerships tell the Board, and what the Board does with it in private, seen or written by the wrong person."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from partnerships.escalating import Slot, put_on_agenda, raise_escalation, take_off_agenda
from partnerships.local_plans import PriorityDetails, add_priority
from partnerships.merging import merge_partnerships, rename_partnership
from partnerships.models import Escalation, LocalPriority, Narrative, NarrativeState, Partnership, PriorityWard
from partnerships.narrative_workflow import accept_narrative, save_narrative, submit_narrative
from snb.models import Appointment, AuditEvent, Meeting, Organisation, Post
from snb.permissions import RemitKind, Role
from snb.workflow import Refusal
from tests.attacks.test_requests import LONG_NUMBER, soft
from tests.cast import LONG_AGO, Cast, board_remit, days, fresh, give, make_meeting, make_priority, make_remit
from tests.partnerships.local_scene import covered, date, make_local, make_ward
from tests.partnerships.narratives_scene import (
    FARMS,
    TEXT,
    accepted,
    act,
    close,
    decide,
    drafted,
    in_private,
    make_district,
    make_partnership,
    placed,
    raised,
    submitted,
)

HOSTILE = ["10" * 30, LONG_NUMBER, "-1", "0", "1.5", "\x00", "'; --"]
MARKERS = ("Thefts from farms", "same vehicles", "Agree one rural team", "zebra")


def urls(name: str, *args: Any) -> str:
    return reverse(name if ":" in name else f"partnerships:{name}", args=["fosse", *args])


def text_of(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode("utf-8", "replace")


@pytest.fixture
def secret(cast: Cast) -> Escalation:
    """Raised by North Fosse, put on a private agenda, decided, acted on and closed."""
    made = placed(cast, in_private(cast.meeting))
    assert made.item is not None
    action = act(cast, due=30, item=made.item, decision=decide(made.item, cast, "The zebra team was agreed."))
    action.text = "Form the zebra team."
    action.save()
    later = make_meeting(cast.board, in_days=60, due_in=50)
    close(action, later, cast)
    return made


PAGES = [
    "escalation-list", "narrative-list", "partnership-list", "board:action-list", "board:decision-list",
    "board:audit-list",
]  # fmt: skip


@pytest.mark.parametrize("who", ["support", "administrator", "scrutiny", "clerk", "other_manager"])
def test_what_is_heard_in_private_is_told_nobody_who_may_not_know(cast: Cast, secret: Escalation, who: str) -> None:
    client = soft(getattr(cast, who))
    wanted = [urls("escalation-detail", secret.pk), urls("narrative-detail", secret.narrative_id)]
    wanted += [urls("partnership-detail", "north"), reverse("reports:home")]
    wanted += [urls("board:meeting-detail", cast.meeting.pk), urls("reports:dashboard"), *map(urls, PAGES)]
    wanted += [urls("reports:handover-detail", held.pk) for held in Appointment.objects.filter(remit__board=cast.board)]
    for address in wanted:
        for kind in ("", "?format=csv"):
            body = text_of(client.get(address + kind))
            assert not [each for each in MARKERS if each in body], address + kind


def test_its_own_officer_reads_what_it_asked_and_not_what_was_decided(cast: Cast, secret: Escalation) -> None:
    client = soft(cast.csp_officer)
    later = make_meeting(cast.board, in_days=90, due_in=80)
    held = Narrative.objects.create(partnership=cast.partnership, meeting=later, due=later.returns_due)
    for address in (
        urls("escalation-detail", secret.pk), urls("narrative-detail", secret.narrative_id), urls("escalation-list"),
        urls("narrative-edit", held.pk), urls("narrative-detail", held.pk), urls("escalation-list") + "?format=csv",
    ):  # fmt: skip
        assert "zebra" not in text_of(client.get(address)), address


def test_the_audit_log_never_has_the_words_of_an_issue(cast: Cast, secret: Escalation) -> None:
    """An issue may be heard in private later, and nothing leaves the log."""
    later = make_meeting(cast.board, in_days=90, due_in=80)
    take = raise_escalation(narrative=drafted(cast, later), details=FARMS, by=cast.csp_officer)
    assert take.narrative.state == NarrativeState.DRAFT
    logged = " ".join(f"{event.object_label} {event.detail}" for event in AuditEvent.objects.all())
    assert not [each for each in MARKERS if each in logged]


@pytest.mark.parametrize("who", ["member", "support", "chair", "other_manager", "scrutiny"])
def test_a_draft_is_read_by_nobody_else(cast: Cast, who: str) -> None:
    held = drafted(cast)
    made = raise_escalation(narrative=held, details=FARMS, by=cast.csp_officer)
    client = soft(getattr(cast, who))
    for address in (
        urls("narrative-detail", held.pk), urls("narrative-history", held.pk), urls("escalation-detail", made.pk),
        urls("narrative-edit", held.pk), urls("escalation-list"), urls("narrative-list"),
        urls("narrative-list") + f"?meeting={held.meeting_id}&format=csv", urls("escalation-list") + "?format=csv",
    ):  # fmt: skip
        body = text_of(client.get(address))
        assert "farms" not in body, address
        assert "Burglary fell" not in body, address


# Writing for another -------------------------------------------------------------------------------------------------


def test_an_officer_writes_for_no_other_partnership(cast: Cast) -> None:
    other = make_partnership(cast, "South Fosse CSP", "South Fosse")
    meeting = cast.meeting
    held = Narrative.objects.create(partnership=other, meeting=meeting, due=meeting.returns_due)
    with pytest.raises(PermissionDenied):
        save_narrative(narrative=held, text=TEXT, version=0, by=cast.csp_officer)
    with pytest.raises(PermissionDenied):
        raise_escalation(narrative=held, details=FARMS, by=cast.csp_officer)
    client = soft(cast.csp_officer)
    pages: list[tuple[str, list[Any]]] = [
        ("narrative-edit", [held.pk]), ("narrative-submit", [held.pk]), ("escalation-add", [held.pk]),
        ("local-add", [other.slug]), ("profile-add", [other.slug]), ("review-add", [other.slug]),
        ("narratives-open", [meeting.pk]), ("partnership-merge", []), ("partnership-rename", ["north"]),
    ]  # fmt: skip
    for name, args in pages:
        assert client.post(urls(name, *args), {}).status_code in (403, 404), name


def test_an_officer_whose_appointment_ended_yesterday_writes_nothing(cast: Cast) -> None:
    held = drafted(cast)
    Appointment.objects.filter(person=cast.csp_officer).update(ends=days(-1))
    with pytest.raises(PermissionDenied):
        submit_narrative(narrative=held, by=fresh(cast.csp_officer))
    assert soft(cast.csp_officer).post(urls("narrative-submit", held.pk)).status_code == 404


def test_nobody_accepts_their_own_whatever_they_are(cast: Cast) -> None:
    give(cast.csp_officer, Role.PROGRAMME_MANAGER, board_remit(cast.board))
    held = drafted(cast)
    submit_narrative(narrative=held, by=fresh(cast.csp_officer))
    with pytest.raises(Refusal, match="somebody else"):
        accept_narrative(narrative=held, by=fresh(cast.csp_officer))


def test_a_stale_form_changes_nothing_once_it_is_submitted(cast: Cast) -> None:
    held = submitted(cast)
    typed = {"picture": "Other", "emerging": "Other", "version": held.version}
    assert soft(cast.csp_officer).post(urls("narrative-edit", held.pk), typed).status_code == 409
    with pytest.raises(DatabaseError), transaction.atomic():
        Narrative.objects.filter(pk=held.pk).update(picture="Other")
    for sql in (
        "UPDATE partnerships_narrative SET state = 'draft', submitted_at = NULL, submitted_by_id = NULL, picture = 'x'",
        "UPDATE partnerships_narrative SET id = id + 100", "DELETE FROM partnerships_narrative",
        "UPDATE partnerships_narrative SET submitted_as = 'The Queen'",
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_an_issue_goes_on_no_agenda_that_is_over_cancelled_or_anothers(cast: Cast) -> None:
    held = raised(cast)
    theirs = make_meeting(cast.other_board, in_days=30, due_in=20)
    past = make_meeting(cast.board, in_days=-40, due_in=-50)
    off = make_meeting(cast.board, in_days=70, due_in=60)
    Meeting.objects.filter(pk=off.pk).update(cancelled_reason="Snow")
    for meeting in (theirs, past, Meeting.objects.get(pk=off.pk)):
        with pytest.raises(Refusal):
            put_on_agenda(escalation=held, slot=Slot(meeting, 10), by=cast.manager)
    client = soft(cast.manager)
    for pk in (theirs.pk, past.pk, off.pk, *HOSTILE):
        assert client.post(urls("escalation-place", held.pk), {"meeting": pk, "minutes": 10}).status_code == 200
    held.refresh_from_db()
    assert held.item is None


def test_an_issue_is_taken_off_no_published_agenda(cast: Cast) -> None:
    held = placed(cast)
    Meeting.objects.filter(pk=cast.meeting.pk).update(agenda_published_on=days(0), agenda_published_by=cast.manager)
    with pytest.raises(Refusal, match="published"):
        take_off_agenda(escalation=held, by=cast.manager)


# Ids of others in forms and addresses --------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["serves", "district", "parts", "chair"])
def test_ids_of_another_board_are_no_choice(cast: Cast, field: str) -> None:
    theirs = make_priority(
        cast.other_board.agreements.create(title="T", begins=days(-9)).themes.create(order=1, name="Harm"), "t", "T"
    )
    district = make_district("Elsewhere")
    remit = make_remit(cast.other_board, RemitKind.PARTNERSHIP, "Wold CSP")
    other = Partnership.objects.create(board=cast.other_board, remit=remit, slug="wold", begins=LONG_AGO)
    post = Post.objects.create(organisation=Organisation.objects.create(name="Wold Council"), title="Leader of Wold")
    covered(cast, "North Fosse")
    south = make_partnership(cast, "South Fosse CSP", "South Fosse")
    merge = {"parts": [cast.partnership.pk, south.pk], "name": "All Fosse", **date("begins", days(0))}
    said: dict[str, tuple[str, list[Any], dict[str, Any], int]] = {
        "serves": ("local-add", ["north"], {"title": "X", **date("begins", days(0))}, theirs.remit_id),
        "district": ("ward-add", [], {"number": 1, "name": "X", **date("begins", days(0))}, district.pk),
        "parts": ("partnership-merge", [], merge, other.pk),
        "chair": ("partnership-merge", [], merge, post.pk),
    }
    name, args, data, pk = said[field]
    for value in (pk, *HOSTILE):
        sent = [cast.partnership.pk, value] if field == "parts" else value
        assert soft(cast.manager).post(urls(name, *args), data | {field: sent}).status_code == 200
    assert not LocalPriority.objects.exists()
    assert not PriorityWard.objects.exists()
    assert Partnership.objects.count() == 3


@pytest.mark.parametrize(
    "due",
    [
        "9999-11-30",
        "0001-05-31",
        "2026-13-01",
        "2026-11-31",
        "2026-11-30x",
        "\u0662\u0660\u0662\u0666-\u0661\u0661-\u0663\u0660",
        LONG_NUMBER,
    ],
)
def test_an_odd_day_of_an_assessment_is_a_404(cast: Cast, due: str) -> None:
    for name in ("assessment-detail", "assessment-edit"):
        assert soft(cast.csp_officer).get(urls(name, "north", due)).status_code == 404


@pytest.mark.parametrize("pk", [10**18, 10**30])
def test_ids_that_no_database_knows_are_404s(cast: Cast, pk: int) -> None:
    client = soft(cast.manager)
    for name in (
        "narrative-detail", "escalation-detail", "learning-detail", "review-detail", "ward-detail", "learning-file",
        "local-edit", "local-action-edit", "profile-detail", "ward-target-edit", "narratives-open",
    ):  # fmt: skip
        assert client.get(urls(name, pk)).status_code == 404, name


# Over time -----------------------------------------------------------------------------------------------------------


def test_mergers_that_make_no_sense_are_refused(cast: Cast) -> None:
    south = make_partnership(cast, "South Fosse CSP", "South Fosse", begins=days(-100))
    north = cast.partnership
    for parts, begins in [([north], 1), ([north, north], 1), ([north, south], -200), ([], 1)]:
        with pytest.raises(Refusal):
            merge_partnerships(parts=parts, name="All", begins=days(begins), chair=None, by=cast.manager)
    made = merge_partnerships(parts=[north, south], name="All", begins=days(1), chair=None, by=cast.manager)
    again = [*Partnership.objects.filter(pk__in=[north.pk, south.pk])]
    for parts in (again, [made, again[0]]):
        with pytest.raises(Refusal):
            merge_partnerships(parts=parts, name="More", begins=days(9), chair=None, by=cast.manager)
    with pytest.raises(Refusal):
        rename_partnership(partnership=made, name="Earlier", begins=days(0), by=cast.manager)


def test_a_partnership_that_has_ended_begins_nothing_new(cast: Cast) -> None:
    ended = make_partnership(cast, "Old CSP", begins=days(-900), ends=days(-100))
    with pytest.raises(Refusal, match="ended"):
        add_priority(partnership=ended, details=PriorityDetails("Quiet streets", "", None, days(-99)), by=cast.manager)
    before = PriorityDetails("Quiet streets", "", None, days(-200))
    assert add_priority(partnership=ended, details=before, by=cast.manager)


@pytest.mark.parametrize("said", ["=HYPERLINK(1)", "<script>x</script>", "\u202eevil", "+1", "@x", "x\x1bx", "x\x0bx"])
def test_what_is_written_is_never_code_in_a_page_or_a_file(cast: Cast, said: str) -> None:
    make_ward(cast, name=said)
    make_local(cast, title=said)
    held = accepted(cast)
    Partnership.objects.filter(pk=cast.partnership.pk).update(note=said)
    client = soft(cast.manager)
    addresses = [urls("ward-list"), urls("local-list"), urls("local-detail", "north")]
    for address in (*addresses, urls("narrative-detail", held.pk)):
        for kind in ("", "csv", "xlsx"):
            answer = client.get(address, {"format": kind})
            assert answer.status_code == 200
            assert b"<script>x" not in answer.content or kind == "csv"
            assert kind != "csv" or f",{said}" not in text_of(answer) or said[0] not in "=+@"
