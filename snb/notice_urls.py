"""Notice of meetings, papers of their agendas, and the days on which the offices are closed."""

from django.urls import path

from snb.views import agenda, closing, meetings, notice, papers

urlpatterns = [
    path("meetings/<int:pk>/publish/", notice.meeting_publish, name="meeting-publish"),
    path("meetings/<int:pk>/cancel/", notice.meeting_cancel, name="meeting-cancel"),
    path("meetings/<int:meeting>/agenda/<int:pk>/withdraw/", agenda.item_withdraw, name="item-withdraw"),
    path("meetings/<int:meeting>/agenda/<int:pk>/papers/add/", papers.agenda_paper_add, name="agenda-paper-add"),
    path("meetings/<int:meeting>/papers/<int:pk>/", papers.agenda_paper_download, name="agenda-paper-download"),
    path("meetings/<int:meeting>/papers/<int:pk>/remove/", papers.agenda_paper_remove, name="agenda-paper-remove"),
    path("forward-plan/<int:pk>/take-up/", meetings.forward_plan_take_up, name="forward-plan-take-up"),
    path("closed-days/", closing.closure_list, name="closure-list"),
    path("closed-days/add/", closing.closure_add, name="closure-add"),
    path("closed-days/<int:pk>/remove/", closing.closure_remove, name="closure-remove"),
]
