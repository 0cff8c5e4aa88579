"""Access to a return that depends on its state: who may read it, who may send it back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from priorities.models.returns import State
from priorities.workflow import MACHINE
from snb.access import Access, Loader, View, find_or_log, requires
from snb.permissions import Permission

ACCEPTED = (State.ACCEPTED, State.COMPILED)


def permission_to_read(thing: Any) -> Permission:
    """A return, or a part of one, is for the whole Board once the programme manager has accepted it."""
    held = getattr(thing, "quarterly_return", thing)
    return Permission.BOARD_READ if held.state in ACCEPTED else Permission.RETURN_READ


def permission_to_send_back(held: Any) -> Permission:
    """The lead's while it is with the lead, the programme manager's once it is signed; otherwise nobody's."""
    if held.state not in (State.WITH_LEAD, State.SIGNED):
        return Permission.RETURN_READ  # whoever may read it is told why it cannot be sent back
    return MACHINE.table[State(held.state), State.SENT_BACK]


def requires_by_state(
    permission_of: Callable[[Any], Permission], load: Loader, *, declared: Permission
) -> Callable[[View], View]:
    """As `requires`, with the permission that the loaded thing asks for now; `declared` is the strictest of them."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return requires(declared, load)(view)(request, **kwargs)  # which leads to the sign-in
            found = find_or_log(request, declared, load, **kwargs)
            return requires(permission_of(found), lambda person, **address: found)(view)(request, **kwargs)

        wrapper.access = Access(declared.value, declared)  # type: ignore[attr-defined]
        return wrapper

    return decorate
