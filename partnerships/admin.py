"""Partnerships in the administration site."""

from django.contrib import admin

from partnerships.models import Coverage, District, Partnership
from snb.admin import PlainAdmin, TrackedAdmin


class CoverageInline(admin.TabularInline):
    model = Coverage
    extra = 0


@admin.register(District)
class DistrictAdmin(PlainAdmin):
    list_display = ("name", "code")


@admin.register(Partnership)
class PartnershipAdmin(TrackedAdmin):
    list_display = ("__str__", "board", "begins", "ends")
    list_filter = ("board",)
    list_select_related = ("board", "remit__board")
    inlines = (CoverageInline,)
