"""Addresses of imports, under a board."""

from django.urls import URLPattern, path

from performance.views import imports

urlpatterns: list[URLPattern] = [
    path("imports/", imports.import_list, name="import-list"),
    path("imports/add/", imports.import_add, name="import-add"),
    path("imports/add/<slug:source>/", imports.import_source, name="import-source"),
    path("imports/template.<slug:suffix>", imports.template_download, name="template-download"),
    path("imports/<int:pk>/", imports.import_detail, name="import-detail"),
    path("imports/<int:pk>/save/", imports.import_apply, name="import-apply"),
    path("imports/<int:pk>/discard/", imports.import_discard, name="import-discard"),
]
