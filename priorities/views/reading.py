"""Reading a return: its tasks while it is written, its answers, and its history."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpResponse

from priorities.access import permission_to_read, requires_by_state
from priorities.answers import answers
from priorities.content import load_content, return_content
from priorities.loading import visible_return
from priorities.models import EvidenceFile, QuarterlyReturn
from priorities.models.returns import LOCKED, State
from priorities.people import in_words, people_of
from priorities.progress import controls, counted, section_status, what_happens_next
from priorities.reviewing import Round, last_round
from priorities.tracker import TONES
from priorities.views.pages import address, page
from priorities.workflow import missing_sections
from snb.access import PersonRequest, requires
from snb.permissions import Permission
from snb.wording import long_date


@requires_by_state(permission_to_read, visible_return, declared=Permission.RETURN_READ)
def return_detail(request: PersonRequest, held: QuarterlyReturn) -> HttpResponse:
    """The tasks while it is written; once it is signed, what was signed."""
    people = people_of([held])[held.pk]
    state = State(held.state)
    context = {
        "state": state,
        "tone": TONES[state],
        "people": people,
        "holder": in_words(person.name for person in people.holders(state)),
        "next": what_happens_next(held, people),
        "controls": controls(request.user, held),
        **(_signed(held) if state in LOCKED else _tasks(request, held)),
    }
    return page(request, held, "return_detail_signed" if state in LOCKED else "return_detail", context)


def _signed(held: QuarterlyReturn) -> dict[str, Any]:
    """What the lead signed, from the signature itself."""
    signature = held.signatures.select_related("by").order_by("-number")[0]
    return {"signature": signature, "answers": answers(signature.data), "files": files_of(held)}


def _tasks(request: PersonRequest, held: QuarterlyReturn) -> dict[str, Any]:
    prefetch_related_objects([held], "sections__saved_by")
    last = last_round(held)
    edit = controls(request.user, held).edit
    done, total = counted(held)
    return {
        "tasks": [_task(held, section, last, edit) for section in held.sections.all()],
        "done": done,
        "total": total,
        "last": last,
        "missing": missing_sections(held),
    }


def _task(held: QuarterlyReturn, section: Any, last: Round | None, edit: bool) -> dict[str, str]:
    word, tone = section_status(section, last)
    saved = f"Saved by {section.saved_by} on {long_date(section.saved_at)}" if section.saved_at else ""
    url = address(held, "section-edit", key=section.key) if edit else f"{address(held, 'return-check')}#{section.key}"
    return {"title": section.definition.title, "url": url, "status": word, "tone": tone, "hint": saved}


@requires(Permission.RETURN_READ, visible_return)
def return_check(request: PersonRequest, held: QuarterlyReturn) -> HttpResponse:
    """Everything as it stands, each part with a link to change it."""
    content = return_content(load_content(held))
    missing = {section.key for section in held.sections.all() if section.definition.title in missing_sections(held)}
    context = {
        "answers": answers(content),
        "missing": missing,
        "files": {file.sha256: file for report in held.required_reports.all() for file in report.files.all()},
        "controls": controls(request.user, held),
        "people": people_of([held])[held.pk],
    }
    return page(request, held, "return_check", context)


@requires(Permission.RETURN_READ, visible_return)
def return_history(request: PersonRequest, held: QuarterlyReturn) -> HttpResponse:
    """Who moved, signed, chased, extended and remarked on it, oldest first."""
    comments: dict[int, list[Any]] = {}
    for comment in held.comments.select_related("by"):
        comments.setdefault(comment.round, []).append(comment)
    context = {
        "moves": [
            {
                "move": move,
                "origin": State(move.origin).label,
                "target": State(move.target).label,
                "remarks": comments.get(move.number, []),
            }
            for move in held.moves.select_related("by")
        ],
        "signatures": held.signatures.select_related("by"),
        "chases": held.chases.select_related("by"),
        "extensions": held.extensions.select_related("by"),
    }
    return page(request, held, "return_history", context)


def files_of(held: QuarterlyReturn) -> dict[str, EvidenceFile]:
    """The files of the return by their SHA-256, to link them where an answer names them."""
    return {file.sha256: file for file in EvidenceFile.objects.filter(report__quarterly_return=held)}
