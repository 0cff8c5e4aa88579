"""Posts of a board's organisations, and who holds each from when until when."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet

from snb.accounts import known_or_new
from snb.audit import record
from snb.bodies import TABLES, organisations_of
from snb.models import Board, Organisation, Person, Post, PostHolding
from snb.permissions import Permission
from snb.wording import long_date
from snb.workflow import Refusal, demand

POST_USES = (*(f"{table}__board" for table in TABLES), "holdings__person__appointments__remit__board")
ANOTHER_BOARD = (
    "The tables of another board name this post too. Its holder is changed by somebody who may change the "
    "organisations of every board that names it, such as an administrator of both."
)


def posts_of(board: Board, also: int | None = None) -> QuerySet[Post]:
    """The posts that this board's own tables or people know, and those of its organisations that no board knows yet:
    posts of other boards are none of its business.
    """
    own, used = Q(pk=also), Q()
    for use in POST_USES:
        own |= Q(pk__in=Post.objects.filter(**{use: board}).values("pk"))
        used |= Q(pk__in=Post.objects.filter(**{f"{use}__isnull": False}).values("pk"))
    new = Q(organisation__in=organisations_of(board).values("pk")) & ~used
    return Post.objects.filter(own | new).select_related("organisation")


def why_not_held(person: Person, post: Post) -> str:
    """Why this person may not say who holds the post; empty where they may."""
    boards: set[int] = set()
    for table in TABLES:
        boards.update(Post.objects.filter(pk=post.pk).values_list(f"{table}__board", flat=True))
    may = person.rights.boards_with(Permission.BODY_EDIT)
    return "" if boards - {None} <= may else ANOTHER_BOARD


@transaction.atomic
def add_post(*, organisation: Organisation, board: Board, title: str, by: Person) -> Post:
    """A new post of an organisation of the board. It names a seat or a holder only once it is given one."""
    demand(by, Permission.BODY_EDIT, board)
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not organisations_of(board).filter(pk=organisation.pk).exists():
        raise Refusal("An organisation of another board cannot be changed here.")
    if organisation.ends is not None:
        raise Refusal(f"{organisation} ends on {long_date(organisation.ends)}, so it gets no new posts.")
    if Post.objects.filter(organisation=organisation, title__iexact=title).exists():
        raise Refusal(f"{organisation} has a post of that title already.")
    post = Post.objects.create(organisation=organisation, title=title)
    record(by=by, action="added a post", obj=post, board=board)
    return post


@transaction.atomic
def begin_holding(
    *,
    post: Post,
    board: Board,
    email: str,
    begins: dt.date,
    name: str = "",
    ends: dt.date | None = None,
    is_shared: bool = False,
    by: Person,
) -> PostHolding:
    """Somebody holds the post from a day on. One holder at a time, unless it `is_shared`: said of a job share."""
    post = _locked(post, board, by)
    if ends is not None and ends < begins:
        raise Refusal("The last day must not come before the first.")
    _refuse_outside(post, begins, ends)
    person = known_or_new(email, name, board, by)
    if person == by:  # a post gives rights: to reply for its body, to report on what it owns
        raise Refusal("Nobody gives themselves a post: ask another programme manager or an administrator.")
    others = PostHolding.objects.filter(post=post).exclude(ends__lt=begins)
    others = others.filter(begins__lte=ends) if ends else others
    for other in others.select_related("person"):
        if other.person_id == person.pk:
            raise Refusal(f"{person} holds this post in that time already.")
        if not is_shared:
            raise Refusal(
                f"{other.person} holds this post in that time. End that first, or say that both hold it together."
            )
    holding = PostHolding.objects.create(post=post, person=person, begins=begins, ends=ends)
    record(by=by, action="gave a post a holder", obj=holding, board=board, begins=str(begins), shared=is_shared)
    return holding


@transaction.atomic
def end_holding(*, holding: PostHolding, board: Board, last_day: dt.date, by: Person) -> PostHolding:
    """They hold the post until that day. What was printed of them stays as it was."""
    _locked(holding.post, board, by)
    holding = PostHolding.objects.select_for_update(of=("self",)).get(pk=holding.pk)
    if last_day < holding.begins:
        raise Refusal(f"{holding.person} held it from {long_date(holding.begins)}: the last day must not come before.")
    if holding.ends is not None and last_day > holding.ends:
        raise Refusal(
            f"{holding.person} holds it until {long_date(holding.ends)}. Say that they hold it again instead."
        )
    holding.ends = last_day
    holding.save()
    record(by=by, action="ended holding a post", obj=holding, board=board, last_day=str(last_day))
    return holding


def _locked(post: Post, board: Board, by: Person) -> Post:
    """The post, locked so that two holders queue here, if `by` may say who holds it."""
    demand(by, Permission.BODY_EDIT, board)
    post = Post.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=post.pk)
    if not posts_of(board).filter(pk=post.pk).exists():
        raise Refusal("A post of another board cannot be changed here.")
    if reason := why_not_held(by, post):
        raise Refusal(reason)
    return post


def _refuse_outside(post: Post, begins: dt.date, ends: dt.date | None) -> None:
    body = post.organisation
    if body.begins and begins < body.begins:
        raise Refusal(f"{body} begins on {long_date(body.begins)}: nobody holds a post there before.")
    if body.ends and (ends is None or ends > body.ends):
        raise Refusal(f"{body} ends on {long_date(body.ends)}: nobody holds a post there after.")
