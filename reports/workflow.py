"""The life of an edition: compiled, cleared by the chair, published, perhaps withdrawn with a notice."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from reports.in_line import clearing_barred, publishing_barred
from reports.models import Edition, EditionState
from reports.published.index import index
from reports.querysets import EditionQuerySet
from snb.audit import record
from snb.models import Board, Person
from snb.permissions import Permission
from snb.workflow import Machine, Refusal


def not_the_compiler(person: Person, edition: Edition) -> str:
    """Clearing is the second pair of eyes, whatever roles one person has."""
    if edition.compiled_by_id != person.pk:
        return ""
    return "You compiled this paper, so somebody else has to clear it: the chair, or a deputy of the chair."


def may_be_cleared(person: Person, edition: Edition) -> str:
    return not_the_compiler(person, edition) or clearing_barred(edition)


def may_be_published(person: Person, edition: Edition) -> str:
    return publishing_barred(edition)


MACHINE: Machine[EditionState] = Machine(
    "paper",
    {
        (EditionState.COMPILED, EditionState.CLEARED): Permission.PAPER_CLEAR,
        (EditionState.COMPILED, EditionState.DECLINED): Permission.PAPER_CLEAR,
        (EditionState.CLEARED, EditionState.PUBLISHED): Permission.PAPER_PUBLISH,
        (EditionState.PUBLISHED, EditionState.WITHDRAWN): Permission.PAPER_PUBLISH,
    },
    rules={
        (EditionState.COMPILED, EditionState.CLEARED): may_be_cleared,
        (EditionState.CLEARED, EditionState.PUBLISHED): may_be_published,
    },
)
NEEDS_REASON = (EditionState.DECLINED, EditionState.WITHDRAWN)
STAMPED = (EditionState.CLEARED, EditionState.PUBLISHED, EditionState.WITHDRAWN)


def with_other_version(edition: Edition) -> list[Edition]:
    """The edition, and its other version where there is one."""
    first = edition.public_of_id or edition.pk
    return list(Edition.objects.filter(Q(pk=first) | Q(public_of=first)).order_by(F("public_of").asc(nulls_first=True)))


def corrections_of(edition: Edition) -> EditionQuerySet:
    """What says of itself that it corrects this edition, or its other version."""
    return Edition.objects.filter(corrects__in=with_other_version(edition))


def versions_of(edition: Edition) -> list[Edition]:
    """The edition and its other version, the one that is cleared first before the public one; each locked."""
    first = edition.public_of_id or edition.pk
    rows = Edition.objects.select_for_update(of=("self",)).select_related("board")
    return list(rows.filter(Q(pk=first) | Q(public_of=first)).order_by(F("public_of").asc(nulls_first=True)))


@transaction.atomic
def move_edition(*, edition: Edition, to: EditionState, by: Person, reason: str = "") -> Edition:
    """Lock, check, save, write it down: both versions of a paper together, and a withdrawn one with its supplements.

    A withdrawn or declined paper carries its reason.
    """
    # One at a time: whether it may be moved depends on what else of its paper is out.
    Board.objects.select_for_update(no_key=True).get(pk=edition.board_id)
    versions = versions_of(edition)
    if to in NEEDS_REASON and not reason.strip():
        raise Refusal("Give a reason: it is printed where the paper would stand.")
    is_private = len(versions) > 1 and to == EditionState.DECLINED
    for held in versions:  # all are checked first: moving one would bar the other
        MACHINE.check(by, held, EditionState(held.state), to)
    for held in versions:
        _move(held, to, by, reason.strip(), to_log="" if is_private else reason.strip())
    if to == EditionState.WITHDRAWN:
        _withdraw_supplements(versions[0], by, reason.strip())
    return next(held for held in versions if held.pk == edition.pk)


def _move(held: Edition, to: EditionState, by: Person, reason: str, *, to_log: str) -> None:
    """`to_log` is the reason as those may read it who may not read what is heard in private."""
    held.state, held.reason = to, reason
    fields = ["state", "reason"]
    if to in STAMPED:
        setattr(held, f"{to.value}_at", timezone.now())
        setattr(held, f"{to.value}_by", by)
        fields += [f"{to.value}_at", f"{to.value}_by"]
    held.save(update_fields=fields)
    if to in (EditionState.PUBLISHED, EditionState.WITHDRAWN):
        index(held)  # what the public search finds: there or gone in the same moment
    record(by=by, action=f"paper {to.label.lower()}", obj=held, board=held.board, reason=to_log)


def _withdraw_supplements(paper: Edition, by: Person, reason: str) -> None:
    """A supplement says nothing without the paper that it goes on from."""
    for row in Edition.objects.supplementing(paper).filter(state=EditionState.PUBLISHED):
        move_edition(edition=row, to=EditionState.WITHDRAWN, by=by, reason=f"The paper was withdrawn: {reason}"[:300])
