"""The covering report to a council: a front sheet and nineteen numbered sections, paragraphs numbered in each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reports.documents.blocks import Build, Prose, plain
from reports.documents.committee.blocks import (
    NONE,
    Approvals,
    Box,
    FrontRow,
    FrontSheet,
    SignedOff,
    approvals,
    asked,
    contact_words,
    contacts,
    lines,
    listed,
    paper_of,
    running_on,
    signatory,
)
from reports.documents.committee.passages import exempt, passage, passage_or, unwritten_or_uncleared, written_text
from reports.documents.committee.subject import CommitteePaper, others
from reports.documents.governance import UNWRITTEN
from reports.documents.kind import PassageSlot
from reports.documents.reading import Reading
from reports.documents.sections import Part
from snb.committee_reports import numbered
from snb.models import Flag
from snb.wording import long_date


@dataclass(frozen=True)
class Consideration:
    """A section that says what was considered: a passage, else the recorded implication whose heading begins so, else
    what the colleague said who signed it off."""

    key: str
    heading: str
    begins: tuple[str, ...]
    hint: str
    is_signed: bool = False

    def told(self, paper: CommitteePaper) -> str:
        """What the register says, as Markdown."""
        row = paper.implication(*self.begins)
        signed = paper.sign_off(*self.begins) if self.is_signed else None
        said = row.text if row else signed.text if signed else ""
        return lines(said).markdown

    def part(self) -> Part:
        comment = (self.signed_off,) if self.is_signed else ()
        return Part(self.heading, self.key, (passage_or(self.key, self.told), *comment), stays=True)

    def slot(self, paper: CommitteePaper | None = None) -> PassageSlot:
        recorded = paper is not None and bool(self.told(paper))
        hint = f"{self.hint} Left empty, the paper prints what is recorded with the report." if recorded else self.hint
        return PassageSlot(self.key, self.heading, hint, is_needed=not recorded)

    def signed_off(self, reading: Reading) -> SignedOff | None:
        paper = paper_of(reading)
        row = paper.sign_off(*self.begins)
        if row is None:
            return None
        is_said = not written_text(reading, self.key) and paper.implication(*self.begins) is None
        return SignedOff("" if is_said else row.text, row.initials, row.on.isoformat() if row.on else None)


RISK = Consideration(
    "risk", "Consideration of risk", ("risk", "consideration of risk"), "What is risked by agreeing and by not."
)  # fmt: skip
BEST_VALUE = Consideration(
    "best-value", "Best value considerations", ("best value",), "How economy, efficiency and effectiveness are served."
)  # fmt: skip
FINANCE = Consideration(
    "finance", "Finance colleague comments (including implications and value for money)", ("financ",),
    "What finance colleagues say.", is_signed=True,
)  # fmt: skip
LEGAL = Consideration("legal", "Legal colleague comments", ("legal",), "What legal colleagues say.", is_signed=True)
CRIME = Consideration(
    "crime", "Crime and disorder implications", ("crime",), "How the duty of section 17 is discharged."
)  # fmt: skip
SOCIAL_VALUE = Consideration(
    "social-value", "Social value considerations (if applicable)", ("social value",), "Or: Not applicable."
)  # fmt: skip
NHS = Consideration("nhs", "Regard to the NHS Constitution (if applicable)", ("nhs",), "Or: Not applicable.")
CONSIDERED = (RISK, BEST_VALUE, FINANCE, LEGAL, CRIME, SOCIAL_VALUE, NHS)
OTHER = ("other",)  # how the heading of comments without a section of their own begins

ASSESSED = (  # heading, key, and the word by which the flag is known
    ("Equality Impact Assessment (EIA)", "equality-assessment", "equality"),
    ("Data Protection Impact Assessment (DPIA)", "data-assessment", "data protection"),
    ("Carbon Impact Assessment (CIA)", "carbon-assessment", "carbon"),
)

DIRECTOR = PassageSlot("director", "Corporate director or director", "The post alone, as the front sheet prints it.")
OUTCOMES = PassageSlot(
    "outcomes", "The council’s outcomes", "All outcomes of the council’s plan, one a line of a list. The one recorded "
    "with the report is ticked.",
)  # fmt: skip
SUMMARY = PassageSlot(
    "summary", "Summary", "What is put before the council, on what duty it rests, and what it contains."
)
REASONS = PassageSlot("reasons", "Reasons for recommendations", "One reason a paragraph.")
OPTIONS = PassageSlot(
    "options", "Other options considered in making recommendations", "Each with why it was not chosen."
)  # fmt: skip
BACKGROUND = PassageSlot(
    "background", "Background (including outcomes of consultation)", "How it was made, with whom, who approved it."
)  # fmt: skip
PUBLISHED = PassageSlot(
    "published", "Published documents referred to in this report",
    "One a paragraph. Left empty, the paper prints None.", is_needed=False,
)  # fmt: skip
_WRITTEN_FIRST = (DIRECTOR, OUTCOMES, SUMMARY, REASONS, OPTIONS)


def council_passages(paper: CommitteePaper | None = None) -> tuple[PassageSlot, ...]:
    """What people write; what is recorded with `paper` need not be written again."""
    risk, best_value, *later = (row.slot(paper) for row in CONSIDERED)
    return (*_WRITTEN_FIRST, risk, best_value, BACKGROUND, *later, PUBLISHED)


COUNCIL_PASSAGES = council_passages()


def council_title(reading: Reading) -> tuple[str, str]:
    paper = paper_of(reading)
    return paper.report.title, f"{paper.committee}, {long_date(paper.day)}"


def council_number(reading: Reading) -> Callable[[int], str]:
    return str


def council_parts(reading: Reading) -> tuple[Part, ...]:
    return running_on(
        Part("Front sheet", "front-sheet", (front_sheet,), number=""),
        _written(SUMMARY),
        Part("Recommendations", "recommendations", (_recommends,)),
        _written(REASONS),
        _written(OPTIONS),
        RISK.part(),
        BEST_VALUE.part(),
        Part(BACKGROUND.title, BACKGROUND.key, (passage(BACKGROUND.key), _approvals)),
        Part("Commissioner comments", "commissioners", (_commissioners,)),
        FINANCE.part(),
        LEGAL.part(),
        Part("Other relevant comments", "other", (_other_comments, *asked(_other_flags(paper_of(reading))))),
        CRIME.part(),
        SOCIAL_VALUE.part(),
        NHS.part(),
        *(Part(heading, key, _assessed(reading, word)) for heading, key, word in ASSESSED),
        Part(
            "List of background papers relied upon in writing this report (not including published documents or "
            "confidential or exempt information)", "papers", (_background,),
        ),
        Part(PUBLISHED.title, PUBLISHED.key, (passage_or(PUBLISHED.key, lambda paper: NONE), signatory)),
    )  # fmt: skip


def _written(slot: PassageSlot) -> Part:
    return Part(slot.title, slot.key, (passage(slot.key),))


# The front sheet -----------------------------------------------------------------------------------------------------


def front_sheet(reading: Reading) -> FrontSheet:
    paper = paper_of(reading)
    report = paper.report
    rows = (
        FrontRow("Meeting", f"{paper.committee} – {long_date(paper.day)}"),
        FrontRow("Report of", report.signatory),
        FrontRow("Corporate director or director", written_text(reading, DIRECTOR.key)),
        FrontRow("Report author and contact details", _author(reading)),
        FrontRow("Title", report.title),
        *((FrontRow("Wards affected", report.areas_affected),) if report.areas_affected else ()),
        FrontRow("Does the report form part of the Budget or Policy Framework?", report.framework or "No"),
        FrontRow(
            "Has this report been shared with the Commissioners’ Office?",
            boxes=(Box("Yes", bool(report.commissioners)), Box("No", not report.commissioners)),
        ),
        FrontRow("Any comments that the Commissioners wish to provide", report.commissioners or NONE),
        FrontRow("Does this report contain any information that is exempt from publication?", report.exempt or "No"),
        FrontRow("Relevant council plan key outcome", boxes=_outcomes(reading)),
    )
    return FrontSheet(rows)


def _author(reading: Reading) -> str:
    people = (f"{each.name}, {each.email}" for each in contacts(reading))
    return "; ".join(filter(None, (contact_words(reading, paper_of(reading).report.author), *people)))


def _outcomes(reading: Reading) -> tuple[Box, ...]:
    """Every outcome of the council with the report's own ticked, which is there even where the list is not."""
    own = paper_of(reading).report.outcome.strip()
    names = [line.lstrip("-*+ ").strip() for line in numbered(written_text(reading, OUTCOMES.key))]
    if own and own not in names:
        names.append(own)
    return tuple(Box(name, name == own) for name in names)


