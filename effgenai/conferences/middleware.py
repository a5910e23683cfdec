from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Conference, ConferenceQuerySet
from effgenai.conferences.core.queries import NAMED_HERE
from effgenai.conferences.core.rules import may_see_conference, opens_preview
from effgenai.conferences.core.viewer import viewer_on_page
from effgenai.conferences.dates.queries.calendars import owner_of
from effgenai.conferences.web.http import PREVIEW_COOKIE
from effgenai.ui.views import forbidden

GetResponse = Callable[[HttpRequest], HttpResponse]


def _invites_to_run_it(conference: Conference, token: str) -> bool:
    """Whether this is the secret of an invitation to a role that is needed before the site is public."""
    sent = conference.invitations.filter(sent_at__isnull=False, role__in=NAMED_HERE)
    return bool(token) and sent.filter(token=token).exists()


# Addresses with a secret in them open a conference that is a draft, each to show that one page alone.
OPENED_BY: dict[str, Callable[[Conference, str], object]] = {
    "conferences:preview_by_link": opens_preview,
    "conferences:preview_page_by_link": opens_preview,
    "conferences:own_calendar": owner_of,
    "reviews:invitation": _invites_to_run_it,
    "reviews:accept_invitation": _invites_to_run_it,
    "reviews:decline_invitation": _invites_to_run_it,
    "reviews:enter_invitation": _invites_to_run_it,
}

# What the page of the preview link is drawn with: opened by the cookie which that page leaves.
DRAWN_WITH = ("conferences:image", "conferences:theme")


class RequestTimeMiddleware:
    """Notes when a request began, before its body is read: an upload is judged by this moment.

    A request made by ourselves may bring its time along.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note the time and go on."""
        request.at = getattr(request, "at", None) or timezone.now()  # type: ignore[attr-defined]
        return self.get_response(request)


class ConferenceMiddleware:
    """Turns the `slug` of a conference URL into `request.conference` and `request.viewer`.

    A view below `/<slug>/` is called without `slug`. A conference the person may not see is a 404.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; the work is done once the URL is resolved."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: dict[str, Any]
    ) -> None:
        """Load the conference once for every page below it."""
        slug = kwargs.pop("conference_slug", None)
        if slug is None:
            return
        user = request.user if request.user.is_authenticated else None
        conference = next(iter(_with_facts(user).filter(slug=slug)), None)
        if conference is None:
            raise Http404
        at, only_reads = request.at, request.method in {"GET", "HEAD"}  # type: ignore[attr-defined]
        viewer = viewer_on_page(user=user, conference=conference, at=at, only_reads=only_reads)
        if not may_see_conference(viewer) and not _is_opened_by_link(request, conference, kwargs):
            raise Http404
        request.conference, request.viewer = conference, viewer  # type: ignore[attr-defined]

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a rule's no, wherever it was said, with its sentence."""
        return forbidden(request, exception) if isinstance(exception, Refused) else None


def _with_facts(user: User | None) -> ConferenceQuerySet:
    """Conferences with what every page of theirs shows, and the person's roles in them."""
    found = Conference.objects.with_roles_of(user).select_related("logo")
    return found.order_by()  # one is looked for, by its address


def _is_opened_by_link(request: HttpRequest, conference: Conference, kwargs: dict[str, Any]) -> bool:
    """Whether this is an address with one of the secrets of the conference, which may be a draft."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    opens, secret = OPENED_BY.get(name), str(kwargs.get("key") or kwargs.get("token") or "")
    if name in DRAWN_WITH and PREVIEW_COOKIE in request.COOKIES:
        opens, secret = opens_preview, request.COOKIES[PREVIEW_COOKIE]
    return opens is not None and bool(opens(conference, secret))
