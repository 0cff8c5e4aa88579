"""Reviews of deaths that partnerships commission, and what was learnt. Nobody of a case is ever named here."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from partnerships.models.local import OfPartnership
from partnerships.models.partnerships import Partnership
from snb.models import Organisation
from snb.models.uploads import Uploaded


class DeathReview(OfPartnership):
    """A review, by its reference. What is kept is what may be learnt, not who died or how."""

    class State(models.TextChoices):
        COMMISSIONED = "commissioned", "Commissioned"
        WITH_GOVERNMENT = "with-government", "With the government's quality panel"
        PUBLISHED = "published", "Published"
        NOT_PROCEEDED = "not-proceeded", "Not proceeded with"

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="reviews")
    reference = models.CharField(max_length=40)
    commissioned_on = models.DateField()
    state = models.CharField(max_length=16, choices=State.choices, default=State.COMMISSIONED)
    published_on = models.DateField(null=True, blank=True)
    themes = models.CharField(max_length=300, blank=True, help_text="What there is to learn about.")
    joint_with = models.CharField(max_length=200, blank=True, help_text="Another board that acts with us.")
    history = HistoricalRecords()

    class Meta:
        ordering = ["-commissioned_on", "reference"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "reference"], name="partnerships_deathreview_reference_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="published", published_on__isnull=False)
                | (~models.Q(state="published") & models.Q(published_on=None)),
                name="partnerships_deathreview_published_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Learning(OfPartnership):
    """A recommendation of a review: who is to do it, by when, and what shows that it was done."""

    review = models.ForeignKey(DeathReview, on_delete=models.PROTECT, related_name="learning")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="learning")
    is_joint = models.BooleanField("a joint action with another board", default=False)
    due = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True)
    checked_for_names_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        ordering = ["due", "number"]
        verbose_name_plural = "learning"
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="partnerships_learning_number_once"),
            models.CheckConstraint(
                condition=models.Q(done_on=None) | ~models.Q(evidence=""),
                name="partnerships_learning_done_with_evidence",
                violation_error_message="Say what shows that it was done.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review} {self.number}"

    @property
    def partnership(self) -> Partnership:
        return self.review.partnership


class LearningFile(Uploaded, OfPartnership):
    """A file that shows a recommendation was done."""

    learning = models.ForeignKey(Learning, on_delete=models.PROTECT, related_name="files")

    @property
    def partnership(self) -> Partnership:
        return self.learning.partnership
