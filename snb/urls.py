"""The composition root: packages are included by name, so that nothing here imports what stands to its right."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("snb.sign_in_urls")),
    # Before the page of one measure, whose address takes any word.
    path("boards/<slug:board>/", include("performance.urls")),
    path("public/", include("snb.scrutiny_public_urls")),
    path("", include("reports.urls")),
    path("boards/<slug:board>/", include("snb.board_urls")),
    path("boards/<slug:board>/", include("partnerships.urls")),
    path("boards/<slug:board>/", include("priorities.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "snb.views.errors.bad_request"
