"""The accepted papers for everyone: the list, a page for each, their files and references."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header

from effgenai.conferences.pictures.share import share_picture as drawn_picture
from effgenai.conferences.site.structured import json_ld
from effgenai.conferences.web.addresses import public_url
from effgenai.conferences.web.http import ConferenceRequest
from effgenai.conferences.web.public_pages import public_page, shared_page
from effgenai.files.http import pdf_response
from submissions.accepted import exports
from submissions.accepted.forms import WantedForm
from submissions.accepted.queries import (
    AcceptedPaper,
    accepted_lines,
    accepted_paper,
    accepted_papers,
    accepted_row,
    citation_keys,
)
from submissions.materials.models import Material

BIBTEX = "text/x-bibtex; charset=utf-8"


@shared_page
def papers(request: ConferenceRequest) -> HttpResponse:
    """The accepted papers by kind, to search and filter."""
    wanted = WantedForm(request.GET).wanted()
    page = accepted_papers(request.conference, wanted)
    context = {"page": page, "asked": wanted, "canonical": public_url(request.conference, request.path)}
    return render(request, "submissions/accepted/list.html", context)


@shared_page
def paper(request: ConferenceRequest, number: int) -> HttpResponse:
    """An accepted paper, with what search engines of scholars read."""
    page = accepted_paper(request.conference, number, request.at)
    if page is None:
        raise Http404
    conference, row = request.conference, page.row
    canonical = exports.paper_url(conference, row)
    context = {
        "page": page,
        "row": row,
        "paper": row.paper,
        "canonical": canonical,
        "pdf": exports.pdf_url(conference, row),
        "book_title": exports.book_title(conference),
        "published_on": exports.published_on(conference, row),
        "bibtex": exports.paper_bibtex(conference, row, page.key),
        "json_ld": json_ld(exports.article_data(conference, row, f"{canonical}share.png")),
    }
    return render(request, "submissions/accepted/paper.html", context)


def _row(request: ConferenceRequest, number: int) -> AcceptedPaper:
    row = accepted_row(request.conference, number)
    if row is None:
        raise Http404
    return row


@public_page
def bibtex(request: ConferenceRequest, number: int) -> HttpResponse:
    """The reference to one paper."""
    row = _row(request, number)
    key = citation_keys(request.conference, accepted_lines(request.conference))[number]
    return _attached(exports.paper_bibtex(request.conference, row, key), f"{key}.bib", BIBTEX)


@public_page
def all_bibtex(request: ConferenceRequest) -> HttpResponse:
    """References to all accepted papers."""
    name = f"{request.conference.slug}-papers.bib"
    return _attached(exports.all_bibtex(request.conference), name, BIBTEX)


def _attached(text: str, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(text, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


@public_page
def all_json(request: ConferenceRequest) -> HttpResponse:
    """All accepted papers as data, for programs and for the search of the list."""
    return JsonResponse(exports.papers_json(request.conference), json_dumps_params={"ensure_ascii": False})


@public_page
def share_picture(request: ConferenceRequest, number: int) -> HttpResponse:
    """What is shown where somebody shares a link to the paper."""
    row, conference = _row(request, number), request.conference
    lines = [", ".join(author.name for author in row.authors), row.paper.presentation]
    picture = drawn_picture(conference.short_name, row.paper.title, lines, conference.accent)
    return HttpResponse(picture, content_type="image/png")


# The browser's own PDF viewer runs inside our page; it needs these to show the file.
@csp_replace({"object-src": ["'self'"], "style-src": ["'self'", "'unsafe-inline'"]})
@public_page
def file(request: ConferenceRequest, number: int, kind: str) -> HttpResponseBase:
    """A PDF beside an accepted paper, if its authors agreed that everyone may have it."""
    row = _row(request, number)
    shown = Material.objects.public().filter(submission=row.paper, file__isnull=False)
    material = get_object_or_404(shown.select_related("file"), kind=kind)
    assert material.file is not None
    response = pdf_response(request, material.file, exports.file_name(request.conference, row, kind))
    del response["Cache-Control"]  # what is public says so itself
    return response
