from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import Any

from django import forms
from django.core.validators import validate_email

from effgenai.conferences.core.models import Conference
from effgenai.conferences.people.models import Person
from effgenai.conferences.people.states import PeopleGroup
from effgenai.ui.text.reading.lists import read_list
from program.core.models import Room, Session
from program.core.services.rooms import RoomFacts
from program.core.services.sessions import NamedPerson, SessionFacts, SessionPlace
from program.core.services.talks import USUAL_MINUTES, InvitedTalk
from program.core.states import SessionKind, SessionRole
from program.core.times import at_venue, far_away, from_venue, last_day
from program.releases.counts import ReleaseCounts
from submissions.authors.queries import presenters_of
from submissions.core.models import Submission

NAME_LENGTH = 200
FIRST_YEAR, LAST_YEAR = 1900, 2200


class RoomForm(forms.Form):
    """A room."""

    name = forms.CharField(label="Name", max_length=120)
    note = forms.CharField(label="How to get there", max_length=200, required=False)
    capacity = forms.IntegerField(label="Places", min_value=1, max_value=100_000, required=False)
    equipment = forms.CharField(
        label="Equipment", max_length=200, required=False, help_text="Screen, microphones, recording, boards."
    )
    map_url = forms.URLField(label="Map", max_length=500, required=False, assume_scheme="https")

    def facts(self) -> RoomFacts:
        """What the editor said, for the service; only of a valid form."""
        return RoomFacts(**self.cleaned_data)


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


