from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import conditional_page, require_safe

from effgenai.conferences.http import ConferenceRequest
from effgenai.ui.colour import theme_css

A_DAY = 24 * 3600


@conditional_page
@require_safe
def theme(request: ConferenceRequest) -> HttpResponse:
    """The accent of the conference as a style sheet; its address changes with the colour."""
    response = HttpResponse(theme_css(request.conference.accent), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = f"private, max-age={A_DAY}"
    return response
