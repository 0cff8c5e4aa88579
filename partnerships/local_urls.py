"""Addresses of what partnerships know and plan, and of what was learnt."""

from django.urls import path

from partnerships.views import assessments, learning, local, profiles, reviews, wards

urlpatterns = [
    path("assessments/", assessments.assessment_list, name="assessment-list"),
    path("assessments/<slug:slug>/<str:due>/", assessments.assessment_detail, name="assessment-detail"),
    path("assessments/<slug:slug>/<str:due>/edit/", assessments.assessment_edit, name="assessment-edit"),
    path("local-plans/", local.local_list, name="local-list"),
    path("local-plans/<slug:slug>/", local.local_detail, name="local-detail"),
    path("local-plans/<slug:slug>/add/", local.local_add, name="local-add"),
    path("local-plans/priorities/<int:pk>/edit/", local.local_edit, name="local-edit"),
    path("local-plans/priorities/<int:pk>/end/", local.local_end, name="local-end"),
    path("local-plans/priorities/<int:pk>/actions/add/", local.local_action_add, name="local-action-add"),
    path("local-plans/actions/<int:pk>/edit/", local.local_action_edit, name="local-action-edit"),
    path("alignment/profiles/<int:pk>/", profiles.profile_detail, name="profile-detail"),
    path("alignment/profiles/<int:pk>/edit/", profiles.profile_edit, name="profile-edit"),
    path("alignment/profiles/<slug:slug>/add/", profiles.profile_add, name="profile-add"),
    path("wards/", wards.ward_list, name="ward-list"),
    path("wards/add/", wards.ward_add, name="ward-add"),
    path("wards/<int:pk>/", wards.ward_detail, name="ward-detail"),
    path("wards/<int:pk>/edit/", wards.ward_edit, name="ward-edit"),
    path("wards/<int:pk>/targets/add/", wards.ward_target_add, name="ward-target-add"),
    path("wards/targets/<int:pk>/edit/", wards.ward_target_edit, name="ward-target-edit"),
    path("wards/<int:pk>/profiles/add/", wards.ward_profile_add, name="ward-profile-add"),
    path("wards/profiles/<int:pk>/edit/", wards.ward_profile_edit, name="ward-profile-edit"),
    path("learning/", learning.learning_list, name="learning-list"),
    path("learning/<int:pk>/", learning.learning_detail, name="learning-detail"),
    path("learning/<int:pk>/edit/", learning.learning_edit, name="learning-edit"),
    path("learning/<int:pk>/finish/", learning.learning_finish, name="learning-finish"),
    path("learning/files/<int:pk>/", learning.learning_file, name="learning-file"),
    path("learning/reviews/", reviews.review_list, name="review-list"),
    path("learning/reviews/<int:pk>/", reviews.review_detail, name="review-detail"),
    path("learning/reviews/<int:pk>/edit/", reviews.review_edit, name="review-edit"),
    path("learning/reviews/<int:pk>/recommendations/add/", learning.learning_add, name="learning-add"),
    path("learning/reviews/<slug:slug>/add/", reviews.review_add, name="review-add"),
]
