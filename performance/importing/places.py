"""Which area a name or a code in a file means. Pure: no Django."""

from __future__ import annotations

import difflib
import re

from performance.importing.cells import Context
from performance.importing.figures import shown

CODE = re.compile(r"\b[A-Z][0-9]{8}\b")  # of the Office for National Statistics: E07000123


def force_code(name: str, context: Context) -> str | None:
    """The code of a police force area by its name as anyone writes it: "Anyshire", "Anyshire Police"."""
    return {_force_words(known): code for known, code in context.forces.items()}.get(_force_words(name))


def _force_words(name: str) -> str:
    words = re.sub(r"\b(police|constabulary|service|force|area)\b", " ", name.casefold().replace("&", " and "))
    return " ".join(words.split())


def area_code(text: str, context: Context) -> tuple[str, str]:
    """(code, "") or ("", what is wrong): by its code, also in "Name (E07000123)", else by a name that only one has."""
    if found := CODE.search(text.upper()):
        if found[0] in context.areas:
            return found[0], ""
        return "", f"{found[0]} is not the code of an area that is known here."
    if not text:
        return "", "The area is missing."
    codes = [code for code, name in context.areas.items() if name.casefold() == text.casefold()]
    if len(codes) == 1:
        return codes[0], ""
    if codes:
        return "", f"“{shown(text)}” is the name of {len(codes)} areas: give the code ({' or '.join(sorted(codes))})."
    return "", f"“{shown(text)}” is not an area that is known here.{nearest(text, list(context.areas.values()))}"


def nearest(text: str, names: list[str]) -> str:
    """ " Did you mean “Burglary”?", or nothing where no name is like it."""
    known = {name.casefold(): name for name in names}
    close = difflib.get_close_matches(text.casefold()[:100], list(known), n=1, cutoff=0.6)
    return f" Did you mean “{known[close[0]]}”?" if close else ""
