"""Dated appointments: the only source of standing rights."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from snb.models.boards import Remit, choices
from snb.models.dated import Dated
from snb.permissions import Role
from snb.querysets import AppointmentQuerySet


class Appointment(Dated):
    """A person holds a role on a remit, from a day until a day; a deputy names whom they stand in for."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=12, choices=choices(Role))
    remit = models.ForeignKey(Remit, on_delete=models.PROTECT, related_name="appointments")
    deputises_for = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="deputies")
    history = HistoricalRecords()

    objects = AppointmentQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["begins"]

    def __str__(self) -> str:
        deputy = " (deputy)" if self.deputises_for_id else ""
        return f"{self.person}, {Role(self.role).label}{deputy}"

    @property
    def board_id(self) -> int:
        return self.remit.board_id
