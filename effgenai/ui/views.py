from __future__ import annotations

import sys

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import loader
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from effgenai.observing.request_ids import current_id
from effgenai.ui.web.bundles import BUNDLES, bundle
from effgenai.ui.web.outages import is_outage, unavailable
from effgenai.ui.web.typed import typed_in

CONTENT_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
FOR_EVER = "public, max-age=31536000, immutable"
THEMES = ("light", "dark")
THEME_AGE = 365 * 24 * 3600


@require_safe
def asset(request: HttpRequest, stem: str, digest: str, kind: str) -> HttpResponse:
    """Serve a bundle of styles or scripts; an address from before the last release gets today's, uncached."""
    name = f"{stem}.{kind}"
    if name not in BUNDLES:
        raise Http404
    found = bundle(name)
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(found.compressed if packed else found.body, content_type=CONTENT_TYPES[kind])
    if packed:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = FOR_EVER if digest == found.digest else "no-cache"
    return response


@csrf_exempt
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or "as the device" in a cookie. A forged request could at worst dim the lights."""
    back = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if ours else "/")
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=THEME_AGE, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be understood."""
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what may be seen but not done, with the sentence of the rule that forbids it."""
    return render(request, "errors/403.html", {"sentence": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what does not exist, or must look as if it did not."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer our own failure with an id to quote; asks neither database nor session, its likely causes.

    A server that does not work is no failure of ours: 503, which keeps what was typed.
    """
    if is_outage(sys.exc_info()[1]):
        return unavailable(request)
    # Under the same id the log has the traceback, and nothing else has to be searched for.
    quote = current_id()
    return HttpResponse(loader.get_template("errors/500.html").render({"quote": quote}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose security token is missing or old: what was typed on our pages can be sent again."""
    return render(request, "errors/csrf.html", {"typed": typed_in(request, unproven=False)}, status=403)


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    """Answer an address that does not take what was asked of it."""
    return render(request, "errors/405.html", status=405)
