"""Text typed in a form whose session had ended: kept over the sign-in, and shown in the form again."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict

SESSION_KEY = "kept_text"
LONGEST = 200_000  # characters of one form; more is not a form a person typed
SECRETS = ("csrfmiddlewaretoken", "password")  # anywhere in the name of a field


def keep_typed_text(request: HttpRequest) -> None:
    """Put the posted fields (never a secret, never a file) into the session of whoever signs in next here."""
    if request.method != "POST":
        return
    fields = {name: values for name, values in request.POST.lists() if not is_secret(name)}
    if fields and sum(len(value) for values in fields.values() for value in values) <= LONGEST:
        request.session[SESSION_KEY] = {"path": request.path, "fields": fields}


def is_secret(name: str) -> bool:
    return any(secret in name.lower() for secret in SECRETS)


def typed_text(request: HttpRequest) -> QueryDict | None:
    """What a form should be bound to: the posted fields; on the way back from sign-in the kept ones; else None."""
    if request.method == "POST":
        return request.POST
    kept = request.session.get(SESSION_KEY)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[SESSION_KEY]
    fields = QueryDict(mutable=True)
    for name, values in kept["fields"].items():
        fields.setlist(name, values)
    return fields
