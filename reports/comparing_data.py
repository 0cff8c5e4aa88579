"""What differs between the data of two blocks: paragraphs, rows of tables by their name, figures. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from reports.printed import MARKDOWN, is_printed, is_word, one_text, said, texts
from snb.differences import ADDED, CHANGED, MOVED, REMOVED, Run, out_of_order, stretches, words_changed

# What names a row of a table, the first that tells all rows apart.
NAMES = (
    "reference", "title", "measure", "priority", "name", "body", "role", "organisation", "recipient", "item", "heading",
    "label", "area", "risk", "text", "theme", "year", "date", "number",
)  # fmt: skip
UNNAMED = frozenset({"data", "items", "markdown", "rows", "text", "texts", "tiers", "themes", "years"})
LABELS = {"rag": "rating", "original_due": "first due", "return_status": "return"}
SHORT = 60  # characters of a figure, a date or a name
LIKE = 0.4  # share of words in common from which one paragraph is another one changed
MANY = 10_000  # pairs of paragraphs beyond which they are taken in turn


@dataclass(frozen=True)
class Difference:
    """One paragraph, row or figure. `what` says which ("Violence: lead"), or is empty in running text."""

    kind: str
    what: str
    was: str
    now: str
    is_text: bool = False  # running text within what is named

    @property
    def words(self) -> list[Run]:
        """The words of both sides, marked."""
        return words_changed(self.was, self.now)

    @property
    def is_figure(self) -> bool:
        """A short value of something named: both sides are shown whole, one after the other."""
        return (
            bool(self.what and self.was and self.now)
            and not self.is_text
            and max(len(self.was), len(self.now)) <= SHORT
        )

    @property
    def sentence(self) -> str:
        """ "Violence: lead changed", "Paragraph added"."""
        if self.is_text and self.what:
            return f"{self.what}: text {self.kind}"
        return f"{self.what or 'Text'} {self.kind}"


def differences(what: str, old: Any, new: Any) -> Iterator[Difference]:
    """What differs between two values of one place in the paper; either is None where it has none there."""
    old, new = (_plain(value) for value in (old, new))
    if old == new:
        return
    if _is_chart(old) or _is_chart(new):
        yield from _chart(old, new)
    elif all(isinstance(value, Mapping) or value is None for value in (old, new)):
        yield from _fields(what, old or {}, new or {})
    elif _are_rows(old) and _are_rows(new):
        yield from _table(what, old or [], new or [])
    else:
        yield from _texts(what, old, new)


def _plain(value: Any) -> Any:
    """A rating is its word."""
    return value.get("word", value.get("words")) if is_word(value) else value


def _is_chart(value: Any) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("chart"), str)


def _chart(old: Any, new: Any) -> Iterator[Difference]:
    """A chart is drawn from figures that stand beside it: that it differs is enough."""
    was, now = (str(value.get("name") or "") if isinstance(value, Mapping) else "" for value in (old, new))
    what = f"Chart “{now or was}”" if now or was else "Chart"
    if old is None or new is None:
        yield Difference(ADDED if old is None else REMOVED, what, "", "")
    else:
        yield Difference(CHANGED, what, was, "Drawn from other figures" if was == now else f"{now}, drawn anew")


def _fields(what: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    columns = [_columns(side) for side in (old, new)]
    for key in [*new, *(key for key in old if key not in new)]:
        pair = [side.get(key) for side in (old, new)]
        if all(_is_chart(value) or value is None for value in pair):
            yield from differences(what, *pair)
        elif not is_printed(key):
            continue
        elif all(_are_rows(value) for value in pair):
            rows = [_with_columns(value or [], names) for value, names in zip(pair, columns, strict=True)]
            yield from differences(_named(what, key), *rows)
        elif isinstance(_plain(pair[0]), Mapping | list | tuple) or isinstance(_plain(pair[1]), Mapping | list | tuple):
            yield from differences(_named(what, key), *pair)
        else:
            yield from _value(_named(what, key), key, *(_plain(value) for value in pair))


def _named(what: str, key: str) -> str:
    if key in UNNAMED:
        return what
    label = LABELS.get(key, key.removeprefix("is_").replace("_", " "))
    return f"{what}: {label}" if what else label[:1].upper() + label[1:]


def _value(what: str, key: str, old: Any, new: Any) -> Iterator[Difference]:
    if key in MARKDOWN:
        yield from _texts(what, *({key: value} for value in (old, new)), is_text=True)
    elif (was := said(old, key)) != (now := said(new, key)):
        yield Difference(CHANGED if was and now else ADDED if now else REMOVED, what, was, now)


def _texts(what: str, old: Any, new: Any, *, is_text: bool = False) -> Iterator[Difference]:
    """Paragraph by paragraph; those that stand in each other's place are one that changed."""
    was, now = texts(old), texts(new)
    for before, after, alike in stretches(was, now):
        if alike:
            continue
        for pair in _pairs(was[before], now[after]):
            yield Difference(CHANGED if all(pair) else ADDED if pair[1] else REMOVED, what, *pair, is_text)


