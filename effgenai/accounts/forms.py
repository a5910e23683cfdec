from __future__ import annotations

from django import forms
from django.http import HttpRequest

from effgenai.accounts.models import User


class SignupForm(forms.Form):
    """What signing up asks beyond address and password. allauth builds its own form upon this one."""

    name = forms.CharField(
        label="Your name", max_length=200, help_text="As it should stand on papers and in mails."
    )
    field_order = ["name", "email", "password1"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name; allauth calls this once the account exists."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
