"""Rows in bulk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db import models

BATCH = 2000
Made = TypeVar("Made", bound=models.Model)


def bulk(model: type[Made], rows: Iterable[Made]) -> list[Made]:
    return model._default_manager.bulk_create(list(rows), batch_size=BATCH)
