"""A risk of the register, and its assessment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from priorities.models import Priority, RaisedRisk, Risk
from priorities.models.risks import Category
from priorities.risk_values import Assessed
from priorities.risk_workflow import RiskDetails
from priorities.scale import HIGHEST, IMPACT, LIKELIHOOD, Score, Scores
from snb.forms.meetings import posts_of
from snb.govuk import Checkboxes, GovukDateField, GovukForm, GovukLineField, GovukTextField, SeveralField
from snb.models import Board, Post
from snb.querysets import today

Values = dict[str, Any]
KINDS = {
    "inherent": ("Inherent score", "As it would be if nothing were done about it."),
    "residual": ("Residual score", "As it is now, with what is being done."),
    "target": ("Target score", "What it is to come down to."),
}
REVIEW_HINT = "The day by which it is looked at again, for example 9 12 2026."


def _steps(words: Iterable[str]) -> list[tuple[Any, str]]:
    return [("", "Choose"), *((step, f"{step}: {word}") for step, word in enumerate(words, 1))]


def compared(pairs: dict[str, tuple[str, str]]) -> list[dict[str, str]]:
    return [{"label": label, "saved": was, "typed": now} for label, (was, now) in pairs.items() if was != now]


class VersionedForm(GovukForm):
    """A form about a risk that says which version of it the writer saw."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, risk: Risk | None = None, **kwargs: Any) -> None:
        self.risk = risk
        if risk is not None:
            kwargs["initial"] = {"version": risk.version} | kwargs.get("initial", {})
        super().__init__(data, **kwargs)

    @property
    def seen(self) -> int:
        return self.cleaned_data["version"] or 0

    def differences(self, saved: Risk) -> list[dict[str, str]]:
        """What is saved now beside what was typed, where they differ."""
        return []


class ScoresMixin(forms.Form):
    """Likelihood and impact of three scores. A residual score above the inherent is not refused, but has to be meant:
    a control can make things worse, and mostly it is a slip."""

    higher_is_meant = forms.BooleanField(
        required=False, label="Yes, what is done about it has made this risk larger than it would be without"
    )
    rationale = GovukTextField(
        label="Why these scores?", rows=4, max_words=200, markdown=False,
        help_text="What has changed, and what the scores rest on. It is kept with this assessment.",
    )  # fmt: skip
    review_due = GovukDateField(label="Next review", help_text=REVIEW_HINT)

    def add_scores(self) -> None:
        self.ask_higher = False
        self.fields["review_due"].earliest = today()  # type: ignore[attr-defined]
        for kind, (label, _) in KINDS.items():
            for axis, words in (("likelihood", LIKELIHOOD), ("impact", IMPACT)):
                self.fields[f"{kind}_{axis}"] = forms.TypedChoiceField(
                    label=axis.capitalize(), coerce=int, choices=_steps(words),
                    error_messages={"required": f"Select the {axis} of the {label.lower()}"},
                )  # fmt: skip
        before = list(self.fields).index("higher_is_meant")
        others = [name for name in self.fields if name.partition("_")[0] not in KINDS]
        scored = [name for name in self.fields if name not in others]
        self.order_fields([*others[:before], *scored, *others[before:]])

    def groups(self) -> list[dict[str, Any]]:
        return [
            {"label": label, "hint": hint, "likelihood": self[f"{kind}_likelihood"], "impact": self[f"{kind}_impact"]}
            for kind, (label, hint) in KINDS.items()
        ]

    @property
    def scores(self) -> Scores:
        said = self.cleaned_data
        return Scores(*(Score(said[f"{kind}_likelihood"], said[f"{kind}_impact"]) for kind in KINDS))

    def check_scores(self) -> None:
        if any(f"{kind}_{axis}" in self.errors for kind in KINDS for axis in ("likelihood", "impact")):
            return
        inherent, residual = self.scores.inherent, self.scores.residual
        self.ask_higher = residual.value > inherent.value
        if self.ask_higher and not self.cleaned_data.get("higher_is_meant"):
            self.add_error(
                "residual_likelihood",
                f"The residual score, {residual}, is higher than the inherent, {inherent}. Change one of them, or "
                "tick the box below if it is meant",
            )


