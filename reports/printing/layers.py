"""Layers of a PDF from elsewhere: what its author had switched off stays off among the pages of a paper.

A page draws a layer that its file says nothing of. So what each file says of its layers goes with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf


def settled_layers(pdf: Pdf) -> Any | None:
    """Which layers there are, and which of them are off when the file is opened; None where it has none."""
    found = pdf.Root.get("/OCProperties")
    if not isinstance(found, Dictionary):
        return None
    opened = found.get("/D")
    opened = opened if isinstance(opened, Dictionary) else Dictionary()
    every = list(_layers(found.get("/OCGs")))
    named = {layer.objgen for layer in _layers(opened.get("/ON"))}
    off = list(_layers(opened.get("/OFF")))
    if opened.get("/BaseState") == Name.OFF:
        off = [layer for layer in every if layer.objgen not in named]
    return _said(every, off) if every else None


class Layers:
    """Those of all the files of a paper."""

    def __init__(self) -> None:
        self._every: list[Any] = []
        self._off: list[Any] = []

    def add(self, pdf: Pdf, source: Pdf) -> None:
        """Those of a settled file whose pages `pdf` has by now: the copies are the ones that its pages name."""
        if "/OCProperties" in source.Root:
            told = pdf.copy_foreign(source.Root.OCProperties)
            self._every += list(told.OCGs)
            self._off += list(told.D.OFF)

    def say(self, pdf: Pdf) -> None:
        """Tell the reader's program of them."""
        if self._every:
            pdf.Root.OCProperties = pdf.make_indirect(_said(self._every, self._off))


def _said(every: list[Any], off: list[Any]) -> Any:
    # PDF/UA-1 asks for a name, and for nothing that switches layers by itself.
    return Dictionary(OCGs=Array(every), D=Dictionary(Name=pikepdf.String("Layers"), OFF=Array(off)))


def _layers(listed: Any) -> Iterator[Any]:
    for each in listed if isinstance(listed, Array) else ():
        if isinstance(each, Dictionary) and each.is_indirect:
            yield each
