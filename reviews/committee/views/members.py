from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.unfinished.views import resumed, saves_itself
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.conferences.web.once import once
from effgenai.ui.forms.asked import SearchForm, TableForm
from effgenai.ui.text.numbers import counted, listed
from reviews.committee.emails import due_date, invitation_wording
from reviews.committee.exports import committee_csv
from reviews.committee.forms import (
    AddressForm,
    CorrectInvitationForm,
    InviteForm,
    SendForm,
    SuggestedForm,
)
from reviews.committee.models import Invitation
from reviews.committee.queries.invitations import (
    INVITATION_COLUMNS,
    RECEIVER_COLUMNS,
    fits,
    invitation_chips,
    invitation_rows,
    to_send,
)
from reviews.committee.queries.links import member_links
from reviews.committee.queries.members import (
    MEMBER_COLUMNS,
    CommitteePage,
    committee_page,
    committee_tabs,
    suggested,
)
from reviews.committee.rules.invitations import why_not_invite
from reviews.committee.services.duplicates import DuplicateCount, count_anew, known_duplicates
from reviews.committee.services.invitations import (
    correct_invitation,
    prepare_invitations,
    readdress_invitation,
    resend_invitation,
    revoke_invitation,
    send_invitations,
)
from reviews.expertise.queries import members_without_expertise

SAMPLES = 3
MAX_NAMED = 10


@requires(Fact.IS_CHAIR)
@require_GET
def committee(request: MemberRequest) -> HttpResponseBase:
    """Who is on the committee, and what is known of each."""
    asked = TableForm(request.GET)
    page = committee_page(request.viewer, asked.text)
    if asked.as_csv:
        return committee_csv(request.conference.slug, page)
    return render(
        request,
        "reviews/committee/desk.html",
        {
            **_desk(request, page, "committee"),
            "columns": MEMBER_COLUMNS,
            "links": member_links(request.conference),
            "duplicates": _duplicates(request),
        },
    )


def _duplicates(request: MemberRequest) -> DuplicateCount:
    """As they were counted last; if rows were written since, a worker is asked to count anew."""
    count = known_duplicates(request.viewer)
    if count.is_stale:
        count_anew(request.viewer)
    return count


@requires(Fact.IS_CHAIR)
@require_GET
def invitations(request: MemberRequest) -> HttpResponse:
    """Who was asked, and what they answered."""
    page = committee_page(request.viewer, "")
    text = SearchForm(request.GET).text
    context = {
        "columns": INVITATION_COLUMNS,
        "rows": [row for row in page.invitations if fits(row, text)],
        "chips": invitation_chips(page.invitations),
    }
    return render(
        request, "reviews/committee/invitations/list.html", {**_desk(request, page, "invitations"), **context}
    )


def _desk(request: MemberRequest, page: CommitteePage, current: str) -> dict[str, object]:
    return {
        **desk_page(request.viewer, "committee"),
        "tabs": committee_tabs(request.viewer, page, current),
        "page": page,
        "unknown": members_without_expertise(request.viewer),
    }


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
@saves_itself
@once
def invite(request: MemberRequest) -> HttpResponse:
    """Paste whom to invite. A line that cannot be read keeps the whole text in the box."""
    asked = SuggestedForm(request.GET)
    initial = suggested(request.viewer, asked.invitation, asked.role_named)
    form = InviteForm(request.POST or None, initial=initial)
    resumed(request, form)
    if request.method == "POST" and form.is_valid():
        return _prepare(request, form)
    return render(
        request,
        "reviews/committee/invitations/invite.html",
        {**desk_page(request.viewer, "committee"), "form": form},
    )


def _prepare(request: MemberRequest, form: InviteForm) -> HttpResponse:
    invitees = form.cleaned_data["people"]
    new = prepare_invitations(
        conference=request.conference,
        invitees=invitees,
        role=Role(form.cleaned_data["role"]),
        load=form.cleaned_data["load"],
        by=request.user,
        at=request.at,
    )
    fresh = {invitation.email for invitation in new}
    known = [invitee.email for invitee in invitees if invitee.email not in fresh]
    if known:
        messages.info(
            request,
            f"Passed over, because they are on the committee or were invited to this role before: "
            f"{listed(known, MAX_NAMED)}.",
        )
    return redirect("reviews:send_invitations" if new else "reviews:invitations", request.conference.slug)


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
@once
def send_prepared(request: MemberRequest) -> HttpResponse:
    """Show exactly what will be sent to whom, then send it."""
    return _preview_or_send(request, is_reminder=False)


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
@once
def remind(request: MemberRequest) -> HttpResponse:
    """The same for those who have not answered."""
    return _preview_or_send(request, is_reminder=True)


