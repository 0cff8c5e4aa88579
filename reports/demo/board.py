"""A board as its fixture describes it: bodies, posts, tiers, terms, seats, priorities, partnerships."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from partnerships.models import Area, Coverage, Partnership
from priorities.models import Agreement, Placement, Priority, RequiredAction, Theme
from reports.models import Passage, PassageState
from snb.models import (
    Board,
    KeyRole,
    Linkage,
    LinkageAction,
    Organisation,
    Post,
    Remit,
    RemitName,
    Seat,
    TermOfReference,
    Tier,
)
from snb.permissions import RemitKind, Role

Toml = dict[str, Any]
BULLETED = {"performance_purpose", "performance_features", "performance_considered"}
ROLES = {
    "programme_manager": Role.PROGRAMME_MANAGER,
    "chair": Role.CHAIR,
    "board_member": Role.BOARD_MEMBER,
    "lead": Role.LEAD,
    "support_officer": Role.SUPPORT_OFFICER,
    "analyst": Role.ANALYST,
    "csp_officer": Role.CSP_OFFICER,
    "scrutiny_member": Role.SCRUTINY_MEMBER,
    "scrutiny_clerk": Role.SCRUTINY_CLERK,
    "administrator": Role.ADMINISTRATOR,
}


@dataclass
class Loaded:
    """What later steps look up by the fixture's own keys. Remits are keyed as appointments name them."""

    board: Board
    agreement: Agreement
    posts: dict[str, Post] = field(default_factory=dict)
    remits: dict[str, Remit] = field(default_factory=dict)
    priorities: dict[str, Priority] = field(default_factory=dict)


def load_board(data: Toml, *, demo_begins: dt.date) -> Loaded:
    """Make the board. Its demonstration agreement runs three years from `demo_begins`."""
    about = data["board"]
    board = Board.objects.create(
        slug=about["slug"],
        name=about["name"],
        short_name=about["short_name"],
        area=about["area"],
        vision=about.get("vision", ""),
        vision_source=about.get("vision_source", ""),
        key_approaches=about.get("key_approaches", []),
    )
    posts = _load_posts(data)
    loaded = Loaded(board=board, agreement=_load_agreement(board, data, demo_begins), posts=posts)
    loaded.remits["board"] = _remit(board, RemitKind.BOARD, [(board.name, dt.date(2012, 4, 1))])
    _load_priorities(loaded, data)
    _load_partnerships(loaded, data)
    _load_governance(loaded, data)
    return loaded


def _remit(board: Board, kind: RemitKind, names: list[tuple[str, dt.date]]) -> Remit:
    remit = Remit.objects.create(board=board, kind=kind)
    for name, begins in names:
        RemitName.objects.create(remit=remit, name=name, begins=begins)
    return remit


def _load_posts(data: Toml) -> dict[str, Post]:
    organisations = {}
    for row in data["organisations"]:
        fields = {key: row[key] for key in ("short_name", "kind", "begins", "ends", "note") if key in row}
        organisations[row["key"]] = Organisation.objects.get_or_create(name=row["name"], defaults=fields)[0]
    return {
        row["key"]: Post.objects.get_or_create(title=row["title"], organisation=organisations[row["organisation"]])[0]
        for row in data["posts"]
    }


def _load_agreement(board: Board, data: Toml, demo_begins: dt.date) -> Agreement:
    """The agreement in force with its required actions. reports.demo.agreements loads those of the past."""
    (row,) = data["agreements"]
    begins, ends = row["starts"], row["ends"]
    if row.get("demo"):
        begins, ends = demo_begins, demo_begins.replace(year=demo_begins.year + 3) - dt.timedelta(days=1)
    note = row.get("dates_note", "")[:300]
    agreement = Agreement.objects.create(board=board, title=row["title"], begins=begins, ends=ends, note=note)
    for action in data.get("required_actions", []):
        fields = {name: action[name] for name in ("number", "text", "label")}
        RequiredAction.objects.create(agreement=agreement, **fields)
    return agreement


def _load_priorities(loaded: Loaded, data: Toml) -> None:
    for row in data["priorities"]:
        names = [(name["name"], name["from"]) for name in row["names"]]
        priority = Priority.objects.create(
            board=loaded.board,
            slug=row["slug"],
            summary=row.get("summary", ""),
            remit=_remit(loaded.board, RemitKind.PRIORITY, names),
        )
        loaded.priorities[row["slug"]] = priority
        loaded.remits[f"priority:{row['slug']}"] = priority.remit
    for row in data["themes"]:
        theme = Theme.objects.create(agreement=loaded.agreement, order=row["order"], name=row["name"])
        for order, slug in enumerate(row["priorities"], 1):
            Placement.objects.create(theme=theme, priority=loaded.priorities[slug], order=order)


