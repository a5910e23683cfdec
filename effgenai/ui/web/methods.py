"""A page for browsers where an address takes nothing but forms: after a reload, a sign-in, a copied link."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve

from effgenai.ui.views import method_not_allowed

GetResponse = Callable[[HttpRequest], HttpResponse]


class MethodsMiddleware:
    """Leads a browser that opens the address of a form's button to the page with the form, which is above it.

    Programs get the bare 405 that they understand.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer what the view refused because of its method."""
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or not _wants_a_page(request):
            return response
        page = _page_above(request.path_info) if request.method == "GET" else None
        answer = HttpResponseRedirect(page) if page else method_not_allowed(request)
        answer.setdefault("Cache-Control", "no-store")
        if not page:
            answer["Allow"] = response["Allow"]
        return answer


def _wants_a_page(request: HttpRequest) -> bool:
    return "text/html" in request.headers.get("Accept", "") and "HX-Request" not in request.headers


def _page_above(path: str) -> str | None:
    """The nearest address above this one, if there is any: each of these is tried in turn by who follows."""
    parts = path.strip("/").split("/")[:-1]
    while parts:
        above = f"/{'/'.join(parts)}/"
        if _leads_somewhere(above):
            return above
        parts.pop()
    return None


def _leads_somewhere(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
