"""The Community Safety Agreement: two sections and an appendix, in the order that its readers know."""

from __future__ import annotations

from collections.abc import Callable

from reports.documents.blocks import before, prose
from reports.documents.gaps import unrecorded, unwritten, without_agreement, without_holder, without_vision
from reports.documents.governance import (
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
from reports.documents.overview import without_lead
from reports.documents.reading import Reading
from reports.documents.refresh import further_work, refresh_outcomes, refresh_said
from reports.documents.sections import Part
from snb.wording import long_date
from snb.workflow import Refusal

GOVERNANCE = (
    Part(
        "Role, function, principles and vision for the Board", "role", number="1", stays=True,
        blocks=(
            passage("role"), vision, passage("approaches", "Key approaches"), key_approaches,
            passage_if_any("legislation", "Legislation"),
        ),
    ),
    Part("Terms of reference", "terms", (terms,), number="2", stays=True),
    Part("Governance", "governance", (passage_if_any("governance"), tiers), number="3", stays=True),
    Part(
        "Priorities", "priorities", number="4", stays=True,
        blocks=(
            passage("priorities"), before(themes, "## Strategic themes"), themes,
            passage("leads_intro", "Strategic Priority Leads"), leads_table,
            before(required_actions, "## Required actions\n\nThese actions are required for each priority."),
            required_actions,
            refresh_said, refresh_outcomes, before(further_work, "### Further work asked for"), further_work,
        ),
    ),
    Part(
        "Relationships with other bodies and organisations", "relationships", number="5", stays=True,
        blocks=(
            passage("public_realm"), listed_bodies,
            before(linkages, "## Linkages to other public bodies"), linkages, linkage_actions,
        ),
    ),
    Part(
        "Membership and roles", "roles", number="6", stays=True,
        blocks=(
            passage_if_any("membership"),
            prose("The core membership of the Board is set out in [Appendix One](#membership)."),
            before(key_roles, "## Key roles"), key_roles,
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
            passage("performance_purpose", "Purpose", lead_in="Managing performance is meant to:"),
            passage("performance_features", "Features", lead_in="The approach has these features:"),
            passage("performance_considered", "What was considered", lead_in="The Performance Group considered:"),
            passage_if_any("performance_outlook", "Outlook"),
        ),
    ),
    Part("Resource allocation", "resources", (passage("resources"),), number="9", stays=True),
)  # fmt: skip

CSA = (
    Part("Introduction", "introduction", (passage("introduction"), passage("background", "Background")), number=""),
    Part("Governance", "section-one", number="Section One", parts=GOVERNANCE),
    Part("Operations", "section-two", number="Section Two", parts=OPERATIONS),
    Part("Core membership", "membership", (membership,), number="Appendix One", stays=True),
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
    return str  # never asked: every section of the agreement has its number


def csa_title(reading: Reading) -> tuple[str, str]:
    """The agreement's own title and its term. Refused where no agreement is in force."""
    agreement = reading.agreement
    if agreement is None:
        raise Refusal(f"No agreement is in force on {long_date(reading.as_at)}, so there is none to compile.")
    until = f" to {long_date(agreement.ends)}" if agreement.ends else ""
    return agreement.title, f"In force from {long_date(agreement.begins)}{until}"
