"""GOV.UK's look for Django's own forms: a renderer, a bound field, a form to inherit from, three fields."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.forms.renderers import DjangoTemplates
from django.template import loader
from django.utils.safestring import SafeString, mark_safe

MONTHS = [month.lower() for month in calendar.month_name]  # the first is empty, so that January is 1
DATE_PARTS = ("day", "month", "year")
DJANGO_REQUIRED = forms.Field.default_error_messages["required"]


def lower_first(label: str) -> str:
    """A label as it reads inside a sentence; abbreviations such as "CSP" keep their capitals."""
    return label if label[1:2].isupper() or label.startswith("I ") else label[:1].lower() + label[1:]


def count_words(text: str) -> int:
    """Words as the counter on the page counts them."""
    return len(re.findall(r"\S+", text))


class GovukRenderer(DjangoTemplates):
    """Our templates come from the project, everything else (the admin's widgets) from Django."""

    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/field.html"

    def get_template(self, template_name: str) -> Any:
        if template_name.startswith("forms/"):
            return loader.get_template(template_name)
        return super().get_template(template_name)


# Widgets ---------------------------------------------------------------------------------------------


class MarkdownTextarea(forms.Textarea):
    """A box for prose: what is pasted from Word becomes Markdown; words are counted up to a limit."""

    def __init__(self, attrs: Mapping[str, Any] | None = None, *, max_words: int | None = None) -> None:
        super().__init__({"rows": 8, "data-markdown": True, **(attrs or {})})
        self.max_words = max_words


class MoneyInput(forms.TextInput):
    """Pounds, with the sign before the box."""

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "spellcheck": "false", **(attrs or {})})


class _Hinted:
    """Choices that each carry a hint, by their value."""

    def __init__(
        self, *args: Any, hints: Mapping[Any, str] | None = None, inline: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.hints = {str(key): hint for key, hint in (hints or {}).items()}
        self.inline = inline

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)  # type: ignore[misc]
        context["widget"]["inline"] = self.inline
        return context

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        option["hint"] = self.hints.get(str(value), "")
        if option["hint"] and option["attrs"].get("id"):
            option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}_hint"
        return option


class Radios(_Hinted, forms.RadioSelect):
    """Radio buttons with hints."""


class Checkboxes(_Hinted, forms.CheckboxSelectMultiple):
    """Several tick boxes with hints."""


class DateInputs(forms.MultiWidget):
    """Day, month and year in a box each."""

    use_fieldset = True

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        box = {"inputmode": "numeric", **(attrs or {})}
        super().__init__({part: forms.TextInput(dict(box)) for part in DATE_PARTS})

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, str):
            try:
                value = dt.date.fromisoformat(value)
            except ValueError:
                return [None, None, None]
        return [value.day, value.month, value.year] if value else [None, None, None]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return all(f"{name}_{part}" not in data for part in DATE_PARTS)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        attrs = dict(attrs or {})
        wrong = attrs.pop("wrong_parts", None)
        context = super().get_context(name, value, attrs)
        for part, sub in zip(("Day", "Month", "Year"), context["widget"]["subwidgets"], strict=True):
            sub["label"] = part
            sub["wrong"] = wrong is not None and part.lower() in wrong
        return context


# Fields ----------------------------------------------------------------------------------------------


class GovukTextField(forms.CharField):
    """Prose with an optional word limit. Text over the limit is refused but never cut."""

    def __init__(
        self, *, max_words: int | None = None, rows: int = 8, markdown: bool = True, **kwargs: Any
    ) -> None:
        attrs: dict[str, Any] = {"rows": rows} if markdown else {"rows": rows, "data-markdown": False}
        kwargs.setdefault("widget", MarkdownTextarea(attrs, max_words=max_words))
        super().__init__(**kwargs)
        self.max_words = max_words

    def validate(self, value: Any) -> None:
        super().validate(value)
        words = count_words(value or "")
        if self.max_words is not None and words > self.max_words:
            raise ValidationError(
                f"{self.label} must be {self.max_words:,} words or fewer. It has {words:,}.", code="max_words"
            )


