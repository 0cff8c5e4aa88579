"""Organisations: the register, one of them with its posts, and how they begin, follow one another and end."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from snb import bodies
from snb.access import PersonRequest, requires
from snb.body_loading import visible_body
from snb.body_register import bodies_sheet, body_register, post_rows, standings_on
from snb.exporting import exported
from snb.forms.bodies import BodyForm, FollowForm, LastDayForm, MergeForm, NewBodyForm, SplitForm
from snb.loading import visible_board
from snb.models import Board, Organisation
from snb.permissions import Permission
from snb.querysets import today
from snb.views.acting import Page, act
from snb.wording import long_date


@requires(Permission.BOARD_KNOW, visible_board)
def body_list(request: PersonRequest, board: Board) -> HttpResponse:
    """Those of today by what they are to the board, those to come, and those that have ended with what follows."""
    day = today()
    rows = body_register(board, day)
    context = {
        "board": board, "day": day, "rows": rows, "standings": standings_on(board, day),
        "may_edit": request.user.has_perm(Permission.BODY_EDIT, board),
    }  # fmt: skip
    file = exported(request, lambda: bodies_sheet(board, rows, day))
    return file or render(request, "snb/body_list.html", context)


@requires(Permission.BOARD_KNOW, visible_body)
def body_detail(request: PersonRequest, organisation: Organisation) -> HttpResponse:
    """Its dates, what it follows and what follows it, what it is to the board, and its posts with their holders."""
    board, day = organisation.seen_on, today()
    may_edit = request.user.has_perm(Permission.BODY_EDIT, board)
    context = {
        "board": board, "day": day, "row": body_register(board, day, only=organisation.pk)[0], "body": organisation,
        "standings": board.standings.filter(organisation=organisation).order_by("begins"),
        "posts": post_rows(board, day, organisation), "may_edit": may_edit,
        "why_not": bodies.why_not(request.user, [organisation]) if may_edit else "",
        "breadcrumbs": [to_bodies(board)],
    }  # fmt: skip
    return render(request, "snb/body_detail.html", context)


@requires(Permission.BODY_EDIT, visible_board)
def body_add(request: PersonRequest, board: Board) -> HttpResponse:
    def save(form: NewBodyForm) -> str:
        made = bodies.add_organisation(board=board, details=form.details, stands=form.stands, by=request.user)
        return f"{made} is an organisation of the Board"

    page = Page(board, "Add an organisation", "Add the organisation", _back(board), [to_bodies(board)])
    return act(request, page, NewBodyForm, save)


@requires(Permission.BODY_EDIT, visible_body)
def body_edit(request: PersonRequest, organisation: Organisation) -> HttpResponse:
    board = organisation.seen_on

    def save(form: BodyForm) -> str:
        bodies.change_organisation(
            organisation=organisation, board=board, details=form.details, seen=form.cleaned_data["seen"],
            by=request.user,
        )  # fmt: skip
        return f"{organisation} has been changed"

    note = "A new name holds from a day on: replace the organisation, so that what was printed before keeps its name."
    page = _page(organisation, "Change what is said of an organisation", "Save the organisation", note)
    return act(request, page, lambda data: BodyForm(data, row=organisation), save)


@requires(Permission.BODY_EDIT, visible_body)
def body_end(request: PersonRequest, organisation: Organisation) -> HttpResponse:
    def save(form: LastDayForm) -> str:
        day = form.cleaned_data["last_day"]
        bodies.end_organisation(organisation=organisation, board=organisation.seen_on, last_day=day, by=request.user)
        return f"{organisation} ends on {long_date(day)}"

    note = (
        "Nothing follows it. Its posts are held, and it stands for what it is to the Board, until that day. "
        "What was printed before stays as it was."
    )
    page = _page(organisation, "End an organisation", "End the organisation", note, is_ending=True)
    return act(request, page, LastDayForm, save)


@requires(Permission.BODY_EDIT, visible_board)
def body_merge(request: PersonRequest, board: Board) -> HttpResponse:
    def save(form: MergeForm) -> str:
        made = bodies.follow(board=board, by=request.user, **form.asked)[0]
        return f"{made} follows {len(form.asked['parts'])} organisations from {long_date(form.asked['day'])}"

    page = Page(
        board, "Merge organisations", "Merge them", _back(board), [to_bodies(board)],
        note="Each ends on the day before, with who held its posts and what it was to the Board. Their past stays.",
    )  # fmt: skip
    return act(request, page, lambda data: MergeForm(data, board=board), save)


@requires(Permission.BODY_EDIT, visible_body)
def body_replace(request: PersonRequest, organisation: Organisation) -> HttpResponse:
    """Another organisation follows this one: a new one, a new name, or one that is there and takes it in."""
    board = organisation.seen_on

    def save(form: FollowForm) -> str:
        made = bodies.follow(board=board, by=request.user, **form.asked)[0]
        return f"{made} follows {organisation} from {long_date(form.asked['day'])}"

    note = "Its posts are held until the day before, and it stays in the register as it was, with what follows it."
    page = _page(organisation, "Replace an organisation", "Replace the organisation", note)
    return act(request, page, lambda data: FollowForm(data, board=board, parts=[organisation]), save)


@requires(Permission.BODY_EDIT, visible_body)
def body_split(request: PersonRequest, organisation: Organisation) -> HttpResponse:
    def save(form: SplitForm) -> str:
        made = bodies.follow(board=organisation.seen_on, by=request.user, **form.asked)
        return f"{len(made)} organisations follow {organisation} from {long_date(form.asked['day'])}"

    note = "It ends on the day before. It stays in the register as it was, with what follows it."
    page = _page(organisation, "Split an organisation", "Split the organisation", note)
    return act(request, page, lambda data: SplitForm(data, part=organisation), save)


def to_bodies(board: Board) -> dict[str, str]:
    return {"label": "Organisations", "url": _back(board)}


def to_body(organisation: Organisation) -> dict[str, str]:
    board = organisation.seen_on
    return {"label": organisation.name, "url": reverse("board:body-detail", args=[board.slug, organisation.pk])}


def _back(board: Board) -> str:
    return reverse("board:body-list", args=[board.slug])


def _page(organisation: Organisation, heading: str, button: str, note: str, *, is_ending: bool = False) -> Page:
    here, board = to_body(organisation), organisation.seen_on
    trail = [to_bodies(board), here]
    return Page(board, heading, button, here["url"], trail, organisation.name, note, is_ending)
