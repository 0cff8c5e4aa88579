"""Keeping agreements in the browser: the agreement itself, its successor, and everything that stands in it."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from priorities import agreement_contents, agreement_workflow
from priorities.agreement_loading import (
    visible_agreement,
    visible_lineage,
    visible_placement,
    visible_statement,
    visible_theme,
)
from priorities.forms.agreements import (
    AgreementForm,
    LineageForm,
    PlaceForm,
    PlacementForm,
    StatementForm,
    ThemeForm,
)
from priorities.models import Agreement, Lineage, Placement, Statement, Theme
from priorities.views.agreement_forms import ask, confirm
from priorities.views.agreements import agreement_url, to_agreement, to_agreements
from snb.access import PersonRequest, requires
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission

Row = TypeVar("Row", bound=Model)
EDIT = Permission.AGREEMENT_EDIT


def fresh(row: Row) -> Row:
    """As it is saved now: what a form starts from, also after somebody else has saved."""
    return get_object_or_404(type(row), pk=row.pk)


@requires(EDIT, visible_board)
def agreement_add(request: PersonRequest, board: Board) -> HttpResponse:
    def do(form: AgreementForm) -> tuple[str, str]:
        made = agreement_workflow.add_agreement(board=board, details=form.details, by=request.user)
        return f"“{made.title}” has been added. Give it its themes and priorities.", agreement_url(made)

    trail = [to_agreements(board)]
    return ask(request, board, AgreementForm, do, heading="Add an agreement", button="Add the agreement", trail=trail)


@requires(EDIT, visible_agreement)
def agreement_edit(request: PersonRequest, agreement: Agreement) -> HttpResponse:
    def do(form: AgreementForm) -> tuple[str, str]:
        agreement_workflow.change_agreement(
            agreement=agreement, details=form.details, version=form.seen, by=request.user
        )
        return "The agreement has been changed.", agreement_url(agreement)

    def make(data: Any) -> AgreementForm:
        return AgreementForm.of(fresh(agreement), data)

    return _ask(request, agreement, make, do, "Change the agreement", "Save the agreement")


@requires(EDIT, visible_agreement)
def agreement_successor(request: PersonRequest, agreement: Agreement) -> HttpResponse:
    """A copy to work on, which comes into force when its own term begins."""

    def do(form: AgreementForm) -> tuple[str, str]:
        made = agreement_workflow.make_successor(agreement=agreement, details=form.details, by=request.user)
        return f"“{made.title}” has been started as a copy. Change it into what it is to be.", agreement_url(made)

    def make(data: Any) -> AgreementForm:
        return AgreementForm.after(agreement, data)

    hint = (
        "Its themes, the priorities that still stand, its statements and its required actions are copied. "
        "Nothing of the agreement in force changes."
    )
    return _ask(request, agreement, make, do, "Start the successor", "Start the successor", hint=hint)


# Themes --------------------------------------------------------------------------------------------------------------


@requires(EDIT, visible_agreement)
def theme_add(request: PersonRequest, agreement: Agreement) -> HttpResponse:
    def do(form: ThemeForm) -> tuple[str, str]:
        made = agreement_contents.add_theme(agreement=agreement, by=request.user, **form.said)
        return f"“{made.name}” has been added.", agreement_url(agreement)

    return _ask(request, agreement, ThemeForm, do, "Add a theme", "Add the theme")


@requires(EDIT, visible_theme)
def theme_edit(request: PersonRequest, theme: Theme) -> HttpResponse:
    def do(form: ThemeForm) -> tuple[str, str]:
        agreement_contents.change_theme(theme=theme, version=form.seen, by=request.user, **form.said)
        return "The theme has been changed.", agreement_url(theme.agreement)

    def make(data: Any) -> ThemeForm:
        return ThemeForm.of(fresh(theme), data)

    return _ask(request, theme.agreement, make, do, "Change the theme", "Save the theme")


@requires(EDIT, visible_theme)
def theme_remove(request: PersonRequest, theme: Theme) -> HttpResponse:
    def do() -> None:
        agreement_contents.remove_theme(theme=theme, by=request.user)

    return _confirm(request, theme.agreement, do, f"Remove the theme “{theme.name}”?", "The theme has been removed.")


# Priorities under themes ---------------------------------------------------------------------------------------------


@requires(EDIT, visible_theme)
def placement_add(request: PersonRequest, theme: Theme) -> HttpResponse:
    def do(form: PlaceForm) -> tuple[str, str]:
        made = agreement_contents.place(theme=theme, by=request.user, **form.said)
        return f"{made.priority} stands under “{theme.name}” now.", agreement_url(theme.agreement)

    def make(data: Any) -> PlaceForm:
        return PlaceForm(data, theme=theme)

    heading = f"Place a priority under “{theme.name}”"
    return _ask(request, theme.agreement, make, do, heading, "Place the priority")


@requires(EDIT, visible_placement)
def placement_edit(request: PersonRequest, placement: Placement) -> HttpResponse:
    agreement = placement.theme.agreement

    def do(form: PlacementForm) -> tuple[str, str]:
        agreement_contents.change_placement(placement=placement, version=form.seen, by=request.user, **form.said)
        return "The priority has been changed in this agreement.", agreement_url(agreement)

    def make(data: Any) -> PlacementForm:
        return PlacementForm.of(fresh(placement), data)

    return _ask(request, agreement, make, do, "Change a priority in this agreement", "Save the priority")


@requires(EDIT, visible_placement)
def placement_remove(request: PersonRequest, placement: Placement) -> HttpResponse:
    agreement = placement.theme.agreement

    def do() -> None:
        agreement_contents.remove_placement(placement=placement, by=request.user)

    return _confirm(
        request, agreement, do, f"Take {placement.priority} out of “{placement.theme.name}”?",
        "The priority no longer stands there.",
        "This is for a priority that should never have stood here. One that the Board gives up is ended by the annual "
        "refresh.",
    )  # fmt: skip


# Statements and lineage ----------------------------------------------------------------------------------------------


@requires(EDIT, visible_agreement)
def statement_add(request: PersonRequest, agreement: Agreement) -> HttpResponse:
    def do(form: StatementForm) -> tuple[str, str]:
        agreement_contents.add_statement(agreement=agreement, by=request.user, **form.said)
        return "It has been added.", agreement_url(agreement)

    heading = "Add an objective, a principle or another statement"
    return _ask(request, agreement, StatementForm, do, heading, "Add it")


@requires(EDIT, visible_statement)
def statement_edit(request: PersonRequest, statement: Statement) -> HttpResponse:
    def do(form: StatementForm) -> tuple[str, str]:
        agreement_contents.change_statement(statement=statement, version=form.seen, by=request.user, **form.said)
        return "It has been changed.", agreement_url(statement.agreement)

    def make(data: Any) -> StatementForm:
        return StatementForm.of(fresh(statement), data)

    heading = f"{statement.get_kind_display()} {statement.number}"
    return _ask(request, statement.agreement, make, do, heading, "Save it")


@requires(EDIT, visible_statement)
def statement_remove(request: PersonRequest, statement: Statement) -> HttpResponse:
    def do() -> None:
        agreement_contents.remove_statement(statement=statement, by=request.user)

    heading = f"Remove {statement.get_kind_display().lower()} {statement.number}?"
    return _confirm(request, statement.agreement, do, heading, "It has been removed.", statement.text)


@requires(EDIT, visible_agreement)
def lineage_add(request: PersonRequest, agreement: Agreement) -> HttpResponse:
    def do(form: LineageForm) -> tuple[str, str]:
        agreement_contents.add_lineage(agreement=agreement, by=request.user, **form.said)
        return "It has been recorded.", agreement_url(agreement)

    def make(data: Any) -> LineageForm:
        return LineageForm(data, agreement=agreement)

    hint = (
        "A priority that stands in both agreements continues, and its dated names tell that it was renamed. "
        "Neither needs to be recorded here."
    )
    return _ask(request, agreement, make, do, "Where a priority came from", "Record it", hint=hint)


@requires(EDIT, visible_lineage)
def lineage_remove(request: PersonRequest, lineage: Lineage) -> HttpResponse:
    def do() -> None:
        agreement_contents.remove_lineage(lineage=lineage, by=request.user)

    return _confirm(request, lineage.agreement, do, "Remove this record?", "The record has been removed.", str(lineage))


# Shared --------------------------------------------------------------------------------------------------------------


def _ask(
    request: PersonRequest, agreement: Agreement, make: Any, do: Any, heading: str, button: str, **more: Any
) -> HttpResponse:
    trail = [to_agreements(agreement.board), to_agreement(agreement)]
    return ask(request, agreement.board, make, do, heading=heading, button=button, trail=trail, **more)


def _confirm(
    request: PersonRequest, agreement: Agreement, do: Any, heading: str, said: str, text: str = ""
) -> HttpResponse:
    return confirm(
        request, agreement.board, do, heading=heading, button="Remove it", said=said, text=text,
        keep_url=agreement_url(agreement), trail=[to_agreements(agreement.board), to_agreement(agreement)],
    )  # fmt: skip
