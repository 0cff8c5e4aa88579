"""Jobs: the compiling that makes editions, with its progress."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from reports.models.editions import Edition
from snb.models import Board, Meeting


class CompileJob(models.Model):
    """A paper being compiled in the background, with its progress."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Compiling"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        STOPPED = "stopped", "Stopped"

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="compile_jobs")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, blank=True)
    supplement_to = models.ForeignKey(
        Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="supplement_jobs"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    step = models.CharField(max_length=200, blank=True)
    steps_done = models.PositiveSmallIntegerField(default=0)
    steps_total = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="jobs")
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="compile_jobs")
    beat_at = models.DateTimeField(null=True, blank=True, help_text="When the worker last said that it is alive.")
    attempts = models.PositiveSmallIntegerField(default=0)
    stop_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.kind} for {self.meeting or self.board}"
