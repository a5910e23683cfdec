from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from effgenai.archive.models import SiteExport
from effgenai.archive.queries import COLUMNS, ArchivePage, archive_page
from effgenai.archive.services import ask_for_export
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page, tabs
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.storage.http import file_response


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def desk(request: MemberRequest) -> HttpResponse:
    """Ask for the site as files, see how far it is, fetch the result."""
    if request.method == "POST":
        return _ask(request)
    page = archive_page(request.viewer)
    if request.htmx:  # type: ignore[attr-defined]  # django-htmx adds it
        return _progress(request, page)
    frame = {**desk_page(request.viewer, "site"), "tabs": tabs(request.viewer, "site", "archive:desk")}
    return render(request, "archive/desk.html", {**frame, "columns": COLUMNS, "page": page})


def _ask(request: MemberRequest) -> HttpResponse:
    try:
        ask_for_export(conference=request.conference, by=request.user, at=request.at)
        messages.success(request, "A worker writes the site now. You may leave this page and come back.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("archive:desk", request.conference.slug)


def _progress(request: MemberRequest, page: ArchivePage) -> HttpResponse:
    """The bar alone; once it is written the whole page is shown anew."""
    answer = render(request, "archive/progress.html", {"row": page.last})
    if page.last is None or not page.last.is_unfinished:
        answer["HX-Refresh"] = "true"
    return answer


@requires(Fact.IS_CHAIR)
@require_safe
def download(request: MemberRequest, key: str) -> FileResponse:
    """The zip of a writing that is still kept."""
    found = get_object_or_404(SiteExport.objects.visible_to(request.viewer).exclude(path=""), key=key)
    name = f"{request.conference.slug}-site-{found.asked_at:%Y-%m-%d}.zip"
    how = {"as_attachment": True, "filename": name, "content_type": "application/zip"}
    response = file_response(found.path, found.zip_size, **how)
    response["Cache-Control"] = "private, no-store"
    return response
