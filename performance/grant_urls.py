"""Addresses of grants, under a board."""

from django.urls import URLPattern, path

from performance.views import grants

urlpatterns: list[URLPattern] = [
    path("grants/", grants.grant_list, name="grant-list"),
    path("grants/enter/", grants.grant_open, name="grant-open"),
    path("grants/<int:pk>/", grants.grant_detail, name="grant-detail"),
    path("grants/<int:pk>/scenarios/draft/", grants.scenario_open, name="grant-scenario-open"),
    path("grants/<int:pk>/spend/", grants.grant_spend, name="grant-spend"),
    path("grants/scenarios/<int:pk>/edit/", grants.scenario_edit, name="scenario-edit"),
    path("grants/scenarios/<int:pk>/approve/", grants.scenario_approve, name="scenario-approve"),
]
