"""Forms of a measure: what it is, a figure of it, where its limits start afresh, what is said of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.text import slugify

from partnerships.models import Area
from performance.analysis.series import Series
from performance.curating import Figure
from performance.forms.kept import KeptForm
from performance.models import Measure, Observation, PerformancePolicy, ThematicArea
from performance.periods import Cadence, Period, newest_over
from snb.govuk import GovukDateField, GovukForm, GovukLineField, GovukTextField, Radios
from snb.models import Board, Post
from snb.querysets import today
from snb.wording import lower_first

LONGEST_REASON, LONGEST_COMMENT = 300, 600
MOST_DECIMALS = 4  # as figures are kept
SHARE = "Enter a share between 0 and 1: 0.1 is 10%"
GROUPS = (
    ("What it is", ("name", "slug", "definition", "polarity", "source", "owner", "thematic_area", "order")),
    ("How it is counted", ("unit", "decimals", "numerator", "denominator", "per")),
    ("When and where", ("cadence", "area", "breakdown")),
    ("Its state", ("state", "expected", "changes_on")),
    ("What it is held against", ("target", "target_note", "tolerance", "baseline_from", "baseline_until")),
    ("What may be published", ("is_published", "counts_people")),
)


class MeasureForm(KeptForm):
    """A measure. Which dates it needs follows from its state."""

    definition = GovukTextField(
        label="Definition", rows=4, required=False, help_text="What is counted and what is not."
    )
    expected = GovukDateField(label="Figures expected by", required=False)
    changes_on = GovukDateField(label="Definition changes on", required=False)
    baseline_from = GovukDateField(label="Baseline: the first period begins", required=False)
    baseline_until = GovukDateField(label="Baseline: the last period begins", required=False)

    class Meta:
        model = Measure
        fields = (
            "name", "slug", "thematic_area", "order", "definition", "unit", "numerator", "denominator", "per",
            "decimals", "cadence", "polarity", "area", "breakdown", "source", "owner", "state", "expected",
            "changes_on", "target", "target_note", "tolerance", "baseline_from", "baseline_until", "counts_people",
            "is_published",
        )  # fmt: skip
        labels = {"slug": "Short name in addresses", "thematic_area": "Thematic area", "order": "Place in it"}
        widgets = {"polarity": Radios(), "state": Radios(), "cadence": Radios()}

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.board = board
        self._reword()
        self.fields["thematic_area"].queryset = ThematicArea.objects.filter(board=board)  # type: ignore[attr-defined]
        self.fields["area"].queryset = Area.objects.exclude(kind__in=["lsoa", "ward"])  # type: ignore[attr-defined]
        owners = Post.objects.filter(seats__board=board).select_related("organisation").distinct()
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
        if self.instance.pk:  # addresses and figures hang on these
            for name in ("slug", "cadence"):
                self.fields[name].disabled = True

    def _reword(self) -> None:
        """Choices without a line of dashes, and a short name that may be left to us."""
        self.fields["slug"].required = False
        self.fields["slug"].help_text = "Leave it empty to have it made from the name. It cannot be changed later."
        for name, empty in (("thematic_area", "None"), ("area", "Choose an area"), ("owner", "Nobody yet")):
            self.fields[name].empty_label = empty  # type: ignore[attr-defined]
        for name, first in (("polarity", []), ("breakdown", [("", "No other area")])):
            kept = [choice for choice in self.fields[name].choices if choice[0]]  # type: ignore[attr-defined]
            self.fields[name].choices = [*first, *kept]  # type: ignore[attr-defined]

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under the headings they are asked under."""
        return [(heading, [self[name] for name in names]) for heading, names in GROUPS]

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"] or slugify(self.cleaned_data.get("name", ""))[:60].strip("-")
        if not slug:
            raise forms.ValidationError("Enter a short name in addresses: none can be made from the name")
        if slug in RESERVED:
            raise forms.ValidationError("Short name in addresses must be another word: this one is taken")
        others = Measure.objects.filter(board=self.instance.board, slug=slug).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError("Short name in addresses must be another word: a measure has this one")
        return slug

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self._check_dates(data)
        if data.get("tolerance") is not None and not 0 <= data["tolerance"] <= 1:
            self.add_error("tolerance", SHARE)
        if (data.get("decimals") or 0) > MOST_DECIMALS:
            self.add_error("decimals", f"Decimal places shown must be {MOST_DECIMALS} or fewer")
        if data.get("per") == 0:
            self.add_error("per", "For every must be 1 or more, or empty for a plain count")
        return data

    def _check_dates(self, data: dict[str, Any]) -> None:
        """Each date that the state, or the other end, asks for."""
        state = data.get("state")
        asked = {
            "expected": ("Enter when the figures of a measure in development are expected", state == "in_development"),
            "changes_on": ("Enter the day on which the definition changes", state == "changing"),
            "baseline_from": ("Enter the first period of the baseline too", bool(data.get("baseline_until"))),
            "baseline_until": ("Enter the last period of the baseline too", bool(data.get("baseline_from"))),
        }
        for name, (message, is_asked) in asked.items():
            if is_asked and not data.get(name) and name not in self.errors:
                self.add_error(name, message)
        first, last = data.get("baseline_from"), data.get("baseline_until")
        if first and last and last < first:
            self.add_error("baseline_until", "The baseline must not end before it begins")


