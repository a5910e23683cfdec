from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.desk.editions import offers_of
from effgenai.conferences.desk.forms.editions import NewEditionForm
from effgenai.conferences.desk.queries import DATE_COLUMNS, LINK_COLUMNS, Preview, made_already, preview_of
from effgenai.conferences.desk.services.editions import create_edition
from effgenai.conferences.web.desk import desk_response
from effgenai.conferences.web.http import MemberRequest, requires


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def next_edition(request: MemberRequest) -> HttpResponse:
    """Begin the next edition with what this one has: choose, see what will be made, make it."""
    offers = offers_of(request.viewer)
    form = NewEditionForm(request.POST or None, old=request.conference, offers=offers)
    preview = _preview(request, form) if request.method == "POST" and form.is_valid() else None
    if preview and request.POST.get("seal") == preview.seal and (new := _create(request, form)):
        messages.success(request, f"“{new.title}” is there: a draft that only its members see.")
        return redirect("conferences:guide", new.slug)
    if request.method == "POST" and (made := _pressed_twice(request, form)):
        return redirect("conferences:guide", made.slug)
    context = {"form": form, "preview": preview, "date_columns": DATE_COLUMNS, "link_columns": LINK_COLUMNS}
    return desk_response(request, "conferences/desk/next_edition.html", "setup", "next_edition", **context)


def _preview(request: MemberRequest, form: NewEditionForm) -> Preview:
    keys = form.cleaned_data["parts"]
    return preview_of(
        request.conference,
        facts=form.facts(),
        shift=form.shift(),
        offers=form.offers,
        keys=keys,
        at=request.at,
    )


def _create(request: MemberRequest, form: NewEditionForm) -> Conference | None:
    try:
        return create_edition(
            old=request.conference,
            facts=form.facts(),
            shift=form.shift(),
            parts=form.cleaned_data["parts"],
            by=request.user,
            at=request.at,
        )
    except Refused as refusal:
        form.add_error("slug", str(refusal))
        return None


def _pressed_twice(request: MemberRequest, form: NewEditionForm) -> Conference | None:
    """What the first press made, if this is the second of the same page."""
    if "slug" not in form.errors or not request.POST.get("seal"):
        return None
    return made_already(request.conference, request.POST.get("slug", ""), request.user)
