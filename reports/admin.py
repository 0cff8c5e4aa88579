"""Editions, jobs and grants in the administration site. An edition is to look at only."""

from django.contrib import admin

from reports.models import CompileJob, Edition, EditionGrant
from snb.admin import PlainAdmin, ReadOnlyAdmin


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ("title", "kind", "board", "state", "compiled_at", "fingerprint")
    list_filter = ("board", "kind", "state")
    list_select_related = ("board",)


@admin.register(CompileJob)
class CompileJobAdmin(ReadOnlyAdmin):
    list_display = ("kind", "board", "meeting", "state", "asked_by", "asked_at")
    list_filter = ("board", "state")
    list_select_related = ("board", "meeting", "asked_by")


@admin.register(EditionGrant)
class EditionGrantAdmin(PlainAdmin):
    list_display = ("content_object", "user", "giver", "ends", "reason")
    list_select_related = ("content_object", "user", "giver")
