"""The board and its people. One module for each thing the field has a word for."""

from snb.models.actions import Action, ActionFile, ActionReport, ActionRevision, ActionState
from snb.models.appointments import Appointment
from snb.models.audit import AuditEvent
from snb.models.boards import (
    Board,
    Capacity,
    KeyRole,
    Linkage,
    LinkageAction,
    Remit,
    RemitName,
    Seat,
    TermOfReference,
    Tier,
)
from snb.models.bodies import Group, GroupTopic, Protocol, Standing, Succession
from snb.models.committees import (
    Committee,
    CommitteeMeeting,
    CommitteeReport,
    Flag,
    Implication,
    Recipient,
    Recommendation,
    Rescheduling,
    SignOff,
)
from snb.models.duties import Duty, Fulfilment, FulfilmentFile, LinkageReport
from snb.models.feeds import CalendarFeed
from snb.models.grants import Grant
from snb.models.law import ClosedDay, LegalSetting
from snb.models.meetings import AgendaItem, ExemptParagraph, ForwardPlanItem, Meeting
from snb.models.people import Organisation, Person, Post, PostHolding
from snb.models.sittings import Attendance, Decision, Declaration, MinuteEntry, Minutes, MinutesState, Paper

__all__ = [
    "Action",
    "ActionFile",
    "ActionReport",
    "ActionRevision",
    "ActionState",
    "AgendaItem",
    "Appointment",
    "Attendance",
    "AuditEvent",
    "Board",
    "CalendarFeed",
    "Capacity",
    "ClosedDay",
    "Committee",
    "CommitteeMeeting",
    "CommitteeReport",
    "Decision",
    "Declaration",
    "Duty",
    "ExemptParagraph",
    "Flag",
    "ForwardPlanItem",
    "Fulfilment",
    "FulfilmentFile",
    "Grant",
    "Group",
    "GroupTopic",
    "Implication",
    "KeyRole",
    "LegalSetting",
    "Linkage",
    "LinkageAction",
    "LinkageReport",
    "Meeting",
    "MinuteEntry",
    "Minutes",
    "MinutesState",
    "Organisation",
    "Paper",
    "Person",
    "Post",
    "PostHolding",
    "Protocol",
    "Recipient",
    "Recommendation",
    "Remit",
    "RemitName",
    "Rescheduling",
    "Seat",
    "SignOff",
    "Standing",
    "Succession",
    "TermOfReference",
    "Tier",
]
