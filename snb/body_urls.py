"""Organisations, posts, the membership, and groups: under /boards/<slug>/."""

from django.urls import path

from snb.views import bodies, groups, membership, posts

urlpatterns = [
    path("bodies/", bodies.body_list, name="body-list"),
    path("bodies/add/", bodies.body_add, name="body-add"),
    path("bodies/merge/", bodies.body_merge, name="body-merge"),
    path("bodies/<int:pk>/", bodies.body_detail, name="body-detail"),
    path("bodies/<int:pk>/edit/", bodies.body_edit, name="body-edit"),
    path("bodies/<int:pk>/end/", bodies.body_end, name="body-end"),
    path("bodies/<int:pk>/replace/", bodies.body_replace, name="body-replace"),
    path("bodies/<int:pk>/split/", bodies.body_split, name="body-split"),
    path("bodies/<int:pk>/standings/add/", posts.standing_add, name="standing-add"),
    path("bodies/standings/<int:pk>/end/", posts.standing_end, name="standing-end"),
    path("bodies/posts/", posts.post_list, name="post-list"),
    path("bodies/<int:pk>/posts/add/", posts.post_add, name="post-add"),
    path("bodies/posts/<int:pk>/holders/add/", posts.holding_add, name="holding-add"),
    path("bodies/holdings/<int:pk>/end/", posts.holding_end, name="holding-end"),
    path("membership/", membership.seat_list, name="seat-list"),
    path("membership/add/", membership.seat_add, name="seat-add"),
    path("membership/<int:pk>/edit/", membership.seat_edit, name="seat-edit"),
    path("membership/<int:pk>/end/", membership.seat_end, name="seat-end"),
    path("membership/capacities/add/", membership.capacity_add, name="capacity-add"),
    path("membership/capacities/<int:pk>/edit/", membership.capacity_edit, name="capacity-edit"),
    path("membership/capacities/<int:pk>/end/", membership.capacity_end, name="capacity-end"),
    path("membership/key-roles/add/", membership.key_role_add, name="key-role-add"),
    path("membership/key-roles/<int:pk>/edit/", membership.key_role_edit, name="key-role-edit"),
    path("groups/", groups.group_list, name="group-list"),
    path("groups/add/", groups.group_add, name="group-add"),
    path("groups/<int:pk>/", groups.group_detail, name="group-detail"),
    path("groups/<int:pk>/edit/", groups.group_edit, name="group-edit"),
    path("groups/<int:pk>/end/", groups.group_end, name="group-end"),
    path("groups/protocols/add/", groups.protocol_add, name="protocol-add"),
    path("groups/protocols/<int:pk>/", groups.protocol_detail, name="protocol-detail"),
    path("groups/protocols/<int:pk>/edit/", groups.protocol_edit, name="protocol-edit"),
    path("groups/protocols/<int:pk>/end/", groups.protocol_end, name="protocol-end"),
]
