"""Addresses of measures and figures, under a board."""

from performance import benchmark_urls, grant_urls, import_urls

app_name = "performance"
urlpatterns = [*import_urls.urlpatterns, *benchmark_urls.urlpatterns, *grant_urls.urlpatterns]
