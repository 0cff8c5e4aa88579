"""The register of risks, one risk, and what leads have raised."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from priorities.forms.register import RiskFilter
from priorities.forms.risks import KINDS
from priorities.loading import visible_risk
from priorities.models import Risk
from priorities.raised import raised_rows
from priorities.risk_filter import narrowed
from priorities.risk_sheet import risks_sheet
from priorities.risk_values import RiskRegister, RiskRow, grid_of
from priorities.risks import risk_register
from priorities.scale import IMPACT
from snb.access import PersonRequest, requires
from snb.exporting import exported
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission
from snb.querysets import today


@requires(Permission.BOARD_READ, visible_board)
def risk_list(request: PersonRequest, board: Board) -> HttpResponse:
    """The register: those above appetite first, as a grid and as a table; the filter is in the address."""
    register = risk_register(board, today())
    form = RiskFilter(request.GET, priorities=_priorities(register))
    rows = narrowed(register.rows, **form.asked)
    context = {
        "board": board,
        "form": form,
        "register": register,
        "rows": rows,
        "above": sum(row.is_open and row.is_above_appetite for row in rows),
        "overdue": sum(row.is_overdue for row in rows),
        "grid": grid_of(rows, register.policy.bands),
        "may_edit": request.user.has_perm(Permission.RISK_EDIT, board),
        "impacts": list(enumerate(IMPACT, 1)),
    }
    file = exported(request, lambda: risks_sheet(board, rows, register.day))
    return file or render(request, "priorities/risk_list.html", context)


@requires(Permission.BOARD_READ, visible_risk)
def risk_detail(request: PersonRequest, risk: Risk) -> HttpResponse:
    """Its three scores and how they have moved, its owner of the day, what it bears on and what brings it down."""
    row = row_of(risk)
    context = {
        "board": risk.board,
        "risk": risk,
        "row": row,
        "scores": _score_lines(row),
        "may_assess": risk.is_open and request.user.has_perm(Permission.RISK_ASSESS, risk),
        "may_edit": request.user.has_perm(Permission.RISK_EDIT, risk),
        "breadcrumbs": [to_register(risk.board)],
    }
    return render(request, "priorities/risk_detail.html", context)


@requires(Permission.BOARD_READ, visible_board)
def raised_list(request: PersonRequest, board: Board) -> HttpResponse:
    """What the newest accepted return of each priority raised, and where it stands in the register."""
    rows = raised_rows(board)
    context = {
        "board": board,
        "rows": rows,
        "waiting": sum(row.risk is None for row in rows),
        "may_edit": request.user.has_perm(Permission.RISK_EDIT, board),
        "breadcrumbs": [to_register(board)],
    }
    return render(request, "priorities/raised_list.html", context)


def row_of(risk: Risk) -> RiskRow:
    """The risk as the register of today has it."""
    return risk_register(risk.board, today(), only=risk.pk).rows[0]


def to_register(board: Board) -> dict[str, str]:
    return {"label": "Risks", "url": reverse("priorities:risk-list", args=[board.slug])}


def to_risk(risk: Risk) -> dict[str, str]:
    return {"label": str(risk), "url": reverse("priorities:risk-detail", args=[risk.board.slug, risk.pk])}


def _priorities(register: RiskRegister) -> list[tuple[int, str]]:
    """Those that a risk bears on, by name."""
    names = {linked.pk: linked.name for row in register.rows for linked in row.priorities}
    return sorted(names.items(), key=lambda item: item[1])


def _score_lines(row: RiskRow) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "hint": hint,
            "score": getattr(row.now.scores, kind),
            "band": row.bands.word(getattr(row.now.scores, kind).value),
            "movement": row.movement_of(kind),
        }
        for kind, (label, hint) in KINDS.items()
    ]
