"""Addresses of the Board's actions, and of what a meeting takes up again."""

from django.urls import path

from snb.views import action_moves, actions

urlpatterns = [
    path("actions/", actions.action_list, name="action-list"),
    path("actions/add/", action_moves.action_add, name="action-add"),
    path("actions/<int:pk>/", actions.action_detail, name="action-detail"),
    path("actions/<int:pk>/edit/", action_moves.action_edit, name="action-edit"),
    path("actions/<int:pk>/report/", action_moves.action_report, name="action-report"),
    path("actions/<int:pk>/revise/", action_moves.action_revise, name="action-revise"),
    path("actions/<int:pk>/reopen/", action_moves.action_reopen, name="action-reopen"),
    path("actions/<int:pk>/drop/", action_moves.action_drop, name="action-drop"),
    path("actions/files/<int:pk>/", actions.action_download, name="action-download"),
    path("meetings/<int:pk>/matters/", action_moves.meeting_matters, name="meeting-matters"),
]
