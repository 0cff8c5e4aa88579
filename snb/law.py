"""What the law sets on a day, read from its dated settings; a number that nobody has set is not guessed."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import router

from snb.models import LegalSetting
from snb.querysets import today
from snb.workflow import Refusal

FIXTURE = settings.BASE_DIR / "fixtures" / "law.toml"
Key = LegalSetting.Key


def setting_on(key: str, day: dt.date) -> LegalSetting | None:
    """The setting in force on `day`, the newest where two are."""
    return LegalSetting.objects.on(day).filter(key=key).order_by("-begins").first()


def settings_of(key: str) -> list[LegalSetting]:
    """Every setting of a number, for those who ask about many days."""
    return list(LegalSetting.objects.filter(key=key).order_by("begins"))


def in_force(settings: Iterable[LegalSetting], day: dt.date) -> LegalSetting | None:
    """As `setting_on`, among settings already read."""
    found = [row for row in settings if row.holds_on(day)]
    return found[-1] if found else None


def demanded(key: str, day: dt.date | None = None) -> int:
    """The number in force on `day` (today). Refusal where there is none: nothing is computed from a guess."""
    found = setting_on(key, day or today())
    if found is None:
        raise Refusal(f"No setting says “{Key(key).label.lower()}” for that day: ask the machine's administrator.")
    return found.value


def install_after_migrate(using: str = "default", **kwargs: Any) -> None:
    """Put in what `fixtures/law.toml` says of keys that have no setting yet. What an administrator set stays."""
    if not router.allow_migrate_model(using, LegalSetting):
        return
    known = set(LegalSetting.objects.using(using).values_list("key", flat=True))
    for row in tomllib.loads(FIXTURE.read_text())["settings"]:
        if row["key"] not in known:
            LegalSetting.objects.using(using).create(
                key=row["key"], value=row["value"], begins=row["from"], source=row["source"],
                is_verified=row["verified"],
            )  # fmt: skip
