from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from effgenai.conferences.views import theme


def _soon(request: HttpRequest, **values: object) -> HttpResponse:
    raise Http404


app_name = "conferences"
urlpatterns = [
    path("", _soon, name="home"),
    path("call/", _soon, name="call"),
    path("dates/", _soon, name="dates"),
    path("dates.ics", _soon, name="calendar"),
    path("people/", _soon, name="people"),
    path("me/", _soon, name="me"),
    path("theme.css", theme.theme, name="theme"),
    path("chair/", _soon, name="desk"),
    path("chair/setup/", _soon, name="settings"),
    path("chair/setup/publish/", _soon, name="publish"),
    path("chair/setup/texts/", _soon, name="texts"),
    path("chair/setup/members/", _soon, name="members"),
    path("chair/setup/tracks/", _soon, name="tracks"),
    path("chair/setup/topics/", _soon, name="topics"),
    path("chair/setup/people/", _soon, name="people_edit"),
    path("chair/setup/milestones/", _soon, name="milestones"),
    path("chair/setup/pages/", _soon, name="pages"),
    path("<slug:slug>/", _soon, name="page"),
]
