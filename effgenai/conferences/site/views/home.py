"""The editor of the home page: a draft that saves itself, a preview, publication, a link to show it."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import TextChoices
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from effgenai.accounts.keys import new_key
from effgenai.conferences.core.errors import Overtaken, Refused
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.rules import opens_preview
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.site.blocks import HomeContent, moved, read_home, with_free_text, without
from effgenai.conferences.site.forms import HomeForm
from effgenai.conferences.site.queries.home import home_page, live_home
from effgenai.conferences.site.queries.versions import draft_of, left_out_of, stamp_of_home
from effgenai.conferences.site.services.home import (
    discard_home_draft,
    make_preview_link,
    publish_home,
    revoke_preview_link,
    save_home_draft,
)
from effgenai.conferences.site.views.public import home_response
from effgenai.conferences.web.desk import desk_response
from effgenai.conferences.web.http import PREVIEW_COOKIE, ConferenceRequest, MemberRequest, requires
from effgenai.conferences.web.pressed import pressed

STEPS = {"up": -1, "down": 1}
# What a block draws from, and the page where that is written (with what a viewer must be to open it).
SOURCES: dict[str, tuple[str, str, Fact | None]] = {
    "topics": ("The topics of the call.", "topics", Fact.IS_CHAIR),
    "speakers": ("People of the group “Invited speakers”.", "people_edit", Fact.MAY_EDIT_SITE),
    "panellists": ("People of the group “Panellists”.", "people_edit", Fact.MAY_EDIT_SITE),
    "organisers": ("People of the group “Organisers”.", "people_edit", Fact.MAY_EDIT_SITE),
    "volunteers": ("People of the group “Volunteers”.", "people_edit", Fact.MAY_EDIT_SITE),
    "committee": ("The names of area chairs and reviewers.", "", None),
    "dates": ("The public dates.", "milestones", Fact.IS_CHAIR),
    "papers": ("The accepted papers, once decisions are released.", "", None),
    "news": ("The latest news.", "news_desk", Fact.MAY_EDIT_SITE),
    "sponsors": ("Sponsors by tier.", "sponsors", Fact.MAY_EDIT_SITE),
    "editions": ("The editions before this one.", "editions", Fact.MAY_EDIT_SITE),
    "contact": ("The contact address of the settings.", "settings", Fact.IS_CHAIR),
}


class PreviewLinkChange(TextChoices):
    """Buttons of the preview link."""

    MAKE = "make"
    RENEW = "renew"
    REVOKE = "revoke"


@requires(Fact.MAY_EDIT_SITE)
@require_http_methods(["GET", "POST"])
def editor(request: MemberRequest) -> HttpResponse:
    """Order, hide and write the blocks of the home page. What is typed becomes a draft."""
    form = _form(request)
    if request.method == "POST":
        act = _publish if request.POST.get("do") == "publish" else _save_draft
        answer = act(request, form)
        if answer:
            return answer
    return _show(request, form)


def _form(request: MemberRequest) -> HomeForm:
    conference = request.conference
    draft = draft_of(conference, None)
    content = read_home(draft.content) if draft else live_home(conference)
    posted = request.POST if request.method == "POST" else None
    return HomeForm(posted, content=content, version=stamp_of_home(conference))


def _show(request: MemberRequest, form: HomeForm) -> HttpResponse:
    drawn = {block.key for block in home_page(request.viewer, form.content).blocks}
    cards = [(card, _source(request, card.block.kind), card.block.key not in drawn) for card in form.cards]
    left_out = left_out_of(request.conference, None)
    context = {
        "form": form,
        "cards": cards,
        "draft": draft_of(request.conference, None),
        "left_out": left_out,
    }
    return desk_response(
        request,
        "conferences/site/desk/home_editor.html",
        "site",
        "home_editor",
        preview_url=_link(request),
        **context,
    )


def _source(request: MemberRequest, kind: str) -> tuple[str, str]:
    words, page, fact = SOURCES.get(kind, ("", "", None))
    may_open = fact is not None and request.viewer.has(fact)
    return words, reverse(f"conferences:{page}", args=[request.conference.slug]) if may_open else ""


def _link(request: HttpRequest) -> str:
    conference: Conference = request.conference  # type: ignore[attr-defined]
    if not conference.preview_key:
        return ""
    path = reverse("conferences:preview_by_link", args=[conference.slug, conference.preview_key])
    return request.build_absolute_uri(path)


def _save_draft(request: MemberRequest, form: HomeForm) -> HttpResponse | None:
    """Save the draft with what the pressed button changes of it."""
    content, place = _arranged(form.content, request.POST.get("do", ""))
    try:
        _save(request, content)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    if not place:
        messages.success(request, "The draft is saved. Visitors see it once you publish it.")
    return redirect(reverse("conferences:home_editor", args=[request.conference.slug]) + place)


def _save(request: MemberRequest, content: HomeContent) -> None:
    save_home_draft(
        conference=request.conference,
        content=content,
        seen=request.POST.get("version", ""),
        by=request.user,
        at=request.at,
        force=request.POST.get("force") == "1",
    )


def _arranged(content: HomeContent, do: str) -> tuple[HomeContent, str]:
    """The content after the pressed button, and the part of the page to come back to."""
    verb, _, key = do.partition(":")
    blocks = content.blocks
    if verb in STEPS:
        blocks = moved(blocks, key, STEPS[verb])
    elif verb == "add":
        key = new_key()
        blocks = with_free_text(blocks, key)
        key = f"text-{key}"
    elif verb == "remove":
        blocks = without(blocks, key)
    else:
        return content, ""
    place = f"#edit-{key}" if any(block.key == key for block in blocks) else "#blocks"
    return dataclasses.replace(content, blocks=blocks), place


def _publish(request: MemberRequest, form: HomeForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        publish_home(
            conference=request.conference,
            content=form.content,
            seen=request.POST.get("version", ""),
            by=request.user,
            at=request.at,
            is_chair=request.viewer.has(Fact.IS_CHAIR),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, "The home page is published.")
    return redirect("conferences:home_editor", request.conference.slug)


@requires(Fact.MAY_EDIT_SITE)
@require_POST
def save(request: MemberRequest) -> HttpResponse:
    """Keep what is typed: the contract of autosaving in docs/ui.md."""
    form = _form(request)
    try:
        _save(request, form.content)
    except Overtaken:
        return JsonResponse(_saved(request), status=409)
    if form.is_valid():
        return JsonResponse(_saved(request))
    return JsonResponse({**_saved(request), "errors": form.errors}, status=422)


def _saved(request: MemberRequest) -> dict[str, Any]:
    draft = draft_of(request.conference, None)
    saved_at = draft.saved_at if draft else request.at
    return {"version": stamp_of_home(request.conference), "saved_at": saved_at.isoformat()}


@requires(Fact.MAY_EDIT_SITE)
@never_cache
@require_safe
def preview(request: MemberRequest) -> HttpResponse:
    """The home page as the draft would make it."""
    return _preview(request)


@never_cache
@require_safe
def preview_by_link(request: ConferenceRequest, key: str) -> HttpResponse:
    """The same for whoever was given the secret address, with no account, before the site is published."""
    if not opens_preview(request.conference, key):
        raise Http404
    written = request.conference.pages.order_by("position", "title")
    return with_preview_cookie(_preview(request, written=written), request.conference, key)


def with_preview_cookie(response: HttpResponse, conference: Conference, key: str) -> HttpResponse:
    """The page, with the cookie that opens the pictures and colours of the draft to whoever has the link."""
    response.set_cookie(
        PREVIEW_COOKIE,
        key,
        path=reverse("conferences:home", args=[conference.slug]),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _preview(request: ConferenceRequest, **context: Any) -> HttpResponse:
    draft = draft_of(request.conference, None)
    content = read_home(draft.content) if draft else live_home(request.conference)
    return preview_response(request, content, is_draft=draft is not None, **context)


def preview_response(request: ConferenceRequest, content: HomeContent, **context: Any) -> HttpResponse:
    """The home page with this content, for those who edit it: kept nowhere and listed nowhere."""
    response = home_response(
        request, content, template="conferences/site/public/home_preview.html", **context
    )
    response["X-Robots-Tag"] = "noindex"
    return response


@requires(Fact.MAY_EDIT_SITE)
@require_POST
def preview_link(request: MemberRequest) -> HttpResponse:
    """Make the preview link, renew it, or let it lead nowhere."""
    change = pressed(request, "do", PreviewLinkChange)
    service = revoke_preview_link if change is PreviewLinkChange.REVOKE else make_preview_link
    service(conference=request.conference, by=request.user, at=request.at)
    return redirect(reverse("conferences:home_editor", args=[request.conference.slug]) + "#link")


@requires(Fact.MAY_EDIT_SITE)
@require_http_methods(["GET", "POST"])
def discard(request: MemberRequest) -> HttpResponse:
    """Forget the draft, after a look at what that means."""
    back = reverse("conferences:home_editor", args=[request.conference.slug])
    if request.method == "POST":
        discard_home_draft(conference=request.conference, by=request.user, at=request.at)
        messages.success(request, "The draft is discarded.")
        return redirect(back)
    draft = draft_of(request.conference, None)
    return desk_response(
        request, "conferences/site/desk/discard.html", "site", name="Home page", draft=draft, back_url=back
    )
