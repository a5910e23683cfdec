from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from effgenai.conferences.http import MemberRequest, requires


@requires("is_chair")
@require_http_methods(["GET", "POST"])
def propose(request: MemberRequest) -> HttpResponse:
    """Ask the engine."""
    raise Http404


@requires("is_chair")
def run(request: MemberRequest, key: str) -> HttpResponse:
    """A proposal."""
    raise Http404


@requires("is_chair")
@require_POST
def apply(request: MemberRequest, key: str) -> HttpResponse:
    """Apply it."""
    raise Http404


@requires("is_chair")
@require_POST
def discard(request: MemberRequest, key: str) -> HttpResponse:
    """Discard it."""
    raise Http404
