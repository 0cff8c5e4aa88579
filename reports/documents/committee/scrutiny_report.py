"""The report to a scrutiny committee: paragraphs numbered straight through, recommendations by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reports.documents.blocks import Build, Bullets, Prose, plain
from reports.documents.committee.blocks import (
    Approvals,
    ListedPapers,
    SignedOff,
    approvals,
    asked,
    contact_words,
    enquiries,
    lines,
    listed,
    paper_of,
    recommendations,
    running_on,
    signatory,
)
from reports.documents.committee.passages import exempt, passage, passage_or, unwritten_or_uncleared, written_text
from reports.documents.committee.subject import CommitteePaper, Progress, others
from reports.documents.governance import UNWRITTEN
from reports.documents.kind import PassageSlot
from reports.documents.reading import Reading
from reports.documents.sections import Part
from snb.models import Implication, SignOff
from snb.wording import long_date

INSPECTION = (
    "Apart from documents already published, which can be had elsewhere, the documents listed here can be inspected "
    "under Section 100D of the Local Government Act 1972."
)
# The implications and comments that have a place of their own; by how their heading begins.
FINANCIAL, CRIME = ("financ",), ("crime",)
CONSTITUTIONAL = ("constitution", "legal")

SCRUTINY_PASSAGES = (
    PassageSlot("purpose", "Purpose of the report", "What the committee is asked to look at, and under which law."),
    PassageSlot(
        "information", "Information",
        "The duty to scrutinise, the agreement that is scrutinised, the bodies that form the Board, and what became of "
        "what the committee asked before.",
    ),
    PassageSlot(
        "refresh", "The annual refresh",
        "When the Board last looked at its priorities, on what evidence, and what further work it asked for.",
    ),
    PassageSlot("next", "Developing the next agreement", "How long this one holds, and when work on the next starts."),
    PassageSlot("options", "Other options considered", "What else could have been done, and why it was not."),
    PassageSlot("reasons", "Reasons for recommendations", "Why the committee is asked for what it is asked."),
)  # fmt: skip
_BEFORE_PROGRESS = 3  # passages that stand before those of the priorities


def scrutiny_passages(paper: CommitteePaper) -> tuple[PassageSlot, ...]:
    """With one for each priority: it may be left to what the priority's last return told."""
    progress = tuple(_slot(row) for row in paper.progress)
    return (*SCRUTINY_PASSAGES[:_BEFORE_PROGRESS], *progress, *SCRUTINY_PASSAGES[_BEFORE_PROGRESS:])


def _slot(row: Progress) -> PassageSlot:
    hint = (
        f"Left empty, the paper prints the lead’s own words ({row.quarter})." if row.told else "No return tells of it."
    )
    return PassageSlot(row.key, f"Progress: {row.name}", hint, is_needed=not row.told)


def scrutiny_title(reading: Reading) -> tuple[str, str]:
    paper = paper_of(reading)
    author = contact_words(reading, paper.report.author)
    to = f"Report to the {paper.committee}, {long_date(paper.day)}"
    return paper.report.title, f"Report of the {author}. {to}" if author else to


def scrutiny_number(reading: Reading) -> Callable[[int], str]:
    return lambda position: ""  # sections have headings alone: the paragraphs carry the numbers


def scrutiny_parts(reading: Reading) -> tuple[Part, ...]:
    paper = paper_of(reading)
    return running_on(
        Part("Purpose of the report", "purpose", (passage("purpose"),)),
        Part("Information", "information", (passage("information"),)),
        Part(_refresh_heading(paper), "refresh", (passage("refresh"),)),
        Part(_progress_heading(paper), "progress", parts=tuple(map(_progress_part, paper.progress)), stays=True),
        Part("Developing the next agreement", "next", (passage("next"),)),
        Part("Other options considered", "options", (passage("options"),)),
        Part("Reasons for recommendations", "reasons", (passage("reasons"),)),
        Part("Statutory and policy implications", "implications", (considered, *asked(paper.flags))),
        Part("Financial implications", "financial-implications", (_implication(FINANCIAL),)),
        Part("Crime and disorder implications", "crime-implications", (_implication(CRIME),)),
        *(_other_implication(row, at) for at, row in enumerate(_other_implications(paper), 1)),
        Part("Recommendations", "recommendations", (recommendations, signatory, enquiries)),
        Part("Constitutional comments", "constitutional", (_comments(CONSTITUTIONAL, "[{} {:%d.%m.%Y}]"),)),
        Part("Financial comments", "financial", (_comments(FINANCIAL, "({} {:%d/%m/%Y})"),)),
        Part("Other comments and approvals", "approvals", (_other_sign_offs,)),
        Part("Background papers and published documents", "papers", (_background,)),
        Part("Electoral divisions and members affected", "divisions", (_divisions,)),
    )


