"""One severity profile: read, entered, corrected. What all of them come to stands on the board's own page of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from partnerships import profiles
from partnerships.forms.local_profiles import ProfileForm
from partnerships.loading import visible_partnership
from partnerships.local_loading import visible_profile
from partnerships.models import Partnership, SeverityProfile
from snb.access import PersonRequest, requires
from snb.models import Board
from snb.permissions import Permission
from snb.querysets import today
from snb.views.acting import Page, act


@requires(Permission.BOARD_READ, visible_profile)
def profile_detail(request: PersonRequest, profile: SeverityProfile) -> HttpResponse:
    """Its lines, what they measure, and the profiles before and after it."""
    board = profile.partnership.board
    context = {
        "board": board,
        "profile": profile,
        "name": profile.partnership.name_on(profile.on),
        "lines": [(line, line.concerns.name_on(profile.on) if line.concerns else "") for line in profile.lines.all()],
        "others": profile.partnership.profiles.exclude(pk=profile.pk),
        "may_edit": request.user.has_perm(Permission.LOCAL_EDIT, profile),
        "breadcrumbs": [to_profiles(board)],
    }
    return render(request, "partnerships/profile_detail.html", context)


@requires(Permission.LOCAL_EDIT, visible_partnership)
def profile_add(request: PersonRequest, partnership: Partnership) -> HttpResponse:
    """A new profile; it starts from the subjects of the last one."""

    def save(form: ProfileForm) -> str:
        said = {name: form.cleaned_data[name] for name in form.own}
        profiles.add_profile(partnership=partnership, lines=form.scored, by=request.user, **said)
        return "The severity profile is saved."

    last, board = partnership.profiles.prefetch_related("lines").first(), partnership.board
    page = _page(partnership, "Add a severity profile")
    return act(request, page, lambda data: ProfileForm(data, board=board, last=last), save)


@requires(Permission.LOCAL_EDIT, visible_profile)
def profile_edit(request: PersonRequest, profile: SeverityProfile) -> HttpResponse:
    def save(form: ProfileForm) -> str:
        note = form.cleaned_data["note"]
        profiles.change_profile(profile=profile, note=note, lines=form.scored, version=form.seen, by=request.user)
        return "The severity profile has been changed."

    page = _page(profile.partnership, "Change the severity profile")
    return act(request, page, lambda data: ProfileForm(data, board=profile.partnership.board, row=profile), save)


def to_profiles(board: Board) -> dict[str, str]:
    return {"label": "Severity profiles", "url": reverse("reports:alignment-detail", args=[board.slug])}


def _page(partnership: Partnership, heading: str) -> Page:
    back = to_profiles(partnership.board)
    name = partnership.name_on(today())
    return Page(
        partnership.board,
        heading,
        "Save the profile",
        back["url"],
        [back],
        caption=name,
        template="partnerships/profile_form.html",
    )
