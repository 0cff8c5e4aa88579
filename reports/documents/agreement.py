"""The Community Safety Agreement: two sections and an appendix, in the order that its readers know, then annexes."""

from __future__ import annotations

from collections.abc import Callable

from priorities.models import Statement
from reports.documents.agreed import changes_of_agreement, statements
from reports.documents.blocks import before, headed, prose
from reports.documents.checklist import refuse_unanswered, statutory_checklist
from reports.documents.gaps import unrecorded, unwritten, without_agreement, without_holder, without_vision
from reports.documents.governance import (
    PASSAGES,
    key_approaches,
    key_roles,
    leads_table,
    linkage_actions,
    linkages,
    listed_bodies,
    membership,
    passage,
    passage_if_any,
    required_actions,
    terms,
    themes,
    tiers,
    unfilled_seats,
    vision,
)
from reports.documents.kind import PassageSlot
from reports.documents.overview import without_lead
from reports.documents.reading import Reading
from reports.documents.refresh import further_work, refresh_outcomes, refresh_said
from reports.documents.sections import Part
from snb.wording import long_date
from snb.workflow import Refusal

Kind = Statement.Kind
GOVERNANCE = (
    Part(
        "Role, function, principles and vision for the Board", "role", number="1", stays=True,
        blocks=(
            passage("role"), vision, *headed("Principles", statements(Kind.COMMUNITY), statements(Kind.DELIVERY)),
            passage("approaches", "Key approaches"), key_approaches,
            passage_if_any("legislation", lead_in="The law that bears on them:"),
        ),
    ),
    Part("Terms of reference", "terms", (terms,), number="2", stays=True),
    Part(
        "Governance", "governance", number="3", stays=True,
        blocks=(passage_if_any("governance"), before(tiers, "## Governance structure"), tiers),
    ),
    Part(
        "Priorities", "priorities", number="4", stays=True,
        blocks=(
            passage("priorities"),
            *headed("Strategic objectives", statements(Kind.OBJECTIVE)), *headed("Aims", statements(Kind.STATUTORY)),
            *headed("Strategic themes", themes), passage("leads_intro"),
            *headed("Strategic Priority Leads", leads_table),
            before(required_actions, "These actions are required for each priority."), required_actions,
            passage_if_any("commissioner"),
        ),
    ),
    Part(
        "Relationships with other bodies and organisations", "relationships", number="5", stays=True,
        blocks=(
            passage("public_realm", "The public realm"), listed_bodies,
            *headed("Linkages to other public bodies", linkages),
            before(linkage_actions, "What is to be done about them, and by whom:"), linkage_actions,
            *headed("Joint working", statements(Kind.JOINT)),
        ),
    ),
    Part(
        "Membership and roles", "roles", number="6", stays=True,
        blocks=(
            prose("## Membership"), passage_if_any("membership"),
            prose("The core membership of the Board is set out in [Appendix One](#membership)."),
            *headed("Responsibilities", key_roles),
        ),
    ),
    Part(
        "Role of the Strategic Priority Leads", "leads", number="7", stays=True,
        blocks=(
            passage_if_any("leads_role"),
            passage("lead_responsibilities", lead_in="The responsibilities of each Strategic Priority Lead are these."),
        ),
    ),
)  # fmt: skip

OPERATIONS = (
    Part(
        "Performance Group", "performance", number="8", stays=True,
        blocks=(
            passage_if_any("performance_intro"),
            passage("performance_purpose", lead_in="Managing performance is meant to:"),
            passage("performance_features", lead_in="The approach has these features:"),
            passage("performance_considered", lead_in="The Performance Group considered:"),
            passage_if_any("performance_outlook"),
        ),
    ),
    Part("Resource allocation", "resources", (passage("resources"),), number="9", stays=True),
)  # fmt: skip