# Headings that the register fills ------------------------------------------------------------------------------------


def _refresh_heading(paper: CommitteePaper) -> str:
    return f"Annual priority refresh – {paper.refreshed_on:%B %Y}" if paper.refreshed_on else "Annual priority refresh"


def _progress_heading(paper: CommitteePaper) -> str:
    return f"{paper.agreement.title} – progress with delivery" if paper.agreement else "Progress with delivery"


def _progress_part(row: Progress) -> Part:
    text = passage_or(row.key, lambda paper: row.told)
    return Part(row.name, f"progress-{row.priority.slug}", (text, _told_in(row)), number="")


def _told_in(row: Progress) -> Build:
    """Where what the return told stands as it was signed: which return, and when."""

    def build(reading: Reading) -> SignedOff | None:
        if not row.told or row.signed_on is None or written_text(reading, row.key):
            return None
        return SignedOff(f"As signed in the return for {row.quarter}", "", row.signed_on.isoformat())

    return build


# Implications --------------------------------------------------------------------------------------------------------


def considered(reading: Reading) -> Prose:
    """Every heading that was considered, also those with nothing material to say."""
    names = [_within_a_sentence(row.heading) for row in paper_of(reading).implications]
    if not names:
        return Prose(UNWRITTEN)
    listed_names = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return Prose(
        f"This report was put together after its implications for {plain(listed_names)} had been considered. Where "
        "they are material they are described below. Consultation took place and advice was sought on them as needed."
    )


def _within_a_sentence(heading: str) -> str:
    """Crime and disorder → crime and disorder; NHS Constitution stays."""
    return heading[:1].lower() + heading[1:] if heading[1:2].islower() else heading


def _implication(begins: tuple[str, ...]) -> Callable[[Reading], Prose]:
    def build(reading: Reading) -> Prose:
        row = paper_of(reading).implication(*begins)
        return lines(row.text) if row else Prose(UNWRITTEN)

    return build


def _other_implications(paper: CommitteePaper) -> tuple[Implication, ...]:
    placed = (paper.implication(*FINANCIAL), paper.implication(*CRIME))
    return tuple(row for row in others(paper.implications, placed) if row.text.strip())


def _other_implication(row: Implication, at: int) -> Part:
    heading = row.heading if "implication" in row.heading.casefold() else f"{row.heading} implications"
    return Part(heading, f"implication-{at}", (lambda reading: lines(row.text),))


# Comments and lists --------------------------------------------------------------------------------------------------


def _comments(begins: tuple[str, ...], mark: str) -> Callable[[Reading], Prose]:
    """What was said, and behind it initials and day in the brackets that readers know."""

    def build(reading: Reading) -> Prose:
        row = paper_of(reading).sign_off(*begins)
        return Prose(f"{lines(row.text).markdown} {plain(_signed(row, mark))}".strip()) if row else Prose(UNWRITTEN)

    return build


def _signed(row: SignOff, mark: str) -> str:
    if row.on is None:
        return mark[0] + row.initials + mark[-1] if row.initials else ""
    return mark.format(row.initials, row.on).replace(f"{mark[0]} ", mark[0])


def _other_sign_offs(reading: Reading) -> Approvals | None:
    paper = paper_of(reading)
    return approvals(others(paper.sign_offs, (paper.sign_off(*CONSTITUTIONAL), paper.sign_off(*FINANCIAL))))


def _background(reading: Reading) -> ListedPapers:
    return ListedPapers(INSPECTION, listed(paper_of(reading).report.background_papers))


def _divisions(reading: Reading) -> Bullets:
    return Bullets(listed(paper_of(reading).report.areas_affected))


# Gaps ----------------------------------------------------------------------------------------------------------------


def _unrecorded(reading: Reading) -> Iterator[str]:
    """What the front sheet, the implications and the sign-offs leave out."""
    paper = paper_of(reading)
    report = paper.report
    for is_there, what in (
        (paper.implications, "The implications considered are not recorded."),
        (paper.implication(*FINANCIAL), "Financial implications are not recorded."),
        (paper.implication(*CRIME), "Crime and disorder implications are not recorded."),
        (report.recommends.strip(), "What the report recommends is not recorded."),
        (report.signatory, "Who puts the report forward is not recorded."),
        (report.enquiries, "Whom to ask about the report is not recorded."),
        (paper.sign_off(*CONSTITUTIONAL), "Constitutional comments have not been recorded."),
        (paper.sign_off(*FINANCIAL), "Financial comments have not been recorded."),
    ):
        if not is_there:
            yield what
    if not paper.progress:
        yield "No agreement was in force on the day of the committee, so there is no progress by priority."


SCRUTINY_GAPS = (exempt, unwritten_or_uncleared(scrutiny_passages), _unrecorded)
