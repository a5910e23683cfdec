from __future__ import annotations

from django import forms

from effgenai.conferences.core.states import Role


class AssignForm(forms.Form):
    """Who gets the paper, as what. Sent by the buttons of the table of candidates."""

    person = forms.CharField(max_length=12)
    role = forms.ChoiceField(choices=[(Role.REVIEWER, "Reviewer"), (Role.AREA_CHAIR, "Area chair")])
