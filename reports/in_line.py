"""Whether an edition still follows what was issued: a paper its last edition, a supplement those before it.

Its pages, and what it says of changes, were made for what was out when it was compiled.
"""

from __future__ import annotations

from priorities.models import QuarterlyReturn
from priorities.models.returns import State
from reports.documents.supplements import next_number
from reports.freezing import newest_issued, version_of
from reports.models import Audience, Edition, EditionState

AGAIN = "Compile it anew."
OUT = (EditionState.CLEARED, EditionState.PUBLISHED)


def clearing_barred(edition: Edition) -> str:
    """Why it is not to be cleared any more; empty where it may be."""
    return _supplement_barred(edition) if edition.supplement_to else _paper_barred(edition)


def publishing_barred(edition: Edition) -> str:
    """Why it is not to be published; empty where it may be."""
    if edition.supplement_to is None:
        return _paper_barred(edition)
    is_out = edition.supplement_to.state == EditionState.PUBLISHED
    return "" if is_out else "A supplement is published after its paper, and while that stays published."


def came_late(edition: Edition) -> int:
    """How many accepted returns of its meeting no paper holds yet: what a supplement would carry."""
    return QuarterlyReturn.objects.filter(meeting=edition.meeting_id, state=State.ACCEPTED).count()


def _paper_barred(edition: Edition) -> str:
    public = version_of(edition, Audience.PUBLIC) or edition
    newest = newest_issued(board=public.board, meeting=public.meeting, kind=public.kind, subject=public.subject)
    if version_of(newest, Audience.PUBLIC) == public.corrects:
        return ""
    if newest is None:
        return f"The edition that this one corrects was withdrawn, and this one repeats words of it. {AGAIN}"
    return f"Another edition of this paper was published or withdrawn since this one was compiled. {AGAIN}"


def _supplement_barred(edition: Edition) -> str:
    paper = edition.supplement_to
    assert paper is not None  # noqa: S101 - asked of a supplement
    if paper.state not in OUT:
        return "The paper that this supplement goes on from was withdrawn."
    issued = Edition.objects.supplementing(paper).filter(state__in=OUT).exclude(pk=edition.pk)
    if next_number([row.data for row in issued]) == edition.data["supplement"]["number"]:
        return ""
    return f"Another supplement to this paper was cleared or withdrawn since this one was compiled. {AGAIN}"