def _load_partnerships(loaded: Loaded, data: Toml) -> None:
    districts = {
        row["key"]: Area.objects.get_or_create(code=row["code"], defaults={"name": row["name"]})[0]
        for row in data.get("districts", [])
    }
    made: dict[str, Partnership] = {}
    for row in data.get("partnerships", []):
        remit = _remit(loaded.board, RemitKind.PARTNERSHIP, [(row["name"], row["begins"])])
        partnership = made[row["slug"]] = Partnership.objects.create(
            board=loaded.board,
            remit=remit,
            slug=row["slug"],
            begins=row["begins"],
            ends=row.get("ends"),
            chair=loaded.posts.get(f"{row['slug']}-csp-chair"),
            note=row.get("begins_note", ""),
        )
        loaded.remits[f"partnership:{row['slug']}"] = remit
        for key in row["districts"]:
            Coverage.objects.create(
                partnership=partnership, district=districts[key], begins=row["begins"], ends=row.get("ends")
            )
    for row in data.get("partnerships", []):
        made[row["slug"]].predecessors.set(made[slug] for slug in row.get("predecessors", []))


def _load_governance(loaded: Loaded, data: Toml) -> None:
    board = loaded.board
    for order, row in enumerate(data.get("tiers", []), 1):
        Tier.objects.create(
            board=board, order=order, name=row["name"], role=row["role"], responsibilities=row["responsibilities"]
        )
    for kind, key in ((TermOfReference.Kind.AIM, "aims"), (TermOfReference.Kind.DUTY, "duties")):
        for order, text in enumerate(data.get("terms", {}).get(key, []), 1):
            TermOfReference.objects.create(board=board, kind=kind, order=order, text=text)
    for order, row in enumerate(data["seats"], 1):
        seat = Seat.objects.create(
            board=board, order=order, organisation=row["organisation"], representative=row["representative"]
        )
        seat.posts.set(loaded.posts[key] for key in row["posts"])
    _load_roles(loaded, data)
    _load_prose(board, data)


def _load_roles(loaded: Loaded, data: Toml) -> None:
    board = loaded.board
    for order, row in enumerate(data.get("key_roles", []), 1):
        holder = {"post": loaded.posts.get(row.get("post", ""))} if "post" in row else {"role": Role.LEAD}
        KeyRole.objects.create(board=board, order=order, name=row["role"], designation=row["designated"], **holder)
    for row in data.get("linkages", []):
        Linkage.objects.create(
            board=board,
            order=row["order"],
            body=row.get("listed_as", row["body"]),
            listed=row.get("listed", True),
            owner=row.get("owner_as_printed", ""),
            **_owner(loaded, row["owner"]),
        )
    for row in data.get("linkage_actions", []):
        LinkageAction.objects.create(
            board=board, order=row["order"], action=row["action"], owner=row["owner_as_printed"]
        )


def _owner(loaded: Loaded, owner: Toml) -> Toml:
    """A linkage's owner is a post, or a role on a remit: it moves when they do."""
    if "post" in owner:
        return {"post": loaded.posts[owner["post"]]}
    remit = f"priority:{owner['priority']}" if "priority" in owner else "board"
    return {"role": ROLES[owner["role"]], "remit": loaded.remits[remit]}


def _load_prose(board: Board, data: Toml) -> None:
    for key, paragraphs in dict(data.get("prose", {})).items():
        joint = "\n".join(f"- {line}" for line in paragraphs) if key in BULLETED else "\n\n".join(paragraphs)
        _passage(board, key, joint)
    if leads := data.get("leads", {}).get("responsibilities"):
        _passage(board, "lead_responsibilities", "\n".join(f"- {line}" for line in leads))
    if acts := data.get("legislation"):
        _passage(board, "legislation", "\n".join(f"- {_act(act)}" for act in acts))


def _passage(board: Board, key: str, markdown: str) -> None:
    """Standing prose as published, so it counts as cleared."""
    Passage.objects.create(board=board, key=key, markdown=markdown, state=PassageState.CLEARED)


def _act(act: Toml) -> str:
    return f"{act['title']} ({act['note'].rstrip('.')})" if act.get("note") else act["title"]
