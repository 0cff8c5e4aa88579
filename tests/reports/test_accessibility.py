"""The accessibility statement is there for everybody, and says whom to ask."""

from __future__ import annotations

from django.test import Client


def test_anybody_may_read_it(client: Client, db) -> None:
    answer = client.get("/accessibility/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "version 2.2 at level AA" in page
    assert "contact the programme manager of your board" in page


def test_the_contact_is_a_setting(client: Client, db, settings) -> None:
    settings.ACCESSIBILITY_CONTACT = "access@fosse.example"
    assert "contact access@fosse.example" in client.get("/accessibility/").content.decode()
