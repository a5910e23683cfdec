from __future__ import annotations

import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.hooks import MovedSession, VenueMove, moved_sessions
from effgenai.conferences.core.services.settings import CHOOSE, set_public_state, update_settings
from effgenai.conferences.core.states import TRANSITIONS, PublicState
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.desk.forms.settings import SettingsForm, TextsForm
from effgenai.conferences.web.desk import desk_response
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.ui.colour import accents
from effgenai.ui.tables import Column

# What the form asks about a change, which is no fact of the conference.
ANSWERS = frozenset({"sessions", "is_pointed_here"})

MOVED_COLUMNS = (
    Column("Session"),
    Column("Now"),
    Column("Keeping the clock"),
    Column("Keeping the instant"),
)

VERBS = {
    PublicState.PUBLISHED: ("Publish the site", "The site is published."),
    PublicState.ARCHIVED: ("Archive the site", "The site is archived."),
    PublicState.DRAFT: ("Take the site back to a draft", "The site is a draft again."),
}
EFFECTS = {
    PublicState.PUBLISHED: "Everyone can read the public pages; authors can submit while the call is open.",
    PublicState.DRAFT: "Visitors, authors and attendees find nothing here any more; only members do.",
    PublicState.ARCHIVED: "The site stays readable and is marked as a past edition.",
}


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def settings(request: MemberRequest) -> HttpResponse:
    """The facts of the conference and how it reviews."""
    # The form writes what was typed on its object; the frame of the page keeps the true one.
    form = SettingsForm(request.POST or None, instance=copy.copy(request.conference))
    if request.method == "POST" and form.is_valid() and _save(request, form):
        messages.success(request, "The settings are saved.")
        _tell_of_accent(request, form)
        return redirect("conferences:settings", request.conference.slug)
    moved = _moved(request, form) if request.method == "POST" else []
    context = {"form": form, "moved": moved, "moved_columns": MOVED_COLUMNS}
    return desk_response(request, "conferences/desk/settings.html", "setup", "settings", **context)


def _moved(request: MemberRequest, form: SettingsForm) -> list[MovedSession]:
    """The sessions whose times depend on an answer."""
    new = form.instance
    return moved_sessions(VenueMove(request.conference, new.starts_on, new.time_zone))


def _save(request: MemberRequest, form: SettingsForm | TextsForm) -> bool:
    fields = [name for name in form.changed_data if name not in ANSWERS]
    if not fields:
        return True
    sessions = form.cleaned_data.get("sessions", "")
    try:
        update_settings(
            conference=form.instance, fields=fields, sessions=sessions, by=request.user, at=request.at
        )
    except Refused as refusal:
        form.add_error("sessions" if str(refusal) == CHOOSE else None, str(refusal))
        return False
    return True


def _tell_of_accent(request: MemberRequest, form: SettingsForm) -> None:
    if "accent" not in form.changed_data:
        return
    pair = accents(form.instance.accent)
    if pair.corrected:
        messages.info(
            request,
            f"{form.instance.accent} could not be read well; the pages use {pair.light.colour.hex} instead.",
        )


@requires(Fact.MAY_EDIT_SITE)
@require_http_methods(["GET", "POST"])
def texts(request: MemberRequest) -> HttpResponse:
    """What the call says to authors in the chairs' own words."""
    form = TextsForm(request.POST or None, instance=copy.copy(request.conference))
    if request.method == "POST" and form.is_valid() and _save(request, form):
        messages.success(request, "The text is saved.")
        return redirect("conferences:texts", request.conference.slug)
    return desk_response(request, "conferences/desk/texts.html", "site", "texts", form=form)


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def publish(request: MemberRequest) -> HttpResponse:
    """Show what publishing, archiving or taking back does, then do it."""
    if request.method == "POST":
        return _set_state(request)
    options = [
        (state, VERBS[state][0], EFFECTS[state])
        for state in VERBS
        if state in TRANSITIONS[request.conference.public_state]
    ]
    return desk_response(
        request, "conferences/desk/settings/publish.html", "setup", "settings", options=options
    )


def _set_state(request: MemberRequest) -> HttpResponse:
    state = request.POST.get("state", "")
    if state not in PublicState.values:
        raise Refused("Choose what is to happen to the site.")
    set_public_state(conference=request.conference, state=state, by=request.user, at=request.at)
    messages.success(request, VERBS[PublicState(state)][1])
    return redirect("conferences:settings", request.conference.slug)
