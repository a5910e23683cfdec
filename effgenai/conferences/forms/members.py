from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from effgenai.accounts.models import User
from effgenai.accounts.queries import person_with
from effgenai.conferences.states import Role

# Reviewers and area chairs are invited under Committee, where they say how much they can take.
NAMED_HERE = (Role.CHAIR, Role.SITE_EDITOR, Role.PROGRAM_EDITOR)


class MemberForm(forms.Form):
    """Whom to give a role, by an address of their account."""

    person = forms.EmailField(label="E-mail address of their account")
    role = forms.ChoiceField(label="Role", choices=[(role.value, role.label) for role in NAMED_HERE])

    def clean_person(self) -> User:
        """Find the person by any verified address of theirs."""
        user = person_with(self.cleaned_data["person"])
        if user is None:
            raise ValidationError(
                "Nobody here has verified this address. Ask them to create an account with it, then add them."
            )
        return user
