"""The sections of a quarterly return, in order: what each asks, and how long an answer may be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """`words` is the limit of its prose; 0 where the section is a list or a set of choices."""

    key: str
    title: str
    question: str
    words: int = 0
    is_required: bool = True
    hint: str = ""


_ALL = (
    Section(
        "progress", "Progress this quarter", "What moved this quarter, and what did it change?", 500,
        hint="Say what was done and what difference it made. Leave out anything about an identifiable person.",
    ),
    Section("required_actions", "Required actions", "Where does each required action stand?"),
    Section("planned_actions", "Planned actions and spend", "Where does each planned action stand?"),
    Section(
        "judgement", "Your judgement", "How is this priority doing, in your own judgement?", 150,
        hint="Your judgement stands beside the rating computed from the figures; it does not replace it.",
    ),
    Section("risks", "Risks", "What could stop this priority from getting where it should?", is_required=False),
    Section(
        "escalation", "Escalation to the Board", "Is there anything the Board must decide, discuss or note?", 250,
        is_required=False, hint="Leave it empty if there is nothing to escalate.",
    ),
    Section(
        "good_practice", "Good practice", "What worked that others could use?", 250, is_required=False
    ),
    Section(
        "joint_working", "Joint working", "Where did partners work together, or where should they?", 250,
        is_required=False,
    ),
    Section(
        "funding", "Funding and resources", "What funding or resources could be sought, or are about to end?", 250,
        is_required=False,
    ),
    Section("next_quarter", "Next quarter", "What will happen next quarter?", 250),
)  # fmt: skip

SECTIONS: dict[str, Section] = {section.key: section for section in _ALL}
