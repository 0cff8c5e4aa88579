"""What differs between two editions, section by section: a pure comparison of what they say.

It takes any content as it finds it: papers of several years are compared, and a block of today may be unknown tomorrow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reports.comparing_data import Difference, differences
from reports.documents.versions import PLACEHOLDER
from reports.printed import printed_data
from reports.render import heading_text
from snb.differences import ADDED, CHANGED, MOVED, REMOVED, SAME, alike_at_start, out_of_order

Content = Mapping[str, Any]
FRONT = {"title": "Title", "subtitle": "Subtitle", "marking": "Marking"}
CLOSED = "Changed: part of this paper is not published any more, so the earlier words are not repeated"
LONGEST, ROWS = 300, 200  # of what a correction prints: characters of a cell, and rows
BEFORE = 60  # characters that a cut text keeps before its difference


@dataclass(frozen=True)
class SectionChange:
    """A section that is new, gone, elsewhere or different. `kind` is the first of these; one that `has_moved` may have
    changed as well. `label` and `anchor` as they are now, or as they were in what is gone."""

    kind: str
    label: str
    anchor: str
    level: int
    differences: tuple[Difference, ...] = ()
    has_moved: bool = False


@dataclass(frozen=True)
class _Section:
    """A section with what it says, and the key of the one around it."""

    parent: str
    level: int
    heading: str
    label: str
    anchor: str
    data: Mapping[str, Any]


def compare(old: Content, new: Content) -> tuple[SectionChange, ...]:
    """What differs, in the new edition's order; what is gone stands where it was. Empty where both say the same."""
    return tuple(change for change in sections_compared(old, new) if change.kind != SAME)


def sections_compared(old: Content, new: Content) -> tuple[SectionChange, ...]:
    """Every section of either, also those that say the same."""
    was = _sections(old)
    now = _renamed(was, _sections(new))
    moved = _moved(was, now)
    found = [_front(old, new)]
    for key in _both_orders(list(was), list(now)):
        found.append(_section_change(was.get(key), now.get(key), has_moved=key in moved))
    return tuple(change for change in found if change.kind != SAME or change.label)


def counted(sections: Iterable[SectionChange]) -> dict[str, int]:
    """How many sections are added, removed, changed, moved and the same. One that moved and changed counts as both."""
    every = list(sections)
    counts = {kind: sum(row.kind == kind for row in every) for kind in (ADDED, REMOVED, CHANGED, SAME)}
    return counts | {MOVED: sum(row.has_moved for row in every)}


def changes_since(old: Content, new: Content) -> list[dict[str, str]]:
    """Rows {"section", "what", "was", "now"} that a correction prints; "was" or "now" is empty where nothing stood.

    A long text is cut to the words around its difference, and what goes beyond 200 rows is counted in the last.
    """
    found = compare(old, new)
    if _closes(old, new):  # what is private now is not said once more, whatever row it would stand in
        labels = [change.label for change in found if change.kind != REMOVED]
        return [{"section": label, "what": CLOSED, "was": "", "now": ""} for label in labels][:ROWS]
    rows = [row for change in found for row in _rows(change)]
    if len(rows) > ROWS:
        left = len(rows) - (ROWS - 1)
        rows[ROWS - 1 :] = [{"section": "", "what": f"And {left} more changes", "was": "", "now": ""}]
    return rows


def _closes(old: Content, new: Content) -> bool:
    """Whether something that `old` told is not published in `new`. In doubt it is: sections move up in their turn."""
    was, now = ({key: _closed(section) for key, section in _sections(side).items()} for side in (old, new))
    closed = {key for key, count in now.items() if count > was.get(key, 0)}
    return bool(closed) and (bool(closed & was.keys()) or not was.keys() <= now.keys())


def _closed(section: _Section) -> int:
    return sum(block.get("block") == PLACEHOLDER for block in _mappings(section.data.get("blocks")))


def _rows(change: SectionChange) -> Iterator[dict[str, str]]:
    if change.kind in (ADDED, REMOVED):
        said = _cut("; ".join(row.now or row.was for row in change.differences))
        sides = {"was": "", "now": said} if change.kind == ADDED else {"was": said, "now": ""}
        yield {"section": change.label, "what": f"Section {change.kind}", **sides}
        return
    if change.has_moved:
        yield {"section": change.label, "what": "Section moved to another place", "was": "", "now": ""}
    for row in change.differences:
        was, now = around(row.was, row.now)
        yield {"section": change.label, "what": row.sentence, "was": was, "now": now}


