"""WordprocessingML as text: elements, and what people wrote in the characters that XML can hold."""

from __future__ import annotations

import re
import unicodedata
from xml.sax.saxutils import escape

# Not in XML 1.0: most controls, halves of surrogate pairs, two code points that are no characters.
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Signs that turn the direction of all that follows: what a person pasted must not turn a paper round.
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_QUOTE = {'"': "&quot;"}
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def held(text: str) -> str:
    """Text without what a Word file cannot hold, composed as Unicode asks (NFC)."""
    return _TURNING.sub("", _NOT_XML.sub("", unicodedata.normalize("NFC", text)))


def said(text: str) -> str:
    """Text between tags."""
    return escape(held(text))


def value(text: object) -> str:
    """Text in an attribute."""
    return escape(held(str(text)), _QUOTE)


def w(name: str, /, *inner: str, **attributes: object) -> str:
    """`w("jc", val="right")` → `<w:jc w:val="right"/>`. `inner` is XML already."""
    known = "".join(f' w:{key}="{value(each)}"' for key, each in attributes.items())
    body = "".join(inner)
    return f"<w:{name}{known}>{body}</w:{name}>" if body else f"<w:{name}{known}/>"
