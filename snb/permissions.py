"""Who may do what: permissions, and the roles that carry them. The database stores a role's short value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """One thing a person may do to one object."""

    BOARD_KNOW = "know_board"  # what the board is: terms, membership, linkages
    BOARD_READ = "read_board"  # dashboard, priorities, accepted returns
    TRACKER_READ = "read_tracker"
    RETURN_READ = "read_return"  # a return before it is accepted
    RETURN_EDIT = "edit_return"
    RETURN_SUBMIT = "submit_return"
    RETURN_SIGN = "sign_return"
    RETURN_OPEN = "open_returns"
    RETURN_REVIEW = "review_return"
    RETURN_REOPEN = "reopen_return"
    RETURN_CHASE = "chase_return"
    RISK_EDIT = "edit_risk"
    RISK_ASSESS = "assess_risk"
    FIGURE_EDIT = "edit_figure"  # measures, figures, imports, benchmarks
    GRANT_EDIT = "edit_grant"
    GRANT_APPROVE = "approve_grant"
    MEETING_READ = "read_meeting"
    MEETING_EDIT = "edit_meeting"
    EXEMPT_READ = "read_exempt"  # items heard in private
    ACTION_READ = "read_action"  # actions and decisions of the board
    ACTION_EDIT = "edit_action"
    DUTY_READ = "read_duty"
    DUTY_EDIT = "edit_duty"
    LINKAGE_FILE = "file_linkage"
    BODY_EDIT = "edit_body"  # organisations, seats, groups, partnerships over time
    AGREEMENT_EDIT = "edit_agreement"
    PLAN_EDIT = "edit_plan"
    NARRATIVE_READ = "read_narrative"  # before it is submitted
    NARRATIVE_EDIT = "edit_narrative"
    NARRATIVE_REVIEW = "review_narrative"
    LOCAL_EDIT = "edit_local"  # assessments, profiles, local priorities and plans, wards
    LEARNING_READ = "read_learning"
    LEARNING_EDIT = "edit_learning"
    SCRUTINY_EDIT = "edit_scrutiny"
    SCRUTINY_REPLY = "reply_scrutiny"
    PAPER_READ = "read_paper"  # cleared papers, before they are public
    PAPER_READ_DRAFT = "read_draft_paper"
    PAPER_COMPILE = "compile_paper"
    PAPER_CLEAR = "clear_paper"
    PAPER_PUBLISH = "publish_paper"
    PAPER_SHARE = "share_paper"
    APPOINTMENT_EDIT = "edit_appointment"
    AUDIT_READ = "read_audit"

    @property
    def phrase(self) -> str:
        """The permission in words, to follow "You may not …"."""
        return _PHRASES[self]


_PHRASES = {
    Permission.BOARD_KNOW: "see this board",
    Permission.BOARD_READ: "see this board's dashboard and priorities",
    Permission.TRACKER_READ: "see the tracker of returns",
    Permission.RETURN_READ: "read this return before it is accepted",
    Permission.RETURN_EDIT: "change this return",
    Permission.RETURN_SUBMIT: "send this return to its lead",
    Permission.RETURN_SIGN: "sign this return: only the lead of the day, or their deputy, can",
    Permission.RETURN_OPEN: "open the quarter's returns",
    Permission.RETURN_REVIEW: "accept returns or send them back",
    Permission.RETURN_REOPEN: "reopen a return",
    Permission.RETURN_CHASE: "chase or extend returns",
    Permission.RISK_EDIT: "change the register of risks",
    Permission.RISK_ASSESS: "assess this risk: only the programme manager and the leads of its priorities can",
    Permission.FIGURE_EDIT: "change measures or figures",
    Permission.GRANT_EDIT: "share out grants",
    Permission.GRANT_APPROVE: "approve how a grant is shared: only the chair can",
    Permission.MEETING_READ: "see this board's meetings",
    Permission.MEETING_EDIT: "change this meeting or its agenda",
    Permission.EXEMPT_READ: "read what is heard in private",
    Permission.ACTION_READ: "see the Board's actions and decisions",
    Permission.ACTION_EDIT: "change the Board's actions",
    Permission.DUTY_READ: "see the register of duties",
    Permission.DUTY_EDIT: "change the register of duties",
    Permission.LINKAGE_FILE: "file a report of this linkage",
    Permission.BODY_EDIT: "change organisations, seats or groups",
    Permission.AGREEMENT_EDIT: "change this agreement or its refresh",
    Permission.PLAN_EDIT: "change this action plan",
    Permission.NARRATIVE_READ: "read this narrative before it is submitted",
    Permission.NARRATIVE_EDIT: "change this narrative: only officers of its partnership can",
    Permission.NARRATIVE_REVIEW: "accept narratives or send them back",
    Permission.LOCAL_EDIT: "change what this partnership plans",
    Permission.LEARNING_READ: "see what was learnt from reviews",
    Permission.LEARNING_EDIT: "change reviews and their learning",
    Permission.SCRUTINY_EDIT: "record what a committee asked",
    Permission.SCRUTINY_REPLY: "reply to a committee",
    Permission.PAPER_READ: "read this paper before it is published",
    Permission.PAPER_READ_DRAFT: "read papers that the chair has not cleared",
    Permission.PAPER_COMPILE: "compile papers",
    Permission.PAPER_CLEAR: "clear papers: only the chair can",
    Permission.PAPER_PUBLISH: "publish or withdraw papers",
    Permission.PAPER_SHARE: "share papers with a person",
    Permission.APPOINTMENT_EDIT: "change appointments",
    Permission.AUDIT_READ: "read the audit log",
}


class Role(StrEnum):
    """What a person can be appointed as."""

    PROGRAMME_MANAGER = "manager"
    CHAIR = "chair"
    BOARD_MEMBER = "member"
    LEAD = "lead"
    SUPPORT_OFFICER = "support"
    CHAMPION = "champion"
    ANALYST = "analyst"
    CSP_OFFICER = "csp"
    SCRUTINY_MEMBER = "scrutiny"
    SCRUTINY_CLERK = "clerk"
    ADMINISTRATOR = "admin"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Role.PROGRAMME_MANAGER: "Programme manager",
    Role.CHAIR: "Chair",
    Role.BOARD_MEMBER: "Board member",
    Role.LEAD: "Strategic priority lead",
    Role.SUPPORT_OFFICER: "Support officer",
    Role.CHAMPION: "Champion",
    Role.ANALYST: "Performance analyst",
    Role.CSP_OFFICER: "CSP officer",
    Role.SCRUTINY_MEMBER: "Scrutiny member",
    Role.SCRUTINY_CLERK: "Scrutiny officer",
    Role.ADMINISTRATOR: "Administrator",
}


class RemitKind(StrEnum):
    """What an appointment can be to."""

    BOARD = "board"
    PARTNERSHIP = "partnership"
    PRIORITY = "priority"


@dataclass(frozen=True)
class Rights:
    """What a role may do on its own remit, and on everything of the board it belongs to."""

    remit: RemitKind  # the kind of remit that this role is held on
    own: frozenset[Permission] = frozenset()
    board: frozenset[Permission] = frozenset()


_P = Permission
_READER = {_P.BOARD_KNOW, _P.BOARD_READ, _P.MEETING_READ, _P.ACTION_READ, _P.DUTY_READ}
_MEMBER = _READER | {_P.PAPER_READ, _P.EXEMPT_READ, _P.LEARNING_READ, _P.SCRUTINY_REPLY}

RIGHTS: dict[Role, Rights] = {
    Role.PROGRAMME_MANAGER: Rights(
        RemitKind.BOARD,
        board=frozenset(
            _MEMBER
            | {
                _P.TRACKER_READ,
                _P.RETURN_READ,
                _P.RETURN_OPEN,
                _P.RETURN_REVIEW,
                _P.RETURN_REOPEN,
                _P.RETURN_CHASE,
                _P.RISK_EDIT,
                _P.RISK_ASSESS,
                _P.FIGURE_EDIT,
                _P.GRANT_EDIT,
                _P.MEETING_EDIT,
                _P.ACTION_EDIT,
                _P.DUTY_EDIT,
                _P.LINKAGE_FILE,
                _P.BODY_EDIT,
                _P.AGREEMENT_EDIT,
                _P.PLAN_EDIT,
                _P.NARRATIVE_READ,
                _P.NARRATIVE_REVIEW,
                _P.LOCAL_EDIT,
                _P.LEARNING_EDIT,
                _P.SCRUTINY_EDIT,
                _P.PAPER_READ_DRAFT,
                _P.PAPER_COMPILE,
                _P.PAPER_PUBLISH,
                _P.PAPER_SHARE,
                _P.APPOINTMENT_EDIT,
            }
        ),
    ),
    Role.CHAIR: Rights(
        RemitKind.BOARD,
        board=frozenset(
            _MEMBER | {_P.TRACKER_READ, _P.RETURN_READ, _P.PAPER_READ_DRAFT, _P.PAPER_CLEAR, _P.GRANT_APPROVE}
        ),
    ),
    Role.BOARD_MEMBER: Rights(RemitKind.BOARD, board=frozenset(_MEMBER)),
    Role.LEAD: Rights(
        RemitKind.PRIORITY,
        own=frozenset({_P.RETURN_READ, _P.RETURN_EDIT, _P.RETURN_SIGN, _P.RISK_ASSESS, _P.PLAN_EDIT}),
        board=frozenset(_MEMBER),
    ),
    Role.SUPPORT_OFFICER: Rights(
        RemitKind.PRIORITY,
        own=frozenset({_P.RETURN_READ, _P.RETURN_EDIT, _P.RETURN_SUBMIT, _P.PLAN_EDIT}),
        board=frozenset(_READER),
    ),
    Role.CHAMPION: Rights(RemitKind.PRIORITY, board=frozenset(_MEMBER)),
    Role.ANALYST: Rights(
        RemitKind.BOARD,
        board=frozenset(_MEMBER | {_P.TRACKER_READ, _P.RETURN_READ, _P.FIGURE_EDIT, _P.GRANT_EDIT}),
    ),
    Role.CSP_OFFICER: Rights(
        RemitKind.PARTNERSHIP,
        own=frozenset({_P.NARRATIVE_READ, _P.NARRATIVE_EDIT, _P.LOCAL_EDIT, _P.LEARNING_EDIT}),
        board=frozenset(_READER | {_P.LEARNING_READ}),
    ),
    Role.SCRUTINY_MEMBER: Rights(RemitKind.BOARD, board=frozenset({_P.BOARD_KNOW})),
    Role.SCRUTINY_CLERK: Rights(RemitKind.BOARD, board=frozenset({_P.BOARD_KNOW, _P.SCRUTINY_EDIT})),
    Role.ADMINISTRATOR: Rights(
        RemitKind.BOARD,
        board=frozenset({_P.BOARD_KNOW, _P.APPOINTMENT_EDIT, _P.BODY_EDIT, _P.AUDIT_READ}),
    ),
}


def roles_with(permission: Permission) -> list[Role]:
    """The roles that carry `permission`, on their own remit or on the board."""
    return [role for role, rights in RIGHTS.items() if permission in rights.own | rights.board]
