from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from effgenai.accounts.forms import AffiliationForm, ProfileForm
from effgenai.accounts.identities.duplicate_accounts import has_proven_duplicate
from effgenai.accounts.models import Affiliation
from effgenai.accounts.queries import affiliations_of, profile_of
from effgenai.accounts.services import end_sessions, remove_affiliation, save_affiliation, update_profile
from effgenai.accounts.sign_in.guards import PersonRequest, signed_in


@signed_in
@require_http_methods(["GET", "POST"])
def profile(request: PersonRequest) -> HttpResponse:
    """What the person tells about themselves, and where they work and worked."""
    form = ProfileForm(request.POST or None, profile=profile_of(request.user))
    if request.method == "POST" and form.is_valid():
        update_profile(user=request.user, at=request.at, **form.cleaned_data)
        messages.success(request, "Your profile is saved.")
        return redirect("accounts:profile")
    context = {
        "form": form,
        "affiliations": affiliations_of(request.user),
        "has_duplicate": has_proven_duplicate(request.user),
    }
    return render(request, "accounts/profile.html", context)


@signed_in
@require_POST
def sign_out_elsewhere(request: PersonRequest) -> HttpResponse:
    """End all sessions of the person but this one."""
    update_session_auth_hash(request, end_sessions(user=request.user, at=request.at))
    messages.success(request, "You are signed in here alone now.")
    return redirect("account_change_password")


@signed_in
@require_http_methods(["GET", "POST"])
def new_affiliation(request: PersonRequest) -> HttpResponse:
    """Add an affiliation."""
    return _affiliation(request, Affiliation(user=request.user), {"is_new": True})


@signed_in
@require_http_methods(["GET", "POST"])
def affiliation(request: PersonRequest, pk: int) -> HttpResponse:
    """Change one of the person's own affiliations."""
    return _affiliation(request, _own(request, pk), {})


@signed_in
@require_POST
def drop_affiliation(request: PersonRequest, pk: int) -> HttpResponse:
    """Take one of the person's own affiliations out."""
    found = _own(request, pk)
    remove_affiliation(affiliation=found, at=request.at)
    messages.success(request, f"{found.institution} is removed from your affiliations.")
    return redirect("accounts:profile")


def _own(request: PersonRequest, pk: int) -> Affiliation:
    return get_object_or_404(request.user.affiliations, pk=pk)


def _affiliation(request: PersonRequest, row: Affiliation, context: dict[str, Any]) -> HttpResponse:
    form = AffiliationForm(request.POST or None, affiliation=row)
    if request.method == "POST" and form.is_valid():
        save_affiliation(affiliation=form.filled(), at=request.at)
        messages.success(request, "Your affiliations are saved.")
        return redirect("accounts:profile")
    return render(request, "accounts/affiliation.html", {"form": form, "affiliation": row, **context})
