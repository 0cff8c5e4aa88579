"""The words of published papers, for the public search. Rows are there while the paper is published, and no longer."""

from __future__ import annotations

from django.db import models

from reports.models.editions import Edition


class PublishedSection(models.Model):
    """One section of a published edition, as text. Made from its public content alone."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="published_sections")
    order = models.PositiveSmallIntegerField()
    anchor = models.CharField(max_length=120)
    heading = models.CharField(max_length=400)
    text = models.TextField()
    page = models.PositiveIntegerField(
        null=True, blank=True, help_text="The number printed on the first page of its section, where the paper says it."
    )
    # The same, folded by `reports.published.words.folded`, so that every database finds the same.
    heading_words = models.TextField()
    words = models.TextField()

    class Meta:
        ordering = ["edition", "order"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "order"], name="reports_publishedsection_once"),
        ]

    def __str__(self) -> str:
        return self.heading
