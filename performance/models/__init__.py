"""The core dataset: measures, their figures, where figures come from, and a board's way of reading them."""

from performance.models.figures import Feed, Import, Observation
from performance.models.measures import Commentary, Measure, Rebase, ThematicArea
from performance.models.policies import PerformancePolicy
from performance.models.severity import Weight, WeightSet

__all__ = [
    "Commentary",
    "Feed",
    "Import",
    "Measure",
    "Observation",
    "PerformancePolicy",
    "Rebase",
    "ThematicArea",
    "Weight",
    "WeightSet",
]
