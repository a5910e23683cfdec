from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from effgenai.accounts.models import User
from effgenai.accounts.sign_in.guards import signed_in
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.hooks import notes_for
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.queries import chaired_by, conferences_of
from effgenai.conferences.core.services.conference import create_conference
from effgenai.conferences.core.services.settings import make_current
from effgenai.conferences.core.wording import where_and_when
from effgenai.conferences.desk.forms.settings import NewConferenceForm
from effgenai.conferences.desk.queries import my_conferences
from effgenai.conferences.web.once import once


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the current conference, or to the only one there is; otherwise list what there is."""
    found = list(conferences_of(_person(request))[:2])
    if found and (found[0].is_current or len(found) == 1):
        return redirect("conferences:home", found[0].slug)
    return conferences(request)


@require_safe
def conferences(request: HttpRequest) -> HttpResponse:
    """All conferences of this installation that the person may see; an empty one says how to begin."""
    chaired = chaired_by(_person(request))
    person = _person(request)
    notes = notes_for(person) if person else {}
    rows = [
        (conference, where_and_when(conference), notes.get(conference.pk, ""))
        for conference in conferences_of(person)
    ]
    return render(request, "conferences/desk/conferences/list.html", {"rows": rows, "chaired": chaired})


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What waits for the person in each conference in which they take part."""
    assert isinstance(request.user, User)
    rows = my_conferences(request.user, request.at)  # type: ignore[attr-defined]
    return render(request, "conferences/desk/conferences/mine.html", {"rows": rows})


def _person(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


@signed_in
@require_http_methods(["GET", "POST"])
@once
def new_conference(request: HttpRequest) -> HttpResponse:
    """Create a conference and become its chair. For all but site administrators there is no such page."""
    assert isinstance(request.user, User)
    if not request.user.is_staff:
        raise Http404
    form = NewConferenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chair, at = request.user, request.at  # type: ignore[attr-defined]
        try:
            conference = create_conference(**form.cleaned_data, chair=chair, by=chair, at=at)
            return redirect("conferences:guide", conference.slug)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(request, "conferences/desk/conferences/new.html", {"form": form})


@signed_in
@require_POST
def show_at_root(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a conference the current one. For all but site administrators there is no such page."""
    assert isinstance(request.user, User)
    if not request.user.is_staff:
        raise Http404
    conference = get_object_or_404(Conference, slug=slug)
    make_current(conference=conference, by=request.user, at=request.at)  # type: ignore[attr-defined]
    messages.success(request, f"{conference.title} is shown at / now.")
    return redirect("site:conferences")
