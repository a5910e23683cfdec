"""Errors as events for Sentry, where a DSN is set: what broke and where, without what anybody sent."""

from __future__ import annotations

from typing import Any

import sentry_sdk
from sentry_sdk.integrations.celery import CeleryIntegration
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.integrations.logging import LoggingIntegration

from effgenai.observing.masking import mask_text, mask_url
from effgenai.observing.request_ids import current_id

# What an event may hold. All else is dropped, whatever later versions of the client add.
ALLOWED = frozenset({
    "event_id", "timestamp", "level", "platform", "logger", "exception", "logentry", "transaction",
    "request", "release", "environment", "sdk", "fingerprint",
})  # fmt: skip


def report_to(dsn: str, **options: Any) -> None:
    """Report errors of this process there."""
    sentry_sdk.init(
        dsn=dsn,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[DjangoIntegration(), CeleryIntegration(), LoggingIntegration(event_level=None)],
        # No personal data is what the client does by itself; to say so is deprecated, and a test holds it.
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        before_send=clean,
        **options,
    )


def clean(event: Any, hint: Any) -> Any:
    """The event with the known facts alone, and no secret in its addresses."""
    masked = {name: value for name, value in event.items() if name in ALLOWED}
    for error in masked.get("exception", {}).get("values", []):
        error["value"] = mask_text(str(error.get("value") or ""))
    if "logentry" in masked:
        said = masked["logentry"].get("formatted") or masked["logentry"].get("message") or ""
        masked["logentry"] = {"message": mask_text(str(said))}
    if "request" in masked:
        asked = masked["request"]
        masked["request"] = {"method": asked.get("method", ""), "url": mask_url(str(asked.get("url", "")))}
    if "transaction" in masked:
        masked["transaction"] = mask_text(str(masked["transaction"]))
    masked["tags"] = {"request_id": current_id()}
    return masked
