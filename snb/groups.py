"""Groups that work for a board or beside it, what they work on, and the protocols between its bodies."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from snb.audit import record
from snb.exporting import Sheet, Value
from snb.models import Board, Group, GroupTopic, Person, Protocol
from snb.owners import owner_label, owners_on
from snb.permissions import Permission
from snb.seen import refuse_stale
from snb.wording import long_date
from snb.workflow import Refusal, demand

Topic = tuple[str, str]  # its kind and its text


@dataclass(frozen=True)
class GroupDetails:
    """What a person says of a group. `owner` are the fields of `Owned`: whose post or role chairs it, if any."""

    name: str
    kind: str
    begins: dt.date
    parent: Group | None = None
    purpose: str = ""
    chair: str = ""
    reports_to: str = ""
    source: str = ""
    owner: dict[str, object] = field(default_factory=dict)
    topics: Sequence[Topic] = ()


@dataclass(frozen=True)
class ProtocolDetails:
    title: str
    begins: dt.date
    text: str = ""
    parties: str = ""
    review_due: dt.date | None = None
    source: str = ""


GROUP_TEXTS = ("name", "kind", "begins", "parent", "purpose", "chair", "reports_to", "source")
PROTOCOL_TEXTS = ("title", "begins", "text", "parties", "review_due", "source")


@dataclass(frozen=True)
class GroupLine:
    """A group on a day: how deep it stands in the tree, who chairs it then, and what it works on."""

    group: Group
    depth: int
    chair: str
    people: tuple[Person, ...]
    themes: tuple[str, ...]
    plans: tuple[str, ...]
    information: tuple[str, ...]

    @property
    def names(self) -> str:
        return ", ".join(person.name for person in self.people)


# Reading -------------------------------------------------------------------------------------------------------------


def groups_on(board: Board, day: dt.date) -> list[GroupLine]:
    """The groups of the day as a tree, each after the one it belongs to. A constant few queries.

    A group whose parent is not there on the day stands at the top.
    """
    rows = board.groups.on(day).select_related("post__organisation", "remit__board")
    groups = list(rows.prefetch_related("topics", "remit__names"))
    owners = owners_on(day, groups)
    there = {group.pk for group in groups}
    children: dict[int | None, list[Group]] = defaultdict(list)
    for group in groups:
        children[group.parent_id if group.parent_id in there else None].append(group)

    def branch(parent: int | None, depth: int) -> list[GroupLine]:
        return [
            line
            for group in sorted(children[parent], key=_place)
            for line in (group_line(group, day, depth, owners[group.pk]), *branch(group.pk, depth + 1))
        ]

    return branch(None, 0)


def ended_groups(board: Board, day: dt.date) -> list[Group]:
    return list(board.groups.filter(ends__lt=day).order_by("-ends", "name"))


def coming_groups(board: Board, day: dt.date) -> list[Group]:
    return list(board.groups.filter(begins__gt=day).order_by("begins", "name"))


def group_line(group: Group, day: dt.date, depth: int, people: tuple[Person, ...]) -> GroupLine:
    topics = {kind: tuple(row.text for row in group.topics.all() if row.kind == kind) for kind in GroupTopic.Kind}
    kinds = GroupTopic.Kind
    chair = group.chair or owner_label(group, day)
    return GroupLine(group, depth, chair, people, topics[kinds.THEME], topics[kinds.PLAN], topics[kinds.INFORMATION])


def _place(group: Group) -> tuple[int, str]:
    return list(Group.Kind).index(Group.Kind(group.kind)), group.name


def groups_sheet(board: Board, lines: Sequence[GroupLine], day: dt.date) -> Sheet:
    columns = ["Group", "Kind", "Part of", "Chair", "Held by", "Reports to", "Works on", "Plans", "Information only",
               "From", "Until", "Source"]  # fmt: skip
    names = {line.group.pk: line.group.name for line in lines}
    rows: list[list[Value]] = [
        [
            line.group.name, line.group.get_kind_display(), names.get(line.group.parent_id or 0, ""), line.chair,
            line.names, line.group.reports_to, "; ".join(line.themes), "; ".join(line.plans),
            "; ".join(line.information), line.group.begins, line.group.ends, line.group.source,
        ]
        for line in lines
    ]  # fmt: skip
    return Sheet(f"{board.short_name} groups", columns, rows, [f"As of {long_date(day)}."])


# Groups --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_group(*, board: Board, details: GroupDetails, by: Person) -> Group:
    board = _locked_board(board, by)
    group = Group(board=board)
    _write_group(group, details)
    record(by=by, action="added a group", obj=group, board=board)
    return group


@transaction.atomic
def change_group(*, group: Group, details: GroupDetails, seen: str, by: Person) -> Group:
    """Its topics are replaced by those given."""
    board = _locked_board(group.board, by)
    group = Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
    refuse_stale(group, seen)
    _write_group(group, details)
    record(by=by, action="changed a group", obj=group, board=board)
    return group


@transaction.atomic
def end_group(*, group: Group, last_day: dt.date, by: Person) -> Group:
    """It meets until that day. Groups that belong to it are ended, or moved, before."""
    board = _locked_board(group.board, by)
    group = Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
    _refuse_end(group, last_day)
    left = group.groups.exclude(ends__lte=last_day).first()
    if left is not None:
        raise Refusal(f"{left} still belongs to it then. End that first, or move it.")
    group.ends = last_day
    group.save()
    record(by=by, action="ended a group", obj=group, board=board, last_day=str(last_day))
    return group


def _write_group(group: Group, details: GroupDetails) -> None:
    _refuse_parent(group, details)
    same = Group.objects.filter(board=group.board, name__iexact=details.name, begins=details.begins)
    if same.exclude(pk=group.pk).exists():
        raise Refusal(f"There is a group called {details.name} from that day already.")
    if group.ends and details.begins > group.ends:
        raise Refusal(f"It ended on {long_date(group.ends)}, so it cannot begin later.")
    for name in GROUP_TEXTS:
        setattr(group, name, getattr(details, name))
    for name in ("post", "role", "remit"):
        setattr(group, name, details.owner.get(name, "" if name == "role" else None))
    group.save()
    given = [(str(kind), text) for kind, text in details.topics]
    if [(row.kind, row.text) for row in group.topics.all()] != given:
        group.topics.all().delete()
        for order, (kind, text) in enumerate(given, 1):
            GroupTopic.objects.create(group=group, order=order, kind=kind, text=text)


def _refuse_parent(group: Group, details: GroupDetails) -> None:
    parent = Group.objects.get(pk=details.parent.pk) if details.parent else None  # as it is now
    if parent is not None and parent.board_id != group.board.pk:
        raise Refusal("A group belongs to a group of its own board.")
    above = parent
    while above is not None:
        if above.pk == group.pk:
            raise Refusal(f"{parent} belongs to this group itself: they cannot belong to each other.")
        above = above.parent
    if parent is not None and parent.ends and parent.ends < details.begins:
        raise Refusal(f"{parent} ended on {long_date(parent.ends)}, before this group begins.")


# Protocols -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_protocol(*, board: Board, details: ProtocolDetails, by: Person) -> Protocol:
    board = _locked_board(board, by)
    protocol = Protocol(board=board)
    _write_protocol(protocol, details)
    record(by=by, action="added a protocol", obj=protocol, board=board)
    return protocol


@transaction.atomic
def change_protocol(*, protocol: Protocol, details: ProtocolDetails, seen: str, by: Person) -> Protocol:
    board = _locked_board(protocol.board, by)
    protocol = Protocol.objects.select_for_update(of=("self",)).get(pk=protocol.pk)
    refuse_stale(protocol, seen)
    _write_protocol(protocol, details)
    record(by=by, action="changed a protocol", obj=protocol, board=board)
    return protocol


@transaction.atomic
def end_protocol(*, protocol: Protocol, last_day: dt.date, by: Person) -> Protocol:
    board = _locked_board(protocol.board, by)
    protocol = Protocol.objects.select_for_update(of=("self",)).get(pk=protocol.pk)
    _refuse_end(protocol, last_day)
    protocol.ends = last_day
    protocol.save()
    record(by=by, action="ended a protocol", obj=protocol, board=board, last_day=str(last_day))
    return protocol


def _write_protocol(protocol: Protocol, details: ProtocolDetails) -> None:
    if protocol.ends and details.begins > protocol.ends:
        raise Refusal(f"It ended on {long_date(protocol.ends)}, so it cannot begin later.")
    if details.review_due and details.review_due <= details.begins:
        raise Refusal("Its review must come after its first day.")
    for name in PROTOCOL_TEXTS:
        setattr(protocol, name, getattr(details, name))
    protocol.save()


def _refuse_end(row: Group | Protocol, last_day: dt.date) -> None:
    if row.ends is not None:
        raise Refusal(f"It has an end already: {long_date(row.ends)}.")
    if last_day < row.begins:
        raise Refusal(f"It begins on {long_date(row.begins)}: it cannot end before.")


def _locked_board(board: Board, by: Person) -> Board:
    board = Board.objects.select_for_update().get(pk=board.pk)
    demand(by, Permission.BODY_EDIT, board)
    return board
