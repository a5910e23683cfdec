"""The history of the home page and of written pages: look at a version, and make a draft of it again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.site.blocks import read_home
from effgenai.conferences.site.models import Page, SiteVersion
from effgenai.conferences.site.queries.versions import COLUMNS, history, one_version, versions_of
from effgenai.conferences.site.services.home import restore_home
from effgenai.conferences.site.services.pages import restore_page
from effgenai.conferences.site.views.home import preview_response
from effgenai.conferences.site.views.public import version_response
from effgenai.conferences.web.desk import desk_response
from effgenai.conferences.web.http import MemberRequest, requires


@requires(Fact.MAY_EDIT_SITE)
@require_safe
def versions(request: MemberRequest, pk: int | None = None) -> HttpResponse:
    """Who changed what, and when; `pk` names a written page, without it this is the home page."""
    page = _page(request, pk)
    rows = [(row, _url("version", row.version)) for row in history(request.conference, page)]
    return desk_response(
        request,
        "conferences/site/desk/versions.html",
        "site",
        page=page,
        columns=COLUMNS,
        rows=rows,
        editor_url=_editor(request, page),
    )


@requires(Fact.MAY_EDIT_SITE)
@require_safe
def version(request: MemberRequest, number: int, pk: int | None = None) -> HttpResponse:
    """One version, and line by line what it changed."""
    found = _version(request, pk, number)
    urls = {name: _url(name, found) for name in ("see_version", "restore_version")}
    row, editor_url = one_version(found), _editor(request, found.page)
    return desk_response(
        request,
        "conferences/site/desk/version.html",
        "site",
        row=row,
        page=found.page,
        editor_url=editor_url,
        **urls,
    )


@requires(Fact.MAY_EDIT_SITE)
@never_cache
@require_safe
def see_version(request: MemberRequest, number: int, pk: int | None = None) -> HttpResponse:
    """The page as it stood in that version."""
    found = _version(request, pk, number)
    if found.page is None:
        return preview_response(request, read_home(found.content), version=found)
    return version_response(request, found)


@requires(Fact.MAY_EDIT_SITE)
@require_POST
def restore_version(request: MemberRequest, number: int, pk: int | None = None) -> HttpResponse:
    """Make a draft of that version."""
    found = _version(request, pk, number)
    restore = restore_home if found.page is None else restore_page
    restore(version=found, by=request.user, at=request.at)
    messages.success(
        request, f"Version {number} is a draft again. Look at it, then publish it or discard it."
    )
    return redirect(_editor(request, found.page))


def _page(request: MemberRequest, pk: int | None) -> Page | None:
    return None if pk is None else get_object_or_404(Page.objects.visible_to(request.viewer), pk=pk)


def _version(request: MemberRequest, pk: int | None, number: int) -> SiteVersion:
    found = versions_of(request.conference, _page(request, pk)).select_related("page", "saved_by")
    return get_object_or_404(found, number=number)


def _url(name: str, version: SiteVersion) -> str:
    slug = version.conference.slug
    if version.page_id is None:
        return reverse(f"conferences:home_{name}", args=[slug, version.number])
    return reverse(f"conferences:page_{name}", args=[slug, version.page_id, version.number])


def _editor(request: MemberRequest, page: Page | None) -> str:
    if page is None:
        return reverse("conferences:home_editor", args=[request.conference.slug])
    return reverse("conferences:edit_page", args=[request.conference.slug, page.pk])
