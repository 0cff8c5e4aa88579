"""Editions, jobs and grants in the administration site. An edition is to look at only."""

from django.contrib import admin

from reports.models import CompileJob, Edition, EditionGrant
from snb.admin import PlainAdmin, ReadOnlyAdmin


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ("title", "kind", "board", "state", "compiled_at", "fingerprint")
    list_filter = ("board", "kind", "state")
    list_select_related = ("board",)
    exclude = ("content", "reason")  # whoever runs the machine does not read what is heard in private


@admin.register(CompileJob)
class CompileJobAdmin(ReadOnlyAdmin):
    list_display = ("kind", "board", "meeting", "state", "asked_by", "asked_at")
    list_filter = ("board", "state")
    list_select_related = ("board", "meeting", "asked_by")
    exclude = ("step",)  # it names sections, and those of a restricted version too


@admin.register(EditionGrant)
class EditionGrantAdmin(PlainAdmin):
    list_display = ("content_object", "user", "giver", "ends", "reason")
    list_select_related = ("content_object", "user", "giver")
