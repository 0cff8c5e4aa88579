"""Blocks of one quarterly return: as signed, or as missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils import timezone

from priorities.models import Priority, Signature
from priorities.models.returns import ActionStatus, Ask, Judgement, Outlook, PlanStatus
from priorities.sections import SECTIONS
from reports.documents.blocks import BlockData, Build
from reports.documents.measures import Word
from reports.documents.reading import Reading
from snb.permissions import Role

NOT_JUDGED = Word("Not judged")


def label(choices: Any, value: str) -> str:
    """The word of a stored choice; empty where none was made."""
    return str(choices(value).label) if value else ""


def judged(rag: str) -> Word:
    return Word(label(Judgement, rag)) if rag else NOT_JUDGED


@dataclass(frozen=True)
class JudgementData:
    rag: Word
    outlook: str
    reason: str


@dataclass(frozen=True)
class Text:
    heading: str
    markdown: str


@dataclass(frozen=True)
class RequiredActionRow:
    number: int
    text: str
    status: str
    evidence: str


@dataclass(frozen=True)
class PlannedActionRow:
    title: str
    owner: str
    status: str
    due: str | None
    revised_due: str | None
    reason: str
    budget: int | None
    spent: int | None


@dataclass(frozen=True)
class ReturnRisk:
    title: str
    likelihood: int
    impact: int
    score: int
    mitigation: str


@dataclass(frozen=True)
class Escalation:
    markdown: str
    ask: str


@dataclass(frozen=True)
class Return(BlockData):
    """A return word for word as it was signed, and nothing of what was typed since."""

    name: ClassVar[str] = "return"
    priority: str
    lead: str
    signed_at: str
    signed_as: str
    quarter: str
    judgement: JudgementData
    texts: tuple[Text, ...]
    required_actions: tuple[RequiredActionRow, ...]
    planned_actions: tuple[PlannedActionRow, ...]
    risks: tuple[ReturnRisk, ...]
    escalation: Escalation | None


def signed_return(signature: Signature, *, lead: str = "") -> Return:
    """The block of one signature; `lead` is the lead of that day where somebody signed in their stead."""
    said = signature.data
    texts, ask = said["texts"], said["escalation_ask"]
    return Return(
        priority=said["priority"],
        lead=lead or signature.by.name,
        signed_at=timezone.localtime(signature.at).strftime("%Y-%m-%dT%H:%M"),
        signed_as=_signed_as(signature, lead),
        quarter=said["quarter_label"],
        judgement=JudgementData(
            judged(said["judgement"]["rag"]),
            label(Outlook, said["judgement"]["outlook"]),
            said["judgement"]["reason"],
        ),
        texts=tuple(
            Text(section.title, texts[key])
            for key, section in SECTIONS.items()
            if key != "escalation" and texts.get(key, "").strip()
        ),
        required_actions=required_rows(said["required_actions"]),
        planned_actions=tuple(_planned(row) for row in said["planned_actions"]),
        risks=tuple(risk_of(row) for row in said["risks"]),
        escalation=Escalation(texts.get("escalation", ""), label(Ask, ask)) if ask else None,
    )


def _signed_as(signature: Signature, lead: str) -> str:
    """The post alone where the lead signed, since their name stands above it; all of it where a deputy did."""
    if lead and lead != signature.by.name:
        return f"{signature.signed_as}, deputy for the lead"
    return signature.signed_as.removeprefix(signature.by.name).lstrip(", ")


def required_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[RequiredActionRow, ...]:
    return tuple(_required(row) for row in rows)


def _required(row: Mapping[str, Any]) -> RequiredActionRow:
    files = ", ".join(file["name"] for file in row["files"])
    evidence = " ".join(filter(None, [row["evidence"], f"Files: {files}." if files else ""]))
    return RequiredActionRow(row["number"], row["text"], label(ActionStatus, row["status"]) or "Not given", evidence)


def _planned(row: Mapping[str, Any]) -> PlannedActionRow:
    return PlannedActionRow(
        title=row["title"],
        owner=row["owner"],
        status=label(PlanStatus, row["status"]) or "Not given",
        due=row["due"],
        revised_due=row["revised_due"],
        reason=row["revised_reason"],
        budget=row["budget"],
        spent=row["spent"],
    )


def risk_of(row: Mapping[str, Any]) -> ReturnRisk:
    score = row["likelihood"] * row["impact"]
    return ReturnRisk(row["title"], row["likelihood"], row["impact"], score, row["mitigation"])


@dataclass(frozen=True)
class ReturnMissing(BlockData):
    name: ClassVar[str] = "return-missing"
    priority: str
    lead: str
    status: str
    holder: str
    due: str | None


def return_of(priority: Priority) -> Build:
    """The priority's accepted return; where there is none, who has it and since when it is due."""

    def build(reading: Reading) -> Return | ReturnMissing:
        held = reading.accepted(priority)
        if held is None or held.signature is None:
            return missing(reading, priority)
        day = timezone.localdate(held.signature.at)
        return signed_return(held.signature, lead=lead_on(reading, priority, day))

    return build


def lead_on(reading: Reading, priority: Priority, day: dt.date | None = None) -> str:
    """The priority's lead on a day, or of the reading's day; empty where nobody is."""
    found = reading.appointed(Role.LEAD, priority.remit_id, day)
    return next((row.person.name for row in found if row.deputises_for_id is None), "")


def missing(reading: Reading, priority: Priority) -> ReturnMissing:
    held = reading.returns.get(priority.pk)
    return ReturnMissing(
        priority=priority.name_on(reading.day),
        lead=lead_on(reading, priority),
        status=held.status if held else "Not opened",
        holder=reading.holders(held.record) if held else "",
        due=held.record.due.isoformat() if held else None,
    )
