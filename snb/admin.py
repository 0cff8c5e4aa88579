"""The administration site: for whoever runs the machine, not for a board's daily work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from simple_history.admin import SimpleHistoryAdmin

from snb import models as board_models
from snb.audit import record
from snb.models import Board, Person


class Audited:
    """What is done here is in the audit log too, and what the database refuses is said, not thrown."""

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        _record(request, "added in the administration", obj)
        return super().log_addition(request, obj, message)  # type: ignore[misc]

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        _record(request, "changed in the administration", obj)
        return super().log_change(request, obj, message)  # type: ignore[misc]

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for obj in queryset:
            _record(request, "deleted in the administration", obj)
        return super().log_deletions(request, queryset)  # type: ignore[misc]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _or_say(request, lambda: super(Audited, self).changeform_view(request, *args, **kwargs))  # type: ignore[misc]

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _or_say(request, lambda: super(Audited, self).delete_view(request, *args, **kwargs))  # type: ignore[misc]

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _or_say(request, lambda: super(Audited, self).changelist_view(request, *args, **kwargs))  # type: ignore[misc]


def _or_say(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """The view's answer; where the database refuses, its reason on the same page. Admin's own views are atomic."""
    try:
        return view()
    except IntegrityError as refused:
        reason = str(refused).splitlines()[0]  # PostgreSQL adds where in its function it was raised
        messages.error(request, f"Nothing was changed. The database refuses it: {reason}")
        return redirect(request.get_full_path())


def _record(request: HttpRequest, action: str, obj: models.Model) -> None:
    board_id: int | None = getattr(obj, "board_id", None)
    board = Board.objects.filter(pk=board_id).first() if board_id else None
    person = request.user if isinstance(request.user, Person) else None
    record(by=person, action=action, obj=obj, board=board)


class PlainAdmin(Audited, admin.ModelAdmin):
    """A model without a history."""


class TrackedAdmin(Audited, SimpleHistoryAdmin):
    """A model whose earlier states are kept, and shown under "History"."""


class ReadOnlyAdmin(admin.ModelAdmin):
    """What nobody may change, whatever their rights: to look at only."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class _OneSpelling:
    """An email address is kept in small letters, so that one person has one account."""

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()  # type: ignore[attr-defined]
        return email


class PersonAddForm(_OneSpelling, AdminUserCreationForm):
    class Meta:
        model = Person
        fields = ("email", "name")
        field_classes: dict[str, Any] = {}


class PersonChangeForm(_OneSpelling, UserChangeForm):
    class Meta:
        model = Person
        fields = "__all__"
        field_classes: dict[str, Any] = {}


@admin.register(Person)
class PersonAdmin(Audited, UserAdmin, SimpleHistoryAdmin):
    """Accounts. Rights on a board come from appointments: being a superuser gives none of them."""

    form, add_form = PersonChangeForm, PersonAddForm
    ordering = ("name",)
    list_display = ("name", "email", "is_active", "is_staff", "is_fictitious", "last_login")
    list_filter = ("is_active", "is_staff", "is_fictitious")
    search_fields = ("name", "email")
    filter_horizontal = ()
    readonly_fields = ("last_login", "last_seen_at")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("Account", {"fields": ("is_active", "is_fictitious", "last_login", "last_seen_at")}),
        ("This site", {"fields": ("is_staff", "is_superuser")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)


@admin.register(board_models.AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "actor", "action", "object_kind", "object_label", "board_slug")
    list_filter = ("board_slug", "action")
    search_fields = ("actor", "actor_email", "object_label")
    date_hierarchy = "at"


@admin.register(board_models.Board)
class BoardAdmin(TrackedAdmin):
    list_display = ("name", "slug", "area", "returns_due_before_meeting")


class RemitNameInline(admin.TabularInline):
    model = board_models.RemitName
    extra = 0


@admin.register(board_models.Remit)
class RemitAdmin(PlainAdmin):
    list_display = ("__str__", "kind", "board")
    list_filter = ("board", "kind")
    list_select_related = ("board",)
    inlines = (RemitNameInline,)


@admin.register(board_models.Appointment)
class AppointmentAdmin(TrackedAdmin):
    """For a board's first appointments; afterwards its own page, which checks that roles and dates fit."""

    list_display = ("person", "role", "remit", "begins", "ends", "deputises_for")
    list_filter = ("role", "remit__board")
    list_select_related = ("person", "remit__board", "deputises_for__person")
    search_fields = ("person__name", "person__email")
    autocomplete_fields = ("person",)
    raw_id_fields = ("deputises_for",)


@admin.register(board_models.Organisation)
class OrganisationAdmin(PlainAdmin):
    list_display = ("name", "short_name", "kind", "begins", "ends")
    search_fields = ("name", "short_name")


@admin.register(board_models.Post)
class PostAdmin(PlainAdmin):
    list_display = ("title", "organisation")
    list_select_related = ("organisation",)
    search_fields = ("title", "organisation__name")


@admin.register(board_models.PostHolding)
class PostHoldingAdmin(TrackedAdmin):
    list_display = ("person", "post", "begins", "ends")
    list_select_related = ("person", "post__organisation")
    autocomplete_fields = ("person", "post")


class OfBoardAdmin(PlainAdmin):
    """A numbered row of one of a board's tables."""

    list_display = ("__str__", "order", "board")
    list_filter = ("board",)
    list_select_related = ("board",)


class TrackedOfBoardAdmin(TrackedAdmin):
    list_display = ("__str__", "order", "board")
    list_filter = ("board",)
    list_select_related = ("board",)


admin.site.register([board_models.Tier, board_models.TermOfReference, board_models.LinkageAction], OfBoardAdmin)
admin.site.register([board_models.KeyRole, board_models.Linkage, board_models.Seat], TrackedOfBoardAdmin)


class AgendaItemInline(admin.TabularInline):
    model = board_models.AgendaItem
    extra = 0


@admin.register(board_models.Meeting)
class MeetingAdmin(TrackedAdmin):
    list_display = ("date", "title", "board", "returns_due")
    list_filter = ("board",)
    list_select_related = ("board",)
    inlines = (AgendaItemInline,)


@admin.register(board_models.ForwardPlanItem)
class ForwardPlanItemAdmin(PlainAdmin):
    list_display = ("title", "purpose", "meeting")


admin.site.unregister(Group)  # rights are appointments: a group would give nothing here
admin.site.site_header = "Golden Thread: administration"
admin.site.site_title = "Golden Thread"
