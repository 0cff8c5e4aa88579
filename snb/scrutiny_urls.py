"""Addresses of committees, what they asked, and the replies to it."""

from django.urls import path

from snb.views import committee_reports, replies, scrutiny

urlpatterns = [
    path("scrutiny/", scrutiny.recommendation_list, name="recommendation-list"),
    path("scrutiny/add/", scrutiny.recommendation_add, name="recommendation-add"),
    path("scrutiny/<int:pk>/", scrutiny.recommendation_detail, name="recommendation-detail"),
    path("scrutiny/<int:pk>/edit/", scrutiny.recommendation_edit, name="recommendation-edit"),
    path("scrutiny/<int:pk>/send/", scrutiny.recommendation_send, name="recommendation-send"),
    path("scrutiny/<int:pk>/reschedule/", scrutiny.recommendation_reschedule, name="recommendation-reschedule"),
    path("scrutiny/<int:pk>/end/", scrutiny.recommendation_end, name="recommendation-end"),
    path("scrutiny/<int:pk>/reopen/", scrutiny.recommendation_reopen, name="recommendation-reopen"),
    path("scrutiny/<int:pk>/link/", scrutiny.recommendation_link, name="recommendation-link"),
    path("scrutiny/<int:pk>/become/", scrutiny.recommendation_become, name="recommendation-become"),
    path("scrutiny/replies/<int:pk>/give/", replies.reply_give, name="reply-give"),
    path("scrutiny/replies/<int:pk>/record/", replies.reply_record, name="reply-record"),
    path("scrutiny/committees/", committee_reports.committee_list, name="committee-list"),
    path("scrutiny/committees/add/", committee_reports.committee_add, name="committee-add"),
    path("scrutiny/committees/<int:pk>/", committee_reports.committee_detail, name="committee-detail"),
    path("scrutiny/committees/<int:pk>/edit/", committee_reports.committee_edit, name="committee-edit"),
    path(
        "scrutiny/committees/<int:pk>/meetings/add/", committee_reports.committee_meeting_add,
        name="committee-meeting-add",
    ),
    path(
        "scrutiny/meetings/<int:pk>/edit/", committee_reports.committee_meeting_edit, name="committee-meeting-edit"
    ),
    path(
        "scrutiny/meetings/<int:pk>/remove/", committee_reports.committee_meeting_remove,
        name="committee-meeting-remove",
    ),
    path(
        "scrutiny/meetings/<int:pk>/reports/add/", committee_reports.committee_report_add, name="committee-report-add"
    ),
    path("scrutiny/reports/<int:pk>/", committee_reports.committee_report_detail, name="committee-report-detail"),
    path("scrutiny/reports/<int:pk>/edit/", committee_reports.committee_report_edit, name="committee-report-edit"),
    path(
        "scrutiny/reports/<int:pk>/<slug:part>/edit/", committee_reports.committee_report_lines,
        name="committee-report-lines",
    ),
]  # fmt: skip
