"""Addresses of what happened at a meeting: attendance, declarations, minutes, decisions."""

from django.urls import path

from snb.views import decisions, minutes, sittings

urlpatterns = [
    path("meetings/<int:pk>/attendance/", sittings.attendance_detail, name="attendance-detail"),
    path("meetings/<int:pk>/attendance/edit/", sittings.attendance_edit, name="attendance-edit"),
    path("meetings/<int:pk>/declarations/add/", sittings.declaration_add, name="declaration-add"),
    path(
        "meetings/<int:meeting>/declarations/<int:pk>/remove/", sittings.declaration_remove, name="declaration-remove"
    ),
    path("meetings/<int:pk>/minutes/", minutes.minutes_detail, name="minutes-detail"),
    path("meetings/<int:pk>/minutes/open/", minutes.minutes_open, name="minutes-open"),
    path("meetings/<int:pk>/minutes/circulate/", minutes.minutes_circulate, name="minutes-circulate"),
    path("meetings/<int:pk>/minutes/take-back/", minutes.minutes_take_back, name="minutes-take-back"),
    path("meetings/<int:pk>/minutes/approve/", minutes.minutes_approve, name="minutes-approve"),
    path("meetings/<int:meeting>/agenda/<int:pk>/minute/", minutes.minute_edit, name="minute-edit"),
    path("meetings/<int:meeting>/agenda/<int:pk>/decide/", decisions.decision_add, name="decision-add"),
    path("decisions/", decisions.decision_list, name="decision-list"),
    path("decisions/<int:pk>/", decisions.decision_detail, name="decision-detail"),
    path("decisions/<int:pk>/correct/", decisions.decision_correct, name="decision-correct"),
]
