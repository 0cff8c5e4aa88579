"""Choosing a source, and uploading its files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from performance.importing.dates import when
from performance.importing.sources import SOURCES, Reference, Source
from snb.govuk import GovukDateField, GovukForm, Radios
from snb.querysets import today

MEGABYTE = 1024 * 1024
MOST_FILES = 40


def limit() -> str:
    return f"{settings.IMPORT_MAX_BYTES // MEGABYTE} MB"


class SourceForm(GovukForm):
    """Where the figures come from; the sources that feed a measure of this board first."""

    source = forms.ChoiceField(label="Where do the figures come from?")
    page_heading = "source"
    label_sizes = {"source": "l"}

    def __init__(self, *args: Any, fed: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = sorted(SOURCES.values(), key=lambda each: (each.key != "template", each.key not in fed))
        self.fields["source"] = forms.ChoiceField(
            label="Where do the figures come from?",
            choices=[(each.key, each.title) for each in known],
            widget=Radios(hints={each.key: _hint(each, fed) for each in known}),
            error_messages={"required": "Select where the figures come from"},
        )


def _hint(each: Source, fed: set[str]) -> str:
    idle = each.key not in fed and each.key != "template"
    return f"{each.publisher}. No measure of this board takes figures from it yet." if idle else each.publisher


class Files(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; their list is the answer."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        found = [super(FilesField, self).clean(each, initial) for each in files or [None]]
        if len(found) > MOST_FILES:
            raise forms.ValidationError(f"Choose at most {MOST_FILES} files.")
        if sum(each.size for each in found) > settings.IMPORT_MAX_BYTES:
            raise forms.ValidationError(
                f"The files are larger than {limit()} together. Send fewer at a time, or ask whoever runs the server "
                "to import them with “manage.py import_figures”, which has no such limit."
            )
        return found


class UploadForm(GovukForm):
    """The files, the day they were published, and the period where they do not say it."""

    uploads = FilesField(
        error_messages={
            "required": "Choose a file",
            "empty": "The file is empty",
            "max_length": "The name of the file is too long",
        }
    )
    vintage = GovukDateField(label="Published on", help_text="The day on which these figures became known.")
    period = forms.CharField(label="Period of the figures", required=False, max_length=40)

    def __init__(self, *args: Any, source: Source | Reference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        several = isinstance(source, Source) and source.takes_several
        files = self.fields["uploads"]
        files.label = "Files" if several else "File"
        files.help_text = f"{source.takes} Up to {limit()}."
        if several:
            files.widget.attrs["multiple"] = True
        self.fields["vintage"].latest = today()  # type: ignore[attr-defined]
        if isinstance(source, Source) and source.needs_period:
            self.fields[
                "period"
            ].help_text = "Only if the name of the file does not say it. For example, year to Jun 2025."
        else:
            del self.fields["period"]

    def clean_period(self) -> str:
        text: str = self.cleaned_data["period"].strip()
        if text and (problem := when(text, None).problem):
            raise forms.ValidationError(problem)
        return text
