"""What a new kind can begin from: nothing, the order of a built-in kind, or another kind of the board. Pure."""

from __future__ import annotations

from dataclasses import replace

from reports.documents.kind import Kind
from reports.documents.pack import NAMES, PARTS
from reports.own_kinds.catalogue import CATALOGUE
from reports.own_kinds.layout import COUNTED, NONE, Layout, Piece, Section, every_piece, new_anchor

Outline = tuple[str, str, tuple[str, ...]]  # number, heading, blocks ("passage:role" is a text of the board)

_CSA: tuple[Outline, ...] = (
    (NONE, "Introduction", ("passage:introduction", "passage:background")),
    (
        "1", "Role, function, principles and vision for the Board",
        ("passage:role", "vision", "passage:approaches", "key-approaches", "passage:legislation"),
    ),
    ("2", "Terms of reference", ("terms",)),
    ("3", "Governance", ("passage:governance", "tiers")),
    ("4", "Priorities", ("passage:priorities", "themes-table", "passage:leads_intro", "leads-table",
                         "required-actions", "refresh")),
    ("5", "Relationships with other bodies and organisations", ("passage:public_realm", "linkages")),
    ("6", "Membership and roles", ("passage:membership", "key-roles")),
    ("7", "Role of the Strategic Priority Leads", ("passage:leads_role", "passage:lead_responsibilities")),
    (
        "8", "Performance Group",
        ("passage:performance_intro", "passage:performance_purpose", "passage:performance_features",
         "passage:performance_considered", "passage:performance_outlook"),
    ),
    ("9", "Resource allocation", ("passage:resources",)),
    ("Appendix One", "Core membership", ("membership",)),
)  # fmt: skip
_PRODUCT: tuple[Outline, ...] = (
    (COUNTED, "In brief", ("in-brief", "exceptions")),
    (COUNTED, "Exceptions", ("exceptions-charts",)),
    (COUNTED, "The indicator matrix", ("indicator-matrix",)),
    (COUNTED, "Risk", ("risks",)),
    (COUNTED, "Grants", ("grants",)),
    (COUNTED, "Data quality", ("measure-quality", "methods")),
)


def _pack() -> tuple[Outline, ...]:
    """Its parts in the order of a pack without an agenda, after the agenda and the minutes."""
    names = [name for name in ("minutes", *NAMES) if name in CATALOGUE]
    return (
        (NONE, "Agenda", ("agenda",)),
        *((COUNTED, PARTS[name].heading, _BLOCKS.get(name, (name,))) for name in names),
    )


_BLOCKS = {"returns": ("asks", "returns"), "risks": ("risks", "risks-raised"), "exceptions": ("in-brief", "exceptions")}
_OUTLINES = {"board-pack": _pack(), "csa": _CSA, "performance-product": _PRODUCT}


def order_of(kind: Kind) -> Layout | None:
    """The sections of a built-in kind as a layout; None where they follow from what it is about."""
    outline = _OUTLINES.get(kind.slug)
    if outline is None:
        return None
    taken: set[str] = set()
    sections, count = [], 0
    for number, heading, names in outline:
        anchor = new_anchor(heading, taken)
        taken.add(anchor)
        pieces = tuple(_piece(f"b{count + place}", name) for place, name in enumerate(names, 1))
        count += len(names)
        sections.append(
            Section(
                anchor,
                heading,
                number,
                starts_page=number[:1].isalpha() and number not in (COUNTED, NONE),
                pieces=pieces,
            )
        )
    return tuple(sections)


def _piece(id: str, name: str) -> Piece:
    name, _, key = name.partition(":")
    settings = {setting.name: setting.empty for setting in CATALOGUE[name].settings}
    return Piece(id, name, settings | ({"key": key} if key else {}))


def fitting(layout: Layout, *, of_meeting: bool) -> tuple[Layout, int]:
    """The layout without the blocks that a kind of a meeting, or of none, cannot have; and how many those are."""
    made = tuple(_fitting(section, of_meeting) for section in layout)
    count = sum(1 for _ in every_piece(layout)) - sum(1 for _ in every_piece(made))
    return made, count


def _fitting(section: Section, of_meeting: bool) -> Section:
    pieces = tuple(each for each in section.pieces if not each.entry or not each.entry.refused(of_meeting=of_meeting))
    return replace(section, pieces=pieces, sections=tuple(_fitting(each, of_meeting) for each in section.sections))
