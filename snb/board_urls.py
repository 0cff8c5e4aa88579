"""A board's own pages, under /boards/<slug>/."""

from django.urls import include, path

from snb.views import about, agenda, appointments, audit, meetings

app_name = "board"
urlpatterns = [
    path("", include("snb.action_urls")),
    path("about/", about.about, name="about"),
    path("meetings/", meetings.meeting_list, name="meeting-list"),
    path("meetings/add/", meetings.meeting_add, name="meeting-add"),
    path("meetings/<int:pk>/", meetings.meeting_detail, name="meeting-detail"),
    path("meetings/<int:pk>/edit/", meetings.meeting_edit, name="meeting-edit"),
    path("meetings/<int:pk>/agenda/add/", agenda.item_add, name="item-add"),
    path("meetings/<int:meeting>/agenda/<int:pk>/edit/", agenda.item_edit, name="item-edit"),
    path("meetings/<int:meeting>/agenda/<int:pk>/move/", agenda.item_move, name="item-move"),
    path("meetings/<int:meeting>/agenda/<int:pk>/remove/", agenda.item_remove, name="item-remove"),
    path("forward-plan/add/", meetings.forward_plan_add, name="forward-plan-add"),
    path("forward-plan/<int:pk>/remove/", meetings.forward_plan_remove, name="forward-plan-remove"),
    path("appointments/", appointments.appointment_list, name="appointment-list"),
    path("appointments/add/", appointments.appointment_add, name="appointment-add"),
    path("appointments/<int:pk>/end/", appointments.appointment_end, name="appointment-end"),
    path("appointments/<int:pk>/hand-over/", appointments.appointment_hand_over, name="appointment-hand-over"),
    path("", include("snb.body_urls")),
    path("", include("snb.duty_urls")),
    path("", include("snb.notice_urls")),
    path("", include("snb.sitting_urls")),
    path("", include("snb.scrutiny_urls")),
    path("audit/", audit.audit_list, name="audit-list"),
]
