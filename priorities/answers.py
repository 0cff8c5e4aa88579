"""What a return says, section by section, in words: the same for a draft, a signature and last quarter's answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from priorities.models.returns import ActionStatus, Ask, Judgement, Outlook, PlanStatus
from priorities.sections import SECTIONS, Section
from snb.govuk import long_date

Content = Mapping[str, Any]
TITLES = {"judgement": "The lead’s judgement"}  # for readers, whose judgement it is not


@dataclass(frozen=True)
class Field:
    """One answer in words. `is_prose` is Markdown; `code` is what it was chosen from."""

    name: str
    label: str
    text: str
    is_prose: bool = False
    code: str = ""


@dataclass(frozen=True)
class Item:
    """One thing that a section reports of: an action, a risk, or (with no heading) the section itself."""

    key: str
    fields: tuple[Field, ...]
    heading: str = ""
    note: str = ""
    files: tuple[Mapping[str, str], ...] = ()  # name and sha256 of each

    @property
    def is_empty(self) -> bool:
        return not any(field.text for field in self.fields)


@dataclass(frozen=True)
class Answer:
    """A section of a return with everything that is said in it."""

    section: Section
    items: tuple[Item, ...]

    @property
    def key(self) -> str:
        return self.section.key

    @property
    def title(self) -> str:
        return TITLES.get(self.key, self.section.title)

    @property
    def is_list(self) -> bool:
        return self.key in LISTS

    @property
    def columns(self) -> list[Field]:
        """What a table of the list has a column for: whatever at least one item says."""
        first = self.items[0].fields if self.items else ()
        return [column for index, column in enumerate(first) if any(item.fields[index].text for item in self.items)]

    @property
    def rows(self) -> list[tuple[Item, list[Field]]]:
        """Each item with its answers, one for each column."""
        shown = {column.name for column in self.columns}
        return [(item, [field for field in item.fields if field.name in shown]) for item in self.items]

    @property
    def is_empty(self) -> bool:
        return all(item.is_empty for item in self.items)


def answers(content: Content) -> list[Answer]:
    """Every section of `content` (as `return_content` makes it, or a signature keeps it), in order."""
    return [Answer(section, _items(key, content)) for key, section in SECTIONS.items()]


def answer(content: Content, key: str) -> Answer:
    return Answer(SECTIONS[key], _items(key, content))


def _items(key: str, content: Content) -> tuple[Item, ...]:
    if key in LISTS:
        return tuple(LISTS[key](row) for row in content[key])
    if key == "judgement":
        return (_judgement(content["judgement"]),)
    prose = Field("text", "Answer", content["texts"].get(key, ""), is_prose=True)
    if key == "escalation":
        ask = _label(Ask, content["escalation_ask"])
        return (Item(key, (Field("ask", "The Board is asked to", ask, code=content["escalation_ask"]), prose)),)
    return (Item(key, (prose,)),)


def _judgement(said: Content) -> Item:
    return Item(
        "judgement",
        (
            Field("rag", "Judgement", _label(Judgement, said["rag"]), code=said["rag"]),
            Field("outlook", "Outlook", _label(Outlook, said["outlook"]), code=said["outlook"]),
            Field("reason", "Reason", said["reason"], is_prose=True),
        ),
    )


def _required(row: Content) -> Item:
    files = "\n".join(file["name"] for file in row["files"])
    return Item(
        str(row["number"]),
        (
            Field("status", "Status", _label(ActionStatus, row["status"]), code=row["status"]),
            Field("evidence", "Evidence", row["evidence"], is_prose=True),
            Field("files", "Files", files, code=",".join(file["sha256"] for file in row["files"])),
        ),
        heading=f"{row['number']}. {row['text']}",
        files=tuple(row["files"]),
    )


def _planned(row: Content) -> Item:
    revised = date_words(row["revised_due"])
    return Item(
        row["title"],
        (
            Field("status", "Status", _label(PlanStatus, row["status"]), code=row["status"]),
            Field("spent", "Spent to date", pounds(row["spent"])),
            Field("budget", "Planned spend", pounds(row["budget"])),
            Field("due", "Due", date_words(row["due"])),
            Field("revised", "Revised date", f"{revised}: {row['revised_reason']}" if revised else ""),
        ),
        heading=row["title"],
        note=row["owner"],
    )


def _risk(row: Content) -> Item:
    return Item(
        row["title"],
        (
            Field("likelihood", "Likelihood", f"{row['likelihood']} of 5"),
            Field("impact", "Impact", f"{row['impact']} of 5"),
            Field("score", "Score", str(row["likelihood"] * row["impact"])),
            Field("mitigation", "What is done about it", row["mitigation"], is_prose=True),
        ),
        heading=row["title"],
    )


LISTS = {"required_actions": _required, "planned_actions": _planned, "risks": _risk}


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value else ""


def date_words(iso: str | None) -> str:
    return long_date(dt.date.fromisoformat(iso)) if iso else ""


def pounds(pence: int | None) -> str:
    """123450 → £1,234.50; unknown stays unknown."""
    if pence is None:
        return ""
    return f"£{Decimal(pence) / 100:,.2f}".removesuffix(".00")
