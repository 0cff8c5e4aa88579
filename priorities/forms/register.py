"""The register's shorter forms: closing and reopening a risk, its actions, taking up a raised one, and the filter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from priorities.forms.risks import REVIEW_HINT, Values, VersionedForm, compared, listed
from priorities.models import PlannedAction, Risk
from priorities.risk_filter import SORT_KEYS
from snb.govuk import Checkboxes, GovukDateField, GovukForm, GovukTextField, SeveralField
from snb.models import Board
from snb.querysets import today


class CloseForm(VersionedForm):
    reason = GovukTextField(
        label="Why is it closed?", rows=4, max_words=150, markdown=False,
        help_text="It has happened, it cannot happen any more, or it is no longer the Board’s. The register keeps it.",
        error_messages={"required": "Say why the risk is closed"},
    )  # fmt: skip


class ReopenRiskForm(VersionedForm):
    reason = GovukTextField(
        label="Why is it reopened?", rows=4, max_words=150, markdown=False,
        error_messages={"required": "Say why the risk is reopened"},
    )  # fmt: skip
    review_due = GovukDateField(label="Next review", help_text=REVIEW_HINT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["review_due"].earliest = today()  # type: ignore[attr-defined]


class ActionsForm(VersionedForm):
    """The planned actions of the risk's own priorities."""

    actions = SeveralField(
        queryset=PlannedAction.objects.none(), label="Which planned actions bring it down?", required=False,
        widget=Checkboxes(),
    )  # fmt: skip
    mark_optional = False

    def __init__(self, data: Any = None, *, risk: Risk) -> None:
        super().__init__(data, risk=risk, initial={"actions": [action.pk for action in risk.actions.all()]})
        offered = PlannedAction.objects.filter(priority__risks=risk).select_related("priority__remit")
        rows = list(offered.prefetch_related("priority__remit__names"))
        named = [(row.pk, f"{row.title} ({row.priority.name_on(today())})") for row in rows]
        self.fields["actions"].queryset = offered  # type: ignore[attr-defined]
        self.fields["actions"].choices = named  # type: ignore[attr-defined]
        self.is_empty = not rows

    def differences(self, saved: Risk) -> list[dict[str, str]]:
        return compared({"Actions": (listed(saved.actions.all()), listed(self.cleaned_data["actions"]))})


class TakeUpForm(GovukForm):
    """A raised risk is one of the register's own."""

    risk = forms.ModelChoiceField(queryset=Risk.objects.none(), label="Which risk is it?", empty_label="Choose")

    def __init__(self, data: Any = None, *, board: Board, likely: Risk | None) -> None:
        super().__init__(data, initial={"risk": likely.pk if likely else None})
        self.fields["risk"].queryset = Risk.objects.filter(board=board, state=Risk.State.OPEN)  # type: ignore[attr-defined]


class RiskFilter(GovukForm):
    """What the register shows, all of it in the address."""

    mark_optional = False
    priority = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None,
        error_messages={"invalid_choice": "Choose a priority from the list"},
    )  # fmt: skip
    state = forms.ChoiceField(
        required=False, choices=[("open", "Open"), ("closed", "Closed"), ("all", "Open and closed")],
        error_messages={"invalid_choice": "Choose a state from the list"},
    )  # fmt: skip
    above = forms.BooleanField(label="Only above appetite", required=False)
    overdue = forms.BooleanField(label="Only review overdue", required=False)
    sort = forms.ChoiceField(
        required=False, widget=forms.HiddenInput,
        choices=[(f"{sign}{name}", name) for name in SORT_KEYS for sign in ("", "-")],
    )  # fmt: skip

    def __init__(self, data: Any, *, priorities: Iterable[tuple[int, str]]) -> None:
        data = data.copy()
        data.setdefault("state", "open")
        super().__init__(data)
        self.fields["priority"].choices = [("", "All"), *priorities]  # type: ignore[attr-defined]

    @property
    def asked(self) -> Values:
        """As `narrowed` takes it."""
        self.is_valid()
        said = self.cleaned_data
        return {
            "priority": said.get("priority"),
            "state": said.get("state") or "open",
            "above": bool(said.get("above")),
            "overdue": bool(said.get("overdue")),
            "sort": said.get("sort", ""),
        }

    @property
    def narrows(self) -> bool:
        asked = self.asked
        return bool(asked["priority"] or asked["above"] or asked["overdue"] or asked["state"] != "open")
