"""What browsers are told about every answer besides what Django and the policy of contents say."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]
# Nothing here needs a camera, a place or a payment; passkeys are for our own pages.
REFUSED = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "gamepad"),
    *("encrypted-media", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer"),
    *("microphone", "midi", "payment", "picture-in-picture", "screen-wake-lock", "serial", "usb"),
    "xr-spatial-tracking",
)
OURS = ("clipboard-write", "fullscreen", "publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS = ", ".join([*(f"{name}=()" for name in REFUSED), *(f"{name}=(self)" for name in OURS)])


class HeadersMiddleware:
    """Adds them. Pages of other sites may not draw ours in; what is public, such as pictures, they may."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers to the answer."""
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault(
            "Cross-Origin-Resource-Policy", "cross-origin" if _is_public(request) else "same-origin"
        )
        return response


def _is_public(request: HttpRequest) -> bool:
    match = request.resolver_match
    return getattr(match.func, "is_public", False) if match else False
