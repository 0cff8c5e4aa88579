"""Partnerships in the administration site."""

from django.contrib import admin

from partnerships.models import Area, AreaPart, Boundary, Coverage, Partnership
from snb.admin import PlainAdmin, TrackedAdmin


class CoverageInline(admin.TabularInline):
    model = Coverage
    extra = 0


@admin.register(Area)
class AreaAdmin(PlainAdmin):
    list_display = ("name", "kind", "code")
    list_filter = ("kind",)
    search_fields = ("name", "code")


@admin.register(AreaPart)
class AreaPartAdmin(PlainAdmin):
    list_display = ("whole", "part", "source")
    list_select_related = ("whole", "part")
    raw_id_fields = ("whole", "part")


@admin.register(Boundary)
class BoundaryAdmin(PlainAdmin):
    list_display = ("area", "source")
    list_select_related = ("area",)
    raw_id_fields = ("area",)


@admin.register(Partnership)
class PartnershipAdmin(TrackedAdmin):
    list_display = ("__str__", "board", "begins", "ends")
    list_filter = ("board",)
    list_select_related = ("board", "remit__board")
    inlines = (CoverageInline,)
