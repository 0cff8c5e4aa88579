"""GOV.UK's look for Django's own forms: a renderer, a bound field, a form to inherit from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.renderers import DjangoTemplates
from django.template import loader
from django.utils.safestring import SafeString, mark_safe

from snb.govuk_fields import (
    DATE_PARTS,
    Checkboxes,
    DateInputs,
    GovukDateField,
    GovukLineField,
    GovukMoneyField,
    GovukTextField,
    MarkdownTextarea,
    MoneyInput,
    Radios,
    SeveralField,
)
from snb.wording import count_words, long_date, lower_first

__all__ = [
    "Checkboxes",
    "DateInputs",
    "GovukBoundField",
    "GovukDateField",
    "GovukForm",
    "GovukLineField",
    "GovukModelForm",
    "GovukMoneyField",
    "GovukRenderer",
    "GovukTextField",
    "MarkdownTextarea",
    "MoneyInput",
    "Radios",
    "SeveralField",
    "count_words",
    "error_items",
    "error_summary",
    "long_date",
    "lower_first",
]

DJANGO_REQUIRED = forms.Field.default_error_messages["required"]


class GovukRenderer(DjangoTemplates):
    """Our templates come from the project, everything else (the admin's widgets) from Django."""

    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/field.html"

    def get_template(self, template_name: str) -> Any:
        if template_name.startswith("forms/"):
            return loader.get_template(template_name)
        return super().get_template(template_name)


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
        return self.field.max_length if self.kind == "textarea" and isinstance(self.field, forms.CharField) else None

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
