"""Agreements and their priorities, action plans, the quarterly return, and the register of risks."""

from priorities.models.agreements import (
    Agreement,
    Lineage,
    Placement,
    Priority,
    PriorityMeasure,
    RequiredAction,
    Statement,
    Theme,
)
from priorities.models.plans import FundingStream, Initiative, Milestone, PlannedAction, PlannedMeasure
from priorities.models.record import Chase, Comment, Extension, Move, Signature
from priorities.models.refresh import FurtherWork, Refresh, RefreshOutcome
from priorities.models.returns import (
    EvidenceFile,
    PlannedActionReport,
    QuarterlyReturn,
    RaisedRisk,
    RequiredActionReport,
    ReturnSection,
)
from priorities.models.risks import CategoryAppetite, Risk, RiskAssessment, RiskPolicy, RiskRaising

__all__ = [
    "Agreement",
    "CategoryAppetite",
    "Chase",
    "Comment",
    "EvidenceFile",
    "Extension",
    "FundingStream",
    "FurtherWork",
    "Initiative",
    "Lineage",
    "Milestone",
    "Move",
    "Placement",
    "PlannedAction",
    "PlannedActionReport",
    "PlannedMeasure",
    "Priority",
    "PriorityMeasure",
    "QuarterlyReturn",
    "RaisedRisk",
    "Refresh",
    "RefreshOutcome",
    "RequiredAction",
    "RequiredActionReport",
    "ReturnSection",
    "Risk",
    "RiskAssessment",
    "RiskPolicy",
    "RiskRaising",
    "Signature",
    "Statement",
    "Theme",
]
