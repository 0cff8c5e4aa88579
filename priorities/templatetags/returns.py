"""How the words of a return are shown on a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.utils.safestring import SafeString, mark_safe

from snb.markdown import as_prose

register = template.Library()
register.filter(as_prose)


@register.filter
def as_line(markdown: str) -> SafeString:
    """The same for a cell of a table: a single paragraph stands without the space around it."""
    html = str(as_prose(markdown)).strip()
    if html.count("<p>") == 1 and html.startswith("<p>") and html.endswith("</p>"):
        html = html[3:-4]
    return mark_safe(html)  # noqa: S308 - it is ours, from above


@register.filter
def field(form: BaseForm, name: str) -> BoundField:
    """The field of that name, where the name is worked out."""
    return form[name]


@register.filter
def get(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """`mapping[key]`, or nothing."""
    return mapping.get(key) if mapping else None