RESERVED = {"add", "exceptions", "map", "policy"}  # pages beside those of measures


def period_choices(
    cadence: Cadence, day: dt.date, back: int = 40, *, held: dt.date | None = None
) -> list[tuple[str, str]]:
    """The periods that ended before `day`, the newest first, by their first day.

    They follow on those of the measure, one of which begins on `held`: its years may be calendar years.
    """
    period = newest_over(cadence, day, held)
    return [(each.start.isoformat(), str(each)) for each in (period.shifted(-step) for step in range(back))]


class FigureForm(GovukForm):
    """A figure entered by hand. An empty figure takes back what was known: missing is not zero."""

    area = forms.ModelChoiceField(label="Area", queryset=Area.objects.none(), empty_label=None)
    period = forms.ChoiceField(label="Period")
    value = forms.DecimalField(
        label="Figure", required=False, max_digits=16, decimal_places=4, localize=False,
        help_text="Leave it empty where there is no figure. Zero is a figure.",
    )  # fmt: skip
    numerator = forms.DecimalField(required=False, max_digits=16, decimal_places=4)
    denominator = forms.DecimalField(required=False, max_digits=16, decimal_places=4, min_value=0)
    vintage = GovukDateField(label="Published on", latest=None, help_text="The day on which this figure became known.")
    is_provisional = forms.BooleanField(label="The figure is provisional", required=False)
    note = GovukLineField(label="Note", max_length=300, required=False, help_text="Why it was revised, for example.")

    def __init__(self, *args: Any, measure: Measure, areas: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"vintage": today(), "area": measure.area_id} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.measure = measure
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        held = Observation.objects.filter(measure=measure).order_by("-period_start").first()
        choices = period_choices(Cadence(measure.cadence), today(), held=held.period_start if held else None)
        self.fields["period"].choices = choices  # type: ignore[attr-defined]
        self.fields["value"].label = f"Figure ({measure.unit})"
        if measure.per is None:
            del self.fields["numerator"], self.fields["denominator"]
        else:
            self.fields["numerator"].label = measure.numerator or "Numerator"
            self.fields["denominator"].label = measure.denominator or "Denominator"

    def clean_vintage(self) -> dt.date:
        day: dt.date = self.cleaned_data["vintage"]
        if day > today():
            raise forms.ValidationError("Published on must be today or earlier")
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        period, vintage = data.get("period"), data.get("vintage")
        if period and vintage and vintage <= self._period(period).start:
            self.add_error("vintage", "Published on must be after the period has begun")
        if "numerator" in self.fields and data.get("value") is None and "value" not in self.errors:
            self._check_parts(data)
        return data

    def _check_parts(self, data: dict[str, Any]) -> None:
        """Half of a fraction is not the taking back of a figure."""
        for name, other in (("numerator", "denominator"), ("denominator", "numerator")):
            if data.get(other) is not None and data.get(name) is None and name not in self.errors:
                self.add_error(name, f"Enter {lower_first(str(self.fields[name].label))} too, or the figure itself")
        if data.get("numerator") is not None and data.get("denominator") == 0:
            self.add_error("denominator", f"{self.fields['denominator'].label} must be more than 0")

    def _period(self, start: str) -> Period:
        return Period(dt.date.fromisoformat(start), Cadence(self.measure.cadence))

    @property
    def figure(self) -> Figure:
        data = self.cleaned_data
        return Figure(
            data["area"], self._period(data["period"]), data["value"], data["vintage"], data.get("numerator"),
            data.get("denominator"), data["is_provisional"], data["note"],
        )  # fmt: skip


class RebaseForm(GovukForm):
    """From which period limits start afresh, and why."""

    period = forms.ChoiceField(label="Limits start afresh from")
    reason = GovukTextField(
        label="Reason", rows=3, max_length=LONGEST_REASON,
        help_text="What changed in the service or in the recording, and how it is known. It is printed with the chart.",
    )  # fmt: skip

    def __init__(self, *args: Any, series: Series, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [point.period for point in series.known][1:]  # before the first there is nothing to leave behind
        self.cadence = series.cadence
        self.fields["period"].choices = [  # type: ignore[attr-defined]
            (period.start.isoformat(), str(period)) for period in reversed(known)
        ]

    @property
    def chosen(self) -> Period:
        return Period(dt.date.fromisoformat(self.cleaned_data["period"]), self.cadence)


class CommentaryForm(GovukForm):
    text = GovukTextField(
        label="What changed, and what is known of why", rows=4, max_length=LONGEST_COMMENT,
        help_text="It stands in the matrix beside the measure until the next comment.",
    )  # fmt: skip


class PolicyForm(KeptForm):
    """How the board reads its figures."""

    class Meta:
        model = PerformancePolicy
        fields = (
            "rule", "tolerance", "amber_tolerance", "short", "long_mean_of", "no_change_within", "screened_limits",
            "suppress_below", "population",
        )  # fmt: skip
        widgets = {"rule": Radios(), "short": Radios()}

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["population"].queryset = Measure.objects.filter(board=board)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("tolerance", "amber_tolerance", "no_change_within"):
            if data.get(name) is not None and not 0 <= data[name] <= 1:
                self.add_error(name, SHARE)
        narrow, wide = data.get("tolerance"), data.get("amber_tolerance")
        if narrow is not None and wide is not None and wide < narrow:
            self.add_error("amber_tolerance", "Amber within must be no less than green within")
        return data
