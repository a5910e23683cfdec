from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.web.http import MemberRequest
from program.core.models import ProgramEdit
from program.core.services import history
from program.desk.views.pages import editor
from program.desk.views.placing import answer


@editor
@require_POST
def undo(request: MemberRequest) -> HttpResponse:
    """Take back one's own last step."""
    return _step(request, history.undo, "Undone")


@editor
@require_POST
def redo(request: MemberRequest) -> HttpResponse:
    """Do again what one has taken back last."""
    return _step(request, history.redo, "Done again")


def _step(request: MemberRequest, do: Callable[..., ProgramEdit], word: str) -> HttpResponse:
    """Back to the grid if it was asked for there, with the sentence in either case."""

    def sentence() -> str:
        return f"{word}: {do(conference=request.conference, by=request.user, at=request.at).label}."

    if "shown" in request.POST:
        return answer(request, sentence)
    try:
        messages.success(request, sentence())
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("program:desk", request.conference.slug)
