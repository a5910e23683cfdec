"""Forms of invitations, of members, and of applications to review."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.queries import NAMED_HERE
from effgenai.conferences.core.states import Role
from effgenai.conferences.web.forms import ModelForm
from effgenai.ui.forms.asked import AskedForm, NumbersField, TextsField, number, one_of
from reviews.committee.invitees import Invitee, parse_invitees
from reviews.committee.models import Application
from reviews.committee.rules.invitations import is_organiser
from reviews.committee.services.applications import ApplicationOffer
from reviews.committee.states import CareerStage
from reviews.expertise.forms import AvailabilityForm, ExpertiseForm
from reviews.expertise.rules import USUAL_LOAD

COMMITTEE_ROLES = [(Role.REVIEWER.value, "Reviewer"), (Role.AREA_CHAIR.value, "Area chair")]
INVITED_ROLES = [
    ("The committee", COMMITTEE_ROLES),
    ("Who runs the conference", [(role.value, role.label) for role in NAMED_HERE]),
]
MAX_BAD_LINES = 20
MAX_LINKS = 10
LONGEST_LIST = 20_000
ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
SEEN_BY = "Seen by the chairs"
_is_address = URLValidator(schemes=["http", "https"])


class SuggestedForm(AskedForm):
    """To which role to invite, or whose declined invitation (`from`) says whom to ask instead."""

    declined = number()
    role = one_of(Role.values)
    named: ClassVar[Mapping[str, str]] = {"declined": "from"}

    @property
    def role_named(self) -> str:
        """The role; an empty text if none was named."""
        return cast("str", self.asked("role"))

    @property
    def invitation(self) -> int | None:
        """The primary key of the invitation; None if none was named."""
        return cast("int | None", self.asked("declined"))


class SendForm(AskedForm):
    """The invitations that were shown and are to be sent."""

    invitation = NumbersField()

    @property
    def invitations(self) -> list[int]:
        """Their primary keys."""
        return list(self.asked("invitation"))


class ApproveForm(AskedForm):
    """The ticked applications, and whether what their approval does was shown."""

    selected = TextsField()

    @property
    def keys(self) -> list[str]:
        """The keys of the applications."""
        return list(self.asked("selected"))

    @property
    def is_confirmed(self) -> bool:
        """Whether it is to be done now."""
        return "confirmed" in self.data


class DeclineApplicationForm(forms.Form):
    """A reason, and who could do it instead, if one likes."""

    reason = forms.CharField(
        label="Reason",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="If you like: no time, another field.",
    )
    suggestions = forms.CharField(
        label="Who could do it instead?",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="If somebody comes to mind: one a line, with an e-mail address if you know it. "
        "Nobody is written to before a chair has decided.",
    )
    suggestions.audience = "Seen by the chairs"  # type: ignore[attr-defined]
    reason.audience = "Seen by the chairs"  # type: ignore[attr-defined]


class InviteForm(forms.Form):
    """Whom to invite, as what, for how many papers."""

    people = forms.CharField(
        label="People",
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        help_text="Paste them as you have them: “Ada Lovelace <ada@example.org>”, several on a line "
        "with semicolons, or rows of a table. A first row of column names says what is what.",
        error_messages={"required": "Name at least one person."},
    )
    role = forms.ChoiceField(
        label="Role",
        choices=INVITED_ROLES,
        help_text="They have it once they accept. Besides you, another chair agrees to a new chair.",
    )
    load = forms.IntegerField(
        label="Papers asked for",
        min_value=1,
        max_value=50,
        initial=4,
        required=False,
        # Not of the kind that browsers check: a field that is not shown would keep the form from being sent.
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-of-committee": "", "size": 4}),
        help_text="Of reviewers and area chairs alone, who can choose another number.",
    )

    def clean_people(self) -> list[Invitee]:
        """The people named; every line that names nobody is listed, and nothing is taken over then."""
        parsed = parse_invitees(self.cleaned_data["people"])
        if parsed.bad_lines:
            raise ValidationError(
                [_bad_line(number, line) for number, line in parsed.bad_lines[:MAX_BAD_LINES]]
            )
        return parsed.invitees

    def clean(self) -> dict[str, Any]:
        """A number of papers for those who get any, and 0 for the others."""
        data = super().clean() or {}
        if is_organiser(data.get("role", "")):
            self.errors.pop("load", None)  # what was typed there means nothing, and is not shown
            data["load"] = 0
        elif data.get("load") is None and "load" not in self.errors:
            self.add_error("load", "Say how many papers you ask of each.")
        return data


def _bad_line(number: int, line: str) -> str:
    return f"Line {number} does not say for sure whom to write to: “{line[:80]}”"


class AddressForm(forms.Form):
    """Where an invitation goes instead."""

    email = forms.EmailField(
        label="Address",
        help_text="The invitation is sent there with a new personal link; the link sent before is void.",
    )


class CorrectInvitationForm(forms.Form):
    """Who is invited, as long as nothing was sent."""

    name = forms.CharField(label="Name", max_length=200, required=False)
    email = forms.EmailField(label="Address")


class CommitteeMemberForm(AvailabilityForm):
    """What a chair sets for a member of the committee."""

    field_order = ("roles", "load", "least", "is_senior")

    roles = forms.MultipleChoiceField(
        label="Roles", choices=COMMITTEE_ROLES, widget=forms.CheckboxSelectMultiple, required=False
    )
    load = forms.IntegerField(label="At most this many papers", min_value=0, max_value=50)
    least = forms.IntegerField(
        label="At least this many papers",
        min_value=0,
        max_value=50,
        required=False,
        help_text="Usually 0. A draft of the assignment keeps to it where it can.",
    )
    is_senior = forms.BooleanField(
        label="Senior reviewer",
        required=False,
        help_text="A draft can ask for at least one of them on each paper.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["takes_emergencies"].label = "May be asked at short notice"
        self.fields["away_from"].help_text = "Empty if they are there until reviews are due."

    def clean(self) -> dict[str, Any]:
        """The least number within the greatest."""
        data = super().clean()
        data["least"] = data.get("least") or 0
        if data["least"] > data.get("load", data["least"]):
            self.add_error("least", "This is more than they take at most.")
        return data

    def clean_roles(self) -> set[Role]:
        """The chosen roles as such."""
        chosen: list[Any] = self.cleaned_data["roles"]
        return {Role(value) for value in chosen}


def _text(label: str, rows: int, longest: int, help_text: str) -> forms.CharField:
    field = forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )
    field.audience = SEEN_BY  # type: ignore[attr-defined]
    return field


class ApplicationForm(ExpertiseForm):
    """What a volunteer tells of themselves: what they know, what shows it, how much they would take."""

    career_stage = forms.ChoiceField(label="Where you stand", choices=[("", "Choose…"), *CareerStage.choices])
    past_reviews = forms.IntegerField(
        label="Papers you have reviewed so far, about",
        min_value=0,
        max_value=10_000,
        help_text="For any conference, workshop or journal. Beginners are welcome.",
    )
    links = _text(
        "Where your work can be seen",
        3,
        2000,
        "One address a line: papers of yours, ORCID, DBLP, Google Scholar, home page.",
    )
    papers = _text(
        "Papers of your own",
        6,
        LONGEST_LIST,
        "One title a line, or BibTeX. If you become a reviewer, papers are matched to you by these.",
    )
    voucher = forms.CharField(
        label="Who can vouch for you",
        required=False,
        max_length=300,
        help_text="For example your supervisor, or a member of the committee who knows your work.",
    )
    note = _text("Anything else", 3, 2000, "")
    field_order = [
        "topics", "load", "career_stage", "past_reviews", "links", "papers", "voucher", "note",
    ]  # fmt: skip

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, conference=conference, **kwargs)
        self.fields["load"].label = "How many papers you would review at most"
        self.fields["load"].initial = USUAL_LOAD
        topics = self.fields["topics"]
        assert isinstance(topics, forms.ModelMultipleChoiceField)
        topics.required = topics.queryset is not None and topics.queryset.exists()
        topics.error_messages["required"] = "Choose at least one topic."
        topics.help_text = "Papers are matched to you by these and by what you wrote before."

    def clean_links(self) -> str:
        """Whole addresses, one a line; a bare ORCID iD becomes one."""
        lines = [line.strip() for line in self.cleaned_data["links"].splitlines() if line.strip()]
        if len(lines) > MAX_LINKS:
            raise ValidationError(f"At most {MAX_LINKS} addresses, please; there are {len(lines)}.")
        return "\n".join(_whole_address(line) for line in lines)

    def clean(self) -> dict[str, Any]:
        """Something that shows what they know is asked of everyone."""
        cleaned = super().clean() or {}
        if not {"links", "papers", "voucher"} & self.errors.keys() and not any(
            cleaned.get(name) for name in ("links", "papers", "voucher")
        ):
            self.add_error(
                "links", "Give us something to go by: an address, a paper of yours, or who can vouch for you."
            )
        return cleaned

    def offer(self) -> ApplicationOffer:
        """What was told, for the service; only of a valid form."""
        return ApplicationOffer(**{**self.cleaned_data, "topics": list(self.cleaned_data["topics"])})


def _whole_address(line: str) -> str:
    if ORCID.fullmatch(line):
        return f"https://orcid.org/{line}"
    address = line if "://" in line else f"https://{line}"
    try:
        _is_address(address)
    except ValidationError as error:
        raise ValidationError(f"“{line[:80]}” is not an address of the web.") from error
    return address


def application_initial(application: Application | None) -> dict[str, Any]:
    """What was told before."""
    if application is None:
        return {}
    names = ("load", "career_stage", "past_reviews", "links", "papers", "voucher", "note")
    return {name: getattr(application, name) for name in names} | {"topics": application.topics.all()}


class RefusalForm(forms.Form):
    """A word of the chairs' own in the letter that says no."""

    note = forms.CharField(
        label="A word of your own",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="If you like. It stands in the middle of the letter.",
    )
    note.audience = "Read by the applicant, in the letter"  # type: ignore[attr-defined]


class ReviewerCallForm(ModelForm[Conference]):
    """Whether volunteers are called for, and what they should know."""

    class Meta:
        model = Conference
        fields = ["calls_for_reviewers", "reviewer_guide"]
        labels = {
            "calls_for_reviewers": "The call for reviewers is open",
            "reviewer_guide": "What volunteers should know",
        }
        help_texts = {
            "calls_for_reviewers": "The call for papers and the foot of each page lead to it.",
            "reviewer_guide": "Markdown. Whom you look for, and what makes a good review. Load, dates, "
            "topics and blinding stand there by themselves.",
        }
        widgets = {"reviewer_guide": forms.Textarea(attrs={"rows": 8})}
