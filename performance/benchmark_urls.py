"""Addresses of benchmarks, under a board."""

from django.urls import URLPattern, path

from performance.views import benchmarks

urlpatterns: list[URLPattern] = [
    path("benchmarks/", benchmarks.benchmark_list, name="benchmark-list"),
    path("benchmarks/years/<int:pk>/scores/", benchmarks.benchmark_scores, name="benchmark-scores"),
    path("benchmarks/years/<int:pk>/actions/open/", benchmarks.benchmark_action_open, name="benchmark-action-open"),
    path("benchmarks/actions/<int:pk>/close/", benchmarks.benchmark_action_close, name="benchmark-action-close"),
    path("benchmarks/<slug:slug>/", benchmarks.benchmark_detail, name="benchmark-detail"),
    path("benchmarks/<slug:slug>/years/add/", benchmarks.benchmark_year_add, name="benchmark-year-add"),
]
