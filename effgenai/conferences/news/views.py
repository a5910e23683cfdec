"""News: what everyone reads, the feeds, and the desk where they are written."""

from __future__ import annotations

import copy
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.news.feeds import news_feed
from effgenai.conferences.news.forms import NewsForm
from effgenai.conferences.news.models import News
from effgenai.conferences.news.queries import COLUMNS, news_rows, public_news
from effgenai.conferences.news.services import remove_news, save_news
from effgenai.conferences.pictures.texts import text_html
from effgenai.conferences.unfinished.views import resumed, saves_itself
from effgenai.conferences.web.addresses import public_response
from effgenai.conferences.web.desk import desk_response
from effgenai.conferences.web.http import ConferenceRequest, MemberRequest, requires
from effgenai.conferences.web.once import once
from effgenai.conferences.web.public_pages import public_page
from effgenai.ui.dates import moment

IN_FEED = 30


@public_page
def news(request: ConferenceRequest) -> HttpResponse:
    """Everything that is published, the newest first."""
    return public_response(request, "conferences/news/public/news.html", news=public_news(request.viewer))


@public_page
def piece(request: ConferenceRequest, key: str) -> HttpResponse:
    """One piece of news."""
    found = get_object_or_404(public_news(request.viewer), key=key)
    return public_response(request, "conferences/news/public/news_piece.html", piece=found)


@public_page
def feed(request: ConferenceRequest, kind: str) -> HttpResponse:
    """The news for feed readers."""
    text, content_type = news_feed(request.conference, list(public_news(request.viewer)[:IN_FEED]), kind)
    return HttpResponse(text, content_type=content_type)


@requires(Fact.MAY_EDIT_SITE)
@require_safe
def desk(request: MemberRequest) -> HttpResponse:
    """All pieces: drafts, those that wait for their time, those that are out."""
    context = {"columns": COLUMNS, "rows": news_rows(request.viewer)}
    return desk_response(request, "conferences/news/desk/news.html", "site", "news_desk", **context)


@requires(Fact.MAY_EDIT_SITE)
@require_http_methods(["GET", "POST"])
@saves_itself
@once
def new(request: MemberRequest) -> HttpResponse:
    """Write a piece of news."""
    return _edit(request, News(conference=request.conference))


@requires(Fact.MAY_EDIT_SITE)
@require_http_methods(["GET", "POST"])
@saves_itself
def edit(request: MemberRequest, key: str) -> HttpResponse:
    """Change a piece of news; a preview shows it without saving."""
    return _edit(request, get_object_or_404(request.conference.news, key=key))


def _edit(request: MemberRequest, piece: News) -> HttpResponse:
    form = resumed(request, NewsForm(request.POST or None, instance=copy.copy(piece), at=request.at))
    context: dict[str, Any] = {"form": form, "piece": piece}
    if request.method == "POST" and form.is_valid():
        if "preview" not in request.POST:
            return _save(request, form)
        shown = form.instance
        context |= {"preview": text_html(request.conference, shown.body, for_editors=True), "shown": shown}
    return desk_response(request, "conferences/news/desk/news_piece.html", "site", **context)


def _save(request: MemberRequest, form: NewsForm) -> HttpResponse:
    published = form.published_at
    piece = save_news(piece=form.instance, published_at=published, by=request.user, at=request.at)
    if published is None:
        sentence = f"“{piece.title}” is saved as a draft."
    elif published > request.at:
        sentence = (
            f"“{piece.title}” will be out {moment(published, request.conference.time_zone, request.at)}."
        )
    else:
        sentence = f"“{piece.title}” is published."
    messages.success(request, sentence)
    return redirect("conferences:news_desk", request.conference.slug)


@requires(Fact.MAY_EDIT_SITE)
@require_http_methods(["GET", "POST"])
def remove(request: MemberRequest, key: str) -> HttpResponse:
    """Remove a piece of news, after a look at what that means."""
    found = get_object_or_404(request.conference.news, key=key)
    if request.method == "POST":
        remove_news(piece=found, by=request.user, at=request.at)
        messages.success(request, f"“{found.title}” is removed.")
        return redirect("conferences:news_desk", request.conference.slug)
    effect = "It leaves the site and the feeds; readers who have it already keep it."
    context = {"name": found.title, "effect": effect, "back": "conferences:news_desk", "back_label": "News"}
    return desk_response(request, "conferences/web/remove.html", "site", **context)
