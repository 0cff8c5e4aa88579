"""The board and its people. One module for each thing the field has a word for."""

from snb.models.appointments import Appointment
from snb.models.audit import AuditEvent
from snb.models.boards import (
    Board,
    BoardProse,
    KeyRole,
    Linkage,
    LinkageAction,
    Remit,
    RemitName,
    Seat,
    TermOfReference,
    Tier,
)
from snb.models.grants import Grant
from snb.models.meetings import AgendaItem, ForwardPlanItem, Meeting
from snb.models.people import Organisation, Person, Post, PostHolding

__all__ = [
    "AgendaItem",
    "Appointment",
    "AuditEvent",
    "Board",
    "BoardProse",
    "ForwardPlanItem",
    "Grant",
    "KeyRole",
    "Linkage",
    "LinkageAction",
    "Meeting",
    "Organisation",
    "Person",
    "Post",
    "PostHolding",
    "Remit",
    "RemitName",
    "Seat",
    "TermOfReference",
    "Tier",
]
