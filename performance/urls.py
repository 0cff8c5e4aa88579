"""Addresses of measures and figures, under a board."""

from django.urls import path

from performance import benchmark_urls, grant_urls, import_urls
from performance.views import curating, map, measures

app_name = "performance"
urlpatterns = [
    path("measures/", measures.measure_list, name="measure-list"),
    path("measures/exceptions/", measures.exception_list, name="exception-list"),
    path("measures/map/", map.measure_map, name="measure-map"),
    path("measures/add/", curating.measure_add, name="measure-add"),
    path("measures/policy/", curating.policy_edit, name="policy-edit"),
    path("measures/<slug:slug>/edit/", curating.measure_edit, name="measure-edit"),
    path("measures/<slug:slug>/figures/add/", curating.figure_add, name="figure-add"),
    path("measures/<slug:slug>/rebase/", curating.measure_rebase, name="measure-rebase"),
    path("measures/<slug:slug>/comment/", curating.commentary_add, name="commentary-add"),
    *import_urls.urlpatterns,
    *benchmark_urls.urlpatterns,
    *grant_urls.urlpatterns,
]
