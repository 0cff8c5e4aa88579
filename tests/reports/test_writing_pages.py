"""The pages on which people write for papers, as a browser without scripts sees them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.models import Passage, PassageState
from reports.writing import save_passage
from snb.models import Person
from tests.cast import Cast
from tests.reports.writing_scene import bring_out, clear, report_key, say, write
from tests.snb.scrutiny_scene import make_report

As = Callable[[Person], Client]


def url(cast: Cast, verb: str = "detail", *, subject: str = "standing", key: str = "introduction") -> str:
    return reverse(f"reports:passage-{verb}", args=[cast.board.slug, subject, key])


def the_list(cast: Cast) -> str:
    return reverse("reports:writing-list", args=[cast.board.slug])


def test_the_list_says_how_far_each_text_is(cast: Cast, as_: As) -> None:
    page = as_(cast.manager).get(the_list(cast)).content.decode()
    assert "Not written yet" in page
    assert "No report to a committee is recorded." in page
    say(cast, bring_out(cast, write(cast)))
    clear(cast, write(cast, key="background"))
    subject = report_key(cast)
    write(cast, subject=subject, key="purpose")
    page = as_(cast.manager).get(the_list(cast)).content.decode()
    for said in (
        "Out for comments",
        "Cleared",
        "Manager Person",
        "Community Safety Agreement",
        "Delivery of the agreement",
    ):
        assert said in page
    sheet = as_(cast.manager).get(the_list(cast), {"format": "csv"}).content.decode()
    assert "Introduction,Community Safety Agreement,Out for comments," in sheet.replace('"', "")


def test_the_list_costs_the_same_however_much_is_written(cast: Cast, as_: As) -> None:
    def queries() -> int:
        client = as_(cast.manager)
        client.get(the_list(cast))
        with CaptureQueriesContext(
            connection,
        ) as counted:
            assert client.get(the_list(cast)).status_code == 200
        return len(counted)

    write(cast, subject=report_key(cast), key="purpose")
    before = queries()
    for key in ("introduction", "background", "role", "resources"):
        say(cast, bring_out(cast, write(cast, key=key)))
    for _ in range(4):
        make_report(cast)
    assert queries() == before


def test_a_report_has_texts_of_its_own(cast: Cast, as_: As) -> None:
    subject = report_key(cast)
    page = as_(cast.manager).get(reverse("reports:writing-subject", args=[cast.board.slug, subject])).content.decode()
    assert "Purpose of the report" in page
    assert "Scrutiny report" in page
    answer = as_(cast.manager).post(
        url(cast, "edit", subject=subject, key="purpose"), {"markdown": "Why.", "version": "0"}
    )
    assert answer.status_code == 302
    held = Passage.objects.get()
    assert (held.subject, held.key, held.markdown) == (subject, "purpose", "Why.")


@pytest.mark.parametrize(
    ("subject", "key"),
    [("standing", "nonsense"), ("report-1", "purpose"), ("report-99999", "purpose"), ("other", "introduction")],
)
def test_what_no_paper_asks_for_is_not_there(cast: Cast, as_: As, subject: str, key: str) -> None:
    for verb in ("detail", "edit", "history"):
        assert as_(cast.manager).get(url(cast, verb, subject=subject, key=key)).status_code == 404


def test_a_text_whose_place_is_gone_can_still_be_read(cast: Cast, as_: As) -> None:
    Passage.objects.create(board=cast.board, key="old_place", markdown="Kept.")
    page = as_(cast.manager).get(url(cast, key="old_place")).content.decode()
    assert "Kept." in page
    assert "No paper prints it any more" in page
    assert "Old place" in as_(cast.manager).get(the_list(cast)).content.decode()


def test_who_may_read_drafts_reads_and_comments_and_others_do_not(cast: Cast, as_: As) -> None:
    bring_out(cast, write(cast, "For *all* to read."))
    page = as_(cast.chair).get(url(cast)).content.decode()
    assert "<em>all</em>" in page
    assert "Change the text" not in page
    answer = as_(cast.chair).post(url(cast, "comment"), {"text": "Name the Act."}, follow=True)
    assert "Name the Act." in answer.content.decode()
    assert as_(cast.chair).get(url(cast, "edit")).status_code == 403
    assert as_(cast.chair).post(url(cast, "move"), {"to": "cleared", "version": 1}).status_code == 403
    for person in (cast.member, cast.lead, cast.clerk):
        assert as_(person).get(url(cast)).status_code == 403
        assert as_(person).post(url(cast, "comment"), {"text": "x"}).status_code == 403
    assert as_(cast.other_manager).get(url(cast)).status_code == 404
    assert Passage.objects.get().comments.count() == 1


def test_a_comment_is_settled_on_the_page(cast: Cast, as_: As) -> None:
    comment = say(cast, bring_out(cast, write(cast)))
    waiting = as_(cast.manager).get(url(cast)).content.decode()
    assert "once every comment is settled" in waiting
    assert "Clear it" not in waiting
    settle = reverse("reports:comment-settle", args=[cast.board.slug, comment.pk])
    assert as_(cast.member).post(settle).status_code == 403
    assert as_(cast.other_manager).post(settle).status_code == 404
    page = as_(cast.manager).post(settle, follow=True).content.decode()
    assert "Settled by Manager Person" in page
    assert as_(cast.manager).post(settle).status_code == 409


def test_an_empty_comment_says_so_and_one_on_a_cleared_text_is_kept_in_the_form(cast: Cast, as_: As) -> None:
    clear(cast, write(cast))
    assert "Enter your comment" in as_(cast.chair).post(url(cast, "comment"), {"text": ""}).content.decode()
    late = as_(cast.chair).post(url(cast, "comment"), {"text": "Too late."})
    assert late.status_code == 409
    assert "This text is cleared" in late.content.decode()
    assert "Too late.</textarea>" in late.content.decode()


def test_a_cleared_text_warns_before_it_is_changed(cast: Cast, as_: As) -> None:
    clear(cast, write(cast))
    assert "it is a draft again" in as_(cast.manager).get(url(cast, "edit")).content.decode()
    as_(cast.manager).post(url(cast, "edit"), {"markdown": "New words.", "version": "1"})
    assert Passage.objects.get().state == PassageState.DRAFT


def test_the_moves_are_buttons(cast: Cast, as_: As) -> None:
    write(cast)
    client = as_(cast.manager)
    assert "Send it out for comments" in client.get(url(cast)).content.decode()
    assert (
        "is out for comments"
        in client.post(url(cast, "move"), {"to": "comments", "version": 1}, follow=True).content.decode()
    )
    assert "Clear it" in client.get(url(cast)).content.decode()
    client.post(url(cast, "move"), {"to": "cleared", "version": 1})
    assert Passage.objects.get().state == PassageState.CLEARED
    assert client.post(url(cast, "move"), {"to": "cleared", "version": 1}).status_code == 409
    assert client.post(url(cast, "move"), {"to": "nowhere", "version": 1}).status_code == 404
    assert client.get(url(cast, "move")).status_code == 405


def test_two_at_once_see_both_texts_joined_and_lose_neither(cast: Cast, as_: As) -> None:
    passage = write(cast, "One.\n\nTwo.\n\nThree.")
    save_passage(passage=passage, markdown="One, theirs.\n\nTwo.\n\nThree.", version=1, by=cast.manager)
    mine = {"markdown": "One.\r\n\r\nTwo.\r\n\r\nThree, mine.", "version": "1"}
    answer = as_(cast.manager).post(url(cast, "edit"), mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "One, theirs.\n\nTwo.\n\nThree, mine.</textarea>" in page
    assert "both changes are joined" in page
    assert 'name="version" value="2"' in page
    assert Passage.objects.get().version == 2
    clash = as_(cast.manager).post(url(cast, "edit"), {"markdown": "One, mine.\n\nTwo.\n\nThree.", "version": "1"})
    assert "You both changed the same place" in clash.content.decode()
    assert "One, theirs.\n\nOne, mine.\n\nTwo.\n\nThree.</textarea>" in clash.content.decode()


def test_a_form_without_a_version_overwrites_nothing(cast: Cast, as_: As) -> None:
    write(cast, "Kept.")
    for version in ("", "x", "-1", "9" * 40):
        assert as_(cast.manager).post(url(cast, "edit"), {"markdown": "Mine.", "version": version}).status_code == 409
    assert Passage.objects.get().markdown == "Kept."


def test_the_history_shows_what_changed_in_the_words(cast: Cast, as_: As) -> None:
    empty = as_(cast.manager).get(url(cast, "history")).content.decode()
    assert "Nothing has been written yet." in empty
    passage = clear(cast, write(cast, "It runs for three years."))
    save_passage(passage=passage, markdown="It runs for four years.", version=1, by=cast.manager)
    page = as_(cast.chair).get(url(cast, "history")).content.decode()
    assert "<del>" in page
    assert "three" in page
    assert "four" in page
    assert "Text, version 2: draft" in page
    assert page.index("version 2") < page.index("Cleared") < page.index("version 1")


def test_a_long_history_comes_in_pages_each_row_against_the_one_before(cast: Cast, as_: As) -> None:
    passage = write(cast, "Word 0.")
    for number in range(1, 25):
        passage = save_passage(passage=passage, markdown=f"Word {number}.", version=number, by=cast.manager)
    first = as_(cast.manager).get(url(cast, "history")).content.decode()
    assert first.count("What changed in the words") == 20
    second = as_(cast.manager).get(url(cast, "history"), {"page": "2"}).content.decode()
    assert second.count("What changed in the words") == 5
    assert first.count("<del>") == 20
    assert second.count("<del>") == 4  # the first version replaced nothing


def test_markup_in_a_text_is_printed_and_not_obeyed(cast: Cast, as_: As) -> None:
    write(cast, "<script>alert(1)</script>\n\n| A | B |\n|---|--:|\n| 1 | 2 |\n\nSee[^1].\n\n[^1]: A note.")
    page = as_(cast.manager).get(url(cast)).content.decode()
    assert "<script>alert" not in page
    assert '<th scope="col">A</th>' in page
    assert "A note." in page
    assert " style=" not in page.partition("gt-sheet")[2]
