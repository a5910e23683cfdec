from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect

from effgenai.conferences.web.http import MemberRequest
from submissions.core.models import Submission


def next_page(request: MemberRequest, number: int, name: str) -> HttpResponse:
    """A page of the paper, or the list for someone who has just left its author list."""
    own = Submission.objects.filter(conference=request.conference).written_by(request.user)
    if own.filter(number=number).exists():
        return redirect(f"submissions:{name}", request.conference.slug, number)
    return redirect("submissions:mine", request.conference.slug)
