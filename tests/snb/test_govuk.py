"""Forms that explain themselves: dates, money, prose with a limit, and the summary that links to each error."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django import forms

from snb.govuk import GovukDateField, GovukForm, GovukMoneyField, GovukTextField, Radios, error_items
from snb.wording import count_words, long_date, lower_first


class Report(GovukForm):
    due = GovukDateField(label="Due date", earliest=dt.date(2026, 1, 1))
    spent = GovukMoneyField(label="Spent so far")
    progress = GovukTextField(label="Progress", max_words=5, markdown=True)
    outlook = forms.ChoiceField(label="Outlook", choices=[("up", "Up"), ("down", "Down")], widget=Radios)


def filled(**changes: str) -> Report:
    typed = {
        "due_day": "9", "due_month": "12", "due_year": "2026", "spent": "£1,250.50", "progress": "All is well",
        "outlook": "up",
    }  # fmt: skip
    return Report(typed | changes)


def test_a_right_form_gives_values() -> None:
    form = filled()
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "due": dt.date(2026, 12, 9),
        "spent": Decimal("1250.50"),
        "progress": "All is well",
        "outlook": "up",
    }


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"due_year": ""}, "due", "Due date must include a year"),
        ({"due_month": "13"}, "due", "Due date must have a month between 1 and 12"),
        ({"due_day": "31", "due_month": "2"}, "due", "Due date must be a real date, like 9 12 2026"),
        ({"due_year": "2025"}, "due", "Due date must be on or after 1 January 2026"),
        ({"due_day": "", "due_month": "", "due_year": ""}, "due", "Enter due date"),
        ({"progress": "one two three four five six"}, "progress", "Progress must be 5 words or fewer. It has 6."),
        ({"outlook": "sideways"}, "outlook", None),
        ({"outlook": ""}, "outlook", "Select outlook"),
    ],
)
def test_a_wrong_answer_gets_a_plain_message_and_keeps_every_word(changes, field, message) -> None:
    form = filled(**changes)
    assert not form.is_valid()
    assert list(form.errors) == [field]
    if message:
        assert form.errors[field] == [message]
    page = str(form)
    for typed in changes.values():
        assert typed in page
    target = {said: to for to, said in error_items(form)}[str(form.errors[field][0])]
    assert f'href="#{target}"' in page
    assert f'id="{target}"' in page


def test_words() -> None:
    assert long_date(dt.date(2026, 12, 9)) == "9 December 2026"
    assert count_words("  one\n\ntwo - three ") == 4
    assert [lower_first(label) for label in ("Due date", "CSP name")] == ["due date", "CSP name"]
