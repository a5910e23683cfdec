from __future__ import annotations

from django.http import Http404, HttpResponse, JsonResponse

from effgenai.conferences.web.http import ConferenceRequest
from effgenai.conferences.web.public_pages import public_page
from program.exports.frab import frab_data, frab_xml
from program.exports.tables import programme_csv
from program.schedule.queries.released import Schedule, public_schedule


def released(request: ConferenceRequest) -> Schedule:
    """The last release; without one there is no file (Http404)."""
    found = public_schedule(request.conference, request.at)
    if found is None:
        raise Http404
    return found


@public_page
def schedule_xml(request: ConferenceRequest) -> HttpResponse:
    """The last release as apps of events read it."""
    body = frab_xml(frab_data(request.conference, released(request)))
    return HttpResponse(body, content_type="application/xml; charset=utf-8")


@public_page
def schedule_json(request: ConferenceRequest) -> HttpResponse:
    """The same as JSON."""
    data = frab_data(request.conference, released(request))
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


@public_page
def table(request: ConferenceRequest) -> HttpResponse:
    """The last release as a table for the host conference."""
    body = programme_csv(request.conference, released(request))
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{request.conference.slug}-programme.csv"'
    return response
