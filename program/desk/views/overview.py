from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from effgenai.conferences.web.http import MemberRequest
from program.core.services.history import step_to_redo, step_to_undo
from program.desk.columns import SESSION_COLUMNS
from program.desk.queries.overview import desk_page_of
from program.desk.views.pages import editor, render_desk


@editor
@require_GET
def desk(request: MemberRequest) -> HttpResponse:
    """The draft by days, what waits for a place, what is wrong."""
    return render_desk(
        request,
        "overview",
        columns=SESSION_COLUMNS,
        page=desk_page_of(request.viewer),
        to_undo=step_to_undo(request.conference, request.user),
        to_redo=step_to_redo(request.conference, request.user),
    )
