from __future__ import annotations

from django.http import HttpResponse

from effgenai.conferences.http import ConferenceRequest
from effgenai.conferences.public_pages import public_page
from effgenai.ui.colour import theme_css

A_DAY = 24 * 3600


@public_page
def theme(request: ConferenceRequest) -> HttpResponse:
    """The accent of the conference as a style sheet; its address changes with the colour."""
    response = HttpResponse(theme_css(request.conference.accent), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={A_DAY}"
    return response
