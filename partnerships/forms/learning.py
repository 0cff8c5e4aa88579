"""Reviews of deaths and recommendations: every text is searched for names before it is kept."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.db.models import Q

from partnerships.forms.local import LONG_AGO, SavedForm
from partnerships.learning import LearningDetails, ReviewDetails, known_names, spoken_name
from partnerships.models import DeathReview
from partnerships.names_check import Suspicion, suspicions
from partnerships.repository import Asked, Standing
from snb.govuk import GovukDateField, GovukForm, GovukLineField, GovukTextField, Radios
from snb.models import Board, Organisation
from snb.querysets import today
from snb.uploads import ACCEPTED, check_upload

CHECKED = "I have checked: nobody of the case is named"


class NamesForm(SavedForm):
    """Finds what looks like a name in the fields of `searched`, shows it, and has it confirmed.

    A confirmation counts for the passages that were shown: with others in the text it is asked for again.
    """

    searched: tuple[str, ...] = ()
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    confirmed = forms.BooleanField(required=False, label=CHECKED)

    def __init__(self, data: Any = None, *, board: Board, **rest: Any) -> None:
        self.board = board
        self.suspected: dict[str, list[Suspicion]] = {}
        super().__init__(data.copy() if data is not None else None, **rest)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self._search({name: data.get(name) or "" for name in self.searched})
        return data

    def _search(self, texts: dict[str, str]) -> None:
        allowed = known_names(self.board)
        for name, text in texts.items():
            found = suspicions(text, allowed)
            for each in [each for each in found if each.is_identifier][:1]:
                self.add_error(name, f"{self.fields[name].label}: {each}. It may tell who somebody is, so take it out")
            if found:
                self.suspected[name] = found
        if self.suspected:
            self._have_confirmed()

    def _have_confirmed(self) -> None:
        passages = sorted(each.passage for found in self.suspected.values() for each in found)
        digest = hashlib.sha256("\n".join(passages).encode()).hexdigest()[:16]
        if self.cleaned_data.get("shown") != digest:
            self.data["shown"] = digest  # type: ignore[index]
            self.data.pop("confirmed", None)  # type: ignore[attr-defined]
            self.cleaned_data["confirmed"] = False
        if not self.cleaned_data.get("confirmed"):
            self.add_error("confirmed", "Take out what names somebody of the case, or confirm that nothing does")

    @property
    def is_confirmed(self) -> bool:
        return bool(self.suspected) and bool(self.cleaned_data.get("confirmed"))

    def parts(self) -> list[dict[str, Any]]:
        """The visible fields in order, each with what was found in it; the confirmation last, where it is asked."""
        shown = [bound for bound in self.visible_fields() if bound.name != "confirmed"]
        rows = [{"field": bound, "found": self.suspected.get(bound.name, [])} for bound in shown]
        return [*rows, {"field": self["confirmed"], "found": []}] if self.suspected else rows


STATES = {
    DeathReview.State.PUBLISHED: "Its learning may be read by everybody.",
    DeathReview.State.NOT_PROCEEDED: "It was decided that no review is needed.",
}


class ReviewForm(NamesForm):
    own = ("reference", "commissioned_on", "state", "published_on", "themes", "joint_with")
    searched = ("reference", "themes", "joint_with")
    reference = GovukLineField(
        label="Reference", max_length=40, help_text="A number that tells nothing of who died, such as DHR 7."
    )
    commissioned_on = GovukDateField(label="Commissioned on", earliest=LONG_AGO)
    state = forms.ChoiceField(label="State", choices=DeathReview.State.choices, widget=Radios(hints=STATES))
    published_on = GovukDateField(
        label="Published on", earliest=LONG_AGO, required=False, help_text="Only where it is published."
    )
    themes = GovukLineField(
        label="Themes", max_length=300, required=False,
        help_text="What there is to learn about, with commas between: risk assessment, housing.",
    )  # fmt: skip
    joint_with = GovukLineField(
        label="Acts jointly with", max_length=200, required=False, help_text="Another board, where there is one."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("commissioned_on", "published_on"):
            self.fields[name].latest = today()  # type: ignore[attr-defined]

    @property
    def details(self) -> ReviewDetails:
        return ReviewDetails(**{name: self.cleaned_data[name] for name in self.own})


class LearningForm(NamesForm):
    own = ("text", "owner", "due", "is_joint")
    searched = ("text",)
    text = GovukTextField(label="Recommendation", rows=5, max_words=300, help_text="What is to be done differently.")
    owner = forms.ModelChoiceField(
        queryset=Organisation.objects.none(), label="Owner", empty_label="Choose",
        help_text="The organisation that is to do it.",
    )  # fmt: skip
    due = GovukDateField(label="Due", earliest=LONG_AGO)
    is_joint = forms.BooleanField(required=False, label="It is a joint action with another board")

    def __init__(self, data: Any = None, *, board: Board, row: Any = None) -> None:
        super().__init__(data, board=board, row=row, initial={"owner": row.owner_id} if row else None)
        self.fields["owner"].queryset = owners_of(board, row.owner_id if row else None)  # type: ignore[attr-defined]

    @property
    def details(self) -> LearningDetails:
        said = self.cleaned_data
        return LearningDetails(said["text"], said["owner"], said["due"], said["is_joint"])


def owners_of(board: Board, also: int | None = None) -> Any:
    """The organisations that this board's own tables or people know: those of other boards are none of its business."""
    return Organisation.objects.filter(
        Q(posts__seats__board=board)
        | Q(posts__holdings__person__appointments__remit__board=board)
        | Q(standings__board=board)
        | Q(learning__review__partnership__board=board)
        | Q(pk=also)
    ).distinct()


