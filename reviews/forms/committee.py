from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from effgenai.conferences.states import Role
from reviews.forms.availability import AvailabilityForm
from reviews.invitees import Invitee, parse_invitees

COMMITTEE_ROLES = [(Role.REVIEWER.value, "Reviewer"), (Role.AREA_CHAIR.value, "Area chair")]
MOST_BAD_LINES = 20


class InviteForm(forms.Form):
    """Whom to invite, as what, for how many papers."""

    people = forms.CharField(
        label="People",
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        help_text="One person a line: “Ada Lovelace &lt;ada@example.org&gt;”, "
        "“ada@example.org, Ada Lovelace”, "
        "or lines copied from a table.",
        error_messages={"required": "Name at least one person."},
    )
    role = forms.ChoiceField(label="Role", choices=COMMITTEE_ROLES)
    load = forms.IntegerField(
        label="Papers asked for",
        min_value=1,
        max_value=50,
        initial=4,
        help_text="They can choose another number.",
    )

    def clean_people(self) -> list[Invitee]:
        """The people named; every line that names nobody is listed, and nothing is taken over then."""
        parsed = parse_invitees(self.cleaned_data["people"])
        if parsed.bad_lines:
            raise ValidationError(
                [_bad_line(number, line) for number, line in parsed.bad_lines[:MOST_BAD_LINES]]
            )
        return parsed.invitees


def _bad_line(number: int, line: str) -> str:
    return f"Line {number} has no single e-mail address: “{line[:80]}”"


class AddressForm(forms.Form):
    """Where an invitation goes instead."""

    email = forms.EmailField(
        label="Address",
        help_text="The invitation is sent there with a new personal link; the link sent before is void.",
    )


class MemberForm(AvailabilityForm):
    """What a chair sets for a member of the committee."""

    field_order = ("roles", "load", "least", "is_senior")

    roles = forms.MultipleChoiceField(
        label="Roles", choices=COMMITTEE_ROLES, widget=forms.CheckboxSelectMultiple, required=False
    )
    load = forms.IntegerField(label="At most this many papers", min_value=0, max_value=50)
    least = forms.IntegerField(
        label="At least this many papers",
        min_value=0,
        max_value=50,
        required=False,
        help_text="Usually 0. A draft of the assignment keeps to it where it can.",
    )
    is_senior = forms.BooleanField(
        label="Senior reviewer",
        required=False,
        help_text="A draft can ask for at least one of them on each paper.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["takes_emergencies"].label = "May be asked at short notice"
        self.fields["away_from"].help_text = "Empty if they are there until reviews are due."

    def clean(self) -> dict[str, Any]:
        """The least number within the greatest."""
        data = super().clean()
        data["least"] = data.get("least") or 0
        if data["least"] > data.get("load", data["least"]):
            self.add_error("least", "This is more than they take at most.")
        return data

    def clean_roles(self) -> set[Role]:
        """The chosen roles as such."""
        chosen: list[Any] = self.cleaned_data["roles"]
        return {Role(value) for value in chosen}
