from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from effgenai.conferences.guide import guide_of
from effgenai.conferences.http import MemberRequest, requires
from effgenai.conferences.views.desk import desk_response


@requires("is_chair")
@require_safe
def guide(request: MemberRequest) -> HttpResponse:
    """What is done, what is missing, and what contradicts itself, stage by stage."""
    return desk_response(request, "guide", "setup", "guide", guide=guide_of(request.viewer))
