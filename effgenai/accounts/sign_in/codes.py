"""Forms of codes that name those which the person has: from an app, of recovery, or both."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base import forms as codes
from allauth.mfa.models import Authenticator
from django import forms

from effgenai.accounts.models import User

Kind = Authenticator.Type
LABELS = {
    (True, True): "Code from your app, or a recovery code",
    (True, False): "Code from your app",
    (False, True): "Recovery code",
}


class _CodeForm(forms.Form):
    """Ask for a code of the kinds that the person has; `takes_codes` says whether there are any."""

    code = forms.CharField(
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = _kinds_of(self.user)  # type: ignore[attr-defined]  # allauth's form has it
        label = LABELS.get((Kind.TOTP in kinds, Kind.RECOVERY_CODES in kinds))
        self.takes_codes = label is not None
        self.fields["code"].label = label or "Code"


def _kinds_of(user: User) -> set[str]:
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


class CodeForm(_CodeForm, codes.AuthenticateForm):  # type: ignore[misc]  # allauth is not typed
    """A code as the second step."""


class CodeAgainForm(_CodeForm, codes.ReauthenticateForm):  # type: ignore[misc]  # allauth is not typed
    """A code before something sensitive."""
