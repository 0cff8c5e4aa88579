"""What the database itself refuses to change in what partnerships told the Board."""

from __future__ import annotations

from partnerships.local_protection import LOCAL_TRIGGERS
from partnerships.narrative_protection import NARRATIVE_TRIGGERS

TRIGGERS = [
    *LOCAL_TRIGGERS,
    *NARRATIVE_TRIGGERS,
]
