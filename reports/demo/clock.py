"""Telling a story on its own days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.utils import timezone


@contextmanager
def on(day: dt.date, hour: int = 9, minute: int = 0) -> Iterator[None]:
    """Inside, it is that hour of that day: rights, signatures, history and audit are all of then.

    Only the demonstration may do so: its past quarters go through the same workflow as everyone's returns.
    """
    moment = timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))
    with mock.patch("django.utils.timezone.now", return_value=moment):
        yield
