"""The form of a scenario: factors, their weights and their figures, published or typed in."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from performance.grants.figures import Places, choices, figures
from performance.grants.reading import Snapshot
from performance.grants.writing import Details
from performance.models import FundingGrant, Recipient, Scenario
from snb.govuk import GovukDateField, GovukForm, GovukLineField
from snb.querysets import today
from snb.wording import small_number

TYPED = "typed"
SUM, PEOPLE = "sum", "people"
JOINED = [
    (SUM, "Counts: added up over the areas"),
    (PEOPLE, "A score or rate: times the people it is of, then added up"),
]
NEEDED = (("unit", "what is counted"), ("source", "where the figures come from"), ("date", "what day they are of"))
FIRST_ROWS, MOST_ROWS = 3, 8


class ScenarioForm(GovukForm):
    """Factors with their weights and figures. A row without a name and a weight is not used."""

    mark_optional = False
    name = GovukLineField(label="What is this scenario called?", max_length=120)
    why = GovukLineField(label="Why this way? (optional)", max_length=400, required=False)
    rows = forms.IntegerField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, grant: FundingGrant, places: Places, scenario: Scenario | None = None
    ) -> None:
        self.grant, self.places = grant, places
        self.recipients = list(grant.recipients.all())
        self.count = _rows(data, scenario)
        offered = choices(grant.board, places)
        rows = [_factor_fields(at, offered, self.recipients) for at in range(1, self.count + 1)]
        self.base_fields = self.base_fields | {name: field for row in rows for name, field in row.items()}  # type: ignore[misc]
        super().__init__(data, initial=_initial(scenario, self.recipients) if scenario else {})
        for at in range(1, self.count + 1):
            wrong = f"The weight of factor {at} must be a number from 0 to 100, like 33.5"
            self.fields[f"weight_{at}"].error_messages |= dict.fromkeys(("invalid", "min_value", "max_value"), wrong)

    def groups(self) -> list[dict[str, Any]]:
        """The fields of each factor, as the page lays them out."""
        names = ("factor", "weight", "figures", "joined", "unit", "source", "date")
        return [
            {name: self[f"{name}_{at}"] for name in names}
            | {
                "number": at,
                "typed": [self[f"typed_{at}_{row.pk}"] for row in self.recipients],
                "open": self[f"figures_{at}"].value() == TYPED,
            }
            for at in range(1, self.count + 1)
        ]

    @property
    def weight_total(self) -> Decimal:
        return sum((self.cleaned_data.get(f"weight_{at}") or Decimal(0) for at in self._used()), Decimal(0))

    def _used(self) -> list[int]:
        said = self.cleaned_data
        fields = ("factor", "weight", "figures")
        return [at for at in range(1, self.count + 1)
                if any(said.get(f"{name}_{at}") or f"{name}_{at}" in self.errors for name in fields)]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        used = self._used()
        self.snapshots: tuple[Snapshot, ...] = tuple(self._snapshot(at) for at in used)
        if not used:
            self.add_error("factor_1", "Name at least one factor")
        elif not any(f"weight_{at}" in self.errors for at in used) and (total := self.weight_total) != 100:
            said = f"The weights come to {total.normalize():f}%. Change them so that they come to 100%"
            self.add_error(f"weight_{used[0]}", said)
        names = [cleaned.get(f"factor_{at}") for at in used]
        for at, name in zip(used, names, strict=True):
            if name and names.count(name) > 1:
                self.add_error(f"factor_{at}", f"Two factors are called “{name}”. Give each a name of its own")
        return cleaned

    def _snapshot(self, at: int) -> Snapshot:
        """The factor as the scenario keeps it; what is wrong with it is said beside its fields."""
        said = self.cleaned_data
        for name, message in (("factor", "Name the factor"), ("figures", "Select its figures")):
            if not said.get(f"{name}_{at}") and f"{name}_{at}" not in self.errors:
                self.add_error(f"{name}_{at}", f"{message}, or clear everything of factor {at}")
        if said.get(f"weight_{at}") is None and f"weight_{at}" not in self.errors:
            self.add_error(f"weight_{at}", f"Enter the weight of factor {at} in percent")
        kept = {
            "name": said.get(f"factor_{at}"),
            "weight": str(said.get(f"weight_{at}")),
            "choice": said.get(f"figures_{at}"),
        }
        if kept["choice"] == TYPED:
            return kept | self._typed(at)
        return kept | self._published(at) if kept["choice"] else kept

    def _published(self, at: int) -> Snapshot:
        said = self.cleaned_data
        joined = said.get(f"joined_{at}") or SUM
        found = figures(
            self.grant.board, self.places, said[f"figures_{at}"], weighted=joined == PEOPLE, day=today()
        )  # fmt: skip
        for missing in found.missing:
            self.add_error(f"figures_{at}", missing)
        return {
            "joined": joined, "unit": found.unit, "source": found.source,
            "date": found.date.isoformat() if found.date else "",
            "values": {name: f"{value:f}" for name, value in found.values.items()},
        }  # fmt: skip

    def _typed(self, at: int) -> Snapshot:
        said = self.cleaned_data
        needed = (
            ("unit", "what is counted"),
            ("source", "where the figures come from"),
            ("date", "what day they are of"),
        )
        for name, what in needed:
            if not said.get(f"{name}_{at}") and f"{name}_{at}" not in self.errors:
                self.add_error(f"{name}_{at}", f"Say {what} in factor {at}")
        values = {}
        for row in self.recipients:
            value = said.get(f"typed_{at}_{row.pk}")
            if value is None and f"typed_{at}_{row.pk}" not in self.errors:
                self.add_error(
                    f"typed_{at}_{row.pk}", f"Enter the figure for {row.name}. A missing figure is not nought"
                )
            values[row.name] = f"{value:f}" if value is not None else ""
        day = said.get(f"date_{at}")
        return {
            "joined": SUM, "unit": said.get(f"unit_{at}"), "source": said.get(f"source_{at}"),
            "date": day.isoformat() if day else "", "values": values,
        }  # fmt: skip

    @property
    def details(self) -> Details:
        return Details(self.cleaned_data["name"], self.cleaned_data["why"], self.snapshots)

    def differences(self, saved: Scenario) -> list[dict[str, str]]:
        """What is saved now beside what was typed, where they differ."""
        typed = self.details
        pairs = {
            "Name": (saved.name, typed.name),
            "Why": (saved.why, typed.why),
            "Factors": (_weights(saved.factors), _weights(typed.factors)),
        }
        return [{"label": label, "saved": was, "typed": now} for label, (was, now) in pairs.items() if was != now]


def _rows(data: Any, scenario: Scenario | None) -> int:
    """How many factors the page shows; `add` asks for one more."""
    asked = small_number(str(data.get("rows") or "")) if data is not None else 0
    count = asked or max(FIRST_ROWS, len(scenario.factors) if scenario else 0)
    return min(MOST_ROWS, count + (1 if data is not None and "add" in data else 0))


def _factor_fields(
    at: int, offered: list[tuple[str, list[tuple[str, str]]]], recipients: list[Recipient]
) -> dict[str, forms.Field]:
    figures_of: list[Any] = [("", "Choose"), *offered, (TYPED, "Typed in below")]
    typed = {
        f"typed_{at}_{row.pk}": forms.DecimalField(
            label=row.name, required=False, min_value=0, max_digits=18, decimal_places=4
        )
        for row in recipients
    }
    return {
        f"factor_{at}": GovukLineField(label="Factor", max_length=60, required=False),
        f"weight_{at}": forms.DecimalField(
            label="Weight in percent", required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2
        ),
        f"figures_{at}": forms.ChoiceField(label="Figures", choices=figures_of, required=False),
        f"joined_{at}": forms.ChoiceField(label="What kind of figures?", choices=JOINED, required=False),
        f"unit_{at}": GovukLineField(label="What is counted?", max_length=60, required=False),
        f"source_{at}": GovukLineField(label="Source", max_length=300, required=False),
        f"date_{at}": GovukDateField(label="As at", required=False),
    } | typed


def _initial(scenario: Scenario, recipients: list[Recipient]) -> dict[str, Any]:
    found: dict[str, Any] = {"name": scenario.name, "why": scenario.why, "version": scenario.version}
    for at, kept in enumerate(scenario.factors, 1):
        found |= {f"factor_{at}": kept["name"], f"weight_{at}": kept["weight"], f"figures_{at}": kept["choice"]}
        found |= {f"joined_{at}": kept["joined"]}
        if kept["choice"] == TYPED:
            found |= {f"{name}_{at}": kept[name] for name in ("unit", "source", "date")}
            found |= {f"typed_{at}_{row.pk}": kept["values"].get(row.name) for row in recipients}
    return found


def _weights(factors: Any) -> str:
    return ", ".join(f"{each['name']} {each['weight']}%" for each in factors)
