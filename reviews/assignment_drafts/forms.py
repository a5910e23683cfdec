"""What a chair chooses for a draft, and a draft from a file."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms

from effgenai.conferences.core.states import Role
from effgenai.ui.forms.asked import AskedForm, NumbersField, TableForm, number, sorted_by, words
from effgenai.ui.forms.widgets import FileDropInput
from reviews.assignment_drafts.interchange import (
    BadAssignmentFile,
    FileContent,
    file_text,
    read_assignments,
)
from reviews.assignment_drafts.queries.drafts import SORTS
from reviews.assignment_drafts.rules.choices import (
    AIM_SENTENCES,
    MAX_RESERVE,
    MAX_SEED,
    WHOLE,
    Choices,
    aims,
    why_not_choose,
)
from reviews.assignment_drafts.states import Standing
from reviews.bidding.models import BiddingRound

PLAIN = ("name", "objective", "target", "standing", "balanced", "reserve")
SHARES = ("text", "topics", "bids")
ADVANCED = ("probability_limit", "seed", "senior", "one_per_institution", "topic", "liked", "no_mutual")
MAX_BYTES = 2_000_000


class DraftForm(forms.Form):
    """What the engine is asked for. What is left empty is as usual, so that one press gives a good draft."""

    name = forms.CharField(
        required=False,
        max_length=80,
        help_text="Chairs see it in the list of drafts. Empty: its aim and the day.",
    )
    objective = forms.ChoiceField(required=False, label="Aim", widget=forms.RadioSelect)
    target = forms.FloatField(
        required=False,
        label="The worst paper at least",
        help_text="Only with the aim at the worst-served paper: what is good enough for it, so that others "
        "gain. Empty: as good as possible. A draft with that aim shows what each fit costs.",
    )
    standing = forms.ChoiceField(
        required=False,
        label="What is assigned already",
        choices=Standing.choices,
        widget=forms.RadioSelect,
    )
    balanced = forms.BooleanField(
        required=False,
        label="Balance the loads",
        help_text="Nobody gets many more papers than others, as far as fit and conflicts allow.",
    )
    reserve = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=MAX_RESERVE,
        label="Papers kept free for emergencies",
        help_text="By each person who may be asked at short notice, so that they can step in later.",
    )
    text = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=WHOLE,
        label="Weight of past papers, per cent",
        help_text="How near the words of a paper are to what somebody wrote before.",
    )
    topics = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=WHOLE,
        label="Weight of topics, per cent",
        help_text="Past papers and topics make 100 together.",
    )
    bids = forms.IntegerField(
        required=False,
        label="Weight of bids, per cent",
        min_value=0,
        max_value=BiddingRound.MAX_WEIGHT,
        help_text="The share of each score that bids make up. At most half, so that a bid alone outweighs "
        "nobody who fits in full.",
    )
    probability_limit = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=WHOLE,
        label="Greatest chance of any pair, per cent",
        help_text="Draws the assignment, so that nobody can count on a paper: 50 is usual. "
        "Empty: no chance. What it costs is shown.",
    )
    seed = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=MAX_SEED,
        label="Seed of the draw",
        help_text="The same seed draws the same from the same papers and people. Empty: a new one.",
    )
    senior = forms.BooleanField(required=False, label="At least one senior person on each paper")
    one_per_institution = forms.BooleanField(
        required=False, label="At most one person of an institution on each paper"
    )
    liked = forms.BooleanField(
        required=False, label="At least one person whose bid says yes, where there is one who may read it"
    )
    topic = forms.BooleanField(
        required=False, label="At least one person who knows one of the paper’s topics"
    )
    no_mutual = forms.BooleanField(required=False, label="No two people on each other’s papers")

    def __init__(
        self, data: Mapping[str, Any] | None, *, choices: Choices, usual_name: str, shown: set[str]
    ) -> None:
        self.usual = choices
        limit = choices.probability_limit
        percent = limit and round(limit * WHOLE)
        seed = choices.seed if limit else None
        initial = dataclasses.asdict(choices) | {"probability_limit": percent, "seed": seed}
        super().__init__(data, initial=initial)
        self.fields["objective"].choices = [(aim, AIM_SENTENCES[aim]) for aim in aims()]  # type: ignore[attr-defined]
        self.fields["name"].widget.attrs["placeholder"] = usual_name
        for name in set(self.fields) - shown:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Refuse what the engine cannot do together, beside the field to change."""
        super().clean()
        if not self.errors:
            for name, reason in why_not_choose(self.choices()).items():
                self.add_error(name if name in self.fields else None, reason)
        return self.cleaned_data

    def choices(self) -> Choices:
        """What was chosen; an empty field leaves it as usual, but an empty limit is none."""
        typed = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        typed.pop("name", None)
        percent = typed.pop("probability_limit", None)
        limit, target = percent / WHOLE if percent else None, typed.pop("target", None)
        return dataclasses.replace(self.usual, **typed, probability_limit=limit, target=target)

    @property
    def plain(self) -> str:
        """The fields that everybody meets."""
        return self._there(PLAIN)

    @property
    def folded(self) -> list[tuple[str, str, bool]]:
        """The parts that stay closed unless something in them is wrong or unusual: legend, fields, open."""
        parts = (
            ("How much each part of the fit counts", SHARES),
            ("Chance, and rules on who reads a paper together", ADVANCED),
        )
        return [(legend, self._there(names), self._is_unfolded(names)) for legend, names in parts]

    def _there(self, names: Iterable[str]) -> str:
        return ",".join(name for name in names if name in self.fields)

    def _is_unfolded(self, names: tuple[str, ...]) -> bool:
        usual = Choices()
        return any(
            name in self.errors or (name != "seed" and getattr(self.usual, name) != getattr(usual, name))
            for name in names
        )


