from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from effgenai.conferences.editions import Edition, edition_parts
from effgenai.conferences.errors import Refused
from effgenai.conferences.forms.editions import EditionForm
from effgenai.conferences.http import MemberRequest, requires
from effgenai.conferences.services.editions import create_edition
from effgenai.conferences.views.desk import desk_response
from effgenai.ui.dates import moment


@requires("is_chair")
@require_http_methods(["GET", "POST"])
def next_edition(request: MemberRequest) -> HttpResponse:
    """Say what is new, look at what will be made, then make it."""
    form = EditionForm(request.POST or None, old=request.conference)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        if "confirmed" not in request.POST:
            context |= _preview(request, form)
        elif _create(request, form):
            return redirect("conferences:desk", form.instance.slug)
    return desk_response(request, "next_edition", "setup", "next_edition", **context)


def _preview(request: MemberRequest, form: EditionForm) -> dict[str, Any]:
    """What will be made: the parts, and each date with its old and its new moment."""
    taken = set(form.cleaned_data["parts"])
    edition = Edition(request.conference, form.instance, form.days, request.user, request.at)
    dates = [
        (
            date,
            moment(date.instant, date.zone, request.at),
            moment(edition.shifted(date.instant, date.zone), date.zone, request.at),
        )
        for date in (request.conference.milestones.all() if "dates" in taken else [])
    ]
    parts = [(part, part.count(request.conference)) for part in edition_parts() if part.key in taken]
    return {"parts": parts, "dates": dates, "days": form.days, "is_preview": True}


def _create(request: MemberRequest, form: EditionForm) -> bool:
    try:
        create_edition(
            old=request.conference,
            new=form.instance,
            days=form.days,
            parts=form.cleaned_data["parts"],
            by=request.user,
            at=request.at,
        )
    except Refused as refusal:
        form.add_error("slug", str(refusal))
        return False
    messages.success(request, f"“{form.instance.short_name}” is made, as a draft that only its members see.")
    return True
