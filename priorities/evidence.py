"""Files given as evidence of a required action."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from priorities.models import EvidenceFile, RequiredActionReport
from priorities.writing import lock_for_editing
from snb.audit import record
from snb.models import Person
from snb.uploads import take_in


@transaction.atomic
def attach_evidence(*, report: RequiredActionReport, upload: UploadedFile, by: Person) -> EvidenceFile:
    """Keep `upload` as evidence of one required action. Raises ValidationError or Refusal; then nothing is kept."""
    held = lock_for_editing(report.quarterly_return, by)
    evidence = EvidenceFile(report=report)
    take_in(evidence, upload, by=by)
    record(by=by, action="attached evidence", obj=evidence, board=held.priority.board, sha256=evidence.sha256)
    return evidence


@transaction.atomic
def remove_evidence(*, evidence: EvidenceFile, by: Person) -> None:
    """Take the file out of a return that is still being drafted. Its bytes stay if another return uses them."""
    held = lock_for_editing(evidence.report.quarterly_return, by)
    record(by=by, action="removed evidence", obj=evidence, board=held.priority.board, sha256=evidence.sha256)
    evidence.delete()
