"""Documentation that is made from the code says what the code says. `make docs` writes it anew."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from partnerships.narrative_workflow import MACHINE as NARRATIVE
from performance.grants.writing import MACHINE as SCENARIO
from priorities.models.returns import State
from priorities.workflow import MACHINE as RETURN
from priorities.workflow import OWNER
from reports.workflow import MACHINE as PAPER
from reports.writing import MACHINE as TEXT
from snb.action_states import MACHINE as ACTION
from snb.minutes import MACHINE as MINUTES
from snb.permissions import roles_with

DOCS = Path(settings.BASE_DIR) / "docs"


def check(name: str, text: str) -> None:
    """Fail where the file differs from `text`; with UPDATE_DOCS set, write it."""
    path = DOCS / name
    if os.environ.get("UPDATE_DOCS"):
        path.write_text(text)
    assert path.read_text() == text, f"docs/{name} is stale: run `make docs`"


def states() -> str:
    owners = "\n".join(
        f"| {state.label} | {', '.join(role.label for role in roles_with(OWNER[state]))} |" for state in State
    )
    return (
        "# States\n\nMade from the transition tables by `make docs`. Each arrow says who may move it.\n\n"
        f"## A quarterly return\n\n```mermaid\n{RETURN.diagram()}\n```\n\n"
        f"| state | who has the next move |\n|---|---|\n{owners}\n\n"
        f"## A paper\n\n```mermaid\n{PAPER.diagram()}\n```\n\n"
        f"## A text that papers print\n\n```mermaid\n{TEXT.diagram()}\n```\n\n"
        f"## A scenario of a grant\n\n```mermaid\n{SCENARIO.diagram()}\n```\n\n"
        f"## An action of the Board\n\n```mermaid\n{ACTION.diagram()}\n```\n\n"
        "Of these, only its owner of the day, their deputy and the programme manager say that it is done.\n\n"
        f"## The minutes of a meeting\n\n```mermaid\n{MINUTES.diagram()}\n```\n\n"
        f"## A partnership’s narrative\n\n```mermaid\n{NARRATIVE.diagram()}\n```\n"
    )


def test_state_diagrams() -> None:
    check("states.md", states())
