from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires
from reviews.committee.forms import CommitteeMemberForm
from reviews.committee.queries.members import member_initial
from reviews.committee.services.members import update_member
from reviews.reviewing.queries.member import PAPER_COLUMNS, find_member, member_profile


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def member(request: MemberRequest, key: str) -> HttpResponse:
    """What is known of one member; set what they do, how much and when."""
    person = find_member(request.viewer, key)
    if person is None:
        raise Http404
    form = CommitteeMemberForm(request.POST or None, initial=member_initial(request.conference, person))
    if request.method == "POST" and form.is_valid():
        update_member(
            conference=request.conference,
            member=person,
            roles=form.cleaned_data["roles"],
            load=form.cleaned_data["load"],
            least=form.cleaned_data["least"],
            is_senior=form.cleaned_data["is_senior"],
            availability=form.availability,
            by=request.user,
            at=request.at,
        )
        messages.success(request, f"Saved for {person}.")
        return redirect("reviews:member", request.conference.slug, person.key)
    profile = member_profile(request.viewer, person)
    context = {**desk_page(request.viewer, "committee"), "form": form, "profile": profile}
    context["columns"] = PAPER_COLUMNS
    return render(request, "reviews/reviewing/member.html", context)
