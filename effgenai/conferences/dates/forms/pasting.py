"""Dates pasted as a list: how each line is understood, and what a chair corrects before they are added."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from effgenai.conferences.core.models import Conference
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.ui.dates import AOE_NAME, zone
from effgenai.ui.forms.fields import LAST_MINUTE, ZonedDateTimeField
from effgenai.ui.text.reading.days import NAMES_OF_MONTHS, DayInText, day_in

MAX_SIGNS, MAX_DATES = 20_000, 60
# “15. März” begins with a day, “1. Submission deadline” with a number of the list.
BULLET = re.compile(rf"^\s*(?:[-*•–+]\s+|\d{{1,2}}[.)]\s+(?!(?:{NAMES_OF_MONTHS})\b))", re.IGNORECASE)
_EVENT = r"(?:main |the )?(?:workshop|conference|symposium|meeting|event|tagung|konferenz)"
# The first that fits decides: a camera-ready paper is handed in, too.
_KINDS: tuple[tuple[MilestoneKind, str], ...] = (
    (MilestoneKind.CAMERA_READY_DUE, r"camera[- ]?ready|final (?:version|paper|manuscript)|druckfertig"),
    (MilestoneKind.OTHER, r"abstract|regist|anmeld|supplement|rebuttal|respon|proposal|poster|tutorial|bid"),
    (
        MilestoneKind.REVIEWS_DUE,
        r"reviews? (?:are )?(?:due|deadline)|review(?:ing)? (?:period )?(?:ends|deadline)|gutachten",
    ),
    (MilestoneKind.DECISIONS, r"notif|decision|acceptance|benachrichtigung|entscheidung"),
    (
        MilestoneKind.CALL_OPENS,
        r"(?:call|submissions?|site) (?:site |system |for papers )?opens?|einreichung (?:öffnet|beginnt|ab)",
    ),
    (
        MilestoneKind.SUBMISSIONS_DUE,
        r"submission|submit|papers? (?:are )?due|paper deadline|manuscript|einreich|abgabe|^deadline$",
    ),
    (MilestoneKind.ENDS, rf"^{_EVENT} (?:ends|closes|endet)|^last day"),
    (
        MilestoneKind.STARTS,
        rf"^{_EVENT}(?: (?:day|dates?|begins|starts|opens|beginnt|takes place))?$|^first day",
    ),
)
KINDS = tuple((kind, re.compile(form, re.IGNORECASE)) for kind, form in _KINDS)
# What a day without a time means: a deadline lasts until it is over everywhere, an event has usual hours.
BEGINS, ENDS = dt.time(9), dt.time(18)


@dataclasses.dataclass(frozen=True, slots=True)
class PastedDate:
    """A line as it is understood, and what of it was assumed; `why_not` says why it cannot be taken."""

    line: str
    kind: MilestoneKind = MilestoneKind.OTHER
    label: str = ""
    wall: dt.datetime | None = None
    zone: str = AOE_NAME
    assumed: str = ""
    why_not: str = ""


def kind_of(words: str) -> MilestoneKind:
    """The kind of date that the words name; another date where they name none that is known."""
    return next((kind for kind, form in KINDS if form.search(words)), MilestoneKind.OTHER)


def pasted_dates(conference: Conference, lines: Iterable[str]) -> list[PastedDate]:
    """Each line as it is understood. Of two lines of one kind the second is another date."""
    taken: set[MilestoneKind] = set()
    found = []
    for line in lines:
        one = _pasted(conference, line, day_in(line))
        if one.kind in taken:
            one = dataclasses.replace(one, kind=MilestoneKind.OTHER)
        taken |= {one.kind} - {MilestoneKind.OTHER}
        found.append(one)
    return found


def _pasted(conference: Conference, line: str, said: DayInText) -> PastedDate:
    if said.day is None:
        return PastedDate(line, why_not=said.why_not)
    kind = kind_of(said.words)
    is_event = kind in {MilestoneKind.STARTS, MilestoneKind.ENDS}
    usual = {MilestoneKind.STARTS: BEGINS, MilestoneKind.ENDS: ENDS}.get(kind, LAST_MINUTE)
    name = said.zone or (conference.time_zone if is_event else AOE_NAME)
    assumed = [f"{usual:%H:%M}"] if said.time is None else []
    assumed += [] if said.zone else [name]
    return PastedDate(
        line,
        kind,
        "" if said.words.casefold() == str(kind.label).casefold() else said.words,
        dt.datetime.combine(said.day, said.time or usual),
        name,
        f"The line does not say it: {' '.join(assumed)} is assumed." if assumed else "",
    )


class DatesForm(forms.Form):
    """A list of dates, a line each."""

    text = forms.CharField(
        label="The list",
        max_length=MAX_SIGNS,
        strip=False,
        widget=forms.Textarea({"rows": 10}),
        help_text="A line for each date, as “Submission deadline: 15 March 2027” or “2027-03-15 23:59 AoE "
        "Abstracts due”. A deadline without a time is meant to last until 23:59 AoE. You see what is "
        "understood before anything is added.",
    )

    def clean_text(self) -> list[str]:
        """The lines that say anything."""
        bare = (BULLET.sub("", line).strip() for line in self.cleaned_data["text"].splitlines())
        found = [line for line in bare if any(sign.isalnum() for sign in line)]
        if not found:
            raise ValidationError("There is no line with anything in it.")
        if len(found) > MAX_DATES:
            raise ValidationError(
                f"These are {len(found)} lines. Paste {MAX_DATES} at most, then the others."
            )
        return found


class PastedDateForm(forms.Form):
    """A date of the list as it is added; what is not ticked is left out."""

    line = forms.CharField(widget=forms.HiddenInput, required=False)
    assumed = forms.CharField(widget=forms.HiddenInput, required=False)
    is_taken = forms.BooleanField(label="Add this date", required=False)
    kind = forms.ChoiceField(label="Kind", choices=MilestoneKind.choices)
    label = forms.CharField(
        label="Name", max_length=120, required=False, help_text="Empty: the usual name of its kind."
    )

    def __init__(self, *args: Any, conference: Conference, named_zone: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conference = conference
        posted = str(self.data.get(f"{self.prefix}-when_1", ""))
        known = next(filter(_is_zone, (posted, named_zone)), "")
        venue = conference.time_zone if known in {"", AOE_NAME, "UTC"} else known
        self.fields["when"] = ZonedDateTimeField(label="Date and time", venue_zone=venue, required=False)

    def clean(self) -> dict[str, Any]:
        """A date that is added has a moment, and a name where its kind has none."""
        data = super().clean() or {}
        if data.get("is_taken"):
            if not data.get("when") and "when" not in self.errors:
                self.add_error("when", "Write the date and time.")
            if data.get("kind") == MilestoneKind.OTHER and not data.get("label"):
                self.add_error("label", "Please name it: it has no usual name.")
        elif "when" in self.errors:
            del self.errors["when"]
        return data

    @property
    def milestone(self) -> Milestone:
        """The date as it would be added; only of a valid form that is ticked."""
        said = self.cleaned_data
        return Milestone(
            conference=self.conference,
            kind=said["kind"],
            label=said["label"],
            instant=said["when"].instant,
            zone=said["when"].zone,
        )


def _is_zone(name: str) -> bool:
    try:
        return bool(name) and zone(name) is not None
    except ValueError:
        return False
