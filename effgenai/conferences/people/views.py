from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from effgenai.conferences.people.queries import people_page, people_with_pages
from effgenai.conferences.people.states import PeopleGroup
from effgenai.conferences.web.addresses import public_response
from effgenai.conferences.web.http import ConferenceRequest
from effgenai.conferences.web.public_pages import public_page


@public_page
def people(request: ConferenceRequest) -> HttpResponse:
    """Who organises, speaks and reviews."""
    return public_response(request, "conferences/people/public/people.html", page=people_page(request.viewer))


@public_page
def person(request: ConferenceRequest, pk: int) -> HttpResponse:
    """Someone with a talk or a biography."""
    found = get_object_or_404(people_with_pages(request.conference), pk=pk)
    group = PeopleGroup(found.group).label
    return public_response(request, "conferences/people/public/person.html", person=found, group=group)
