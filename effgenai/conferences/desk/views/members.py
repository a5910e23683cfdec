from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import ChairProposal
from effgenai.conferences.core.queries import committee_size, members_here
from effgenai.conferences.core.services.members import (
    add_member,
    agree_to_chair,
    discard_proposal,
    remove_member,
)
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.desk.forms.settings import NewMemberForm
from effgenai.conferences.desk.queries import MEMBER_COLUMNS
from effgenai.conferences.web.desk import desk_response
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.conferences.web.once import once


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
@once
def members(request: MemberRequest) -> HttpResponse:
    """Who runs the conference; a person is added by an address of their account."""
    form = NewMemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _add(request, form):
        return redirect("conferences:members", request.conference.slug)
    context = {"columns": MEMBER_COLUMNS, "form": form, "members": members_here(request.conference)}
    context["proposals"] = request.conference.chair_proposals.select_related("user", "proposed_by")
    context["is_only_chair"] = request.conference.memberships.filter(role=Role.CHAIR).count() == 1
    size = committee_size(request.conference)
    return desk_response(
        request, "conferences/desk/members.html", "setup", "members", committee_size=size, **context
    )


def _add(request: MemberRequest, form: NewMemberForm) -> bool:
    person, role = form.cleaned_data["person"], Role(form.cleaned_data["role"])
    try:
        added = add_member(
            conference=request.conference, user=person, role=role, by=request.user, at=request.at
        )
    except Refused as refusal:
        form.add_error("person", str(refusal))
        return False
    if isinstance(added, ChairProposal):
        messages.success(request, f"{person} is proposed. The chairs were told: another one has to agree.")
    else:
        messages.success(request, f"{person} is {role.label.lower()} now.")
    return True


@requires(Fact.IS_CHAIR)
@require_POST
def agree(request: MemberRequest, pk: int) -> HttpResponse:
    """Make a person a chair whom another chair proposed."""
    proposal = get_object_or_404(request.conference.chair_proposals.select_related("user"), pk=pk)
    try:
        agree_to_chair(proposal=proposal, by=request.user, at=request.at)
        messages.success(request, f"{proposal.user} is chair now.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("conferences:members", request.conference.slug)


@requires(Fact.IS_CHAIR)
@require_POST
def discard(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a proposal back, or turn it down."""
    proposal = get_object_or_404(request.conference.chair_proposals.select_related("user"), pk=pk)
    discard_proposal(proposal=proposal, by=request.user, at=request.at)
    messages.success(request, f"{proposal.user} is no longer proposed.")
    return redirect("conferences:members", request.conference.slug)


@requires(Fact.IS_CHAIR)
@require_POST
def drop_member(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a role from a person."""
    membership = get_object_or_404(members_here(request.conference), pk=pk)
    try:
        remove_member(membership=membership, by=request.user, at=request.at)
        messages.success(request, f"{membership.user} is no longer {membership.get_role_display().lower()}.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    gave_up_own = membership.pk is None and membership.user_id == request.user.pk
    page = "conferences:me" if gave_up_own and membership.role == Role.CHAIR else "conferences:members"
    return redirect(page, request.conference.slug)