def _pairs(gone: list[str], come: list[str]) -> Iterator[tuple[str, str]]:
    """What was and what is, together where one can be the other with changes; empty for what has no other."""
    if len(gone) == len(come) or len(gone) * len(come) > MANY:
        yield from zip_longest(gone, come, fillvalue="")
        return
    bags = [set(text.split()) for text in gone]
    at = 0
    for text in come:
        likes = [_likeness(bag, set(text.split())) for bag in bags[at:]]
        best = max(likes, default=0.0)
        if best < LIKE:
            yield "", text
            continue
        found = at + likes.index(best)
        yield from ((left, "") for left in gone[at:found])
        yield gone[found], text
        at = found + 1
    yield from ((left, "") for left in gone[at:])


def _likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(len(one | other), 1)


def _table(what: str, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> Iterator[Difference]:
    """Row by row: those of one name are compared, the others are new or gone."""
    by = _naming(old, new)
    was, now = (_by_name(rows, by) for rows in (old, new))
    moved = out_of_order(list(was), list(now))
    for name, row in now.items():
        where = _row_name(what, name, by)
        if name not in was:
            yield Difference(ADDED, where, "", _row_words(row, by))
            continue
        if name in moved:
            yield Difference(MOVED, where, "", "")
        # The place in the list changes with every row above it: what moved is said by itself.
        yield from _fields(where, *({k: v for k, v in side.items() if k != "number"} for side in (was[name], row)))
    for name, row in was.items():
        if name not in now:
            yield Difference(REMOVED, _row_name(what, name, by), _row_words(row, by), "")


def _row_name(what: str, name: tuple[str, ...], by: Sequence[str]) -> str:
    """The names of the row, without its turn; a row that nothing names is told by its words alone."""
    named = ", ".join(part for part in name[:-1] if part) if by else ""
    return ": ".join(part for part in (what, named[:120]) if part)


def _row_words(row: Mapping[str, Any], by: Sequence[str]) -> str:
    """What a row says beside its name, each cell with its label: the order of cells is not kept with an edition."""
    shown = [key for key in row if is_printed(key) and key not in (*by, "number")]
    cells = [f"{_named('', key).lower() or key}: {words}" for key in shown if (words := one_text(row[key], key))]
    return "; ".join(cells) or one_text(row)


def _by_name(rows: Sequence[Mapping[str, Any]], by: Sequence[str]) -> dict[tuple[str, ...], Mapping[str, Any]]:
    """Rows by their name; the second of two with one name is told apart by its turn."""
    turns: Counter[tuple[str, ...]] = Counter()
    found = {}
    for row in rows:
        name = tuple(_name(row, key) for key in by) or (one_text(row),)
        turns[name] += 1
        found[*name, str(turns[name])] = row
    return found


def _naming(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The key that tells the rows of both sides apart; else all that name; else nothing but the whole row."""
    there = [key for key in NAMES if any(_name(row, key) for row in (*old, *new))]
    for key in there:
        if all(len({_name(row, key) for row in rows}) == len(rows) for rows in (old, new)):
            return (key,)
    return tuple(key for key in there if key != "number")


def _name(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return said(value, key) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _are_rows(value: Any) -> bool:
    """A list of things with fields; an empty or absent one is a table without rows."""
    return value is None or (
        isinstance(value, list | tuple) and all(isinstance(row, Mapping) and not is_word(row) for row in value)
    )


def _columns(data: Mapping[str, Any]) -> list[str]:
    """The headings of columns that stand apart from their rows."""
    for key, name in (("columns", "label"), ("headings", ""), ("years", "year")):
        found = data.get(key)
        if isinstance(found, list | tuple) and found:
            return [str(one.get(name, "")) if isinstance(one, Mapping) else str(one) for one in found]
    return []


def _with_columns(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> list[Mapping[str, Any]]:
    """Rows whose lists of one cell for each column are taken apart, each cell under the column's heading."""
    return [_taken_apart(row, columns) for row in rows]


def _taken_apart(row: Mapping[str, Any], columns: Sequence[str]) -> Mapping[str, Any]:
    cells: dict[str, Any] = {}
    for key, value in row.items():
        fits = isinstance(value, list | tuple) and len(value) == len(columns) == len(set(columns))
        cells |= dict(zip(columns, value, strict=True)) if fits and columns else {key: value}
    return cells
