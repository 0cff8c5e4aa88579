"""Agreements and their priorities, action plans, the quarterly return, and the register of risks."""

from priorities.models.agreements import (
    Agreement,
    Placement,
    Priority,
    PriorityMeasure,
    RequiredAction,
    Theme,
)
from priorities.models.plans import PlannedAction
from priorities.models.record import Chase, Comment, Extension, Move, Signature
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
    "Move",
    "Placement",
    "PlannedAction",
    "PlannedActionReport",
    "Priority",
    "PriorityMeasure",
    "QuarterlyReturn",
    "RaisedRisk",
    "RequiredAction",
    "RequiredActionReport",
    "ReturnSection",
    "Risk",
    "RiskAssessment",
    "RiskPolicy",
    "RiskRaising",
    "Signature",
    "Theme",
]
