"""Notes at the foot of the page where they are named, under the numbers that the PDF prints.

Word would count through the whole paper; the PDF begins again in each section, and citations follow it. So each mark
is a number of ours ("custom mark") at a footnote that Word knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from reports.docx.body import Body, Place
from reports.docx.paragraphs import Paragraph, Turn
from reports.docx.styles import NAMESPACE
from reports.docx.tree import Node
from reports.docx.xml import HEAD, w

_RELATIONS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


@dataclass
class Notes:
    """The notes that the text names: for each the number that Word keeps it by, under the id of its HTML."""

    numbers: dict[str, int] = field(default_factory=dict)
    bodies: list[Node] = field(default_factory=list)


def taken_out(page: Node) -> Notes:
    """Takes the notes out of the text. One that no mark of the text names stays where it was: no word is lost.

    A footnote cannot name another in Word, so a note that only a note names stays too, and its mark is a number.
    """
    groups = [each for each in page.walk() if "notes" in each.classes]
    in_notes = {id(each) for group in groups for each in group.walk()}
    marks = [each for each in page.walk() if "mark" in each.classes and id(each) not in in_notes]
    named = {each.attributes.get("href", "")[1:] for mark in marks for each in mark.walk()}
    notes = Notes()
    for group in groups:
        for note in [each for each in group.elements() if each.attributes.get("id") in named]:
            notes.numbers[note.attributes["id"]] = len(notes.bodies) + 1
            notes.bodies.append(note)
            if number := next((each for each in note.walk() if "n" in each.classes), None):
                number.attributes["class"] = "note-number"  # in the style by which programs know it for the mark
            group.children.remove(note)
        if not any("note" in each.classes for each in group.elements()):
            group.children.clear()
    return notes


def footnotes_xml(notes: Notes, body: Body) -> str:
    """word/footnotes.xml: the two lines above footnotes that Word wants, and the notes."""
    rules = (
        w("footnote", w("p", w("r", w(name))), type=name, id=number)
        for number, name in ((-1, "separator"), (0, "continuationSeparator"))
    )
    every = (w("footnote", *_written(note, body), id=number) for number, note in enumerate(notes.bodies, 1))
    return f"{HEAD}<w:footnotes {NAMESPACE} {_RELATIONS}>{''.join(rules)}{''.join(every)}</w:footnotes>"


def _written(note: Node, body: Body) -> Iterator[str]:
    pieces = [each for each in body.of(note.children, Place("FootnoteText")) if not isinstance(each, Turn)]
    if not pieces or not isinstance(pieces[-1], Paragraph):
        pieces.append(Paragraph("FootnoteText"))
    return (each.xml() for each in pieces)
