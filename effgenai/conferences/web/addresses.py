"""Where the public site of a conference stands, and the addresses of this app in it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import PublicState
from effgenai.conferences.web.http import ConferenceRequest


def public_url(conference: Conference, path: str) -> str:
    """The one whole address of a public page: on the conference's own domain if it has one.

    Its home page stands at the root of that domain. Nothing else does: accounts, desks and personal
    addresses stay below SITE_URL.
    """
    if not _answers_on_own_domain(conference):
        return settings.SITE_URL + path
    return own_site(conference) + ("/" if path == f"/{conference.slug}/" else path)


def own_site(conference: Conference) -> str:
    """The root of the conference's own domain, under the scheme and port of the site."""
    site = urlsplit(settings.SITE_URL)
    port = f":{site.port}" if site.port else ""
    return f"{site.scheme}://{conference.domain}{port}"


def _answers_on_own_domain(conference: Conference) -> bool:
    return bool(conference.domain) and conference.public_state != PublicState.DRAFT


def public_response(request: ConferenceRequest, template: str, **context: Any) -> HttpResponse:
    """Render a public page with its one canonical address; drafts ask search engines to stay away."""
    canonical = public_url(request.conference, request.path)
    return render(request, template, {"canonical": canonical, **context})
