"""What was written for reports to committees: passages as published, so they count as cleared."""

from __future__ import annotations

import tomllib
from typing import Any

from django.conf import settings

from reports.demo.story import Story
from reports.documents.committee.subject import Progress, key_of
from reports.models import Passage, PassageState
from snb.models import CommitteeReport

Toml = dict[str, Any]


def load_committee_papers(story: Story) -> list[tuple[str, str]]:
    """Everything that `committee_papers.toml` of the board's folder says, if there is one. The reports must be there.

    Gives the kind of each paper and the key of what it is about.
    """
    path = settings.BASE_DIR / "fixtures" / story.loaded.board.slug / "committee_papers.toml"
    papers = tomllib.loads(path.read_text())["papers"] if path.exists() else []
    return [(row["kind"], _load(story, row)) for row in papers]


def _load(story: Story, row: Toml) -> str:
    board = story.loaded.board
    report = CommitteeReport.objects.get(meeting__committee__board=board, title=row["report"])
    priorities = story.loaded.priorities
    told = {Progress(priorities[slug], slug).key: text for slug, text in row.get("progress", {}).items()}
    for key, markdown in {**row["passages"], **told}.items():
        Passage.objects.create(
            board=board, subject=key_of(report), key=key, markdown=markdown.strip(), state=PassageState.CLEARED
        )
    return key_of(report)
