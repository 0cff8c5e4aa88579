"""Agreements and their priorities, action plans, and the quarterly return."""

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

__all__ = [
    "Agreement",
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
    "Signature",
    "Theme",
]
