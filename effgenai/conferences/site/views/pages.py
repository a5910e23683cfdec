from __future__ import annotations

import copy
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from effgenai.conferences.core.errors import Overtaken, Refused
from effgenai.conferences.core.rules import opens_preview
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.site.forms import PageForm
from effgenai.conferences.site.models import Page
from effgenai.conferences.site.queries.pages import COLUMNS, pages_in_order
from effgenai.conferences.site.queries.versions import draft_of, last_saved, left_out_of
from effgenai.conferences.site.services.pages import (
    autosave_page,
    discard_page_draft,
    remove_page,
    save_page,
    save_page_draft,
)
from effgenai.conferences.site.versions import page_with
from effgenai.conferences.site.views.home import with_preview_cookie
from effgenai.conferences.site.views.public import page_html, written_preview
from effgenai.conferences.unfinished.views import begun_form, resumed, saves_itself
from effgenai.conferences.web.desk import desk_response
from effgenai.conferences.web.http import ConferenceRequest, MemberRequest, requires
from effgenai.conferences.web.once import once
from effgenai.ui.text.contents import with_anchors


@requires(Fact.MAY_EDIT_SITE)
@require_safe
def pages(request: MemberRequest) -> HttpResponse:
    """Every page that was written for this site, drafts too."""
    begun = begun_form(request, reverse("conferences:new_page", args=[request.conference.slug]))
    context = {"columns": COLUMNS, "pages": pages_in_order(request.viewer), "begun": begun}
    return desk_response(request, "conferences/site/desk/pages.html", "site", "pages", **context)


@requires(Fact.MAY_EDIT_SITE)
@require_http_methods(["GET", "POST"])
@saves_itself
@once
def new_page(request: MemberRequest) -> HttpResponse:
    """Write a new page."""
    return _edit(request, Page(conference=request.conference, updated_at=request.at))


@requires(Fact.MAY_EDIT_SITE)
@require_http_methods(["GET", "POST"])
def edit_page(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a page; a preview shows it as it will stand, without saving."""
    return _edit(request, get_object_or_404(Page.objects.visible_to(request.viewer), pk=pk))


def _edit(request: MemberRequest, page: Page) -> HttpResponse:
    draft = draft_of(request.conference, page) if page.pk else None
    form = resumed(request, PageForm(request.POST or None, instance=copy.copy(page), draft=draft))
    left_out = left_out_of(request.conference, page) if page.pk else []
    context: dict[str, Any] = {"form": form, "page": page, "draft": draft, "left_out": left_out}
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            preview = page_html(request.conference, form.instance, for_editors=True)
            context |= {"preview": with_anchors(preview)[0], "preview_title": form.instance.title}
        elif _save(request, form):
            return redirect("conferences:pages", request.conference.slug)
    return desk_response(request, "conferences/site/desk/page.html", "site", **context)


def _save(request: MemberRequest, form: PageForm) -> bool:
    is_draft = "draft" in request.POST
    service = save_page_draft if is_draft else save_page
    try:
        service(page=form.instance, by=request.user, at=request.at, seen=form.cleaned_data["version"])
    except Refused as refusal:
        form.add_error(None, str(refusal))
        _begin_with_newest(form)
        return False
    what = "A draft of “{}” is saved; visitors see the page as it was." if is_draft else "“{}” is saved."
    messages.success(request, what.format(form.instance.title))
    return True


def _begin_with_newest(form: PageForm) -> None:
    """Let the writer who was told of the newer text save over it with the next press."""
    newest = Page.objects.filter(pk=form.instance.pk).select_related("conference").first()
    seen = last_saved(newest).isoformat() if newest else ""
    form.data = {**form.data.dict(), "version": seen}  # type: ignore[attr-defined]


@requires(Fact.MAY_EDIT_SITE)
@require_POST
def autosave(request: MemberRequest, pk: int) -> HttpResponse:
    """Keep what is typed as the draft of a page: the contract of autosaving in docs/ui.md."""
    page = get_object_or_404(Page.objects.visible_to(request.viewer), pk=pk)
    draft = draft_of(request.conference, page)
    written = page_with(page, draft.content) if draft else copy.copy(page)
    form = PageForm(request.POST, instance=written, draft=draft)
    is_valid = form.is_valid()
    try:
        autosave_page(
            page=form.instance,
            by=request.user,
            at=request.at,
            seen=form.cleaned_data["version"],
            force=request.POST.get("force") == "1",
        )
    except Overtaken:
        return JsonResponse(_saved(page), status=409)
    if is_valid:
        return JsonResponse(_saved(page))
    return JsonResponse({**_saved(page), "errors": form.errors}, status=422)


def _saved(page: Page) -> dict[str, Any]:
    saved = last_saved(page).isoformat()
    return {"version": saved, "saved_at": saved}


@requires(Fact.MAY_EDIT_SITE)
@never_cache
@require_safe
def preview(request: MemberRequest, pk: int) -> HttpResponse:
    """A page as its draft would make it."""
    return _as_written(request, get_object_or_404(Page.objects.visible_to(request.viewer), pk=pk))


@never_cache
@require_safe
def preview_by_link(request: ConferenceRequest, key: str, page: str) -> HttpResponse:
    """The same for whoever was given the secret address of the preview, with no account."""
    if not opens_preview(request.conference, key):
        raise Http404
    found = get_object_or_404(request.conference.pages, slug=page)
    response = _as_written(request, found, by_link=True)
    return with_preview_cookie(response, request.conference, key)


def _as_written(request: ConferenceRequest, page: Page, **context: Any) -> HttpResponse:
    draft = draft_of(request.conference, page)
    return written_preview(request, page_with(page, draft.content) if draft else page, **context)


@requires(Fact.MAY_EDIT_SITE)
@require_http_methods(["GET", "POST"])
def discard(request: MemberRequest, pk: int) -> HttpResponse:
    """Forget the draft of a page, after a look at what that means."""
    page = get_object_or_404(Page.objects.visible_to(request.viewer), pk=pk)
    back = reverse("conferences:edit_page", args=[request.conference.slug, pk])
    if request.method == "POST":
        discard_page_draft(page=page, by=request.user, at=request.at)
        messages.success(request, "The draft is discarded.")
        return redirect(back)
    draft = draft_of(request.conference, page)
    return desk_response(
        request, "conferences/site/desk/discard.html", "site", name=page.title, draft=draft, back_url=back
    )


@requires(Fact.MAY_EDIT_SITE)
@require_http_methods(["GET", "POST"])
def drop_page(request: MemberRequest, pk: int) -> HttpResponse:
    """Remove a page, after a look at what that means."""
    page = get_object_or_404(Page.objects.visible_to(request.viewer), pk=pk)
    if request.method == "POST":
        remove_page(page=page, by=request.user, at=request.at)
        messages.success(request, f"“{page.title}” is removed.")
        return redirect("conferences:pages", request.conference.slug)
    effect = (
        "Page and text are gone for good; its address answers “not found”. To hide it only, unpublish it."
    )
    context = {"name": page.title, "effect": effect, "back": "conferences:pages", "back_label": "Pages"}
    return desk_response(request, "conferences/web/remove.html", "site", **context)
