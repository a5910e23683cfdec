"""Files, links and awards of accepted papers, as their authors and the chairs tend them."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, deny, requires, signed_in
from effgenai.conferences.web.once import once
from effgenai.conferences.web.pressed import YesNo, pressed
from effgenai.files.http import pdf_response
from effgenai.files.models import StoredFile
from effgenai.files.pdf import BadUpload
from effgenai.files.services import store_upload
from submissions.core.models import Submission
from submissions.core.requests import arrived_before, typed
from submissions.materials.forms import AwardForm, MaterialsForm, material_rows, state_of
from submissions.materials.queries import tended_papers
from submissions.materials.rules import final_pdf_due, why_not_add_material, why_not_award
from submissions.materials.services import give_award, hide_material, save_materials, take_award_back
from submissions.materials.states import FILE_KINDS, MaterialKind
from submissions.papers.queries.page import handles
from submissions.papers.services.drafts import note_late_file

chair = requires(Fact.IS_CHAIR)
LATE_FILE = "Your file has arrived and is kept, and everything else is saved. Ask the chairs for more time."


def _tended(request: MemberRequest, number: int) -> Submission:
    """The paper for one of its authors or a chair without conflict; for others it does not exist here."""
    papers = tended_papers(request.viewer).select_related("conference", "track")
    paper = get_object_or_404(papers, number=number)
    reason = why_not_add_material(paper, request.viewer)
    if reason:
        deny(reason)
    return paper


@signed_in
@require_http_methods(["GET", "POST"])
def materials(request: MemberRequest, number: int) -> HttpResponse:
    """Add and replace files and links. What is right is kept, whatever else is wrong."""
    paper, files = _tended(request, number), {}
    form = MaterialsForm(typed(request), request.FILES or None, submission=paper)
    if request.method == "POST":
        form.full_clean()
        files = _received(request, form)
        if _save(request, paper, form, files):
            messages.success(request, "Saved. The paper's public page shows what may be shown.")
            return redirect("submissions:materials", request.conference.slug, number)
    too_late = why_not_add_material(paper, request.viewer, MaterialKind.PAPER)
    rows = material_rows(paper, form, is_over=too_late is not None)
    context = {
        "paper": paper,
        "number": f"No. {number}",
        "form": form,
        "rows": rows,
        "seen": state_of(row.material for row in rows if row.material),
        "is_chair": handles(request.viewer, paper),
        "due": final_pdf_due(request.viewer, paper),
        "too_late": too_late,
        "late_file": files.get(MaterialKind.PAPER) if MaterialKind.PAPER in form.errors else None,
    }
    return render(request, "submissions/materials/materials.html", context)


def _save(
    request: MemberRequest, paper: Submission, form: MaterialsForm, files: dict[str, StoredFile]
) -> bool:
    """Keep whatever is right; True if all of it is."""
    facts = form.facts(_in_time(request, paper, form, files))
    save_materials(submission=paper, viewer=request.viewer, facts=facts, by=request.user, at=request.at)
    return not form.errors


def _in_time(
    request: MemberRequest, paper: Submission, form: MaterialsForm, files: dict[str, StoredFile]
) -> dict[str, StoredFile]:
    """Those that came in time. What is late stays stored, and the record tells of it."""
    reasons = {kind: why_not_add_material(paper, request.viewer, kind) for kind in files}
    for kind, reason in reasons.items():
        if reason:
            form.add_error(kind, f"{reason} {LATE_FILE}")
        if reason and kind in request.FILES:
            note_late_file(submission=paper, file=files[kind], by=request.user, at=request.at)
    return {kind: file for kind, file in files.items() if not reasons[kind]}


def _received(request: MemberRequest, form: MaterialsForm) -> dict[str, StoredFile]:
    """The uploads that can be taken, and a late one of before; beside the others the form says why not."""
    before = arrived_before(request)
    files = {MaterialKind.PAPER.value: before} if before else {}
    for kind in FILE_KINDS:
        upload = request.FILES.get(kind)
        if upload is None or kind in form.errors:
            continue
        try:
            files[kind.value] = store_upload(
                upload=upload, conference=request.conference, by=request.user, at=request.at
            )
        except BadUpload as problem:
            form.add_error(kind, str(problem))
    return files


# The browser's own PDF viewer runs inside our page; it needs these to show the file.
@csp_replace({"object-src": ["'self'"], "style-src": ["'self'", "'unsafe-inline'"]})
@signed_in
@require_GET
def material_file(request: MemberRequest, number: int, kind: str) -> HttpResponseBase:
    """The current file of a kind, shown publicly or not, for those who tend it."""
    found = _tended(request, number).materials.current().filter(kind=kind).select_related("file").first()
    if found is None or found.file is None:
        raise Http404
    return pdf_response(request, found.file, f"{request.conference.slug}-{number}-{kind}.pdf")


def _handled(request: MemberRequest, number: int) -> Submission:
    papers = Submission.objects.handled_by(request.viewer).select_related("conference")
    return get_object_or_404(papers, number=number)


@chair
@require_POST
def hide(request: MemberRequest, number: int, kind: str) -> HttpResponse:
    """Take one kind from the public pages, or show it again."""
    paper = _handled(request, number)
    is_hidden = pressed(request, "hidden", YesNo) is YesNo.YES
    found = hide_material(submission=paper, kind=kind, is_hidden=is_hidden, by=request.user, at=request.at)
    messages.success(request, f"{found} is {'hidden from visitors' if is_hidden else 'no longer hidden'}.")
    return redirect("submissions:materials", request.conference.slug, number)


@chair
@require_http_methods(["GET", "POST"])
@once
def awards(request: MemberRequest, number: int) -> HttpResponse:
    """The awards of a paper, and one more."""
    paper, form = _handled(request, number), AwardForm(typed(request))
    if form.is_valid():
        try:
            give_award(submission=paper, by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, "The award is given, and shown beside the paper.")
            return redirect("submissions:awards", request.conference.slug, number)
        except Refused as refused:
            form.add_error("name", str(refused))
    context = {
        **desk_page(request.viewer, "submissions"),
        "paper": paper,
        "number": f"No. {number}",
        "form": form,
        "awards": paper.awards.all(),
        "why_not": why_not_award(paper),
    }
    return render(request, "submissions/materials/awards.html", context)


@chair
@require_POST
def remove_award(request: MemberRequest, number: int, pk: int) -> HttpResponse:
    """Take an award back."""
    award = get_object_or_404(_handled(request, number).awards, pk=pk)
    take_award_back(award=award, by=request.user, at=request.at)
    messages.success(request, f"“{award.name}” is taken back.")
    return redirect("submissions:awards", request.conference.slug, number)
