"""The administration site: for the machine's administrator, and held by the same database."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.messages.storage.fallback import FallbackStorage
from django.db import IntegrityError
from django.http import HttpResponse
from django.urls import reverse

from priorities.models import QuarterlyReturn
from priorities.models.returns import State
from snb.admin import _or_say
from snb.models import AuditEvent, Board, Person
from tests.cast import Cast, bring_to, open_return


@pytest.fixture
def root(as_, cast: Cast):
    return as_(Person.objects.create_superuser("root@fosse.example", "Root", "a long enough password"))


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label_lower)
def test_every_list_opens(root, cast: Cast, model) -> None:
    bring_to(open_return(cast), State.SIGNED, cast)
    answer = root.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
    assert answer.status_code == 200
    assert answer.context["cl"].result_count == model._default_manager.count()


@pytest.mark.parametrize("label", ["snb.auditevent", "reports.edition", "priorities.signature", "priorities.move"])
def test_what_is_protected_is_to_look_at_only(root, rf, label: str) -> None:
    (model,) = (model for model in admin.site._registry if model._meta.label_lower == label)
    shown, request = admin.site._registry[model], rf.get("/")
    request.user = Person.objects.get(email="root@fosse.example")
    assert shown.has_view_permission(request)
    assert not shown.has_add_permission(request)
    assert not shown.has_change_permission(request)
    assert not shown.has_delete_permission(request)


def test_what_the_database_refuses_is_said_and_not_thrown(root, cast: Cast) -> None:
    held = bring_to(open_return(cast), State.SIGNED, cast)
    address = reverse("admin:priorities_quarterlyreturn_change", args=[held.pk])
    form = root.get(address).context["adminform"].form
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data |= {"signed_at_0": "2026-01-01", "signed_at_1": "10:00"}
    sections = list(held.sections.all())
    data |= {"sections-TOTAL_FORMS": len(sections), "sections-INITIAL_FORMS": len(sections)}
    for number, section in enumerate(sections):
        data |= {f"sections-{number}-{name}": getattr(section, name) for name in ("key", "text", "version")}
        data |= {f"sections-{number}-id": section.pk, f"sections-{number}-quarterly_return": held.pk}
    answer = root.post(address, data, follow=True)
    assert [str(message) for message in answer.context["messages"]] == [
        "Nothing was changed. The database refuses it: "
        "Who signed, accepted or compiled a return changes only with its state."
    ]
    assert QuarterlyReturn.objects.get(pk=held.pk).signed_at == held.signed_at


def test_only_the_first_line_of_the_reason_is_shown(rf) -> None:
    request = rf.get("/admin/snb/meeting/?p=1")
    request.session = {}
    request._messages = storage = FallbackStorage(request)

    def refused() -> HttpResponse:
        raise IntegrityError("A signature is never changed.\nCONTEXT:  PL/pgSQL function")

    assert _or_say(request, refused)["Location"] == "/admin/snb/meeting/?p=1"
    assert [str(message) for message in storage] == [
        "Nothing was changed. The database refuses it: A signature is never changed."
    ]


def test_what_is_done_here_is_in_the_audit_log(root, cast: Cast) -> None:
    address = reverse("admin:snb_board_change", args=[cast.board.pk])
    form = root.get(address).context["adminform"].form
    data = {name: form[name].value() or "" for name in form.fields} | {"area": "Greater Fosse", "key_approaches": "[]"}
    assert root.post(address, data).status_code == 302
    assert Board.objects.get(pk=cast.board.pk).area == "Greater Fosse"
    event = AuditEvent.objects.get(action="changed in the administration")
    assert (event.actor_email, event.board_slug, event.object_label) == (
        "root@fosse.example",
        "fosse",
        "Safer Fosse Board",
    )


def test_an_account_is_made_with_its_address_in_small_letters(root) -> None:
    data = {"email": "New@Fosse.Example", "name": "New", "usable_password": "false"}
    assert root.post(reverse("admin:snb_person_add"), data).status_code == 302
    person = Person.objects.get(name="New")
    assert (person.email, person.has_usable_password()) == ("new@fosse.example", False)


def test_a_person_opens_and_its_history_too(root, cast: Cast) -> None:
    for view in ("change", "history"):
        assert root.get(reverse(f"admin:snb_person_{view}", args=[cast.lead.pk])).status_code == 200


def test_nobody_else_gets_in(as_, cast: Cast) -> None:
    assert as_(cast.manager).get("/admin/").status_code == 302