class PeopleField(forms.CharField):
    """People between semicolons, each a name with an address in brackets where it is known."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=1000, **kwargs)

    def clean(self, value: Any) -> list[NamedPerson]:
        """Each person in turn."""
        parts = [part.strip() for part in re.split(r"[;\n]", super().clean(value) or "") if part.strip()]
        return [self._person(part) for part in parts]

    def _person(self, part: str) -> NamedPerson:
        found = re.fullmatch(r"(?P<name>[^<>]*)<(?P<email>[^<>]+)>", part)
        name, email = (found["name"].strip(), found["email"].strip()) if found else (part, "")
        if email:
            validate_email(email)
        if len(name or email) > NAME_LENGTH or not (name or email):
            raise forms.ValidationError("A name has at most 200 characters.")
        return NamedPerson(name or email, email.lower())


def people_line(session: Session, role: SessionRole) -> str:
    """The people of a role as `PeopleField` reads them."""
    people = [one for one in session.people.all() if one.role == role]
    return "; ".join(f"{one.name} <{one.email}>" if one.email else one.name for one in people)


class PlaceForm(forms.Form):
    """Where and when a session takes place, typed as the clocks at the venue show it."""

    room = forms.ModelChoiceField(
        label="Room",
        queryset=Room.objects.none(),
        required=False,
        empty_label="Everywhere (a break, say)",
        error_messages={"invalid_choice": "This room is not there any more."},
    )
    day = forms.DateField(label="Day", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    begins = forms.TimeField(label="Begins", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label="Ends", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
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

    def clean_day(self) -> dt.date:
        """A day of our time: a calendar ends somewhere."""
        day: dt.date = self.cleaned_data["day"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError("Look at the year.")
        return day

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

    def place(self) -> SessionPlace:
        """Where the session is to be, for the service; only of a valid form."""
        said = self.cleaned_data
        return SessionPlace(room=said["room"], starts_at=said["starts_at"], ends_at=said["ends_at"])


class SessionForm(PlaceForm):
    """A session, its times typed as the clocks at the venue show them."""

    title = forms.CharField(label="Title", max_length=200)
    kind = forms.ChoiceField(label="Kind", choices=SessionKind.choices)
    label = forms.CharField(
        label="Kind in your words",
        max_length=40,
        required=False,
        help_text="Shown instead of the kind, for example “Doctoral forum”.",
    )
    chairs = PeopleField(
        label="Session chairs",
        required=False,
        help_text="Names between semicolons, with addresses where you know them: "
        "Ada Nwosu <ada@uni.example>. Clashes are found by address, and letters on the programme go there; "
        "visitors see names alone.",
    )
    panellists = PeopleField(label="Panellists", required=False, help_text="Written in the same way.")
    note = forms.CharField(
        label="Note for the team",
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="Visitors never see it.",
    )
    fixed = forms.TypedChoiceField(
        label="Fixed on the day",
        required=False,
        choices=[("", "As usual for its kind"), ("yes", "Yes"), ("no", "No")],
        coerce=lambda word: word == "yes",
        empty_value=None,
        help_text="A delay of what comes before does not move it. Keynotes, breaks and socials usually are.",
    )
    is_hidden = forms.BooleanField(
        label="Keep it from visitors",
        required=False,
        help_text="Releases leave it out until you untick this.",
    )
    field_order = ("title", "kind", "room", "day", "begins", "ends", "label", "chairs", "panellists", "note")

    def facts(self) -> SessionFacts:
        """What the editor said, for the service; only of a valid form."""
        said = {**self.cleaned_data, "is_public": not self.cleaned_data["is_hidden"]}
        return SessionFacts(**{field.name: said[field.name] for field in dataclasses.fields(SessionFacts)})


def place_of(session: Session) -> dict[str, Any]:
    """Where and when a session that exists takes place, as `PlaceForm` shows it."""
    start = at_venue(session.conference, session.starts_at)
    end = at_venue(session.conference, session.ends_at)
    return {
        "room": session.room,
        "day": start.date(),
        "begins": start.time(),
        "ends": end.time(),
        "version": session.version,
    }


def initial_of(session: Session) -> dict[str, Any]:
    """The form's values for a session that exists."""
    return {
        **place_of(session),
        "title": session.title,
        "kind": session.kind,
        "label": session.label,
        "chairs": people_line(session, SessionRole.CHAIR),
        "panellists": people_line(session, SessionRole.PANELLIST),
        "note": session.note,
        "fixed": {True: "yes", False: "no", None: ""}[session.fixed],
        "is_hidden": not session.is_public,
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
    """An invited talk, of somebody on the people page or anybody else."""

    title = forms.CharField(label="Title", max_length=300)
    person = forms.ModelChoiceField(
        label="Speaker on the people page",
        queryset=Person.objects.none(),
        required=False,
        empty_label="Somebody else",
    )
    speaker = forms.CharField(
        label="Speaker", max_length=200, required=False, help_text="Empty: the name on the people page."
    )
    email = forms.EmailField(
        label="E-mail of the speaker",
        required=False,
        help_text="Never shown. Clashes are found by it, and letters on the programme go there.",
    )
    abstract = forms.CharField(label="Abstract", widget=forms.Textarea({"rows": 3}), required=False)
    field_order = ("title", "person", "speaker", "email", "abstract", "minutes")

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        assert isinstance(person, forms.ModelChoiceField)
        person.queryset = conference.people.filter(group=PeopleGroup.SPEAKER)

    def clean(self) -> dict[str, Any]:
        """Somebody must speak: the name of a person on the people page is known."""
        cleaned = super().clean() or {}
        if not cleaned.get("speaker"):
            if person := cleaned.get("person"):
                cleaned["speaker"] = person.name
            else:
                self.add_error("speaker", "Say who speaks.")
        return cleaned

    def facts(self) -> InvitedTalk:
        """What the editor said, for the service; only of a valid form."""
        return InvitedTalk(**self.cleaned_data)


class TalkMinutesForm(forms.Form):
    """How long a talk takes."""

    minutes = MinutesField()


class TalkBoardForm(forms.Form):
    """At which board a poster hangs."""

    board = forms.CharField(label="Board", max_length=12, required=False)


class ReleaseForm(forms.Form):
    """The name of a release; one that shows much less than the last has to be confirmed by a number."""

    name = forms.CharField(label="Name of this release", max_length=120, help_text="For example “Final”.")
    letters = forms.BooleanField(label="Write to those concerned", required=False, initial=True)
    sessions = forms.IntegerField(label="How many sessions will visitors still see?", required=False)

    def __init__(self, *args: Any, counts: ReleaseCounts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.counts = counts
        if counts.shrinks:
            words = f"The last release shows much more. Type {counts.sessions} to confirm."
            self.fields["sessions"].help_text = words
        else:
            del self.fields["sessions"]

    def clean_sessions(self) -> int | None:
        """The number that stands beside the field."""
        sessions: int | None = self.cleaned_data["sessions"]
        if sessions != self.counts.sessions:
            raise forms.ValidationError(f"Type {self.counts.sessions} to confirm that the rest goes.")
        return sessions
