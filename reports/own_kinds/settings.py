"""What a block can be told: settings, each of a type that says which values are good. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from snb.wording import LONGEST_RUN, longest_run, one_line

Source = Literal["themes", "priorities", "measures", "partnerships"]
MOST_CHOSEN = 200
MOST_LETTERS = 36_000  # of the prose of one block
MOST_LINE = 200


class BadSetting(ValueError):
    """A value that a setting cannot take; the message says why, to whoever made the kind."""


@dataclass(frozen=True)
class Setting:
    """One thing to set. `empty` is its value where nobody has set it: then it changes nothing."""

    name: str
    label: str
    hint: str = ""
    empty: ClassVar[Any] = ""

    def read(self, value: Any) -> Any:
        """The value as the builders take it. Raises BadSetting."""
        raise NotImplementedError

    def said(self, value: Any, labels: Mapping[str, str]) -> str:
        """The value in words; `labels` are those of keys of the board's own rows."""
        return str(value)


@dataclass(frozen=True)
class Line(Setting):
    """One line of text."""

    most: int = MOST_LINE

    def read(self, value: Any) -> str:
        if not isinstance(value, str):
            raise BadSetting(f"{self.label} must be text.")
        line = one_line(value)
        if len(line) > self.most:
            raise BadSetting(f"{self.label} must be {self.most} characters or fewer. It has {len(line)}.")
        return line


@dataclass(frozen=True)
class Markdown(Setting):
    """Prose of any shape."""

    def read(self, value: Any) -> str:
        if not isinstance(value, str):
            raise BadSetting(f"{self.label} must be text.")
        text = value.replace("\r\n", "\n").replace("\x00", "")
        if len(text) > MOST_LETTERS:
            raise BadSetting(f"{self.label} must be {MOST_LETTERS:,} characters or fewer. It has {len(text):,}.")
        if longest_run(text) > LONGEST_RUN:
            raise BadSetting(f"{self.label} must not have a word or an address of more than {LONGEST_RUN} characters.")
        return text


@dataclass(frozen=True)
class Number(Setting):
    """How many of something; empty for all."""

    most: int = 40
    empty: ClassVar[Any] = None

    def read(self, value: Any) -> int | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= self.most:
            raise BadSetting(f"{self.label} must be a whole number from 1 to {self.most}.")
        return value


@dataclass(frozen=True)
class Tick(Setting):
    """Yes or no."""

    empty: ClassVar[Any] = False

    def read(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise BadSetting(f"{self.label} must be yes or no.")
        return value

    def said(self, value: Any, labels: Mapping[str, str]) -> str:
        return "Yes" if value else "No"


@dataclass(frozen=True)
class OneOf(Setting):
    """One of a few values that never change; the keys are kept."""

    choices: tuple[tuple[str, str], ...] = ()

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or value not in dict(self.choices):
            raise BadSetting(f"{self.label}: there is no such choice.")
        return value

    def said(self, value: Any, labels: Mapping[str, str]) -> str:
        return dict(self.choices).get(value, str(value))


@dataclass(frozen=True)
class Several(Setting):
    """Some of a few values that never change; none chosen means all."""

    choices: tuple[tuple[str, str], ...] = ()
    empty: ClassVar[Any] = ()

    def read(self, value: Any) -> tuple[str, ...]:
        chosen = _texts(self, value)
        if unknown := [each for each in chosen if each not in dict(self.choices)]:
            raise BadSetting(f"{self.label}: there is no choice “{one_line(unknown[0])[:40]}”.")
        return chosen

    def said(self, value: Any, labels: Mapping[str, str]) -> str:
        return ", ".join(dict(self.choices).get(each, each) for each in value)


@dataclass(frozen=True)
class Some(Setting):
    """Some of the board's own rows, by keys that stay: a theme's name, anything else's slug. None chosen means all.

    A row may go later: what is chosen and gone is a gap of the paper, never an error.
    """

    source: Source = "priorities"
    empty: ClassVar[Any] = ()

    def read(self, value: Any) -> tuple[str, ...]:
        return _texts(self, value)

    def said(self, value: Any, labels: Mapping[str, str]) -> str:
        return ", ".join(labels.get(each, each) for each in value)


def _texts(setting: Setting, value: Any) -> tuple[str, ...]:
    """Each once, in their order."""
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        raise BadSetting(f"{setting.label} must be a list of choices.")
    if len(value) > MOST_CHOSEN or any(len(each) > MOST_LINE for each in value):
        raise BadSetting(f"{setting.label}: that is more than can be chosen.")
    return tuple(dict.fromkeys(value))
