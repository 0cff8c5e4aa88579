"""Names and numbers of people slipped past the search of the learning repository, and words it should leave alone."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from partnerships.learning import NamesSuspected, change_learning, change_review, finish_learning
from partnerships.models import Learning
from partnerships.names_check import identifiers, suspicions
from partnerships.versions import version_of
from snb.models import AuditEvent
from snb.workflow import Refusal
from tests.attacks.test_requests import soft
from tests.cast import Cast, days
from tests.partnerships.local_scene import date, learning_details, make_learning, make_review, review_details

KNOWN = ["Fosse Police", "Castle", "North Wold", "St Mary’s Hospital"]


@pytest.mark.parametrize(
    "text",
    [
        "they told john smith of it", "Smith, John was seen", "SMITH, John", "Smith, J. was seen", "it was John SMITH",
        "JOHN O'NEILL told them", "they told O'Neill", "MCDONALD-JONES, A", "Sarah Castle was seen",
        "Jo\u00adhn Smi\u00adth", "Piotr\u200b Nowak", "Ziggy\u2060 Star\u200dman", "Иван Петров сказал",
        "أحمد محمد", "王小明", "Łukasz Żak left", "Şükrü Öz left", "Zbyněk Čapek left", "Zoe\u0308 Mu\u0308ller left",
        "\uff3a\uff49\uff47\uff47\uff59 \uff33\uff54\uff41\uff52",
        "\U0001d419\U0001d422\U0001d420\U0001d420\U0001d432 \U0001d412\U0001d42d\U0001d41a\U0001d42b", "MR STAR left",
        "mr star left", "mrs o'grady left", "DCI Z STAR",
        "Ziggy D Star left", "Z Star left", "Ludwig van Beethoven", "Zayn bin Salman", "victim: Ziggy",
        "victim (Ziggy)", "victim – Ziggy", "the victim “Ziggy”", "her Mother ZIGGY", "john_smith", "John/Smith",
    ],
)  # fmt: skip
def test_a_name_however_it_is_written_has_to_be_confirmed(text: str) -> None:
    assert suspicions(text, KNOWN)


@pytest.mark.parametrize(
    "text",
    [
        "NG1\u200b1AA", "NG1  1AA", "NG1-1AA", "\uff2e\uff27\uff11 \uff11\uff21\uff21", "NG\u00ad1 1AA",
        "07700\u200b900123", "07700.900.123",
        "07700\u2011900123", "\u0660\u0667\u0667\u0660\u0660\u0669\u0660\u0660\u0661\u0662\u0663", "00447700900123",
        "a\u200b@b.com", "j(at)example.com",
        "DOB: 1984-03-12", "born March 12, 1984", "12/03/1984 was her date of birth",
        "dob12/03/1984", "12/03/1984 (date of birth)",
        "AB-12-34-56-C", "AB\u200b123456C", "943.476.5919", "943\u200b476 5919",
    ],
)  # fmt: skip
def test_an_identifier_however_it_is_written_is_never_kept(text: str) -> None:
    found = suspicions(text, KNOWN)
    assert identifiers(found)
    assert all(text[each.start : each.end] == each.passage for each in found)


@pytest.mark.parametrize(
    "text",
    [
        "the Q1 2nd meeting", "in Q4 3rd", "meet @ 10.30", "St Mary’s Hospital and St Mary’s", "Clare’s Law",
        "Sarah's Law", "Care Quality Commission", "Crown Prosecution Service", "Adverse Childhood Experiences",
        "Routine Enquiry", "Lessons Learned", "Standard Operating Procedure", "Citizens Advice", "Ask MARAC to hear it",
        "Police, Health", "Housing, Training. March 2026", "Plan A and Plan B", "£12,345,678 on 12/03/2026",
        "café staff, naïve practice", "Bus 12 March", "the mother: Police should ask",
        "0.1 0.2 0.3 0.4 0.5 0.6", "Seen on 12/03/2026. Date of birth should be asked.", "b. 12 March 2026: training",
        "by 12/03/2026 the date of birth is recorded", "meet @ the hub.Then go",
    ],
)  # fmt: skip
def test_the_words_of_the_work_ask_for_no_confirmation(text: str) -> None:
    assert suspicions(text, KNOWN) == []


@pytest.mark.parametrize(
    "text",
    [
        "Anna " * 20_000, "a@" * 30_000, "a." * 30_000, "1 " * 60_000, "\u0301" * 60_000, "O'" * 30_000, "A" * 90_000,
        "X, " * 30_000, "(0" * 30_000, "b. 1/" * 10_000, "Mr " * 20_000, "Aa'" * 20_000, "1 Jan " * 5_000,
        "A. " * 10_000, "de la " * 10_000,
    ],
)  # fmt: skip
def test_a_hostile_text_is_searched_in_time(text: str) -> None:
    began = time.perf_counter()
    suspicions(text, KNOWN)
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    "name", ["dob 12-03-1984.pdf", "07700-900-123.pdf", "NG1-1AA.pdf", "AB_12_34_56_C.pdf", "x@example.com.pdf"]
)
def test_an_identifier_in_the_name_of_a_file_is_never_kept(cast: Cast, name: str) -> None:
    with pytest.raises(Refusal) as refused:
        _finish(cast, name, confirmed=True)
    assert not isinstance(refused.value, NamesSuspected)
    assert Learning.objects.get().done_on is None


@pytest.mark.parametrize("name", ["ZiggyStar.pdf", "star_ziggy-STAR Ziggy.pdf", "john.smith.pdf", "Ziggy+Star.pdf"])
def test_a_name_in_the_name_of_a_file_has_to_be_confirmed(cast: Cast, name: str) -> None:
    with pytest.raises(NamesSuspected):
        _finish(cast, name)


def test_a_confirmation_of_one_name_does_not_let_another_through(cast: Cast) -> None:
    """The page shows what it found; the confirmation counts for those passages only."""
    review = make_review(cast)
    client, address = soft(cast.csp_officer), reverse("partnerships:learning-add", args=["fosse", review.pk])
    owner = learning_details().owner.pk
    data: dict[str, Any] = {"text": "As Ziggy Star asked.", "owner": owner, **date("due", days(40))}
    shown = client.post(address, data).context["form"]["shown"].value()
    other = data | {"text": "As Major Tom asked.", "shown": shown, "confirmed": "on"}
    assert client.post(address, other).status_code == 200
    assert not Learning.objects.exists()


def test_the_audit_log_keeps_nothing_that_was_taken_out(cast: Cast) -> None:
    """Whoever reads the log need not read learning, and nothing ever leaves the log again."""
    held = make_learning(cast)
    text = learning_details(text="Ask Ziggy Star about safety.")
    held = change_learning(learning=held, details=text, version=1, by=cast.csp_officer, confirmed=True)
    change_learning(learning=held, details=learning_details(), version=2, by=cast.csp_officer)
    named = review_details(themes="Ziggy Star")
    held.review.refresh_from_db()
    change_review(
        review=held.review, details=named, version=version_of(held.review), by=cast.csp_officer, confirmed=True
    )
    change_review(
        review=held.review, details=review_details(), version=version_of(held.review), by=cast.csp_officer
    )  # fmt: skip
    logged = " ".join(f"{event.object_label} {event.detail}" for event in AuditEvent.objects.all())
    assert "Ziggy" not in logged
    assert "themes" in logged


@pytest.mark.parametrize("who", ["scrutiny", "clerk", "administrator", "support", "other_manager", "outsider"])
def test_learning_is_shown_nowhere_to_whoever_may_not_read_it(cast: Cast, who: str) -> None:
    held = make_learning(cast, make_review(cast, reference="ZX9"), text="Ask about zeppelins.", due=days(-3))
    client = soft(getattr(cast, who))
    pages: list[tuple[str, list[Any]]] = [
        ("reports:home", []), ("board:audit-list", ["fosse"]), ("partnerships:learning-list", ["fosse"]),
        ("partnerships:review-list", ["fosse"]), ("partnerships:learning-detail", ["fosse", held.pk]),
        ("partnerships:review-detail", ["fosse", held.review_id]),
    ]  # fmt: skip
    for name, args in pages:
        body = client.get(reverse(name, args=args)).content.decode()
        assert "zeppelins" not in body, name
        assert name == "board:audit-list" or "ZX9" not in body, name


def _finish(cast: Cast, name: str, *, confirmed: bool = False) -> Learning:
    return finish_learning(
        learning=make_learning(cast), done_on=days(0), evidence="It was seen.", version=1, by=cast.csp_officer,
        uploads=[SimpleUploadedFile(name, b"%PDF-1.7\n")], confirmed=confirmed,
    )  # fmt: skip
