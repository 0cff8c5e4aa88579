"""Papers of a board, for those who are signed in."""

from django.urls import path

from reports.views import jobs, papers

BOARD = "boards/<slug:board>"
PAPER = f"{BOARD}/papers/<str:reference>"

urlpatterns = [
    path(f"{BOARD}/papers/", papers.paper_list, name="paper-list"),
    path(f"{BOARD}/compile/", jobs.compile_choose, name="compile-choose"),
    path(f"{BOARD}/compile/<slug:kind>/", jobs.compile_start, name="compile-start"),
    path(f"{BOARD}/jobs/<int:pk>/", jobs.job_detail, name="job-detail"),
    path(f"{BOARD}/jobs/<int:pk>/stop/", jobs.job_stop, name="job-stop"),
    path(f"{PAPER}/", papers.paper_detail, name="paper-detail"),
    path(f"{PAPER}/paper.<str:suffix>", papers.paper_file, name="paper-file"),
    path(f"{PAPER}/supplement/", jobs.supplement_start, name="supplement-start"),
    path(f"{PAPER}/clear/", papers.paper_clear, name="paper-clear"),
    path(f"{PAPER}/decline/", papers.paper_decline, name="paper-decline"),
    path(f"{PAPER}/publish/", papers.paper_publish, name="paper-publish"),
    path(f"{PAPER}/withdraw/", papers.paper_withdraw, name="paper-withdraw"),
    path(f"{PAPER}/share/", papers.paper_share, name="paper-share"),
    path(f"{PAPER}/unshare/", papers.paper_unshare, name="paper-unshare"),
    path(f"{BOARD}/returns/<int:pk>/receipt.pdf", papers.return_receipt, name="return-receipt"),
]
