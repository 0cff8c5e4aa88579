"""Moving a return on: submit, take back, sign, send back, review, accept, reopen."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse

from priorities.access import permission_to_send_back, requires_by_state
from priorities.answers import answers
from priorities.changes import changes
from priorities.content import load_content, return_content
from priorities.forms.moves import AcceptForm, ReopenForm, SendBackForm, SignForm
from priorities.loading import visible_return
from priorities.models import QuarterlyReturn
from priorities.models.returns import State
from priorities.notices import holders
from priorities.people import in_words
from priorities.progress import controls
from priorities.reviewing import fingerprint_now, last_round, move_as_read, reopen, send_back
from priorities.views.pages import page, to_return
from priorities.views.reading import files_of
from priorities.workflow import MACHINE, move, refusal
from snb.access import PersonRequest, requires
from snb.forms import done_or_said
from snb.kept import typed_text
from snb.models.people import title_on
from snb.permissions import Permission
from snb.querysets import today


@requires(Permission.RETURN_SUBMIT, visible_return)
def return_submit(request: PersonRequest, held: QuarterlyReturn) -> HttpResponse:
    if request.method == "POST":
        moved = move(quarterly_return=held, to=State.WITH_LEAD, by=request.user)
        messages.success(request, f"Sent to the lead. {_has_it(moved)}")
    return to_return(held)


@requires(Permission.RETURN_SUBMIT, visible_return)
def return_take_back(request: PersonRequest, held: QuarterlyReturn) -> HttpResponse:
    if request.method == "POST":
        move(quarterly_return=held, to=State.DRAFT, by=request.user)
        messages.success(request, "Taken back. You can change it again.")
    return to_return(held)


@requires(Permission.RETURN_SIGN, visible_return)
def return_sign(request: PersonRequest, held: QuarterlyReturn) -> HttpResponse:
    """The declaration, with everything that is signed and the name that will be printed."""
    if request.method != "POST" and not controls(request.user, held).sign:
        return _not_now(request, held, "signed")
    form = SignForm(request.POST or None, initial={"read": fingerprint_now(held)})
    if request.method == "POST" and form.is_valid():
        signed = done_or_said(
            form,
            lambda: move_as_read(
                quarterly_return=held, to=State.SIGNED, read=form.cleaned_data["read"], by=request.user
            ),
        )
        if signed:
            messages.success(request, "Signed. The programme manager has it now.")
            return to_return(held)
        _read_again(form, held)
    return _sign_page(request, held, form)


def _sign_page(request: PersonRequest, held: QuarterlyReturn, form: SignForm) -> HttpResponse:
    context = {
        "form": form,
        "answers": answers(return_content(load_content(held))),
        "files": files_of(held),
        "signs_as": title_on(request.user, today()),
        "refusal": refusal(held, State.SIGNED),
        "controls": controls(request.user, held),
    }
    return page(request, held, "return_sign", context, status=_refused(form))


@requires_by_state(permission_to_send_back, visible_return, declared=Permission.RETURN_READ)
def return_send_back(request: PersonRequest, held: QuarterlyReturn) -> HttpResponse:
    """Comments on the whole and on each section, asked once."""
    form = SendBackForm(typed_text(request))
    if request.method != "POST" and not controls(request.user, held).send_back:
        return _not_now(request, held, "sent back")
    if request.method == "POST" and form.is_valid():
        said = {"comment": form.cleaned_data["comment"], "remarks": form.remarks}
        sent = done_or_said(form, lambda: send_back(quarterly_return=held, by=request.user, **said))
        if sent:
            messages.success(request, f"Sent back with your comments. {_has_it(sent)}")
            return to_return(held)
    context = {
        "form": form,
        "parts": [(answer, form.remark_field(answer.key)) for answer in answers(return_content(load_content(held)))],
        "files": files_of(held),
    }
    return page(request, held, "return_send_back", context, status=_refused(form))


@requires(Permission.RETURN_REVIEW, visible_return)
def return_review(request: PersonRequest, held: QuarterlyReturn) -> HttpResponse:
    """What changed since the last round that was signed; all of it in the first."""
    if not controls(request.user, held).review:
        barred = MACHINE.barred(request.user, held, State(held.state), State.ACCEPTED)
        return _not_now(request, held, "reviewed", barred)
    now, *before = held.signatures.order_by("-number")[:2]
    context: dict[str, Any] = {
        "signature": now,
        "before": before[0] if before else None,
        "changes": changes(before[0].data, now.data) if before else [],
        "everything": not before or "all" in request.GET,
        "answers": answers(now.data),
        "files": files_of(held),
        "last": last_round(held),
        "form": AcceptForm(initial={"read": now.fingerprint}),
    }
    return page(request, held, "return_review", context)


@requires(Permission.RETURN_REVIEW, visible_return)
def return_accept(request: PersonRequest, held: QuarterlyReturn) -> HttpResponse:
    if request.method == "POST":
        read = request.POST.get("read", "")
        move_as_read(quarterly_return=held, to=State.ACCEPTED, read=read, by=request.user)
        messages.success(request, "Accepted. It goes into the pack, and the Board can read it now.")
    return to_return(held)


@requires(Permission.RETURN_REOPEN, visible_return)
def return_reopen(request: PersonRequest, held: QuarterlyReturn) -> HttpResponse:
    """An accepted return goes back to be changed, with a reason."""
    if request.method != "POST" and not controls(request.user, held).reopen:
        return _not_now(request, held, "reopened")
    form = ReopenForm(typed_text(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        opened = done_or_said(form, lambda: reopen(quarterly_return=held, reason=reason, by=request.user))
        if opened:
            messages.success(request, f"Reopened. {_has_it(opened)}")
            return to_return(held)
    return page(request, held, "return_reopen", {"form": form}, status=_refused(form))


def _has_it(held: QuarterlyReturn) -> str:
    names = [person.name for person in holders(held)]
    return f"{in_words(names)} {'has' if len(names) == 1 else 'have'} it now." if names else "Nobody holds it today."


def _not_now(request: PersonRequest, held: QuarterlyReturn, done: str, why: str = "") -> HttpResponse:
    """A link of yesterday's mail, say: the return's own page, with a word about why."""
    messages.info(request, why or f"This return is {State(held.state).label.lower()}, so it cannot be {done} now.")
    return to_return(held)


def _read_again(form: SignForm, held: QuarterlyReturn) -> None:
    """The page shows the return as it is now: the declaration is asked for anew."""
    form.data = {"read": fingerprint_now(held)}


def _refused(form: Any) -> int:
    """409 where the act itself was refused, which the form says above its fields."""
    return 409 if form.is_bound and form.non_field_errors() else 200
