"""The reports of F1 (scrutiny) and F4 (a council) as the demonstration has them, line by line: rows S37, S55 to S57,
S67, S68 and S71 of the domain."""

from __future__ import annotations

import re
from functools import cache

import page
import pytest

from reports.compiling import content_pdf
from reports.render import edition_html, fingerprint
from tests.reports.committee_scene import (
    Content,
    blocks,
    content_of,
    headings,
    markdown,
    reading_about,
    told,
    walk,
)
from tests.reports.pdf_reading import Reading as PdfReading
from tests.reports.pdf_reading import squeezed

pytestmark = pytest.mark.django_db
# The headings of F1 in their order. The priorities have the names that the agreement gave them on that day.
F1 = [
    "Purpose of the report",
    "Information",
    "Annual priority refresh – January 2024",
    "Nottinghamshire Community Safety Agreement 2023-2025 – progress with delivery",
    "Domestic abuse",
    "Serious violence",
    "Prevent",
    "High Harm Offences, Slavery and Exploitation",
    "Fraud",
    "Reducing reoffending",
    "Substance misuse",
    "Feelings of safety",
    "Violence Against Women and Girls",
    "Developing the next agreement",
    "Other options considered",
    "Reasons for recommendations",
    "Statutory and policy implications",
    "Financial implications",
    "Crime and disorder implications",
    "Recommendations",
    "Constitutional comments",
    "Financial comments",
    "Background papers and published documents",
    "Electoral divisions and members affected",
]
# The first paragraph under each heading of F1, but for the two that have sections or a list alone.
F1_PARAGRAPHS = {
    "purpose": 1, "information": 2, "refresh": 13, "progress-domestic-abuse": 17, "progress-serious-violence": 21,
    "progress-prevent": 27, "progress-modern-slavery": 31, "progress-fraud": 33, "progress-reducing-reoffending": 36,
    "progress-substance-misuse": 41, "progress-feelings-of-safety": 42, "progress-vawg": 43, "next": 44, "options": 45,
    "reasons": 46, "implications": 47, "financial-implications": 48, "crime-implications": 49, "constitutional": 50,
    "financial": 51,
}  # fmt: skip
F4 = [
    ("", "Front sheet"),
    ("1", "Summary"),
    ("2", "Recommendations"),
    ("3", "Reasons for recommendations"),
    ("4", "Other options considered in making recommendations"),
    ("5", "Consideration of risk"),
    ("6", "Best value considerations"),
    ("7", "Background (including outcomes of consultation)"),
    ("8", "Commissioner comments"),
    ("9", "Finance colleague comments (including implications and value for money)"),
    ("10", "Legal colleague comments"),
    ("11", "Other relevant comments"),
    ("12", "Crime and disorder implications"),
    ("13", "Social value considerations (if applicable)"),
    ("14", "Regard to the NHS Constitution (if applicable)"),
    ("15", "Equality Impact Assessment (EIA)"),
    ("16", "Data Protection Impact Assessment (DPIA)"),
    ("17", "Carbon Impact Assessment (CIA)"),
    ("18", "List of background papers relied upon in writing this report (not including published documents or "
           "confidential or exempt information)"),
    ("19", "Published documents referred to in this report"),
]  # fmt: skip
# How many paragraphs each section of F4 has: 1.1 to 1.9, 2.1, 3.1 to 3.3 …
F4_PARAGRAPHS = [9, 1, 3, 2, 1, 2, 4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2]
NUMBERED = re.compile(r'<p class="numbered"><span class="n">([\d.]+)</span>')


@cache
def made(slug: str) -> Content:
    """The paper of a board of the demonstration: plain values, which outlive the database they were read from."""
    story, ((kind, subject),) = told(slug)
    return content_of(reading_about(story.loaded.board, kind, subject), kind)


@pytest.fixture
def county() -> Content:
    return made("snb")


@pytest.fixture
def city() -> Content:
    return made("ncsp")


def numbers(html: str) -> list[str]:
    return NUMBERED.findall(html)


