"""An action of the Board, and what happens to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from snb.action_workflow import NEEDS_EVIDENCE, ActionDetails
from snb.actions import SORT_KEYS, STATES, ActionRow
from snb.forms.owners import OwnerField, owner_value
from snb.govuk import (
    Checkboxes,
    GovukDateField,
    GovukForm,
    GovukLineField,
    GovukTextField,
    Radios,
    SeveralField,
)
from snb.models import Action, Board, Meeting
from snb.owners import owner_label
from snb.querysets import today
from snb.uploads import ACCEPTED, check_upload
from snb.wording import long_date

MOST_FILES = 5
MEETINGS_OFFERED = 4
WAYS = {
    "progress": ("It is under way", ""),
    "done": ("It is done", "It then waits for the Board, which agrees to close it. Say where the evidence is."),
}


class VersionedForm(GovukForm):
    """A form about one action that says which version of it the writer saw."""

    mark_optional = False
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, action: Action | None = None, initial: Any = None) -> None:
        self.action = action
        super().__init__(data, initial=({"version": action.version} if action else {}) | (initial or {}))

    @property
    def seen(self) -> int:
        return self.cleaned_data.get("version") or 0

    def differences(self, saved: Action) -> list[dict[str, str]]:
        """What is saved now beside what was typed, where they differ."""
        pairs = {label: pair for label, pair in self.pairs(saved).items() if pair[0] != pair[1]}
        return [{"label": label, "saved": was, "typed": now} for label, (was, now) in pairs.items()]

    def pairs(self, saved: Action) -> dict[str, tuple[str, str]]:
        due = self.cleaned_data.get("due")
        return {"State": (str(saved.get_state_display()), "")} | (
            {"Due date": (long_date(saved.due), long_date(due))} if due else {}
        )


class ActionForm(VersionedForm):
    """What is to be done, and by whom."""

    text = GovukTextField(
        label="What is to be done?", rows=4, max_words=120, markdown=False,
        help_text="One thing that can be seen to be done.",
    )  # fmt: skip
    owner = OwnerField(
        label="Who owns it?", help_text="One post or one role: it passes to a successor with the post or the role."
    )

    def __init__(self, data: Any = None, *, board: Board, action: Action | None = None) -> None:
        self.board = board
        given = {"text": action.text, "owner": owner_value(action)} if action else None
        super().__init__(data, action=action, initial=given)
        self.fields["owner"].offer(board)  # type: ignore[attr-defined]
        if action and given and not self.fields["owner"].valid_value(given["owner"]):  # type: ignore[attr-defined]
            self.initial["owner"] = ""  # nobody of the board holds it any more: choose again

    @property
    def details(self) -> ActionDetails:
        return ActionDetails(self.cleaned_data["text"], **self.cleaned_data["owner"].fields)

    def pairs(self, saved: Action) -> dict[str, tuple[str, str]]:
        typed = Action(board=self.board, **self.cleaned_data["owner"].fields)
        return {
            "What is to be done?": (saved.text.replace("\r\n", "\n"), self.cleaned_data["text"].replace("\r\n", "\n")),
            "Who owns it?": (owner_label(saved, today()), owner_label(typed, today())),
        }


class AddActionForm(ActionForm):
    """A new action; `?item=` or `?decision=` in the address says where it comes from."""

    source = forms.ChoiceField(
        label="Where does it come from?", error_messages={"required": "Select where it comes from"}
    )
    due = GovukDateField(label="Due date", help_text="For example, 9 12 2026")
    field_order = ("source", "text", "owner", "due")

    def __init__(self, data: Any = None, *, board: Board, may_read_exempt: bool, source: str = "") -> None:
        super().__init__(data, board=board)
        self.initial["source"] = source
        self.sources: dict[str, dict[str, Any]] = {}
        self.fields["source"].choices = self._offered(board, may_read_exempt)  # type: ignore[attr-defined]

    def _offered(self, board: Board, may_read_exempt: bool) -> list[Any]:
        held = board.meetings.filter(date__lte=today(), cancelled_reason="").order_by("-date")[:MEETINGS_OFFERED]
        groups = [
            (str(meeting), self._of_meeting(meeting, may_read_exempt))
            for meeting in held.prefetch_related("items", "decisions__item")
        ]
        elsewhere = [(f"origin:{value}", label) for value, label in Action.Origin.choices]
        self.sources |= {f"origin:{value}": {"origin": value} for value, _ in Action.Origin.choices}
        return [("", "Choose"), *(group for group in groups if group[1]), ("Elsewhere", elsewhere)]

    def _of_meeting(self, meeting: Meeting, may_read_exempt: bool) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for item in meeting.items.all():
            if may_read_exempt or not item.is_exempt:
                self.sources[f"item:{item.pk}"] = {"item": item}
                found.append((f"item:{item.pk}", f"Item {item.order}: {item.title}"))
        for decision in meeting.decisions.all():
            if may_read_exempt or decision.item is None or not decision.item.is_exempt:
                self.sources[f"decision:{decision.pk}"] = {"decision": decision}
                found.append((f"decision:{decision.pk}", f"Decision {decision.number}: {decision.text}"[:120]))
        return found

    @property
    def chosen(self) -> dict[str, Any]:
        """As keyword arguments of `add_action`."""
        return self.sources[self.cleaned_data["source"]]


class Files(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """No file, one or several; their list is the answer."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        found = [super(FilesField, self).clean(each, initial) for each in files]
        if len(found) > MOST_FILES:
            raise forms.ValidationError(f"Choose at most {MOST_FILES} files.")
        for each in found:
            check_upload(each)
        return found


