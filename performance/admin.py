"""Measures in the administration site."""

from django.contrib import admin

from performance.models import Measure, Observation
from snb.admin import PlainAdmin, TrackedAdmin


@admin.register(Measure)
class MeasureAdmin(TrackedAdmin):
    list_display = ("name", "board", "unit", "polarity", "state")
    list_filter = ("board", "state", "polarity")
    list_select_related = ("board",)


@admin.register(Observation)
class ObservationAdmin(PlainAdmin):
    list_display = ("measure", "period_start", "value", "vintage", "is_provisional")
    list_filter = ("measure__board", "is_provisional")
    list_select_related = ("measure",)
    date_hierarchy = "period_start"
