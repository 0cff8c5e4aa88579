"""Addresses of benchmarks, under a board."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
