"""Things that hold from one day until another, both days included."""

from __future__ import annotations

import datetime as dt

from django.db import models


class Dated(models.Model):
    """In force from `begins` until `ends`, both included; an open end is None."""

    begins = models.DateField("from")
    ends = models.DateField("until", null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends=None) | models.Q(ends__gte=models.F("begins")),
                name="%(app_label)s_%(class)s_ends_after_it_begins",
                violation_error_message="It must not end before it begins.",
            )
        ]

    def holds_on(self, day: dt.date) -> bool:
        return self.begins <= day and (self.ends is None or day <= self.ends)