def first_number(html: str, anchor: str) -> str:
    found = NUMBERED.search(html, html.index(f'id="{anchor}"'))
    assert found is not None
    return found[1]


# F1: the scrutiny report ---------------------------------------------------------------------------------------------


def test_the_scrutiny_report_has_the_headings_of_its_source_in_their_order(county: Content) -> None:
    assert headings(county) == [("", heading) for heading in F1]
    assert county["gaps"] == []


def test_its_title_says_whose_report_it_is_and_to_whom(county: Content) -> None:
    assert county["title"] == "Crime and Disorder Strategy Scrutiny"
    assert county["subtitle"] == (
        "Report of the Cabinet Member for Communities and Public Health. "
        "Report to the Place Select Committee, 20 March 2024"
    )


def test_paragraphs_number_1_to_51_straight_through(county: Content) -> None:
    html = edition_html(county)
    assert numbers(html) == [f"{number}." for number in range(1, 52)]
    assert {anchor: int(first_number(html, anchor)[:-1]) for anchor in F1_PARAGRAPHS} == F1_PARAGRAPHS


def test_recommendations_are_numbered_by_themselves(county: Content) -> None:
    (said,) = blocks(county, "recommendations")
    assert said["lead_in"] == "It is recommended that:"
    assert len(said["items"]) == 1
    html = edition_html(county)
    assert re.findall(r'<p class="recommendation"><span class="n">([^<]+)</span>', html) == ["1)"]
    assert html.index('class="recommendation"') < html.index("For any enquiries about this report please contact:")


def test_signatory_and_enquiries_follow_the_recommendations(county: Content) -> None:
    section = next(each for each in county["sections"] if each["anchor"] == "recommendations")
    assert [block["block"] for block in section["blocks"]] == ["recommendations", "signatory", "enquiries"]
    assert blocks(county, "signatory") == [{"post": "Cabinet Member, Communities and Public Health"}]
    assert blocks(county, "enquiries")[0]["post"] == "Programme Manager, Safer Nottinghamshire Board"


def test_every_implication_considered_is_named(county: Content) -> None:
    said = markdown(county, "implications")
    for words in (
        "crime and disorder", "data protection and information governance", "finance", "human resources",
        "human rights", "NHS Constitution (public health services)", "public sector equality duty", "smarter working",
        "safeguarding of children and adults at risk", "service users", "sustainability and the environment",
    ):  # fmt: skip
        assert words in said


def test_comments_are_signed_in_the_brackets_of_the_source(county: Content) -> None:
    html = edition_html(county)
    assert re.search(r"terms of reference\. \[LPW 04\.03\.2024\]</p>", html)
    assert re.search(r"from the report\. \(PAA29 28/02/2024\)</p>", html)


def test_none_and_all_are_printed(county: Content) -> None:
    (listed,) = blocks(county, "listed-papers")
    assert listed["items"] == ("None.",)
    assert "Section 100D of the Local Government Act 1972" in listed["note"]
    assert blocks(county, "bullets", "divisions")[0]["items"] == ("All",)


# F4: the council report ----------------------------------------------------------------------------------------------


def test_the_council_report_has_the_nineteen_sections_of_its_source(city: Content) -> None:
    assert headings(city) == F4
    assert city["gaps"] == []
    assert (city["title"], city["subtitle"]) == (
        "Nottingham Community Safety Partnership Strategy 2024-2027", "City Council, 8 July 2024",
    )  # fmt: skip


def test_its_paragraphs_number_by_section(city: Content) -> None:
    expected = [f"{number}.{at}" for number, many in enumerate(F4_PARAGRAPHS, 1) for at in range(1, many + 1)]
    assert numbers(edition_html(city)) == expected


