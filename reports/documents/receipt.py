"""The receipt of a return: what was signed, by whom and when, with the fingerprint of its words."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from priorities.models import QuarterlyReturn, Signature
from reports.documents.blocks import Prose
from reports.documents.kinds import envelope
from reports.documents.reading import Reading
from reports.documents.returns import signed_return


def receipt_content(quarterly_return: QuarterlyReturn, signature: Signature, *, notice: str) -> dict[str, Any]:
    """The newest signature as a document of its own. It says nothing that the signature does not."""
    meeting = quarterly_return.meeting
    said = signed_return(signature)
    reading = Reading(
        board=quarterly_return.priority.board, as_at=timezone.localdate(signature.at), meeting=meeting, agreement=None
    )
    proof = Prose(
        f"Round {signature.number}. Fingerprint of what was signed (SHA-256): `{signature.fingerprint}`\n\n"
        "Whoever holds the signed words can check that not a letter has changed."
    )
    section = {
        "number": "",
        "heading": said.priority,
        "anchor": "return",
        "starts_page": False,  # it stands under the receipt's title
        "blocks": [said.as_block(), proof.as_block()],
    }
    return envelope(
        kind="return-receipt", title=f"Signed return: {said.priority}", subtitle=said.quarter, reading=reading,
        notice=notice, sections=[section], gaps=[],
    )  # fmt: skip
