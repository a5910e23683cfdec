"""The author's side: begin, write, submit, withdraw."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from effgenai.conferences.core.errors import Overtaken, Refused
from effgenai.conferences.dates.queries.milestones import milestone_for
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.web.http import MemberRequest, signed_in
from effgenai.conferences.web.once import once
from effgenai.files.models import StoredFile
from effgenai.files.pdf import BadUpload
from effgenai.files.services import store_upload
from submissions.authors.forms import BaseAuthorFormSet, author_list, rearranged
from submissions.core.dates import date_for
from submissions.core.models import Submission
from submissions.core.requests import arrived_before, own_paper, typed
from submissions.core.rules import (
    what_is_missing,
    why_closed,
    why_not_edit,
    why_not_start,
    why_not_submit,
    why_not_withdraw,
)
from submissions.core.states import SubmissionState
from submissions.papers.forms import PaperForm, StartForm, WithdrawForm
from submissions.papers.queries.page import own_papers
from submissions.papers.services.drafts import note_late_file, save_paper, start_draft
from submissions.papers.services.transitions import submit_paper, withdraw_paper


@signed_in
@require_GET
def mine(request: MemberRequest) -> HttpResponse:
    """Own papers with their states and next steps."""
    context = {
        "papers": own_papers(request.viewer),
        "why_not": why_not_start(request.viewer),
        "due": milestone_for(request.conference, MilestoneKind.SUBMISSIONS_DUE, user=request.user),
    }
    return render(request, "submissions/papers/mine.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
@once
def new(request: MemberRequest) -> HttpResponse:
    """Begin a draft."""
    why_not = why_not_start(request.viewer)
    form = StartForm(typed(request), conference=request.conference)
    if not why_not and form.is_valid():
        paper = start_draft(viewer=request.viewer, by=request.user, at=request.at, **form.cleaned_data)
        return redirect("submissions:edit", request.conference.slug, paper.number)
    return render(request, "submissions/papers/new.html", {"form": form, "why_not": why_not})


@signed_in
@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, number: int) -> HttpResponse:
    """Write a paper: text, authors, manuscript. What was typed or uploaded stays, whatever is wrong."""
    paper = own_paper(request, number)
    form = PaperForm(typed(request), request.FILES or None, submission=paper)
    authors = author_list(typed(request), paper)
    if request.method == "GET":
        return _edit_page(request, paper, form, authors)
    form.full_clean()
    action, file = request.POST.get("action", ""), _received(request, form)
    if action == "preview" or action.startswith("author-"):
        shown = authors if action == "preview" else rearranged(authors, action)
        return _edit_page(request, paper, form, shown, file)
    if _save(request, paper, form, authors, file):
        return _next_page(request, number, {"submit": "submit", "leave": "paper"}.get(action, "edit"))
    return _edit_page(request, paper, form, authors, file)


def _next_page(request: MemberRequest, number: int, name: str) -> HttpResponse:
    """A page of the paper, or the list for someone who has just left its author list."""
    own = Submission.objects.filter(conference=request.conference).written_by(request.user)
    if own.filter(number=number).exists():
        return redirect(f"submissions:{name}", request.conference.slug, number)
    return redirect("submissions:mine", request.conference.slug)


def _received(request: MemberRequest, form: PaperForm) -> StoredFile | None:
    """The file of this request or, behind `kept`, of one before; if it cannot be taken the form says why."""
    if "manuscript" in form.errors:
        return None
    upload = request.FILES.get("manuscript")
    if upload is None:
        return arrived_before(request)
    try:
        return store_upload(upload=upload, conference=request.conference, by=request.user, at=request.at)
    except BadUpload as problem:
        form.add_error("manuscript", str(problem))
        return None


def _save(
    request: MemberRequest,
    paper: Submission,
    form: PaperForm,
    authors: BaseAuthorFormSet,
    file: StoredFile | None,
) -> bool:
    """Save a draft as far as it is right, a submitted paper only as a whole; True if all of it was saved."""
    if not _may_save(paper, form, authors):
        return False
    try:
        save_paper(
            submission=paper,
            viewer=request.viewer,
            facts=form.facts(authors.lines() if authors.is_valid() else None, file),
            version=form.cleaned_data["version"],
            force=form.cleaned_data["force"],
            by=request.user,
            at=request.at,
        )
    except Overtaken as problem:
        form.add_error(None, str(problem))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        if file and why_not_edit(paper, request.viewer):
            note_late_file(submission=paper, file=file, by=request.user, at=request.at)
    if form.errors or not authors.is_valid():
        return False
    messages.success(request, "Saved.")
    return True


def _may_save(paper: Submission, form: PaperForm, authors: BaseAuthorFormSet) -> bool:
    """Whether enough is right; a draft is saved without a manuscript or authors that are not."""
    if paper.state == SubmissionState.DRAFT:
        return not set(form.errors) - {"manuscript"}
    return not form.errors and authors.is_valid()


def _edit_page(
    request: MemberRequest,
    paper: Submission,
    form: PaperForm,
    authors: BaseAuthorFormSet,
    file: StoredFile | None = None,
) -> HttpResponse:
    current = Submission.objects.select_related("track", "manuscript").get(pk=paper.pk)
    context = {
        "paper": current,
        "number": f"No. {current.number}",
        "due": date_for(request.viewer, current, MilestoneKind.SUBMISSIONS_DUE),
        "form": form,
        # What was typed is set against the newest version: saving it again is a choice, not an accident.
        "version": current.version,
        "authors": authors,
        "kept": file if file and file.pk != current.manuscript_id else None,
        "is_preview": request.POST.get("action") == "preview" and "abstract" not in form.errors,
        "is_draft": paper.state == SubmissionState.DRAFT,
        "why_not": why_not_edit(paper, request.viewer),
        "why_closed": why_closed(request.viewer, current.track),
    }
    return render(request, "submissions/papers/edit.html", context)


@signed_in
@require_POST
def save(request: MemberRequest, number: int) -> HttpResponse:
    """Save a draft while its author types; says 409 if another tab saved since."""
    paper = own_paper(request, number)
    if paper.state != SubmissionState.DRAFT:
        errors = {"__all__": ["Submitted papers are saved with the button."]}
        return JsonResponse({"errors": errors}, status=422)
    form, authors = PaperForm(request.POST, submission=paper), author_list(request.POST, paper)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    lines = authors.lines() if authors.is_valid() else None
    try:
        paper = save_paper(
            submission=paper,
            viewer=request.viewer,
            facts=form.facts(lines),
            version=form.cleaned_data["version"],
            force=form.cleaned_data["force"],
            by=request.user,
            at=request.at,
        )
    except Overtaken as changed:
        return _saved(changed.current, status=409)
    return _saved(paper, status=200 if lines is not None else 422)


def _saved(paper: Submission, *, status: int) -> JsonResponse:
    answer = {"version": paper.version, "saved_at": paper.updated_at.isoformat()}
    errors = {"errors": {"authors": ["The author list is not complete yet."]}} if status == 422 else {}
    return JsonResponse({**answer, **errors}, status=status)


@signed_in
@require_http_methods(["GET", "POST"])
def submit(request: MemberRequest, number: int) -> HttpResponse:
    """What will be recorded; then record it. A second press changes nothing."""
    paper = own_paper(request, number)
    why_not = ""
    if request.method == "POST":
        try:
            submit_paper(submission=paper, viewer=request.viewer, by=request.user, at=request.at)
            messages.success(request, "Your paper is in. Every author gets the receipt by mail.")
            return _next_page(request, number, "paper")
        except Refused as refused:
            why_not = str(refused)
    elif paper.state != SubmissionState.DRAFT:
        return redirect("submissions:paper", request.conference.slug, number)
    context = {
        "paper": paper,
        "missing": what_is_missing(paper),
        "why_not": why_not or why_not_submit(paper, request.viewer),
    }
    return render(request, "submissions/papers/submit.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
@once
def withdraw(request: MemberRequest, number: int) -> HttpResponse:
    """What withdrawing means; then withdraw."""
    paper = own_paper(request, number)
    form = WithdrawForm(typed(request))
    if form.is_valid():
        withdraw_paper(submission=paper, by=request.user, at=request.at, **form.cleaned_data)
        messages.success(request, "The paper is withdrawn. Its authors have been told.")
        return redirect("submissions:paper", request.conference.slug, number)
    context = {
        "paper": paper,
        "number": f"No. {number}",
        "form": form,
        "why_not": why_not_withdraw(paper, request.at),
    }
    return render(request, "submissions/papers/withdraw.html", context)
