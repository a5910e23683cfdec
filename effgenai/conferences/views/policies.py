from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from effgenai.conferences.forms.policies import PoliciesForm
from effgenai.conferences.http import MemberRequest, requires
from effgenai.conferences.services.policies import save_policies
from effgenai.conferences.views.desk import desk_response


@requires("is_chair")
@require_http_methods(["GET", "POST"])
def policies(request: MemberRequest) -> HttpResponse:
    """What the call lays down besides length and blinding, each rule chosen or written."""
    data = request.POST if request.method == "POST" else None
    form = PoliciesForm(data, policies=request.conference.policies.all())
    if data is not None and form.is_valid():
        return _save(request, form)
    return desk_response(request, "policies", "call", "policies", form=form, parts=form.parts())


def _save(request: MemberRequest, form: PoliciesForm) -> HttpResponse:
    changed = save_policies(
        conference=request.conference, chosen=form.chosen(), by=request.user, at=request.at
    )
    messages.success(request, "The policies are saved." if changed else "Nothing was changed.")
    for label in form.kept_texts():
        messages.info(
            request, f"{label}: your own text stays. Empty its box to take the wording of the option."
        )
    return redirect("conferences:policies", request.conference.slug)
