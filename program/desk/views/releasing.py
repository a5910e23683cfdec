from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.web.http import MemberRequest
from effgenai.conferences.web.once import once
from program.desk.forms import ReleaseForm
from program.desk.queries.letters import letters_to_release
from program.desk.queries.overview import desk_page_of
from program.desk.views.pages import editor, render_desk
from program.releases import services as releases
from program.releases.changes import changes_to_release
from program.releases.counts import release_counts


@editor
@require_http_methods(["GET", "POST"])
@once
def release(request: MemberRequest) -> HttpResponse:
    """What the next release changes for visitors; then release it."""
    counts = release_counts(request.conference)
    form = ReleaseForm(request.POST or None, counts=counts)
    if form.is_valid():
        try:
            _release(request, form)
            return redirect("program:schedule", request.conference.slug)
        except releases.NothingNew as refused:
            messages.info(request, str(refused))
            return redirect("program:schedule", request.conference.slug)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render_desk(
        request,
        "release",
        form=form,
        page=desk_page_of(request.viewer),
        counts=counts,
        changes=changes_to_release(request.viewer),
        letters=letters_to_release(request.viewer),
    )


def _release(request: MemberRequest, form: ReleaseForm) -> None:
    """Release the schedule, with letters where they are wanted, and say what was done."""
    made, letters = releases.release_and_write(
        conference=request.conference,
        name=form.cleaned_data["name"],
        by=request.user,
        at=request.at,
        wants_letters=form.cleaned_data["letters"],
    )
    words = "Letters wait for a chair's approval under “Mail”." if letters.number else "Nobody is written to."
    messages.success(request, f"Release {made.number} is public. {words}")
    if not letters.is_whole:
        messages.warning(request, "Not all letters could be written. The next release will write them.")
