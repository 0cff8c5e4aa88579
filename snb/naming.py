"""Words for addresses: short, and not yet taken."""

from __future__ import annotations

from collections.abc import Container

from django.utils.text import slugify

LONGEST = 50  # of the words themselves; a number may follow


def free_slug(text: str, taken: Container[str], *, otherwise: str) -> str:
    """`text` as it stands in an address, with a number where that is taken; `otherwise` where no letter is left."""
    base = slugify(text)[:LONGEST].strip("-") or otherwise
    found, number = base, 1
    while found in taken:
        number += 1
        found = f"{base}-{number}"
    return found
