from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path


def _soon(request: HttpRequest) -> HttpResponse:
    raise Http404


app_name = "accounts"
urlpatterns = [
    path("profile/", _soon, name="profile"),
]
