from __future__ import annotations

import copy

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.services.settings import update_settings
from effgenai.conferences.core.states import BlindMode
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.addresses import public_url
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import ConferenceRequest, MemberRequest, requires, signed_in
from effgenai.conferences.web.once import once
from effgenai.conferences.web.public_pages import public_page
from effgenai.ui.forms.asked import SearchForm
from reviews.committee.emails import approval_wording, due_date, refusal_wording
from reviews.committee.forms import (
    ApplicationForm,
    ApproveForm,
    RefusalForm,
    ReviewerCallForm,
    application_initial,
)
from reviews.committee.models import Application
from reviews.committee.queries.applications import (
    COLUMNS,
    applications_page,
    evidence,
    own_application,
    reviewer_call,
    waiting_among,
    why_not_apply,
    with_evidence,
)
from reviews.committee.queries.members import committee_page, committee_tabs
from reviews.committee.rules.applications import why_not_decide
from reviews.committee.services.applications import (
    apply_to_review,
    approve_applications,
    decline_application,
    reconsider_application,
    withdraw_application,
)

SAMPLES = 2
BLINDING = {
    BlindMode.DOUBLE: "You do not see who wrote a paper, and its authors do not learn who reviews it.",
    BlindMode.SINGLE: "You see who wrote a paper; its authors do not learn who reviews it.",
    BlindMode.OPEN: "Authors and reviewers know each other.",
}


@public_page
def call(request: ConferenceRequest) -> HttpResponse:
    """What is asked of reviewers, and how to become one."""
    context = {
        "page": reviewer_call(request.viewer),
        "blinding": BLINDING[BlindMode(request.conference.blind_mode)],
        "canonical": public_url(request.conference, request.path),
    }
    return render(request, "reviews/committee/applications/call.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
@once
def apply(request: MemberRequest) -> HttpResponse:
    """Offer to review, or change what one told, until a chair answers."""
    own = own_application(request.viewer)
    data = request.POST if request.method == "POST" else None
    form = ApplicationForm(data, conference=request.conference, initial=application_initial(own))
    if data is not None and form.is_valid() and _applied(request, form):
        messages.success(request, "Thank you! Your application waits for the chairs.")
        return redirect("reviews:call_for_reviewers", request.conference.slug)
    context = {"form": form, "own": own, "why_not": why_not_apply(request.viewer, own)}
    return render(request, "reviews/committee/applications/apply.html", context)


def _applied(request: MemberRequest, form: ApplicationForm) -> bool:
    try:
        apply_to_review(viewer=request.viewer, user=request.user, offer=form.offer(), at=request.at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@signed_in
@require_POST
def withdraw(request: MemberRequest) -> HttpResponse:
    """Take one's own offer back."""
    own = own_application(request.viewer)
    if own is None:
        raise Http404
    withdraw_application(application=own, by=request.user, at=request.at)
    messages.success(request, "Your application is withdrawn. Nobody reads it any more.")
    return redirect("reviews:call_for_reviewers", request.conference.slug)


@requires(Fact.IS_CHAIR)
@require_GET
def applications(request: MemberRequest) -> HttpResponse:
    """Who offers to review, and what was answered."""
    text = SearchForm(request.GET).text
    page = applications_page(request.viewer, text)
    tabs = committee_tabs(request.viewer, committee_page(request.viewer, ""), "applications")
    return _desk(request, "list", columns=COLUMNS, page=page, tabs=tabs, text=text)


def _desk(request: MemberRequest, template: str, **context: object) -> HttpResponse:
    frame = desk_page(request.viewer, "committee")
    return render(request, f"reviews/committee/applications/{template}.html", {**frame, **context})


@requires(Fact.IS_CHAIR)
@require_GET
def application(request: MemberRequest, key: str) -> HttpResponse:
    """All there is to judge one volunteer by."""
    return _desk(request, "application", page=evidence(_found(request, key)))


def _found(request: MemberRequest, key: str) -> Application:
    found = with_evidence(request.viewer, key)
    if found is None:
        raise Http404
    return found


@requires(Fact.IS_CHAIR)
@require_POST
def approve(request: MemberRequest) -> HttpResponse:
    """Show whom this makes reviewers and what they are written; with `confirmed` do it."""
    form = ApproveForm(request.POST)
    rows = waiting_among(request.viewer, form.keys)
    if not rows:
        messages.info(request, "Nobody was approved: none of the ticked applications waits for an answer.")
        return redirect("reviews:applications", request.conference.slug)
    if form.is_confirmed:
        return _approve(request, [row.key for row in rows])
    due = due_date(request.conference)
    wordings = [approval_wording(row, due=due) for row in rows[:SAMPLES]]
    samples = [(wording.subject, wording.body) for wording in wordings]
    people = "person becomes a reviewer" if len(rows) == 1 else "people become reviewers"
    effects = [
        (len(rows), f"{people} and gets a mail" if len(rows) == 1 else f"{people} and get a mail each")
    ]
    hidden = [("confirmed", "1"), *(("selected", row.key) for row in rows)]
    return _desk(request, "approve", rows=rows, effects=effects, samples=samples, hidden=hidden)


def _approve(request: MemberRequest, keys: list[str]) -> HttpResponse:
    done = approve_applications(conference=request.conference, keys=keys, by=request.user, at=request.at)
    names = str(done[0].user) if len(done) == 1 else f"{len(done)} people"
    messages.success(request, f"Approved: {names}. The mails are on their way.")
    return redirect("reviews:applications", request.conference.slug)


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def decline(request: MemberRequest, key: str) -> HttpResponse:
    """Show the letter that says no, add a word, and send it."""
    found = _found(request, key)
    if request.method == "GET" and (why_not := why_not_decide(found)):
        messages.info(request, why_not)
        return redirect("reviews:application", request.conference.slug, key)
    data = request.POST if request.method == "POST" else None
    form = RefusalForm(data)
    if data is not None and form.is_valid() and _declined(request, found, form):
        messages.success(request, f"{found.user} gets a mail.")
        return redirect("reviews:applications", request.conference.slug)
    letter = refusal_wording(found, note="")
    return _desk(request, "decline", form=form, application=found, letter=letter)


def _declined(request: MemberRequest, found: Application, form: RefusalForm) -> bool:
    try:
        note = form.cleaned_data["note"]
        decline_application(application=found, note=note, by=request.user, at=request.at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@requires(Fact.IS_CHAIR)
@require_POST
def reconsider(request: MemberRequest, key: str) -> HttpResponse:
    """Take a refusal back."""
    found = get_object_or_404(Application.objects.visible_to(request.viewer), key=key)
    reconsider_application(application=found, by=request.user, at=request.at)
    messages.success(request, "It waits for an answer again. Nobody was written to.")
    return redirect("reviews:application", request.conference.slug, key)


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def reviewer_call_settings(request: MemberRequest) -> HttpResponse:
    """Open or close the public call for reviewers, and write what volunteers should know."""
    data = request.POST if request.method == "POST" else None
    form = ReviewerCallForm(data, instance=copy.copy(request.conference))
    if data is not None and form.is_valid():
        if form.changed_data:
            fields = form.changed_data
            update_settings(conference=form.instance, fields=fields, by=request.user, at=request.at)
        messages.success(request, "The call for reviewers is saved.")
        return redirect("reviews:applications", request.conference.slug)
    return _desk(request, "settings", form=form)
