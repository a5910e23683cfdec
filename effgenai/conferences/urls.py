from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from effgenai.conferences.views import me, public, theme


def _soon(request: HttpRequest, **values: object) -> HttpResponse:
    raise Http404


app_name = "conferences"
urlpatterns = [
    path("", public.home, name="home"),
    path("call/", public.call, name="call"),
    path("dates/", public.dates, name="dates"),
    path("dates.ics", public.calendar, name="calendar"),
    path("people/", public.people, name="people"),
    path("me/", me.me, name="me"),
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
    path("chair/setup/pages/<int:pk>/", _soon, name="edit_page"),
    path("<slug:slug>/", public.page, name="page"),
]
