"""./manage.py demo_accounts [--json]"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from snb.models import Appointment, Person
from snb.permissions import Role
from snb.querysets import today


class Command(BaseCommand):
    help = "List the demonstration sign-ins. They exist only in a demonstration."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="all of them, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demonstration, so it has no demonstration accounts.")
        accounts = demo_accounts()
        if options["json"]:
            self.stdout.write(json.dumps(accounts, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"Password of every account: {settings.DEMO_PASSWORD}\n")
        seen = set()
        for account in accounts:
            if (account["board"], account["role"]) not in seen:
                seen.add((account["board"], account["role"]))
                label = Role(account["role"]).label if account["role"] else "No appointment"
                self.stdout.write(f"  {account['board'] or '-':6}{label:26}{account['email']}  {account['object']}")


def demo_accounts() -> list[dict[str, str]]:
    """One entry for each appointment of today, and one for each person without any."""
    appointments = (
        Appointment.objects.on(today())
        .filter(person__is_fictitious=True)
        .select_related("person", "remit__board")
        .prefetch_related("remit__names")
        .order_by("remit__board__pk", "pk")
    )
    rows = [_account(held.person, held.role, held.remit.board.slug, str(held.remit)) for held in appointments]
    idle = Person.objects.filter(is_fictitious=True).exclude(pk__in={held.person_id for held in appointments})
    return rows + [_account(person, "", "", "") for person in idle]


def _account(person: Person, role: str, board: str, obj: str) -> dict[str, str]:
    return {
        "name": person.name,
        "email": person.email,
        "password": settings.DEMO_PASSWORD,
        "role": role,
        "board": board,
        "object": obj,
    }
