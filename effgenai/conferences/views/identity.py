from __future__ import annotations

import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from effgenai.conferences.errors import Refused
from effgenai.conferences.forms.identity import IdentityForm
from effgenai.conferences.http import MemberRequest, requires
from effgenai.conferences.queries.identity import accent_samples
from effgenai.conferences.services.settings import update_settings
from effgenai.conferences.views.desk import desk_response
from effgenai.ui.colour import accents


@requires("may_edit_site")
@require_http_methods(["GET", "POST"])
def identity(request: MemberRequest) -> HttpResponse:
    """Colour, logo and the picture of the home page."""
    form = IdentityForm(request.POST or None, request.FILES or None, instance=copy.copy(request.conference))
    if request.method == "POST" and form.is_valid() and _save(request, form):
        return redirect("conferences:identity", request.conference.slug)
    samples = accent_samples(request.conference.accent)
    return desk_response(request, "identity", "site", "identity", form=form, samples=samples)


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
