"""What people type about accounts that are one person's."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from effgenai.accounts.models import User
from effgenai.accounts.queries import person_with


class OtherAddressForm(forms.Form):
    """An address of the person at which another account of theirs may be."""

    address = forms.EmailField(
        label="Address of the other account",
        help_text="A mail goes there. Its link, opened while you are signed in here, proves it yours.",
    )


class TwoAccountsForm(forms.Form):
    """Two accounts of somebody else, by an address of each."""

    kept = forms.EmailField(label="Account that stays", help_text="Any verified address of it.")
    gone = forms.EmailField(
        label="Account that goes", help_text="All it has becomes the other's. This cannot be undone."
    )

    def clean_kept(self) -> User:
        """The account of the address."""
        return _account(self.cleaned_data["kept"])

    def clean_gone(self) -> User:
        """The account of the address."""
        return _account(self.cleaned_data["gone"])


class SureForm(forms.Form):
    """The word of an administrator that they know what they do: it cannot be undone."""

    sure = forms.BooleanField(label="I have made sure that both accounts are one person's.")


def _account(address: str) -> User:
    found = person_with(address)
    if found is None:
        raise ValidationError("There is no account with this address.")
    return found
