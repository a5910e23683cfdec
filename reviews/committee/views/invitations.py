from __future__ import annotations

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from effgenai.conferences.web.http import ConferenceRequest
from effgenai.mail.accounts.adapter import AFTER_SIGN_IN
from reviews.committee.forms import DeclineApplicationForm
from reviews.committee.models import Invitation
from reviews.committee.queries.invitations import find_invitation, is_invitation_open
from reviews.committee.rules.invitations import has_lapsed, is_organiser
from reviews.committee.services.invitations import (
    accept_invitation,
    accept_role,
    decline_invitation,
)
from reviews.committee.states import InvitationState
from reviews.expertise.forms import ExpertiseForm


@never_cache
@require_GET
def invitation(request: ConferenceRequest, token: str) -> HttpResponse:
    """What is asked, and how to answer. Opening it changes nothing, so mail scanners may."""
    return _page(request, find_invitation(request.conference, token))


@require_POST
def accept(request: ConferenceRequest, token: str) -> HttpResponse:
    """Join as the account that is signed in."""
    found = find_invitation(request.conference, token)
    if found is None or not is_invitation_open(found, request.at) or not request.user.is_authenticated:
        return _page(request, found)
    if is_organiser(found.role):
        return _begin(request, found)
    form = ExpertiseForm(request.POST, conference=request.conference)
    if not form.is_valid():
        return _page(request, found, accept_form=form)
    try:
        accept_invitation(
            invitation=found,
            user=request.user,
            load=form.cleaned_data["load"],
            topics=form.cleaned_data["topics"],
            at=request.at,
        )
    except Refused:
        return _page(request, find_invitation(request.conference, token))
    _answered(request, found)
    messages.success(request, f"Welcome to the committee of {request.conference.short_name}.")
    return redirect("reviews:expertise", request.conference.slug)


def _begin(request: ConferenceRequest, found: Invitation) -> HttpResponse:
    """Accept a role of those who run the conference, and go to its desk."""
    assert isinstance(request.user, User)
    try:
        is_given = accept_role(invitation=found, user=request.user, at=request.at)
    except Refused:
        return _page(request, find_invitation(request.conference, found.token))
    _answered(request, found)
    if not is_given:
        return redirect("reviews:invitation", request.conference.slug, found.token)
    messages.success(request, f"Thank you. You are {found.get_role_display().lower()} now.")
    return redirect("conferences:desk", request.conference.slug)


def _answered(request: ConferenceRequest, accepted: Invitation) -> None:
    _verify_invited_address(request, accepted)
    request.session.pop("invitation", None)
    request.session.pop(AFTER_SIGN_IN, None)


def _verify_invited_address(request: ConferenceRequest, accepted: Invitation) -> None:
    """The link proves its address for an account which lists it. To other accounts it is not added."""
    listed = EmailAddress.objects.filter(user=request.user, email__iexact=accepted.email, verified=False)
    for address in listed:
        get_adapter().confirm_email(request, address)


@require_POST
def decline(request: ConferenceRequest, token: str) -> HttpResponse:
    """Say no; this needs no account."""
    found = find_invitation(request.conference, token)
    if found is None or not is_invitation_open(found, request.at):
        return _page(request, found)
    form = DeclineApplicationForm(request.POST)
    if not form.is_valid():
        return _page(request, found, decline_form=form)
    user = request.user if request.user.is_authenticated else None
    try:
        decline_invitation(
            invitation=found,
            reason=form.cleaned_data["reason"],
            suggestions=form.cleaned_data["suggestions"],
            user=user,
            at=request.at,
        )
    except Refused:
        return _page(request, find_invitation(request.conference, token))
    return redirect("reviews:invitation", request.conference.slug, token)


@require_POST
def enter(request: ConferenceRequest, token: str) -> HttpResponse:
    """Go to sign in or sign up, and come back here afterwards.

    Signing up with the very address to which the link was sent needs no second proof; who was given the link
    by somebody else signs up with an address of their own, and confirms that by mail. Where an account has
    the invited address already, its owner signs in.
    """
    found = find_invitation(request.conference, token)
    if found is None or not is_invitation_open(found, request.at):
        return _page(request, found)
    request.session["invitation"] = token
    back = {"next": reverse("reviews:invitation", args=[request.conference.slug, token])}
    request.session[AFTER_SIGN_IN] = back["next"]
    if request.POST.get("way") != "sign_up":
        return redirect(f"{reverse('account_login')}?{urlencode(back)}")
    if not EmailAddress.objects.filter(email__iexact=found.email).exists():
        get_adapter().stash_verified_email(request, found.email)
    return redirect(f"{reverse('account_signup')}?{urlencode(back)}")


def _since(request: ConferenceRequest, accepted: Invitation) -> dict[str, object]:
    """What an accepted invitation has led to: a chair may have to wait for another chair."""
    organises = is_organiser(accepted.role)
    waiting = request.conference.chair_proposals.filter(user=accepted.user)
    waits = accepted.role == Role.CHAIR and waiting.exists()
    return {"invitation": accepted, "organises": organises, "waits": waits}


def _page(
    request: ConferenceRequest,
    found: Invitation | None,
    *,
    accept_form: ExpertiseForm | None = None,
    decline_form: DeclineApplicationForm | None = None,
) -> HttpResponse:
    if found is None:
        return render(request, "reviews/committee/invitations/unknown.html", status=404)
    if found.state == InvitationState.ACCEPTED:
        return render(request, "reviews/committee/invitations/accepted.html", _since(request, found))
    if has_lapsed(found, request.at):
        return render(request, "reviews/committee/invitations/closed.html", {"invitation": found}, status=410)
    context = {
        "invitation": found,
        "organises": is_organiser(found.role),
        "is_declined": found.state == InvitationState.DECLINED,
        "accept_form": accept_form
        or ExpertiseForm(conference=request.conference, initial={"load": found.load}),
        "decline_form": decline_form or DeclineApplicationForm(),
    }
    return render(request, "reviews/committee/invitations/invitation.html", context)
