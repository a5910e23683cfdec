"""How many mails people can cause. Counted in the outbox: a cache that was emptied forgets nothing."""

from __future__ import annotations

import datetime as dt

from effgenai.mail.models import OutboundEmail

# Forms that everybody may fill in with any address. The links of earlier mails go on working meanwhile, so
# that nobody is kept from anything when a stranger uses these mails up.
ASKED_BY_ANYBODY = frozenset(
    f"account.{name}"
    for name in (
        "password_reset_key",
        "password_reset_waits",
        "unknown_account",
        "account_already_exists",
        "email_confirmation_signup",
        "email_confirmation",
    )
)
OF_A_KIND = 3
WITHIN = dt.timedelta(hours=1)


def has_enough(*, kind: str, address: str, at: dt.datetime) -> bool:
    """Whether an address got as many mails of a kind that everybody can ask for as it should."""
    if kind not in ASKED_BY_ANYBODY:
        return False
    mails = OutboundEmail.objects.filter(conference=None, kind=kind, to_address__iexact=address)
    return mails.filter(created_at__gt=at - WITHIN).count() >= OF_A_KIND
