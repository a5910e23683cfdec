"""What all requests of a person begin and end with is read and drawn once, not once for each address.

That is the row of the person, the conference with the person's roles, what the sidebar of the desk tells, and
the page of a 404. This page is drawn from these alone, to which it is held, without shortcuts, by
`test_what_is_not_there_looks_the_same_everywhere`.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.middleware import DRAWN_WITH, OPENED_BY, ConferenceMiddleware
from effgenai.conferences.web.desk import SidebarStage, Stage
from effgenai.contributions import contributed
from tests.support.contributions import contributing

NOT_THERE = "errors/404.html"


@contextmanager
def taken() -> Iterator[None]:
    """Walk by the shortcuts. Nothing but the walk may change rows meanwhile, and it only reads."""
    with (
        mock.patch.object(auth, "get_user", _people(auth.get_user)),
        mock.patch.object(
            ConferenceMiddleware, "process_view", _conferences(ConferenceMiddleware.process_view)
        ),
        mock.patch("effgenai.ui.views.render", _pages(render)),
        contributing(SidebarStage, *map(_stage, contributed(SidebarStage))),
    ):
        yield


def _people(read: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    kept: dict[Any, bytes] = {}

    def get_user(request: HttpRequest) -> Any:
        key = request.session.get(auth.SESSION_KEY)
        if key not in kept:
            kept[key] = pickle.dumps(read(request))
        return pickle.loads(kept[key])

    return get_user


def _conferences(load: Callable[..., None]) -> Callable[..., None]:
    kept: dict[Any, bytes] = {}

    def process_view(
        self: ConferenceMiddleware, request: Any, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> None:
        name = request.resolver_match.view_name
        if "conference_slug" not in kwargs or name in OPENED_BY or name in DRAWN_WITH:
            return load(self, request, view, args, kwargs)
        key = (kwargs["conference_slug"], request.user.pk)
        if key not in kept:
            load(self, request, view, args, kwargs)
            kept[key] = pickle.dumps((request.conference, request.viewer))
        kwargs.pop("conference_slug", None)
        # A copy for each: a view may put a draft into the conference before it shows it.
        request.conference, request.viewer = pickle.loads(kept[key])
        return None

    return process_view


def _stage(stage: SidebarStage) -> SidebarStage:
    kept: dict[Any, Stage | None] = {}

    def build(viewer: Viewer) -> Stage | None:
        key = (viewer.user, viewer.conference)
        if key not in kept:
            kept[key] = stage.build(viewer)
        return kept[key]

    return SidebarStage(stage.name, build)


def _pages(draw: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    kept: dict[Any, bytes] = {}

    def drawn(request: Any, template: str, context: Any = None, **how: Any) -> HttpResponse:
        if template != NOT_THERE:
            return draw(request, template, context, **how)
        key = (request.user.pk, getattr(request, "conference", None))
        if key not in kept:
            kept[key] = draw(request, template, context, **how).content
        return HttpResponse(kept[key], **how)

    return drawn
