from __future__ import annotations

from typing import Any

from django import forms

from effgenai.conferences.forms.base import RowForm
from effgenai.conferences.models import Milestone
from effgenai.conferences.states import MilestoneKind
from effgenai.ui.dates import AOE_NAME, ZonedInstant
from effgenai.ui.fields import ZonedDateTimeField

MONTH = 31 * 24 * 60


class MilestoneForm(RowForm[Milestone]):
    """A date with the zone it is meant in. The kind of a date stays what it was."""

    reason = forms.CharField(
        label="Why it moves",
        required=False,
        max_length=200,
        help_text="Shown beside the old date, which is struck out. For example “extended by a week”.",
    )

    class Meta:
        model = Milestone
        fields = ["kind", "label", "grace_minutes", "is_public"]
        labels = {
            "is_public": "Public: shown on the site",
            "grace_minutes": "Hidden grace, minutes",
        }
        help_texts = {
            "grace_minutes": "Late uploads are accepted for so long. Nobody is told.",
            "label": "Empty: the usual name of its kind.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        date = self.instance
        self.fields["when"] = ZonedDateTimeField(label="Date and time", venue_zone=_own_zone(date))
        self.fields["grace_minutes"].max_value = MONTH  # type: ignore[attr-defined]
        if date.pk is None:
            self._offer_free_kinds()
            del self.fields["reason"]
        else:
            del self.fields["kind"]
            self.fields["when"].initial = ZonedInstant(date.instant, date.zone)
        self.order_fields(["kind", "when", "label", "reason", "grace_minutes", "is_public"])

    def _offer_free_kinds(self) -> None:
        taken = set(self.instance.conference.milestones.values_list("kind", flat=True)) - {
            MilestoneKind.OTHER
        }
        free = [(kind.value, kind.label) for kind in MilestoneKind if kind not in taken]
        self.fields["kind"].choices = free  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Put the moment and its zone on the row before its constraints are checked."""
        data = super().clean() or {}
        when = data.get("when")
        if when:
            self.instance.instant, self.instance.zone = when.instant, when.zone
        if data.get("kind") == MilestoneKind.OTHER and not data.get("label"):
            self.add_error("label", "Please name it: it has no usual name.")
        return data


def _own_zone(date: Milestone) -> str:
    """The zone to offer besides AoE and UTC: the one it was entered in, or the venue's."""
    return date.zone if date.zone not in {AOE_NAME, "UTC"} else date.conference.time_zone
