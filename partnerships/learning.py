"""Reviews of deaths and what was learnt: who is to do what, by when, and what shows that it was done.

No text here names anybody of a case. What is written is searched for names before it is kept: an identifier is refused,
and whatever else looks like a name has to be confirmed by the writer as none of the case's.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from partnerships.models import DeathReview, Learning, LearningFile, Partnership
from partnerships.names_check import Suspicion, identifiers, suspicions
from partnerships.versions import changed, locked, said
from snb.audit import record
from snb.models import Board, Organisation, Person, Post, RemitName
from snb.permissions import Permission
from snb.querysets import today
from snb.uploads import check_upload, clean_name, take_in
from snb.wording import long_date
from snb.workflow import Refusal, demand

State = DeathReview.State


@dataclass(frozen=True)
class ReviewDetails:
    """What a person says of a review. `published_on` goes with the state "published" and no other."""

    reference: str
    commissioned_on: dt.date
    state: str
    published_on: dt.date | None
    themes: str
    joint_with: str = ""


@dataclass(frozen=True)
class LearningDetails:
    text: str
    owner: Organisation
    due: dt.date
    is_joint: bool = False


REVIEW_FIELDS = ("reference", "commissioned_on", "state", "published_on", "themes", "joint_with")
LEARNING_FIELDS = ("text", "owner", "due", "is_joint")
WRITTEN = ("reference", "themes", "joint_with", "text")  # what a name may have stood in: the audit log repeats none


class NamesSuspected(Refusal):
    """Something looks like a name and nobody has said that it is none of the case's."""

    def __init__(self, found: Sequence[Suspicion]) -> None:
        super().__init__(f"{found[0]}. Take it out, or confirm that nobody of the case is named.")
        self.found = found


def known_names(board: Board) -> list[str]:
    """Boards, organisations, posts, places and remits: what may be written with capitals. Six queries."""
    names: set[str] = {board.area, *Board.objects.values_list("name", flat=True)}
    for organisation in Organisation.objects.values_list("name", "short_name"):
        names.update(organisation)
    names.update(Post.objects.values_list("title", flat=True))
    names.update(RemitName.objects.filter(remit__board=board).values_list("name", flat=True))
    for place in Partnership.objects.filter(board=board).values_list("coverage__district__name", flat=True):
        names.add(place or "")
    names.update(board.priority_wards.values_list("name", flat=True))
    return [name for name in names if name]


@transaction.atomic
def open_review(
    *, partnership: Partnership, details: ReviewDetails, by: Person, confirmed: bool = False
) -> DeathReview:
    """A review that a partnership commissions, or one of the past that is entered now."""
    partnership = Partnership.objects.select_for_update(of=("self",)).select_related("board").get(pk=partnership.pk)
    demand(by, Permission.LEARNING_EDIT, partnership)
    review = DeathReview(partnership=partnership)
    names = _write_review(review, details, confirmed)
    record(by=by, action="opened a review", obj=review, board=partnership.board, names_confirmed=names)
    return review


@transaction.atomic
def change_review(
    *, review: DeathReview, details: ReviewDetails, version: int, by: Person, confirmed: bool = False
) -> DeathReview:
    around = ("partnership__board",)
    held = locked(review, version=version, by=by, permission=Permission.LEARNING_EDIT, around=around)
    before = said(held, *REVIEW_FIELDS)
    names = _write_review(held, details, confirmed)
    changes = _told(changed(before, said(held, *REVIEW_FIELDS)))
    record(
        by=by, action="changed a review", obj=held, board=held.partnership.board, changes=changes, names_confirmed=names
    )
    return held


@transaction.atomic
def add_learning(*, review: DeathReview, details: LearningDetails, by: Person, confirmed: bool = False) -> Learning:
    """The next recommendation of a review."""
    rows = DeathReview.objects.select_for_update(of=("self",)).select_related("partnership__board")
    held = rows.get(pk=review.pk)
    demand(by, Permission.LEARNING_EDIT, held)
    last = held.learning.aggregate(Max("number"))["number__max"] or 0
    learning = Learning(review=held, number=last + 1)
    names = _write_learning(learning, details, by, confirmed)
    learning.save()
    record(by=by, action="added a recommendation", obj=learning, board=held.partnership.board, names_confirmed=names)
    return learning


@transaction.atomic
def change_learning(
    *, learning: Learning, details: LearningDetails, version: int, by: Person, confirmed: bool = False
) -> Learning:
    held = _open_learning(learning, version, by)
    before = said(held, *LEARNING_FIELDS)
    names = _write_learning(held, details, by, confirmed)
    held.version += 1
    held.save()
    changes = _told(changed(before, said(held, *LEARNING_FIELDS)))
    record(
        by=by, action="changed a recommendation", obj=held, board=held.partnership.board, changes=changes,
        names_confirmed=names,
    )  # fmt: skip
    return held


