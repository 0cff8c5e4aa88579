"""Addresses of a board's partnerships."""

from django.urls import path

from partnerships import views

app_name = "partnerships"
urlpatterns = [path("partnerships/", views.partnership_list, name="partnership-list")]