def _preview_or_send(request: MemberRequest, *, is_reminder: bool) -> HttpResponse:
    if request.method == "POST":
        return _send(request, is_reminder=is_reminder)
    rows = to_send(request.viewer, is_reminder=is_reminder)
    due = due_date(request.conference)
    wordings = [
        (row, invitation_wording(row, at=request.at, due=due, is_reminder=is_reminder))
        for row in rows[:SAMPLES]
    ]
    context = {
        "columns": RECEIVER_COLUMNS,
        "rows": rows,
        "is_reminder": is_reminder,
        "why_not": why_not_invite(request.conference, rows[0].role) if rows else None,
        "samples": [(f"To {row.email}: {wording.subject}", wording.body) for row, wording in wordings],
        "hidden": [("invitation", row.pk) for row in rows],
    }
    return render(
        request,
        "reviews/committee/invitations/send.html",
        {**desk_page(request.viewer, "committee"), **context},
    )


def _send(request: MemberRequest, *, is_reminder: bool) -> HttpResponse:
    chosen = SendForm(request.POST).invitations
    try:
        number = send_invitations(
            conference=request.conference,
            invitations=chosen,
            by=request.user,
            at=request.at,
            is_reminder=is_reminder,
        )
        what = "reminder" if is_reminder else "invitation"
        messages.success(request, f"{counted(number, what)} on the way.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("reviews:invitations", request.conference.slug)


@requires(Fact.IS_CHAIR)
@require_POST
@once
def resend(request: MemberRequest, pk: int) -> HttpResponse:
    """Send one invitation once more."""
    invitation = get_object_or_404(Invitation, conference=request.conference, pk=pk)
    try:
        resend_invitation(invitation=invitation, by=request.user, at=request.at)
        messages.success(request, f"The invitation to {invitation.email} is on the way again.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("reviews:invitations", request.conference.slug)


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
@once
def readdress(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct the address of an invitation and send it there."""
    invitation = get_object_or_404(Invitation, conference=request.conference, pk=pk)
    form = AddressForm(request.POST or None, initial={"email": invitation.email})
    if request.method == "POST" and form.is_valid() and _readdressed(request, invitation, form):
        return redirect("reviews:invitations", request.conference.slug)
    row = next(row for row in invitation_rows(request.viewer) if row.invitation.pk == pk)
    context = {**desk_page(request.viewer, "committee"), "form": form, "row": row}
    return render(request, "reviews/committee/invitations/address.html", context)


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
@once
def correct(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct name and address of somebody who was not written to yet."""
    invitation = get_object_or_404(Invitation, conference=request.conference, pk=pk)
    initial = {"name": invitation.name, "email": invitation.email}
    form = CorrectInvitationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            correct_invitation(invitation=invitation, by=request.user, at=request.at, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("reviews:send_invitations", request.conference.slug)
    context = {**desk_page(request.viewer, "committee"), "form": form, "invitation": invitation}
    return render(request, "reviews/committee/invitations/correct.html", context)


def _readdressed(request: MemberRequest, invitation: Invitation, form: AddressForm) -> bool:
    email = form.cleaned_data["email"]
    try:
        readdress_invitation(invitation=invitation, email=email, by=request.user, at=request.at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"The invitation is on the way to {email}.")
    return True


@requires(Fact.IS_CHAIR)
@require_POST
def revoke(request: MemberRequest, pk: int) -> HttpResponse:
    """Take one invitation back."""
    invitation = get_object_or_404(Invitation, conference=request.conference, pk=pk)
    try:
        revoke_invitation(invitation=invitation, by=request.user, at=request.at)
        messages.success(request, f"The invitation to {invitation.email} is taken back.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("reviews:invitations", request.conference.slug)
