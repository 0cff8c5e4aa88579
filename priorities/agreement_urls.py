"""Addresses of the agreements and their annual refresh, under a board."""

from django.urls import path

from priorities.views import agreement_edits, agreements, refresh

urlpatterns = [
    path("agreements/", agreements.agreement_list, name="agreement-list"),
    path("agreements/compare/", agreements.agreement_compare, name="agreement-compare"),
    path("agreements/add/", agreement_edits.agreement_add, name="agreement-add"),
    path("agreements/<int:pk>/", agreements.agreement_detail, name="agreement-detail"),
    path("agreements/<int:pk>/edit/", agreement_edits.agreement_edit, name="agreement-edit"),
    path("agreements/<int:pk>/successor/", agreement_edits.agreement_successor, name="agreement-successor"),
    path("agreements/<int:pk>/themes/add/", agreement_edits.theme_add, name="theme-add"),
    path("agreements/themes/<int:pk>/edit/", agreement_edits.theme_edit, name="theme-edit"),
    path("agreements/themes/<int:pk>/remove/", agreement_edits.theme_remove, name="theme-remove"),
    path("agreements/themes/<int:pk>/place/", agreement_edits.placement_add, name="placement-add"),
    path("agreements/priorities/<int:pk>/edit/", agreement_edits.placement_edit, name="placement-edit"),
    path("agreements/priorities/<int:pk>/remove/", agreement_edits.placement_remove, name="placement-remove"),
    path("agreements/<int:pk>/statements/add/", agreement_edits.statement_add, name="statement-add"),
    path("agreements/statements/<int:pk>/edit/", agreement_edits.statement_edit, name="statement-edit"),
    path("agreements/statements/<int:pk>/remove/", agreement_edits.statement_remove, name="statement-remove"),
    path("agreements/<int:pk>/lineage/add/", agreement_edits.lineage_add, name="lineage-add"),
    path("agreements/lineage/<int:pk>/remove/", agreement_edits.lineage_remove, name="lineage-remove"),
    path("agreements/<int:pk>/refresh/open/", refresh.refresh_open, name="refresh-open"),
    path("agreements/refreshes/<int:pk>/", refresh.refresh_detail, name="refresh-detail"),
    path("agreements/refreshes/<int:pk>/agree/", refresh.refresh_agree, name="refresh-agree"),
    path("agreements/refreshes/<int:pk>/take-in/", refresh.refresh_take_in, name="refresh-take-in"),
    path("agreements/outcomes/<int:pk>/", refresh.outcome_decide, name="outcome-decide"),
    path("agreements/outcomes/<int:pk>/withdraw/", refresh.outcome_withdraw, name="outcome-withdraw"),
    path("agreements/refreshes/<int:pk>/work/", refresh.work_add, name="work-add"),
    path("agreements/work/<int:pk>/drop/", refresh.work_drop, name="work-drop"),
]
