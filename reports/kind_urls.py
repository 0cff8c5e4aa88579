"""Kinds of document of a board's own, for those who compile its papers."""

from django.urls import path

from reports.views import own_kind_draft as draft
from reports.views import own_kind_preview as preview
from reports.views import own_kinds as kinds

KINDS = "boards/<slug:board>/kinds"
KIND = f"{KINDS}/<slug:slug>"

urlpatterns = [
    path(f"{KINDS}/", kinds.kind_list, name="kind-list"),
    path(f"{KINDS}/add/", kinds.kind_add, name="kind-add"),
    path(f"{KIND}/", kinds.kind_detail, name="kind-detail"),
    path(f"{KIND}/rename/", kinds.kind_rename, name="kind-rename"),
    path(f"{KIND}/draft/", kinds.kind_draft, name="kind-draft"),
    path(f"{KIND}/use/", kinds.kind_use, name="kind-use"),
    path(f"{KIND}/discard/", kinds.kind_discard, name="kind-discard"),
    path(f"{KIND}/retire/", kinds.kind_retire, name="kind-retire"),
    path(f"{KIND}/restore/", kinds.kind_restore, name="kind-restore"),
    path(f"{KIND}/preview/", preview.kind_preview, name="kind-preview"),
    path(f"{KIND}/preview/paper.pdf", preview.kind_preview_file, name="kind-preview-file"),
    path(f"{KIND}/versions/<int:number>/", kinds.kind_version, name="kind-version"),
    path(f"{KIND}/edit/", draft.kind_edit, name="kind-edit"),
    path(f"{KIND}/move/", draft.kind_move, name="kind-move"),
    path(f"{KIND}/sections/add/", draft.kind_section_add, name="kind-section-add"),
    path(f"{KIND}/sections/<slug:part>/", draft.kind_section_edit, name="kind-section-edit"),
    path(f"{KIND}/sections/<slug:part>/remove/", draft.kind_section_remove, name="kind-section-remove"),
    path(f"{KIND}/sections/<slug:part>/blocks/add/", draft.kind_block_add, name="kind-block-add"),
    path(f"{KIND}/blocks/<slug:key>/", draft.kind_block_edit, name="kind-block-edit"),
    path(f"{KIND}/blocks/<slug:key>/remove/", draft.kind_block_remove, name="kind-block-remove"),
]