class FinishForm(NamesForm):
    searched = ("evidence",)
    done_on = GovukDateField(label="Done on", earliest=LONG_AGO)
    evidence = GovukTextField(
        label="What shows that it was done", rows=5, max_words=400,
        help_text="It is final: neither it nor the files can be changed afterwards.",
    )  # fmt: skip
    file = forms.FileField(label="File", required=False, help_text=f"{ACCEPTED}. Its name is searched as well.")

    def __init__(self, data: Any = None, *, files: Any = None, **rest: Any) -> None:
        super().__init__(data, files=files, **rest)
        self.fields["done_on"].latest = today()  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload:
            check_upload(upload)
        return upload

    def _search(self, texts: dict[str, str]) -> None:
        upload = self.cleaned_data.get("file")
        super()._search(texts | ({"file": spoken_name(upload)} if upload else {}))


class LearningFilter(GovukForm):
    """What the list shows, all of it in the address."""

    mark_optional = False
    words = GovukLineField(label="Words", max_length=100, required=False)
    theme = forms.ChoiceField(label="Theme", required=False, error_messages={"invalid_choice": "Choose a theme"})
    owner = forms.TypedChoiceField(
        label="Owner",
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": "Choose an owner"},
    )
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Any"), *((each.key, each.label) for each in Standing)],
        error_messages={"invalid_choice": "Choose a state"},
    )  # fmt: skip
    joint = forms.BooleanField(label="Only joint actions", required=False)

    def __init__(self, data: Any, *, themes: list[tuple[str, str]], owners: list[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["theme"].choices = [("", "Any"), *themes]  # type: ignore[attr-defined]
        self.fields["owner"].choices = [("", "Any"), *owners]  # type: ignore[attr-defined]

    @property
    def asked(self) -> Asked:
        """What is asked rightly; a wrong answer narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        return Asked(
            said.get("words", ""), said.get("theme", ""), said.get("owner"), said.get("state", ""),
            bool(said.get("joint")),
        )  # fmt: skip

    @property
    def narrows(self) -> bool:
        return self.asked != Asked()
