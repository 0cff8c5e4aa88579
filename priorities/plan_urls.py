"""Addresses of action plans and of the money they depend on."""

from django.urls import path

from priorities.views import funding, plans

urlpatterns = [
    path("plans/", plans.plan_list, name="plan-list"),
    path("plans/actions/<int:pk>/edit/", plans.planned_edit, name="planned-edit"),
    path("plans/actions/<int:pk>/withdraw/", plans.planned_withdraw, name="planned-withdraw"),
    path("plans/actions/<int:pk>/milestones/add/", plans.milestone_add, name="planned-milestone-add"),
    path("plans/actions/<int:pk>/measures/add/", plans.planned_tie, name="planned-tie"),
    path("plans/milestones/<int:pk>/edit/", plans.milestone_edit, name="milestone-edit"),
    path("plans/milestones/<int:pk>/remove/", plans.milestone_remove, name="milestone-remove"),
    path("plans/measures/<int:pk>/remove/", plans.planned_untie, name="tie-remove"),
    path("plans/initiatives/<int:pk>/edit/", plans.initiative_edit, name="initiative-edit"),
    path("plans/<slug:slug>/", plans.plan_detail, name="plan-detail"),
    path("plans/<slug:slug>/add/", plans.planned_add, name="planned-add"),
    path("plans/<slug:slug>/initiatives/add/", plans.initiative_add, name="initiative-add"),
    path("funding/", funding.funding_list, name="funding-list"),
    path("funding/add/", funding.funding_add, name="funding-add"),
    path("funding/<int:pk>/edit/", funding.funding_edit, name="funding-edit"),
]
