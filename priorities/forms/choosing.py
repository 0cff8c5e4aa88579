"""Which form a section has."""

from __future__ import annotations

from django.http import HttpRequest

from priorities.forms.lists import PlannedActionsForm, RequiredActionsForm, RisksForm
from priorities.forms.sections import EscalationForm, JudgementForm, ProseForm, SectionForm
from priorities.models import ReturnSection
from snb.kept import typed_text

FORMS: dict[str, type[SectionForm]] = {
    "escalation": EscalationForm,
    "judgement": JudgementForm,
    "required_actions": RequiredActionsForm,
    "planned_actions": PlannedActionsForm,
    "risks": RisksForm,
}


def section_form(request: HttpRequest, section: ReturnSection) -> SectionForm:
    """The section's form, with what was typed in it: now, or before a session that had ended."""
    kind = FORMS.get(section.key, ProseForm)
    if request.method == "POST" and (redrawn := kind.redrawn(request.POST, section)):
        return redrawn
    return kind(typed_text(request), request.FILES or None, section=section)
