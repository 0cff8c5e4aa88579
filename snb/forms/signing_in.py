"""Signing in, and choosing another password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from snb.govuk import GovukForm
from snb.models import Person


def _password(label: str, autocomplete: str, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, strip=False, max_length=1000, widget=forms.PasswordInput({"autocomplete": autocomplete}), **more
    )


class SignInForm(GovukForm):
    email = forms.EmailField(
        label="Email address",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"}),
    )
    password = _password("Password", "current-password")


class PasswordChangeForm(GovukForm):
    password_now = _password("Your password now", "current-password")
    password_new = _password(
        "New password", "new-password", help_text="At least 12 characters. Three random words are a good password."
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password_now(self) -> str:
        given: str = self.cleaned_data["password_now"]
        if not self.person.check_password(given):
            raise forms.ValidationError("This is not your password now.")
        return given

    def clean_password_new(self) -> str:
        chosen: str = self.cleaned_data["password_new"]
        validate_password(chosen, self.person)
        return chosen
