"""Pages that show several packages at once: home, the dashboard, a priority, the accessibility statement."""

from django.urls import path

from reports.views import calendar
from reports.views import checklist as checklists
from reports.views.alignment import alignment_detail
from reports.views.briefings import briefing_list
from reports.views.dashboard import dashboard
from reports.views.home import accessibility, home
from reports.views.measure import measure
from reports.views.priority import priority_detail

urlpatterns = [
    path("", home, name="home"),
    path("accessibility/", accessibility, name="accessibility"),
    path("calendar/", calendar.calendar_detail, name="calendar-detail"),
    path("calendar/make/", calendar.calendar_make, name="calendar-make"),
    path("calendar/revoke/", calendar.calendar_revoke, name="calendar-revoke"),
    path("calendar/<slug:token>.ics", calendar.calendar_feed, name="calendar-feed"),
    path("boards/<slug:board>/", dashboard, name="dashboard"),
    path("boards/<slug:board>/alignment/", alignment_detail, name="alignment-detail"),
    path("boards/<slug:board>/briefings/", briefing_list, name="briefing-list"),
    path("boards/<slug:board>/agreement-checklist/", checklists.checklist, name="checklist"),
    path(
        "boards/<slug:board>/agreement-checklist/<slug:item>/sign-off/", checklists.checklist_sign_off,
        name="checklist-sign-off",
    ),
    path(
        "boards/<slug:board>/agreement-checklist/<slug:item>/take-back/", checklists.checklist_take_back,
        name="checklist-take-back",
    ),
    path("boards/<slug:board>/measures/<slug:slug>/", measure, name="measure"),
    path("boards/<slug:board>/priorities/<slug:slug>/", priority_detail, name="priority-detail"),
]  # fmt: skip
