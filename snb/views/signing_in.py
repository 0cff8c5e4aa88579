"""Signing in, signing out, and choosing another password."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from snb.access import PersonRequest, public, signed_in
from snb.forms import done_or_said
from snb.forms.signing_in import PasswordChangeForm, SignInForm
from snb.signing_in import change_password, demo_accounts, sign_in, sign_out


@public
@never_cache
@sensitive_post_parameters("password")
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """The sign-in page; afterwards on to where the person was going."""
    going_to = _safe_next(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(going_to)
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        person = done_or_said(form, lambda: sign_in(request=request, **form.cleaned_data))
        if person:
            return HttpResponseRedirect(going_to)
    accounts = demo_accounts() if settings.DEMO else []
    return render(
        request,
        "snb/sign_in.html",
        {
            "form": form,
            "next": request.POST.get("next") or request.GET.get("next", ""),
            "demo_accounts": accounts,
            "demo_password": getattr(settings, "DEMO_PASSWORD", ""),
        },
    )


@public
@require_POST
def sign_out_now(request: HttpRequest) -> HttpResponse:
    """End the session."""
    sign_out(request=request)
    messages.success(request, "You have signed out")
    return redirect(settings.LOGOUT_REDIRECT_URL)


@signed_in
@never_cache
@sensitive_post_parameters("password_now", "password_new")
def password_change(request: PersonRequest) -> HttpResponse:
    """Another password, for somebody who knows the one they have."""
    form = PasswordChangeForm(request.POST if request.method == "POST" else None, person=request.user)
    if form.is_valid():
        change_password(person=request.user, password=form.cleaned_data["password_new"])
        update_session_auth_hash(request, request.user)
        messages.success(request, "Your password has been changed")
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "snb/password_change.html", {"form": form})


def _safe_next(request: HttpRequest) -> str:
    """Where to go after signing in: only ever a path of this host. What is no path is not looked up as a name."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)
