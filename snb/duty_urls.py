"""Addresses of a board's duties and linkages."""

from django.urls import path

from snb.views import duties, linkages

urlpatterns = [
    path("duties/", duties.duty_list, name="duty-list"),
    path("duties/add/", duties.duty_add, name="duty-add"),
    path("duties/<int:pk>/", duties.duty_detail, name="duty-detail"),
    path("duties/<int:pk>/edit/", duties.duty_edit, name="duty-edit"),
    path("duties/<int:pk>/end/", duties.duty_end, name="duty-end"),
    path("duties/<int:pk>/file/", duties.duty_file, name="duty-file"),
    path("duties/evidence/<int:pk>/withdraw/", duties.fulfilment_withdraw, name="fulfilment-withdraw"),
    path("duties/files/<int:pk>/", duties.duty_download, name="fulfilment-download"),
    path("linkages/", linkages.linkage_list, name="linkage-list"),
    path("linkages/<int:pk>/", linkages.linkage_detail, name="linkage-detail"),
    path("linkages/<int:pk>/file/", linkages.linkage_file, name="linkage-file"),
    path("linkages/<int:pk>/edit/", linkages.linkage_edit, name="linkage-edit"),
]
