"""The rows that the public search looks through: there while a paper is published, and no longer."""

from __future__ import annotations

from reports.models import Audience, Edition, EditionState, PublishedSection
from reports.published.words import Words, folded, sections_of

LONGEST_HEADING, LONGEST_ANCHOR = 400, 120


def index(edition: Edition) -> None:
    """Make the rows of a published paper from its public content. Any other is left without one.

    It belongs in the transaction that publishes the paper.
    """
    forget(edition)
    if edition.state == EditionState.PUBLISHED and edition.audience == Audience.PUBLIC:
        rows = [_row(edition, order, section) for order, section in enumerate(sections_of(edition.data))]
        PublishedSection.objects.bulk_create(rows, batch_size=200)


def forget(edition: Edition) -> None:
    """Take the rows of a paper away, in the transaction that withdraws it."""
    PublishedSection.objects.filter(edition=edition).delete()


def index_all(*, anew: bool) -> int:
    """Make the rows that are missing, or all `anew`, and take away those of what is not published; how many papers."""
    PublishedSection.objects.exclude(edition__in=Edition.objects.published()).delete()
    lacking = Edition.objects.published()
    if not anew:
        lacking = lacking.filter(published_sections=None)
    found = 0
    for edition in lacking.iterator():
        index(edition)
        found += 1
    return found


def _row(edition: Edition, order: int, section: Words) -> PublishedSection:
    # A null byte is nothing to print, and PostgreSQL refuses it.
    anchor, heading, text = (words.replace("\0", "") for words in (section.anchor, section.heading, section.text))
    heading = heading[:LONGEST_HEADING]
    return PublishedSection(
        edition=edition,
        order=order,
        anchor=anchor if len(anchor) <= LONGEST_ANCHOR else "",
        heading=heading,
        text=text,
        page=section.page,
        heading_words=folded(heading),
        words=folded(f"{heading} {text}"),
    )
