"""What people write for papers."""

from django.urls import path

from reports.views import writing

WRITING = "boards/<slug:board>/writing"
PASSAGE = f"{WRITING}/<slug:subject>/<slug:key>"

urlpatterns = [
    path(f"{WRITING}/", writing.writing_list, name="writing-list"),
    path(f"{WRITING}/comments/<int:pk>/settle/", writing.comment_settle, name="comment-settle"),
    path(f"{WRITING}/<slug:subject>/", writing.writing_subject, name="writing-subject"),
    path(f"{PASSAGE}/", writing.passage_detail, name="passage-detail"),
    path(f"{PASSAGE}/edit/", writing.passage_edit, name="passage-edit"),
    path(f"{PASSAGE}/move/", writing.passage_move, name="passage-move"),
    path(f"{PASSAGE}/comment/", writing.passage_comment, name="passage-comment"),
    path(f"{PASSAGE}/history/", writing.passage_history, name="passage-history"),
]
