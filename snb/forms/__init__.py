"""Forms of the board's own pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.forms import Form

from snb.workflow import Refusal

Done = TypeVar("Done")


def done_or_said(form: Form, act: Callable[[], Done]) -> Done | None:
    """Do it; where it is refused, say why in the form and return None."""
    try:
        return act()
    except Refusal as refusal:
        form.add_error(None, refusal.reason)
        return None