@transaction.atomic
def finish_learning(
    *, learning: Learning, done_on: dt.date, evidence: str, version: int, by: Person,
    uploads: Iterable[UploadedFile] = (), confirmed: bool = False,
) -> Learning:  # fmt: skip
    """It is done, and this shows it: final from here on. Raises ValidationError for a file that is not kept."""
    held = _open_learning(learning, version, by)
    files = list(uploads)
    if not evidence.strip():
        raise Refusal("Say what shows that it was done.")
    if done_on > today():
        raise Refusal("It cannot have been done on a day to come.")
    if done_on < held.review.commissioned_on:
        raise Refusal(f"It cannot have been done before the review was commissioned, on "
                      f"{long_date(held.review.commissioned_on)}.")  # fmt: skip
    names = check_names(held.partnership.board, [evidence, *map(spoken_name, files)], confirmed)
    for upload in files:
        _attach(held, upload, by)
    held.done_on, held.evidence, held.checked_for_names_by = done_on, evidence, by
    held.version += 1
    held.save()
    record(
        by=by, action="marked a recommendation as done", obj=held, board=held.partnership.board,
        done_on=str(done_on), files=len(files), names_confirmed=names,
    )  # fmt: skip
    return held


def spoken_name(upload: UploadedFile) -> str:
    """A file's name as words, so that a name in it is found; the signs within numbers stay."""
    name = clean_name(upload.name or "")
    stem = (name.rpartition(".")[0] or name).replace("_", " ")
    return re.sub(r"(?<=[A-Za-z])[-+](?=[A-Za-z])|(?<=[a-z])(?=[A-Z])", " ", stem)


def check_names(board: Board, texts: Iterable[str], confirmed: bool) -> int:
    """How many passages looked like a name. Refusal for an identifier, NamesSuspected for an unconfirmed name."""
    allowed = known_names(board)
    found = [each for text in texts for each in suspicions(text, allowed)]
    if hard := identifiers(found):
        raise Refusal(f"{hard[0]}. It may tell who somebody is: take it out.")
    if found and not confirmed:
        raise NamesSuspected(found)
    return len(found)


def _told(changes: dict[str, list[str]]) -> dict[str, list[str] | str]:
    """Of what was written only that it changed: the log is read by others, and keeps what was taken out."""
    return {name: "changed" if name in WRITTEN else pair for name, pair in changes.items()}


def _attach(learning: Learning, upload: UploadedFile, by: Person) -> None:
    try:
        check_upload(upload)
    except ValidationError as wrong:
        raise Refusal(f"{clean_name(upload.name or '')}: {wrong.messages[0]}") from None
    file = LearningFile(learning=learning)
    take_in(file, upload, by=by)
    record(
        by=by, action="attached evidence of learning", obj=file, board=learning.partnership.board, sha256=file.sha256
    )


def _open_learning(learning: Learning, version: int, by: Person) -> Learning:
    around = ("review__partnership__board", "owner")
    held = locked(learning, version=version, by=by, permission=Permission.LEARNING_EDIT, around=around)
    if held.done_on:
        raise Refusal(f"It was done on {long_date(held.done_on)}: what shows it is kept as it is.")
    return held


def _write_review(review: DeathReview, details: ReviewDetails, confirmed: bool) -> int:
    _check_review(review, details)
    texts = [details.reference, details.themes, details.joint_with]
    names = check_names(review.partnership.board, texts, confirmed)
    for name in REVIEW_FIELDS:
        setattr(review, name, getattr(details, name))
    review.save()
    return names


def _check_review(review: DeathReview, details: ReviewDetails) -> None:
    others = DeathReview.objects.filter(partnership=review.partnership, reference__iexact=details.reference)
    if others.exclude(pk=review.pk).exists():
        raise Refusal(f"This partnership already has a review {details.reference}.")
    if details.commissioned_on > today():
        raise Refusal("A review cannot have been commissioned on a day to come.")
    if not review.partnership.holds_on(details.commissioned_on):
        raise Refusal(f"This partnership was not in being on {long_date(details.commissioned_on)}.")
    if (details.state == State.PUBLISHED) != (details.published_on is not None):
        raise Refusal("A published review has the day of its publication, and no other has one.")
    if details.published_on and not details.commissioned_on <= details.published_on <= today():
        raise Refusal("A review is published after it was commissioned, and not on a day to come.")


def _write_learning(learning: Learning, details: LearningDetails, by: Person, confirmed: bool) -> int:
    if details.is_joint and not learning.review.joint_with:
        raise Refusal("Say on the review which other board acts with this one before an action is joint.")
    if details.due < learning.review.commissioned_on:
        raise Refusal("It cannot fall due before the review was commissioned.")
    names = check_names(learning.review.partnership.board, [details.text], confirmed)
    for name in LEARNING_FIELDS:
        setattr(learning, name, getattr(details, name))
    learning.checked_for_names_by = by
    return names
