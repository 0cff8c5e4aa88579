"""Every trigger of this package: each room keeps its own in a module named for it."""

from __future__ import annotations

from snb import protection
from snb.actions_protection import ACTION_TRIGGERS
from snb.duties_protection import DUTY_TRIGGERS
from snb.notice_protection import NOTICE_TRIGGERS
from snb.scrutiny_protection import SCRUTINY_TRIGGERS
from snb.sittings_protection import SITTINGS_TRIGGERS

TRIGGERS = [
    *protection.TRIGGERS,
    *ACTION_TRIGGERS,
    *DUTY_TRIGGERS,
    *NOTICE_TRIGGERS,
    *SCRUTINY_TRIGGERS,
    *SITTINGS_TRIGGERS,
]
