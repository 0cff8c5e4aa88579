"""People, the organisations they work for, and the posts they hold there."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from simple_history.models import HistoricalRecords

from snb.models.dated import Dated
from snb.permissions import Permission
from snb.querysets import DatedQuerySet, today
from snb.rights import PersonRights


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)

    def create_user(self, email: str, name: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(email=self.normalize_email(email).lower(), name=name, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, name: str, password: str | None = None, **fields: Any) -> Person:
        return self.create_user(email, name, password, is_staff=True, is_superuser=True, **fields)


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in. Rights come from appointments and grants, never from this row."""

    email = models.EmailField("email address", unique=True)
    name = models.CharField(max_length=150)
    is_fictitious = models.BooleanField(default=False, help_text="A person of the demonstration.")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text="May use the administration site.")
    last_seen_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["password", "last_login", "last_seen_at"])

    objects = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    @cached_property
    def rights(self) -> PersonRights:
        """What this person's appointments of today allow; read once for each request."""
        return PersonRights.of(self, today())

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """As Django's, but a permission of ours is never given by being a superuser."""
        if not isinstance(perm, Permission):
            return super().has_perm(perm, obj)
        from django.contrib.auth import get_backends

        return self.is_active and any(
            backend.has_perm(self, perm, obj) for backend in get_backends() if hasattr(backend, "has_perm")
        )


class Shared:
    """Belongs to no board: the boards of an installation share it. A page says on which board it is shown."""

    seen_on: Any = None  # a Board, whose permissions are then asked

    def on_board(self, board: Any) -> Self:
        self.seen_on = board
        return self

    @property
    def board_id(self) -> int | None:
        return self.seen_on.pk if self.seen_on else None


class Organisation(Shared, models.Model):
    """A council, a force, a service: a body that has a beginning and may have an end."""

    name = models.CharField(max_length=200, unique=True)
    short_name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    begins = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def brief(self) -> str:
        return self.short_name or self.name


class Post(Shared, models.Model):
    """A post in an organisation, whoever holds it."""

    title = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")

    class Meta:
        ordering = ["organisation__name", "title"]
        constraints = [models.UniqueConstraint(fields=["organisation", "title"], name="snb_post_once")]

    def __str__(self) -> str:
        return f"{self.title}, {self.organisation}"


class PostHolding(Shared, Dated):
    """Who held a post, and when: the source of the title that history prints."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    history = HistoricalRecords()

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["begins"]

    def __str__(self) -> str:
        return f"{self.person}: {self.post}"


def title_on(person: Person, day: dt.date) -> str:
    """Name, post and organisation of `person` as they were on `day`; the name alone where no post was held."""
    holding = person.holdings.on(day).select_related("post__organisation").order_by("-begins").first()
    return f"{person.name}, {holding.post}" if holding else person.name
