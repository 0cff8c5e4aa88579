"""What a return says, as plain values: what is signed, compared between rounds, printed and compiled."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from priorities.models import PlannedActionReport, QuarterlyReturn, RequiredActionReport, ReturnSection
from priorities.sections import SECTIONS

FULL = (
    Prefetch("sections", ReturnSection.objects.select_related("saved_by")),
    Prefetch("required_reports", RequiredActionReport.objects.select_related("required_action")),
    "required_reports__files",
    Prefetch("planned_reports", PlannedActionReport.objects.select_related("planned_action")),
    "risks",
    "priority__remit__names",
)


def with_content(returns: QuerySet[QuarterlyReturn]) -> QuerySet[QuarterlyReturn]:
    """Everything `return_content` reads, in a constant number of queries however many returns there are."""
    return returns.select_related("priority__board", "priority__remit", "meeting").prefetch_related(*FULL)


def load_content(quarterly_return: QuarterlyReturn) -> QuarterlyReturn:
    """The same for one return that is loaded already."""
    prefetch_related_objects([quarterly_return], *FULL)
    return quarterly_return


def return_content(quarterly_return: QuarterlyReturn) -> dict[str, Any]:
    """The return as JSON values. Dates are ISO, money is pence, prose is Markdown, unknown is None or empty."""
    texts = {section.key: section.text for section in quarterly_return.sections.all()}
    return {
        "priority": quarterly_return.priority.name_on(quarterly_return.meeting.date),
        "quarter": quarterly_return.quarter.short,
        "quarter_label": str(quarterly_return.quarter),
        "meeting": quarterly_return.meeting.date.isoformat(),
        "judgement": {
            "rag": quarterly_return.rag,
            "outlook": quarterly_return.outlook,
            "reason": quarterly_return.judgement_reason,
        },
        "texts": {key: texts.get(key, "") for key, section in SECTIONS.items() if section.words and key != "judgement"},
        "escalation_ask": quarterly_return.escalation_ask,
        "required_actions": [
            {
                "number": report.required_action.number,
                "text": report.required_action.text,
                "label": report.required_action.label,
                "status": report.status,
                "evidence": report.evidence,
                "files": [{"name": file.name, "sha256": file.sha256} for file in report.files.all()],
            }
            for report in quarterly_return.required_reports.all()
        ],
        "planned_actions": [
            {
                "title": report.planned_action.title,
                "owner": report.planned_action.owner,
                "due": report.planned_action.due.isoformat(),
                "budget": report.planned_action.budget,
                "status": report.status,
                "spent": report.spent,
                "revised_due": report.revised_due.isoformat() if report.revised_due else None,
                "revised_reason": report.revised_reason,
            }
            for report in quarterly_return.planned_reports.all()
        ],
        "risks": [
            {
                "title": risk.title,
                "likelihood": risk.likelihood,
                "impact": risk.impact,
                "mitigation": risk.mitigation,
            }
            for risk in quarterly_return.risks.all()
        ],
    }
