"""The register of risks, sent what no browser sends."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.attacks.test_requests import soft
from tests.cast import Cast
from tests.priorities.risks import assessed, make_risk, said


@pytest.mark.parametrize("digits", [19, 20, 100])
def test_a_priority_or_an_action_of_very_many_digits_is_no_choice(cast: Cast, digits: int):
    """In a list of ids no database takes a number beyond its own: an error of ours."""
    risk = make_risk(cast)
    client, odd = soft(cast.manager), "9" * digits
    asked = {"risk-edit": ("priorities", said(cast)), "risk-actions": ("actions", {})}
    for name, (field, good) in asked.items():
        address = reverse(f"priorities:{name}", args=["fosse", risk.pk])
        answer = client.post(address, {**good, "version": risk.version, field: odd})
        assert answer.status_code == 200, name
    answer = client.post(reverse("priorities:risk-open", args=["fosse"]), said(cast) | assessed() | {"priorities": odd})
    assert answer.status_code == 200
    risk.refresh_from_db()
    assert risk.version == 1
