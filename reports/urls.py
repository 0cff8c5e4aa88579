"""Every page of this package; each module of addresses belongs to one family of pages."""

from reports import handover_urls, kind_urls, page_urls, paper_urls, public_urls, writing_urls

app_name = "reports"
urlpatterns = [
    *public_urls.urlpatterns,
    *paper_urls.urlpatterns,
    *kind_urls.urlpatterns,
    *page_urls.urlpatterns,
    *handover_urls.urlpatterns,
    *writing_urls.urlpatterns,
]
