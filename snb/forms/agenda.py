"""An item of an agenda, its papers, its withdrawal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from snb.agenda import PARTS, ItemDetails
from snb.forms.meetings import PURPOSES, REASON, posts_of
from snb.forms.seen import said
from snb.govuk import GovukForm, GovukLineField, GovukTextField, Radios
from snb.models import AgendaItem, Board, Capacity, Meeting, Post
from snb.models.meetings import ExemptParagraph, Purpose
from snb.papers import read_pdf
from snb.seen import fingerprint

FIELDS = (
    "title", "purpose", "minutes", "presenter", "block", "text", "capacity", "exempt_paragraph", "public_interest",
    "public_title",
)  # fmt: skip


class AgendaItemForm(GovukForm):
    """An item of the agenda."""

    title = GovukLineField(max_length=200, label="Title")
    purpose = forms.TypedChoiceField(
        choices=Purpose.choices, coerce=Purpose, label="What does it ask of the Board?", widget=Radios(hints=PURPOSES),
        error_messages={"required": "Select what the item asks of the Board"},
    )  # fmt: skip
    minutes = forms.IntegerField(
        min_value=1, max_value=480, label="Minutes allowed",
        error_messages={
            "min_value": "Minutes allowed must be 1 or more", "max_value": "Minutes allowed must be 480 or fewer"
        },
    )  # fmt: skip
    presenter = forms.ModelChoiceField(
        queryset=Post.objects.none(), required=False, label="Presented by", empty_label="Not settled"
    )
    block = forms.ChoiceField(required=False, label="What the pack prints for it")
    text = GovukTextField(
        required=False,
        label="Text for the pack",
        max_words=600,
        formatted=True,
        help_text="What members need to know before they meet.",
    )
    capacity = forms.ModelChoiceField(
        queryset=Capacity.objects.none(), required=False, label="Sitting as", empty_label="This Board itself"
    )
    exempt_paragraph = forms.TypedChoiceField(
        required=False, coerce=lambda value: ExemptParagraph(int(value)), empty_value=None,
        choices=[("", "Open to the public"), *ExemptParagraph.choices], label="Is it heard in private?",
        help_text="The paragraph of Schedule 12A to the Local Government Act 1972 that allows it.",
    )  # fmt: skip
    public_interest = GovukTextField(
        required=False, max_words=200, rows=3, label="Why is the public interest against publishing it?",
        help_text="Needed for an item heard in private. Only those who may read the item see it.",
    )  # fmt: skip
    public_title = GovukLineField(
        required=False, max_length=200, label="Title for the public",
        help_text="Needed for an item heard in private. It must give nothing away.",
    )  # fmt: skip
    late_reason = GovukLineField(
        required=False, max_length=REASON, label="Why is it urgent?",
        help_text="The agenda is published: say why this cannot wait for the next meeting. Members read it.",
    )  # fmt: skip

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, board: Board, meeting: Meeting, item: AgendaItem | None = None, **kwargs: Any
    ) -> None:
        if item is not None:
            kwargs["initial"] = {name: getattr(item, name) for name in FIELDS} | {"seen": fingerprint(item)}
        super().__init__(*args, **kwargs)
        if meeting.is_published and item is None:
            self.fields["late_reason"].required = True
        else:
            del self.fields["late_reason"]
        self._choose_capacity(board.capacities.on(meeting.date))
        posts = self.fields["presenter"]
        posts.queryset = posts_of(board, item.presenter_id if item else None)  # type: ignore[attr-defined]
        own = {item.block: item.block} if item and item.block else {}
        self.fields["block"].choices = [("", "Nothing"), *(own | PARTS).items()]  # type: ignore[attr-defined]

    def _choose_capacity(self, capacities: QuerySet[Capacity]) -> None:
        if capacities.exists():
            self.fields["capacity"].queryset = capacities  # type: ignore[attr-defined]
        else:
            del self.fields["capacity"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("exempt_paragraph") is None:
            self._refuse_leftovers(data)
            return data
        if not data.get("public_interest"):
            self.add_error("public_interest", "Enter why the public interest is against publishing it")
        if not data.get("public_title"):
            self.add_error("public_title", "Enter a title for the public")
        return data

    def _refuse_leftovers(self, data: dict[str, Any]) -> None:
        """Words of privacy on an open item: the paragraph was forgotten, or the words were."""
        if "exempt_paragraph" not in self.errors and (data.get("public_interest") or data.get("public_title")):
            said = "Select the paragraph that allows it, or empty the reason and the title for the public below"
            self.add_error("exempt_paragraph", said)

    @property
    def details(self) -> ItemDetails:
        return ItemDetails(**{name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data})

    def differences(self, saved: AgendaItem) -> list[dict[str, str]]:
        """What somebody else has saved beside what is typed here, where the two are not the same."""
        fields = {name: field for name, field in self.fields.items() if name in FIELDS}
        pairs = {
            str(field.label): (said(field, getattr(saved, name)), said(field, self.cleaned_data[name]))
            for name, field in fields.items()
        }
        return [{"label": label, "saved": was, "typed": now} for label, (was, now) in pairs.items() if was != now]


class WithdrawForm(GovukForm):
    """Why an item of a published agenda is not taken."""

    reason = GovukLineField(
        max_length=REASON, label="Why is it withdrawn?", help_text="Members read it beside the item."
    )


class PaperForm(GovukForm):
    """A PDF for an item."""

    title = GovukLineField(max_length=200, label="Title of the paper", help_text="As the agenda is to list it.")
    file = forms.FileField(label="PDF file", help_text="Tagged PDFs can be read aloud: export it with tags if you can.")

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        try:
            read_pdf(upload)
        except ValidationError as refused:
            raise ValidationError(refused.messages[0].rstrip(".")) from None
        return upload
