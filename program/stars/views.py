from __future__ import annotations

from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from effgenai.conferences.web.addresses import public_url
from effgenai.conferences.web.http import ConferenceRequest
from effgenai.ui.text import ics
from program.releases.places import identity_of
from program.schedule.queries.history import released_sessions, released_talks
from program.schedule.queries.released import public_schedule
from program.stars import queries
from program.stars.exports import stars_calendar, stars_css
from program.stars.owners import new_visitor, owner_of
from program.stars.services import renew_feed, set_star

PRIVATE = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex", "Vary": "Cookie"}
# A whole conference may share one address, so this is only for those who fill the table on purpose.
STARS_A_MINUTE = 3000
SLOW_DOWN = "Too many stars came from your network. Please try again in a minute."


@csrf_exempt
@require_POST
def star(request: ConferenceRequest) -> HttpResponse:
    """Star what "add" names, or take the star of what "remove" names back, and go back to the page.

    The page is the same for everybody, so it holds no token: a forged request could at worst star a talk, and
    those of other sites are refused.
    """
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return HttpResponse("Stars are given on our own pages.", status=403, content_type="text/plain")
    if _is_too_fast(request):
        return HttpResponse(SLOW_DOWN, status=429, content_type="text/plain")
    item = request.POST.get("add", "") or request.POST.get("remove", "")
    schedule = public_schedule(request.conference, request.at)
    there = queries.items_in(schedule) if schedule else {}
    is_starred = "add" in request.POST
    if is_starred and item not in there:
        raise Http404
    answer = _back(request, there[item].key if item in there else "")
    owner = owner_of(request)
    if is_starred and not owner.is_known:
        owner = new_visitor(request, answer)
    set_star(conference=request.conference, owner=owner, item=item[:40], is_starred=is_starred, at=request.at)
    return answer


def _is_too_fast(request: HttpRequest) -> bool:
    key = f"stars:{get_ip(request)}"
    cache.add(key, 0, 60)
    try:
        return bool(cache.incr(key) > STARS_A_MINUTE)
    except ValueError:
        return False


def _back(request: ConferenceRequest, session: str) -> HttpResponse:
    """Nothing for scripts; otherwise the page that the button was on, at the session."""
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    back = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    schedule = reverse("program:schedule", args=[request.conference.slug])
    address = back if ours else schedule
    anchor = f"#session-{session}" if session and address.partition("?")[0] == schedule else ""
    return HttpResponseRedirect(address.partition("#")[0] + anchor)


@require_safe
def style(request: ConferenceRequest) -> HttpResponse:
    """The stylesheet that shows what the one who asks has starred."""
    items = queries.items_of(queries.list_of(request.conference, owner_of(request)))
    return HttpResponse(stars_css(items), content_type="text/css; charset=utf-8", headers=PRIVATE)


@require_safe
def mine(request: ConferenceRequest) -> HttpResponse:
    """My schedule: what is starred, by day, with warnings where two are at one time."""
    found = queries.list_of(request.conference, owner_of(request))
    schedule = public_schedule(request.conference, request.at)
    feed = ""
    if found:
        path = reverse("program:my_calendar", args=[request.conference.slug, found.feed_key])
        feed = request.build_absolute_uri(path)
    context = {
        "page": queries.my_schedule(schedule, queries.items_of(found)) if schedule else None,
        "time_zone": schedule.release.time_zone if schedule else "",
        "feed": feed,
        "follow": feed.replace("https://", "webcal://").replace("http://", "webcal://"),
        "canonical": public_url(request.conference, request.path),
    }
    answer = render(request, "program/stars/mine.html", context)
    for name, value in PRIVATE.items():
        answer[name] = value
    return answer


@require_POST
def renew(request: ConferenceRequest) -> HttpResponse:
    """Give one's calendar a new address."""
    renew_feed(conference=request.conference, owner=owner_of(request))
    return redirect(reverse("program:mine", args=[request.conference.slug]) + "#calendar")


@require_safe
def calendar(request: ConferenceRequest, key: str) -> HttpResponse:
    """The calendar of whoever has this secret address."""
    found = queries.list_by_feed(request.conference, key)
    if found is None:
        raise Http404
    conference, items = request.conference, queries.items_of(found)
    body = stars_calendar(
        conference,
        items,
        released_sessions(conference, request.at),
        released_talks(conference, lambda talk: identity_of(talk) in items, request.at),
    )
    headers = PRIVATE | {
        "Content-Disposition": f'attachment; filename="{request.conference.slug}-my-schedule.ics"',
        "Referrer-Policy": "no-referrer",
    }
    return HttpResponse(body, content_type=ics.CONTENT_TYPE, headers=headers)
