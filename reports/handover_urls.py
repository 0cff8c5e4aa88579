"""What a successor inherits: under /boards/<slug>/."""

from django.urls import path

from reports.views.handover import handover_detail

urlpatterns = [path("boards/<slug:board>/handover/<int:pk>/", handover_detail, name="handover-detail")]
