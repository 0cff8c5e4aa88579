"""The life of an edition: compiled, cleared by the chair, published, perhaps withdrawn with a notice."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from reports.models import Edition, EditionState
from snb.audit import record
from snb.models import Person
from snb.permissions import Permission
from snb.workflow import Machine, Refusal


def not_the_compiler(person: Person, edition: Edition) -> str:
    """Clearing is the second pair of eyes, whatever roles one person has."""
    if edition.compiled_by_id != person.pk:
        return ""
    return "You compiled this paper, so somebody else has to clear it: the chair, or a deputy of the chair."


MACHINE: Machine[EditionState] = Machine(
    "paper",
    {
        (EditionState.COMPILED, EditionState.CLEARED): Permission.PAPER_CLEAR,
        (EditionState.COMPILED, EditionState.DECLINED): Permission.PAPER_CLEAR,
        (EditionState.CLEARED, EditionState.PUBLISHED): Permission.PAPER_PUBLISH,
        (EditionState.PUBLISHED, EditionState.WITHDRAWN): Permission.PAPER_PUBLISH,
    },
    rules={(EditionState.COMPILED, EditionState.CLEARED): not_the_compiler},
)
NEEDS_REASON = (EditionState.DECLINED, EditionState.WITHDRAWN)
STAMPED = (EditionState.CLEARED, EditionState.PUBLISHED, EditionState.WITHDRAWN)


@transaction.atomic
def move_edition(*, edition: Edition, to: EditionState, by: Person, reason: str = "") -> Edition:
    """Lock, check, save, write it down. A withdrawn or declined paper carries its reason."""
    held = Edition.objects.select_for_update(of=("self",)).select_related("board").get(pk=edition.pk)
    MACHINE.check(by, held, EditionState(held.state), to)
    if to in NEEDS_REASON and not reason.strip():
        raise Refusal("Give a reason: it is printed where the paper would stand.")
    held.state, held.reason = to, reason.strip()
    fields = ["state", "reason"]
    if to in STAMPED:
        setattr(held, f"{to.value}_at", timezone.now())
        setattr(held, f"{to.value}_by", by)
        fields += [f"{to.value}_at", f"{to.value}_by"]
    held.save(update_fields=fields)
    record(by=by, action=f"paper {to.label.lower()}", obj=held, board=held.board, reason=reason)
    return held