# Sections that the register fills ------------------------------------------------------------------------------------


def _recommends(reading: Reading) -> Prose:
    said = paper_of(reading).report.recommends
    return lines(said) if said.strip() else Prose(UNWRITTEN)


def _approvals(reading: Reading) -> Approvals | None:
    return approvals(paper_of(reading).sign_offs)


def _commissioners(reading: Reading) -> Prose:
    return lines(paper_of(reading).report.commissioners or NONE)


def _other_comments(reading: Reading) -> Prose:
    """What is recorded under a heading that has no section of its own."""
    paper = paper_of(reading)
    placed = {row.pk for each in CONSIDERED if (row := paper.implication(*each.begins))}
    rows = [row for row in paper.implications if row.text.strip() and row.pk not in placed]
    said = (
        lines(row.text).markdown
        if row.heading.casefold().startswith(OTHER)
        else f"**{plain(row.heading)}:** {lines(row.text).markdown}"
        for row in rows
    )
    return Prose("\n\n".join(said) or NONE)


def _other_flags(paper: CommitteePaper) -> tuple[Flag, ...]:
    return others(paper.flags, [paper.flag(word) for _, _, word in ASSESSED])


def _assessed(reading: Reading, word: str) -> tuple[Build, ...]:
    flag = paper_of(reading).flag(word)
    return asked([flag]) if flag else (lambda reading: Prose(UNWRITTEN),)


def _background(reading: Reading) -> Prose:
    return lines("\n".join(listed(paper_of(reading).report.background_papers)))


# Gaps ----------------------------------------------------------------------------------------------------------------


def _unrecorded(reading: Reading) -> Iterator[str]:
    """What the front sheet, the flags and the sign-offs leave out."""
    paper = paper_of(reading)
    report = paper.report
    for is_there, what in (
        (report.signatory, "Whose report it is, is not recorded."),
        (report.author, "The author of the report is not recorded."),
        (report.outcome, "The council’s outcome that the report serves is not recorded."),
        (report.recommends.strip(), "What the report recommends is not recorded."),
        (paper.sign_offs, "No step of the report’s approval is recorded."),
        (paper.sign_off(*FINANCE.begins), "Finance colleague comments have not been signed off."),
        (paper.sign_off(*LEGAL.begins), "Legal colleague comments have not been signed off."),
    ):
        if not is_there:
            yield what
    for heading, _, word in ASSESSED:
        if paper.flag(word) is None:
            yield f"{heading}: the question has not been answered."


COUNCIL_GAPS = (exempt, unwritten_or_uncleared(council_passages), _unrecorded)
