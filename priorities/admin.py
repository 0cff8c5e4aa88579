"""Agreements, priorities and returns in the administration site. What is signed is to look at only."""

from typing import Any

from django.contrib import admin

from priorities import models
from snb.admin import ReadOnlyAdmin, TrackedAdmin


class ThemeInline(admin.TabularInline):
    model = models.Theme
    extra = 0


class RequiredActionInline(admin.TabularInline):
    model = models.RequiredAction
    extra = 0


@admin.register(models.Agreement)
class AgreementAdmin(TrackedAdmin):
    list_display = ("title", "board", "begins", "ends")
    list_filter = ("board",)
    inlines = (ThemeInline, RequiredActionInline)


class PlacementInline(admin.TabularInline):
    model = models.Placement
    extra = 0


class PriorityMeasureInline(admin.TabularInline):
    model = models.PriorityMeasure
    extra = 0


@admin.register(models.Priority)
class PriorityAdmin(TrackedAdmin):
    list_display = ("__str__", "slug", "board")
    list_filter = ("board",)
    list_select_related = ("board", "remit__board")
    inlines = (PlacementInline, PriorityMeasureInline)


@admin.register(models.PlannedAction)
class PlannedActionAdmin(TrackedAdmin):
    list_display = ("title", "priority", "due", "budget")
    list_filter = ("priority__board",)


class SectionInline(admin.TabularInline):
    model = models.ReturnSection
    extra = 0


@admin.register(models.QuarterlyReturn)
class QuarterlyReturnAdmin(TrackedAdmin):
    """The database refuses to change what is signed, and a state without a recorded move."""

    list_display = ("__str__", "state", "due", "signed_by", "signed_at")
    list_filter = ("state", "priority__board")
    list_select_related = ("priority__remit__board", "meeting", "signed_by")
    inlines = (SectionInline,)


@admin.register(models.Signature)
class SignatureAdmin(ReadOnlyAdmin):
    list_display = ("quarterly_return", "number", "signed_as", "at", "fingerprint")


@admin.register(models.Move)
class MoveAdmin(ReadOnlyAdmin):
    list_display = ("quarterly_return", "number", "origin", "target", "by_title", "at")


@admin.register(models.EvidenceFile)
class EvidenceFileAdmin(ReadOnlyAdmin):
    list_display = ("name", "report", "size", "uploaded_by", "sha256")
    list_select_related = ("report__required_action", "report__quarterly_return__priority__remit", "uploaded_by")


admin.site.register([models.Comment, models.Chase, models.Extension], ReadOnlyAdmin)


class CategoryAppetiteInline(admin.TabularInline):
    model = models.CategoryAppetite
    extra = 0


@admin.register(models.RiskPolicy)
class RiskPolicyAdmin(TrackedAdmin):
    list_display = ("board", "appetite", "tolerance", "medium_from", "high_from")
    list_select_related = ("board",)
    inlines = (CategoryAppetiteInline,)


@admin.register(models.Risk)
class RiskAdmin(TrackedAdmin):
    """The database refuses to remove a risk or to change its number."""

    list_display = ("__str__", "board", "state", "owner", "review_due")
    list_filter = ("board", "state", "category")
    list_select_related = ("board", "owner__organisation")

    def has_add_permission(self, *args: Any) -> bool:
        """A risk is opened on its page, with its first assessment."""
        return False


@admin.register(models.RiskAssessment)
class RiskAssessmentAdmin(ReadOnlyAdmin):
    list_display = ("risk", "number", "by_title", "at")
    list_select_related = ("risk",)


@admin.register(models.RiskRaising)
class RiskRaisingAdmin(TrackedAdmin):
    list_display = ("title", "risk", "quarterly_return", "by", "at")
    list_select_related = ("risk", "quarterly_return__priority__remit", "quarterly_return__meeting", "by")
