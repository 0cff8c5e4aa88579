"""Who sat, what was declared, what was minuted and decided."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from snb.attendance import Mark, Other, why_wrong
from snb.govuk import GovukForm, GovukLineField, GovukTextField
from snb.models import AgendaItem, Decision, Meeting, MinuteEntry
from snb.seen import fingerprint
from snb.sittings import Key, Kind, Line, Row, Sitting

NAME, TITLE = 150, 300  # characters that the record holds
CHOICES = [
    (Kind.PRESENT, "Present"), (Kind.SUBSTITUTE, "Substitute"), (Kind.APOLOGIES, "Apologies"), (Kind.ABSENT, "Absent"),
]  # fmt: skip


class AttendanceForm(GovukForm):
    """A choice and a name for each line of the sitting, and the people who came without a seat, one to a line."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    others = GovukTextField(
        required=False, rows=5, markdown=False, max_words=600, label="In attendance without a seat",
        help_text="One person to a line: the name, a comma, then the post and organisation.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, sitting: Sitting) -> None:
        self.sitting = sitting
        others = "\n".join(", ".join(filter(None, [row.name, row.title])) for row in sitting.others)
        super().__init__(data, initial={"seen": sitting.stamp, "others": others})
        for line in sitting.lines:
            self._add(line)

    def _add(self, line: Line) -> None:
        who = line.holder or "anybody"
        is_new = self.sitting.is_recorded and not line.kind
        self.fields[_name("kind", line.key)] = forms.ChoiceField(
            choices=[("", "Vacant that day" if is_new else "Choose"), *CHOICES], required=not is_new, initial=line.kind,
            label=f"Was {who} there: {line.title}",
            error_messages={"required": f"Say whether {who} was there: {line.title}"},
        )  # fmt: skip
        came = line.name if line.name != line.holder else ""
        self.fields[_name("name", line.key)] = GovukLineField(
            required=False, max_length=NAME, initial=came, label=f"Name, if not {line.holder}: {line.title}"
            if line.holder else f"Name: {line.title}",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for line in self.sitting.lines:
            if data.get(_name("kind", line.key)) and (reason := why_wrong(line, self._mark(line.key))):
                self.add_error(_name("name", line.key), reason)
        return data

    def clean_others(self) -> str:
        text: str = self.cleaned_data["others"]
        for other in _others(text):
            if len(other.name) > NAME or len(other.title) > TITLE:
                raise forms.ValidationError(f"One line is too long: {other.name[:40]}…", code="line_too_long")
        return text

    def _mark(self, key: Key) -> Mark:
        return Mark(self.cleaned_data[_name("kind", key)], self.cleaned_data.get(_name("name", key), ""))

    @property
    def marks(self) -> dict[Key, Mark]:
        keys = [line.key for line in self.sitting.lines]
        return {key: self._mark(key) for key in keys if self.cleaned_data[_name("kind", key)]}

    @property
    def asked(self) -> list[Other]:
        return _others(self.cleaned_data["others"])

    def groups(self) -> list[dict[str, Any]]:
        """The rows to fill in: of the Board itself, then of each board that it also sat as."""
        names = {quorum.capacity_id: quorum.name for quorum in self.sitting.quorums}
        found: dict[int | None, list[dict[str, Any]]] = {}
        for row in self.sitting.rows:
            found.setdefault(row.capacity_id, []).append(self._row(row))
        return [{"name": names.get(pk, "") if pk else "", "rows": rows} for pk, rows in found.items()]

    def _row(self, row: Row) -> dict[str, Any]:
        lines = [
            {
                "line": line,
                "fields": [
                    {"heading": "Attendance", "bound": self[_name("kind", line.key)]},
                    {"heading": "Name, if another", "bound": self[_name("name", line.key)]},
                ],
            }
            for line in row.lines
        ]
        return {"row": row, "lines": lines}

    def differences(self, saved: Sitting) -> list[dict[str, str]]:
        """What somebody else recorded beside what is typed here, where the two are not the same."""
        typed = {line.key: self._mark(line.key) for line in self.sitting.lines}
        pairs = [
            (line.title, _said(line.kind, line.name, line), _said(mark.kind, mark.name or line.holder, line))
            for line in saved.lines
            if (mark := typed.get(line.key)) is not None
        ]
        others = ", ".join(row.name for row in saved.others)
        pairs.append(("In attendance", others, ", ".join(other.name for other in self.asked)))
        return [{"label": label, "saved": was, "typed": now} for label, was, now in pairs if was != now]


def _name(what: str, key: Key) -> str:
    return f"{what}_{key[0]}_{key[1]}"


def _others(text: str) -> list[Other]:
    """A person for each line that says anything."""
    found = []
    for written in text.splitlines():
        name, _, title = (part.strip() for part in written.partition(","))
        if name:
            found.append(Other(name, title))
    return found


def _said(kind: str, name: str, line: Line) -> str:
    return f"{dict(CHOICES)[Kind(kind)]}: {name or line.holder}".rstrip(": ") if kind else ""


class DeclarationForm(GovukForm):
    """An interest that somebody declared."""

    name = GovukLineField(max_length=150, label="Who declared it?")
    item = forms.ModelChoiceField(
        queryset=AgendaItem.objects.none(), required=False, label="In which item?", empty_label="No item in particular"
    )
    interest = GovukLineField(
        max_length=300, label="What is the interest?", help_text="For example, trustee of a charity that is to be paid."
    )
    left_the_room = forms.BooleanField(required=False, label="They left the room for the item")

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = meeting.items.filter(withdrawn_reason="")
        self.fields["item"].queryset = items  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("left_the_room") and not data.get("item") and "item" not in self.errors:
            self.add_error("item", "Select the item for which they left the room")
        return data


class EntryForm(GovukForm):
    """The minute of one item."""

    text = GovukTextField(
        required=False, label="What was said", max_words=1500, rows=14, formatted=True,
        help_text="Write what was reported and agreed. Decisions are recorded by themselves and printed under it.",
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, entry: MinuteEntry) -> None:
        super().__init__(data, initial={"text": entry.text, "version": entry.version})

    @property
    def seen(self) -> int:
        return self.cleaned_data["version"] or 0


class ApproveForm(GovukForm):
    """Which later meeting approved the minutes, and what it corrected."""

    approving = forms.ModelChoiceField(
        queryset=Meeting.objects.none(), label="Approved by the meeting", empty_label=None
    )
    corrections = GovukTextField(
        required=False, label="Corrections", rows=5, max_words=300,
        help_text="What that meeting corrected. It is printed with the minutes, whose text stays as it was circulated, "
        "and in the pack: say nothing of what was heard in private.",
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, meetings: QuerySet[Meeting], version: int, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": version}, **kwargs)
        self.fields["approving"].queryset = meetings  # type: ignore[attr-defined]


class DecisionForm(GovukForm):
    """What was decided under an item, and why."""

    text = GovukTextField(
        label="Decision", rows=4, max_words=200, formatted=True, help_text="What the Board decided, in full.",
        error_messages={"required": "Enter the decision"},
    )  # fmt: skip
    reasons = GovukTextField(required=False, label="Reasons", rows=4, max_words=300)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, decision: Decision | None = None) -> None:
        initial = (
            {"text": decision.text, "reasons": decision.reasons, "seen": fingerprint(decision)} if decision else None
        )
        super().__init__(data, initial=initial)

    @property
    def said(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("text", "reasons")}

    def differences(self, saved: Decision) -> list[dict[str, str]]:
        pairs = {"Decision": (saved.text, self.said["text"]), "Reasons": (saved.reasons, self.said["reasons"])}
        return [{"label": label, "saved": was, "typed": now} for label, (was, now) in pairs.items() if was != now]


class DecisionFilter(GovukForm):
    """What of the register to show; it is in the address."""

    mark_optional = False

    words = forms.CharField(required=False, max_length=200, label="Words or a reference")
    meeting = forms.ModelChoiceField(
        queryset=Meeting.objects.none(), required=False, label="Meeting", empty_label="Every meeting"
    )

    def __init__(self, data: Any, *, meetings: QuerySet[Meeting]) -> None:
        super().__init__(data)
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]

    @property
    def asked(self) -> dict[str, Any]:
        data = self.cleaned_data if self.is_valid() else {}
        meeting = data.get("meeting")
        return {"words": data.get("words", ""), "meeting": meeting.pk if meeting else None}

    @property
    def narrows(self) -> bool:
        return any(self.asked.values())
