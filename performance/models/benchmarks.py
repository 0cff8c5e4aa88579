"""Benchmarks: published sets of criteria, what a board scored against them in a year, and the actions gaps lead to.

Sets change from version to version, so nothing is ever added up or compared across two of them.
"""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from simple_history.models import HistoricalRecords

from snb.models import Board, Post

LOWEST, HIGHEST = 0, 5
SCALE = (LOWEST, HIGHEST)
YEAR_FORM = r"^\d{4}(/\d{2})?$"


def _person(*, empty: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=empty, blank=empty
    )


class BenchmarkSetQuerySet(models.QuerySet["BenchmarkSet"]):
    def of(self, board: Board) -> models.QuerySet[BenchmarkSet]:
        """Those that every board may be scored against, and the board's own."""
        return self.filter(models.Q(board=None) | models.Q(board=board))


class BenchmarkSet(models.Model):
    """Criteria as published in one version. A national set is shared by all boards; another belongs to one."""

    board = models.ForeignKey(
        Board, on_delete=models.PROTECT, null=True, blank=True, related_name="benchmark_sets",
        help_text="Empty for a national set, which every board may use.",
    )  # fmt: skip
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120, help_text="Versions of the same benchmarks have the same name.")
    version = models.CharField(max_length=120, help_text="As it is cited: “Ten benchmarks, 2022 and 2023”.")
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    note = models.CharField(max_length=400, blank=True)
    levels = models.JSONField(
        default=list, blank=True, help_text="What 0 to 5 mean, in order, where the source says it; empty where not."
    )

    objects = BenchmarkSetQuerySet.as_manager()

    class Meta:
        ordering = ["name", "-valid_from", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until=None)
                | models.Q(valid_from=None)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="performance_benchmarkset_ends_after_it_begins",
                violation_error_message="The set must not end before it begins.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.version}"


class Criterion(models.Model):
    """One benchmark of a set. Its title is empty where the source does not give it."""

    benchmark_set = models.ForeignKey(BenchmarkSet, on_delete=models.PROTECT, related_name="criteria")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ["benchmark_set", "number"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["benchmark_set", "number"], name="performance_criterion_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.label}"

    @property
    def label(self) -> str:
        return self.title or "Title not given in the source"


class BenchmarkExercise(models.Model):
    """A year in which a board was scored against a set, and the level from which a criterion counted as met."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="benchmark_exercises")
    benchmark_set = models.ForeignKey(BenchmarkSet, on_delete=models.PROTECT, related_name="exercises")
    year = models.CharField(
        max_length=7, validators=[RegexValidator(YEAR_FORM, "Enter a year like 2026 or 2026/27.")],
        help_text="A year like 2026, or 2026/27.",
    )  # fmt: skip
    expected = models.PositiveSmallIntegerField(
        "level that counts as met", null=True, blank=True, help_text="A criterion below it needs work."
    )
    assessor = models.CharField("assessed by", max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    started_by = _person()
    history = HistoricalRecords()

    class Meta:
        ordering = ["benchmark_set", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "benchmark_set", "year"], name="performance_benchmarkexercise_year_once"
            ),
            models.CheckConstraint(
                condition=models.Q(expected=None) | models.Q(expected__range=SCALE),
                name="performance_benchmarkexercise_expected_on_the_scale",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.benchmark_set}, {self.year}"


class BenchmarkScore(models.Model):
    """What one criterion scored in a year. Never changed: a correction is a further row, and the newest counts.

    `needs_work` is what the assessor said; empty, it follows from the score and the level that counts as met.
    """

    exercise = models.ForeignKey(BenchmarkExercise, on_delete=models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    number = models.PositiveSmallIntegerField("which revision", help_text="1 is the first.")
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    needs_work = models.BooleanField("further work needed", null=True, blank=True)
    reason = models.CharField("why there is no score", max_length=300, blank=True)
    evidence = models.TextField(blank=True)
    scored_at = models.DateTimeField(auto_now_add=True)
    scored_by = _person()
    scored_title = models.CharField(max_length=300, help_text="Name and post on the day.")

    class Meta:
        ordering = ["exercise", "criterion", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["exercise", "criterion", "number"], name="performance_benchmarkscore_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(score=None) | models.Q(score__range=SCALE),
                name="performance_benchmarkscore_on_the_scale",
            ),
            models.CheckConstraint(
                condition=models.Q(score__isnull=False, reason="") | (models.Q(score=None) & ~models.Q(reason="")),
                name="performance_benchmarkscore_or_a_reason",
                violation_error_message="Give a score, or the reason why there is none.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}, {self.exercise.year}: {'no score' if self.score is None else self.score}"


class BenchmarkAction(models.Model):
    """What closes the gap of one criterion: a post owns it, it has a date, and it is done only with evidence."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"

    exercise = models.ForeignKey(BenchmarkExercise, on_delete=models.PROTECT, related_name="actions")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="actions")
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="benchmark_actions")
    due = models.DateField()
    state = models.CharField(max_length=4, choices=State.choices, default=State.OPEN)
    evidence = models.TextField("evidence that it is done", blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    opened_by = _person()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = _person(empty=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at=None, closed_by=None, evidence="")
                | (models.Q(state="done", closed_at__isnull=False, closed_by__isnull=False) & ~models.Q(evidence="")),
                name="performance_benchmarkaction_closed_at_and_by_with_evidence",
                violation_error_message="An action is done only with evidence, a day and a person.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def board_id(self) -> int:
        return self.exercise.board_id