class RenameForm(forms.Form):
    """Another name for a draft."""

    name = forms.CharField(max_length=80)


class SeenForm(AskedForm):
    """What names the version of a draft that was seen."""

    version = number(initial=-1)

    @property
    def seen(self) -> int:
        """The version that was seen; -1, which no draft has, if none was said."""
        return int(self.asked("version"))


class BulkForm(SeenForm):
    """What is done to the ticked papers of a draft, of which version, and where to go afterwards."""

    selected = NumbersField()
    action = words()
    back = words()


class LiftForm(AskedForm):
    """The rules on pairs that are to be taken back, and where to go afterwards."""

    selected = NumbersField()
    back = words()


class WhyForm(forms.Form):
    """Why a rule is there."""

    reason = forms.CharField(
        required=False,
        max_length=200,
        error_messages={"max_length": "The reason is too long: 200 characters are enough."},
    )


def new_seed() -> int:
    """A seed that nobody has chosen."""
    return secrets.randbelow(1_000_000)


class DraftFileForm(forms.Form):
    """A file with an assignment, or its text; on the second press the text alone."""

    role = forms.ChoiceField(
        label="Assigns",
        choices=[(Role.REVIEWER, "Reviewers"), (Role.AREA_CHAIR, "Area chairs")],
        help_text="Counts for lines that do not say it. Leads and meta-reviewers are area chairs.",
    )
    name = forms.CharField(
        label="Name of the draft", max_length=80, required=False, help_text="Empty: where it comes from."
    )
    upload = forms.FileField(
        label="File",
        required=False,
        widget=FileDropInput(attrs={"accept": ".csv,.tsv,.txt,.xml,.json,.xlsx"}),
        help_text="HotCRP’s bulk assignment (paper, action, email), OpenReview’s edges as CSV or JSON, "
        "CMT’s XML, or any table of papers and people, by address or name.",
    )
    text = forms.CharField(
        label="Or paste it", required=False, widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"})
    )

    listed: FileContent

    def clean(self) -> dict[str, Any]:
        """Read the file, or what was pasted."""
        data: dict[str, Any] = super().clean() or {}
        upload = data.get("upload")
        if upload is not None:
            data["text"] = self._decoded(upload.read(MAX_BYTES + 1))
        text = data.get("text", "")
        if not self.errors:
            self._read(text, "upload" if upload is not None else "text")
        return data

    def _decoded(self, content: bytes) -> str:
        if len(content) > MAX_BYTES:
            self.add_error("upload", "This file is larger than 2 MB. Leave out columns that are not needed.")
            return ""
        try:
            return file_text(content)
        except BadAssignmentFile as error:
            self.add_error("upload", str(error))
            return ""

    def _read(self, text: str, field: str) -> None:
        if not text.strip():
            self.add_error("upload", "Choose a file, or paste what it holds.")
            return
        try:
            self.listed = read_assignments(text)
        except BadAssignmentFile as error:
            self.add_error(field, str(error))


class DraftTableForm(TableForm):
    """What the table of a draft is searched and sorted by."""

    sort = sorted_by(SORTS, "fit")


class DraftEditForm(SeenForm):
    """A change by hand of a draft, from the buttons of its pages: what, of whom, and of which version."""

    action = words()
    person = words()
    instead = words()
    move = words()
    paper = number()

    @property
    def back_to(self) -> int | None:
        """The number of the paper whose page the button stood on; None for that of the draft."""
        return cast("int | None", self.asked("paper"))
