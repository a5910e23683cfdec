"""The page of a paper for everyone who may open it, its file, its receipts."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from effgenai.conferences.web.http import ConferenceRequest, MemberRequest, signed_in
from effgenai.files.http import pdf_response
from effgenai.files.services import damage_of
from submissions.core.models import Submission
from submissions.papers.forms import FilterForm
from submissions.papers.queries.page import (
    facts_of,
    handles,
    may_open,
    may_see_authors,
    own_reviewer_copy,
    paper_page,
    readable_file,
    readable_version,
    with_facts,
    wrote,
)
from submissions.papers.queries.places import LIST, MAX_QUERY, PlaceInList, place_in_list
from submissions.papers.services.revisions import is_genuine
from submissions.tags.queries import known_words


def readable_paper(request: ConferenceRequest, number: int) -> Submission:
    """The paper of that number if the viewer may open it; otherwise there is no such page."""
    papers = with_facts(request.viewer).filter(conference=request.conference, number=number)
    found = next(iter(papers.select_related("track", "manuscript__reviewer_copy", "decision__outcome")), None)
    if found is None:
        raise Http404
    found.conference = request.conference
    if not may_open(request.viewer, found):
        raise Http404
    facts = facts_of(request.viewer, found)
    if facts.wrote or facts.has_more_time:
        prefetch_related_objects([found], "date_exceptions")
    return found


@signed_in
@require_GET
def paper(request: MemberRequest, number: int) -> HttpResponse:
    """One page for everyone who may see the paper; its parts appear by right."""
    page = paper_page(request.viewer, readable_paper(request, number))
    context = {
        "page": page,
        "paper": page.paper,
        "number": f"No. {number}",
        "place": _place(request, number) if page.is_chair else None,
        "known_tags": known_words(request.viewer) if page.is_chair and _asks_for_tags(request) else [],
    }
    return render(request, "submissions/papers/paper.html", context)


def _asks_for_tags(request: MemberRequest) -> bool:
    """Whether the browser cannot fetch the words to suggest itself, once somebody begins to type."""
    return request.GET.get("suggest") == "tags"


def _place(request: MemberRequest, number: int) -> PlaceInList | None:
    """Where the paper stands in the list that the address names, for chairs who handle it."""
    asked = request.GET.get(LIST)
    if asked is None or len(asked) > MAX_QUERY:
        return None
    query = QueryDict(asked)
    return place_in_list(request.viewer, query, FilterForm(query).filters(), number)


# The browser's own PDF viewer runs inside our page; it needs these to show the file.
@csp_replace({"object-src": ["'self'"], "style-src": ["'self'", "'unsafe-inline'"]})
@signed_in
@require_GET
def manuscript(request: MemberRequest, number: int) -> HttpResponseBase:
    """The manuscript: as uploaded for its authors, the reviewer copy for others."""
    file = readable_file(request.viewer, readable_paper(request, number))
    if file is None:
        raise Http404
    return pdf_response(request, file, f"{request.conference.slug}-paper-{number}.pdf")


# The same viewer of the browser.
@csp_replace({"object-src": ["'self'"], "style-src": ["'self'", "'unsafe-inline'"]})
@signed_in
@require_GET
def version_manuscript(request: MemberRequest, number: int, version: int) -> HttpResponseBase:
    """The manuscript of one version, for whoever may open the newest, as they get that one."""
    file = readable_version(request.viewer, readable_paper(request, number), version)
    if file is None:
        raise Http404
    return pdf_response(request, file, f"{request.conference.slug}-paper-{number}-version-{version}.pdf")


# The same viewer of the browser.
@csp_replace({"object-src": ["'self'"], "style-src": ["'self'", "'unsafe-inline'"]})
@signed_in
@require_GET
def reviewer_copy(request: MemberRequest, number: int) -> HttpResponseBase:
    """The very copy that reviewers get, for its authors to look at."""
    file = own_reviewer_copy(request.viewer, readable_paper(request, number))
    if file is None:
        raise Http404
    return pdf_response(request, file, f"{request.conference.slug}-paper-{number}.pdf")


@signed_in
@require_GET
def receipt(request: MemberRequest, number: int, version: int) -> HttpResponse:
    """A version with its receipt: whether its signature holds, and whether its file is whole."""
    found = readable_paper(request, number)
    if not (wrote(request.viewer, found) or handles(request.viewer, found)):
        raise Http404
    revision = get_object_or_404(
        found.revisions.select_related("manuscript", "submission__conference"), number=version
    )
    context = {
        "paper": found,
        "number": f"No. {number}",
        "revision": revision,
        "is_genuine": is_genuine(revision),
        "damage": damage_of(revision.manuscript) if revision.manuscript else None,
        "with_authors": may_see_authors(request.viewer, found),
    }
    return render(request, "submissions/papers/receipt.html", context)
