from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms

from effgenai.conferences.core.states import Role
from effgenai.ui.forms.asked import AskedForm, NumbersField, TableForm, one_of, sorted_by
from reviews.assignment.queries.desk import SORTS

GROUPS = {Role.REVIEWER: "Reviewers", Role.AREA_CHAIR: "Area chairs"}


class AssignForm(forms.Form):
    """Who gets the paper, as what. Sent by the buttons of the table of candidates."""

    person = forms.CharField(max_length=12)
    role = forms.ChoiceField(choices=[(Role.REVIEWER, "Reviewer"), (Role.AREA_CHAIR, "Area chair")])


class AssignTickedForm(forms.Form):
    """Who gets the papers that were ticked in the list, as what: `people` are offered by role."""

    person = forms.ChoiceField(label="Person")

    def __init__(self, *args: Any, people: Mapping[Role, Sequence[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [
            (GROUPS[role], [(f"{role}:{key}", words) for key, words in offered])
            for role, offered in people.items()
            if offered
        ]
        self.fields["person"].choices = [("", "–"), *groups]  # type: ignore[attr-defined]  # a choice

    @property
    def chosen(self) -> tuple[Role, str]:
        """The role, and the key of the person."""
        role, _, key = self.cleaned_data["person"].partition(":")
        return Role(role), key


class AssignmentTableForm(TableForm):
    """What the table of papers and their reviewers is searched and sorted by."""

    sort = sorted_by(SORTS, "number")


class RoleForm(AskedForm):
    """As what people get papers; as reviewers if nothing else is said."""

    role = one_of([Role.REVIEWER, Role.AREA_CHAIR], Role.REVIEWER)

    @property
    def role_asked(self) -> Role:
        """The role."""
        return Role(self.asked("role"))


class NotifyForm(AskedForm):
    """The assignments that were shown and whose reviewers are to be notified."""

    assignment = NumbersField()
    named: ClassVar[Mapping[str, str]] = {"assignment": "task"}

    @property
    def assignments(self) -> list[int]:
        """Their primary keys."""
        return list(self.asked("assignment"))
