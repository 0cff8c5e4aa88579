"""Records of the papers."""

from reports.models.editions import Audience, Edition, EditionGrant, EditionState
from reports.models.jobs import CompileJob
from reports.models.kinds import KindVersion, OwnKind
from reports.models.searching import PublishedSection
from reports.models.statutory import ChecklistSignOff
from reports.models.writing import Passage, PassageComment, PassageState

__all__ = [
    "Audience",
    "ChecklistSignOff",
    "CompileJob",
    "Edition",
    "EditionGrant",
    "EditionState",
    "KindVersion",
    "OwnKind",
    "Passage",
    "PassageComment",
    "PassageState",
    "PublishedSection",
]
