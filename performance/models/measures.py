"""What is measured: measures by thematic area, the dated rebasing of their charts, what the analyst says of them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from partnerships.models import Area
from performance.analysis.rag import Polarity
from performance.models.severity import WeightSet
from performance.periods import Cadence, Period
from snb.models import Board, Person, Post
from snb.models.boards import choices
from snb.querysets import OfBoardQuerySet


class ThematicArea(models.Model):
    """A heading of the indicator matrix. It may be a priority's name or wider than one."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="thematic_areas")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["board", "name"], name="performance_thematicarea_once")]

    def __str__(self) -> str:
        return self.name


# Units of what is neither added up nor divided by people.
NOT_ADDED = {"%", "per cent", "percent", "percentage", "points", "score", "index"}


class Measure(models.Model):
    """What is counted, for what area, in what unit, how often, and which way is better."""

    class State(models.TextChoices):
        LIVE = "live", "Live"
        NO_DATA = "no_data", "No data"
        IN_DEVELOPMENT = "in_development", "In development"
        CHANGING = "changing", "Definition changing"

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="measures")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    thematic_area = models.ForeignKey(
        ThematicArea, on_delete=models.PROTECT, null=True, blank=True, related_name="measures"
    )
    order = models.PositiveSmallIntegerField(default=0, help_text="Its place under the thematic area.")
    definition = models.TextField(blank=True)
    unit = models.CharField(max_length=60, help_text="As it follows the figure: offences, per cent, per 1,000 people.")
    numerator = models.CharField("what is counted", max_length=120, blank=True)
    denominator = models.CharField("out of what", max_length=120, blank=True)
    per = models.PositiveIntegerField(
        "for every", null=True, blank=True, help_text="100 for a percentage, 1,000 for a rate; empty for a plain count."
    )
    decimals = models.PositiveSmallIntegerField("decimal places shown", default=0)
    cadence = models.CharField(max_length=8, choices=choices(Cadence), default=Cadence.QUARTER)
    polarity = models.CharField("which way is better", max_length=7, choices=choices(Polarity))
    area = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        related_name="measures",
        help_text="The area of the board's own figure.",
    )
    breakdown = models.CharField(
        "also published by", max_length=8, choices=Area.Kind.choices, blank=True, help_text="Never divided further."
    )
    weights = models.ForeignKey(
        WeightSet, on_delete=models.PROTECT, null=True, blank=True, related_name="measures",
        help_text="Makes it a severity score: offences by code are weighted by this set.",
    )  # fmt: skip
    source = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="measures", help_text="Who answers for it."
    )
    state = models.CharField(max_length=14, choices=State.choices, default=State.LIVE)
    expected = models.DateField("figures expected by", null=True, blank=True)
    changes_on = models.DateField("definition changes on", null=True, blank=True)
    target = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    target_note = models.CharField(max_length=200, blank=True)
    baseline_from = models.DateField("baseline: first period begins", null=True, blank=True)
    baseline_until = models.DateField("baseline: last period begins", null=True, blank=True)
    tolerance = models.DecimalField(
        "tolerance to target", max_digits=4, decimal_places=3, null=True, blank=True,
        help_text="A share, 0.1 for 10%; empty for the board's own.",
    )  # fmt: skip
    counts_people = models.BooleanField(
        default=False, help_text="Small numbers could point to a person: they are suppressed in all that is published."
    )
    is_published = models.BooleanField("figures are public", default=False)
    history = HistoricalRecords()

    objects = OfBoardQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["board", "slug"], name="performance_measure_slug_once"),
            models.CheckConstraint(
                condition=~models.Q(state="in_development") | models.Q(expected__isnull=False),
                name="performance_measure_in_development_until",
                violation_error_message="Say when the figures of a measure in development are expected.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="changing") | models.Q(changes_on__isnull=False),
                name="performance_measure_changes_on_a_day",
                violation_error_message="Say on what day the definition changes.",
            ),
            models.CheckConstraint(
                condition=models.Q(baseline_from=None, baseline_until=None)
                | models.Q(baseline_until__gte=models.F("baseline_from")),
                name="performance_measure_baseline_ends_after_it_begins",
                violation_error_message="Give both ends of the baseline, the first one first.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """In the administration too: figures, rebasings and the baseline are of periods of the measure's cadence."""
        for name in ("baseline_from", "baseline_until"):
            if getattr(self, name) and self.cadence in Cadence.__members__.values():
                try:
                    Period(getattr(self, name), Cadence(self.cadence))
                except ValueError as wrong:
                    raise ValidationError({name: str(wrong)}) from wrong
        was = Measure.objects.filter(pk=self.pk).values_list("cadence", "board_id", "slug").first() if self.pk else None
        if was and was != (self.cadence, self.board_id, self.slug) and self.observations.exists():
            raise ValidationError("A measure with figures keeps its board, its short name and its cadence.")

    @property
    def is_additive(self) -> bool:
        """Whether the figures of an area's parts add up to the area's: counts do; rates, scores and averages do not."""
        is_plain = self.per is None and self.weights_id is None and not self.denominator and not self.decimals
        return is_plain and self.unit.strip().lower() not in NOT_ADDED

    @property
    def baseline_periods(self) -> tuple[Period, ...]:
        """The periods whose mean is the baseline, in order; none where no baseline is stated."""
        if self.baseline_from is None or self.baseline_until is None:
            return ()
        periods, period = [], Period(self.baseline_from, Cadence(self.cadence))
        while period.start <= self.baseline_until:
            periods.append(period)
            period = period.next()
        return tuple(periods)


class Rebase(models.Model):
    """From a period on, a control chart has limits of its own. A dated decision, never undone: old limits stay."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="rebases")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    period_start = models.DateField("from the period that begins")
    reason = models.CharField(max_length=300)
    decided_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["period_start"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "area", "period_start"], name="performance_rebase_once")
        ]

    def __str__(self) -> str:
        return f"{self.measure} rebased from {self.period_start}"


class Commentary(models.Model):
    """What the analyst says of a measure on a day: the matrix's column of exceptions and changes. Each stays."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="commentaries")
    text = models.CharField(max_length=600)
    written_on = models.DateField()
    written_at = models.DateTimeField(auto_now_add=True)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["written_on", "pk"]
        verbose_name_plural = "commentaries"

    def __str__(self) -> str:
        return f"{self.measure}, {self.written_on}: {self.text}"
