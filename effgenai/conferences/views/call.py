from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from effgenai.conferences.addresses import public_url
from effgenai.conferences.http import ConferenceRequest
from effgenai.conferences.plain_call import CallFacts, call_mail, call_text
from effgenai.conferences.public_pages import public_page
from effgenai.conferences.queries.call import call_page, organisers_of
from effgenai.conferences.views.public import public_response
from effgenai.conferences.wording import blinding, reviews_per_paper


@public_page
def call(request: ConferenceRequest) -> HttpResponse:
    """The call for papers, made from the settings that enforce it."""
    conference = request.conference
    context = {
        "page": call_page(request.viewer),
        "blinding": blinding(conference),
        "reviews": reviews_per_paper(conference),
    }
    return public_response(request, "call", **context)


@public_page
def plain(request: ConferenceRequest) -> HttpResponse:
    """The call as plain text, for mailing lists."""
    return HttpResponse(call_text(_facts(request)), content_type="text/plain; charset=utf-8")


@public_page
def mail(request: ConferenceRequest) -> HttpResponse:
    """The call as a mail that lacks only its receivers: programs for mail open it for writing."""
    conference = request.conference
    response = HttpResponse(call_mail(_facts(request)), content_type="message/rfc822")
    response["Content-Disposition"] = f'attachment; filename="{conference.slug}-call.eml"'
    return response


def _facts(request: ConferenceRequest) -> CallFacts:
    conference = request.conference
    home = reverse("conferences:home", args=[conference.slug])
    return CallFacts(
        conference=conference,
        page=call_page(request.viewer),
        organisers=organisers_of(conference),
        home=public_url(conference, home),
        pages=public_url(conference, f"{home}call/").removesuffix("call/"),
        forms=settings.SITE_URL + home,
    )
