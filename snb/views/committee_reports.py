"""Committees, their meetings about the board, and the reports taken to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snb import committee_reports, committees
from snb.access import PersonRequest, requires
from snb.committee_reports import StaleReport
from snb.exporting import exported
from snb.forms import done_or_said
from snb.forms.committees import ROWS, CommitteeForm, CommitteeMeetingForm, ReportForm, rows_formset
from snb.govuk import error_summary
from snb.kept import typed_text
from snb.loading import visible_board
from snb.models import Board, Committee, CommitteeMeeting, CommitteeReport, Person
from snb.permissions import Permission
from snb.querysets import today
from snb.scrutiny import committees_of, next_scrutiny_due
from snb.scrutiny_loading import visible_committee, visible_committee_meeting, visible_committee_report
from snb.scrutiny_sheets import committees_sheet, meetings_sheet, report_sheet
from snb.views.scrutiny import refused, to_committee, to_scrutiny
from snb.views.scrutiny_public import report_page
from snb.wording import small_number
from snb.workflow import Refusal

PARTS = {"implications": "implications", "sign-offs": "sign_offs", "flags": "flags"}  # by the word in the address


@requires(Permission.BOARD_KNOW, visible_board)
def committee_list(request: PersonRequest, board: Board) -> HttpResponse:
    """The committees that the board answers to."""
    rows = committees_of(board, today())
    context = {
        "board": board,
        "rows": rows,
        "scrutiny": next_scrutiny_due(board, today()),
        "may_edit": request.user.has_perm(Permission.SCRUTINY_EDIT, board),
        "breadcrumbs": [to_scrutiny(board)],
    }
    return exported(request, lambda: committees_sheet(board, rows)) or render(
        request, "snb/committee_list.html", context
    )


@requires(Permission.BOARD_KNOW, visible_committee)
def committee_detail(request: PersonRequest, committee: Committee) -> HttpResponse:
    """One committee: its meetings about the board, what was taken to each and what each asked."""
    board = committee.board
    context = {
        "board": board,
        "committee": committee,
        "meetings": committee.meetings.prefetch_related("reports", "recommendations"),
        "day": today(),
        "may_edit": request.user.has_perm(Permission.SCRUTINY_EDIT, board),
        "breadcrumbs": [to_scrutiny(board), to_committees(board)],
    }
    return exported(request, lambda: meetings_sheet(committee)) or render(request, "snb/committee_detail.html", context)


@requires(Permission.SCRUTINY_EDIT, visible_board)
def committee_add(request: PersonRequest, board: Board) -> HttpResponse:
    form = CommitteeForm(typed_text(request), board=board)
    if request.method == "POST" and form.is_valid():
        made = done_or_said(form, lambda: committees.add_committee(board=board, details=form.details, by=request.user))
        if made:
            messages.success(request, f"{made} has been added.")
            return _to(made)
    page = {"board": board, "form": form, "heading": "Add a committee", "breadcrumbs": [to_scrutiny(board)]}
    return render(request, "snb/committee_form.html", page, status=refused(form))


@requires(Permission.SCRUTINY_EDIT, visible_committee)
def committee_edit(request: PersonRequest, committee: Committee) -> HttpResponse:
    form = CommitteeForm(typed_text(request), board=committee.board, committee=committee)
    if request.method == "POST" and form.is_valid():
        made = done_or_said(
            form, lambda: committees.change_committee(committee=committee, details=form.details, by=request.user)
        )
        if made:
            messages.success(request, f"{made} has been changed.")
            return _to(made)
    return _committee_form(request, committee, form, "committee_form", "Change the committee")


@requires(Permission.SCRUTINY_EDIT, visible_committee)
def committee_meeting_add(request: PersonRequest, committee: Committee) -> HttpResponse:
    form = CommitteeMeetingForm(typed_text(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = done_or_said(form, lambda: committees.add_meeting(committee=committee, by=request.user, **said))
        if made:
            messages.success(request, f"{made} has been added.")
            return _to(committee)
    return _committee_form(request, committee, form, "committee_meeting_form", "Add a meeting of the committee")


@requires(Permission.SCRUTINY_EDIT, visible_committee_meeting)
def committee_meeting_edit(request: PersonRequest, meeting: CommitteeMeeting) -> HttpResponse:
    form = CommitteeMeetingForm(typed_text(request), meeting=meeting)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if done_or_said(form, lambda: committees.change_meeting(meeting=meeting, by=request.user, **said)):
            messages.success(request, "The meeting has been changed.")
            return _to(meeting.committee)
    return _committee_form(request, meeting.committee, form, "committee_meeting_form", "Change the meeting")


@requires(Permission.SCRUTINY_EDIT, visible_committee_meeting)
def committee_meeting_remove(request: PersonRequest, meeting: CommitteeMeeting) -> HttpResponse:
    """Ask, then take it out."""
    committee = meeting.committee
    if request.method == "POST":
        committees.remove_meeting(meeting=meeting, by=request.user)
        messages.success(request, f"{meeting} has been removed.")
        return _to(committee)
    trail = [to_scrutiny(committee.board), to_committee(committee)]
    page = {"board": committee.board, "meeting": meeting, "breadcrumbs": trail}
    return render(request, "snb/committee_meeting_remove.html", page)


# Reports -------------------------------------------------------------------------------------------------------------


@requires(Permission.BOARD_KNOW, visible_committee_report)
def committee_report_detail(request: PersonRequest, report: CommitteeReport) -> HttpResponse:
    """Its front sheet, its implications, its flags and the way it took to approval."""
    board = report.meeting.committee.board
    context = report_page(report) | {
        "board": board,
        "may_edit": request.user.has_perm(Permission.SCRUTINY_EDIT, board),
        "may_see_texts": request.user.has_perm(Permission.PAPER_READ_DRAFT, board),
        "written_for": f"report-{report.pk}",  # the key under which the texts of its paper are kept
        "breadcrumbs": [to_scrutiny(board), to_committee(report.meeting.committee)],
    }
    return exported(request, lambda: report_sheet(report)) or render(request, "snb/report_detail.html", context)


@requires(Permission.SCRUTINY_EDIT, visible_committee_meeting)
def committee_report_add(request: PersonRequest, meeting: CommitteeMeeting) -> HttpResponse:
    form = ReportForm(typed_text(request))
    if request.method == "POST" and form.is_valid():
        made = done_or_said(
            form, lambda: committee_reports.add_report(meeting=meeting, sheet=form.sheet, by=request.user)
        )
        if made:
            messages.success(request, f"“{made}” has been added.")
            return to_report(made)
    board = meeting.committee.board
    trail = [to_scrutiny(board), to_committee(meeting.committee)]
    page = {"board": board, "form": form, "heading": "Add a report", "of": meeting, "breadcrumbs": trail}
    return render(request, "snb/report_form.html", page, status=refused(form))


@requires(Permission.SCRUTINY_EDIT, visible_committee_report)
def committee_report_edit(request: PersonRequest, report: CommitteeReport) -> HttpResponse:
    """Change the front sheet; where somebody else did so in the meantime, both texts are shown and nothing is saved."""
    form = ReportForm(typed_text(request), report=report)
    more: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            committee_reports.change_report(report=report, sheet=form.sheet, version=form.seen, by=request.user)
        except StaleReport as stale:
            typed = request.POST.copy()
            typed["version"] = str(stale.saved.version)
            more = {"differences": form.differences(stale.saved), "is_stale": True, "has_errors": True}
            form = ReportForm(typed, report=stale.saved)
        else:
            messages.success(request, "The report has been changed.")
            return to_report(report)
    page = _report_trail(report) | {"form": form, "heading": "Change the front sheet", "of": report, **more}
    return render(request, "snb/report_form.html", page, status=409 if more else 200)


def _with_part(person: Person, *, board: str, pk: int, part: str) -> CommitteeReport:
    """The report, where the address names one of its lists."""
    if part not in PARTS:
        raise Http404
    return visible_committee_report(person, board=board, pk=pk)


@requires(Permission.SCRUTINY_EDIT, _with_part)
def committee_report_lines(request: PersonRequest, report: CommitteeReport) -> HttpResponse:
    """One of its lists, row by row. What is typed stays on the page whatever is wrong with it."""
    part = PARTS[request.resolver_match.kwargs["part"]]  # type: ignore[union-attr]
    rows = rows_formset(part, typed_text(request), report)
    version = small_number(request.POST.get("version")) if request.method == "POST" else report.version
    wrong = ""
    if request.method == "POST" and rows.is_valid():
        lines = [form.line for form in rows if not form.is_empty]
        wrong = _why_not(
            lambda: committee_reports.set_lines(report=report, part=part, lines=lines, version=version, by=request.user)
        )
        if not wrong:
            messages.success(request, f"Its {part.replace('_', '-')} have been changed.")
            return to_report(report)
        version = CommitteeReport.objects.get(pk=report.pk).version
    page = _report_trail(report) | {
        "rows": rows, "part": part.replace("_", "-"), "version": version, "wrong": wrong, "noun": ROWS[part].noun,
        "summary": error_summary(rows) if rows.is_bound else "", "has_errors": bool(wrong) or rows.total_error_count(),
    }  # fmt: skip
    return render(request, "snb/report_lines.html", page, status=409 if wrong else 200)


def _why_not(save: Callable[[], object]) -> str:
    try:
        save()
    except Refusal as refusal:
        return refusal.reason
    return ""


def _report_trail(report: CommitteeReport) -> dict[str, Any]:
    board = report.meeting.committee.board
    address = reverse("board:committee-report-detail", args=[board.slug, report.pk])
    return {
        "board": board, "report": report,
        "breadcrumbs": [to_scrutiny(board), {"label": report.title, "url": address}],
    }  # fmt: skip


def _committee_form(
    request: PersonRequest, committee: Committee, form: Any, template: str, heading: str
) -> HttpResponse:
    trail = [to_scrutiny(committee.board), to_committee(committee)]
    page = {
        "board": committee.board, "form": form, "committee": committee, "heading": heading, "breadcrumbs": trail,
    }  # fmt: skip
    return render(request, f"snb/{template}.html", page, status=refused(form))


def to_report(report: CommitteeReport) -> HttpResponse:
    return redirect("board:committee-report-detail", report.meeting.committee.board.slug, report.pk)


def _to(committee: Committee) -> HttpResponse:
    return redirect("board:committee-detail", committee.board.slug, committee.pk)


def to_committees(board: Board) -> dict[str, str]:
    return {"label": "Committees", "url": reverse("board:committee-list", args=[board.slug])}
