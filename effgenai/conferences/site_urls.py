from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from effgenai.conferences.views import site


def _soon(request: HttpRequest) -> HttpResponse:
    raise Http404


app_name = "site"
urlpatterns = [
    path("", _soon, name="home"),
    path("healthz", site.healthz, name="healthz"),
    path("conferences/new/", _soon, name="new_conference"),
]
