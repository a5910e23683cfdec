from __future__ import annotations

from allauth.account.models import get_emailconfirmation_model
from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from effgenai.accounts.identities.duplicate_accounts import has_proven_duplicate
from effgenai.accounts.identities.forms import OtherAddressForm, SureForm, TwoAccountsForm
from effgenai.accounts.identities.queries import DUPLICATE_COLUMNS, all_duplicate_accounts, preview_of
from effgenai.accounts.identities.rules import objections_to, why_not_merge_for_others, why_not_prove
from effgenai.accounts.identities.services import (
    ask_by_address,
    decline_merge,
    merge_asked,
    merge_for_others,
    question_by_mailbox,
    question_of,
)
from effgenai.accounts.models import MergeRequest, User
from effgenai.accounts.queries import affiliations_of, verified_addresses
from effgenai.accounts.services import NotMerged
from effgenai.accounts.sign_in.guards import PersonRequest, ask_again, signed_in, signed_in_lately


@signed_in
@require_http_methods(["GET", "POST"])
def other_account(request: PersonRequest) -> HttpResponse:
    """Say at which other address one has an account. The answer is the same whether or not there is one."""
    form = OtherAddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["address"]
        if ratelimit.consume(request, action="manage_email", user=request.user):
            ask_by_address(by=request.user, address=address, at=request.at)
        messages.success(
            request,
            f"If another account of this site has the address {address}, a mail is on its way there. "
            "Open its link in this browser.",
        )
        return redirect("accounts:other_account")
    context = {"form": form, "is_likely": has_proven_duplicate(request.user)}
    return render(request, "accounts/identities/other.html", context)


@signed_in
@require_POST
def claim(request: PersonRequest) -> HttpResponse:
    """Go on to the merge from the mail that confirms an address, when another account has that address.

    The key of that mail proves the address; who presses is signed in to the account that asked for it.
    """
    confirmation = get_emailconfirmation_model().from_key(request.POST.get("key", ""))
    if confirmation is None or request.user != confirmation.email_address.user:
        raise Http404
    question = question_by_mailbox(by=request.user, address=confirmation.email_address.email, at=request.at)
    if question is None:
        raise Http404
    return redirect("accounts:merge", question.gone_token)


@never_cache
@require_http_methods(["GET", "POST"])
def merge(request: PersonRequest, token: str) -> HttpResponseBase:
    """The page behind the link of a mail: what the merge does, for who is signed in to the other account."""
    found = question_of(token, request.at)
    if found is None:
        return render(request, "accounts/identities/closed.html", status=404)
    question, proven, needed = found
    context = {"token": token, "question": question, "proven": proven}
    if request.user != needed:
        return render(request, "accounts/identities/sign_in.html", context)
    again = ask_again(request)
    if again:
        return again
    refusals = _refusals(question.kept, question.gone, proven)
    if request.method == "POST" and not refusals:
        return _carry_out(request, question)
    context |= {"refusals": refusals, "lines": preview_of(question.kept, question.gone)}
    return render(request, "accounts/identities/merge.html", context)


def _refusals(kept: User, gone: User, proven: User) -> list[str]:
    second_factor = why_not_prove(proven)
    return [second_factor] if second_factor else [words.to_them for words in objections_to(kept, gone)]


def _carry_out(request: PersonRequest, question: MergeRequest) -> HttpResponse:
    try:
        merge_asked(question=question, by=request.user, at=request.at)
    except NotMerged as refusal:
        messages.error(request, str(refusal))
        return redirect("accounts:profile")
    messages.success(request, "Your two accounts are one now.")
    return redirect("accounts:profile")


@require_POST
def decline(request: PersonRequest, token: str) -> HttpResponse:
    """Say that the other account is somebody else's; whoever holds the secret link may."""
    found = question_of(token, request.at)
    if found is None:
        return render(request, "accounts/identities/closed.html", status=404)
    decline_merge(question=found[0], at=request.at)
    messages.success(request, "Thank you. Nothing is merged, and nobody asks you about this again.")
    return redirect("site:home")


@signed_in
@require_http_methods(["GET", "POST"])
def duplicate_accounts(request: PersonRequest) -> HttpResponse:
    """For site administrators: accounts that are probably one person's, and any two of their choice."""
    _only_admins(request)
    form = TwoAccountsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept, gone = form.cleaned_data["kept"], form.cleaned_data["gone"]
        return redirect("accounts:merge_for_others", kept.key, gone.key)
    context = {"columns": DUPLICATE_COLUMNS, "form": form, "pairs": all_duplicate_accounts()}
    return render(request, "accounts/identities/duplicate_accounts.html", context)


@signed_in
@signed_in_lately
@require_http_methods(["GET", "POST"])
def merge_two(request: PersonRequest, kept: str, gone: str) -> HttpResponse:
    """For site administrators: two accounts side by side, and the button that makes them one."""
    _only_admins(request)
    stays, goes = (get_object_or_404(User, key=key, is_active=True) for key in (kept, gone))
    refusals = [words.to_others for words in objections_to(stays, goes)]
    own = why_not_merge_for_others(request.user, stays, goes)
    refusals += [own] if own else []
    form = SureForm(request.POST or None)
    if request.method == "POST" and not refusals and form.is_valid():
        return _merge_two(request, stays, goes)
    sides = [(user, sorted(verified_addresses(user)), affiliations_of(user)) for user in (stays, goes)]
    context = {"form": form, "refusals": refusals, "sides": sides, "kept": stays, "gone": goes}
    return render(request, "accounts/identities/merge_two.html", context)


def _merge_two(request: PersonRequest, kept: User, gone: User) -> HttpResponse:
    try:
        merge_for_others(kept=kept, gone=gone, by=request.user, at=request.at)
    except NotMerged as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"The two accounts of {kept} are one now. Both addresses were told.")
    return redirect("accounts:twins")


def _only_admins(request: PersonRequest) -> None:
    """For all but site administrators there is no such page."""
    if not request.user.is_staff:
        raise Http404
