"""Every view says, where it is written, who may call it. A test walks the resolver for those that do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from snb.audit import record
from snb.kept import keep_typed_text
from snb.models import Board, Person
from snb.permissions import Permission
from snb.wording import one_line
from snb.workflow import demand

LONGEST = 300  # of an address in the audit log, which keeps what anybody signed in may send it

View = Callable[..., HttpResponse]
Loader = Callable[..., Any]


class PersonRequest(HttpRequest):
    """What a view behind `@requires` or `@signed_in` is called with: somebody is signed in."""

    user: Person


@dataclass(frozen=True)
class Access:
    """What a view asks of its caller: nothing, a sign-in, or a permission on the object it loads."""

    rule: str  # "public", "signed in" or the permission's value
    permission: Permission | None = None


def public(view: View) -> View:
    """Anybody, signed in or not."""
    view.access = Access("public")  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Anybody with an account; the view shows only what is theirs."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        return view(request, *args, **kwargs)

    wrapper.access = Access("signed in")  # type: ignore[attr-defined]
    return wrapper


def requires(permission: Permission, load: Loader) -> Callable[[View], View]:
    """Only those who hold `permission` on what `load(person, **url_arguments)` finds.

    `load` starts from `visible_to(person)` and raises Http404 for what the person may not know of. The view is called
    with the object in place of the arguments of its address.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return _sign_in_first(request)
            person: Person = request.user
            obj = find_or_log(request, permission, load, **kwargs)
            try:
                demand(person, permission, obj)
            except PermissionDenied:
                record(
                    by=person, action="refused", obj=obj, board=_board_of(obj),
                    permission=permission.value, path=_short(request.path), method=_short(request.method),
                )  # fmt: skip
                raise
            return view(request, obj)

        wrapper.access = Access(permission.value, permission)  # type: ignore[attr-defined]
        return wrapper

    return decorate


def find_or_log(request: HttpRequest, permission: Permission, load: Loader, **kwargs: Any) -> Any:
    """What `load` finds for the signed-in person of `request`; a 404 of theirs goes into the audit log first.

    It is a matter of the board only where the person may know of the board: of another nobody learns that it is there.
    """
    person: Person = request.user  # type: ignore[assignment]
    try:
        return load(person, **kwargs)
    except Http404:
        slug = str(kwargs.get("board", ""))
        record(
            by=person, action="refused", board=Board.objects.visible_to(person).filter(slug=slug).first(),
            permission=permission.value, path=_short(request.path), method=_short(request.method),
            board_in_address=_short(slug),
        )  # fmt: skip
        raise


def _short(text: str | None) -> str:
    return one_line(text or "")[:LONGEST]


def _board_of(obj: Any) -> Board | None:
    return obj if isinstance(obj, Board) else Board.objects.filter(pk=obj.board_id).first()


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; what was typed in a form waits in the session."""
    keep_typed_text(request)
    return redirect_to_login(request.get_full_path())
