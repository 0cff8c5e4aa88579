"""Addresses of imports, under a board."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
