"""The core dataset: measures, their figures, where these come from, how a board reads them; benchmarks and grants."""

from performance.models.benchmarks import (
    BenchmarkAction,
    BenchmarkExercise,
    BenchmarkScore,
    BenchmarkSet,
    Criterion,
)
from performance.models.figures import Feed, Import, Observation
from performance.models.grants import FundingGrant, Recipient, Scenario, ScenarioState, Spend
from performance.models.measures import Commentary, Measure, Rebase, ThematicArea
from performance.models.policies import PerformancePolicy
from performance.models.severity import Weight, WeightSet

__all__ = [
    "BenchmarkAction",
    "BenchmarkExercise",
    "BenchmarkScore",
    "BenchmarkSet",
    "Commentary",
    "Criterion",
    "Feed",
    "FundingGrant",
    "Import",
    "Measure",
    "Observation",
    "PerformancePolicy",
    "Rebase",
    "Recipient",
    "Scenario",
    "ScenarioState",
    "Spend",
    "ThematicArea",
    "Weight",
    "WeightSet",
]
