"""Addresses of a board's partnerships."""

from django.urls import include, path

from partnerships.views import partnerships

app_name = "partnerships"
urlpatterns = [
    path("", include("partnerships.local_urls")),
    path("", include("partnerships.narrative_urls")),  # before the slug of a partnership, which is any word
    path("partnerships/", partnerships.partnership_list, name="partnership-list"),
    path("partnerships/<slug:slug>/", partnerships.partnership_detail, name="partnership-detail"),
]
