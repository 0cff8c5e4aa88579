"""The statutory checklist of the agreement in force: what meets each requirement, and who answers for the rest."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from priorities.models import Agreement
from reports.checklist_sheet import checklist_sheet
from reports.documents.checklist import NOT_READ, Item, checklist_of, items_on
from reports.forms import SignOffForm, TakeBackForm
from reports.models import ChecklistSignOff
from reports.signing_off import sign_off, take_back
from snb.access import PersonRequest, requires
from snb.exporting import exported
from snb.loading import visible_board
from snb.models import Board, Person
from snb.permissions import Permission
from snb.querysets import today
from snb.views.acting import Page, act


def agreement_in_force(board: Board) -> Agreement | None:
    """The one that is compiled today."""
    rows = Agreement.objects.filter(board=board).on(today()).select_related("board")
    return rows.order_by("-begins").first()


def visible_requirement(person: Person, *, board: str, item: str) -> ChecklistSignOff:
    """The sign-off of a requirement of the agreement in force; where nobody has signed it, one that is not saved."""
    found = agreement_in_force(visible_board(person, board=board))
    if found is None or item not in {each.key for each in items_on(today())}:
        raise Http404
    held = found.sign_offs.filter(item=item).select_related("agreement__board", "by").first()
    return held or ChecklistSignOff(agreement=found, item=item)


@requires(Permission.BOARD_READ, visible_board)
def checklist(request: PersonRequest, board: Board) -> HttpResponse:
    agreement = agreement_in_force(board)
    rows = checklist_of(agreement, today()) if agreement else ()
    if agreement and (file := exported(request, lambda: checklist_sheet(agreement, rows, today()))):
        return file
    context = {
        "board": board,
        "agreement": agreement,
        "rows": rows,
        "open": sum(not row.is_answered for row in rows),
        "not_read": NOT_READ,
        "may_sign": request.user.has_perm(Permission.AGREEMENT_EDIT, board),
        "breadcrumbs": [{"label": "Agreements", "url": reverse("priorities:agreement-list", args=[board.slug])}],
    }
    return render(request, "reports/checklist.html", context)


@requires(Permission.AGREEMENT_EDIT, visible_requirement)
def checklist_sign_off(request: PersonRequest, asked: ChecklistSignOff) -> HttpResponse:
    """Answer for one requirement, with a reason that the agreement prints."""
    item, missing = _asked(asked)

    def save(form: SignOffForm) -> str:
        sign_off(agreement=asked.agreement, item=asked.item, reason=form.cleaned_data["reason"], by=request.user)
        return f"Signed off: {item.text}"

    page = _page(asked, item, heading="Sign off this requirement", button="Sign it off", note=missing)
    return act(request, page, SignOffForm, save)


@requires(Permission.AGREEMENT_EDIT, visible_requirement)
def checklist_take_back(request: PersonRequest, asked: ChecklistSignOff) -> HttpResponse:
    """The requirement is open again, and the agreement cannot be compiled until it is answered."""
    if asked.pk is None:
        raise Http404
    item, _ = _asked(asked)

    def save(form: TakeBackForm) -> str:
        take_back(sign_off=asked, by=request.user)
        return f"Taken back: {item.text}"

    note = f"{asked.by.name} signed it off, and gave this reason: {asked.reason}"
    page = _page(asked, item, heading="Take back this sign-off", button="Take it back", note=note, is_ending=True)
    return act(request, page, TakeBackForm, save)


def _asked(asked: ChecklistSignOff) -> tuple[Item, str]:
    """What is asked for, and what is missing of it; empty where it is met by now."""
    row = next(row for row in checklist_of(asked.agreement, today()) if row.item.key == asked.item)
    return row.item, row.missing if not row.is_met else f"It is met now: {'; '.join(row.by)}."


def _page(asked: ChecklistSignOff, item: Item, **more: Any) -> Page:
    board = asked.agreement.board
    back = reverse("reports:checklist", args=[board.slug])
    trail = [{"label": "Statutory checklist", "url": back}]
    return Page(board=board, lede=f"{item.text}.", back=back, trail=trail, **more)
