"""Evidence files: attach, download, remove."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect

from priorities.access import permission_to_read, requires_by_state
from priorities.evidence import attach_evidence, remove_evidence
from priorities.forms.choosing import section_form
from priorities.loading import visible_evidence, visible_report
from priorities.models import EvidenceFile, QuarterlyReturn, RequiredActionReport
from priorities.views.pages import address, page
from priorities.views.sections import section_page
from snb.access import PersonRequest, requires
from snb.kept import SESSION_KEY, keep_typed_text
from snb.permissions import Permission
from snb.views.downloads import file_to_keep
from snb.workflow import Refusal

HERE = "required_actions"


@requires(Permission.RETURN_EDIT, visible_report)
def evidence_add(request: PersonRequest, report: RequiredActionReport) -> HttpResponse:
    """Attach one file. What was typed around it is not saved, and not lost either."""
    held, name = report.quarterly_return, f"file_{report.pk}"
    if request.method != "POST":
        return redirect(_section(held))
    try:
        upload = request.FILES.get(name)
        if upload is None:
            raise ValidationError("Choose a file to attach.")
        attached = attach_evidence(report=report, upload=upload, by=request.user)
    except (ValidationError, Refusal, PermissionDenied) as refused:
        return _not_attached(request, report, refused)
    _keep_typed_text_for(request, _section(held))
    messages.success(request, f"{attached.name} is attached. Save the section to keep what else you changed.")
    return redirect(f"{_section(held)}#action-{report.pk}")


def _not_attached(request: PersonRequest, report: RequiredActionReport, refused: Exception) -> HttpResponse:
    """The section again with everything typed in it, and the reason beside the file's own field."""
    section = report.quarterly_return.sections.get(key=HERE)
    section.quarterly_return = report.quarterly_return
    form = section_form(request, section)
    form.errors.pop(f"file_{report.pk}", None)
    message = refused.messages[0] if isinstance(refused, ValidationError) else str(refused)
    form.add_error(f"file_{report.pk}", message)
    return section_page(request, section, form, status=409 if isinstance(refused, Refusal) else 200)


@requires_by_state(permission_to_read, visible_evidence, declared=Permission.RETURN_READ)  # type: ignore[arg-type]
def evidence_download(request: PersonRequest, evidence: EvidenceFile) -> FileResponse:
    """Always as a file to keep, never shown in the browser."""
    return file_to_keep(evidence)


@requires(Permission.RETURN_EDIT, visible_evidence)
def evidence_remove(request: PersonRequest, evidence: EvidenceFile) -> HttpResponse:
    """Ask, then take the file out."""
    held = evidence.quarterly_return
    if request.method == "POST":
        remove_evidence(evidence=evidence, by=request.user)
        messages.success(request, f"{evidence.name} is removed.")
        return redirect(_section(held))
    return page(request, held, "evidence_remove", {"evidence": evidence})


def _keep_typed_text_for(request: PersonRequest, path: str) -> None:
    """Put what was typed around the file back into the section's form, as after a sign-in."""
    keep_typed_text(request)
    kept = request.session.get(SESSION_KEY)
    if kept and kept["path"] == request.path:
        request.session[SESSION_KEY] = kept | {"path": path}


def _section(held: QuarterlyReturn) -> str:
    return address(held, "section-edit", key=HERE)
