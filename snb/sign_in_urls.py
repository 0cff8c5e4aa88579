"""Signing in and out: the addresses that belong to no board."""

from django.urls import path

from snb.views import signing_in

urlpatterns = [
    path("sign-in/", signing_in.sign_in_page, name="sign-in"),
    path("sign-out/", signing_in.sign_out_now, name="sign-out"),
    path("password/", signing_in.password_change, name="password-change"),
]
