"""allauth's hooks for second steps: our words, and names for passkeys."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator

from effgenai.accounts.models import User


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is not typed
    """What people read of passkeys and codes."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "This code is wrong, out of date or used already.",
        "cannot_delete_authenticator": "This cannot be turned off.",
        "cannot_generate_recovery_codes": "Set up a passkey or an app first: recovery codes stand in for it.",
        "unverified_email": "Verify your e-mail address first: press the link that we sent to it.",
    }

    def generate_authenticator_name(
        self,
        user: User,
        type: Authenticator.Type,  # noqa: A002 - allauth's signature
    ) -> str:
        """What a new passkey is called until its owner renames it: "Passkey 2"."""
        before = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Passkey {before + 1}" if before else "Passkey"
