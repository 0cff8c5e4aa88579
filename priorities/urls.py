"""Addresses of the quarterly returns, under a board."""

from django.urls import path

from priorities.views import evidence, moves, reading, sections, tracker

app_name = "priorities"
urlpatterns = [
    path("returns/", tracker.return_list, name="return-list"),
    path("returns/chase-late/", tracker.returns_chase_late, name="returns-chase-late"),
    path("meetings/<int:pk>/open-returns/", tracker.returns_open, name="returns-open"),
    path("returns/<int:pk>/", reading.return_detail, name="return-detail"),
    path("returns/<int:pk>/check/", reading.return_check, name="return-check"),
    path("returns/<int:pk>/history/", reading.return_history, name="return-history"),
    path("returns/<int:pk>/sections/<slug:key>/", sections.section_edit, name="section-edit"),
    path("returns/<int:pk>/evidence/<int:report>/", evidence.evidence_add, name="evidence-add"),
    path("evidence/<int:pk>/", evidence.evidence_download, name="evidence-download"),
    path("evidence/<int:pk>/remove/", evidence.evidence_remove, name="evidence-remove"),
    path("returns/<int:pk>/submit/", moves.return_submit, name="return-submit"),
    path("returns/<int:pk>/take-back/", moves.return_take_back, name="return-take-back"),
    path("returns/<int:pk>/sign/", moves.return_sign, name="return-sign"),
    path("returns/<int:pk>/send-back/", moves.return_send_back, name="return-send-back"),
    path("returns/<int:pk>/review/", moves.return_review, name="return-review"),
    path("returns/<int:pk>/accept/", moves.return_accept, name="return-accept"),
    path("returns/<int:pk>/reopen/", moves.return_reopen, name="return-reopen"),
    path("returns/<int:pk>/chase/", tracker.return_chase, name="return-chase"),
    path("returns/<int:pk>/extend/", tracker.return_extend, name="return-extend"),
]
