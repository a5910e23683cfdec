"""Pages on which people say whether they are authors, and chairs whether conflicts hold."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page, tabs
from effgenai.conferences.web.http import ConferenceRequest, MemberRequest, requires, signed_in
from effgenai.conferences.web.pressed import YesNo, pressed
from submissions.authors.queries import ListedAddress, find_listed, listing_of, own_listings
from submissions.conflicts.forms import DecideConflictsForm, Ruling
from submissions.conflicts.queries.questions import QUEUE_COLUMNS, batch_of, queue
from submissions.conflicts.services.deciding import decide_conflicts
from submissions.conflicts.services.declaring import bind_known_conflicts, say_author, say_no_author

QUESTIONS_A_PAGE = 100


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


def _answer(request: ConferenceRequest, found: ListedAddress) -> None:
    try:
        said = pressed(request, "is_author", YesNo)
        if said is YesNo.YES and found.owner is not None:
            say_author(submission=found.submission, by=found.owner, at=request.at)
            messages.success(request, f"Thank you. You are an author of paper {found.submission.number}.")
        elif said is YesNo.NO:
            say_no_author(submission=found.submission, email=found.email, at=request.at)
            messages.success(request, "Thank you. The chairs are told that you are no author of this paper.")
    except Refused as refusal:
        messages.error(request, str(refusal))


@signed_in
@require_GET
def conflicts(request: MemberRequest) -> HttpResponse:
    """What waits for the word of a chair in conflict with neither side, or of a site administrator."""
    found = queue(request.viewer)
    if not (request.viewer.is_chair or found):
        raise Http404
    context = {
        **desk_page(request.viewer, "conflicts"),
        "tabs": tabs(request.viewer, "conflicts", "submissions:conflicts"),
        "page_obj": Paginator(found, QUESTIONS_A_PAGE).get_page(request.GET.get("page")),
        "columns": QUEUE_COLUMNS,
        "is_chair": request.viewer.is_chair,
        "batch": batch_of(request.conference),
    }
    return render(request, "submissions/conflicts/queue.html", context)


@signed_in
@require_POST
def decide(request: MemberRequest) -> HttpResponse:
    """Confirm or dismiss the ticked ones; those that the viewer may not know of are as if they were not."""
    form = DecideConflictsForm(request.POST)
    try:
        ruling = pressed(request, "action", Ruling)
        number = decide_conflicts(
            viewer=request.viewer,
            chosen=form.chosen,
            holds=ruling is Ruling.CONFIRM,
            reason=form.reason_given,
            by=request.user,
            at=request.at,
        )
        done = "Confirmed" if ruling is Ruling.CONFIRM else "Dismissed"
        words = "one conflict" if number == 1 else f"{number} conflicts"
        messages.success(request, f"{done}: {words}." if number else "Nothing was ticked.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("submissions:conflicts", request.conference.slug)


@requires(Fact.IS_CHAIR)
@require_POST
def bind(request: MemberRequest) -> HttpResponse:
    """Let what is known now bind, where bidding is not used: the same, once, as when it opens."""
    bind_known_conflicts(conference=request.conference, by=request.user, at=request.at)
    messages.success(request, "What is known of conflicts binds from now on. Later ones wait here.")
    return redirect("submissions:conflicts", request.conference.slug)