class GovukMoneyField(forms.DecimalField):
    """An amount in pounds; "£12,500" and "12500.00" are the same answer."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", MoneyInput())
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("max_digits", 12)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = re.sub(r"[£,\s]", "", value)
        return super().to_python(value)


class GovukDateField(forms.Field):
    """A date typed as day, month and year, with messages that name the part that is missing or wrong."""

    widget = DateInputs

    def __init__(
        self, *, earliest: dt.date | None = None, latest: dt.date | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.earliest, self.latest = earliest, latest

    def prepare_value(self, value: Any) -> Any:
        return value.date() if isinstance(value, dt.datetime) else value

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values or isinstance(value, dt.date):
            return value or None
        parts = {name: str(part or "").strip() for name, part in zip(DATE_PARTS, value, strict=True)}
        missing = [name for name, part in parts.items() if not part]
        if len(missing) == 3:
            return None
        if missing:
            raise self._wrong(f"must include a {' and '.join(missing)}", missing)
        return self._real_date(parts)

    def validate(self, value: dt.date | None) -> None:
        super().validate(value)
        if value and self.earliest and value < self.earliest:
            raise self._wrong(f"must be on or after {long_date(self.earliest)}", DATE_PARTS)
        if value and self.latest and value > self.latest:
            raise self._wrong(f"must be on or before {long_date(self.latest)}", DATE_PARTS)

    def _real_date(self, parts: Mapping[str, str]) -> dt.date:
        month = _month_number(parts["month"])
        if not re.fullmatch(r"[0-9]{4}", parts["year"]):
            raise self._wrong("must have a year of 4 numbers, like 2026", ["year"])
        if month is None:
            raise self._wrong("must have a month between 1 and 12", ["month"])
        try:
            return dt.date(int(parts["year"]), month, int(parts["day"]))
        except ValueError:
            raise self._wrong("must be a real date, like 9 12 2026", ["day"]) from None

    def _wrong(self, what: str, parts: Iterable[str]) -> ValidationError:
        return ValidationError(f"{self.label} {what}", code="date", params={"parts": tuple(parts)})


def _month_number(text: str) -> int | None:
    if re.fullmatch(r"[0-9]{1,2}", text):
        return int(text) if 1 <= int(text) <= 12 else None
    typed = text.lower()
    found = (number for number, name in enumerate(MONTHS) if name.startswith(typed) and name[:3] == typed[:3])
    return next(found, None)


def long_date(day: dt.date) -> str:
    """9 December 2026."""
    return f"{day.day} {day:%B %Y}"


# Bound field and form --------------------------------------------------------------------------------

# What kind of thing a widget is on the page, most particular first.
KINDS: Sequence[tuple[type[forms.Widget], str]] = (
    (DateInputs, "date"),
    (MoneyInput, "money"),
    (forms.PasswordInput, "password"),
    (forms.FileInput, "file"),
    (forms.Textarea, "textarea"),
    (forms.CheckboxSelectMultiple, "checkboxes"),  # before radios, which Django derives it from
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
)
CLASSES = {
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "file": "govuk-file-upload",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
    "money": "govuk-input gt-input--money",
    "radios": "govuk-radios__input",
    "checkboxes": "govuk-checkboxes__input",
    "checkbox": "govuk-checkboxes__input",
    "date": "govuk-input govuk-date-input__input",
}
OWN_TEMPLATES = {"date", "money", "password", "file", "radios", "checkboxes", "checkbox"}
ERROR_CLASSES = {
    "textarea": "govuk-textarea--error",
    "select": "govuk-select--error",
    "file": "govuk-file-upload--error",
}


class GovukBoundField(BoundField):
    """A field with everything its template needs: kind, classes, ids of hint, count and error."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        self.kind = next((kind for widget, kind in KINDS if isinstance(field.widget, widget)), "input")
        if self.kind in OWN_TEMPLATES:
            # The form owns a copy of each field, so nothing outside it changes.
            field.widget.template_name = f"forms/widgets/{self.kind}.html"

    @property
    def max_words(self) -> int | None:
        return getattr(self.field.widget, "max_words", None)

    @property
    def max_characters(self) -> int | None:
        return (
            self.field.max_length
            if self.kind == "textarea" and isinstance(self.field, forms.CharField)
            else None
        )

    @property
    def counted(self) -> bool:
        return bool(self.max_words or self.max_characters)

    @property
    def show_optional(self) -> bool:
        """Only a box to tick needs no "(optional)": leaving it empty is an answer."""
        marks = getattr(self.form, "mark_optional", True)
        return marks and not self.field.required and self.kind != "checkbox"

    @property
    def label_size(self) -> str:
        sizes: Mapping[str, str] = getattr(self.form, "label_sizes", {})
        return sizes.get(self.name, "")

    @property
    def is_page_heading(self) -> bool:
        return getattr(self.form, "page_heading", "") == self.name

    @property
    def error_target(self) -> str:
        """The id of the first control that the error is about."""
        if self.kind in {"radios", "checkboxes"}:
            return f"{self.auto_id}_0"
        if self.kind == "date":
            first = next((i for i, part in enumerate(DATE_PARTS) if part in self.wrong_parts), 0)
            return f"{self.auto_id}_{first}"
        return self.auto_id

    @property
    def wrong_parts(self) -> tuple[str, ...]:
        if not self.errors:
            return ()
        for error in self.errors.as_data():
            if error.params and "parts" in error.params:
                parts: tuple[str, ...] = error.params["parts"]
                return parts
        return DATE_PARTS

    @property
    def aria_describedby(self) -> str | None:
        described = super().aria_describedby or ""
        return f"{described} {self.auto_id}-info".strip() if self.counted else described or None

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        if (widget or self.field.widget).is_hidden:
            return built
        own = (widget or self.field.widget).attrs.get("class", "")
        # The browser's maxlength would cut what is pasted; the server says what is too long instead.
        self.field.widget.attrs.pop("maxlength", None)
        built["class"] = " ".join(filter(None, [self._look(), own]))
        if self.kind == "date":
            built["wrong_parts"] = self.wrong_parts
            built.pop("aria-invalid", None)
        if self.kind in {"radios", "checkboxes"}:
            built.pop("aria-invalid", None)  # not a state of a single radio
        return built

    def _look(self) -> str:
        classes = [CLASSES.get(self.kind, f"govuk-input {self._width()}".strip())]
        if self.kind == "textarea" and self.counted:
            classes.append("govuk-js-character-count")
        if self.errors and self.kind not in {"date", "radios", "checkboxes", "checkbox"}:
            classes.append(ERROR_CLASSES.get(self.kind, "govuk-input--error"))
        return " ".join(classes)

    def _width(self) -> str:
        """A box as wide as its answer."""
        if isinstance(self.field, forms.IntegerField):
            return "govuk-input--width-5"
        length = getattr(self.field, "max_length", None) or 1000
        return next((f"govuk-input--width-{width}" for width in (2, 3, 4, 5, 10, 20) if length <= width), "")


