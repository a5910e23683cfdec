"""What an editor chooses before the planner begins."""

from __future__ import annotations

from typing import Any

from django import forms

from program.core.states import SessionKind
from program.desk.queries.draft import SessionRow
from program.proposals.choices import PLANNED_KINDS, BadBoards, PlanningChoices, boards_from, usual_kind
from program.proposals.states import NobodyTwice, Scope

MAX_SEED = 2**31 - 1
ONE_KIND = "kind_"


class PlanForm(forms.Form):
    """Which papers go into which sessions, who must not be twice, and how long talks are."""

    scope = forms.ChoiceField(
        label="Which papers", choices=Scope, initial=Scope.WAITING, widget=forms.RadioSelect
    )
    sessions = forms.MultipleChoiceField(
        label="Sessions that may be filled",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one session that may be filled."},
        help_text="Breaks, invited talks and everything else with a time stay, and keep their people busy.",
    )
    twice = forms.ChoiceField(
        label="Nobody in two places at one time",
        choices=NobodyTwice,
        initial=NobodyTwice.PRESENTERS,
        widget=forms.RadioSelect,
    )
    minutes = forms.IntegerField(label="Minutes of a talk", min_value=1, max_value=600, initial=15)
    boards = forms.CharField(
        label="Boards of a poster session, in walking order",
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 2}),
        help_text="Such as 1-40, 80-41 or A1-A20, B3. Left empty, posters are shared out evenly.",
    )
    stays = forms.BooleanField(label="Keep as much as possible where it is", required=False, initial=True)
    seed = forms.IntegerField(
        label="Seed",
        min_value=0,
        max_value=MAX_SEED,
        initial=1,
        help_text="The same seed gives the same plan; another one gives another plan that is as good.",
    )

    def __init__(self, *args: Any, rows: list[SessionRow], presentations: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fillable = [row for row in rows if row.session.kind in PLANNED_KINDS and not row.session.is_locked]
        sessions = self.fields["sessions"]
        assert isinstance(sessions, forms.MultipleChoiceField)
        sessions.choices = [(row.session.key, _words(row)) for row in fillable]
        sessions.initial = [row.session.key for row in fillable]
        self.presentations = presentations
        kinds = [(kind.value, kind.label) for kind in PLANNED_KINDS]
        for number, name in enumerate(presentations):
            self.fields[f"{ONE_KIND}{number}"] = forms.ChoiceField(
                label=f"Papers presented as “{name}” go to"
                if name
                else "Papers of which nothing is said go to",
                choices=kinds,
                initial=usual_kind(name),
            )

    @property
    def kind_fields(self) -> str:
        """The names of the fields that say where each kind of presentation goes."""
        return ",".join(f"{ONE_KIND}{number}" for number in range(len(self.presentations)))

    def clean_boards(self) -> tuple[str, ...]:
        """The labels one by one."""
        try:
            return boards_from(self.cleaned_data["boards"])
        except BadBoards as wrong:
            raise forms.ValidationError(str(wrong)) from None

    def choices(self) -> PlanningChoices:
        """What was chosen; only of a valid form."""
        said = self.cleaned_data
        return PlanningChoices(
            scope=said["scope"],
            sessions=tuple(said["sessions"]),
            twice=said["twice"],
            kinds={name: said[f"{ONE_KIND}{number}"] for number, name in enumerate(self.presentations)},
            minutes=said["minutes"],
            boards=said["boards"],
            stays=said["stays"],
            seed=said["seed"],
        )


def _words(row: SessionRow) -> str:
    where = row.session.room.name if row.session.room else "everywhere"
    kind = SessionKind(row.session.kind).label.lower()
    day = f"{row.starts_at:%a} {row.starts_at.day} {row.starts_at:%b}, {row.starts_at:%H:%M}"
    return f"{day} · {row.session.title} · {where} · {kind}"
