from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from effgenai.conferences.web.http import MemberRequest
from program.desk.columns import STAR_COLUMNS
from program.desk.views.pages import editor, render_desk
from program.schedule.queries.released import public_schedule
from program.stars.queries import interest


@editor
@require_GET
def counts(request: MemberRequest) -> HttpResponse:
    """How many people starred what of the last release: numbers alone, for the size of rooms."""
    schedule = public_schedule(request.conference, request.at)
    rows = interest(request.conference, schedule) if schedule else []
    return render_desk(request, "stars", rows=rows, columns=STAR_COLUMNS)
