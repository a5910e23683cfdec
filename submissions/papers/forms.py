"""Beginning, writing and ending a submission."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from effgenai.conferences.core.models import Conference, Topic, Track
from effgenai.conferences.dates.models import Milestone
from effgenai.files.models import StoredFile
from effgenai.ui.dates import ZonedInstant
from effgenai.ui.forms.asked import AskedForm, RangesField, RowField, words
from effgenai.ui.forms.fields import LineField, ZonedDateTimeField
from effgenai.ui.forms.widgets import FileDropInput
from submissions.authors.services import AuthorLine
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from submissions.papers.queries.table import Filters
from submissions.papers.services.drafts import PaperDetails

OFFERED = dt.timedelta(days=2)


class StartForm(forms.Form):
    """What is asked before a draft exists."""

    title = forms.CharField(
        label="Working title", max_length=300, help_text="You can change it until the deadline."
    )
    track = forms.ModelChoiceField(
        label="Track", queryset=Track.objects.none(), empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tracks = conference.tracks.all()
        _choices(self, "track").queryset = tracks
        self.initial.setdefault("track", tracks.first())


class PaperForm(forms.Form):
    """What the authors say. A draft may lack anything; a submitted paper keeps title and abstract."""

    title = LineField(label="Title", max_length=300, required=False)
    abstract = forms.CharField(
        label="Abstract",
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 10}),
        help_text="Markdown, with formulas between dollar signs: $O(n \\log n)$.",
    )
    track = forms.ModelChoiceField(label="Track", queryset=Track.objects.none(), empty_label=None)
    topics = forms.ModelMultipleChoiceField(
        label="Topics", queryset=Topic.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    manuscript = forms.FileField(
        label="Manuscript (PDF)", required=False, allow_empty_file=True, widget=FileDropInput
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    force = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(submission))
        super().__init__(*args, **kwargs)
        conference = submission.conference
        _choices(self, "track").queryset = _tracks_for(submission)
        _choices(self, "topics").queryset = conference.topics.all()
        if len(_choices(self, "track").queryset or []) == 1:
            self.fields["track"].widget = forms.HiddenInput()
        if submission.state != SubmissionState.DRAFT:
            self.fields["title"].required = self.fields["abstract"].required = True

    def facts(
        self, authors: Sequence[AuthorLine] | None, manuscript: StoredFile | None = None
    ) -> PaperDetails:
        """What was typed, for the service; only of a form whose text is valid."""
        said = {name: self.cleaned_data[name] for name in ("title", "abstract", "track", "topics")}
        return PaperDetails(**said, authors=authors, manuscript=manuscript)


def _initial(submission: Submission) -> dict[str, Any]:
    return {
        "title": submission.title,
        "abstract": submission.abstract,
        "track": submission.track_id,
        "topics": [topic.pk for topic in submission.topics.all()],
        "version": submission.version,
    }


def _tracks_for(submission: Submission) -> QuerySet[Track]:
    """The tracks of the conference, and that of the paper should it have been removed."""
    mine = Q(pk=submission.track_id, conference=submission.conference)
    offered = Q(pk__in=submission.conference.tracks.values("pk"))
    return Track.with_removed.filter(mine | offered)


def _choices(form: forms.Form, name: str) -> forms.ModelChoiceField[Any]:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    return field


class FilterForm(AskedForm):
    """What the chairs' list of papers is searched, filtered, sorted and grouped by, and its columns."""

    q = words()
    state = words()
    track = RowField()
    topic = RowField()
    numbers = RangesField()
    sort = words()
    cols = words()
    group = words()

    def filters(self) -> Filters:
        """The same for the query."""
        return Filters(
            text=self.asked("q"),
            state=self.asked("state"),
            track=self.asked("track"),
            topic=self.asked("topic"),
            numbers=self.asked("numbers"),
            sort=self.asked("sort"),
            cols=self.asked("cols"),
            group=self.asked("group"),
        )


class MoreTimeForm(forms.Form):
    """Until when the authors of a paper have time, and why: offered two days after the date that counts."""

    reason = forms.CharField(
        label="Why (optional)",
        max_length=200,
        required=False,
        help_text="Read by the chairs of the paper alone.",
    )

    def __init__(self, *args: Any, date: Milestone | None, venue_zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        later = ZonedInstant(date.instant + OFFERED, date.zone) if date else None
        self.fields["when"] = ZonedDateTimeField(label="Until", venue_zone=venue_zone, initial=later)
        self.order_fields(["when", "reason"])


class ReasonForm(forms.Form):
    """Why a chair does something to a paper."""

    reason = forms.CharField(label="Reason", widget=forms.Textarea({"rows": 3}), max_length=2000)


class WithdrawForm(forms.Form):
    """Why the authors withdraw; they need not say."""

    reason = forms.CharField(
        label="Reason (optional)", widget=forms.Textarea({"rows": 3}), max_length=2000, required=False
    )
