"""Groups and protocols."""

from __future__ import annotations

from typing import Any

from django import forms

from snb.forms.owners import OwnerField, owner_value
from snb.forms.seen import SeenForm
from snb.govuk import GovukDateField, GovukLineField, GovukTextField
from snb.groups import GroupDetails, ProtocolDetails, Topic
from snb.models import Board, Group, GroupTopic, Protocol

TOPIC_LENGTH = 300
TOPICS = {
    "themes": (GroupTopic.Kind.THEME, "Themes it works on"),
    "plans": (GroupTopic.Kind.PLAN, "Action plans it keeps"),
    "information": (GroupTopic.Kind.INFORMATION, "Topics it hears of for information only"),
}


def _lines(label: str) -> GovukTextField:
    return GovukTextField(
        label=label, required=False, rows=3, markdown=False, max_words=500, help_text="One on each line."
    )


class GroupForm(SeenForm):
    """A group. Its topics are lists, a line each."""

    name = GovukLineField(label="Name", max_length=200)
    kind = forms.ChoiceField(label="Kind of group", choices=[("", "Choose"), *Group.Kind.choices])
    parent = forms.ModelChoiceField(
        queryset=Group.objects.none(), required=False, label="Part of", empty_label="The Board itself"
    )
    purpose = GovukTextField(label="What is it for?", required=False, rows=4, max_words=300, markdown=False)
    themes = _lines(TOPICS["themes"][1])
    plans = _lines(TOPICS["plans"][1])
    information = _lines(TOPICS["information"][1])
    chair = GovukLineField(label="Chair", max_length=200, required=False, help_text="As the papers print it.")
    owner = OwnerField(label="Chaired by the holder of", required=False)
    reports_to = GovukLineField(label="Reports to", max_length=300, required=False)
    begins = GovukDateField(label="First day", help_text="For example, 1 4 2026")
    source = GovukLineField(label="Source", max_length=300, required=False, help_text="The paper that says so.")

    def __init__(self, *args: Any, board: Board, row: Group | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        owner: Any = self.fields["owner"]
        owner.offer(board)
        others = board.groups.filter(ends=None).exclude(pk=row.pk if row else 0)
        self.fields["parent"].queryset = others  # type: ignore[attr-defined]

    def values_of(self, row: Group) -> dict[str, Any]:
        texts = {name: getattr(row, name) for name in GROUP_FIELDS}
        topics = list(row.topics.all())
        listed = {
            name: "\n".join(topic.text for topic in topics if topic.kind == kind) for name, (kind, _) in TOPICS.items()
        }
        return texts | listed | {"owner": owner_value(row)}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name, (_, label) in TOPICS.items():
            if any(len(line) > TOPIC_LENGTH for line in _split(data.get(name))):
                self.add_error(name, f"{label}: a line must have {TOPIC_LENGTH} characters or fewer")
        return data

    @property
    def details(self) -> GroupDetails:
        data = self.cleaned_data
        topics: list[Topic] = [(str(kind), line) for name, (kind, _) in TOPICS.items() for line in _split(data[name])]
        said = {name: data[name] for name in GROUP_FIELDS}
        return GroupDetails(**said, owner=data["owner"].fields if data["owner"] else {}, topics=topics)


GROUP_FIELDS = ("name", "kind", "parent", "purpose", "chair", "reports_to", "begins", "source")


def _split(text: str | None) -> list[str]:
    return [" ".join(line.split()) for line in (text or "").splitlines() if line.strip()]


class ProtocolForm(SeenForm):
    """An agreement between bodies on how they work together."""

    title = GovukLineField(label="Title", max_length=200)
    parties = GovukLineField(label="Who is bound by it?", max_length=500, required=False)
    text = GovukTextField(label="What does it say?", required=False, rows=6, max_words=600, markdown=False)
    begins = GovukDateField(label="First day", help_text="For example, 1 4 2026")
    review_due = GovukDateField(label="Review due", required=False)
    source = GovukLineField(label="Source", max_length=300, required=False, help_text="The paper that says so.")

    def values_of(self, row: Protocol) -> dict[str, Any]:
        return {name: getattr(row, name) for name in ProtocolDetails.__dataclass_fields__}

    @property
    def details(self) -> ProtocolDetails:
        return ProtocolDetails(**{name: self.cleaned_data[name] for name in ProtocolDetails.__dataclass_fields__})
