"""The 5 × 5 scale of risks: words of its two axes, scores and bands. Plain values."""

from __future__ import annotations

from dataclasses import dataclass

LIKELIHOOD = ("Very unlikely", "Unlikely", "Possible", "Likely", "Very likely")
IMPACT = ("Very small", "Small", "Moderate", "Large", "Very large")
STEPS = range(1, 6)
HIGHEST = 25


@dataclass(frozen=True, order=True)
class Score:
    """A place on the grid."""

    likelihood: int
    impact: int

    @property
    def value(self) -> int:
        return self.likelihood * self.impact

    @property
    def likely(self) -> str:
        return LIKELIHOOD[self.likelihood - 1]

    @property
    def large(self) -> str:
        return IMPACT[self.impact - 1]

    def __str__(self) -> str:
        return f"{self.value} ({self.likelihood} × {self.impact})"


@dataclass(frozen=True)
class Scores:
    """What one assessment says: before anything is done, as things are, and where it is to come down to."""

    inherent: Score
    residual: Score
    target: Score


@dataclass(frozen=True)
class Bands:
    """Which scores a board calls low, medium and high."""

    medium_from: int
    high_from: int

    def word(self, score: int) -> str:
        if score >= self.high_from:
            return "High"
        return "Medium" if score >= self.medium_from else "Low"

    @property
    def ranges(self) -> list[tuple[str, str]]:
        """Each word with its scores, for a legend."""
        return [
            ("Low", f"1 to {self.medium_from - 1}"),
            ("Medium", f"{self.medium_from} to {self.high_from - 1}"),
            ("High", f"{self.high_from} to {HIGHEST}"),
        ]
