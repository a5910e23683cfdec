from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from effgenai.conferences.http import ConferenceRequest
from effgenai.conferences.public_pages import public_page
from effgenai.conferences.queries.public import people_page, people_with_pages
from effgenai.conferences.states import PeopleGroup
from effgenai.conferences.views.public import public_response


@public_page
def people(request: ConferenceRequest) -> HttpResponse:
    """Who organises, speaks and reviews."""
    return public_response(request, "people", page=people_page(request.viewer))


@public_page
def person(request: ConferenceRequest, pk: int) -> HttpResponse:
    """Someone with a talk or a biography."""
    found = get_object_or_404(people_with_pages(request.conference), pk=pk)
    group = PeopleGroup(found.group).label
    return public_response(request, "person", person=found, group=group)
