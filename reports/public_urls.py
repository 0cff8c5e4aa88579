"""Published papers and figures, for everybody."""

from django.urls import path

from reports.views import compare, paper_feed, public, public_figures, search

urlpatterns = [
    path("papers/", public.public_library, name="public-library"),
    path("papers/by-kind/", public.library_by_kind, name="library-by-kind"),
    path("papers/papers.json", public.library_data, name="library-data"),
    path("papers/feed.atom", paper_feed.papers_feed, name="papers-feed"),
    path("papers/search/", search.papers_search, name="papers-search"),
    path("papers/<str:reference>/", public.paper_public, name="paper-public"),
    path("papers/<str:reference>/paper.<str:suffix>", public.paper_public_file, name="paper-public-file"),
    path("papers/<slug:board>/feed.atom", paper_feed.papers_feed_of, name="papers-feed-of"),
    path("papers/<slug:board>/compare/", compare.papers_compare, name="papers-compare"),
    path("papers/<slug:board>/kinds/<slug:kind>/", public.library_kind, name="library-kind"),
    path("papers/<slug:board>/<str:day>/", public.library_meeting, name="library-meeting"),
    # Before the page of one paper, whose address takes any word.
    path("boards/<slug:board>/papers/compare/", compare.editions_compare, name="editions-compare"),
    path("robots.txt", paper_feed.robots, name="robots"),
    path("sitemap.xml", paper_feed.sitemap, name="sitemap"),
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
