"""The form in which editors note who or which room cannot be had, and when."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from effgenai.conferences.core.models import Conference
from program.core.models import Room
from program.core.services.unavailable import AwayFacts
from program.core.times import from_venue

MIDNIGHT = dt.time()
# A year beyond these is mistyped, and the last ones of the calendar cannot be reckoned with.
REAL_DAYS = [MinValueValidator(dt.date(1990, 1, 1)), MaxValueValidator(dt.date(2200, 1, 1))]
DAY: dict[str, Any] = {
    "widget": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    "validators": REAL_DAYS,
}
CLOCK: dict[str, Any] = {"widget": forms.TimeInput({"type": "time"}, format="%H:%M"), "required": False}


class UnavailabilityForm(forms.Form):
    """A room, or a person by address, from one time at the venue to another; without times, whole days."""

    room = forms.ModelChoiceField(
        label="Room", queryset=Room.objects.none(), required=False, empty_label="A person"
    )
    name = forms.CharField(label="Name", max_length=200, required=False)
    email = forms.EmailField(
        label="E-mail",
        required=False,
        help_text="The address on the author list, of a speaker or of a session chair.",
    )
    from_day = forms.DateField(label="From", **DAY)
    from_time = forms.TimeField(label="From what time", **CLOCK)
    until_day = forms.DateField(label="Until", required=False, **DAY)
    until_time = forms.TimeField(
        label="Until what time", help_text="Without times, whole days are meant.", **CLOCK
    )
    note = forms.CharField(label="Reason", max_length=200, required=False)

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conference = conference
        room = self.fields["room"]
        assert isinstance(room, forms.ModelChoiceField)
        room.queryset = conference.rooms.all()

    def clean(self) -> dict[str, Any]:
        """Either a room or a person, and both ends as instants in the right order."""
        cleaned = super().clean() or {}
        if not cleaned.get("room") and "email" in cleaned and not cleaned["email"]:
            self.add_error("email", "Choose a room, or name a person by address.")
        if cleaned.get("room"):
            cleaned |= {"name": "", "email": ""}
        start = self._start()
        end = self._end() if start else None
        if start and end and start >= end:
            self.add_error("until_day", "The end must be after the beginning.")
        return {**cleaned, "starts_at": start, "ends_at": end}

    def _start(self) -> dt.datetime | None:
        day = self.cleaned_data.get("from_day")
        return self._instant("from_time", day, self.cleaned_data.get("from_time")) if day else None

    def _end(self) -> dt.datetime | None:
        """The end of the day where no time is given."""
        day = self.cleaned_data.get("until_day") or self.cleaned_data["from_day"]
        clock = self.cleaned_data.get("until_time")
        if clock is None:
            day += dt.timedelta(days=1)
        return self._instant("until_time", day, clock)

    def _instant(self, name: str, day: dt.date, clock: dt.time | None) -> dt.datetime | None:
        try:
            return from_venue(self.conference, day, clock or MIDNIGHT)
        except ValueError as error:
            self.add_error(name, str(error))
            return None

    def facts(self) -> AwayFacts:
        """What the editor said, for the service; only of a valid form."""
        names = [field.name for field in dataclasses.fields(AwayFacts)]
        return AwayFacts(**{name: self.cleaned_data[name] for name in names})
