"""What changed between two rounds of a return: a pure comparison of what was signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from priorities.answers import Answer, Content, Field, Item, answers
from snb.differences import ADDED, CHANGED, REMOVED, words_changed


@dataclass(frozen=True)
class FieldChange:
    """One field as it was and as it is."""

    label: str
    before: str
    after: str
    is_prose: bool = False

    @property
    def words(self) -> list[tuple[str, str]]:
        return words_changed(self.before, self.after)


@dataclass(frozen=True)
class ItemChange:
    """One action, risk or section that is new, gone or different."""

    kind: str
    heading: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class SectionChange:
    """A section in which something changed."""

    key: str
    title: str
    items: tuple[ItemChange, ...]


def changes(before: Content, after: Content) -> list[SectionChange]:
    """The sections that differ, in order; empty where both rounds say the same."""
    pairs = zip(answers(before), answers(after), strict=True)
    found = [SectionChange(new.key, new.title, tuple(_section(old, new))) for old, new in pairs]
    return [section for section in found if section.items]


def _section(old: Answer, new: Answer) -> Iterator[ItemChange]:
    was, now = _by_key(old), _by_key(new)
    for key, item in now.items():
        fields = tuple(_fields(was.get(key), item))
        if fields:
            kind = CHANGED if key in was else ADDED
            yield ItemChange(kind, item.heading, fields)
    for key, item in was.items():
        if key not in now:
            yield ItemChange(REMOVED, item.heading, tuple(_fields(item, None)))


def _by_key(answer: Answer) -> dict[tuple[str, int], Item]:
    """Items by their key; the second of two with one name is told apart by its turn."""
    seen: dict[str, int] = {}
    found = {}
    for item in answer.items:
        seen[item.key] = seen.get(item.key, 0) + 1
        found[item.key, seen[item.key]] = item
    return found


def _fields(old: Item | None, new: Item | None) -> Iterator[FieldChange]:
    was = {field.name: field for field in old.fields} if old else {}
    now = {field.name: field for field in new.fields} if new else {}
    for name in now or was:
        field: Field = now.get(name) or was[name]
        (before, old_code), (after, new_code) = (
            (side[name].text, side[name].code) if name in side else ("", "") for side in (was, now)
        )
        if before == after and old_code != new_code:  # files: the same names, other bytes
            after = f"{after} (another file of that name)"
        if before != after:
            yield FieldChange(field.label, before, after, field.is_prose)
