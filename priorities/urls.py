"""Addresses of the quarterly returns and of the register of risks, under a board."""

from django.urls import include, path

from priorities.views import evidence, moves, reading, risk_moves, risks, sections, tracker

app_name = "priorities"
urlpatterns = [
    path("", include("priorities.agreement_urls")),
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
    path("", include("priorities.plan_urls")),
    path("risks/", risks.risk_list, name="risk-list"),
    path("risks/open/", risk_moves.risk_open, name="risk-open"),
    path("risks/<int:pk>/", risks.risk_detail, name="risk-detail"),
    path("risks/<int:pk>/assess/", risk_moves.risk_assess, name="risk-assess"),
    path("risks/<int:pk>/edit/", risk_moves.risk_edit, name="risk-edit"),
    path("risks/<int:pk>/actions/", risk_moves.risk_actions, name="risk-actions"),
    path("risks/<int:pk>/close/", risk_moves.risk_close, name="risk-close"),
    path("risks/<int:pk>/reopen/", risk_moves.risk_reopen, name="risk-reopen"),
    path("risks/raised/", risks.raised_list, name="raised-list"),
    path("risks/raised/<int:pk>/", risk_moves.raised_take_up, name="raised-take-up"),
]
