from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from effgenai.operations.health.checks import OK, Readiness

readiness = Readiness()


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer "ok" if this process answers at all; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 if every part is well, else 503, with a word for each. Anybody may read it: no numbers."""
    parts = readiness.parts(request.at)  # type: ignore[attr-defined]
    is_ready = set(parts.values()) == {OK}
    return JsonResponse({"ready": is_ready, "parts": parts}, status=200 if is_ready else 503)
