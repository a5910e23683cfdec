from __future__ import annotations

import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.services.settings import update_settings
from effgenai.conferences.core.states import PublicState
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.site.forms import IdentityForm
from effgenai.conferences.site.queries.identity import accent_samples
from effgenai.conferences.web.desk import desk_response
from effgenai.conferences.web.http import ConferenceRequest, MemberRequest, requires
from effgenai.conferences.web.public_pages import public_page
from effgenai.ui.colour import accents, theme_css

A_DAY = 24 * 3600


@requires(Fact.MAY_EDIT_SITE)
@require_http_methods(["GET", "POST"])
def identity(request: MemberRequest) -> HttpResponse:
    """Colour, logo and the picture of the home page."""
    form = IdentityForm(request.POST or None, request.FILES or None, instance=copy.copy(request.conference))
    if request.method == "POST" and form.is_valid() and _save(request, form):
        return redirect("conferences:identity", request.conference.slug)
    samples = accent_samples(request.conference.accent)
    return desk_response(
        request, "conferences/site/desk/identity.html", "site", "identity", form=form, samples=samples
    )


def _save(request: MemberRequest, form: IdentityForm) -> bool:
    try:
        uploads = form.take_uploads(request.user, request.at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    fields = [name for name in form.changed_data if name in form.Meta.fields]
    fields = list(dict.fromkeys([*fields, *uploads]))
    if fields:
        update_settings(conference=form.instance, fields=fields, by=request.user, at=request.at)
    messages.success(request, "The identity of the site is saved.")
    pair = accents(form.instance.accent)
    if "accent" in fields and pair.corrected:
        light = pair.light.colour.hex
        messages.info(
            request, f"{form.instance.accent} could not be read well; the pages use {light} instead."
        )
    return True


@public_page
def theme(request: ConferenceRequest) -> HttpResponse:
    """The accent of the conference as a style sheet; its address changes with the colour."""
    response = HttpResponse(theme_css(request.conference.accent), content_type="text/css; charset=utf-8")
    whose = "private" if request.conference.public_state == PublicState.DRAFT else "public"
    response["Cache-Control"] = f"{whose}, max-age={A_DAY}"
    return response