# The order of the county's agreement of 2020-23; what it has no place for follows as annexes.
CSA = (
    Part(
        "Introduction", "introduction", number="",
        blocks=(
            passage("introduction"), *headed("The national context", statements(Kind.DOCUMENT)),
            passage("background", "Background"),
        ),
    ),
    Part("Governance", "section-one", number="Section One", parts=GOVERNANCE),
    Part("Operations", "section-two", number="Section Two", parts=OPERATIONS),
    Part(
        "Core membership, roles, responsibilities and linkages of the Board", "membership", (membership,),
        number="Appendix One", stays=True,
    ),
    Part("What changed since the last agreement", "changes", (changes_of_agreement,)),
    Part(
        "The last annual refresh", "refresh",
        (refresh_said, refresh_outcomes, before(further_work, "### Further work asked for"), further_work),
    ),
    Part("What the law asks of this agreement", "checklist", (statutory_checklist,)),
)  # fmt: skip

# Passages that a board may do without.
_AS_WISHED = {
    "legislation", "governance", "commissioner", "membership", "leads_role", "performance_intro", "performance_outlook",
}  # fmt: skip
_HINTS = {
    "introduction": "What the agreement is for, which duty it answers, and for how long it holds.",
    "background": "How its direction was settled, and what was asked on the way.",
    "role": "What the Board leads, and for whom.",
    "approaches": "What runs through everything the Board does. The approaches themselves are printed below.",
    "legislation": "The Acts that matter most, one a line of a list.",
    "governance": "What leads into the tiers of governance, which are printed below.",
    "priorities": "How the priorities were chosen. The themes are printed below.",
    "leads_intro": "What a lead is. The table of leads is printed below.",
    "commissioner": "How the priorities have regard to those of the local policing body.",
    "public_realm": "Why the Board works with other bodies. The bodies are printed below.",
    "membership": "Who may sit on the Board. The seats are printed in the appendix.",
    "leads_role": "What the role of a lead is, in a sentence or two.",
    "lead_responsibilities": "What each lead answers for, one a line of a list.",
    "performance_intro": "What the Performance Group is, and since when.",
    "performance_purpose": "What managing performance is meant to do, one a line of a list.",
    "performance_features": "What the approach consists of, one a line of a list.",
    "performance_considered": "What the group considered, one a line of a list.",
    "performance_outlook": "What comes next.",
    "resources": "Where money and people come from, and how they are shared out.",
}
CSA_PASSAGES = tuple(
    PassageSlot(key, title, _HINTS.get(key, ""), key not in _AS_WISHED) for key, title in PASSAGES.items()
)

CSA_GAPS = (
    without_agreement,
    without_vision,
    without_lead,
    unfilled_seats,
    without_holder,
    unrecorded("terms", "No terms of reference are recorded."),
    unrecorded("tiers", "No governance structure is recorded."),
    unrecorded("seats", "No membership is recorded."),
    unwritten(
        "introduction", "background", "role", "approaches", "priorities", "leads_intro", "public_realm",
        "lead_responsibilities", "performance_purpose", "performance_features", "performance_considered", "resources",
    ),
)  # fmt: skip


def csa_parts(reading: Reading) -> tuple[Part, ...]:
    return CSA


def csa_number(reading: Reading) -> Callable[[int], str]:
    """What the layout gives no number is an annex."""
    return lambda count: f"Annex {chr(64 + count)}"


def csa_facts(reading: Reading) -> tuple[tuple[str, str], ...]:
    agreement, page = reading.agreement, reading.refresh
    every = f"Every {agreement.reviewed_every_months} months" if agreement and agreement.reviewed_every_months else ""
    agreed = page.refresh.agreed_on if page and page.refresh.agreement_id == getattr(agreement, "pk", None) else None
    return ("Reviewed", every), ("Last refreshed", long_date(agreed) if agreed else "")


def csa_title(reading: Reading) -> tuple[str, str]:
    """The agreement's own title and its term. Refused where none is in force, or where the law asks for more of it."""
    agreement = reading.agreement
    if agreement is None:
        raise Refusal(f"No agreement is in force on {long_date(reading.as_at)}, so there is none to compile.")
    if reading.agreed:
        refuse_unanswered(reading.agreed.checklist)
    until = f" to {long_date(agreement.ends)}" if agreement.ends else ""
    return agreement.title, f"In force from {long_date(agreement.begins)}{until}"
