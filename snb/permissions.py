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
    ANALYST = "analyst"
    CSP_OFFICER = "csp"
    SCRUTINY_MEMBER = "scrutiny"
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
    Role.ANALYST: "Performance analyst",
    Role.CSP_OFFICER: "CSP officer",
    Role.SCRUTINY_MEMBER: "Scrutiny member",
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
_READER = {_P.BOARD_KNOW, _P.BOARD_READ, _P.MEETING_READ}
_MEMBER = _READER | {_P.PAPER_READ}

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
        own=frozenset({_P.RETURN_READ, _P.RETURN_EDIT, _P.RETURN_SIGN, _P.RISK_ASSESS}),
        board=frozenset(_MEMBER),
    ),
    Role.SUPPORT_OFFICER: Rights(
        RemitKind.PRIORITY,
        own=frozenset({_P.RETURN_READ, _P.RETURN_EDIT, _P.RETURN_SUBMIT}),
        board=frozenset(_READER),
    ),
    Role.ANALYST: Rights(
        RemitKind.BOARD,
        board=frozenset(_MEMBER | {_P.TRACKER_READ, _P.RETURN_READ, _P.FIGURE_EDIT, _P.GRANT_EDIT}),
    ),
    Role.CSP_OFFICER: Rights(RemitKind.PARTNERSHIP, board=frozenset(_READER)),
    Role.SCRUTINY_MEMBER: Rights(RemitKind.BOARD, board=frozenset({_P.BOARD_KNOW})),
    Role.ADMINISTRATOR: Rights(RemitKind.BOARD, board=frozenset({_P.BOARD_KNOW, _P.APPOINTMENT_EDIT, _P.AUDIT_READ})),
}


def roles_with(permission: Permission) -> list[Role]:
    """The roles that carry `permission`, on their own remit or on the board."""
    return [role for role, rights in RIGHTS.items() if permission in rights.own | rights.board]
