from __future__ import annotations

from django.http import HttpResponse

from effgenai.conferences.http import ConferenceRequest
from effgenai.conferences.public_pages import public_page
from effgenai.conferences.states import PublicState
from effgenai.ui.colour import theme_css

A_DAY = 24 * 3600


@public_page
def theme(request: ConferenceRequest) -> HttpResponse:
    """The accent of the conference as a style sheet; its address changes with the colour."""
    response = HttpResponse(theme_css(request.conference.accent), content_type="text/css; charset=utf-8")
    whose = "private" if request.conference.public_state == PublicState.DRAFT else "public"
    response["Cache-Control"] = f"{whose}, max-age={A_DAY}"
    return response