ENTER, CHOOSE = "Enter {}", "Select {}"


class GovukForm(forms.Form):
    """Inherit from this and `{{ form }}` is GOV.UK markup with an error summary.

    `label_sizes` names larger labels by field ("s", "m", "l"); `page_heading` is the field whose label is
    the page's h1.
    """

    bound_field_class = GovukBoundField
    default_renderer = GovukRenderer
    use_required_attribute = False  # the browser's own bubbles are not read out by every screen reader
    label_sizes: Mapping[str, str] = {}
    page_heading: str = ""
    mark_optional: bool = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            _plain_field(name, field)

    @property
    def error_summary(self) -> SafeString:
        """The box at the top that links to each wrong answer; empty where there is none."""
        return error_summary(self)


class GovukModelForm(GovukForm, forms.ModelForm):
    """The same for a model's form. (Forms' metaclasses: ModelForm's is the narrower one.)"""


def _plain_field(name: str, field: forms.Field) -> None:
    """Give a field a label to build sentences with, and messages that say what to do."""
    if field.label is None:
        field.label = forms.utils.pretty_name(name)
    said = lower_first(str(field.label))
    if field.error_messages.get("required") == DJANGO_REQUIRED:
        field.error_messages["required"] = _required_message(field, said)
    if isinstance(field, forms.DecimalField | forms.IntegerField | forms.FloatField):
        field.error_messages["invalid"] = f"{field.label} must be a number, like 12500"
        field.widget.attrs.setdefault("inputmode", "numeric")
        if isinstance(field.widget, forms.NumberInput):
            field.widget.input_type = "text"  # a number box changes when the page is scrolled over it
            for limit in ("min", "max", "step"):
                field.widget.attrs.pop(limit, None)
    if isinstance(field, forms.EmailField):
        field.error_messages["invalid"] = "Enter an email address in the right form, like name@example.com"


def _required_message(field: forms.Field, said: str) -> str:
    if isinstance(field, forms.FileField):
        return f"Choose a file: {said}"
    if isinstance(field, forms.BooleanField):
        return f"Tick the box: {field.label}"
    if said.endswith("?"):
        return f"Answer the question “{field.label}”"
    if isinstance(field.widget, forms.Select | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return CHOOSE.format(said)
    return ENTER.format(said)


def error_items(form: forms.BaseForm) -> list[tuple[str, str]]:
    """(id of the first control, message) for every error of a form, its own errors first."""
    items = [("", str(message)) for message in form.non_field_errors()]
    for bound in form:
        target = getattr(bound, "error_target", bound.auto_id)
        items += [("" if bound.is_hidden else target, str(message)) for message in bound.errors]
    return items


def error_summary(*forms_and_formsets: Any) -> SafeString:
    """One summary for everything on the page that was sent together."""
    items: list[tuple[str, str]] = []
    for thing in forms_and_formsets:
        if isinstance(thing, forms.BaseFormSet):
            items += [("", str(message)) for message in thing.non_form_errors()]
            items += [item for form in thing.forms for item in error_items(form)]
        else:
            items += error_items(thing)
    if not items:
        return mark_safe("")
    return loader.render_to_string("components/error_summary.html", {"items": items})
