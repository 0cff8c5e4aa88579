"""The life of a text that papers print: drafted, out for comments, cleared; and what two people do at once."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from reports.models import Passage, PassageComment, PassageState
from snb.audit import record
from snb.models import Board, Person
from snb.permissions import Permission
from snb.workflow import Machine, Refusal, demand

DRAFT, COMMENTS, CLEARED = PassageState.DRAFT, PassageState.COMMENTS, PassageState.CLEARED

MACHINE: Machine[PassageState] = Machine(
    "text",
    {
        (DRAFT, COMMENTS): Permission.PAPER_COMPILE,
        (COMMENTS, CLEARED): Permission.PAPER_COMPILE,
        (COMMENTS, DRAFT): Permission.PAPER_COMPILE,
        (CLEARED, DRAFT): Permission.PAPER_COMPILE,
    },
)


class StalePassage(Refusal):
    """Somebody else saved the text after this edit began; `saved` is as they left it."""

    def __init__(self, saved: Passage) -> None:
        super().__init__("Somebody else changed this text while you were writing. Nothing of yours is saved yet.")
        self.saved = saved


@transaction.atomic
def save_passage(*, passage: Passage, markdown: str, version: int, by: Person) -> Passage:
    """Save the text as it was written from `version` (0: it was not written yet). A cleared one is a draft again."""
    demand(by, Permission.PAPER_COMPILE, passage)
    Board.objects.select_for_update().get(pk=passage.board_id)  # two who begin the same text take turns
    held = _rows(passage).first() or Passage(
        board=passage.board, subject=passage.subject, key=passage.key, version=0, markdown=""
    )
    if held.version != version:
        raise StalePassage(held)
    if held.pk and held.markdown == markdown:
        return held
    was = held.state
    held.markdown, held.changed_by = markdown, by
    held.version += 1
    held.state = DRAFT if was == CLEARED else was
    held.save()
    record(by=by, action="changed a text for papers", obj=held, board=held.board, version=held.version)
    return held


@transaction.atomic
def move_passage(*, passage: Passage, to: PassageState, version: int, by: Person) -> Passage:
    """Send it out, clear it or take it back, as it was read at `version`."""
    held = _locked(passage)
    MACHINE.check(by, held, PassageState(held.state), to)
    if held.version != version:
        raise Refusal("The text has changed since you opened the page. Read it as it is now.")
    if to == COMMENTS and not held.markdown.strip():
        raise Refusal("Nothing has been written yet, so there is nothing to comment on.")
    if to == CLEARED and held.comments.filter(settled_at=None).exists():
        raise Refusal("There are comments that nobody has settled. Settle them, then clear the text.")
    held.state, held.changed_by = to, by
    held.save()
    record(by=by, action=f"text for papers: {to.label.lower()}", obj=held, board=held.board, version=held.version)
    return held


@transaction.atomic
def comment_on(*, passage: Passage, text: str, by: Person) -> PassageComment:
    """Say something about the text as it stands now."""
    demand(by, Permission.PAPER_READ_DRAFT, passage)
    held = _locked(passage)
    if held.state == CLEARED:
        raise Refusal("This text is cleared. Ask for it to be taken back to a draft first.")
    if not held.markdown.strip():
        raise Refusal("Nothing has been written yet, so there is nothing to comment on.")
    said = PassageComment.objects.create(passage=held, text=text, about_version=held.version, by=by)
    record(by=by, action="commented on a text for papers", obj=held, board=held.board, version=held.version)
    return said


@transaction.atomic
def settle_comment(*, comment: PassageComment, by: Person) -> PassageComment:
    """Whoever writes the text has dealt with it, or whoever made it has no more need of it."""
    held = PassageComment.objects.select_for_update(of=("self",)).select_related("passage__board").get(pk=comment.pk)
    if not may_settle(by, held):
        raise PermissionDenied("You may not settle this comment: who writes the text does, or who made it.")
    if held.settled_at:
        raise Refusal("This comment is settled already.")
    held.settled_at, held.settled_by = timezone.now(), by
    held.save()
    record(by=by, action="settled a comment", obj=held.passage, board=held.passage.board, comment=held.pk)
    return held


def may_settle(person: Person, comment: PassageComment) -> bool:
    own = comment.by_id == person.pk and person.has_perm(Permission.PAPER_READ_DRAFT, comment.passage)
    return own or person.has_perm(Permission.PAPER_COMPILE, comment.passage)


def text_at(passage: Passage, version: int) -> str:
    """The text as it was at a version; empty before the first."""
    row = passage.history.filter(version=version).order_by("history_date", "history_id").first() if version else None
    return row.markdown if row else ""


def _rows(passage: Passage) -> QuerySet[Passage]:
    same = Passage.objects.filter(board=passage.board_id, subject=passage.subject, key=passage.key)
    return same.select_for_update(of=("self",)).select_related("board")


def _locked(passage: Passage) -> Passage:
    held = _rows(passage).first()
    if held is None:
        raise Refusal("Nothing has been written yet.")
    return held