class ReportForm(GovukForm):
    """What its owner says of it."""

    mark_optional = False
    text = GovukTextField(label="What has been done?", rows=5, max_words=300, markdown=False)
    way = forms.ChoiceField(
        label="How does it stand?", choices=[(value, label) for value, (label, _) in WAYS.items()],
        widget=Radios(hints={value: hint for value, (_, hint) in WAYS.items()}),
        error_messages={"required": "Select how it stands"},
    )  # fmt: skip
    evidence = GovukLineField(
        label="Where is the evidence? (optional)", max_length=500, required=False,
        help_text="A reference, such as a minute or a paper, or an address that begins with https://.",
    )  # fmt: skip
    uploads = FilesField(
        label="Files (optional)", required=False, help_text=f"Up to {MOST_FILES} files of these kinds: {ACCEPTED}."
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "evidence" in self.errors or "uploads" in self.errors:
            return data
        if data.get("way") == "done" and not (data.get("evidence") or data.get("uploads")):
            self.add_error("evidence", NEEDS_EVIDENCE)
        return data

    @property
    def said(self) -> dict[str, Any]:
        """As keyword arguments of `report`."""
        data = self.cleaned_data
        return {
            "text": data["text"], "evidence": data["evidence"], "files": data["uploads"],
            "says_done": data["way"] == "done",
        }  # fmt: skip


class _DatedForm(VersionedForm):
    """With a due date that is not in the past."""

    def __init__(self, data: Any = None, *, action: Action) -> None:
        super().__init__(data, action=action)
        self.fields["due"].earliest = today()  # type: ignore[attr-defined]


class ReviseForm(_DatedForm):
    due = GovukDateField(label="New due date", help_text="The original one stays beside it. For example, 9 12 2026")
    reason = GovukLineField(
        label="Why does it change?", max_length=300, error_messages={"required": "Say why the due date changes"}
    )


class ReopenForm(_DatedForm):
    due = GovukDateField(label="Due date", help_text="By when is it asked for now? For example, 9 12 2026")
    reason = GovukTextField(
        label="Why is it asked for again?", rows=4, max_words=150, markdown=False,
        error_messages={"required": "Say why the action is reopened"},
    )  # fmt: skip


class DropForm(VersionedForm):
    reason = GovukTextField(
        label="Why is it no longer asked for?", rows=4, max_words=150, markdown=False,
        error_messages={"required": "Say why the action is no longer asked for"},
    )  # fmt: skip


class CloseForm(GovukForm):
    """What the meeting agrees to close, of what is done and waits for it."""

    actions = SeveralField(
        queryset=Action.objects.none(), label="Which of these does the meeting agree to close?", widget=Checkboxes(),
        error_messages={"required": "Select at least one action"},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, rows: tuple[ActionRow, ...]) -> None:
        super().__init__(data)
        field: Any = self.fields["actions"]
        field.queryset = Action.objects.filter(pk__in=[row.pk for row in rows])
        field.choices = [(row.pk, f"{row.action.reference}: {row.action.text}") for row in rows]


class ActionFilter(GovukForm):
    """What the register shows, all of it in the address."""

    mark_optional = False
    state = forms.ChoiceField(
        required=False, choices=[(value, label) for value, (label, _) in STATES.items()],
        error_messages={"invalid_choice": "Choose a state from the list"},
    )  # fmt: skip
    meeting = forms.TypedChoiceField(
        label="Agreed at", required=False, coerce=int, empty_value=None,
        error_messages={"invalid_choice": "Choose a meeting from the list"},
    )  # fmt: skip
    words = GovukLineField(label="Words", required=False, max_length=100)
    mine = forms.BooleanField(label="Only mine", required=False)
    sort = forms.ChoiceField(
        required=False, widget=forms.HiddenInput,
        choices=[(f"{sign}{name}", name) for name in SORT_KEYS for sign in ("", "-")],
    )  # fmt: skip

    def __init__(self, data: Any, *, rows: list[ActionRow]) -> None:
        data = data.copy()
        data.setdefault("state", "open")
        super().__init__(data)
        meetings = {row.meeting.pk: row.meeting for row in rows if row.meeting}
        newest_first = sorted(meetings.values(), key=lambda meeting: meeting.date, reverse=True)
        named = [(meeting.pk, str(meeting)) for meeting in newest_first]
        self.fields["meeting"].choices = [("", "Any meeting"), *named]  # type: ignore[attr-defined]

    @property
    def asked(self) -> dict[str, Any]:
        """As `narrowed` takes it."""
        self.is_valid()
        said = self.cleaned_data
        return {
            "state": said.get("state") or "open",
            "mine": bool(said.get("mine")),
            "meeting": said.get("meeting"),
            "words": said.get("words", ""),
            "sort": said.get("sort", ""),
        }

    @property
    def narrows(self) -> bool:
        asked = self.asked
        return bool(asked["mine"] or asked["meeting"] or asked["words"] or asked["state"] != "all")
