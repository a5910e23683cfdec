from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Institution, Topic, Track
from effgenai.conferences.people.models import Person
from effgenai.conferences.pictures.forms import offer_pictures, take_uploads
from effgenai.conferences.site.models import PastEdition, Sponsor
from effgenai.conferences.web.forms import RowForm

PLACE = "Smaller numbers come first."


class TrackForm(RowForm[Track]):
    """A kind of submission with its rules."""

    class Meta:
        model = Track
        fields = ["name", "description", "page_limit", "archival", "position"]
        labels = {"position": "Place in the list", "archival": "Archival: published in the proceedings"}
        help_texts = {
            "description": "Markdown with $formulas$. Stands in the call.",
            "page_limit": "Empty: no limit.",
            "position": PLACE,
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}


class TopicForm(RowForm[Topic]):
    """What a paper may be about."""

    class Meta:
        model = Topic
        fields = ["name", "description", "position"]
        labels = {"position": "Place in the list"}
        help_texts = {"position": PLACE}


class InstitutionForm(RowForm[Institution]):
    """An institution that is written in several ways."""

    class Meta:
        model = Institution
        fields = ["name", "aliases"]
        help_texts = {
            "aliases": "One a line: short names, translations, mail domains. “amazon.de” beside “amazon.com” "
            "makes both the same.",
        }
        widgets = {"aliases": forms.Textarea(attrs={"rows": 6})}


def _address(label: str) -> forms.URLField:
    return forms.URLField(label=label, required=False, max_length=200, assume_scheme="https")


class PersonForm(RowForm[Person]):
    """Someone on the people page."""

    home_page = _address("Home page")

    class Meta:
        model = Person
        fields = [
            "group",
            "name",
            "affiliation",
            "note",
            "home_page",
            "photo",
            "talk",
            "biography",
            "position",
        ]
        labels = {"position": "Place in the group", "note": "Role, or title of the talk"}
        help_texts = {
            "note": "For example “Programme chair”, or the title of an invited talk.",
            "talk": "The abstract of the talk. Markdown with $formulas$. It gives the person a page.",
            "biography": "Markdown. It gives the person a page.",
            "position": PLACE,
        }
        widgets = {
            "talk": forms.Textarea(attrs={"rows": 8}),
            "biography": forms.Textarea(attrs={"rows": 8}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_pictures(self, self.instance.conference, "photo", "No photo")
        self.order_fields([*self.Meta.fields[:6], "photo_upload", *self.Meta.fields[6:]])

    def take_uploads(self, by: User, at: dt.datetime) -> list[str]:
        """Store a new photo."""
        alt = {"photo": f"Portrait of {self.instance.name}"}
        return take_uploads(self, alt, conference=self.instance.conference, by=by, at=at)


class SponsorForm(RowForm[Sponsor]):
    """Someone who pays, with their logo."""

    home_page = _address("Home page")

    class Meta:
        model = Sponsor
        fields = ["name", "tier", "note", "home_page", "logo", "position"]
        labels = {"position": "Place in the list"}
        help_texts = {
            "tier": "Sponsors of a tier stand together: “Gold”, “Silver”. The first sponsor leads its tier.",
            "position": PLACE,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_pictures(self, self.instance.conference, "logo", "No logo: the name is set in letters")
        self.order_fields(["name", "tier", "note", "home_page", "logo", "logo_upload", "position"])

    def take_uploads(self, by: User, at: dt.datetime) -> list[str]:
        """Store a new logo. Its alternative text is the sponsor's name: that is what it says."""
        alt = {"logo": self.instance.name}
        return take_uploads(self, alt, conference=self.instance.conference, by=by, at=at)


class EditionForm(RowForm[PastEdition]):
    """An earlier edition that lives elsewhere on the web."""

    address = _address("Address")

    class Meta:
        model = PastEdition
        fields = ["title", "when_and_where", "address", "position"]
        labels = {"position": "Place in the list"}
        help_texts = {"when_and_where": "For example “Vienna, July 2025”.", "position": PLACE}