def test_the_front_sheet_has_the_rows_of_its_source(city: Content) -> None:
    (sheet,) = blocks(city, "front-sheet")
    assert [row["label"] for row in sheet["rows"]] == [
        "Meeting", "Report of", "Corporate director or director", "Report author and contact details", "Title",
        "Does the report form part of the Budget or Policy Framework?",
        "Has this report been shared with the Commissioners’ Office?",
        "Any comments that the Commissioners wish to provide",
        "Does this report contain any information that is exempt from publication?",
        "Relevant council plan key outcome",
    ]  # fmt: skip
    rows = {row["label"]: row for row in sheet["rows"]}
    assert rows["Meeting"]["text"] == "City Council – 8 July 2024"
    assert rows["Report of"]["text"] == "Executive Member for Communities, Waste and Equalities"
    assert rows["Does this report contain any information that is exempt from publication?"]["text"] == "No"
    shared = rows["Has this report been shared with the Commissioners’ Office?"]["boxes"]
    assert [(box["label"], box["ticked"]) for box in shared] == [("Yes", True), ("No", False)]
    outcomes = rows["Relevant council plan key outcome"]["boxes"]
    assert (len(outcomes), [box["label"] for box in outcomes if box["ticked"]]) == (10, ["Safer Nottingham"])


def test_ticks_are_told_in_words(city: Content) -> None:
    html = edition_html(city)
    assert (html.count("<title>Ticked</title>"), html.count("<title>Not ticked</title>")) == (2, 10)


def test_the_way_of_approval_has_its_dates(city: Content) -> None:
    (way,) = blocks(city, "approvals", "background")
    assert [row["on"] for row in way["rows"]] == ["2024-01-26", "2024-03-22", "2024-06-03", "2024-06-10", "2024-07-08"]
    assert [(data["by"], data["on"]) for data in blocks(city, "signed-off")] == [
        ("Interim Strategic Finance Business Partner", "2024-06-10"),
        ("Head of Legal and Deputy Monitoring Officer (Interim)", "2024-06-03"),
    ]


def test_flags_are_answered_with_a_reason_where_no(city: Content) -> None:
    assert [(data["answer"], bool(data["reason"])) for data in blocks(city, "answer")] == [
        ("Yes", True), ("No", True), ("No", True),
    ]  # fmt: skip
    assert blocks(city, "answer", "carbon-assessment")[0]["reason"].startswith("None is required: each partner")


def test_the_law_is_in_footnotes_that_link_both_ways(city: Content) -> None:
    html = edition_html(city)
    assert re.findall(r'<sup class="mark"><a href="#([^"]+)" id="([^"]+)"[^>]*>(\d)</a></sup>', html) == [
        ("summary-note-1", "summary-note-1-text", "1"), ("summary-note-2", "summary-note-2-text", "2"),
    ]  # fmt: skip
    assert html.count('<div class="notes">') == 1
    assert 'id="summary-note-2"><p><span class="n"><a href="#summary-note-2-text"' in html
    assert html.index("sections 5 and 6") > html.index(">1.9</span>")


def test_background_and_published_papers_are_listed_before_the_signatory(city: Content) -> None:
    assert markdown(city, "papers") == "None."
    assert "Crime and Disorder Act 1998" in markdown(city, "published")
    assert blocks(city, "signatory", "published") == [
        {"post": "Executive Member for Communities, Waste and Equalities"}
    ]


# As a PDF ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["county", "city"])
def test_the_pdf_passes_pdf_ua_and_is_tagged_as_it_reads(which: str, request: pytest.FixtureRequest) -> None:
    content: Content = request.getfixturevalue(which)
    data = content_pdf(content, fingerprint(content))
    assert [
        (failure.rule_id, failure.message) for failure in page.validate_pdf_bytes(data, profile="ua1").failures
    ] == []
    pdf = PdfReading(data)
    tagged = [squeezed(tag.all_text()) for tag in pdf.tags("H1", "H2", "H3")]
    expected = [squeezed(f"{section['number']}{section['heading']}") for section in walk(content["sections"])]
    assert tagged[0] == squeezed(content["title"])
    assert [text for text in tagged if text in expected] == expected
    words = squeezed(pdf.root.all_text())
    assert squeezed(first_heading(content)) in squeezed(
        pdf.page_text(1)
    )  # under the masthead, not on a page of its own
    assert squeezed("Executive Member" if which == "city" else "[LPW 04.03.2024]") in words


def first_heading(content: Content) -> str:
    return str(content["sections"][0]["heading"])
