from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django import forms

from effgenai.conferences.core.models import Conference
from effgenai.ui.text.reading.lists import read_list
from program.models import Room, Session
from program.services.sessions import SessionFacts
from program.services.talks import USUAL_MINUTES
from program.states import SessionKind
from program.times import at_venue, far_away, from_venue, last_day
from submissions.authors.queries import presenters_of
from submissions.core.models import Submission


class RoomForm(forms.Form):
    """A new room."""

    name = forms.CharField(label="Name", max_length=120)
    note = forms.CharField(label="How to get there", max_length=200, required=False)


class RoomsForm(forms.Form):
    """Several rooms at once, a line each."""

    text = forms.CharField(
        label="The list",
        max_length=20_000,
        widget=forms.Textarea({"rows": 8}),
        help_text="A line for each room: its name, then how to get there if you like, between semicolons, "
        "tabs or bars (|). You see what is understood before anything is added.",
    )

    def clean_text(self) -> list[dict[str, str]]:
        """Each line as a name and a way there."""
        try:
            return read_list(self.cleaned_data["text"], ("name", "note"))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


@dataclasses.dataclass(frozen=True, slots=True)
class PastedRoom:
    """A line as it is understood, and why it is not added, if it is not."""

    values: dict[str, str]
    is_there: bool
    why_not: str

    @property
    def cells(self) -> list[str]:
        """What stands in its columns."""
        return list(self.values.values())

    @property
    def is_new(self) -> bool:
        """Whether it is added."""
        return not self.is_there and not self.why_not


def pasted_rooms(conference: Conference, lines: list[dict[str, str]]) -> list[PastedRoom]:
    """Each line, right or wrong as a single room would be; one query."""
    known = {name.casefold() for name in conference.rooms.values_list("name", flat=True)}
    found = []
    for values in lines:
        name = values["name"].casefold()
        why_not = " ".join(str(said) for errors in RoomForm(values).errors.values() for said in errors)
        found.append(PastedRoom(values, name in known, why_not))
        known.add(name)
    return found


class SessionForm(forms.Form):
    """A session, its times typed as the clocks at the venue show them."""

    title = forms.CharField(label="Title", max_length=200)
    kind = forms.ChoiceField(label="Kind", choices=SessionKind.choices)
    room = forms.ModelChoiceField(
        label="Room",
        queryset=Room.objects.none(),
        required=False,
        empty_label="Everywhere (a break, say)",
    )
    day = forms.DateField(label="Day", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    begins = forms.TimeField(label="Begins", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label="Ends", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    chair_name = forms.CharField(label="Session chair", max_length=200, required=False)
    is_meant = forms.BooleanField(
        label="Save it on this day anyway", widget=forms.HiddenInput, required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conference = conference
        room = self.fields["room"]
        assert isinstance(room, forms.ModelChoiceField)
        room.queryset = conference.rooms.all()
        for name in ("begins", "ends"):
            self.fields[name].help_text = f"Time at the venue ({conference.time_zone})."
        self.fields["ends"].help_text += " 00:00 and later hours are those of the next day."

    def clean(self) -> dict[str, Any]:
        """Both times as instants; they must exist, in the right order, on a day that is meant."""
        cleaned = super().clean() or {}
        if any(cleaned.get(name) is None for name in ("day", "begins", "ends")):
            return cleaned
        day = cleaned["day"]
        self._question(day)
        try:
            ends_on = last_day(day, cleaned["begins"], cleaned["ends"])
        except ValueError as error:
            self.add_error("ends", str(error))
            return cleaned
        starts_at, ends_at = self._instant(day, "begins"), self._instant(ends_on, "ends")
        if starts_at and ends_at and starts_at >= ends_at:
            self.add_error("ends", "A session must end after it begins.")
        return {**cleaned, "starts_at": starts_at, "ends_at": ends_at}

    def _question(self, day: dt.date) -> None:
        """Ask whether a day far from the conference's is meant; one that stood there before is."""
        distance = far_away(self.conference, day)
        if not distance or day == self.initial.get("day"):
            return
        self.fields["is_meant"].widget = forms.CheckboxInput()
        if not self.cleaned_data["is_meant"]:
            self.add_error("day", f"This is {distance} the conference: save it anyway?")

    def _instant(self, day: dt.date, name: str) -> dt.datetime | None:
        try:
            return from_venue(self.conference, day, self.cleaned_data[name])
        except ValueError as error:
            self.add_error(name, str(error))
            return None

    def facts(self) -> SessionFacts:
        """What the editor said, for the service; only of a valid form."""
        names = ("title", "kind", "room", "chair_name", "starts_at", "ends_at")
        return SessionFacts(**{name: self.cleaned_data[name] for name in names})


def initial_of(session: Session) -> dict[str, Any]:
    """The form's values for a session that exists."""
    start = at_venue(session.conference, session.starts_at)
    end = at_venue(session.conference, session.ends_at)
    return {
        "title": session.title,
        "kind": session.kind,
        "room": session.room,
        "day": start.date(),
        "begins": start.time(),
        "ends": end.time(),
        "chair_name": session.chair_name,
        "version": session.version,
    }


class MinutesField(forms.IntegerField):
    """A length in minutes."""

    def __init__(self) -> None:
        super().__init__(label="Minutes", min_value=1, max_value=600, initial=USUAL_MINUTES)


class NewTalkForm(forms.Form):
    """What gets a place in a session; how long it takes is asked only where talks follow one another."""

    minutes = MinutesField()

    def __init__(self, *args: Any, running: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not running:
            self.fields["minutes"].widget = forms.HiddenInput()


class PaperChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # the class takes no brackets when it runs
    """A paper by number and title, with who presents it."""

    def label_from_instance(self, obj: Submission) -> str:
        """One line: "#12 Title (Oral) · presented by Ada Nwosu"."""
        kind = f" ({obj.presentation})" if obj.presentation else ""
        presenters = presenters_of(obj)
        return f"{obj}{kind}" + (f" · presented by {presenters}" if presenters else "")


class PlacePaperForm(NewTalkForm):
    """Which accepted paper gets a place."""

    paper = PaperChoice(label="Paper", queryset=Submission.objects.none(), empty_label="Choose …")
    field_order = ("paper", "minutes")

    def __init__(self, *args: Any, papers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paper = self.fields["paper"]
        assert isinstance(paper, forms.ModelChoiceField)
        paper.queryset = papers


class InvitedTalkForm(NewTalkForm):
    """An invited talk."""

    title = forms.CharField(label="Title", max_length=300)
    speaker = forms.CharField(label="Speaker", max_length=200)
    abstract = forms.CharField(label="Abstract", widget=forms.Textarea({"rows": 3}), required=False)
    field_order = ("title", "speaker", "abstract", "minutes")


class TalkMinutesForm(forms.Form):
    """How long a talk takes."""

    minutes = MinutesField()


class ReleaseForm(forms.Form):
    """The name of a release."""

    name = forms.CharField(label="Name of this release", max_length=120, help_text="For example “Final”.")