class RiskForm(VersionedForm):
    """What is said of a risk, its scores apart."""

    mark_optional = False
    title = GovukLineField(label="Title", max_length=200, help_text="A few words, as the register prints it.")
    cause = GovukTextField(label="Cause", rows=3, max_words=120, markdown=False, help_text="Because of …")
    event = GovukTextField(label="Event", rows=3, max_words=120, markdown=False, help_text="… there is a risk that …")
    consequence = GovukTextField(
        label="Consequence", rows=3, max_words=120, markdown=False, help_text="… which would lead to …"
    )
    controls = GovukTextField(
        label="What is done about it? (optional)", rows=4, max_words=250, required=False, markdown=False,
        help_text="What is in place already. Planned actions are linked on the risk’s own page.",
    )  # fmt: skip
    category = forms.ChoiceField(label="Category", choices=[("", "Choose"), *Category.choices])
    owner = forms.ModelChoiceField(
        queryset=Post.objects.none(), label="Owner", empty_label="Choose",
        widget=forms.Select({"class": "govuk-!-width-two-thirds"}),
        help_text="A post, so that the risk stays owned when somebody leaves.",
    )  # fmt: skip
    priorities = SeveralField(
        queryset=Priority.objects.none(), label="Priorities that it bears on (optional)", required=False,
        widget=Checkboxes(), help_text="The lead of each of them may assess it.",
    )  # fmt: skip
    appetite = forms.IntegerField(label="Appetite of its own (optional)", required=False)
    tolerance = forms.IntegerField(label="Tolerance of its own (optional)", required=False)

    def __init__(self, data: Any = None, *, board: Board, risk: Risk | None = None, **kwargs: Any) -> None:
        if risk is not None:
            kwargs["initial"] = _initial(risk)
        super().__init__(data, risk=risk, **kwargs)
        self.fields["owner"].queryset = posts_of(board, risk.owner_id if risk else None)  # type: ignore[attr-defined]
        offered = _priorities(board, risk)
        names = [(priority.pk, priority.name_on(today())) for priority in offered]
        self.fields["priorities"].queryset = offered  # type: ignore[attr-defined]
        self.fields["priorities"].choices = sorted(names, key=lambda name: name[1])  # type: ignore[attr-defined]
        self.fields["appetite"].help_text = "Scores up to this are accepted. Empty: as the Board’s."
        self.fields["tolerance"].help_text = "Scores beyond this may not stay. Empty: as the Board’s."

    def clean(self) -> Values:
        cleaned: Values = super().clean() or self.cleaned_data
        for name in ("appetite", "tolerance"):
            if cleaned.get(name) is not None and not 1 <= cleaned[name] <= HIGHEST:
                self.add_error(name, f"The {name} must be a score from 1 to {HIGHEST}")
        appetite, tolerance = cleaned.get("appetite"), cleaned.get("tolerance")
        if not {"appetite", "tolerance"} & set(self.errors):
            if (appetite is None) != (tolerance is None):
                self.add_error("tolerance", "Give an appetite and a tolerance, or neither")
            elif appetite is not None and tolerance < appetite:
                self.add_error("tolerance", "The tolerance must not be below the appetite")
        return cleaned

    @property
    def own_appetite(self) -> bool:
        """Whether the part of the form that asks for one stands open."""
        return any(self[name].value() not in (None, "") or self[name].errors for name in ("appetite", "tolerance"))

    @property
    def details(self) -> RiskDetails:
        names = RiskDetails.__dataclass_fields__.keys()
        said = {name: self.cleaned_data[name] for name in names}
        return RiskDetails(**said | {"priorities": tuple(said["priorities"])})

    def differences(self, saved: Risk) -> list[dict[str, str]]:
        typed, was = self.details, _initial(saved)
        plain = ("title", "cause", "event", "consequence", "controls", "appetite", "tolerance")
        pairs = {str(self.fields[name].label): (_text(was[name]), _text(getattr(typed, name))) for name in plain}
        pairs["Category"] = (Category(saved.category).label, Category(typed.category).label)
        pairs["Owner"] = (str(saved.owner), str(typed.owner))
        pairs["Priorities"] = (listed(saved.priorities.all()), listed(typed.priorities))
        return compared(pairs)


class OpenRiskForm(ScoresMixin, RiskForm):
    """A new risk with its first assessment; `raised` fills in what a return said of it."""

    def __init__(self, data: Any = None, *, raised: RaisedRisk | None = None, **kwargs: Any) -> None:
        if raised is not None:
            kwargs["initial"] = _raised_values(raised)
        super().__init__(data, **kwargs)
        self.add_scores()

    def clean(self) -> Values:
        cleaned = super().clean()
        self.check_scores()
        return cleaned


class AssessForm(ScoresMixin, VersionedForm):
    """A review: the scores as they were last time, to be changed where they have changed."""

    def __init__(self, data: Any = None, *, risk: Risk, last: Assessed) -> None:
        initial = {
            f"{kind}_{axis}": getattr(getattr(last.scores, kind), axis)
            for kind in KINDS
            for axis in ("likelihood", "impact")
        }
        super().__init__(data, risk=risk, initial=initial)
        self.last = last
        self.add_scores()

    def clean(self) -> Values:
        cleaned: Values = super().clean() or self.cleaned_data
        self.check_scores()
        return cleaned

    def compare(self, now: Assessed) -> list[dict[str, str]]:
        pairs = {
            label: (str(getattr(now.scores, kind)), str(getattr(self.scores, kind)))
            for kind, (label, _) in KINDS.items()
        }
        return compared(pairs | {"Why": (now.rationale, self.cleaned_data["rationale"])})


def _priorities(board: Board, risk: Risk | None) -> QuerySet[Priority]:
    """Those of the agreement in force, and those the risk is linked to already."""
    ids = set(board.priorities.agreed_on(today()).values_list("pk", flat=True))
    ids |= set(risk.priorities.values_list("pk", flat=True)) if risk else set()
    return Priority.objects.filter(pk__in=ids).select_related("remit").prefetch_related("remit__names")


def _initial(risk: Risk) -> Values:
    names = RiskDetails.__dataclass_fields__.keys() - {"priorities"}
    chosen = [priority.pk for priority in risk.priorities.all()]
    return {name: getattr(risk, name) for name in names} | {"version": risk.version, "priorities": chosen}


def _raised_values(raised: RaisedRisk) -> Values:
    return {
        "title": raised.title,
        "controls": raised.mitigation,
        "priorities": [raised.quarterly_return.priority_id],
        "residual_likelihood": raised.likelihood,
        "residual_impact": raised.impact,
    }


def _text(value: Any) -> str:
    return "" if value is None else str(value).replace("\r\n", "\n")


def listed(things: Iterable[Any]) -> str:
    return ", ".join(sorted(str(thing) for thing in things))
