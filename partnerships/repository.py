"""Reading what was learnt: recommendations over all partnerships, past and present, as they stand on a day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from partnerships.models import DeathReview, Learning
from snb.exporting import Sheet, Value
from snb.models import Board
from snb.wording import long_date


class Standing(Enum):
    """Whether a recommendation is late, open or done."""

    LATE = ("late", "Late", "late")
    OPEN = ("open", "Open", "doing")
    DONE = ("done", "Done", "done")

    def __init__(self, key: str, label: str, tone: str) -> None:
        self.key, self.label, self.tone = key, label, tone


@dataclass(frozen=True)
class LearningRow:
    """`partnership` is its name on the day the review was commissioned; `ended` says whether it has ended since."""

    pk: int
    review_pk: int
    reference: str
    number: int
    text: str
    partnership: str
    ended: bool
    themes: tuple[str, ...]
    owner_id: int
    owner: str
    is_joint: bool
    joint_with: str
    due: dt.date
    done_on: dt.date | None
    evidence: str
    files: int
    standing: Standing

    @property
    def label(self) -> str:
        return f"{self.reference}, recommendation {self.number}"


@dataclass(frozen=True)
class ReviewRow:
    pk: int
    reference: str
    partnership: str
    ended: bool
    commissioned_on: dt.date
    state: str
    published_on: dt.date | None
    themes: tuple[str, ...]
    joint_with: str
    total: int
    done: int
    late: int


@dataclass(frozen=True)
class Asked:
    """What a reader narrows the list to; an empty value narrows nothing."""

    words: str = ""
    theme: str = ""
    owner: int | None = None
    standing: str = ""
    joint: bool = False


def learnt(board: Board, day: dt.date, *, review: DeathReview | None = None) -> list[LearningRow]:
    """Every recommendation, late ones first, then by due date; of one review where it is given. Three queries."""
    rows = Learning.objects.filter(review__partnership__board=board)
    if review is not None:
        rows = rows.filter(review=review)
    held = rows.select_related("owner", "review__partnership__remit").prefetch_related(
        "files", "review__partnership__remit__names"
    )
    order = list(Standing)
    return sorted((_row(each, day) for each in held), key=lambda row: (order.index(row.standing), row.due, row.label))


def reviews_of(board: Board, day: dt.date) -> list[ReviewRow]:
    """Every review, newest first, with how much of its learning is done. Three queries."""
    held = DeathReview.objects.filter(partnership__board=board).select_related("partnership__remit")
    return [_review_row(each, day) for each in held.prefetch_related("learning", "partnership__remit__names")]


def themes_of(text: str) -> tuple[str, ...]:
    """Themes as they were typed, between commas or semicolons."""
    return tuple(theme for part in text.replace(";", ",").split(",") if (theme := " ".join(part.split())))


def narrowed(rows: Iterable[LearningRow], asked: Asked) -> list[LearningRow]:
    """The rows that fit everything that is asked; words are looked for in any order, in text, themes and evidence."""
    words = asked.words.casefold().split()
    return [row for row in rows if _fits(row, asked) and all(word in _searched(row) for word in words)]


def theme_choices(rows: Iterable[LearningRow]) -> list[tuple[str, str]]:
    """Each theme once, whatever its capitals, with how many recommendations carry it."""
    counted = Counter(theme.casefold() for row in rows for theme in row.themes)
    spelled = {theme.casefold(): theme for row in rows for theme in row.themes}
    return [(key, f"{spelled[key]} ({counted[key]})") for key in sorted(counted)]


def owner_choices(rows: Iterable[LearningRow]) -> list[tuple[int, str]]:
    return sorted({(row.owner_id, row.owner) for row in rows}, key=lambda pair: pair[1])


def learning_sheet(board: Board, rows: Iterable[LearningRow], day: dt.date) -> Sheet:
    columns = [
        "Review", "Number", "Recommendation", "Partnership", "Themes", "Owner", "Joint with", "Due", "State", "Done",
        "Evidence", "Files",
    ]  # fmt: skip
    lines: list[list[Value]] = [
        [
            row.reference, row.number, row.text, row.partnership, ", ".join(row.themes), row.owner,
            row.joint_with if row.is_joint else "", row.due, row.standing.label, row.done_on, row.evidence, row.files,
        ]
        for row in rows
    ]  # fmt: skip
    return Sheet(f"{board.short_name} learning from reviews", columns, lines, [f"As at {long_date(day)}"])


def reviews_sheet(board: Board, rows: Iterable[ReviewRow], day: dt.date) -> Sheet:
    columns = ["Review", "Partnership", "Commissioned", "State", "Published", "Themes", "Joint with"]
    counted = ["Recommendations", "Done", "Late"]
    lines: list[list[Value]] = [
        [
            row.reference, row.partnership, row.commissioned_on, row.state, row.published_on, ", ".join(row.themes),
            row.joint_with, row.total, row.done, row.late,
        ]
        for row in rows
    ]  # fmt: skip
    return Sheet(f"{board.short_name} reviews", [*columns, *counted], lines, [f"As at {long_date(day)}"])


def _fits(row: LearningRow, asked: Asked) -> bool:
    return (
        (not asked.theme or asked.theme in (theme.casefold() for theme in row.themes))
        and (asked.owner is None or row.owner_id == asked.owner)
        and (not asked.standing or _is_standing(row.standing, asked.standing))
        and (not asked.joint or row.is_joint)
    )


def _is_standing(standing: Standing, asked: str) -> bool:
    """What is late is open as well."""
    return standing.key == asked or (asked == Standing.OPEN.key and standing is Standing.LATE)


def _searched(row: LearningRow) -> str:
    return " ".join((row.reference, row.text, row.evidence, row.owner, row.partnership, *row.themes)).casefold()


def standing_of(learning: Learning, day: dt.date) -> Standing:
    if learning.done_on is not None:
        return Standing.DONE
    return Standing.LATE if learning.due < day else Standing.OPEN


def _row(learning: Learning, day: dt.date) -> LearningRow:
    review = learning.review
    return LearningRow(
        pk=learning.pk, review_pk=review.pk, reference=review.reference, number=learning.number, text=learning.text,
        partnership=review.partnership.name_on(review.commissioned_on), ended=not review.partnership.holds_on(day),
        themes=themes_of(review.themes), owner_id=learning.owner_id, owner=learning.owner.name,
        is_joint=learning.is_joint, joint_with=review.joint_with, due=learning.due, done_on=learning.done_on,
        evidence=learning.evidence, files=len(learning.files.all()), standing=standing_of(learning, day),
    )  # fmt: skip


def _review_row(review: DeathReview, day: dt.date) -> ReviewRow:
    standings = Counter(standing_of(each, day) for each in review.learning.all())
    return ReviewRow(
        pk=review.pk, reference=review.reference, partnership=review.partnership.name_on(review.commissioned_on),
        ended=not review.partnership.holds_on(day), commissioned_on=review.commissioned_on,
        state=review.get_state_display(), published_on=review.published_on, themes=themes_of(review.themes),
        joint_with=review.joint_with, total=standings.total(), done=standings[Standing.DONE],
        late=standings[Standing.LATE],
    )  # fmt: skip
