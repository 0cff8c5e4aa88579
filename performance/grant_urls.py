"""Addresses of grants, under a board."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
