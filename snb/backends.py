"""Who may do what, answered from the appointments of the day and from explicit grants."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db import models
from guardian.core import ObjectPermissionChecker
from guardian.utils import get_user_obj_perms_model

from snb.models.grants import Grant
from snb.permissions import Permission
from snb.querysets import today


class AppointmentBackend(BaseBackend):
    """Standing rights. An appointment that ended yesterday gives nothing today, with no job having run."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return isinstance(perm, Permission) and obj is not None and user_obj.rights.allow(perm, obj)


class GrantChecker(ObjectPermissionChecker):
    """guardian's checker, asked only about grants to a person that have not ended."""

    def has_perm(self, perm: str, obj: models.Model) -> bool:
        """Without guardian's exception for superusers, who would otherwise hold every grant."""
        return perm in self.get_user_perms(obj)

    def get_user_filters(self, obj: models.Model) -> dict[str, Any]:
        rows = get_user_obj_perms_model(obj)._meta.model_name
        return super().get_user_filters(obj) | {f"{rows}__ends__gte": today()}


class GrantBackend(BaseBackend):
    """Explicit exceptions: this one paper shared with that one person, until a day."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if not isinstance(perm, Permission) or not isinstance(obj, models.Model):
            return False
        if not issubclass(get_user_obj_perms_model(obj), Grant):
            return False
        return GrantChecker(user_obj).has_perm(perm.value, obj)
