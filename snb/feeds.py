"""The secret address of a person's calendar: made, made anew, revoked, and found again by its fingerprint alone."""

from __future__ import annotations

import hmac
import secrets

from django.db import transaction
from django.utils import timezone

from snb.audit import record
from snb.models import CalendarFeed, Person
from snb.sealing import fingerprint
from snb.workflow import Refusal

BYTES = 32  # of chance in an address


@transaction.atomic
def make_feed(*, by: Person) -> str:
    """The secret of a new address. Nobody can read it again, and an address made earlier stops at once."""
    _hold(by)
    replaced = _revoke(by)
    secret = secrets.token_urlsafe(BYTES)
    made = CalendarFeed.objects.create(person=by, fingerprint=fingerprint(secret))
    record(by=by, action="made a calendar address", obj=made, replaced=replaced)
    return secret


@transaction.atomic
def revoke_feed(*, by: Person) -> None:
    """The address stops at once."""
    _hold(by)
    if not _revoke(by):
        raise Refusal("You have no calendar address that works.")
    record(by=by, action="revoked their calendar address")


def feed_of(person: Person) -> CalendarFeed | None:
    """The one that works today."""
    return CalendarFeed.objects.filter(person=person, revoked_at=None).first()


def person_of(secret: str) -> Person | None:
    """Whose calendar the address shows; None where it was revoked, was never made, or its person is not active.

    It is found by its fingerprint, so that how long the search takes says nothing of any secret.
    """
    wanted = fingerprint(secret)
    feed = CalendarFeed.objects.filter(fingerprint=wanted, revoked_at=None).select_related("person").first()
    if feed is None or not hmac.compare_digest(feed.fingerprint, wanted):
        return None
    return feed.person if feed.person.is_active else None


def _hold(person: Person) -> None:
    Person.objects.select_for_update().get(pk=person.pk)  # two new addresses queue here


def _revoke(person: Person) -> bool:
    feed = feed_of(person)
    if feed is None:
        return False
    feed.revoked_at = timezone.now()
    feed.save()
    return True
