"""What is public of scrutiny, under /public/."""

from django.urls import path

from snb.views import scrutiny_public as views

app_name = "scrutiny"
urlpatterns = [
    path("scrutiny/", views.scrutiny_index, name="scrutiny-index"),
    path("<slug:board>/scrutiny/", views.scrutiny_public, name="scrutiny-public"),
    path("<slug:board>/scrutiny/data.<str:suffix>", views.scrutiny_public_file, name="scrutiny-public-file"),
    path("<slug:board>/scrutiny/<int:pk>/", views.recommendation_public, name="recommendation-public"),
    path("<slug:board>/scrutiny/reports/<int:pk>/", views.report_public, name="report-public"),
]
