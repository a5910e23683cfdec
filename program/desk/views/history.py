from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.web.http import MemberRequest
from program.core.services import history
from program.desk.views.pages import editor


@editor
@require_POST
def undo(request: MemberRequest) -> HttpResponse:
    """Take back one's own last step."""
    try:
        step = history.undo(conference=request.conference, by=request.user, at=request.at)
        messages.success(request, f"Undone: {step.label}.")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("program:desk", request.conference.slug)


@editor
@require_POST
def redo(request: MemberRequest) -> HttpResponse:
    """Do again what one has taken back last."""
    try:
        step = history.redo(conference=request.conference, by=request.user, at=request.at)
        messages.success(request, f"Done again: {step.label}.")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("program:desk", request.conference.slug)
