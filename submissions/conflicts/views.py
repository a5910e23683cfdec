"""Pages on which people say whether they are authors, and chairs whether conflicts hold."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from effgenai.conferences.errors import Refused
from effgenai.conferences.http import ConferenceRequest, MemberRequest, signed_in
from submissions.conflicts.queries import Listed, find_listed, listing_of, own_listings
from submissions.conflicts.services import say_author, say_no_author


@never_cache
@require_http_methods(["GET", "POST"])
def listed(request: ConferenceRequest, token: str) -> HttpResponse:
    """Whoever reads the mail of an address on an author list says whether it is theirs to be there.

    Opening it changes nothing, so mail scanners may. A link that leads nowhere looks the same, whyever.
    """
    found = find_listed(request.viewer, token)
    if found is None:
        return render(request, "submissions/conflicts/listed_unknown.html", status=404)
    if request.method == "GET":
        return render(request, "submissions/conflicts/listed.html", {"found": found})
    _answer(request, found)
    return redirect("submissions:listed", request.conference.slug, token)


@signed_in
@require_POST
def answer(request: MemberRequest, number: int) -> HttpResponse:
    """The same for somebody who is signed in, from the page of the paper and from their list."""
    line = get_object_or_404(own_listings(request.viewer), submission__number=number)
    _answer(request, listing_of(line, request.viewer))
    return redirect("submissions:mine", request.conference.slug)


def _answer(request: ConferenceRequest, found: Listed) -> None:
    said = request.POST.get("is_author", "")
    try:
        if said == "yes" and found.owner is not None:
            say_author(submission=found.submission, by=found.owner, at=request.at)
            messages.success(request, f"Thank you. You are an author of paper {found.submission.number}.")
        elif said == "no":
            say_no_author(submission=found.submission, email=found.email, at=request.at)
            messages.success(request, "Thank you. The chairs are told that you are no author of this paper.")
    except Refused as refusal:
        messages.error(request, str(refusal))
