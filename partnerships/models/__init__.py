"""Areas, partnerships, and what partnerships know, plan and tell the board."""

from partnerships.models.areas import Area, AreaPart, Boundary
from partnerships.models.local import (
    LocalAction,
    LocalPriority,
    PriorityWard,
    ProblemProfile,
    ProfileLine,
    SeverityProfile,
    StrategicAssessment,
    WardTarget,
)
from partnerships.models.narratives import Escalation, Narrative, NarrativeState
from partnerships.models.partnerships import Coverage, Partnership
from partnerships.models.reviews import DeathReview, Learning, LearningFile

__all__ = [
    "Area",
    "AreaPart",
    "Boundary",
    "Coverage",
    "DeathReview",
    "Escalation",
    "Learning",
    "LearningFile",
    "LocalAction",
    "LocalPriority",
    "Narrative",
    "NarrativeState",
    "Partnership",
    "PriorityWard",
    "ProblemProfile",
    "ProfileLine",
    "SeverityProfile",
    "StrategicAssessment",
    "WardTarget",
]
