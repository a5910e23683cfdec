"""The form in which authors write their paper: it saves itself, and answers each button with a redirect.

What cannot become part of the paper yet, such as an author without an address, is kept as an unfinished form
of the person who typed it, so that no reload, and no other button, loses it or sends an old list again.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from effgenai.conferences.core.errors import Overtaken, Refused
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.unfinished.forms import typed_values
from effgenai.conferences.unfinished.models import UnfinishedForm
from effgenai.conferences.unfinished.queries import unfinished_form
from effgenai.conferences.unfinished.services import clear_unfinished, save_unfinished
from effgenai.conferences.unfinished.views import autosave, is_autosave
from effgenai.conferences.web.http import MemberRequest, signed_in
from effgenai.files.models import StoredFile
from effgenai.files.pdf import BadUpload
from effgenai.files.services import store_upload
from effgenai.ui.forms.drawing import NOTHING_SAVED
from submissions.authors.forms import BaseAuthorFormSet, author_list, begun_list, is_about_authors, rearranged
from submissions.core.dates import date_for
from submissions.core.models import Submission
from submissions.core.requests import arrived_before, own_paper
from submissions.core.rules import why_closed_to, why_not_edit
from submissions.core.states import SubmissionState
from submissions.papers.forms import PaperForm
from submissions.papers.services.drafts import note_late_file, save_paper
from submissions.papers.views.next_page import next_page

NOT_ALL_SAVED = "Not everything that you typed is saved. Please look at:"
NEXT = {"submit": "submit", "leave": "paper"}


@dataclasses.dataclass(slots=True)
class Shown:
    """What stands in the form, and whether it is what a person typed and did not save."""

    form: PaperForm
    authors: BaseAuthorFormSet
    file: StoredFile | None = None
    version: int | None = None
    unfinished: UnfinishedForm | None = None
    is_offered: bool = False
    is_overtaken: bool = False
    is_preview: bool = False


@signed_in
@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, number: int) -> HttpResponse:
    """Write a paper: text, authors, manuscript. What was typed or uploaded stays, whatever is wrong."""
    paper = own_paper(request, number)
    if request.method == "GET":
        shown, why_not = _begun(request, paper), why_not_edit(paper, request.viewer)
        # Who typed something that came too late still reads it, in the form.
        if why_not and shown.unfinished is None:
            return _fixed_page(request, paper, why_not)
        return _edit_page(request, paper, shown)
    if is_autosave(request):
        return _autosave_typed(request, paper)
    action = request.POST.get("action", "")
    if action == "discard":
        clear_unfinished(**_form_of(request, paper))
        return redirect("submissions:edit", request.conference.slug, number)
    form = PaperForm(request.POST, request.FILES, submission=paper)
    form.full_clean()
    authors, file = author_list(request.POST, paper), _received(request, form)
    if action == "preview" or is_about_authors(action):
        return _arrange(request, paper, form, action, file)
    return _save_all(request, paper, form, authors, file)


def _autosave_typed(request: MemberRequest, paper: Submission) -> HttpResponse:
    """What is typed into the form of a submitted paper: kept for the writer, a version only by the button."""
    why_not = why_not_edit(paper, request.viewer)
    if why_not:
        return JsonResponse({"errors": {"__all__": [why_not]}}, status=403)
    return autosave(request)


def _begun(request: MemberRequest, paper: Submission) -> Shown:
    """The paper as it is saved, or what the person typed and could not save, if nobody saved it since."""
    mine = unfinished_form(**_form_of(request, paper))
    is_newest = mine is not None and mine.data.get("version") == str(paper.version)
    if mine is None or not (is_newest or "unfinished" in request.GET):
        saved = Shown(PaperForm(submission=paper), author_list(None, paper))
        return dataclasses.replace(saved, unfinished=mine, is_offered=mine is not None)
    form, authors = PaperForm(mine.data, submission=paper), author_list(mine.data, paper)
    if "check" not in request.GET:
        form, authors = PaperForm(submission=paper, initial=typed_values(form)), begun_list(authors)
    file = arrived_before(request, mine.data)
    is_preview = "preview" in request.GET and "abstract" not in PaperForm(mine.data, submission=paper).errors
    return Shown(form, authors, file, unfinished=mine, is_preview=is_preview)


def _form_of(request: MemberRequest, paper: Submission) -> dict[str, Any]:
    path = reverse("submissions:edit", args=[request.conference.slug, paper.number])
    return {"conference": request.conference, "by": request.user, "path": path}


def _arrange(
    request: MemberRequest, paper: Submission, form: PaperForm, action: str, file: StoredFile | None
) -> HttpResponse:
    """Keep what was typed, with its authors as the button says, and show it again."""
    typed, place = (request.POST, "abstract") if action == "preview" else rearranged(request.POST, action)
    _save_typed(request, paper, typed, file=file)
    for error in form.errors.get("manuscript", []):
        messages.error(request, f"Manuscript: {error}")
    query = "?unfinished&check&preview" if action == "preview" else "?unfinished"
    anchor = "preview" if action == "preview" else place
    return _redirect(request, paper, f"{query}#{anchor}")


def _redirect(request: MemberRequest, paper: Submission, query: str) -> HttpResponse:
    path = reverse("submissions:edit", args=[request.conference.slug, paper.number])
    return HttpResponseRedirect(path + query)


def _save_typed(
    request: MemberRequest,
    paper: Submission,
    typed: QueryDict,
    *,
    file: StoredFile | None = None,
    version: int | None = None,
) -> None:
    """Keep what was typed as unfinished; `version` is that of the paper of which the rest has become part."""
    said = typed.copy()
    said.pop("action", None)
    if file is not None:
        said["kept"] = file.key
    if version is not None:
        said["version"] = str(version)
    save_unfinished(**_form_of(request, paper), typed=said, at=request.at)


def _save_all(
    request: MemberRequest,
    paper: Submission,
    form: PaperForm,
    authors: BaseAuthorFormSet,
    file: StoredFile | None,
) -> HttpResponse:
    """Save a draft as far as it is right, a submitted paper only as a whole."""
    try:
        saved = _save(request, paper, form, authors, file) if _may_save(paper, form, authors) else None
    except Overtaken as problem:
        form.add_error(None, str(problem))
        return _edit_page(request, paper, Shown(form, authors, file, is_overtaken=True))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        if file and why_not_edit(paper, request.viewer):
            note_late_file(submission=paper, file=file, by=request.user, at=request.at)
        saved = None
    if saved is None:
        return _edit_page(request, paper, Shown(form, authors, file))
    return _answer(request, saved, form, authors)


def _answer(
    request: MemberRequest, saved: Submission, form: PaperForm, authors: BaseAuthorFormSet
) -> HttpResponse:
    """Go on to the next page, or show what is not part of the paper yet."""
    if authors.is_valid():
        clear_unfinished(**_form_of(request, saved))
    else:
        _save_typed(request, saved, request.POST, version=saved.version)
    if form.errors:
        return _edit_page(request, saved, Shown(form, authors, version=saved.version))
    if not authors.is_valid():
        return _redirect(request, saved, "?unfinished&check#authors")
    messages.success(request, "Saved.")
    return next_page(request, saved.number, NEXT.get(request.POST.get("action", ""), "edit"))


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


def _may_save(paper: Submission, form: PaperForm, authors: BaseAuthorFormSet) -> bool:
    """Whether enough is right; a draft is saved without a manuscript or authors that are not."""
    if paper.state == SubmissionState.DRAFT:
        return not set(form.errors) - {"manuscript"}
    return not form.errors and authors.is_valid()


def _save(
    request: MemberRequest,
    paper: Submission,
    form: PaperForm,
    authors: BaseAuthorFormSet,
    file: StoredFile | None = None,
) -> Submission:
    return save_paper(
        submission=paper,
        viewer=request.viewer,
        facts=form.facts(authors.lines() if authors.is_valid() else None, file),
        version=form.cleaned_data["version"],
        force=form.cleaned_data["force"],
        by=request.user,
        at=request.at,
    )


def _fixed_page(request: MemberRequest, paper: Submission, why_not: str) -> HttpResponse:
    """What the paper says, as text, and why it stays so; of an accepted one the way to its final files."""
    context = {
        "paper": paper,
        "number": f"No. {paper.number}",
        "why_not": why_not,
        "has_materials": paper.state == SubmissionState.ACCEPTED,
    }
    return render(request, "submissions/papers/edit/fixed.html", context)


def _edit_page(request: MemberRequest, paper: Submission, shown: Shown) -> HttpResponse:
    current = Submission.objects.select_related("track", "manuscript").get(pk=paper.pk)
    context = {
        "paper": current,
        "number": f"No. {current.number}",
        "due": date_for(request.viewer, current, MilestoneKind.SUBMISSIONS_DUE),
        "form": shown.form,
        "heading": NOT_ALL_SAVED if current.state == SubmissionState.DRAFT else NOTHING_SAVED,
        "version": _version(shown, current),
        "authors": shown.authors,
        "kept": shown.file if shown.file and shown.file.pk != current.manuscript_id else None,
        "unfinished": shown.unfinished,
        "is_offered": shown.is_offered,
        "is_overtaken": shown.is_overtaken,
        "is_preview": shown.is_preview,
        "is_draft": paper.state == SubmissionState.DRAFT,
        "typed_version": _typed_version(request, paper, shown),
        "why_not": why_not_edit(paper, request.viewer),
        "why_closed": why_closed_to(current, request.viewer),
    }
    return render(request, "submissions/papers/edit.html", context)


def _typed_version(request: MemberRequest, paper: Submission, shown: Shown) -> int:
    """The last save of what is typed, from which this form goes on; 0 if it shows something else."""
    mine = unfinished_form(**_form_of(request, paper)) if request.method == "POST" else shown.unfinished
    return mine.version if mine and not shown.is_offered else 0


def _version(shown: Shown, current: Submission) -> Any:
    """Only who was told that somebody saved meanwhile saves over it, with the next press of a button."""
    if shown.version is not None:
        return shown.version
    is_newest = shown.is_overtaken or (shown.form.is_bound and "version" in shown.form.errors)
    return current.version if is_newest else shown.form["version"].value()


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
    try:
        saved = _save(request, paper, form, authors)
    except Overtaken as changed:
        return _saved(changed.current, status=409)
    if not authors.is_valid():
        _save_typed(request, saved, request.POST, version=saved.version)
        return _saved(saved, status=422)
    _clear_if_continued(request, saved, form.cleaned_data["version"])
    return _saved(saved, status=200)


def _clear_if_continued(request: MemberRequest, paper: Submission, version: int) -> None:
    """What was unfinished is now part of the paper, unless this came from a page that did not show it."""
    mine = unfinished_form(**_form_of(request, paper))
    if mine and mine.data.get("version") == str(version):
        clear_unfinished(**_form_of(request, paper))


def _saved(paper: Submission, *, status: int) -> JsonResponse:
    answer = {"version": paper.version, "saved_at": paper.updated_at.isoformat()}
    errors = {"errors": {"authors": ["The author list is not complete yet."]}} if status == 422 else {}
    return JsonResponse({**answer, **errors}, status=status)
