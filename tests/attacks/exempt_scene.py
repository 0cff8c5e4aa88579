"""One matter heard in private with a marker in every word of it, and hands that look for the marker everywhere."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.test import Client
from django.urls import NoReverseMatch, reverse

from snb.action_workflow import ActionDetails, add_action, close_actions, reopen_action, report, revise_due
from snb.attendance import declare
from snb.minutes import circulate
from snb.models import Action, ActionFile, AgendaItem, Decision, Declaration, Meeting, Paper
from snb.permissions import Role
from tests.cast import Cast, days
from tests.snb import scrutiny_scene
from tests.snb.action_scene import upload
from tests.snb.notice_scene import paper, pdf_bytes
from tests.snb.sittings_scene import Scene, make_scene
from tests.test_permission_matrix import ADDRESSES

MARKER = "Zanzibar"
ROOMS = ("board", "reports", "scrutiny", "partnerships")  # whose pages know anything of a meeting


@dataclass
class Private:
    """What was heard in private, by its parts."""

    scene: Scene
    ahead: AgendaItem
    paper: Paper
    held: AgendaItem
    decision: Decision
    declaration: Declaration
    action: Action
    file: ActionFile

    @property
    def ids(self) -> set[int]:
        return {row.pk for row in (self.ahead, self.paper, self.held, self.decision, self.declaration, self.action,
                                   self.file, self.scene.meeting, self.scene.cast.meeting)}  # fmt: skip


def plant(cast: Cast) -> Private:
    """A meeting that was held and one ahead, with an exempt item each; an action that the CSP officer owns."""
    scene = make_scene(cast)
    ahead = AgendaItem.objects.create(
        meeting=cast.meeting, order=1, title=f"{MARKER} contract", block="prose", text=f"The text names {MARKER}.",
        exempt_paragraph=3, public_interest=f"{MARKER} bids.", public_title="A contract", purpose="decide",
    )  # fmt: skip
    given = paper(ahead, cast.manager, title=f"{MARKER} options", data=pdf_bytes(text=MARKER))
    Paper.objects.filter(pk=given.pk).update(name=f"{MARKER}.pdf")
    held = scene.items[2]
    AgendaItem.objects.filter(pk=held.pk).update(title=f"{MARKER} bids", public_interest=MARKER, text=MARKER)
    held.refresh_from_db()
    scene.items[2] = held
    said = declare(
        meeting=scene.meeting, name=f"{MARKER} Member", interest=MARKER, item=held, left_the_room=True, by=cast.manager
    )
    decision = scene.decide(f"{MARKER} wins.", item=2, reasons=f"{MARKER} is best.")
    scene.sit()
    minutes = scene.write({2: f"{MARKER} was heard."})
    circulate(meeting=scene.meeting, version=minutes.version, by=cast.manager)
    owner = ActionDetails(f"Sign with {MARKER}", role=Role.CSP_OFFICER, remit=cast.partnership.remit)
    action = add_action(board=cast.board, details=owner, due=days(5), decision=decision, by=cast.manager)
    _live(cast, action, scene.meeting)
    asked = scrutiny_scene.make_asked(cast)
    asked.actions.add(action)
    return Private(scene, ahead, given, held, decision, said, action, ActionFile.objects.get())


def _live(cast: Cast, action: Action, meeting: Meeting) -> None:
    """Everything that happens to an action, each with the marker in its words."""
    revise_due(action=action, due=days(6), reason=f"{MARKER} asked", version=action.version, by=cast.manager)
    report(
        action=action, text=f"{MARKER} signed", evidence=f"{MARKER} letter", says_done=True,
        files=[upload(name=f"{MARKER}.pdf")], by=cast.manager,
    )  # fmt: skip
    close_actions(actions=[action], meeting=meeting, by=cast.manager)
    held = Action.objects.get(pk=action.pk)
    reopen_action(action=held, reason=f"{MARKER} left", due=days(7), version=held.version, by=cast.manager)


def everywhere(ids: set[int], board: str = "fosse") -> Iterator[str]:
    """Every address of these rooms, with every one of `ids` wherever it takes an id."""
    fixed = {"board": board, "slug": "burglary", "kind": "board-pack", "part": "flags", "suffix": "json"}
    for name, wanted in sorted(ADDRESSES):
        free = [argument for argument in wanted if argument not in fixed]
        if len(free) > 2 or name.partition(":")[0] not in ROOMS:
            continue
        for first in sorted(ids) if free else [0]:
            for second in sorted(ids) if len(free) == 2 else [0]:
                given = dict(zip(free, (first, second), strict=False))
                try:
                    yield reverse(name, kwargs={key: given.get(key, fixed.get(key)) for key in wanted})
                except NoReverseMatch:
                    continue


def words_of(answer: HttpResponseBase) -> str:
    """All that an answer carries: headers, body, the sheets of a workbook."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"\n".join(book.read(name) for name in book.namelist())
    return f"{answer.headers}\n{body.decode(errors='replace')}"


def leaks(client: Client, addresses: Iterator[str], marker: str = MARKER) -> list[str]:
    """Those addresses whose answer, as a page or a file, says the marker."""
    found = []
    for address in addresses:
        for query in ("", "?format=csv", "?format=xlsx"):
            answer = client.get(address + query)
            if marker in words_of(answer):
                found.append(f"{answer.status_code} {address}{query}")
            if query == "" and answer.status_code != 200:
                break
    return found
