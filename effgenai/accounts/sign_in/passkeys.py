"""Forms of passkeys that answer, whatever was sent in a browser's stead."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.core.exceptions import ValidationError

NO_PASSKEY = "This is no answer of a passkey. Load the page anew and try once more."
UNKNOWN = "This passkey opens no account here: it was removed, or the page stood open for too long."
LONGEST_NAME = 60  # characters


class CredentialField(forms.JSONField):
    """What a browser says of a passkey: an object. Anything else would be taken apart all the same."""

    def to_python(self, value: Any) -> Any:
        """The object, or the sentence that it is none."""
        try:
            found = super().to_python(value)
        except (ValueError, RecursionError) as error:
            raise ValidationError(NO_PASSKEY) from error
        if found is not None and not isinstance(found, dict):
            raise ValidationError(NO_PASSKEY)
        return found

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What is shown again: nothing, if it is no object that can be read."""
        try:
            return super().bound_data(data, initial)
        except (ValueError, RecursionError):
            return None


def _credential() -> CredentialField:
    return CredentialField(label="Passkey", widget=forms.HiddenInput)


class _Answering(forms.Form):
    credential = _credential()

    def clean_credential(self) -> Authenticator:
        """The passkey that the answer proves; an object of another shape proves none."""
        try:
            return super().clean_credential()  # type: ignore[misc]  # allauth's form has it
        except ValidationError as error:
            raise ValidationError(UNKNOWN) if error.code == "incorrect_code" else error from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValidationError(NO_PASSKEY) from error


class LoginForm(_Answering, passkeys.LoginWebAuthnForm):  # type: ignore[misc]  # allauth is not typed
    """Signing in with a passkey."""

    credential = _credential()


class AuthenticateForm(_Answering, passkeys.AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth is not typed
    """A passkey as the second step."""

    credential = _credential()


class ReauthenticateForm(_Answering, passkeys.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth is not typed
    """A passkey before something sensitive."""

    credential = _credential()


class AddForm(passkeys.AddWebAuthnForm):  # type: ignore[misc]  # allauth is not typed
    """One passkey more, which signs in by itself unless the person says otherwise."""

    name = forms.CharField(
        label="Name",
        max_length=LONGEST_NAME,
        required=False,
        help_text="To tell it from your others: the device that keeps it.",
    )
    credential = _credential()
    passwordless = forms.BooleanField(
        label="Sign in with it alone, without a password",
        required=False,
        initial=True,
        help_text="Leave it ticked, unless the key is an old one without PIN and fingerprint:"
        " that can only be the second step after your password.",
    )

    def clean(self) -> dict[str, Any]:
        """The passkey and its name; an object of another shape is none."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValidationError(NO_PASSKEY) from error
        return cleaned


class PasskeyNameForm(passkeys.EditWebAuthnForm):  # type: ignore[misc]  # allauth is not typed
    """Another name for a passkey."""

    name = forms.CharField(label="Name", max_length=LONGEST_NAME)
