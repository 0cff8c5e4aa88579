"""Recording who sat at a meeting, who was in attendance, and what they declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from snb.audit import record
from snb.models import AgendaItem, Attendance, Declaration, Meeting, Person
from snb.sittings import Key, Kind, Line, Sitting, hold_sitting, refuse_final, sitting_of
from snb.workflow import Refusal


@dataclass(frozen=True)
class Mark:
    """What is said of one line. `name` is who came: the substitute, or whoever came although the register of posts
    names nobody or somebody else; empty for the holder of the day."""

    kind: str
    name: str = ""


@dataclass(frozen=True)
class Other:
    """Somebody in attendance who holds no seat."""

    name: str
    title: str = ""


class StaleSitting(Refusal):
    """Somebody else recorded attendance in the meantime; `saved` is what they recorded."""

    def __init__(self, saved: Sitting) -> None:
        super().__init__("Somebody else recorded attendance while you were writing. Nothing of yours is saved yet.")
        self.saved = saved


@transaction.atomic
def record_attendance(
    *, meeting: Meeting, marks: Mapping[Key, Mark], others: Sequence[Other], seen: str, by: Person
) -> Sitting:
    """Write down a mark for every line of the day. `seen` is the stamp of the sitting that the writer saw.

    Once it is recorded, a line that is new to it may be left out: its row was vacant on the day.
    """
    meeting = hold_sitting(meeting, by)
    refuse_final(meeting)
    before = sitting_of(meeting)
    if before.stamp != seen:
        raise StaleSitting(before)
    _refuse_marks(before, marks)
    for line in before.lines:
        if line.key in marks:
            _save_line(meeting, line, marks[line.key])
    _save_others(meeting, before, others)
    after = sitting_of(meeting)
    record(
        by=by, action="corrected attendance" if before.is_recorded else "recorded attendance", obj=meeting,
        board=meeting.board, quorum=[quorum.words for quorum in after.quorums], changes=_changes(before, after),
    )  # fmt: skip
    return after


@transaction.atomic
def declare(
    *, meeting: Meeting, name: str, interest: str, item: AgendaItem | None, left_the_room: bool, by: Person
) -> Declaration:
    """An interest that somebody declared, in an item or in general."""
    meeting = hold_sitting(meeting, by)
    refuse_final(meeting)
    if not name.strip() or not interest.strip():
        raise Refusal("Say who declared an interest, and what it is.")
    if item is not None and item.meeting_id != meeting.pk:
        raise Refusal("That item is not on the agenda of this meeting.")
    made = Declaration(
        meeting=meeting, item=item, name=name.strip(), interest=interest.strip(), left_the_room=left_the_room
    )
    made.save()
    record(by=by, action="recorded a declaration", obj=made, board=meeting.board, meeting=str(meeting))
    return made


@transaction.atomic
def withdraw_declaration(*, declaration: Declaration, by: Person) -> None:
    """Take out a declaration that was recorded by mistake."""
    meeting = hold_sitting(declaration.meeting, by)
    refuse_final(meeting)
    held = Declaration.objects.filter(pk=declaration.pk).first()
    if held is None:
        raise Refusal("Somebody else has taken this declaration out.")
    record(by=by, action="took out a declaration", obj=held, board=meeting.board, meeting=str(meeting))
    held.delete()


def _refuse_marks(sitting: Sitting, marks: Mapping[Key, Mark]) -> None:
    lines = {line.key: line for line in sitting.lines}
    if unknown := [key for key in marks if key not in lines]:
        raise Refusal(f"{len(unknown)} of these rows did not belong to the Board on the day of the meeting.")
    for line in lines.values():
        mark = marks.get(line.key)
        if mark is None and (line.kind or not sitting.is_recorded):
            raise Refusal(f"Say whether {line.holder or 'anybody'} was there: {line.title}.")
        if mark is not None and (reason := why_wrong(line, mark)):
            raise Refusal(reason)


def why_wrong(line: Line, mark: Mark) -> str:
    """Why a line cannot be marked so; empty where it can."""
    if mark.kind not in Kind.values:
        return f"Say whether {line.holder or 'anybody'} was there: {line.title}."
    if mark.kind == Kind.SUBSTITUTE and not mark.name:
        return f"Enter the name of the substitute for {line.holder or line.title}"
    if mark.kind in (Kind.PRESENT, Kind.APOLOGIES) and not (mark.name or line.holder):
        return f"Nobody is known to have held this post that day. Enter a name: {line.title}"
    return ""


def _save_line(meeting: Meeting, line: Line, mark: Mark) -> None:
    held = Attendance.objects.filter(meeting=meeting, seat=line.seat_id, post=line.post_id).first()
    row = held or Attendance(meeting=meeting, seat_id=line.seat_id, post_id=line.post_id, title=line.title[:300])
    is_substitute = mark.kind == Kind.SUBSTITUTE
    said = (mark.kind, (mark.name or line.holder)[:150], line.holder[:150] if is_substitute else "")
    if held is None or said != (row.kind, row.name, row.substitute_for):
        row.kind, row.name, row.substitute_for = said
        row.save()


def _save_others(meeting: Meeting, before: Sitting, others: Sequence[Other]) -> None:
    wanted = list(dict.fromkeys((other.name, other.title) for other in others))
    for row in before.others:
        if (row.name, row.title) in wanted:
            wanted.remove((row.name, row.title))
        else:
            row.delete()
    for name, title in wanted:
        Attendance(meeting=meeting, kind=Kind.PRESENT, name=name, title=title).save()


def _changes(before: Sitting, after: Sitting) -> dict[str, list[str]]:
    """Who is now recorded otherwise than before: nothing at the first recording."""
    if not before.is_recorded:
        return {}
    was = {line.key: f"{line.kind_label}: {line.name}" for line in before.lines}
    now = {line.key: (line.title, f"{line.kind_label}: {line.name}") for line in after.lines}
    return {title: [was[key], said] for key, (title, said) in now.items() if was.get(key, said) != said}
