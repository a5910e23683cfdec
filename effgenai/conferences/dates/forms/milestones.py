from __future__ import annotations

import datetime as dt
from typing import Any, cast

from allauth.account.models import EmailAddress
from django import forms
from django.core.exceptions import ValidationError

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Track
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.rules import FOR_PEOPLE, FOR_TRACKS
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.web.forms import RowForm
from effgenai.ui.dates import AOE_NAME, ZonedInstant
from effgenai.ui.forms.asked import AskedForm, InstantField, TextsField, number
from effgenai.ui.forms.fields import ZonedDateTimeField

MAX_HOURS = 365 * 24
MONTH = 31 * 24 * 60


class MilestoneForm(RowForm[Milestone]):
    """A date with the zone it is meant in; offered `ahead` hours later than it is. Its kind stays."""

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

    def __init__(self, *args: Any, ahead: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        date = self.instance
        self.fields["when"] = ZonedDateTimeField(label="Date and time", venue_zone=_own_zone(date))
        self.fields["grace_minutes"].max_value = MONTH  # type: ignore[attr-defined]
        if date.pk is None:
            self._offer_free_kinds()
            del self.fields["reason"]
        else:
            del self.fields["kind"]
            self.fields["when"].initial = ZonedInstant(date.instant + dt.timedelta(hours=ahead), date.zone)
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


class AheadForm(AskedForm):
    """How far the address asks to put a date off: what the buttons for it link to."""

    ahead = number(initial=0)

    @property
    def hours(self) -> int:
        """At most MAX_HOURS."""
        return min(int(self.asked("ahead")), MAX_HOURS)


class MoveForm(AskedForm):
    """What is said of a date that moves: where it was seen, which moment was confirmed, who is told."""

    seen = InstantField()
    confirmed = InstantField()
    tell = TextsField()

    @property
    def seen_at(self) -> dt.datetime | None:
        """Where the chair saw the date."""
        return cast("dt.datetime | None", self.asked("seen"))

    @property
    def confirmed_at(self) -> dt.datetime | None:
        """The moment that was shown before it was asked for once more."""
        return cast("dt.datetime | None", self.asked("confirmed"))

    @property
    def notified(self) -> set[str]:
        """The keys of the ticked audiences."""
        return set(self.asked("tell"))


class ExceptionForm(forms.Form):
    """Another date for one track or one person."""

    track = forms.ModelChoiceField(
        label="For the papers of a track", queryset=Track.objects.none(), required=False, empty_label="–"
    )
    person = forms.EmailField(
        label="or for one person",
        required=False,
        help_text="The address of their account. Nobody but they and the chairs learns of it.",
    )
    reason = forms.CharField(
        label="Why",
        required=False,
        max_length=200,
        help_text="That of a track stands on the site; that of a person is read by chairs alone.",
    )

    def __init__(self, *args: Any, date: Milestone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["track"].queryset = date.conference.tracks.all()  # type: ignore[attr-defined]
        self.fields["when"] = ZonedDateTimeField(
            label="Date and time",
            venue_zone=_own_zone(date),
            initial=ZonedInstant(date.instant, date.zone),
        )
        self.order_fields(["track", "person", "when", "reason"])
        self._ask_whom(date)

    def _ask_whom(self, date: Milestone) -> None:
        if date.kind not in FOR_TRACKS:
            del self.fields["track"]
            self.fields["person"].label, self.fields["person"].required = "For", True
        if date.kind not in FOR_PEOPLE:
            del self.fields["person"]
            self.fields["track"].required = True

    def clean_person(self) -> User | None:
        """The account of the address, verified or not yet."""
        address = self.cleaned_data["person"]
        if not address:
            return None
        found = User.objects.filter(is_active=True, email__iexact=address).first()
        owner = EmailAddress.objects.filter(email__iexact=address, verified=True).first()
        person = owner.user if owner else found
        if person is None:
            raise ValidationError("Nobody has an account with this address. Ask them which one they use.")
        return person

    def clean(self) -> dict[str, Any]:
        """Exactly one of track and person."""
        data = {"track": None, "person": None, **(super().clean() or {})}
        if not self.errors.keys() & {"track", "person"} and bool(data["track"]) == bool(data["person"]):
            raise ValidationError("Choose a track, or name a person: one of them.")
        return data


def _own_zone(date: Milestone) -> str:
    """The zone to offer besides AoE and UTC: the one it was entered in, or the venue's."""
    return date.zone if date.zone not in {AOE_NAME, "UTC"} else date.conference.time_zone
