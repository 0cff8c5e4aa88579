"""Published papers, for everybody."""

from django.urls import path

from reports.views import public

urlpatterns = [
    path("papers/", public.public_library, name="public-library"),
    path("papers/<str:reference>/", public.paper_public, name="paper-public"),
    path("papers/<str:reference>/paper.<str:suffix>", public.paper_public_file, name="paper-public-file"),
]
