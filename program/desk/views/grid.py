from __future__ import annotations

from django.http import HttpResponse, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from effgenai.conferences.web.http import MemberRequest
from program.core.models import Session
from program.core.services.history import draft_version
from program.desk.forms import PlaceForm, place_of
from program.desk.grid_style import stylesheet
from program.desk.queries.grid import STEPS, USUAL_STEP, GridPage, grid_page
from program.desk.views.pages import day_asked_for, editor, render_desk

MAX_WORDS = 200


@editor
@require_GET
def grid(request: MemberRequest) -> HttpResponse:
    """A day of the draft as a grid, with what waits for a place and what is wrong beside it."""
    page = page_asked_for(request, request.GET)
    moved = Session.objects.visible_to(request.viewer).filter(key=request.GET.get("move", "")).first()
    form = PlaceForm(conference=request.conference, initial=place_of(moved)) if moved else None
    return show_grid(request, page, moved=moved, form=form)


@editor
@require_GET
def style(request: MemberRequest) -> HttpResponse:
    """Where the sessions of the day stand."""
    page = page_asked_for(request, request.GET)
    return HttpResponse(stylesheet(page), content_type="text/css; charset=utf-8")


@editor
@require_GET
def state(request: MemberRequest) -> HttpResponse:
    """The day as it stands now, for the script; nothing (204) if it is still at the version `since`."""
    if request.GET.get("since") == str(draft_version(request.conference)):
        return HttpResponse(status=204)
    return JsonResponse(state_of(request, page_asked_for(request, request.GET)))


def show_grid(
    request: MemberRequest, page: GridPage, *, moved: Session | None = None, form: PlaceForm | None = None
) -> HttpResponse:
    """The page, with the form that moves a session, if there is one."""
    return render_desk(request, "grid", page=page, moved=moved, form=form, steps=STEPS)


def page_asked_for(request: MemberRequest, asked: QueryDict) -> GridPage:
    """The day and the step that the address or the form names; the first day and the usual step if none."""
    day = day_asked_for(asked.get("shown") or asked.get("day"))
    return grid_page(request.viewer, request.user, day, _step(asked), asked.get("q", "")[:MAX_WORDS])


def state_of(request: MemberRequest, page: GridPage) -> dict[str, object]:
    """What the script draws: the board as markup, its stylesheet, and the version of the draft."""
    context = {"page": page, "conference": request.conference, "viewer": request.viewer}
    return {
        "version": page.version,
        "css": stylesheet(page),
        "board": render_to_string("program/desk/grid/board.html", context, request),
        "side": render_to_string("program/desk/grid/side.html", context, request),
        "undo": page.to_undo.label if page.to_undo else "",
        "redo": page.to_redo.label if page.to_redo else "",
    }


def grid_address(request: MemberRequest, asked: QueryDict) -> str:
    """The address of the day and the step that a form was sent from."""
    words = {"step": str(_step(asked))}
    if day := day_asked_for(asked.get("shown")):
        words["day"] = day.isoformat()
    if wanted := asked.get("q"):
        words["q"] = wanted[:MAX_WORDS]
    return f"{reverse('program:grid_editor', args=[request.conference.slug])}?{urlencode(words)}"


def _step(asked: QueryDict) -> int:
    word = asked.get("step", "")
    return int(word) if word in {str(step) for step in STEPS} else USUAL_STEP


def is_script(request: MemberRequest) -> bool:
    """Whether the script asked, which wants JSON."""
    return request.headers.get("Accept") == "application/json"
