"""Published papers and figures, for everybody."""

from django.urls import path

from reports.views import public, public_figures

urlpatterns = [
    path("papers/", public.public_library, name="public-library"),
    path("papers/<str:reference>/", public.paper_public, name="paper-public"),
    path("papers/<str:reference>/paper.<str:suffix>", public.paper_public_file, name="paper-public-file"),
    path("public/figures/", public_figures.figures_index, name="figures-index"),
    path("public/figures-format/", public_figures.figures_format, name="figures-format"),
    path("public/<slug:board>/figures/", public_figures.figures_public, name="figures-public"),
    path("public/<slug:board>/figures.<str:suffix>", public_figures.figures_public_file, name="figures-public-file"),
    path("public/<slug:board>/figures/<slug:slug>/", public_figures.figure_public, name="figure-public"),
    path(
        "public/<slug:board>/figures/<slug:slug>.<str:suffix>",
        public_figures.figure_public_file,
        name="figure-public-file",
    ),
    path("boards/<slug:board>/figures/public/", public_figures.figures_check, name="figures-check"),
]
