"""Addresses of narratives and escalations, and of what changes partnerships."""

from django.urls import path

from partnerships.views import escalations, narratives, partnerships

urlpatterns = [
    path("partnerships/merge/", partnerships.partnership_merge, name="partnership-merge"),
    path("partnerships/<slug:slug>/rename/", partnerships.partnership_rename, name="partnership-rename"),
    path("partnerships/<slug:slug>/end/", partnerships.partnership_end, name="partnership-end"),
    path("narratives/", narratives.narrative_list, name="narrative-list"),
    path("meetings/<int:pk>/open-narratives/", narratives.narratives_open, name="narratives-open"),
    path("narratives/<int:pk>/", narratives.narrative_detail, name="narrative-detail"),
    path("narratives/<int:pk>/edit/", narratives.narrative_edit, name="narrative-edit"),
    path("narratives/<int:pk>/submit/", narratives.narrative_submit, name="narrative-submit"),
    path("narratives/<int:pk>/accept/", narratives.narrative_accept, name="narrative-accept"),
    path("narratives/<int:pk>/send-back/", narratives.narrative_send_back, name="narrative-send-back"),
    path("narratives/<int:pk>/history/", narratives.narrative_history, name="narrative-history"),
    path("narratives/<int:pk>/raise/", escalations.escalation_add, name="escalation-add"),
    path("escalations/", escalations.escalation_list, name="escalation-list"),
    path("escalations/<int:pk>/", escalations.escalation_detail, name="escalation-detail"),
    path("escalations/<int:pk>/edit/", escalations.escalation_edit, name="escalation-edit"),
    path("escalations/<int:pk>/remove/", escalations.escalation_remove, name="escalation-remove"),
    path("escalations/<int:pk>/put-on-agenda/", escalations.escalation_place, name="escalation-place"),
    path("escalations/<int:pk>/take-off-agenda/", escalations.escalation_take_off, name="escalation-take-off"),
    path("escalations/<int:pk>/answer/", escalations.escalation_answer, name="escalation-answer"),
]
