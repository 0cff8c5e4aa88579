"""Explicit grants: one object shared with one person until a day, with its giver and a reason."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from guardian.models import UserObjectPermissionBase


class Grant(UserObjectPermissionBase):
    """django-guardian's row with what an auditor asks of it. Subclasses add `content_object`.

    guardian's own `assign_perm` cannot make one, because the columns below have no default: no grant without a giver.
    """

    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="%(class)s_given")
    reason = models.CharField(max_length=300)
    given_at = models.DateTimeField(auto_now_add=True)
    ends = models.DateField("until")

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True
