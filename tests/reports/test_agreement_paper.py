"""The agreement as a paper: its order as the county published it, what the law asks of it, and what changed."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import page
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from priorities.models import Agreement, Lineage, Placement, Statement, Theme
from reports.documents.checklist import CHECKS, IDENTIFIES, NOT_READ, Item, checklist_of, items_on, known_items
from reports.documents.kinds import build_content, kind_of
from reports.documents.reading import read
from reports.models import ChecklistSignOff, Passage
from reports.printing.paper import paper_pdf
from reports.render import fingerprint
from reports.signing_off import sign_off, take_back
from snb.models import AuditEvent, KeyRole, Linkage, LinkageAction, Protocol, Seat, TermOfReference, Tier
from snb.querysets import today
from snb.sealing import canonical
from snb.workflow import Refusal
from tests.cast import Cast, days, make_priority
from tests.reports.pdf_reading import Reading

# The county's agreement of 2020-23, heading by heading: number, heading, and the headings within it. Where the source
# numbers a heading twice over ("SECTION 2", "8 - PERFORMANCE GROUP") the number stands; capitals are not carried over.
PUBLISHED = [
    ("", "Introduction", ["Background"]),
    ("Section One", "Governance", []),
    ("1", "Role, function, principles and vision for the Board", ["Key approaches"]),
    ("2", "Terms of reference", []),
    ("3", "Governance", ["Governance structure"]),
    ("4", "Priorities", ["Strategic themes", "Strategic Priority Leads"]),
    ("5", "Relationships with other bodies and organisations", ["The public realm", "Linkages to other public bodies"]),
    ("6", "Membership and roles", ["Membership", "Responsibilities"]),
    ("7", "Role of the Strategic Priority Leads", []),
    ("Section Two", "Operations", []),
    ("8", "Performance Group", []),
    ("9", "Resource allocation", []),
    ("Appendix One", "Core membership, roles, responsibilities and linkages of the Board", []),
]
ANNEXES: list[tuple[str, str, list[str]]] = [
    ("Annex A", "What changed since the last agreement", []),
    ("Annex B", "What the law asks of this agreement", []),
]


@pytest.fixture
def written(cast: Cast) -> Cast:
    """A board with everything that the published agreement has a heading for."""
    board = cast.board
    for slot in kind_of("csa").passages:
        Passage.objects.create(board=board, key=slot.key, markdown=f"About {slot.key}.")
    board.vision, board.vision_source, board.key_approaches = "Safe towns.", "A workshop", ["Prevention"]
    board.save()
    Tier.objects.create(board=board, order=1, name="The Board", role="Direction", responsibilities=["Set priorities"])
    TermOfReference.objects.create(board=board, order=1, kind="aim", text="Lead")
    Seat.objects.create(board=board, order=1, organisation="Voluntary sector", representative="Not identified")
    KeyRole.objects.create(board=board, order=1, name="Chair", designation="Chief Executive", role="chair")
    Linkage.objects.create(board=board, order=1, body="Health Board", owner="Chair", role="chair")
    LinkageAction.objects.create(board=board, order=1, action="Joint agendas", owner="Programme manager")
    return cast


def content_of(cast: Cast) -> dict[str, Any]:
    reading = read(board=cast.board, meeting=None, as_at=today())
    made = build_content(kind_of("csa"), reading, notice="", progress=lambda *said: None)
    return dict(json.loads(canonical(made)))


def outline(sections: list[dict[str, Any]]) -> list[tuple[str, str, list[str]]]:
    found = []
    for section in sections:
        lines = [
            line.removeprefix("## ")
            for block in section["blocks"]
            if block["block"] == "prose"
            for line in block["data"]["markdown"].splitlines()
            if line.startswith("## ")
        ]
        found.append((section["number"], section["heading"], lines))
        found += outline(section.get("sections", []))
    return found


def section(content: dict[str, Any], anchor: str) -> dict[str, Any]:
    return next(each for each in content["sections"] if each["anchor"] == anchor)


def unsigned(cast: Cast) -> Agreement:
    cast.agreement.sign_offs.all().delete()
    return cast.agreement


# Its order -----------------------------------------------------------------------------------------------------------


def test_it_follows_the_published_agreement_heading_by_heading(written: Cast) -> None:
    assert outline(content_of(written)["sections"]) == PUBLISHED + ANNEXES


def test_blocks_stand_where_the_published_agreement_has_them(written: Cast) -> None:
    one, two = (section(content_of(written), anchor)["sections"] for anchor in ("section-one", "section-two"))
    blocks = {each["number"]: [block["block"] for block in each["blocks"]] for each in (*one, *two)}
    assert blocks["1"] == ["prose", "statement", "prose", "bullets", "prose"]
    assert blocks["2"] == ["terms"]
    assert blocks["3"] == ["prose", "prose", "tiers"]
    # Themes, then the leads' table, then the actions required of each, then the regard to the policing body's.
    assert blocks["4"] == [
        "prose", "prose", "themes-table", "prose", "prose", "leads-table", "prose", "required-actions", "prose",
    ]  # fmt: skip
    assert blocks["5"] == ["prose", "bullets", "prose", "linkages", "prose", "bullets"]
    assert blocks["6"] == ["prose", "prose", "prose", "prose", "key-roles"]


def test_statements_of_an_older_layout_have_their_place(written: Cast) -> None:
    """What the agreement of 2012-15 says in its four sections: documents, principles, objectives."""
    for kind, text in [("document", "An Act"), ("community", "Work together"), ("objective", "Intervene early")]:
        Statement.objects.create(agreement=written.agreement, kind=kind, number=1, text=text)
    found = {number: headings for number, _, headings in outline(content_of(written)["sections"])}
    assert found[""] == ["The national context", "Background"]
    assert found["1"] == ["Principles", "Key approaches"]
    assert found["4"] == ["Strategic objectives", "Strategic themes", "Strategic Priority Leads"]


def test_it_passes_the_validator_and_its_tables_have_headings(written: Cast) -> None:
    content = content_of(written)
    data = paper_pdf(content, fingerprint(content))
    assert [row.message for row in page.validate_pdf_bytes(data, profile="ua1").failures] == []
    for table in Reading(data).tags("Table"):
        assert [tag for tag in table.walk() if tag.name == "TH"]


# What changed --------------------------------------------------------------------------------------------------------


def test_the_first_agreement_has_nothing_to_compare_with(cast: Cast) -> None:
    (block,) = section(content_of(cast), "changes")["blocks"]
    assert "first agreement" in block["data"]["markdown"]


def test_it_says_what_was_added_ended_elevated_and_moved(cast: Cast) -> None:
    before = Agreement.objects.create(board=cast.board, title="Before", begins=days(-2000), ends=days(-501))
    old = Theme.objects.create(agreement=before, order=1, name="Old theme")
    Placement.objects.create(theme=old, priority=cast.burglary, order=1)
    gone, part = make_priority(old, "gone", "Graffiti"), make_priority(old, "part", "Fires")
    Lineage.objects.create(agreement=cast.agreement, kind="elevated", earlier=part, later=cast.arson)
    (block,) = section(content_of(cast), "changes")["blocks"]
    assert block["block"] == "agreement-changes"
    rows = {(row["what"], row["before"], row["now"]) for row in block["data"]["rows"]}
    assert rows == {
        ("Moved", "Burglary (Old theme)", "Burglary (Harm)"),
        ("Elevated", "", "Arson (Harm)"),
        ("Ended", "Graffiti (Old theme)", ""),
        ("Ended", "Fires (Old theme)", ""),
    }
    assert gone.name_on(today()) == "Graffiti"


def test_what_goes_on_as_it_was_is_named_once(cast: Cast) -> None:
    before = Agreement.objects.create(board=cast.board, title="Before", begins=days(-2000), ends=days(-501))
    theme = Theme.objects.create(agreement=before, order=1, name="Harm")
    Placement.objects.create(theme=theme, priority=cast.burglary, order=1)
    (block,) = section(content_of(cast), "changes")["blocks"]
    assert (block["data"]["going_on"], [row["what"] for row in block["data"]["rows"]]) == (["Burglary"], ["Added"])


# What the law asks ---------------------------------------------------------------------------------------------------


def test_each_item_has_a_check_and_says_whether_the_law_was_read() -> None:
    assert {item.check for item in known_items()} <= {*CHECKS, *IDENTIFIES}
    assert {item.is_verified for item in known_items()} == {True, False}


def test_a_later_row_of_an_item_holds_from_its_day() -> None:
    first = Item("review", "Every year", "SI 1", False, "review", dt.date(2007, 8, 1))
    later = Item("review", "Every two years", "SI 2", True, "review", dt.date(2027, 4, 1))
    known = (first, later)
    assert [row.text for row in items_on(dt.date(2027, 3, 31), known)] == ["Every year"]
    assert [row.text for row in items_on(dt.date(2027, 4, 1), known)] == ["Every two years"]
    assert items_on(dt.date(2000, 1, 1), known) == ()


def test_records_meet_the_items_they_answer(cast: Cast) -> None:
    def words() -> dict[str, str]:
        return {row.item.key: row.word for row in checklist_of(unsigned(cast), today())}

    before = words()
    assert (before["term"], before["priorities"], before["information-sharing"]) == ("Met", "Met", "Not met")
    Protocol.objects.create(board=cast.other_board, title="Information sharing", begins=days(-9))
    assert words()["information-sharing"] == "Not met"  # another board's
    Protocol.objects.create(board=cast.board, title="Information sharing", begins=days(-9))
    assert words()["information-sharing"] == "Met"


def test_an_open_requirement_stops_the_agreement_and_names_itself(cast: Cast) -> None:
    agreement = unsigned(cast)
    with pytest.raises(Refusal) as refused:
        content_of(cast)
    assert "a protocol for sharing information is in force" in refused.value.reason
    assert "Statutory checklist" in refused.value.reason
    assert "says for how long" not in refused.value.reason  # that one is met
    for row in checklist_of(agreement, today()):
        if not row.is_met:
            sign_off(agreement=agreement, item=row.item.key, reason="Coming in May.", by=cast.manager)
    assert content_of(cast)["title"] == agreement.title


def test_the_annex_prints_each_requirement_with_records_or_reason(cast: Cast) -> None:
    agreement = unsigned(cast)
    for row in checklist_of(agreement, today()):
        if not row.is_met:
            sign_off(agreement=agreement, item=row.item.key, reason="Coming in May.", by=cast.manager)
    (block,) = section(content_of(cast), "checklist")["blocks"]
    rows = {row["text"]: row for row in block["data"]["rows"]}
    met = rows["There is an agreement, and it says for how long"]
    signed = rows["A protocol for sharing information is in force"]
    assert (met["word"], met["note"]) == ("Met", "")
    assert (signed["word"], signed["note"]) == ("Signed off", NOT_READ)
    assert signed["by"][0].startswith("Coming in May. (Manager Person, ")


def test_signing_off_is_written_down_and_can_be_taken_back(cast: Cast) -> None:
    agreement = unsigned(cast)
    made = sign_off(agreement=agreement, item="information-sharing", reason=" In May. ", by=cast.manager)
    assert (made.reason, made.by) == ("In May.", cast.manager)
    assert AuditEvent.objects.get(action="signed off a requirement").detail["reason"] == "In May."
    take_back(sign_off=made, by=cast.manager)
    assert not agreement.sign_offs.exists()
    assert AuditEvent.objects.filter(action="took back a sign-off").exists()
    assert ChecklistSignOff.history.filter(item="information-sharing", reason="In May.", history_type="-").exists()
    with pytest.raises(Refusal, match="already"):
        take_back(sign_off=made, by=cast.manager)


@pytest.mark.parametrize(
    ("item", "reason", "said"),
    [
        ("information-sharing", "  ", "Give a reason"),
        ("term", "Why not.", "meet this requirement"),
        ("dragons", "Here.", "asks nothing of that name"),
    ],
)
def test_what_cannot_be_signed_off_says_why(cast: Cast, item: str, reason: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        sign_off(agreement=unsigned(cast), item=item, reason=reason, by=cast.manager)


def test_nobody_signs_off_twice(cast: Cast) -> None:
    with pytest.raises(Refusal, match="Manager Person has signed it off already"):
        sign_off(agreement=cast.agreement, item="information-sharing", reason="Again.", by=cast.manager)


@pytest.mark.parametrize("actor", ["chair", "lead", "other_manager"])
def test_only_the_programme_manager_of_this_board_signs_off(cast: Cast, actor: str) -> None:
    agreement = unsigned(cast)
    with pytest.raises(PermissionDenied):
        sign_off(agreement=agreement, item="information-sharing", reason="May.", by=getattr(cast, actor))


def test_it_costs_the_same_however_many_priorities(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as few:
        content_of(cast)
    theme = cast.agreement.themes.get()
    for number in range(18):
        make_priority(theme, f"more-{number}", f"More {number}")
    with CaptureQueriesContext(connection) as many:
        assert len(section(content_of(cast), "section-one")["sections"]) == 7
    assert len(few) == len(many)


# The page ------------------------------------------------------------------------------------------------------------


WHERE = "/boards/fosse/agreement-checklist/"


def test_the_page_shows_what_is_open_and_lets_the_manager_sign(cast: Cast, as_) -> None:
    unsigned(cast)
    html = as_(cast.manager).get(WHERE).content.decode()
    assert "neither met nor signed off" in html
    assert f"{WHERE}information-sharing/sign-off/" in html
    assert f"{WHERE}term/sign-off/" not in html
    members = as_(cast.member).get(WHERE).content.decode()
    assert "sign-off/" not in members


def test_signing_off_on_the_page_and_taking_back(cast: Cast, as_) -> None:
    unsigned(cast)
    client = as_(cast.manager)
    empty = client.post(f"{WHERE}information-sharing/sign-off/", {"reason": ""})
    assert "Enter a reason" in empty.content.decode()
    done = client.post(f"{WHERE}information-sharing/sign-off/", {"reason": "Coming in May."}, follow=True)
    html = done.content.decode()
    assert "Signed off: A protocol for sharing information is in force" in html
    assert "Coming in May." in html
    back = f"{WHERE}information-sharing/take-back/"
    assert "Coming in May." in client.get(back).content.decode()
    assert "Taken back" in client.post(back, follow=True).content.decode()
    assert client.get(back).status_code == 404


def test_a_reason_for_what_is_met_by_now_is_refused_and_kept(cast: Cast, as_) -> None:
    unsigned(cast)
    Protocol.objects.create(board=cast.board, title="Information sharing", begins=days(-9))
    answer = as_(cast.manager).post(f"{WHERE}information-sharing/sign-off/", {"reason": "My long reason"})
    assert (answer.status_code, "My long reason" in answer.content.decode()) == (409, True)


@pytest.mark.parametrize(
    ("actor", "status"), [("manager", 200), ("chair", 403), ("other_manager", 404), ("outsider", 404)]
)
def test_who_may_sign_off_on_the_page(cast: Cast, as_, actor: str, status: int) -> None:
    unsigned(cast)
    assert as_(getattr(cast, actor)).get(f"{WHERE}information-sharing/sign-off/").status_code == status


def test_an_unknown_requirement_is_nowhere(cast: Cast, as_) -> None:
    assert as_(cast.manager).get(f"{WHERE}dragons/sign-off/").status_code == 404


def test_without_an_agreement_in_force_the_page_says_so(cast: Cast, as_) -> None:
    cast.agreement.begins = days(300)
    cast.agreement.save()
    assert "No agreement is in force today" in as_(cast.manager).get(WHERE).content.decode()


def test_it_can_be_taken_away_as_a_table(cast: Cast, as_) -> None:
    answer = as_(cast.manager).get(f"{WHERE}?format=csv")
    assert "Not of this scene." in answer.content.decode("utf-8-sig")
