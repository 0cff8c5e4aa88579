"""Fields and widgets in GOV.UK's way: prose, money, dates, radios and checkboxes with hints."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from snb.wording import LONGEST_RUN, count_words, long_date, longest_run

MONTHS = [month.lower() for month in calendar.month_name]  # the first is empty, so that January is 1
DATE_PARTS = ("day", "month", "year")
LONGEST_ID = 18  # digits: one more may be beyond what a database calls an id
EARLIEST = dt.date(2000, 1, 1)  # of a date, unless its field says otherwise
YEARS_AHEAD = 50  # the latest, likewise
LETTERS_A_WORD = 12  # with the space and the Markdown signs around it: what a limit in words allows in characters


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

    def __init__(self, *args: Any, hints: Mapping[Any, str] | None = None, inline: bool = False, **kwargs: Any) -> None:
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


class GovukLineField(forms.CharField):
    """One line: line breaks and other white space become one space, any other control character is refused."""

    def to_python(self, value: Any) -> Any:
        line = super().to_python(value)
        return " ".join(line.split()) if isinstance(line, str) else line

    def validate(self, value: Any) -> None:
        super().validate(value)
        if any(unicodedata.category(sign) == "Cc" for sign in value or ""):
            raise ValidationError(f"{self.label} must not include control characters", code="control_characters")


class GovukTextField(forms.CharField):
    """Prose with an optional word limit. Text over the limit is refused but never cut.

    A limit in words is one in characters too, and no word is endless: a paper of it could hardly be laid out.
    """

    def __init__(
        self,
        *,
        max_words: int | None = None,
        rows: int = 8,
        markdown: bool = True,
        formatted: bool = False,
        **kwargs: Any,
    ) -> None:
        """`formatted`: pages and papers print its Markdown, so it is edited with its formatting shown."""
        attrs: dict[str, Any] = {"rows": rows} if markdown else {"rows": rows, "data-markdown": False}
        if formatted:
            attrs["data-editor"] = "text"
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
        self._refuse_endless(value or "")

    def _refuse_endless(self, text: str) -> None:
        most = LETTERS_A_WORD * self.max_words if self.max_words is not None else None
        if most is not None and len(text) > most:
            raise ValidationError(
                f"{self.label} must be {most:,} characters or fewer. It has {len(text):,}.", code="max_characters"
            )
        if (longest := longest_run(text)) > LONGEST_RUN:
            raise ValidationError(
                f"{self.label} must not have a word or an address of more than {LONGEST_RUN} characters. "
                f"One has {longest:,}.",
                code="endless_word",
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


class SeveralField(forms.ModelMultipleChoiceField):
    """Any number of records. An id longer than any is refused here: no database takes it in a list."""

    def clean(self, value: Any) -> Any:
        for pk in value if isinstance(value, list | tuple) else ():
            if len(str(pk)) > LONGEST_ID:
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": str(pk)[:40]})
        return super().clean(value)


class GovukDateField(forms.Field):
    """A date typed as day, month and year, with messages that name the part that is missing or wrong.

    Unless `earliest` and `latest` say otherwise, it is from 2000 on and not more than fifty years ahead.
    """

    widget = DateInputs

    def __init__(self, *, earliest: dt.date | None = None, latest: dt.date | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.earliest, self.latest = earliest or EARLIEST, latest

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
        if not value:
            return
        if value < self.earliest:
            raise self._wrong(f"must be on or after {long_date(self.earliest)}", DATE_PARTS)
        if value > (latest := self.latest or _years_ahead()):
            raise self._wrong(f"must be on or before {long_date(latest)}", DATE_PARTS)

    def _real_date(self, parts: Mapping[str, str]) -> dt.date:
        month = _month_number(parts["month"])
        if not re.fullmatch(r"[0-9]{4}", parts["year"]):
            raise self._wrong("must have a year of 4 numbers, like 2026", ["year"])
        if month is None:
            raise self._wrong("must have a month between 1 and 12", ["month"])
        try:
            return dt.date(int(parts["year"]), month, int(parts["day"]))
        except (ValueError, OverflowError):
            raise self._wrong("must be a real date, like 9 12 2026", ["day"]) from None

    def _wrong(self, what: str, parts: Iterable[str]) -> ValidationError:
        return ValidationError(f"{self.label} {what}", code="date", params={"parts": tuple(parts)})


def _years_ahead() -> dt.date:
    day = timezone.localdate()
    return day.replace(year=day.year + YEARS_AHEAD, day=min(day.day, 28) if day.month == 2 else day.day)


def _month_number(text: str) -> int | None:
    if re.fullmatch(r"[0-9]{1,2}", text):
        return int(text) if 1 <= int(text) <= 12 else None
    typed = text.lower()
    found = (number for number, name in enumerate(MONTHS) if name.startswith(typed) and name[:3] == typed[:3])
    return next(found, None)
