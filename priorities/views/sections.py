"""Writing one section of a return."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from priorities.answers import answer
from priorities.forms.choosing import section_form
from priorities.forms.sections import SectionForm
from priorities.loading import visible_section
from priorities.models import ReturnSection
from priorities.models.returns import State
from priorities.reviewing import last_quarter, last_round
from priorities.sections import SECTIONS
from priorities.views.pages import address, page, to_return
from priorities.workflow import may_edit
from priorities.writing import StaleSection
from snb.access import PersonRequest, requires
from snb.permissions import Permission
from snb.templatetags.govuk import clock
from snb.workflow import Refusal


@requires(Permission.RETURN_EDIT, visible_section)
def section_edit(request: PersonRequest, section: ReturnSection) -> HttpResponse:
    """One group of questions, last quarter's answers beside it. What was typed is never lost, whatever refuses it."""
    if request.method != "POST" and not may_edit(request.user, section.quarterly_return):
        messages.info(request, _why_closed(section))
        return to_return(section.quarterly_return)
    form, status = section_form(request, section), 200
    if request.method == "POST" and form.is_bound and form.is_valid():
        refused = _save(form, request)
        if not refused:
            return _saved(request, section)
        status = 409
    return section_page(request, section, form, status=status)


def _save(form: SectionForm, request: PersonRequest) -> bool:
    """Whether it was refused; then the form says why and still holds every word."""
    try:
        form.save(by=request.user)
    except StaleSection as stale:
        form.show_saved(stale.section, stale.reason)
    except (Refusal, PermissionDenied) as refused:
        form.add_error(None, f"{refused} Copy what you typed if you need it: it is not saved.")
    return not form.is_valid()


def _saved(request: PersonRequest, section: ReturnSection) -> HttpResponse:
    held = section.quarterly_return
    said = f"“{section}” is saved, at {clock(timezone.now())}."
    messages.success(request, said, extra_tags=f"draft:{draft_key(request, section, section.version)}")
    if "stay" in request.POST:
        return redirect(address(held, "section-edit", key=section.key))
    return to_return(held)


def section_page(
    request: PersonRequest, section: ReturnSection, form: SectionForm, *, status: int = 200
) -> HttpResponse:
    held = section.quarterly_return
    last, earlier = last_round(held), last_quarter(held)
    context = {
        "section": section,
        "about": section.definition,
        "form": form,
        "action": address(held, "section-edit", key=section.key),
        "stale": form.newer,
        "kept": request.method == "GET" and form.is_bound,
        "remarks": last.remarks.get(section.key, []) if last else [],
        "earlier": earlier,
        "earlier_answer": answer(earlier.data, section.key) if earlier else None,
        "draft_key": draft_key(request, section, section.version),
        **_neighbours(section),
    }
    return page(request, held, "section_edit", context, status=status)


def draft_key(request: PersonRequest, section: ReturnSection, version: int) -> str:
    """What the browser keeps unsaved text under: the person, the page, and the version it began from."""
    return f"{request.user.pk}:return-{section.quarterly_return_id}-{section.key}:{version}"


def _neighbours(section: ReturnSection) -> dict[str, Any]:
    keys = list(SECTIONS)
    return {"number": keys.index(section.key) + 1, "total": len(keys)}


def _why_closed(section: ReturnSection) -> str:
    if section.quarterly_return.state == State.WITH_LEAD:
        return "This return is with the lead. Take it back if you need to change it."
    return "This return is signed, so it can be read but not changed. The programme manager can reopen it."