def around(was: str, now: str) -> tuple[str, str]:
    """Two texts cut to where they differ, a few words before it included."""
    start = 0
    if max(len(was), len(now)) > LONGEST:
        start = was.rfind(" ", 0, max(alike_at_start(was, now) - BEFORE, 0)) + 1
    return _cut(f"… {was[start:]}" if start else was), _cut(f"… {now[start:]}" if start else now)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 2].rstrip()} …"


def _front(old: Content, new: Content) -> SectionChange:
    """What stands on the cover; the day of the records is each edition's own and no change."""
    was, now = (
        {label: side.get(key) for key, label in FRONT.items()} | {"Meeting": side.get("meeting")} for side in (old, new)
    )
    found = tuple(differences("", was, now))
    return SectionChange(CHANGED if found else SAME, "Cover" if found else "", "", 2, found)


def _section_change(old: _Section | None, new: _Section | None, *, has_moved: bool) -> SectionChange:
    section = new or old
    assert section is not None  # noqa: S101 - a key comes from one of the two
    found = tuple(_within(old, new))
    kind = ADDED if old is None else REMOVED if new is None else CHANGED if found else MOVED if has_moved else SAME
    return SectionChange(kind, section.label, section.anchor, section.level, found, has_moved)


def _within(old: _Section | None, new: _Section | None) -> Iterator[Difference]:
    """The heading, the blocks by their name, and the files whose pages follow."""
    if old and new and old.heading != new.heading:
        yield Difference(CHANGED, "Heading", old.heading, new.heading)
    was, now = (_blocks(section) for section in (old, new))
    for name in _both_orders(list(was), list(now)):
        yield from differences("", was.get(name), now.get(name))


def _blocks(section: _Section | None) -> dict[str, Any]:
    """Prose as one text however many blocks it is in, any other block by its name and turn, and attached files."""
    found: dict[str, Any] = {}
    for block in _mappings(section.data.get("blocks")) if section else ():
        name, data = str(block.get("block")), printed_data(block)
        if name == "prose":
            found.setdefault(name, []).append(data)
        else:
            found[_free(found, name)] = data
    if section and (files := _mappings(section.data.get("papers"))):
        found[_free(found, "papers")] = {"rows": [_file(row) for row in files]}
    if "prose" in found:
        texts = [str(data.get("markdown", "")) for data in _mappings(found["prose"])]
        found["prose"] = {"markdown": "\n\n".join(texts)}
    return found


def _file(row: Mapping[str, Any]) -> dict[str, Any]:
    """A file whose pages follow: another one under the same title tells itself by its fingerprint."""
    return {"title": row.get("title"), "pages": row.get("pages"), "fingerprint": str(row.get("sha256", ""))[:12]}


def _sections(content: Content) -> dict[str, _Section]:
    found: dict[str, _Section] = {}

    def walk(sections: Any, parent: str, level: int) -> None:
        for data in _mappings(sections):
            number, heading = (str(data.get(name) or "") for name in ("number", "heading"))
            anchor = str(data.get("anchor") or "")
            key = _free(found, anchor or heading)
            label = heading_text({"number": number, "heading": heading}) or "Without a heading"
            found[key] = _Section(parent, level, heading, label, anchor, data)
            walk(data.get("sections"), key, level + 1)

    walk(content.get("sections"), "", 2)
    return found


def _renamed(was: Mapping[str, _Section], now: dict[str, _Section]) -> dict[str, _Section]:
    """The new sections under the key of the old one that has their heading, where no anchor finds one."""
    gone = {section.heading.casefold(): key for key, section in was.items() if key not in now}
    keys = {key: key if key in was else gone.pop(row.heading.casefold(), key) for key, row in now.items()}
    return {keys[key]: replace(row, parent=keys.get(row.parent, "")) for key, row in now.items()}


def _moved(was: Mapping[str, _Section], now: Mapping[str, _Section]) -> set[Any]:
    """Those that stand under another section than before, and the fewest that explain another order."""
    moved: set[Any] = {key for key, section in now.items() if key in was and was[key].parent != section.parent}
    for parent in {section.parent for section in now.values()}:
        old, new = ([key for key, row in side.items() if row.parent == parent] for side in (was, now))
        moved |= out_of_order([key for key in old if key not in moved], [key for key in new if key not in moved])
    return moved


def _both_orders(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """The new order, with what is only in the old one after what it followed there."""
    known, after = set(new), dict[str, list[str]]()
    last = ""
    for key in old:
        if key in known:
            last = key
        else:
            after.setdefault(last, []).append(key)
    return [*after.get("", ()), *(each for key in new for each in (key, *after.get(key, ())))]


def _free(taken: Mapping[str, Any], name: str) -> str:
    """The name, or with a number where it is taken already."""
    turn, free = 1, name
    while free in taken or not free:
        turn += 1
        free = f"{name} {turn}"
    return free


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []
