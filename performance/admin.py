"""Measures and their settings in the administration site. Figures are read there, never written."""

from django.contrib import admin
from django.http import HttpRequest

from performance.models import (
    BenchmarkAction,
    BenchmarkExercise,
    BenchmarkScore,
    BenchmarkSet,
    Commentary,
    Criterion,
    Feed,
    FundingGrant,
    Import,
    Measure,
    Observation,
    PerformancePolicy,
    Rebase,
    Scenario,
    Spend,
    ThematicArea,
    WeightSet,
)
from snb.admin import PlainAdmin, TrackedAdmin


class ReadOnly(PlainAdmin):
    """The product's own pages write these, with their checks."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class FeedInline(admin.TabularInline):
    model = Feed
    extra = 0


@admin.register(Measure)
class MeasureAdmin(TrackedAdmin):
    list_display = ("name", "board", "unit", "polarity", "state")
    list_filter = ("board", "state", "polarity")
    list_select_related = ("board",)
    inlines = (FeedInline,)


@admin.register(PerformancePolicy)
class PerformancePolicyAdmin(TrackedAdmin):
    list_display = ("board", "rule", "tolerance", "suppress_below")


@admin.register(ThematicArea)
class ThematicAreaAdmin(PlainAdmin):
    list_display = ("name", "board", "order")
    list_filter = ("board",)


@admin.register(Observation)
class ObservationAdmin(ReadOnly):
    list_display = ("measure", "area", "period_start", "value", "vintage", "is_provisional")
    list_filter = ("measure__board", "is_provisional")
    list_select_related = ("measure", "area")
    date_hierarchy = "period_start"


@admin.register(Import)
class ImportAdmin(ReadOnly):
    list_display = ("source", "board", "vintage", "state", "started_at")
    list_filter = ("board", "source", "state")


@admin.register(Rebase)
class RebaseAdmin(ReadOnly):
    list_display = ("measure", "area", "period_start", "reason", "decided_by")


@admin.register(Commentary)
class CommentaryAdmin(ReadOnly):
    list_display = ("measure", "written_on", "text")


@admin.register(WeightSet)
class WeightSetAdmin(PlainAdmin):
    list_display = ("version", "source", "published")


class CriterionInline(admin.TabularInline):
    model = Criterion
    extra = 0


@admin.register(BenchmarkSet)
class BenchmarkSetAdmin(PlainAdmin):
    list_display = ("name", "version", "board", "valid_from", "valid_until")
    list_select_related = ("board",)
    inlines = (CriterionInline,)


@admin.register(BenchmarkExercise)
class BenchmarkExerciseAdmin(ReadOnly):
    list_display = ("benchmark_set", "year", "board", "expected")
    list_filter = ("board",)


@admin.register(BenchmarkScore)
class BenchmarkScoreAdmin(ReadOnly):
    list_display = ("exercise", "criterion", "number", "score", "scored_at")
    list_filter = ("exercise__board",)


@admin.register(BenchmarkAction)
class BenchmarkActionAdmin(ReadOnly):
    list_display = ("title", "criterion", "owner", "due", "state")
    list_filter = ("state",)


@admin.register(FundingGrant)
class FundingGrantAdmin(ReadOnly):
    list_display = ("title", "board", "giver", "begins", "ends")
    list_filter = ("board",)


@admin.register(Scenario)
class ScenarioAdmin(ReadOnly):
    list_display = ("name", "grant", "state", "approved_at")
    list_filter = ("state",)


@admin.register(Spend)
class SpendAdmin(ReadOnly):
    list_display = ("recipient", "quarter_start", "number", "amount", "returned_at")
