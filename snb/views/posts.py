"""Posts of the board's organisations, who holds them, and what organisations are to the board."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from snb import membership, posts
from snb.access import PersonRequest, requires
from snb.body_loading import visible_body, visible_holding, visible_post, visible_standing
from snb.body_register import post_rows, posts_sheet, vacant_posts
from snb.exporting import exported
from snb.forms.bodies import HoldingForm, LastDayForm, PostForm, StandingForm
from snb.loading import visible_board
from snb.models import Board, Organisation, Post, PostHolding, Standing
from snb.permissions import Permission
from snb.querysets import today
from snb.views.acting import Page, act
from snb.views.bodies import to_bodies, to_body
from snb.wording import long_date


@requires(Permission.BOARD_KNOW, visible_board)
def post_list(request: PersonRequest, board: Board) -> HttpResponse:
    """Every post that the board knows, with who holds it today; those of the membership that nobody holds first."""
    day = today()
    rows = post_rows(board, day)
    context = {
        "board": board, "day": day, "rows": rows, "vacant": vacant_posts(board, day),
        "may_edit": request.user.has_perm(Permission.BODY_EDIT, board), "breadcrumbs": [to_bodies(board)],
    }  # fmt: skip
    file = exported(request, lambda: posts_sheet(board, rows, day))
    return file or render(request, "snb/post_list.html", context)


@requires(Permission.BODY_EDIT, visible_body)
def post_add(request: PersonRequest, organisation: Organisation) -> HttpResponse:
    board = organisation.seen_on

    def save(form: PostForm) -> str:
        made = posts.add_post(organisation=organisation, board=board, title=form.cleaned_data["title"], by=request.user)
        return f"{made} has been added. Say who holds it, or give it a row of the membership"

    page = _page(organisation, "Add a post", "Add the post", organisation.name)
    return act(request, page, PostForm, save)


@requires(Permission.BODY_EDIT, visible_post)
def holding_add(request: PersonRequest, post: Post) -> HttpResponse:
    board = post.seen_on

    def save(form: HoldingForm) -> str:
        made = posts.begin_holding(post=post, board=board, by=request.user, **form.cleaned_data)
        return f"{made} from {long_date(made.begins)}"

    note = "Holding a post gives no rights: those come from appointments."
    page = _page(post.organisation.on_board(board), "Say who holds a post", "Save the holder", str(post), note)
    return act(request, page, HoldingForm, save)


@requires(Permission.BODY_EDIT, visible_holding)
def holding_end(request: PersonRequest, holding: PostHolding) -> HttpResponse:
    board = holding.seen_on

    def save(form: LastDayForm) -> str:
        day = form.cleaned_data["last_day"]
        posts.end_holding(holding=holding, board=board, last_day=day, by=request.user)
        return f"{holding}: until {long_date(day)}"

    note = "What was signed and printed before keeps their name and this post."
    page = _page(holding.post.organisation.on_board(board), "End holding a post", "End it", str(holding), note)
    return act(request, page, LastDayForm, save)


@requires(Permission.BODY_EDIT, visible_body)
def standing_add(request: PersonRequest, organisation: Organisation) -> HttpResponse:
    board = organisation.seen_on

    def save(form: StandingForm) -> str:
        made = membership.add_standing(
            organisation=organisation, board=board, stands=form.stands, ends=form.cleaned_data["ends"], by=request.user
        )
        return f"{made}, from {long_date(made.begins)}"

    page = _page(organisation, "Say what an organisation is to the Board", "Save", organisation.name)
    return act(request, page, StandingForm, save)


@requires(Permission.BODY_EDIT, visible_standing)
def standing_end(request: PersonRequest, standing: Standing) -> HttpResponse:
    def save(form: LastDayForm) -> str:
        day = form.cleaned_data["last_day"]
        membership.end_standing(standing=standing, last_day=day, by=request.user)
        return f"{standing}: until {long_date(day)}"

    organisation = standing.organisation.on_board(standing.board)
    page = _page(organisation, "End a standing", "End it", str(standing))
    return act(request, page, LastDayForm, save)


def _page(organisation: Organisation, heading: str, button: str, lede: str, note: str = "") -> Page:
    here, board = to_body(organisation), organisation.seen_on
    return Page(board, heading, button, here["url"], [to_bodies(board), here], lede, note)
